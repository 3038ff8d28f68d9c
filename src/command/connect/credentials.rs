//! The credentials that the settings name, or that a sign-in has saved.

use std::pin::pin;
use std::time::Duration;

use tokio::time::timeout;

use super::HOW_TO_BEGIN;
use super::resolved::limits;
use crate::auth::{CredentialSource, SavedSignIns, StoreError, TokenEndpoint};
use crate::command::exit::Failure;
use crate::command::report::talk;
use crate::host::system_clock;
use crate::settings::Settings;
use crate::zendesk::Account;

/// The advice where the keyring is locked.
const WHEN_LOCKED: &str = concat!(
    "  unlock it in the desktop and try again, or keep the sign-in elsewhere:\n",
    "  in a file that only you can read:  zentop auth login --store file\n",
    "  with a token you have:             export ZENDESK_OAUTH_TOKEN=…",
);

/// How long to wait for a keyring before a message is printed.
const SILENCE: Duration = Duration::from_secs(2);

/// The credentials: those of the environment before those of the profile before a saved sign-in.
pub(super) async fn credentials(
    settings: &Settings,
    account: &Account,
) -> Result<CredentialSource, Failure> {
    let asking = asking(settings, account);
    let scopes = &settings.sign_in.scopes;
    if let Some(given) = &settings.credentials {
        return CredentialSource::given(given, scopes, &asking).map_err(Failure::credentials);
    }
    if let Some(secret) = &settings.profile_secret {
        return Ok(CredentialSource::elsewhere(secret, scopes, &asking));
    }
    let saved_sign_ins = saved_sign_ins(settings, account);
    let none = |more: &str| {
        let name = account.name();
        Failure::credentials(format!("no credentials for {name}\n{HOW_TO_BEGIN}{more}"))
    };
    match patiently(saved_sign_ins.find(settings.sign_in.store)).await {
        Ok(Some(found)) => Ok(CredentialSource::saved(found, &saved_sign_ins, &asking)),
        Ok(None) => Err(none("")),
        Err(error @ StoreError::NoKeyring(_)) => Err(none(&format!(
            "\n  a sign-in may be kept where nobody could look: {error}"
        ))),
        Err(error @ StoreError::Locked(_)) => {
            Err(Failure::credentials(format!("{error}\n{WHEN_LOCKED}")))
        }
        Err(error) => Err(Failure::credentials(error)),
    }
}

/// Waits for a keyring, and after a while tells the person that it may ask for something in a
/// window elsewhere.
pub(in crate::command) async fn patiently<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    if let Ok(done) = timeout(SILENCE, &mut work).await {
        return done;
    }
    talk("waiting for the keyring: the desktop may ask you to unlock it");
    work.await
}

/// The token endpoint of `account`, with everything that asking it needs.
pub(in crate::command) fn asking(settings: &Settings, account: &Account) -> TokenEndpoint {
    TokenEndpoint {
        account: account.clone(),
        limits: limits(settings),
        clock: system_clock(),
    }
}

/// The place where sign-ins to `account` are saved.
pub(in crate::command) fn saved_sign_ins(settings: &Settings, account: &Account) -> SavedSignIns {
    let session_bus = settings.sign_in.session_bus;
    SavedSignIns::new(account, &settings.profile, &settings.state_dir, session_bus)
}
