//! A client of Zendesk Chat, which has a token of its own.

use std::sync::Arc;

use secrecy::ExposeSecret as _;

use super::Connection;
use crate::command::exit::Failure;
use crate::settings::Settings;
use crate::zendesk::{Account, Budget, Client, Credentials, HttpTransport, Limits, Shares};

/// The shares of the budget: a quarter of Chat's 200 requests a minute (`docs::zendesk_api` §7),
/// far more than is needed.
const SHARES: Shares = Shares {
    watching: 0.25,
    ending: 0.25,
    assumed_limit: 200,
};

/// A client with Chat's own token and budget, if there is a token.
pub(in crate::command) fn chat_client(
    account: &Account,
    settings: &Settings,
) -> Result<Option<Client>, Failure> {
    let Some(token) = &settings.chat_token else {
        return Ok(None);
    };
    let credentials = Credentials::oauth(token.expose_secret())
        .map_err(|error| Failure::credentials(format!("ZENDESK_CHAT_TOKEN: {error}")))?;
    let transport =
        HttpTransport::new(account, &credentials, Limits::default()).map_err(Failure::server)?;
    let budget = Budget::new(SHARES);
    Ok(Some(Client::new(
        account.clone(),
        Arc::new(transport),
        budget,
    )))
}

/// A client of Chat beside a connection to Support, if there is a valid token for it.
pub(in crate::command) fn chat_beside(connection: &Connection) -> Option<Client> {
    chat_client(connection.client.account(), &connection.settings).ok()?
}
