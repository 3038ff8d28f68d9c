//! What a person can choose, and the reason that they give.

use super::JudgedBy;
use crate::model::{Role, SessionKey, UserId};
use crate::query::Query;

/// What was chosen. A choice names ids, or says "all of …"; it never names rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// These sessions: the cursor's, the marked ones, or those named on the command line.
    Sessions(Vec<SessionKey>),
    /// Every listed session of these people.
    People(Vec<UserId>),
    /// Every listed session that matches the query, and what becomes of those of which that cannot be
    /// known. It is refused until a whole walk is in.
    Matching(Query, UndecidedPolicy),
    /// Every listed session of everyone with this role. It is refused until a whole walk is in.
    Role(Role),
    /// Every listed session but one's own and the protected ones. It is refused until a whole walk
    /// is in.
    Everyone,
}

impl Choice {
    /// Whether the choice means "all" of something, which a partial list cannot answer.
    pub(crate) fn means_all(&self) -> bool {
        matches!(self, Self::Matching(..) | Self::Role(_) | Self::Everyone)
    }

    /// What the people of the choice are judged by after a run: the sessions, where sessions were
    /// chosen by name or by what they are, else the people.
    pub(crate) fn judged_by(&self) -> JudgedBy {
        match self {
            Self::Sessions(_) => JudgedBy::Session,
            Self::Matching(query, _) if query.is_about_sessions() => JudgedBy::Session,
            Self::Matching(..) | Self::People(_) | Self::Role(_) | Self::Everyone => {
                JudgedBy::Person
            }
        }
    }
}

/// What becomes of sessions of which it cannot be known whether they are chosen. Whoever may be
/// protected is never taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UndecidedPolicy {
    /// There is no plan.
    #[default]
    Refuse,
    /// They are left alone.
    Leave,
    /// They are taken.
    Take,
}

impl UndecidedPolicy {
    /// The policies that can be asked for.
    pub(crate) const ASKED: [Self; 2] = [Self::Leave, Self::Take];

    /// The policy's word on the command line.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Refuse => "refuse",
            Self::Leave => "leave",
            Self::Take => "take",
        }
    }
}

/// The reason for a run, which is written into every one of its records.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reason {
    /// The reason in words.
    pub text: Option<String>,
    /// The ticket or case that the run belongs to.
    pub ticket: Option<String>,
}
