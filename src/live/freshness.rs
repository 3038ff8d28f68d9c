//! How good the data are: how current, how complete, and what is being done about it.

use std::sync::Arc;

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
pub enum Coverage {
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
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Partial => "partial",
            Self::Own => "own",
        }
    }
}
