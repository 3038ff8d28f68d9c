//! What a run does, in the words of its dialogs.

use super::super::words::{counted, key};
use super::Scene;
use crate::app::{Action, Mode};
use crate::operation::{Measure, Work};

/// The items of a run, counted.
pub(super) fn items(work: Work, count: usize) -> String {
    match work {
        Work::End(_) => counted(count, "session", "sessions"),
        Work::Contain(Measure::Suspend | Measure::Lift) => counted(count, "person", "people"),
        Work::Contain(Measure::Revoke) => counted(count, "OAuth token", "OAuth tokens"),
    }
}

/// The question of a review.
pub(super) fn question(work: Work, count: usize, people: usize) -> String {
    let items = items(work, count);
    let people = counted(people, "person", "people");
    match work {
        Work::End(_) => format!("End {items} of {people}?"),
        Work::Contain(Measure::Suspend) => format!("Suspend {items}?"),
        Work::Contain(Measure::Lift) => format!("Lift the suspension of {items}?"),
        Work::Contain(Measure::Revoke) => format!("Revoke {items} of {people}?"),
    }
}

/// What goes on during a run.
pub(super) fn doing(work: Work, count: usize) -> String {
    let items = items(work, count);
    match work {
        Work::End(_) => format!("Ending {items}"),
        Work::Contain(Measure::Suspend) => format!("Suspending {items}"),
        Work::Contain(Measure::Lift) => format!("Lifting the suspension of {items}"),
        Work::Contain(Measure::Revoke) => format!("Revoking {items}"),
    }
}

/// What the key that confirms one item does.
pub(super) const fn does(work: Work) -> &'static str {
    match work {
        Work::End(_) => "ends it",
        Work::Contain(Measure::Suspend) => "suspends them",
        Work::Contain(Measure::Lift) => "lifts it",
        Work::Contain(Measure::Revoke) => "revokes it",
    }
}

/// What it does not do, before it is confirmed.
pub(super) const fn not_done(work: Work) -> &'static str {
    match work {
        Work::End(_) => {
            "Does not revoke API or OAuth tokens and does not suspend: they can sign in again. An \
             ended session cannot come back."
        }
        Work::Contain(Measure::Suspend) => {
            "Bars them from signing in until it is lifted. Whether it ends their sessions is not \
             documented, so end those next. Tokens are not revoked."
        }
        Work::Contain(Measure::Lift) => {
            "Lets them sign in again. Sessions that were ended and tokens that were revoked stay so."
        }
        Work::Contain(Measure::Revoke) => {
            "A revoked token cannot come back. Does not end sessions, does not suspend and does \
             not touch API tokens; who can sign in may be given a new token."
        }
    }
}

/// The same where there is room for one line.
pub(super) const fn not_done_short(work: Work) -> &'static str {
    match work {
        Work::End(_) => "Tokens stay, and they can sign in again.",
        Work::Contain(Measure::Suspend) => "Their sessions may go on, and tokens stay.",
        Work::Contain(Measure::Lift) => "They can sign in again.",
        Work::Contain(Measure::Revoke) => "Sessions and API tokens stay.",
    }
}

/// What a report must not be mistaken for, and what can be done about it.
pub(super) fn left_open(scene: Scene<'_>, work: Work) -> String {
    let report = |action| key(scene.app.keymap(), Mode::Report, action);
    let (suspend, tokens) = (report(Action::Suspend), report(Action::Tokens));
    match work {
        Work::End(_) => format!(
            "An ended session cannot come back; the person can sign in again. API and OAuth \
             tokens go on. {suspend} suspends these people, {tokens} shows their tokens."
        ),
        Work::Contain(Measure::Suspend) => {
            let end = key(scene.app.keymap(), Mode::List, Action::EndPerson);
            let lift = report(Action::LiftSuspension);
            format!(
                "They cannot sign in until {lift} lifts it. Whether their sessions ended is not \
                 documented: {end} in the list ends them. {tokens} shows their tokens."
            )
        }
        Work::Contain(Measure::Lift) => format!("They can sign in again. {suspend} bars them."),
        Work::Contain(Measure::Revoke) => format!(
            "Sessions and API tokens go on, and who can sign in may be given a new token. \
             {suspend} suspends these people."
        ),
    }
}
