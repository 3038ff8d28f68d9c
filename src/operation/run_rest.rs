//! What is left to do of a run that did not come to its end, whether a crash cut it short, somebody stopped
//! it, or something of it failed: a file for a fresh review, and the command that goes on with it. Nothing
//! is sent.

use std::io;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use super::offboard::{PartsGone, still_to_do};
use super::{
    Here, OffboardDocument, OffboardLine, OffboardRest, Operation, OutcomeKind, PersonLeft, Plan,
    PlanFile, REST_LIFETIME, Reason, Report, ReportItem, RunPlanFile, Stopped, Target,
};
use crate::files;
use crate::journal::{NamedTarget, RunId};
use crate::model::{Timestamp, TokenId, UserId, counted};

/// What a run that did not come to its end leaves to do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RunRest {
    /// The file of what is left, if anything is and it could be written.
    pub(crate) file: Option<PathBuf>,
    /// Whether something is, and could not be written.
    pub(crate) is_unwritten: bool,
    /// What to tell a person, line by line.
    pub(crate) lines: Vec<String>,
}

impl RunRest {
    /// Writes what is left to do of an offboarding, and tells how to go on with it.
    pub(super) fn write_offboarding(&mut self, of: (&Path, &RunId), file: &OffboardRest) {
        let what = for_people(file.people());
        if let Some(path) = self.write(of, file.to_json(), &what) {
            self.name_offboarding(&path, file.people());
        }
    }

    /// The same of any other run.
    pub(super) fn write_plan(&mut self, of: (&Path, &RunId), file: &PlanFile) {
        let what = format!(", {}", file.lists_in_words());
        if let Some(path) = self.write(of, file.to_json(), &what) {
            self.name_plan(&path, file);
        }
    }

    /// Tells what a file of an offboarding comes to, and the command that goes on with it.
    pub(super) fn name_offboarding(&mut self, path: &Path, people: usize) {
        let command = format!("zentop offboard --from {}", files::path_word(path));
        self.name(&for_people(people), &command);
    }

    /// The same of any other file.
    pub(super) fn name_plan(&mut self, path: &Path, file: &PlanFile) {
        let what = format!(", {}", file.lists_in_words());
        let command = format!("zentop apply {} --dry-run", files::path_word(path));
        self.name(&what, &command);
    }

    fn name(&mut self, what: &str, command: &str) {
        self.lines
            .push(format!("  what is left of it{what}: {command}"));
    }

    /// Writes what is left to do of a run beside its journal; returns the path if that could be. One that
    /// was written before is older than what is known now.
    fn write(
        &mut self,
        (journal, run): (&Path, &RunId),
        text: serde_json::Result<String>,
        what: &str,
    ) -> Option<PathBuf> {
        let path = RunPlanFile::path(journal, run).with_file_name(format!("{run}-rest.json"));
        let written = text.map_err(io::Error::other).and_then(|text| {
            files::write(&path, text.as_bytes()).map_err(files::FileError::into_io)
        });
        match written {
            Ok(()) => self.file = Some(path),
            Err(error) => {
                self.is_unwritten = true;
                let line = format!("  what is left of it{what}, cannot be written: {error}");
                self.lines.push(line);
                return None;
            }
        }
        self.file.clone()
    }
}

fn for_people(people: usize) -> String {
    format!(", for {}", counted(people, "person", "people"))
}

/// What a run was to do, for what is left of it when it is over.
pub(crate) enum PlanOfRun {
    /// Several operations for each of these people.
    Offboarding(Vec<OffboardLine>),
    /// One operation.
    Other(Box<PlanFile>),
    /// What is found out in other ways, or needs no file.
    Simple,
}

impl PlanOfRun {
    /// What this plan is to do, at an account of this origin. What one item is about, and one's own
    /// sessions, are named by a command as well.
    pub(crate) fn of(plan: &Plan, origin: &str, reason: &Reason) -> Self {
        if plan.is_of_several() {
            return Self::Offboarding(OffboardDocument::of(plan).into_people());
        }
        if plan.items().len() < 2 || plan.is_of_own() {
            return Self::Simple;
        }
        let file = PlanFile::of_run(plan, (origin, reason), REST_LIFETIME);
        Self::Other(Box::new(file))
    }

    /// Writes what is left of it after the run beside its journal: of an offboarding what is not as it was
    /// wished, by what was read afterwards; of any other run that was stopped what it did not do.
    pub(crate) fn rest(
        self,
        (journal, here): (&Path, Here<'_>),
        (report, left): (&Report, &[PersonLeft]),
        now: Timestamp,
    ) -> Option<RunRest> {
        let mut rest = RunRest::default();
        let of = (journal, &report.run);
        match self {
            Self::Simple => return None,
            Self::Offboarding(lines) => {
                let open: Vec<OffboardLine> = (lines.into_iter())
                    .filter_map(|line| open_of(line, report, left))
                    .collect();
                if open.is_empty() {
                    return None;
                }
                let why = report.reason.clone();
                let file = OffboardRest::of(here, why, open, report.said(now));
                rest.write_offboarding(of, &file);
            }
            Self::Other(file) => {
                let stopped = report.stopped.as_ref()?;
                if matches!(stopped, Stopped::LastDoor(_)) {
                    return None;
                }
                let items = report.items.iter().filter(|item| is_open(item));
                let open: FxHashSet<NamedTarget> = items.map(|item| item.target.named()).collect();
                let left = file.left(|target| open.contains(target));
                let file = file.rest(&left, report.said(now))?;
                rest.write_plan(of, &file);
            }
        }
        Some(rest)
    }
}

/// Whether an item of a run that was stopped is still to be done. Nobody who is protected by now is among
/// what is left, since no file with them is taken.
fn is_open(item: &ReportItem) -> bool {
    let kind = item.outcome.kind;
    !kind.is_done() && kind != OutcomeKind::AlreadySo && !item.is_withheld()
}

/// What is still to be done to a person, if anything is.
fn open_of(mut line: OffboardLine, report: &Report, left: &[PersonLeft]) -> Option<OffboardLine> {
    let user = line.user()?;
    let left = left.iter().find(|one| one.user == user);
    if left.is_some_and(PersonLeft::is_clean) {
        return None;
    }
    let items = || {
        report
            .items
            .iter()
            .filter(|item| item.target.user() == user)
    };
    let suspension = left.and_then(PersonLeft::is_suspended);
    let mut answered = items().filter(|item| item.operation == Operation::Suspend);
    let is_answered = answered.any(|item| item.outcome.kind.is_done());
    line.was_suspended |= line.suspend && is_answered && suspension != Some(false);
    let made_since = items().filter_map(|item| made_since(item, user));
    line.tokens.extend(made_since.map(TokenId::get));
    line.tokens.sort_unstable();
    line.tokens.dedup();
    let gone = PartsGone {
        suspension: suspension == Some(true),
        sessions: left.is_some_and(PersonLeft::has_no_session),
        tokens: left.and_then(PersonLeft::tokens_left) == Some(0),
    };
    still_to_do(line, &gone)
}

/// A token of somebody that the run found and the plan did not list.
fn made_since(item: &ReportItem, user: UserId) -> Option<TokenId> {
    match &item.target {
        Target::Token(target) if target.token.user == user => Some(target.token.id),
        Target::Token(_) | Target::Session(_) | Target::Person(_) => None,
    }
}
