//! The OAuth clients that tokens were given to (`docs::zendesk_api` §8). They are only read.

use http::Method;

use super::outgoing::OutgoingRequest;
use super::{Answered, Client};
use crate::zendesk::wire::{self, ClientPage, Cursor};
use crate::zendesk::{ApiError, Purpose};

/// The two lists of clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClientOrigin {
    /// The clients that were made in this account (OAuth Clients API, "List Clients"; admins).
    Account,
    /// The clients of other makers that somebody of the account let in (Global OAuth Clients API,
    /// "List Global OAuth Clients"; admins).
    Elsewhere,
}

impl ClientOrigin {
    /// Both lists.
    pub(crate) const ALL: [Self; 2] = [Self::Account, Self::Elsewhere];

    /// The path of the list.
    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Account => "/api/v2/oauth/clients",
            Self::Elsewhere => "/api/v2/oauth/global_clients",
        }
    }
}

impl Client {
    /// Reads one page of OAuth clients. `None` is the first page.
    pub(crate) async fn oauth_clients(
        &self,
        purpose: Purpose,
        origin: ClientOrigin,
        at: Option<&Cursor>,
    ) -> Result<Answered<ClientPage>, ApiError> {
        let outgoing = OutgoingRequest::to(Method::GET, origin.path()).query(Cursor::query(at));
        self.read(purpose, outgoing, |body| wire::oauth_clients(body, at))
            .await
    }
}
