//! What a plan would suspend, lift or revoke.

use std::collections::BTreeSet;
use std::io::{self, Write as _};

use serde::Serialize;

use super::SESSIONS_MAY_GO_ON;
use super::left::print_left;
use super::rows::{CAPS, cells, header};
use crate::command::cli::PlanFormat;
use crate::command::output;
use crate::incident::{WithGaps, command_for};
use crate::live::Snapshot;
use crate::model::{NOT_KNOWN, SafeText, Timestamp, UserId, counted};
use crate::operation::{Excluded, Plan, PlanDocument, Target, TargetKind};

/// The output of a dry run of containment.
#[derive(Serialize)]
struct ContainmentOut<'a> {
    #[serde(flatten)]
    plan: PlanDocument<'a>,
    dry_run: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    then: Option<String>,
}

/// Prints what would be suspended, lifted or revoked.
pub(super) fn plan(plan: &Plan, snapshot: &Snapshot, format: PlanFormat) -> io::Result<()> {
    let mut out = output::stdout();
    let then = follow_up(plan);
    if let Some(ids) = format.json() {
        let document = ContainmentOut {
            plan: PlanDocument::from(plan),
            dry_run: true,
            note: then.as_ref().map(|_| SESSIONS_MAY_GO_ON),
            then,
        };
        output::json_with(&mut out, ids, &WithGaps::of(&document, snapshot))?;
        return out.flush();
    }
    let account = SafeText::new(plan.account());
    let operation = plan.operation();
    writeln!(
        out,
        "{account}: {} {}",
        about_in_words(plan),
        operation.to_do()
    )?;
    let beside = match operation.target_kind() {
        TargetKind::Tokens => "LAST USED",
        TargetKind::Sessions | TargetKind::People => "NOW",
    };
    let rows: Vec<Vec<SafeText>> = plan
        .targets()
        .map(|target| cells(target, &state(target, plan.made_at())))
        .collect();
    output::table(&mut out, &header(operation, beside), &rows, &CAPS)?;
    let left = (plan.excluded(), plan.undecided(), plan.not_found());
    print_left(&mut out, left)?;
    if let Some(then) = then {
        writeln!(out, "{SESSIONS_MAY_GO_ON}:\n  {then}")?;
    }
    out.flush()
}

/// How many people or tokens a plan is about.
fn about_in_words(plan: &Plan) -> String {
    let people = counted(plan.people(), "person", "people");
    match plan.operation().target_kind() {
        TargetKind::Sessions => counted(plan.count(), "session", "sessions") + " of " + &people,
        TargetKind::People => people,
        TargetKind::Tokens => {
            counted(plan.count(), "OAuth token", "OAuth tokens") + " of " + &people
        }
    }
}

/// When a token was last used, and whether a person is suspended already.
fn state(target: &Target, now: Timestamp) -> String {
    match target {
        Target::Token(target) => {
            let used = target.token.used_at.map(|at| at.age_in_words(now));
            let used = used.or_words().map_or_else(str::to_owned, String::clone);
            if target.token.has_expired(now) {
                format!("{used}, expired")
            } else {
                used
            }
        }
        Target::Person(target) => match target.user.as_ref().and_then(|user| user.suspended) {
            Some(true) => "suspended".to_owned(),
            Some(false) => "-".to_owned(),
            None => NOT_KNOWN.to_owned(),
        },
        Target::Session(_) => "-".to_owned(),
    }
}

/// The advice on what to do after suspending people, also those who were suspended already.
fn follow_up(plan: &Plan) -> Option<String> {
    let is_so = |one: &&Excluded| one.because.is_as_wished(plan.operation());
    let already = plan.excluded().iter().filter(is_so).map(|one| &one.target);
    let people = plan.targets().chain(already).map(Target::user);
    let people: BTreeSet<UserId> = people.collect();
    let is_of_any = plan.operation().bars() && !people.is_empty();
    is_of_any.then(|| command_for("end", people))
}
