//! One sign-in.

use super::{SentUrl, SessionKey, Timestamp};

/// A session as the Sessions API describes it ("JSON format"). Every field but the ids may be null,
/// and may come in a form that cannot be read.
///
/// There is no address, device, browser or expiry in it: Zendesk does not give them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The numbers of the owner and of the session.
    pub key: SessionKey,
    /// When the person signed in.
    pub authenticated_at: SentTime,
    /// When Zendesk last noticed the session. The time is approximate, since not every request
    /// updates it.
    pub last_seen_at: SentTime,
    /// The address that came with it, which nothing is asked of.
    pub url: SentUrl,
}

impl Session {
    /// Whether a field was there and could not be read.
    pub(crate) const fn has_unreadable(&self) -> bool {
        self.authenticated_at.is_unreadable() || self.last_seen_at.is_unreadable()
    }
}

/// A time as Zendesk sent it. One that was sent and could not be read is not one that is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SentTime {
    /// Zendesk sent none.
    #[default]
    Absent,
    /// Zendesk sent something that is no time.
    Unreadable,
    /// The time that Zendesk sent.
    At(Timestamp),
}

impl SentTime {
    /// The time, if it could be read.
    pub const fn readable(self) -> Option<Timestamp> {
        match self {
            Self::At(time) => Some(time),
            Self::Absent | Self::Unreadable => None,
        }
    }

    /// Whether something was sent that is no time.
    pub(crate) const fn is_unreadable(self) -> bool {
        matches!(self, Self::Unreadable)
    }
}

impl From<Option<Timestamp>> for SentTime {
    fn from(time: Option<Timestamp>) -> Self {
        time.map_or(Self::Absent, Self::At)
    }
}
