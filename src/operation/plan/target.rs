//! What a plan is about: sessions to end, what stays, and the reason for all of it.

use crate::model::{Role, SafeText, SessionKey, Timestamp};
use crate::operation::{KeptBecause, Subject};

/// A session that is to be ended, as it was seen when the plan was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
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
pub struct Kept<T = Target> {
    /// What stays.
    pub target: T,
    /// Why it stays.
    pub because: KeptBecause,
}

impl From<Kept> for Kept<Subject> {
    fn from(kept: Kept) -> Self {
        Self {
            target: kept.target.into(),
            because: kept.because,
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
