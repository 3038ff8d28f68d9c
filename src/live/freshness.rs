//! How good the data are: how current, how complete, and what is being done about it.

use std::sync::Arc;

use crate::model::Timestamp;
use crate::zendesk::ApiError;

/// How current the sessions are. Data, its age and the last failure travel together,
/// so that a failed walk never looks like an empty account.
#[derive(Clone, Debug)]
pub enum Freshness {
    /// No whole walk yet.
    Waiting,
    /// The last walk came in whole.
    Current {
        /// When it ended, by the local clock.
        as_of: Timestamp,
    },
    /// The last walk failed; the sessions are those known before.
    Stale {
        /// When the last whole walk ended, if there was one.
        as_of: Option<Timestamp>,
        /// What went wrong since.
        because: Arc<ApiError>,
        /// When it is tried again.
        retry: Retry,
    },
}

/// What happens after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// The next attempt comes by itself.
    At {
        /// When, by the local clock.
        when: Timestamp,
        /// Failures in a row so far.
        failures: u32,
    },
    /// Nothing happens until a person asks: refused credentials are not repeated.
    WhenAsked,
}

/// What the poller is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Finding out who the credentials belong to.
    Identifying,
    /// Going through the pages.
    Walking {
        /// Pages received so far.
        page: usize,
        /// Sessions on them.
        sessions: usize,
    },
    /// Between two walks.
    Resting {
        /// When the next walk begins, by the local clock.
        until: Timestamp,
    },
}

/// How much of the account the snapshot covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// Whole walks with an admin's credentials: every session.
    Full,
    /// An admin's credentials, but no whole walk yet.
    Partial,
    /// The credentials see only their owner's sessions.
    Own,
}

impl Coverage {
    /// The word in machine output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Partial => "partial",
            Self::Own => "own",
        }
    }
}
