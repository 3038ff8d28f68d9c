//! The words of the dialogs for each operation.

use std::collections::BTreeSet;

use super::super::words::{counted, key};
use super::Scene;
use crate::app::{Action, Mode, ReportView};
use crate::model::Role;
use crate::operation::{MayHaveDone, OffboardPart, Offboarding, Operation, Target, TargetKind};

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
        if operation.is_part(OffboardPart::Suspend) {
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
    format!(
        "In this order: {}. A part that fails stops nothing else. {}",
        parts.join("; "),
        what_goes_on(offboarding, are_staff)
    )
}

/// What goes on after the people of these items were offboarded.
pub(super) fn after_offboarding<'a>(
    offboarding: &Offboarding,
    items: impl Iterator<Item = (Operation, &'a Target)>,
) -> String {
    let mut suspended = items.filter(|(operation, _)| operation.is_part(OffboardPart::Suspend));
    let are_staff = suspended.any(|(_, target)| target.role() != Some(Role::EndUser));
    what_goes_on(offboarding, are_staff)
}

/// What offboarding leaves as it is.
fn what_goes_on(offboarding: &Offboarding, are_staff: bool) -> String {
    let tokens = if offboarding.has(OffboardPart::Tokens) {
        ""
    } else {
        "Their OAuth tokens stay. "
    };
    let seat = if are_staff {
        " A suspended agent keeps a paid seat: downgrade them in Admin Center > People > Team > Team \
         members."
    } else {
        ""
    };
    format!(
        "{tokens}API tokens, OAuth clients that they made, Chat tokens and accounts at an identity \
         provider go on.{seat}"
    )
}

/// The same in one line.
pub(super) const OFFBOARD_SHORT: &str = "API tokens, OAuth clients and paid seats stay.";

/// The question of a review of one's own sessions.
pub(super) fn own_question(count: usize) -> String {
    format!("End {} of your own?", counted(count, "session", "sessions"))
}

/// What is done to a person themselves, as a thing.
pub(super) const fn of_person(operation: Operation) -> &'static str {
    match operation {
        Operation::Suspend => "suspension",
        Operation::Unsuspend => "lifting of the suspension",
        Operation::End(_) => "whatever session is there",
        Operation::RevokeTokens => "tokens",
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

/// What a run did to these people, of so many items; `part` has how many it was done to, where that is
/// not all.
pub(super) fn did(
    operation: Operation,
    (who, of_all): (&str, &str),
    part: Option<&str>,
    done: usize,
) -> String {
    let (whose, of_them) = (part.unwrap_or(who), part.unwrap_or(of_all));
    match operation {
        Operation::End(_) => format!("Ended {of_them} of {who}"),
        Operation::Suspend => format!("Suspended {whose}"),
        Operation::Unsuspend => format!("Lifted the suspension of {whose}"),
        Operation::RevokeTokens if part.is_some() && done == 0 => {
            format!("Revoked no token of {who}")
        }
        Operation::RevokeTokens => format!("Revoked {of_them} of {who}"),
    }
}

/// What the operation does not do, as it is said before confirming, to others or to oneself.
pub(super) const fn not_done(operation: Operation, is_of_own: bool) -> &'static str {
    match operation {
        Operation::End(_) if is_of_own => {
            "You can sign in again, and your tokens go on. An ended session cannot come back."
        }
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
pub(super) const fn not_done_short(operation: Operation, is_of_own: bool) -> &'static str {
    match operation {
        Operation::End(_) if is_of_own => "Your tokens stay, and you can sign in again.",
        Operation::End(_) => "Tokens stay, and they can sign in again.",
        Operation::Suspend => "Their sessions may go on, and tokens stay.",
        Operation::Unsuspend => "They can sign in again.",
        Operation::RevokeTokens => "Sessions and API tokens stay.",
    }
}

/// What a report does not mean, and what can be done about it: of what was done, and of that alone.
pub(super) fn left_open(scene: Scene<'_>, view: &ReportView) -> String {
    let report = |action| key(scene.app.keymap(), Mode::Report, action);
    let done = view.report.may_have_done();
    if done == MayHaveDone::Nothing {
        return nothing_done(view.report.operation).to_owned();
    }
    match view.report.operation {
        Operation::End(_) => {
            let unlisted = view
                .report
                .not_listed(&view.verdicts, &view.people)
                .map(|note| format!("{note} "));
            let unlisted = unlisted.unwrap_or_default();
            if view.is_of_own() {
                return "An ended session cannot come back; you can sign in again. Your API and \
                        OAuth tokens go on."
                    .to_owned();
            }
            format!(
                "{unlisted}An ended session cannot come back; the person can sign in again. API and \
                 OAuth tokens go on."
            )
        }
        Operation::Suspend => {
            let (end, lift) = (report(Action::End), report(Action::LiftSuspension));
            let barred = match done {
                MayHaveDone::All => "They cannot sign in",
                MayHaveDone::Perhaps => "Whoever is suspended by now cannot sign in",
                MayHaveDone::Some | MayHaveDone::Nothing => "Whoever was suspended cannot sign in",
            };
            let snapshot = scene.app.list().snapshot();
            match view.signed_in_after_suspension(snapshot) {
                (_, 0) => format!(
                    "{barred} until {lift} lifts it. Whether their sessions ended is not \
                     documented: {end} ends them."
                ),
                (_, sessions) => {
                    let sessions = counted(sessions, "session", "sessions");
                    format!(
                        "{barred} until {lift} lifts it. {end} ends the {sessions} listed since."
                    )
                }
            }
        }
        Operation::Unsuspend => match done {
            MayHaveDone::All => "They can sign in again.".to_owned(),
            _ => "Whoever's suspension was lifted can sign in again.".to_owned(),
        },
        Operation::RevokeTokens => {
            "Sessions and API tokens go on, and who can sign in may be given a new token."
                .to_owned()
        }
    }
}

/// What a report of a run that did nothing does not mean.
const fn nothing_done(operation: Operation) -> &'static str {
    match operation {
        Operation::End(_) => "No session was ended, and tokens go on.",
        Operation::Suspend => {
            "Nobody was suspended: they can sign in, and their sessions and tokens go on."
        }
        Operation::Unsuspend => "No suspension was lifted: they cannot sign in.",
        Operation::RevokeTokens => "No token was revoked, and all of them go on.",
    }
}
