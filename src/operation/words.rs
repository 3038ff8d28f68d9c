//! The words for operations, outcomes and verdicts: the one place that knows them.
//!
//! - here those of machine output and of the journal, which are a contract: old files must stay
//!   readable, and scripts go on
//! - `standing` what the screen says of one item of a run, `counts` of many, `people` of somebody in
//!   it, `runs` of all of it; reports, runs, news, titles, the list and the page of a person take
//!   theirs from there
//! - `verdict` what the verdict on a person says

mod counts;
mod people;
mod runs;
mod standing;
mod verdict;

use super::{Operation, OutcomeKind, PersonVerdict, Route, Verdict};
use crate::journal::{self, RecordRoute};

pub(crate) use counts::{ItemUnit, StandingCounts};
pub(crate) use people::{
    PersonStanding, UNLISTED, people_by_standing, people_in_words, recorded_in_words,
    recorded_tokens, still_signed_in,
};
pub(crate) use runs::RunStanding;
pub(crate) use standing::{ItemStanding, StandingGrade};

impl Operation {
    /// The word in machine output and in the journal.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::End(route) => route.as_str(),
            Self::Suspend => "suspend",
            Self::Unsuspend => "lift",
            Self::RevokeTokens => "revoke",
        }
    }

    /// The word that is typed to confirm it, where it is done once.
    pub(super) const fn to_type(self) -> &'static str {
        match self {
            Self::End(_) => "end",
            Self::Suspend => "suspend",
            Self::Unsuspend => "unsuspend",
            Self::RevokeTokens => "revoke",
        }
    }

    /// How somebody is of whom there is nothing to do.
    pub(super) const fn already(self) -> &'static str {
        match self {
            Self::End(_) => "not signed in",
            Self::Suspend => "already suspended",
            Self::Unsuspend => "not suspended",
            Self::RevokeTokens => "without a token",
        }
    }

    /// What a later look says where it took, and where it did not.
    const fn verdicts(self) -> (&'static str, &'static str) {
        match self {
            Self::End(_) | Self::RevokeTokens => ("verified gone", "still listed"),
            Self::Suspend => ("seen suspended", "not suspended"),
            Self::Unsuspend => ("seen lifted", "still suspended"),
        }
    }

    /// The same of somebody who was gone, of whom it is not claimed that a run brought it about.
    pub(super) const fn seen_of_the_gone(self) -> &'static str {
        match self {
            Self::Suspend => "seen suspended or gone",
            Self::End(_) | Self::Unsuspend | Self::RevokeTokens => self.verdicts().0,
        }
    }

    /// What the record of a person shows, as a sentence about them goes on: where it is so, where it is
    /// not so, and that it does not tell. There is none where a list shows it.
    pub(super) const fn looked(self) -> Option<LookWords> {
        match self {
            Self::Suspend => Some(LookWords {
                so: "is suspended",
                not_so: "is not suspended",
                not_told: WHETHER_SUSPENDED,
            }),
            Self::Unsuspend => Some(LookWords {
                so: "is not suspended",
                not_so: "is suspended",
                not_told: WHETHER_SUSPENDED,
            }),
            Self::End(_) | Self::RevokeTokens => None,
        }
    }

    /// What was done to somebody whose record shows otherwise since. There is none where a record does not
    /// show it.
    pub(super) const fn changed_words(self) -> Option<ChangedWords> {
        match self {
            Self::Suspend => Some(ChangedWords {
                done: "suspended",
                since: "lifted since",
                brief: "suspension lifted since",
            }),
            Self::Unsuspend => Some(ChangedWords {
                done: "suspension lifted",
                since: "suspended again since",
                brief: "suspended again since",
            }),
            Self::End(_) | Self::RevokeTokens => None,
        }
    }

    /// The command that does it once more, with the numbers of its people, sessions or tokens to follow.
    pub(super) const fn once_more(self) -> &'static str {
        match self {
            Self::End(Route::Exact) => "zentop end --session",
            Self::End(Route::User | Route::Many) => "zentop end --route user --user",
            Self::Suspend => "zentop suspend --user",
            Self::Unsuspend => "zentop suspend --undo --user",
            Self::RevokeTokens => "zentop tokens revoke --id",
        }
    }

    /// The word for what a plan file does.
    pub(crate) const fn planned(self) -> &'static str {
        match self {
            Self::End(_) => "end",
            Self::Suspend | Self::Unsuspend | Self::RevokeTokens => self.as_str(),
        }
    }

    /// What a run did that did nothing else, with its object to follow.
    const fn run_words(self) -> &'static str {
        match self {
            Self::End(_) => "Sign out",
            Self::Suspend => "Suspend",
            Self::Unsuspend => "Lift the suspension of",
            Self::RevokeTokens => "Revoke tokens of",
        }
    }

    /// How one request of it is called.
    const fn request_words(self) -> &'static str {
        match self {
            Self::End(Route::Exact) => "session",
            Self::End(Route::User) => "every session",
            Self::End(Route::Many) => "every session, with others",
            Self::Suspend => "suspend",
            Self::Unsuspend => "lift the suspension",
            Self::RevokeTokens => "token",
        }
    }

    /// What a later look says where it did not take, in at most ten letters.
    const fn still_in_short(self) -> &'static str {
        match self {
            Self::End(_) | Self::RevokeTokens => "not gone",
            Self::Suspend => "not susp.",
            Self::Unsuspend => "not lifted",
        }
    }

    /// The journal's words for the same.
    const fn verdict_states(self) -> (journal::State, journal::State) {
        self.record_route().shown()
    }

    /// The word for it in a record.
    const fn record_route(self) -> RecordRoute {
        match self {
            Self::End(Route::Exact) => RecordRoute::Exact,
            Self::End(Route::User) => RecordRoute::User,
            Self::End(Route::Many) => RecordRoute::Many,
            Self::Suspend => RecordRoute::Suspend,
            Self::Unsuspend => RecordRoute::Lift,
            Self::RevokeTokens => RecordRoute::Revoke,
        }
    }

    /// The words for doing it, which follow the people or things that it is to be done to.
    pub(crate) const fn to_do(self) -> &'static str {
        match self {
            Self::End(_) => "to end",
            Self::Suspend => "to suspend",
            Self::Unsuspend => "to lift the suspension of",
            Self::RevokeTokens => "to revoke",
        }
    }
}

