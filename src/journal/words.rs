//! The closed sets of words in a record, and what each of them says.

use serde::{Deserialize, Serialize};

/// How the words of a verdict on a person begin where nobody could look at them.
pub(crate) const NOT_LOOKED_AT: &str = "not looked at";

/// The kind of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordEvent {
    /// A person confirmed a plan.
    Confirmed,
    /// A request is about to be sent.
    Intent,
    /// How that request ended.
    Outcome,
    /// The person stopped the run.
    Cancelled,
    /// The run is over, with the number of items for each state.
    Finished,
    /// The state of an item on a later list.
    Verified,
    /// What a later list showed of a person.
    PersonVerified,
    /// What was left of a person after they were offboarded.
    PersonLeft,
    /// The state of an item without outcome, as it was found after a crash.
    Closed,
    /// Records were exported.
    Exported,
    /// A guardrail refused a change before anything was sent.
    Refused,
    /// The credentials were not accepted, or did not suffice, before anything was sent.
    AuthFailed,
    /// What was to be changed could not be read, so nothing was sent.
    ListFailed,
    /// These people were found by a protected address, and stay protected.
    Pinned,
    /// The terminal took nothing more, or hung up, while or after something was changed.
    TerminalLost,
    /// The lines before this one were cut short by a crash.
    Torn,
    /// Whole lines before this one are not as they were written.
    Damaged,
    /// This file took the place of one that was moved, deleted or replaced while in use.
    Continued,
    /// The file became shorter than zentop left it: records are missing before this one.
    Cut,
    /// A kind that this version does not know.
    #[serde(other)]
    Other,
}

/// How an item stands. A closed set: every item of a run ends in one of those before
/// `EndedByList`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Zendesk answered 204.
    Ended,
    /// Zendesk answered 202: it has begun, and only a later list shows whether it was done.
    Accepted,
    /// The person is suspended: Zendesk answered 200, or shows them so.
    Suspended,
    /// Zendesk answered 200: the suspension of the person is lifted.
    Lifted,
    /// Zendesk answered 204: the OAuth token is revoked.
    Revoked,
    /// What was asked for is shown afterwards.
    Changed,
    /// Zendesk answered 404: it was not there.
    Gone,
    /// Zendesk refused the request.
    Refused,
    /// The request failed, certainly without effect.
    Failed,
    /// The request was sent, and there is no answer that can be trusted.
    Unknown,
    /// The request was never sent.
    NotAttempted,
    /// The target is missing from a later list.
    EndedByList,
    /// The target is on a later list.
    StillListed,
    /// The person is shown as not suspended.
    NotSuspended,
    /// A new session of a person whose sessions were ended.
    CameBack,
    /// A word that this version does not know.
    #[serde(other)]
    Other,
}

/// The route by which sessions are ended, or what else is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordRoute {
    /// `DELETE /users/{user}/sessions/{id}`.
    Exact,
    /// `DELETE /users/{user}/sessions`: also what was never on the screen.
    User,
    /// `POST /users/logout_many`.
    Many,
    /// `PUT /users/{user}` with `suspended: true`.
    Suspend,
    /// `PUT /users/{user}` with `suspended: false`.
    Lift,
    /// `DELETE /oauth/tokens/{token}`.
    Revoke,
    /// Several of these, one after another for each person; each request has its own word.
    Several,
    /// `DELETE /users/me/logout`.
    SignOut,
    /// `PUT /chat/account`.
    ChatAccount,
    /// A word that this version does not know.
    #[serde(other)]
    Other,
}

impl State {
    /// Whether an answer says that something was done, or may have been, which a later look can bear out.
    pub(super) const fn wants_a_look(self) -> bool {
        match self {
            Self::Ended
            | Self::Accepted
            | Self::Suspended
            | Self::Lifted
            | Self::Revoked
            | Self::Unknown => true,
            Self::Changed
            | Self::Gone
            | Self::Refused
            | Self::Failed
            | Self::NotAttempted
            | Self::EndedByList
            | Self::StillListed
            | Self::NotSuspended
            | Self::CameBack
            | Self::Other => false,
        }
    }

    /// Whether it says that what was to be ended is not there.
    pub(super) const fn is_gone(self) -> bool {
        match self {
            Self::Gone | Self::EndedByList => true,
            Self::Ended
            | Self::Accepted
            | Self::Suspended
            | Self::Lifted
            | Self::Revoked
            | Self::Changed
            | Self::Refused
            | Self::Failed
            | Self::Unknown
            | Self::NotAttempted
            | Self::StillListed
            | Self::NotSuspended
            | Self::CameBack
            | Self::Other => false,
        }
    }
}

