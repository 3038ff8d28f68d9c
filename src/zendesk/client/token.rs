//! One OAuth token: reading it by its number, and reading and revoking the one that the requests are
//! made with.

use http::Method;

use super::super::wire;
use super::super::{ApiError, Permit, Purpose};
use super::contain::{TOKENS, revocation};
use super::outgoing::OutgoingRequest;
use super::{Answered, Client};
use crate::model::{OAuthToken, TokenId};

impl Client {
    /// Reads the token that these very requests are made with (OAuth Tokens API, "Show Current
    /// Token"). Under other credentials there is none, which is
    /// [`super::super::ApiErrorKind::NotFound`].
    pub(crate) async fn own_token(
        &self,
        purpose: Purpose,
    ) -> Result<Answered<OAuthToken>, ApiError> {
        let outgoing = OutgoingRequest::to(Method::GET, "/api/v2/oauth/tokens/current");
        self.read(purpose, outgoing, wire::own_token).await
    }

    /// Reads one token (OAuth Tokens API, "Show Token"). One that is not there is
    /// [`super::super::ApiErrorKind::NotFound`].
    pub(crate) async fn oauth_token(
        &self,
        purpose: Purpose,
        id: TokenId,
    ) -> Result<Answered<OAuthToken>, ApiError> {
        let path = format!("{TOKENS}/{id}");
        let outgoing = OutgoingRequest::new(Method::GET, "/api/v2/oauth/tokens/{token}", path);
        self.read(purpose, outgoing, |body| wire::token(body, id))
            .await
    }

    /// Revokes the token that the requests are made with, and its refresh token with it (OAuth
    /// Tokens API, "Revoke Token"). Only 204 means that it is revoked.
    pub(crate) async fn revoke_own_token(
        &self,
        permit: Permit,
        token: TokenId,
    ) -> Result<Answered<()>, ApiError> {
        self.end(permit, revocation(token), 204).await
    }

    /// Waits for the place of [`Self::revoke_own_token`], and tells so if it takes a while.
    pub(crate) async fn place_of_revocation(&self, token: TokenId) -> Result<Permit, ApiError> {
        self.place_of_change(&revocation(token)).await
    }
}
