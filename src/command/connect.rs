//! From settings to a client of one account.

use std::sync::Arc;

use super::cli::Global;
use super::exit::Failure;
use crate::model::Timestamp;
use crate::settings::{AccountInput, CredentialsInput, Inputs, Settings};
use crate::terminate::Guardrails;
use crate::zendesk::{
    Account, AuthKind, Budget, Client, Credentials, HttpTransport, Limits, Shares,
};
use secrecy::ExposeSecret as _;

const HOW_TO_BEGIN: &str = "\
  try it without an account:   zentop demo
  with an OAuth access token:  export ZENDESK_SUBDOMAIN=acme ZENDESK_OAUTH_TOKEN=…";

/// Everything a verb needs to talk to one account.
pub(super) struct Connection {
    pub(super) client: Client,
    pub(super) settings: Settings,
    pub(super) auth: AuthKind,
    pub(super) email: Option<String>,
    /// What to tell the person about these credentials.
    pub(super) notice: Option<String>,
}

/// How hard a verb may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// Watching for hours, beside everybody else's integrations.
    Watching,
    /// Once, while somebody waits: reading may take what ending may.
    Once,
}

/// Settings, as the command line, the environment and the file have them.
pub(super) fn settings(global: &Global) -> Result<Settings, Failure> {
    let settings = Settings::resolve(&Inputs::gather(global.flags())?)?;
    super::screen::log(&settings)?;
    Ok(settings)
}

/// The account that settings name.
pub(super) fn account(settings: &Settings) -> Result<Account, Failure> {
    let account = match &settings.account {
        Some(AccountInput::Subdomain(name)) => Account::from_subdomain(name),
        Some(AccountInput::Url(url)) => Account::from_url(url),
        None => {
            return Err(Failure::credentials(format!(
                "no account is named\n{HOW_TO_BEGIN}"
            )));
        }
    };
    account.map_err(|error| Failure::usage(error.to_string()))
}

/// The account and the credentials that settings name, without asking the server yet.
pub(super) fn connect(
    global: &Global,
    manner: Manner,
    now: Timestamp,
) -> Result<Connection, Failure> {
    let settings = settings(global)?;
    let account = account(&settings)?;
    let (credentials, email) = match &settings.credentials {
        Some(CredentialsInput::OAuth(token)) => (Credentials::oauth(token.expose_secret()), None),
        Some(CredentialsInput::ApiToken { email, token }) => (
            Credentials::api_token(email, token.expose_secret()),
            Some(email.clone()),
        ),
        Some(CredentialsInput::Password { email, password }) => (
            Credentials::password(email, password.expose_secret()),
            Some(email.clone()),
        ),
        Some(CredentialsInput::ClientCredentials { .. }) => {
            return Err(Failure::credentials("not yet"));
        }
        Some(CredentialsInput::Cookie(cookie)) => {
            (Credentials::cookie(cookie.expose_secret()), None)
        }
        None => {
            let says = format!("no credentials for {}\n{HOW_TO_BEGIN}", account.name());
            return Err(Failure::credentials(says));
        }
    };
    let credentials = credentials.map_err(|error| Failure::credentials(error.to_string()))?;
    let client = client(account, &credentials, &settings, manner)?;
    Ok(Connection {
        client,
        auth: credentials.kind(),
        email,
        notice: credentials.kind().notice(now),
        settings,
    })
}

/// A client within the budget of the settings.
pub(super) fn client(
    account: Account,
    credentials: &Credentials,
    settings: &Settings,
    manner: Manner,
) -> Result<Client, Failure> {
    let transport = HttpTransport::new(&account, credentials, Limits::default())
        .map_err(|error| Failure::server(error.to_string()))?;
    let poll = &settings.poll;
    let budget = Budget::new(Shares {
        watching: match manner {
            Manner::Watching => poll.watching_share,
            Manner::Once => poll.ending_share,
        },
        ending: poll.ending_share,
        assumed_limit: poll.assumed_limit,
    });
    Ok(Client::new(account, Arc::new(transport), budget))
}

/// The limits of ending, before it is known whose credentials these are.
pub(super) fn guardrails(settings: &Settings) -> Guardrails {
    Guardrails {
        own_user: None,
        own_token: None,
        protected: settings.protected.clone(),
        max_per_run: settings.guard.max_per_run as usize,
        name_above: settings.guard.confirm_name_above as usize,
        file_above: settings.guard.plan_file_above as usize,
        read_only: settings.read_only,
    }
}
