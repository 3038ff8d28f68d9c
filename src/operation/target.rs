//! What one item of a plan is about: a session, a person or a token, as it was known when the plan
//! was made.
//!
//! - `beyond` whether it goes beyond what was chosen or listed

mod beyond;

use std::fmt;

use super::TargetKind;
use crate::journal::NamedTarget;
use crate::model::{
    NOT_KNOWN, OAuthToken, Role, SafeText, Sent, SessionKey, Timestamp, User, UserId,
};

pub(crate) use beyond::BEYOND;
pub use beyond::GoesBeyond;

/// What one item of a run is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A session, which is ended.
    Session(SessionTarget),
    /// A person, who is suspended or whose suspension is lifted; or somebody of whom no session is
    /// listed, and whose sessions end all the same.
    Person(PersonTarget),
    /// An OAuth token, which is revoked.
    Token(TokenTarget),
}

/// A session that is to be ended, as it was seen when the plan was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionTarget {
    /// The key of the session.
    pub key: SessionKey,
    /// When the person signed in.
    pub authenticated_at: Option<Timestamp>,
    /// When Zendesk last noticed it.
    pub last_seen_at: Option<Timestamp>,
    /// The person's name, where it is known.
    pub name: Option<SafeText>,
    /// The person's e-mail, where it is known.
    pub email: Option<SafeText>,
    /// The person's role, where it is known.
    pub role: Option<Role>,
    /// Whether it ends although it was not chosen, or is not listed.
    pub beyond: GoesBeyond,
}

impl SessionTarget {
    /// A session of which nothing is known but its key.
    pub(crate) const fn of(key: SessionKey) -> Self {
        Self {
            key,
            authenticated_at: None,
            last_seen_at: None,
            name: None,
            email: None,
            role: None,
            beyond: GoesBeyond::No,
        }
    }
}

/// A person as they were known when the plan was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonTarget {
    /// The person's number.
    pub id: UserId,
    /// The person's record, where it is known.
    pub user: Option<User>,
    /// The number of their sessions that were listed then, if their list was read.
    pub sessions: Option<usize>,
}

/// A token as it was listed when the plan was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenTarget {
    /// The token.
    pub token: OAuthToken,
    /// The owner of the token, where it is known.
    pub owner: Option<User>,
    /// Whether it is revoked although it was not chosen, or is not listed.
    pub beyond: GoesBeyond,
}

impl Target {
    /// The kind of target.
    pub(crate) const fn kind(&self) -> TargetKind {
        match self {
            Self::Session(_) => TargetKind::Sessions,
            Self::Person(_) => TargetKind::People,
            Self::Token(_) => TargetKind::Tokens,
        }
    }

    /// The person, or the owner of the session or token.
    pub fn user(&self) -> UserId {
        match self {
            Self::Session(target) => target.key.user,
            Self::Person(target) => target.id,
            Self::Token(target) => target.token.user,
        }
    }

    /// That person's role, where it is known.
    pub fn role(&self) -> Option<Role> {
        match self {
            Self::Session(target) => target.role,
            Self::Person(_) | Self::Token(_) => self.known().map(|user| user.role),
        }
    }

    /// That person's e-mail, where it is known.
    pub fn email(&self) -> Option<&SafeText> {
        match self {
            Self::Session(target) => target.email.as_ref(),
            Self::Person(_) | Self::Token(_) => self.known()?.email.shown(),
        }
    }

    /// That person's name, where it is known.
    pub fn name(&self) -> Option<&SafeText> {
        match self {
            Self::Session(target) => target.name.as_ref(),
            Self::Person(_) | Self::Token(_) => self.known()?.name.shown(),
        }
    }

    /// The word for that person's role, or that it is not known.
    pub(crate) fn role_in_words(&self) -> &'static str {
        self.role().and_then(Role::known).unwrap_or(NOT_KNOWN)
    }

    /// That person's e-mail, or that there is none. Of a session that is told by its owner's role, which
    /// it has where their record is known.
    pub(crate) fn sent_email(&self) -> Sent<&SafeText> {
        match (self, self.email(), self.role()) {
            (Self::Session(_), Some(email), _) => Sent::Is(email),
            (Self::Session(_), None, Some(_)) => Sent::Nothing,
            (Self::Session(_), None, None) => Sent::Unknown,
            (Self::Person(_) | Self::Token(_), ..) => {
                (self.known()).map_or(Sent::Unknown, |user| user.email.as_ref())
            }
        }
    }

    /// That person's name. Everybody has one, so that without one it is not known.
    pub(crate) fn sent_name(&self) -> Sent<&SafeText> {
        match self {
            Self::Session(target) => target.name.as_ref().map_or(Sent::Unknown, Sent::Is),
            Self::Person(_) | Self::Token(_) => {
                (self.known()).map_or(Sent::Unknown, |user| user.name.as_ref())
            }
        }
    }

    /// The session with all that is known of it, if the target is one.
    pub(crate) fn as_session(&self) -> Option<&SessionTarget> {
        match self {
            Self::Session(target) => Some(target),
            Self::Person(_) | Self::Token(_) => None,
        }
    }

    /// Whether the target was not chosen, and its route takes it all the same.
    pub(crate) fn is_beyond(&self) -> bool {
        self.as_session()
            .is_some_and(|target| target.beyond.is_so())
    }

    /// The words for what goes although it was not chosen or not known, if that is so.
    pub(crate) fn aside(&self) -> Option<&'static str> {
        self.beyond().words()
    }

    /// Whether it goes although it was not chosen, or is not listed.
    pub(crate) const fn beyond(&self) -> GoesBeyond {
        match self {
            Self::Session(target) => target.beyond,
            Self::Token(target) => target.beyond,
            Self::Person(_) => GoesBeyond::No,
        }
    }

    /// The session's key, if the target is one.
    pub fn session(&self) -> Option<SessionKey> {
        match self {
            Self::Session(target) => Some(target.key),
            Self::Person(_) | Self::Token(_) => None,
        }
    }

    /// The target by its ids alone.
    pub fn named(&self) -> NamedTarget {
        match self {
            Self::Session(target) => NamedTarget::Session(target.key),
            Self::Person(target) => NamedTarget::Person(target.id),
            Self::Token(target) => NamedTarget::Token {
                user: target.token.user,
                token: target.token.id,
            },
        }
    }

    /// The person's record, if the target is no session.
    pub(super) fn known(&self) -> Option<&User> {
        match self {
            Self::Session(_) => None,
            Self::Person(target) => target.user.as_ref(),
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
