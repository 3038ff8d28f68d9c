//! From settings to a client of one account.
//!
//! - here how a verb connects; `connection` what it has then
//! - `resolved` the settings, and what they say of requests, rules and guardrails
//! - `acting` who acts, for the record
//! - `account` the account that they name; `authorities` the certificates with which it is reached
//! - `credentials` those of the settings, or of a saved sign-in; `chat` a client of Zendesk Chat

mod account;
mod acting;
mod authorities;
mod chat;
mod connection;
mod credentials;
mod resolved;

use std::sync::Arc;

pub(super) use self::account::account;
pub(super) use self::acting::acting;
pub(super) use self::chat::{chat_beside, chat_client};
pub(super) use self::connection::Connection;
use self::credentials::credentials;
pub(super) use self::credentials::{asking, patiently, saved_sign_ins};
use self::resolved::limits;
pub(super) use self::resolved::{
    guardrails, rules, settings, settings_of, settings_without_credentials,
};
use super::cli::Global;
use super::exit::Failure;
use super::report::talk;
use super::waiting::patience;
use crate::auth::CredentialSource;
use crate::host::system_clock;
use crate::model::Timestamp;
use crate::settings::Settings;
use crate::zendesk::{Account, Budget, Client, HttpTransport, Shares};

/// The advice for whoever has named no account, or no credentials for it.
const HOW_TO_BEGIN: &str = concat!(
    "  try it without an account:  zentop demo\n",
    "  sign in by OAuth:           zentop auth login --subdomain acme --client-id ID\n",
    "  with a token you have:      export ZENDESK_SUBDOMAIN=acme ZENDESK_OAUTH_TOKEN=…",
);

/// How much of the budget a verb may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ConnectMode {
    /// The verb watches for hours, beside everybody else's integrations.
    Watching,
    /// The verb runs once while somebody waits, so reading may use what ending may.
    Once,
}

/// Connects to the account with the credentials that the settings name, without asking the server
/// yet.
pub(super) async fn connect(
    global: &Global,
    mode: ConnectMode,
    now: Timestamp,
) -> Result<Connection, Failure> {
    let settings = settings(global)?;
    let account = account(&settings)?;
    connecting(account, settings, mode, now).await
}

/// Connects to this account with the credentials that the settings name.
pub(super) async fn connect_as(
    account: Account,
    settings: Settings,
    mode: ConnectMode,
) -> Result<Connection, Failure> {
    connecting(account, settings, mode, system_clock()()).await
}

async fn connecting(
    account: Account,
    settings: Settings,
    mode: ConnectMode,
    now: Timestamp,
) -> Result<Connection, Failure> {
    let source = credentials(&settings, &account).await?;
    let mut connection = connect_with(account, settings, source, mode, now)?;
    connection.tell_notices(mode);
    Ok(connection)
}

/// A client without credentials, for what Zendesk shows to anybody.
pub(super) fn visitor(account: Account, settings: &Settings) -> Result<Client, Failure> {
    let transport =
        HttpTransport::anonymous(&account, limits(settings)).map_err(Failure::server)?;
    let budget = Budget::new(Shares::default());
    Ok(Client::new(account, Arc::new(transport), budget).patient(patience()))
}

/// Connects with these credentials for a verb that runs once.
pub(super) fn connect_once_with(
    account: &Account,
    settings: &Settings,
    source: CredentialSource,
    now: Timestamp,
) -> Result<Connection, Failure> {
    let (account, settings) = (account.clone(), settings.clone());
    connect_with(account, settings, source, ConnectMode::Once, now)
}

/// Connects with these credentials.
pub(super) fn connect_with(
    account: Account,
    settings: Settings,
    source: CredentialSource,
    mode: ConnectMode,
    now: Timestamp,
) -> Result<Connection, Failure> {
    let transport = HttpTransport::with_provider(&account, source.provider(), limits(&settings))
        .map_err(Failure::server)?;
    let poll = &settings.poll;
    let budget = Budget::new(Shares {
        watching: match mode {
            ConnectMode::Watching => poll.watching_share,
            ConnectMode::Once => poll.ending_share,
        },
        ending: poll.ending_share,
        assumed_limit: poll.assumed_limit,
    });
    let client = Client::new(account, Arc::new(transport), budget);
    let client = match mode {
        ConnectMode::Watching => client,
        ConnectMode::Once => client.patient(patience()),
    };
    Ok(Connection::new(client, settings, source, now))
}

/// Connects for a verb that runs once; the notice about the credentials, if any, goes to stderr.
pub(super) async fn connect_once(global: &Global, now: Timestamp) -> Result<Connection, Failure> {
    let connection = connect(global, ConnectMode::Once, now).await?;
    if let Some(notice) = &connection.notice {
        talk(notice);
    }
    Ok(connection)
}
