//! What a plan would end.

use std::io::{self, Write};

use serde::Serialize;

use super::left::print_left;
use super::rows::{CAPS, cells, header};
use crate::command::cli::PlanFormat;
use crate::command::output;
use crate::incident::WithGaps;
use crate::live::Snapshot;
use crate::model::{SafeText, SentTime, SessionKey, Timestamp, counted};
use crate::operation::{GoesBeyond, MissLine, Plan, Target, TargetLine};

/// The output of a dry run of ending.
#[derive(Serialize)]
struct PlanOut<'a> {
    account: &'a str,
    route: &'static str,
    made_at: String,
    dry_run: bool,
    count: usize,
    people: usize,
    plan_hash: String,
    already_gone: usize,
    targets: Vec<TargetLine>,
    /// People without a listed session, whom a wide route signs out all the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unlisted: Vec<TargetLine>,
    #[serde(rename = "kept")]
    excluded: Vec<TargetLine>,
    undecided: Vec<TargetLine>,
    not_found: Vec<MissLine>,
}

impl<'a> PlanOut<'a> {
    fn of(plan: &'a Plan) -> Self {
        Self {
            account: plan.account(),
            route: plan.operation().as_str(),
            made_at: plan.made_at().to_string(),
            dry_run: true,
            count: plan.count(),
            people: plan.people(),
            plan_hash: plan.fingerprint(),
            already_gone: plan.missing(),
            targets: sessions(plan).map(TargetLine::from).collect(),
            unlisted: plan.unlisted().map(TargetLine::from).collect(),
            excluded: plan.excluded().iter().map(TargetLine::from).collect(),
            undecided: plan.undecided().iter().map(TargetLine::from).collect(),
            not_found: plan.not_found().iter().map(MissLine::from).collect(),
        }
    }
}

/// Prints what would be ended.
pub(super) fn plan(
    plan: &Plan,
    snapshot: &Snapshot,
    format: PlanFormat,
    now: Timestamp,
) -> io::Result<()> {
    let mut out = output::stdout();
    if let Some(ids) = format.json() {
        output::json_with(&mut out, ids, &WithGaps::of(&PlanOut::of(plan), snapshot))?;
        return out.flush();
    }
    writeln!(
        out,
        "{}: {} of {}, route {}",
        SafeText::new(plan.account()),
        counted(plan.count(), "session", "sessions"),
        counted(plan.people(), "person", "people"),
        plan.operation().as_str()
    )?;
    print_sessions(&mut out, plan, (snapshot, snapshot.time_for_ages(now)))?;
    print_unlisted(&mut out, plan)?;
    print_beyond(&mut out, plan)?;
    let left = (plan.excluded(), plan.undecided(), plan.not_found());
    print_left(&mut out, left)?;
    print_gone(&mut out, plan)?;
    out.flush()
}

/// The targets that are sessions.
fn sessions(plan: &Plan) -> impl Iterator<Item = &Target> {
    plan.targets().filter(|target| target.session().is_some())
}

/// Prints the sessions, each with its age.
fn print_sessions(
    out: &mut impl Write,
    plan: &Plan,
    (snapshot, now): (&Snapshot, Timestamp),
) -> io::Result<()> {
    let listed = snapshot.find(&plan.sessions().map(|target| target.key).collect());
    let is_unreadable = |key: &SessionKey| {
        let session = (listed.get(key)).and_then(|slot| snapshot.session(*slot));
        session.is_some_and(|session| session.authenticated_at == SentTime::Unreadable)
    };
    let signed_in = |target: &Target| match target.as_session() {
        Some(session) => match session.authenticated_at {
            Some(at) => at.age_in_words(now),
            None if is_unreadable(&session.key) => "unreadable".to_owned(),
            None => "-".to_owned(),
        },
        None => "-".to_owned(),
    };
    let row = |target: &Target| {
        let mut cells = cells(target, &signed_in(target));
        if let Some(aside) = target.aside()
            && let Some(name) = cells.last_mut()
        {
            *name = SafeText::new(&format!("{aside}: {}", name.as_str()));
        }
        cells
    };
    let rows: Vec<Vec<SafeText>> = sessions(plan).map(row).collect();
    output::table(out, &header(plan.operation(), "SIGNED IN"), &rows, &CAPS)
}

/// Prints the people without a listed session, whom a wide route signs out all the same.
fn print_unlisted(out: &mut impl Write, plan: &Plan) -> io::Result<()> {
    let operation = plan.operation();
    let unlisted: Vec<Vec<SafeText>> = (plan.unlisted())
        .map(|target| cells(target, "none listed"))
        .collect();
    if unlisted.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "{} without a listed session, whom route {} signs out all the same:",
        counted(unlisted.len(), "person", "people"),
        operation.as_str()
    )?;
    output::table(out, &header(operation, "SIGNED IN"), &unlisted, &CAPS)
}

/// Prints how many sessions the route takes beyond those that were chosen.
fn print_beyond(out: &mut impl Write, plan: &Plan) -> io::Result<()> {
    for beyond in [GoesBeyond::Choice, GoesBeyond::File] {
        let sessions = plan.sessions().filter(|one| one.beyond == beyond).count();
        if let (Some(words), true) = (beyond.words(), sessions > 0) {
            let more = counted(sessions, "session", "sessions");
            let route = plan.operation().as_str();
            writeln!(
                out,
                "{more} {words}: route {route} takes all of these people's"
            )?;
        }
    }
    Ok(())
}

/// Prints how many of the chosen sessions are gone, where that is not told of each.
fn print_gone(out: &mut impl Write, plan: &Plan) -> io::Result<()> {
    let gone = plan.missing();
    if gone == 0 || !plan.not_found().is_empty() {
        return Ok(());
    }
    let be = if gone == 1 { "is" } else { "are" };
    writeln!(out, "{gone} of the chosen sessions {be} gone already")
}
