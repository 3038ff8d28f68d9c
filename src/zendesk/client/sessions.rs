//! The requests about sessions: listed, shown, and ended by each route (`docs::zendesk_api` §1).

use bytes::Bytes;
use http::Method;

use super::outgoing::{MOST_IDS, OutgoingRequest, listed};
use super::{Answered, Client};
use crate::model::{Session, SessionKey, UserId};
use crate::zendesk::wire::{self, Cursor, SessionPage};
use crate::zendesk::{ApiError, Endpoint, Permit, Purpose};

/// Where one session is ended.
pub(crate) const END_SESSION: Endpoint =
    Endpoint::new(Method::DELETE, "/api/v2/users/{user}/sessions/{session}");

/// Where all sessions of a person are ended.
pub(crate) const END_SESSIONS_OF: Endpoint =
    Endpoint::new(Method::DELETE, "/api/v2/users/{user}/sessions");

/// Where people are signed out by the hundred.
pub(crate) const LOGOUT_MANY: Endpoint = Endpoint::new(Method::POST, "/api/v2/users/logout_many");

impl Client {
    /// Reads one page of all sessions (Sessions API, "List Sessions"): the account's for an admin,
    /// their own for anybody else. `None` is the first page.
    pub async fn sessions(
        &self,
        purpose: Purpose,
        at: Option<&Cursor>,
    ) -> Result<Answered<SessionPage>, ApiError> {
        let outgoing =
            OutgoingRequest::to(Method::GET, "/api/v2/sessions").query(Cursor::query(at));
        self.read(purpose, outgoing, |body| wire::sessions(body, at, None))
            .await
    }

    /// Reads one page of one user's sessions (Sessions API, "List Sessions", by user).
    pub async fn sessions_of(
        &self,
        purpose: Purpose,
        user: UserId,
        at: Option<&Cursor>,
    ) -> Result<Answered<SessionPage>, ApiError> {
        let outgoing = OutgoingRequest::new(
            Method::GET,
            "/api/v2/users/{user}/sessions",
            format!("/api/v2/users/{user}/sessions"),
        )
        .query(Cursor::query(at));
        let decoded = |body: &[u8]| wire::sessions(body, at, Some(user));
        self.read(purpose, outgoing, decoded).await
    }

    /// Reads one session (Sessions API, "Show Session"); `None` where the server answers without
    /// one. A session that is not there is usually [`NotFound`](crate::zendesk::ApiErrorKind::NotFound).
    pub async fn session(
        &self,
        purpose: Purpose,
        key: SessionKey,
    ) -> Result<Answered<Option<Session>>, ApiError> {
        let outgoing = one_session(Method::GET, key);
        self.read(purpose, outgoing, |body| wire::session(body, key))
            .await
    }

    /// Ends one session (Sessions API, "Delete Session"). Only 204 means that it is ended.
    pub(crate) async fn end_session(
        &self,
        permit: Permit,
        key: SessionKey,
    ) -> Result<Answered<()>, ApiError> {
        self.end(permit, one_session(END_SESSION.method, key), 204)
            .await
    }

    /// Ends every session of a user, also those not seen yet (Sessions API, "Bulk Delete
    /// Sessions"). Only 204 means that they are ended.
    pub(crate) async fn end_sessions_of(
        &self,
        permit: Permit,
        user: UserId,
    ) -> Result<Answered<()>, ApiError> {
        let path = format!("/api/v2/users/{user}/sessions");
        let outgoing = OutgoingRequest::at(END_SESSIONS_OF, path);
        self.end(permit, outgoing, 204).await
    }

    /// Asks Zendesk to sign these users out (Users API, "Logout many users"). 202 means that it
    /// will, not that it has. It takes from 1 to 100 ids, like [`Self::people`].
    pub(crate) async fn logout_many(
        &self,
        permit: Permit,
        users: &[UserId],
    ) -> Result<Answered<()>, ApiError> {
        // No body is documented, but we say that we send JSON, and an empty body is not JSON.
        let outgoing = OutgoingRequest::at(LOGOUT_MANY, LOGOUT_MANY.template.to_owned())
            .query(format!("ids={}", listed(users)))
            .body(Bytes::from_static(b"{}"));
        if !MOST_IDS.contains(&users.len()) {
            return Err(outgoing.uncountable(users.len()));
        }
        self.end(permit, outgoing, 202).await
    }
}

fn one_session(method: Method, key: SessionKey) -> OutgoingRequest {
    let SessionKey { user, session } = key;
    OutgoingRequest::new(
        method,
        END_SESSION.template,
        format!("/api/v2/users/{user}/sessions/{session}"),
    )
}
