//! The words of the dialogs for each operation.

use std::collections::BTreeSet;

use super::super::words::{counted, key};
use super::Scene;
use crate::app::{Action, Mode};
use crate::model::Role;
use crate::operation::{
    MayHaveDone, OffboardPart, Offboarding, Operation, OutcomeKind, Report, Target, TargetKind,
};

/// The most columns of a name in a title.
const NAME: usize = 28;

/// The number of items of a run, with their noun.
pub(super) fn items(operation: Operation, count: usize) -> String {
    match operation.target_kind() {
        TargetKind::Sessions => counted(count, "session", "sessions"),
        TargetKind::People => counted(count, "person", "people"),
        TargetKind::Tokens => counted(count, "OAuth token", "OAuth tokens"),
    }
}

/// The question that a review asks, about people in these words.
pub(super) fn question(operation: Operation, count: usize, who: &str) -> String {
    let items = items(operation, count);
    match operation {
        Operation::End(_) if count == 0 => format!("Sign {who} out?"),
        Operation::End(_) => format!("Sign {who} out of {items}?"),
        Operation::Suspend => format!("Suspend {who}?"),
        Operation::Unsuspend => format!("Lift the suspension of {who}?"),
        Operation::RevokeTokens => format!("Revoke {items} of {who}?"),
    }
}

/// The question of a review that does several things to each person.
pub(super) fn offboard_question(who: &str) -> String {
    format!("Offboard {who}?")
}

/// What offboarding does and does not do to the people of these items.
pub(super) fn offboarding_in_words<'a>(
    offboarding: &Offboarding,
    items: impl Iterator<Item = (Operation, &'a Target)>,
) -> String {
    let (mut suspended, mut people) = (BTreeSet::new(), BTreeSet::new());
    let mut are_staff = false;
    for (operation, target) in items {
        people.insert(target.user());
        if operation == Operation::Suspend {
            suspended.insert(target.user());
            are_staff |= !matches!(target.role(), Some(Role::EndUser));
        }
    }
    let mut parts = Vec::new();
    if !suspended.is_empty() {
        parts.push(if suspended == people {
            "each is suspended"
        } else {
            "whoever is not suspended yet is"
        });
    }
    if offboarding.has(OffboardPart::Tokens) {
        parts.push("tokens are revoked, also those made since");
    }
    if offboarding.has(OffboardPart::Sessions) {
        parts.push("all of their sessions end, also those begun since");
    }
    let mut text = format!("In this order: {}. ", parts.join("; "));
    text.push_str("A part that fails stops nothing else. ");
    if offboarding.has(OffboardPart::Suspend) && suspended.is_empty() {
        text.push_str("Nobody is suspended again. ");
    }
    if !offboarding.has(OffboardPart::Tokens) {
        text.push_str("Their OAuth tokens stay. ");
    }
    text.push_str(
        "API tokens, OAuth clients that they made, Chat tokens and accounts at an identity provider \
         go on.",
    );
    if are_staff {
        text.push_str(
            " A suspended agent keeps a paid seat: downgrade them in Admin Center > People > Team > \
             Team members.",
        );
    }
    text
}

/// The same in one line.
pub(super) const OFFBOARD_SHORT: &str = "API tokens, OAuth clients and paid seats stay.";

/// The question of a review of one's own sessions.
pub(super) fn own_question(count: usize) -> String {
    format!("End {} of your own?", counted(count, "session", "sessions"))
}

/// What a run did, as the title of its report: no more than was answered, and never that somebody is
/// signed out everywhere.
pub(super) fn done(report: &Report) -> String {
    let people = report.people().len();
    let name = report.items.iter().find_map(|item| item.target.name());
    let name = name.filter(|name| people == 1 && !name.is_blank());
    let who = name.map_or_else(
        || counted(people, "person", "people"),
        |name| name.fit(NAME).into_owned(),
    );
    let of = |kind| {
        let outcomes = report.items.iter().map(|item| item.outcome.kind);
        outcomes.filter(|one| *one == kind).count()
    };
    let (all, done) = (report.items.len(), of(OutcomeKind::Done));
    let is_whole = done == all;
    let part = |count: usize| format!("{done} of {}", items(report.operation, count));
    match report.operation {
        _ if report.is_of_several() && is_whole => format!("Offboarded {who}"),
        _ if report.is_of_several() => format!("Offboarding of {who}, not all of it done"),
        Operation::End(_) => signed_out(report, &who, (all, done, of(OutcomeKind::Accepted))),
        Operation::Suspend if is_whole => format!("Suspended {who}"),
        Operation::Suspend => format!("Suspended {}", part(all)),
        Operation::Unsuspend if is_whole => format!("Lifted the suspension of {who}"),
        Operation::Unsuspend => format!("Lifted the suspension of {}", part(all)),
        Operation::RevokeTokens if is_whole => {
            format!("Revoked {} of {who}", items(report.operation, all))
        }
        Operation::RevokeTokens => format!("Revoked {} of {who}", part(all)),
    }
}

