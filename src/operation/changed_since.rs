//! What a person's record shows otherwise than a run left it. The record does not say who changed it,
//! and neither does this.

use super::words::ChangedWords;
use super::{Operation, operation_of};
use crate::journal::{PastPerson, PastRun};
use crate::live::Person;
use crate::model::Timestamp;

/// So long, in milliseconds, after a run a record that shows otherwise may be one of before: until then
/// the proof of the run tells.
const SETTLED: i64 = 60_000;

/// What a run did to somebody, and what a record which was read later shows otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ChangedSince {
    /// What the run did.
    pub(crate) operation: Operation,
    /// When it did that.
    pub(crate) done_at: Timestamp,
    words: ChangedWords,
    /// Whether the person is deleted, and so cannot sign in although their suspension was lifted.
    is_deleted: bool,
}

impl ChangedSince {
    /// What the record of somebody shows otherwise than an operation left it, if it does.
    pub(crate) fn of(operation: Operation, done_at: Timestamp, person: &Person) -> Option<Self> {
        let (user, asked_at) = (person.user()?, person.asked_at?);
        let words = operation.changed_words()?;
        let is_deleted = user.is_deleted();
        // Nobody is ever there again who was deleted.
        let is_otherwise = if is_deleted {
            !operation.is_so_of_the_gone() && asked_at > done_at
        } else {
            operation.is_so(user) == Some(false) && asked_at > done_at.shifted(SETTLED)
        };
        is_otherwise.then_some(Self {
            operation,
            done_at,
            words,
            is_deleted,
        })
    }

    /// The same of somebody in a run that the journal tells of, where it was surely done.
    pub(crate) fn of_past(run: &PastRun, past: &PastPerson, person: &Person) -> Option<Self> {
        let mut done = run.items_of(past).filter(|item| item.is_done());
        done.find_map(|item| {
            let operation = operation_of(item.request.route)?;
            Self::of(operation, item.ended_at.unwrap_or(run.at), person)
        })
    }

    /// In words, with the time as it is written where they are shown.
    pub(crate) fn words(self, time: &str, by_whom: ChangedBy) -> String {
        let ChangedWords { done, since, .. } = self.words;
        if self.is_deleted {
            return format!("{done} {time}, and DELETED since: they cannot sign in");
        }
        format!("{done} {time}, {since} by {}", by_whom.words())
    }

    /// The same in a few words.
    pub(crate) const fn brief(self) -> &'static str {
        if self.is_deleted {
            "deleted since"
        } else {
            self.words.brief
        }
    }
}

/// Who did that, as far as is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChangedBy {
    /// A later run of this profile.
    LaterRun,
    /// Nobody knows who.
    Somebody,
}

impl ChangedBy {
    const fn words(self) -> &'static str {
        match self {
            Self::LaterRun => "a later run",
            Self::Somebody => "somebody",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::live::Lookup;
    use crate::model::{Role, User};

    fn record(suspended: Option<bool>, asked_at: i64) -> Person {
        let user = User {
            suspended,
            ..User::example(7, "Ann", Role::Agent)
        };
        Person {
            id: user.id,
            known: Lookup::User(user.into()),
            asked_at: Some(Timestamp::from_seconds(asked_at)),
        }
    }

    #[test]
    fn a_record_that_was_read_later_tells_what_is_no_longer_as_the_run_left_it() {
        let done_at = Timestamp::from_seconds(1_000);
        let of = |operation, suspended, asked_at| {
            let person = record(suspended, asked_at);
            let changed = ChangedSince::of(operation, done_at, &person)?;
            Some(changed.words("14:03", ChangedBy::Somebody))
        };
        let (suspend, lift) = (Operation::Suspend, Operation::Unsuspend);
        let not_since = "suspended 14:03, lifted since by somebody";
        assert_eq!(of(suspend, Some(false), 2_000).as_deref(), Some(not_since));
        let again = "suspension lifted 14:03, suspended again since by somebody";
        assert_eq!(of(lift, Some(true), 2_000).as_deref(), Some(again));
        assert_eq!(of(suspend, Some(true), 2_000), None, "as it was left");
        assert_eq!(of(lift, Some(false), 2_000), None, "as it was left");
        assert_eq!(of(suspend, None, 2_000), None, "Zendesk does not tell");
        assert_eq!(of(suspend, Some(false), 1_030), None, "may be of before");
        let mut deleted = record(Some(false), 1_001);
        if let Lookup::User(user) = &mut deleted.known {
            Arc::make_mut(user).active = Some(false);
        }
        assert_eq!(ChangedSince::of(suspend, done_at, &deleted), None);
        let changed = ChangedSince::of(lift, done_at, &deleted).unwrap();
        assert_eq!(changed.brief(), "deleted since");
        let other = Operation::RevokeTokens;
        assert_eq!(of(other, Some(false), 2_000), None, "not about that");
    }
}
