//! What is left to do of a run that did not come to its end, whether a crash cut it short, somebody stopped
//! it, or something of it failed: a file for a fresh review, and the command that goes on with it. Nothing
//! is sent.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use super::offboard::{PartsGone, still_to_do};
use super::{
    Guardrails, Here, OffboardDocument, OffboardLine, OffboardPart, OffboardRest, PersonLeft, Plan,
    PlanFile, ProtectedNow, REST_LIFETIME, Reason, Report, ReportItem, RunPlanFile, Stopped,
    Target,
};
use crate::files;
use crate::journal::{NamedTarget, RunId};
use crate::model::{Fault, Timestamp, TokenId, UserId, counted};
use crate::zendesk::{Client, logged};

/// The end of the names of files of what a run left to do.
pub(super) const REST_SUFFIX: &str = "-rest.json";

/// The folder of plans and of what is left of them.
pub(super) fn plans_beside(journal: &Path) -> PathBuf {
    journal.parent().unwrap_or(Path::new("")).join("plans")
}

/// What a run that did not come to its end leaves to do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunRest {
    /// The file of what is left, if anything is and it could be written.
    pub(crate) file: Option<PathBuf>,
    /// Whether something is, or may be, and could not be written.
    pub(crate) is_unwritten: bool,
    /// Whether the run did nothing at all, so that what is left of it is the whole of it.
    pub(crate) is_all_of_it: bool,
    /// What to tell a person, line by line.
    pub(crate) lines: Vec<String>,
}