/// That people were signed out of their sessions, or of some of them.
fn signed_out(report: &Report, who: &str, (all, done, accepted): (usize, usize, usize)) -> String {
    let unlisted = report
        .items
        .iter()
        .filter(|item| item.is_unlisted())
        .count();
    let known = match all - unlisted {
        0 => String::new(),
        known => format!(", {}", items(report.operation, known)),
    };
    if done == all {
        format!("Signed {who} out{known}")
    } else if accepted == all {
        format!("Zendesk is to sign {who} out{known}")
    } else if done + accepted == 0 {
        "Signed nobody out".to_owned()
    } else {
        let done = done + accepted;
        format!("Ended {done} of {} of {who}", items(report.operation, all))
    }
}

/// What a run is doing, as its title.
pub(super) fn doing(operation: Operation, count: usize) -> String {
    let items = items(operation, count);
    match operation {
        Operation::End(_) => format!("Ending {items}"),
        Operation::Suspend => format!("Suspending {items}"),
        Operation::Unsuspend => format!("Lifting the suspension of {items}"),
        Operation::RevokeTokens => format!("Revoking {items}"),
    }
}

/// What the operation does not do, as it is said before confirming.
pub(super) const fn not_done(operation: Operation) -> &'static str {
    match operation {
        Operation::End(_) => {
            "They can sign in again, and tokens go on. An ended session cannot come back."
        }
        Operation::Suspend => {
            "Bars them from signing in until it is lifted. Whether it ends their sessions is not \
             documented, so end those next. Tokens are not revoked."
        }
        Operation::Unsuspend => {
            "Lets them sign in again. Sessions that were ended and tokens that were revoked stay so."
        }
        Operation::RevokeTokens => {
            "A revoked token cannot come back. Does not end sessions, does not suspend and does \
             not touch API tokens; who can sign in may be given a new token."
        }
    }
}

/// What the operation does not do, in one line.
pub(super) const fn not_done_short(operation: Operation) -> &'static str {
    match operation {
        Operation::End(_) => "Tokens stay, and they can sign in again.",
        Operation::Suspend => "Their sessions may go on, and tokens stay.",
        Operation::Unsuspend => "They can sign in again.",
        Operation::RevokeTokens => "Sessions and API tokens stay.",
    }
}

/// What a report does not mean, and what can be done about it: of what was done, and of that alone.
pub(super) fn left_open(scene: Scene<'_>, run: &Report) -> String {
    let report = |action| key(scene.app.keymap(), Mode::Report, action);
    let (suspend, tokens) = (report(Action::Suspend), report(Action::Tokens));
    let unlisted = run.not_listed().map(|note| format!("{note} "));
    let (operation, done) = (run.operation, run.may_have_done());
    if done == MayHaveDone::Nothing {
        return nothing_done(operation, &suspend, &tokens);
    }
    match operation {
        Operation::End(_) => {
            unlisted.unwrap_or_default()
                + &format!(
                    "An ended session cannot come back; the person can sign in again. API and OAuth \
             tokens go on. {suspend} suspends these people, {tokens} shows their tokens."
                )
        }
        Operation::Suspend => {
            let end = key(scene.app.keymap(), Mode::List, Action::EndPerson);
            let lift = report(Action::LiftSuspension);
            let barred = match done {
                MayHaveDone::All => "They cannot sign in",
                MayHaveDone::Perhaps => "Whoever is suspended by now cannot sign in",
                MayHaveDone::Some | MayHaveDone::Nothing => "Whoever was suspended cannot sign in",
            };
            format!(
                "{barred} until {lift} lifts it. Whether their sessions ended is not \
                 documented: {end} in the list ends them. {tokens} shows their tokens."
            )
        }
        Operation::Unsuspend => {
            let free = match done {
                MayHaveDone::All => "They can sign in again.",
                _ => "Whoever's suspension is lifted can sign in again.",
            };
            format!("{free} {suspend} bars them.")
        }
        Operation::RevokeTokens => format!(
            "Sessions and API tokens go on, and who can sign in may be given a new token. \
             {suspend} suspends these people."
        ),
    }
}

/// What a report of a run that did nothing does not mean, and what can be done about it.
fn nothing_done(operation: Operation, suspend: &str, tokens: &str) -> String {
    match operation {
        Operation::End(_) => format!(
            "No session was ended, and tokens go on. {suspend} suspends these people, {tokens} shows \
             their tokens."
        ),
        Operation::Suspend => format!(
            "Nobody was suspended: they can sign in, and their sessions go on. {tokens} shows their \
             tokens."
        ),
        Operation::Unsuspend => "No suspension was lifted: they cannot sign in.".to_owned(),
        Operation::RevokeTokens => {
            format!("No token was revoked. {suspend} suspends these people.")
        }
    }
}