impl RecordRoute {
    /// The word of a later look that shows it done, and that of one that shows it not done.
    pub(crate) const fn shown(self) -> (State, State) {
        match self {
            Self::Suspend => (State::Suspended, State::NotSuspended),
            Self::Lift => (State::NotSuspended, State::Suspended),
            Self::Exact
            | Self::User
            | Self::Many
            | Self::Revoke
            | Self::Several
            | Self::SignOut
            | Self::ChatAccount
            | Self::Other => (State::EndedByList, State::StillListed),
        }
    }

    /// Whether a later look with this word shows it done; `None` where the word is of no look, or of a look
    /// at something else. One list against another is said of everything as of sessions.
    pub(crate) fn shows(self, state: State) -> Option<bool> {
        match state {
            State::EndedByList => Some(true),
            State::StillListed => Some(false),
            State::Suspended | State::NotSuspended => {
                let (so, not_so) = self.shown();
                let is_of_this = state == so || state == not_so;
                is_of_this.then_some(state == so)
            }
            State::Ended
            | State::Accepted
            | State::Lifted
            | State::Revoked
            | State::Changed
            | State::Gone
            | State::Refused
            | State::Failed
            | State::Unknown
            | State::NotAttempted
            | State::CameBack
            | State::Other => None,
        }
    }

    /// Whether this word, of an answer or of a later look, says that it is surely done, or surely not; `None`
    /// where it says neither. Whoever signed in again did so afterwards.
    pub(crate) fn is_done_by(self, state: State) -> Option<bool> {
        match state {
            State::Ended
            | State::Lifted
            | State::Revoked
            | State::Changed
            | State::Gone
            | State::CameBack => Some(true),
            State::Refused | State::Failed | State::NotAttempted => Some(false),
            State::Suspended | State::NotSuspended | State::EndedByList | State::StillListed => {
                self.shows(state)
            }
            State::Accepted | State::Unknown | State::Other => None,
        }
    }

    /// Whether somebody to whom it is done cannot sign in any more.
    pub(crate) const fn bars(self) -> bool {
        match self {
            Self::Suspend => true,
            Self::Exact
            | Self::User
            | Self::Many
            | Self::Lift
            | Self::Revoke
            | Self::Several
            | Self::SignOut
            | Self::ChatAccount
            | Self::Other => false,
        }
    }

    /// Whether it ends sessions of one person.
    pub(super) const fn ends_sessions_of_one(self) -> bool {
        match self {
            Self::Exact | Self::User => true,
            Self::Many
            | Self::Suspend
            | Self::Lift
            | Self::Revoke
            | Self::Several
            | Self::SignOut
            | Self::ChatAccount
            | Self::Other => false,
        }
    }

    /// Whether a later look at people, sessions or tokens can show it.
    pub(super) const fn is_ever_shown(self) -> bool {
        match self {
            Self::Exact
            | Self::User
            | Self::Many
            | Self::Suspend
            | Self::Lift
            | Self::Revoke
            | Self::Several => true,
            Self::SignOut | Self::ChatAccount | Self::Other => false,
        }
    }
}

/// Whether a person sits in front of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunMode {
    /// The full screen.
    Screen,
    /// A command of a script or a shell.
    Headless,
    /// A word that this version does not know.
    #[serde(other)]
    Other,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What one operation brings about is what another undoes, so no word says anything by itself.
    #[test]
    fn a_word_is_judged_by_what_was_to_be_done() {
        let (suspend, lift, end) = (RecordRoute::Suspend, RecordRoute::Lift, RecordRoute::Exact);
        for (state, of_suspend, of_lift, of_end) in [
            (State::Suspended, Some(true), Some(false), None),
            (State::NotSuspended, Some(false), Some(true), None),
            (State::EndedByList, Some(true), Some(true), Some(true)),
            (State::StillListed, Some(false), Some(false), Some(false)),
            (State::Unknown, None, None, None),
            // What a later version saw is not known to this one.
            (State::Other, None, None, None),
        ] {
            for (route, is_done) in [(suspend, of_suspend), (lift, of_lift), (end, of_end)] {
                assert_eq!(route.shows(state), is_done, "{route:?} {state:?}");
                assert_eq!(route.is_done_by(state), is_done, "{route:?} {state:?}");
            }
        }
    }

    /// A look says the same as the words by which it is recorded.
    #[test]
    fn what_a_look_records_is_read_as_that() {
        for route in [
            RecordRoute::Exact,
            RecordRoute::Suspend,
            RecordRoute::Lift,
            RecordRoute::Revoke,
        ] {
            let (so, not_so) = route.shown();
            assert_eq!(route.shows(so), Some(true), "{route:?}");
            assert_eq!(route.is_done_by(not_so), Some(false), "{route:?}");
        }
    }
}
