//! `zentop auth logout`: forgets the sign-in on this machine, and at Zendesk if asked to.

use super::super::cli::Global;
use super::super::connect::{Manner, account, asking, connect_with, logins, settings};
use super::super::exit::Failure;
use super::super::report::talk;
use crate::auth::InUse;
use crate::runtime::system_clock;
use crate::settings::Settings;
use crate::zendesk::{Account, Purpose};

pub(super) async fn run(global: &Global, revoke: bool) -> Result<u8, Failure> {
    let settings = settings(global)?;
    let account = account(&settings)?;
    if revoke {
        end(&settings, &account).await?;
    }
    let forgotten = logins(&settings, &account).forget().await;
    let name = account.name();
    let other = settings.credentials.is_some() || settings.profile_secret.is_some();
    match forgotten.map_err(|error| Failure::credentials(error.to_string()))? {
        true if revoke => talk(&format!("the sign-in to {name} is revoked and forgotten")),
        true => talk(&format!(
            "the sign-in to {name} is forgotten on this machine; Zendesk was not asked to revoke \
             its token (--revoke)"
        )),
        false => talk(&format!("there was no sign-in to {name} to forget")),
    }
    talk("no session of a browser and no other token has ended");
    if other {
        let row = settings
            .explained
            .iter()
            .find(|row| row.key == "credentials");
        let source = row.map_or_else(String::new, |row| row.source.to_string());
        talk(&format!("{source} still gives credentials"));
    }
    Ok(0)
}

/// Revokes the token that is kept. One that Zendesk refuses has ended already.
async fn end(settings: &Settings, account: &Account) -> Result<(), Failure> {
    let logins = logins(settings, account);
    let found = logins.find(settings.sign_in.store);
    let Some(found) = found.map_err(|error| Failure::credentials(error.to_string()))? else {
        return Ok(());
    };
    let in_use = InUse::kept(found, &logins, &asking(settings, account));
    let now = system_clock()();
    let connection = connect_with(account.clone(), settings.clone(), in_use, Manner::Once, now)?;
    let client = &connection.client;
    let revoked = match client.own_token(Purpose::Ending).await {
        Ok(token) => {
            let permit = client.budget().acquire(Purpose::Ending).await;
            client.revoke_own_token(permit, token.value.id).await
        }
        Err(error) => Err(error),
    };
    match revoked {
        Ok(_) => Ok(()),
        Err(error) if error.refuses_credentials() => {
            talk("Zendesk does not accept the sign-in any more, so there is nothing to revoke");
            Ok(())
        }
        Err(error) => Err(Failure::from(error).and(
            "the token is not revoked, and nothing is forgotten; without --revoke it is forgotten \
             here alone",
        )),
    }
}
