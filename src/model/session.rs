//! One sign-in.

use super::{SessionKey, Timestamp};

/// A session as the Sessions API describes it ("JSON format"), with the two times optional because
/// every field but the id may be null.
///
/// There is no address, device, browser or expiry in it: Zendesk does not give them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// The numbers of the owner and of the session.
    pub key: SessionKey,
    /// When the person signed in.
    pub authenticated_at: Option<Timestamp>,
    /// When Zendesk last noticed the session. The time is approximate, since not every request
    /// updates it.
    pub last_seen_at: Option<Timestamp>,
}
