//! What can be done to people, sessions and tokens: the closed set of operations.

use crate::model::User;
use crate::zendesk::PersonChange;

/// One thing that is done to a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// A session is ended, by this route.
    End(Route),
    /// A person is suspended and cannot sign in any more.
    Suspend,
    /// The suspension of a person is lifted.
    Unsuspend,
    /// An OAuth token is revoked.
    RevokeTokens,
}

impl Operation {
    /// Everything that is done beside ending sessions.
    pub(super) const BESIDE_ENDING: [Self; 3] =
        [Self::Suspend, Self::Unsuspend, Self::RevokeTokens];

    /// The route, if it ends sessions.
    pub const fn route(self) -> Option<Route> {
        match self {
            Self::End(route) => Some(route),
            Self::Suspend | Self::Unsuspend | Self::RevokeTokens => None,
        }
    }

    /// Whether it ends sessions.
    pub const fn ends(self) -> bool {
        self.route().is_some()
    }

    /// The kind of target that it is done to.
    pub(crate) const fn target_kind(self) -> TargetKind {
        match self {
            Self::End(_) => TargetKind::Sessions,
            Self::Suspend | Self::Unsuspend => TargetKind::People,
            Self::RevokeTokens => TargetKind::Tokens,
        }
    }

    /// Whether this person already is as the operation would make them, so that there is nothing to
    /// do. It is `None` where Zendesk does not tell, and `false` for operations that are not done to
    /// people.
    pub fn is_so(self, user: &User) -> Option<bool> {
        match self {
            // Whoever is deleted cannot sign in either.
            Self::Suspend if user.is_deleted() => Some(true),
            Self::Suspend => user.suspended,
            Self::Unsuspend => user.suspended.map(|is_suspended| !is_suspended),
            Self::End(_) | Self::RevokeTokens => Some(false),
        }
    }

    /// The change of a person that the request makes, if the operation is done to people.
    pub(super) const fn change(self) -> Option<PersonChange> {
        match self {
            Self::Suspend => Some(PersonChange::Suspend),
            Self::Unsuspend => Some(PersonChange::Unsuspend),
            Self::End(_) | Self::RevokeTokens => None,
        }
    }
}

/// The kinds of targets that operations are done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TargetKind {
    /// The targets are sessions.
    Sessions,
    /// The targets are people.
    People,
    /// The targets are OAuth tokens.
    Tokens,
}

impl TargetKind {
    /// The noun after such a number.
    pub(crate) const fn noun(self, number: usize) -> &'static str {
        match (self, number) {
            (Self::Sessions, 1) => "session",
            (Self::Sessions, _) => "sessions",
            (Self::People, 1) => "person",
            (Self::People, _) => "people",
            (Self::Tokens, 1) => "token",
            (Self::Tokens, _) => "tokens",
        }
    }

    /// So many of this kind, in words.
    pub(crate) fn counted(self, number: usize) -> String {
        format!("{number} {}", self.noun(number))
    }
}

/// How the sessions are ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Route {
    /// One `DELETE` per session, which ends exactly those listed. This is the default.
    #[default]
    Exact,
    /// One `DELETE` per person, which also ends sessions newer than the list.
    User,
    /// One `logout_many` for up to a hundred people, which Zendesk carries out some time later.
    Many,
}

impl Route {
    /// Every route, narrowest first.
    pub const ALL: [Self; 3] = [Self::Exact, Self::User, Self::Many];

    /// The word on the command line, in plan files and in the journal.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::User => "user",
            Self::Many => "many",
        }
    }

    /// Whether it may end more than the sessions that are named.
    pub(crate) const fn is_wide(self) -> bool {
        matches!(self, Self::User | Self::Many)
    }
}
