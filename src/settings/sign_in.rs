//! The settings of signing in by OAuth.

use secrecy::SecretString;

use super::choice::StoreChoice;
use super::credentials::{CLIENT_ID, CLIENT_SECRET};
use super::error::SettingsError;
use super::file::Profile;
use super::inputs::{Inputs, flag};
use super::scopes::Scopes;
use super::source::{SourceLedger, Sourced, or};

/// The ports of 127.0.0.1 that a browser is sent back to. Which ports an account accepts is
/// fixed when the client is registered (`docs::zendesk_api` §5.3), so they never change by
/// themselves.
const REDIRECT_PORTS: [u16; 3] = [19286, 19287, 19288];

/// How to sign in by OAuth, and where a sign-in is saved.
#[derive(Debug, Clone)]
pub(crate) struct SignIn {
    /// The OAuth client, as it was registered with the account.
    pub client_id: Option<String>,
    /// The secret of the client, where it has one. Only the environment gives it.
    pub client_secret: Option<SecretString>,
    /// The scopes to ask for.
    pub scopes: Scopes,
    /// The place where a sign-in is saved; `None` means wherever one is found.
    pub store: Option<StoreChoice>,
    /// Whether the environment names the bus of a desktop session, by which its keyring is
    /// reached (D-Bus Specification, "Well-known Message Bus Instances").
    pub session_bus: bool,
    /// The ports to listen on for the browser's return, the preferred one first.
    pub redirect_ports: Vec<u16>,
}

impl SignIn {
    /// The command line's client before the environment's before the profile's.
    pub(super) fn client_id(
        inputs: &Inputs,
        profile: &Profile,
    ) -> Result<Option<Sourced<String>>, SettingsError> {
        let flag = flag("--client-id", inputs.flags.client_id.as_deref())?;
        let named = flag.or(inputs.variable(CLIENT_ID)?);
        Ok(named.or(profile.client_id.clone()))
    }

    pub(super) fn settle(
        inputs: &Inputs,
        profile: &Profile,
        client_id: Option<Sourced<String>>,
        read_only: bool,
        ledger: &mut SourceLedger,
    ) -> Result<Self, SettingsError> {
        let secret = inputs.variable(CLIENT_SECRET)?;
        let ports = or(profile.redirect_ports.clone(), REDIRECT_PORTS.to_vec());
        let words: Vec<String> = ports.value.iter().map(ToString::to_string).collect();
        ledger.say("redirect_ports", words.join(", "), ports.source);
        Ok(Self {
            client_id: ledger.note_if("client_id", client_id),
            client_secret: secret.map(|secret| secret.value.into()),
            scopes: ledger.note(
                "scopes",
                or(profile.scopes.clone(), Scopes::usual(read_only)),
            ),
            store: ledger.note_if("store", profile.store.clone()),
            session_bus: ["DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"]
                .iter()
                .any(|name| inputs.env.get(*name).is_some_and(|value| !value.is_empty())),
            redirect_ports: ports.value,
        })
    }
}