/// See [`Operation::looked`].
pub(super) struct LookWords {
    /// Where it is so.
    pub(super) so: &'static str,
    /// Where it is not so.
    pub(super) not_so: &'static str,
    /// That Zendesk does not tell.
    pub(super) not_told: &'static str,
}

const WHETHER_SUSPENDED: &str = "Zendesk does not tell whether they are suspended";

/// See [`Operation::changed_words`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ChangedWords {
    /// What was done, with the time to follow.
    pub(super) done: &'static str,
    /// What happened since, with by whom to follow.
    pub(super) since: &'static str,
    /// The same by itself.
    pub(super) brief: &'static str,
}

impl Route {
    /// What it takes, in the words of the screen, of people whose sessions are called that.
    pub(crate) fn takes(self, whose: &str) -> String {
        match self {
            Self::Exact => "only these sessions".to_owned(),
            Self::User => format!("everything of {whose}"),
            Self::Many => "everything, 100 at once".to_owned(),
        }
    }
}

/// What a report by a wide route cannot list, where its request ended so; `None` where nothing went by
/// it.
pub(super) const fn not_listed(kind: OutcomeKind) -> Option<&'static str> {
    match kind {
        OutcomeKind::Done | OutcomeKind::Accepted => Some(
            "A wide route was used: any session of these people that nobody knew of went as well, and \
             cannot be listed.",
        ),
        OutcomeKind::Unknown => Some(
            "A wide route was used and has no answer: any session of these people that nobody knew of may \
             have gone as well, and cannot be listed.",
        ),
        _ => None,
    }
}

/// The word for all operations of a run, of which its record has one.
pub(super) fn route_of(operations: &[Operation]) -> RecordRoute {
    match operations {
        [operation] => (*operation).into(),
        _ => RecordRoute::Several,
    }
}

