//! What a run does, and the requests it is made of.

use super::{Outcome, Target};
use crate::model::{SessionKey, TokenId, UserId};

/// How the sessions are ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Route {
    /// One `DELETE` per session: exactly those listed. The default.
    #[default]
    Exact,
    /// One `DELETE` per person: also ends sessions newer than the list.
    User,
    /// `logout_many`, a hundred people a request, carried out some time later.
    Many,
}

impl Route {
    /// Every route, narrowest first.
    pub const ALL: [Self; 3] = [Self::Exact, Self::User, Self::Many];

    /// The word on the command line and in the journal.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::User => "user",
            Self::Many => "many",
        }
    }
}

impl From<Route> for crate::journal::RecordRoute {
    fn from(route: Route) -> Self {
        match route {
            Route::Exact => Self::Exact,
            Route::User => Self::User,
            Route::Many => Self::Many,
        }
    }
}

/// What is done against people and tokens, which ending their sessions does not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// People are suspended: they cannot sign in any more.
    Suspend,
    /// Their suspension is lifted.
    Lift,
    /// OAuth tokens are revoked.
    Revoke,
}

impl Measure {
    /// The word in machine output and in the journal.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Suspend => "suspend",
            Self::Lift => "lift",
            Self::Revoke => "revoke",
        }
    }
}

impl From<Measure> for crate::journal::RecordRoute {
    fn from(measure: Measure) -> Self {
        match measure {
            Measure::Suspend => Self::Suspend,
            Measure::Lift => Self::Lift,
            Measure::Revoke => Self::Revoke,
        }
    }
}

/// What one run does: one thing to all of its items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Sessions are ended by this route.
    End(Route),
    /// People or tokens are contained.
    Contain(Measure),
}

impl Work {
    /// The word for it in the journal.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::End(route) => route.as_str(),
            Self::Contain(measure) => measure.as_str(),
        }
    }
}

impl From<Work> for crate::journal::RecordRoute {
    fn from(work: Work) -> Self {
        match work {
            Work::End(route) => route.into(),
            Work::Contain(measure) => measure.into(),
        }
    }
}

/// A measure and what it is aimed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Suspend this person.
    Suspend(UserId),
    /// Lift the suspension of this person.
    Lift(UserId),
    /// Revoke this token.
    Revoke(TokenId),
}

impl Act {
    /// What `measure` means for `target`.
    pub(super) fn of(measure: Measure, target: &Target) -> Self {
        match (target, measure) {
            (Target::Token(target), _) => Self::Revoke(target.token.id),
            (_, Measure::Lift) => Self::Lift(target.user()),
            _ => Self::Suspend(target.user()),
        }
    }
}

/// One request of a run and the items it covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// End one session.
    Session {
        /// Which.
        key: SessionKey,
        /// Its place in the plan's targets.
        item: usize,
    },
    /// End all sessions of one person.
    User {
        /// Whose.
        user: UserId,
        /// The planned ones among them.
        items: Vec<usize>,
    },
    /// Sign out up to a hundred people.
    Users {
        /// Who.
        users: Vec<UserId>,
        /// The planned sessions among theirs.
        items: Vec<usize>,
    },
    /// Contain one person or one token.
    Contain {
        /// How, and whom or what.
        act: Act,
        /// Its place in the plan's targets.
        item: usize,
    },
}

impl Step {
    /// The items the step covers, as places in the plan's targets.
    pub fn items(&self) -> &[usize] {
        match self {
            Self::Session { item, .. } | Self::Contain { item, .. } => std::slice::from_ref(item),
            Self::User { items, .. } | Self::Users { items, .. } => items,
        }
    }

    /// Whether the request has the same effect when it is sent twice. The two wide routes may
    /// end a sign-in that came in between.
    pub(super) fn is_idempotent(&self) -> bool {
        matches!(self, Self::Session { .. } | Self::Contain { .. })
    }

    /// What the documented answer to the request means.
    pub(super) fn success(&self) -> Outcome {
        match self {
            Self::Session { .. } | Self::User { .. } => Outcome::Ended,
            Self::Users { .. } => Outcome::Accepted,
            Self::Contain { act, .. } => match act {
                Act::Suspend(_) => Outcome::Suspended,
                Act::Lift(_) => Outcome::Lifted,
                Act::Revoke(_) => Outcome::Revoked,
            },
        }
    }
}
