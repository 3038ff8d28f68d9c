//! What one item of a plan is about: a session, a person or a token, as it was known when the
//! plan was made; and what was chosen and stays.
//!
//! - `line` one target as reports and machine output write it

mod line;

use std::fmt;

use super::ExcludedBecause;
use crate::journal::NamedTarget;
use crate::model::{OAuthToken, Role, SafeText, SessionKey, Timestamp, User, UserId};

pub(crate) use line::TargetLine;

/// What one item of a run is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A session, which is ended.
    Session(SessionTarget),
    /// A person, who is suspended or no longer.
    Person(PersonTarget),
    /// An OAuth token, which is revoked.
    Token(TokenTarget),
}

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

/// A person as they were known when the plan was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonTarget {
    /// Who.
    pub user: User,
    /// How many sessions of theirs were listed then, where their list was read.
    pub sessions: Option<usize>,
}

/// A token as it was listed when the plan was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenTarget {
    /// Which.
    pub token: OAuthToken,
    /// Whose, where Zendesk told.
    pub owner: Option<User>,
}

/// What was chosen and stays, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excluded {
    /// What stays.
    pub target: Target,
    /// Why it stays.
    pub because: ExcludedBecause,
}

impl Target {
    /// Whose it is, or who.
    pub fn user(&self) -> UserId {
        match self {
            Self::Session(target) => target.key.user,
            Self::Person(target) => target.user.id,
            Self::Token(target) => target.token.user,
        }
    }

    /// What that person may do, where it is known.
    pub fn role(&self) -> Option<Role> {
        match self {
            Self::Session(target) => target.role,
            Self::Person(_) | Self::Token(_) => self.known().map(|user| user.role),
        }
    }

    /// Their e-mail, where it is known.
    pub fn email(&self) -> Option<&SafeText> {
        match self {
            Self::Session(target) => target.email.as_ref(),
            Self::Person(_) | Self::Token(_) => self.known()?.email.as_ref(),
        }
    }

    /// Their name, where it is known.
    pub fn name(&self) -> Option<&SafeText> {
        match self {
            Self::Session(target) => target.name.as_ref(),
            Self::Person(_) | Self::Token(_) => self.known().map(|user| &user.name),
        }
    }

    /// The session with all that is known of it, where it is one.
    pub(crate) fn as_session(&self) -> Option<&SessionTarget> {
        match self {
            Self::Session(target) => Some(target),
            Self::Person(_) | Self::Token(_) => None,
        }
    }

    /// The session, where it is one.
    pub fn session(&self) -> Option<SessionKey> {
        match self {
            Self::Session(target) => Some(target.key),
            Self::Person(_) | Self::Token(_) => None,
        }
    }

    /// The same by its ids alone.
    pub fn named(&self) -> NamedTarget {
        match self {
            Self::Session(target) => NamedTarget::Session(target.key),
            Self::Person(target) => NamedTarget::Person(target.user.id),
            Self::Token(target) => NamedTarget::Token {
                user: target.token.user,
                token: target.token.id,
            },
        }
    }

    /// The person's record, for what is no session.
    fn known(&self) -> Option<&User> {
        match self {
            Self::Session(_) => None,
            Self::Person(target) => Some(&target.user),
            Self::Token(target) => target.owner.as_ref(),
        }
    }
}

impl From<SessionTarget> for Target {
    fn from(target: SessionTarget) -> Self {
        Self::Session(target)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.named().fmt(f)
    }
}
