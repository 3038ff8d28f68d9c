//! `zentop demo`: the screen on a simulator inside this very process.

use super::cli::{Global, SimulatorOptions};
use super::connect::{ConnectMode, connect_with};
use super::exit::Failure;
use super::{screen, simulate};
use crate::auth::CredentialSource;
use crate::host::system_clock;
use crate::operation::Reason;
use crate::settings::{Inputs, Settings};
use crate::zendesk::{Account, Credentials};

pub(super) async fn run(global: &Global, options: SimulatorOptions) -> Result<u8, Failure> {
    let mut settings = Settings::resolve(&inputs(global)?)?;
    let (simulator, served) = simulate::start(options, 0).await?;
    let account = Account::from_url(&served.url()).map_err(Failure::usage)?;
    let known = simulator.credentials();
    settings.chat_token = Some(known.chat_token.into());
    let credentials = Credentials::oauth(&known.oauth_token).map_err(Failure::usage)?;
    let source = CredentialSource::Plain(credentials);
    let now = system_clock()();
    let connection = connect_with(account, settings, source, ConnectMode::Watching, now)?;
    screen::show(connection, screen::OpenedAccount::Demo, Reason::default()).await
}

/// The person's settings, without their account and credentials.
fn inputs(global: &Global) -> Result<Inputs, Failure> {
    let mut flags = global.flags();
    (flags.subdomain, flags.url, flags.profile) = (None, None, None);
    let mut inputs = Inputs::gather(flags)?;
    let is_taste = |name: &str| ["ZENTOP_CONFIG", "ZENTOP_LOG"].contains(&name);
    inputs.env.retain(|name, _| {
        !name.starts_with("ZENDESK_") && (!name.starts_with("ZENTOP_") || is_taste(name))
    });
    Ok(inputs)
}
