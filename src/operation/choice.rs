//! What a person can choose, and why they do.

use crate::model::{Role, SessionKey, UserId};
use crate::query::Query;

/// What was chosen. A choice names ids, or says "all of …"; it never names rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// These sessions: the cursor's, the marked ones, or those named on the command line.
    Sessions(Vec<SessionKey>),
    /// Every listed session of these people.
    People(Vec<UserId>),
    /// Every listed session that matches. Refused until a whole walk is in.
    Matching(Query),
    /// Every listed session of everyone with this role. Refused likewise.
    Role(Role),
    /// Every listed session but one's own and the protected ones. Refused likewise.
    Everyone,
}

impl Choice {
    /// Whether the choice means "all" of something, which a partial list cannot answer.
    pub(crate) fn means_all(&self) -> bool {
        matches!(self, Self::Matching(_) | Self::Role(_) | Self::Everyone)
    }
}

/// Why somebody acts; it is written into every record of the run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reason {
    /// In words.
    pub text: Option<String>,
    /// The ticket or case.
    pub ticket: Option<String>,
}