/// The operation behind a word of the journal, if runs do it.
pub(crate) const fn operation_of(route: RecordRoute) -> Option<Operation> {
    Some(match route {
        RecordRoute::Exact => Operation::End(Route::Exact),
        RecordRoute::User => Operation::End(Route::User),
        RecordRoute::Many => Operation::End(Route::Many),
        RecordRoute::Suspend => Operation::Suspend,
        RecordRoute::Lift => Operation::Unsuspend,
        RecordRoute::Revoke => Operation::RevokeTokens,
        RecordRoute::Several
        | RecordRoute::SignOut
        | RecordRoute::ChatAccount
        | RecordRoute::Other => return None,
    })
}

impl From<Operation> for RecordRoute {
    fn from(operation: Operation) -> Self {
        operation.record_route()
    }
}

/// What a run did, with its object to follow.
pub(crate) const fn run_words(route: RecordRoute) -> &'static str {
    match (operation_of(route), route) {
        (Some(operation), _) => operation.run_words(),
        (None, RecordRoute::Several) => "Offboard",
        (None, RecordRoute::SignOut) => "Sign oneself out",
        (None, RecordRoute::ChatAccount) => "Change the Chat account",
        (None, _) => "Something newer than this version",
    }
}

/// How a request of a run is called.
pub(crate) const fn request_words(route: RecordRoute) -> &'static str {
    match operation_of(route) {
        Some(operation) => operation.request_words(),
        None => "request",
    }
}

impl OutcomeKind {
    /// The word for an item for which no request was sent.
    pub(super) const NOT_ATTEMPTED: &str = "not attempted";

    /// The word in reports for an item of this operation.
    pub const fn word(self, operation: Operation) -> &'static str {
        match self {
            Self::Done => match operation {
                Operation::End(_) => "ended",
                Operation::Suspend => "suspended",
                Operation::Unsuspend => "lifted",
                Operation::RevokeTokens => "revoked",
            },
            Self::Accepted => "accepted",
            Self::AlreadySo => "gone",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::NotAttempted => Self::NOT_ATTEMPTED,
        }
    }

    /// The word in the journal for an item of this operation.
    pub const fn state(self, operation: Operation) -> journal::State {
        match self {
            Self::Done => match operation {
                Operation::End(_) => journal::State::Ended,
                Operation::Suspend => journal::State::Suspended,
                Operation::Unsuspend => journal::State::Lifted,
                Operation::RevokeTokens => journal::State::Revoked,
            },
            Self::Accepted => journal::State::Accepted,
            Self::AlreadySo => journal::State::Gone,
            Self::Refused => journal::State::Refused,
            Self::Failed => journal::State::Failed,
            Self::Unknown => journal::State::Unknown,
            Self::NotAttempted => journal::State::NotAttempted,
        }
    }
}

impl Verdict {
    /// The verdict on an item of this operation, in reports.
    pub const fn words(self, operation: Operation) -> &'static str {
        match self {
            Self::Waiting => "not verified yet",
            Self::CameBack => "came back",
            Self::NotKnown => "not known",
            Self::Contradicted => "contradicted",
            Self::Verified => operation.verdicts().0,
            Self::StillListed => operation.verdicts().1,
        }
    }

    /// The word in the journal; there is none while there is nothing to say.
    pub const fn state(self, operation: Operation) -> Option<journal::State> {
        Some(match self {
            Self::Waiting | Self::NotKnown => return None,
            Self::CameBack => journal::State::CameBack,
            Self::Verified => operation.verdict_states().0,
            Self::StillListed => operation.verdict_states().1,
            Self::Contradicted => journal::State::StillListed,
        })
    }
}

impl PersonVerdict {
    /// The word in the journal; there is none where nothing is known.
    pub(crate) const fn state(&self) -> Option<journal::State> {
        match self {
            Self::NoneListed { .. } => Some(journal::State::EndedByList),
            Self::StillThere { .. } | Self::Contradicted { .. } => {
                Some(journal::State::StillListed)
            }
            Self::SignedInAgain { .. } => Some(journal::State::CameBack),
            Self::NotLookedAt(_) => None,
        }
    }
}