impl RunRest {
    /// The rest of a run where the program failed while it looked: something may be left, and what was
    /// written before may be more than that.
    pub(super) fn not_known(fault: &Fault) -> Self {
        Self {
            file: None,
            is_unwritten: true,
            is_all_of_it: false,
            lines: vec![format!(
                "  what is left of it is not known: {fault}; {}",
                Fault::ADVICE
            )],
        }
    }

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
            self.name_plan(&path, &file.lists_in_words());
        }
    }

    /// Tells what a file of an offboarding comes to, and the command that goes on with it.
    pub(super) fn name_offboarding(&mut self, path: &Path, people: usize) {
        let command = format!("zentop offboard --from {}", files::path_word(path));
        self.name(&for_people(people), &command);
    }

    /// The same of any other file, of which so much is left.
    pub(super) fn name_plan(&mut self, path: &Path, left: &str) {
        let what = format!(", {left}");
        let command = format!("zentop apply {} --dry-run", files::path_word(path));
        self.name(&what, &command);
    }

    fn name(&mut self, what: &str, command: &str) {
        let which = self.which();
        self.lines.push(format!("  {which}{what}: {command}"));
    }

    const fn which(&self) -> &'static str {
        if self.is_all_of_it {
            "nothing of it was done"
        } else {
            "what is left of it"
        }
    }

    /// How to go on with what is left, or why it could not be written; `None` if nothing is.
    pub(crate) fn how_to_go_on(&self) -> Option<&str> {
        let last = self.lines.last().filter(|_| !self.is_nothing());
        last.map(|line| line.trim_start())
    }

    /// Whether there is no file of it, and none is wanted.
    pub(crate) const fn is_nothing(&self) -> bool {
        self.file.is_none() && !self.is_unwritten
    }

    /// Takes the file of what a run left away, since nothing of it is left.
    pub(super) fn forget(journal: &Path, run: &RunId) {
        if let Err(error) = files::remove(&Self::path(journal, run)) {
            tracing::warn!(
                "the file of what is done by now stays on disk: {}",
                logged(&error)
            );
        }
    }

    /// The path of the file of what a run left, beside its journal.
    pub(super) fn path(journal: &Path, run: &RunId) -> PathBuf {
        RunPlanFile::path(journal, run).with_file_name(format!("{run}{REST_SUFFIX}"))
    }

    /// Whether this is the file of what a run left to do, beside this journal: nobody but zentop writes there.
    pub(crate) fn is_at(path: &Path, journal: &Path) -> bool {
        let name = path.file_name().and_then(OsStr::to_str);
        let run = name.and_then(|name| name.strip_suffix(REST_SUFFIX));
        let folder = path.canonicalize().ok();
        let folder = folder.as_deref().and_then(Path::parent);
        let plans = plans_beside(journal).canonicalize().ok();
        let is_of_a_run = run.is_some_and(|run| run.parse::<RunId>().is_ok());
        is_of_a_run && folder.is_some() && folder == plans.as_deref()
    }

    /// Writes what is left to do of a run beside its journal; returns the path if that could be. One that
    /// was written before is older than what is known now.
    fn write(
        &mut self,
        (journal, run): (&Path, &RunId),
        text: serde_json::Result<String>,
        what: &str,
    ) -> Option<PathBuf> {
        let path = Self::path(journal, run);
        let written = text.map_err(io::Error::other).and_then(|text| {
            files::write(&path, text.as_bytes()).map_err(files::FileError::into_io)
        });
        match written {
            Ok(()) => self.file = Some(path),
            Err(error) => {
                self.is_unwritten = true;
                let which = self.which();
                let line =
                    format!("  {which}{what}, and the file of it cannot be written: {error}");
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
#[derive(Debug)]
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

    /// The people of whom something is left to do after the run: of an offboarding those who are not as it
    /// was wished, by what was read afterwards; of any other run that was stopped those of whom it did not
    /// do all. Where nothing was sent, since no admin would be left, the same would be refused again.
    pub(crate) fn open_people(&self, report: &Report, left: &[PersonLeft]) -> BTreeSet<UserId> {
        match (self, &report.stopped) {
            (_, Some(Stopped::LastDoor(_))) | (Self::Simple, _) | (Self::Other(_), None) => {
                BTreeSet::new()
            }
            (Self::Offboarding(lines), _) => {
                let lines = lines.iter().cloned();
                let open = lines.filter_map(|line| open_of(line, report, left));
                open.filter_map(|line| line.user()).collect()
            }
            (Self::Other(_), Some(_)) => report.unfinished_people(),
        }
    }

    /// Who must not be touched by now of the open people, and of whoever else their sessions may belong to.
    pub(crate) async fn protected(
        &self,
        (client, guardrails): (&Client, &Guardrails),
        open: &BTreeSet<UserId>,
    ) -> ProtectedNow {
        let mut people = open.clone();
        match self {
            Self::Simple => {}
            Self::Offboarding(lines) => {
                people.extend(lines.iter().flat_map(OffboardLine::people_beside));
            }
            Self::Other(file) => people.extend(file.people_beside()),
        }
        ProtectedNow::read(client, guardrails, people).await
    }

    /// Writes what is left to do of it beside its journal, of those of the open people whom nothing
    /// protects by now; the others are told.
    pub(crate) fn rest(
        &self,
        (journal, here): (&Path, Here<'_>),
        (report, left): (&Report, &[PersonLeft]),
        (open, protected): (&BTreeSet<UserId>, &ProtectedNow),
        now: Timestamp,
    ) -> Option<RunRest> {
        if open.is_empty() {
            return None;
        }
        let mut rest = RunRest {
            is_all_of_it: report.did_nothing(),
            ..RunRest::default()
        };
        rest.lines.extend(protected.lines());
        let of = (journal, &report.run);
        match self {
            Self::Simple => return None,
            Self::Offboarding(lines) => {
                let lines = lines.iter().filter(|line| {
                    line.user().is_some_and(|user| open.contains(&user))
                        && line
                            .people_behind()
                            .iter()
                            .all(|user| !protected.has(*user))
                });
                let open: Vec<OffboardLine> = lines
                    .filter_map(|line| open_of(line.clone(), report, left))
                    .collect();
                if open.is_empty() {
                    return Some(rest);
                }
                let why = report.reason.clone();
                let file = OffboardRest::of(here, why, open, report.said(now));
                rest.write_offboarding(of, &file);
            }
            Self::Other(file) => {
                let items = report.items.iter().filter(|item| item.is_unfinished());
                let items: FxHashSet<NamedTarget> = items.map(|item| item.target.named()).collect();
                let spared = file.spared(|user| protected.has(user));
                rest.lines.extend(spared.lines(|user| protected.has(user)));
                let left = file.left(|target| items.contains(target) && !spared.has(target));
                if let Some(file) = file.rest(&left, report.said(now)) {
                    rest.write_plan(of, &file);
                }
            }
        }
        Some(rest)
    }
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
    let mut answered = items().filter(|item| item.operation.is_part(OffboardPart::Suspend));
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

#[cfg(test)]
mod tests;
