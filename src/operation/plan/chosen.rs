//! What a plan is about: sessions to end, what stays, and the reason for all of it.

use crate::model::{Role, SafeText, SessionKey, Timestamp};
use crate::operation::{ExcludedBecause, Target};

/// A session that is to be ended, as it was seen when the plan was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionTarget {
    /// Which.
    pub key: SessionKey,
    /// When the person signed in.
    pub authenticated_at: Option<Timestamp>,
    /// When Zendesk last noticed it.
    pub last_seen_at: Option<Timestamp>,
    /// The person's name, where it is known.
    pub name: Option<SafeText>,
    /// Their e-mail, where it is known.
    pub email: Option<SafeText>,
    /// Their role, where it is known.
    pub role: Option<Role>,
}

/// A chosen session, or whatever else was chosen, that stays, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excluded<T = SessionTarget> {
    /// What stays.
    pub target: T,
    /// Why it stays.
    pub because: ExcludedBecause,
}

impl From<Excluded> for Excluded<Target> {
    fn from(excluded: Excluded) -> Self {
        Self {
            target: excluded.target.into(),
            because: excluded.because,
        }
    }
}

/// Why somebody ends sessions: written into every record of the run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reason {
    /// In words.
    pub text: Option<String>,
    /// The ticket or case.
    pub ticket: Option<String>,
}
