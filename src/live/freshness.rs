//! How good the data are: how current, how complete, and what is being done about it.

use std::sync::Arc;
use std::time::Duration;

use crate::model::Timestamp;
use crate::zendesk::ApiError;

/// How current the sessions are. The data, their age and the last failure travel together, so that
/// a failed walk never looks like an empty account.
#[derive(Clone, Debug)]
pub enum Freshness {
    /// No whole walk has come in yet.
    Waiting,
    /// The last walk has reached the end of the list.
    Current {
        /// When that walk ended, by the local clock.
        as_of: Timestamp,
    },
    /// The last walk failed; the sessions are those that were known before.
    Stale {
        /// When the last whole walk ended, if there was one.
        as_of: Option<Timestamp>,
        /// The failure.
        because: Arc<ApiError>,
        /// When reading is tried again.
        retry: Retry,
    },
}

/// Who people are could not be read when that was asked last.
#[derive(Clone, Debug)]
pub(crate) struct NamesUnread {
    /// Why.
    pub(crate) because: Arc<ApiError>,
    /// When it is asked again.
    pub(crate) again_at: Timestamp,
}

/// The shortest time between two walks that ages are compared with: what is younger is not old.
const SHORTEST: Duration = Duration::from_secs(10);

/// How the age of the data compares with the time between two walks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AgeGrade {
    /// No older than the budget makes it, or not known at all yet.
    Live,
    /// The next whole walk is late.
    Ageing,
    /// The last walk failed, or no whole walk has come in for two intervals.
    Stale,
}

impl AgeGrade {
    /// The grade of data of this age, where a walk is due once in `interval`.
    pub(super) fn of(age: Duration, interval: Duration) -> Self {
        let interval = interval.max(SHORTEST);
        if age > interval * 2 {
            Self::Stale
        } else if age * 5 > interval * 6 {
            Self::Ageing
        } else {
            Self::Live
        }
    }
}

/// What happens after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// The next attempt is made without anybody asking.
    At {
        /// When it is made, by the local clock.
        when: Timestamp,
        /// The number of failures in a row so far.
        failures: u32,
    },
    /// The next attempt is made when a person asks: refused credentials are not repeated.
    WhenAsked,
}

/// The activity of the poller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It finds out who the credentials belong to.
    Identifying,
    /// It reads the pages of a walk.
    Walking {
        /// The number of pages received so far.
        page: usize,
        /// The number of sessions on them.
        sessions: usize,
    },
    /// It waits for the next walk.
    Resting {
        /// When the next walk begins, by the local clock.
        until: Timestamp,
    },
}

/// How much of the account the snapshot covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coverage {
    /// Every session: with an admin's credentials, the last walk has reached the end of the list, and
    /// there was no record whose ids could not be read.
    Full,
    /// A part of the account: the credentials are an admin's, but no walk has reached the end yet, or
    /// the last one has holes.
    Partial,
    /// The sessions of one person, since the credentials see no others.
    Own,
}

impl Coverage {
    /// The word for it in machine output.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Partial => "partial",
            Self::Own => "own",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_age_by_multiples_of_the_interval() {
        let interval = Duration::from_secs(10);
        for (seconds, expected) in [
            (0, AgeGrade::Live),
            (12, AgeGrade::Live),
            (13, AgeGrade::Ageing),
            (20, AgeGrade::Ageing),
            (21, AgeGrade::Stale),
        ] {
            let age = Duration::from_secs(seconds);
            assert_eq!(AgeGrade::of(age, interval), expected, "{seconds}");
            assert_eq!(AgeGrade::of(age, interval / 20), expected, "{seconds}");
        }
    }
}
