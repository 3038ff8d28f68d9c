//! `zentop auth logout`: removes the sign-in from this machine, and revokes it at Zendesk if asked
//! to.

use super::super::cli::Global;
use super::super::connect::{
    account, asking, connect_once_with, patiently, saved_sign_ins, settings,
};
use super::super::exit::Failure;
use super::super::left_open::tell_news;
use super::super::report::talk;
use crate::auth::{CredentialSource, StoreError};
use crate::host::{system_clock, wall_clock};
use crate::journal::{Change, State};
use crate::model::{OAuthToken, User};
use crate::operation::{Note, RunContext};
use crate::settings::Settings;
use crate::zendesk::{Account, ApiError, Client, Purpose};

pub(super) async fn run(global: &Global, revoke: bool) -> Result<u8, Failure> {
    let settings = settings(global)?;
    let account = account(&settings)?;
    let revoked = revoke && end(&settings, &account).await?;
    let saved_sign_ins = saved_sign_ins(&settings, &account);
    let forgotten = patiently(saved_sign_ins.forget()).await;
    let forgotten = forgotten.map_err(|error| unforgotten(&error))?;
    let name = account.name();
    let other = settings.credentials.is_some() || settings.profile_secret.is_some();
    match forgotten.any {
        true if revoked => talk(&format!("the sign-in to {name} is revoked and forgotten")),
        true if revoke => talk(&format!(
            "the sign-in to {name} is forgotten; its token had ended before it could be revoked"
        )),
        true => talk(&format!(
            "the sign-in to {name} is forgotten on this machine; Zendesk was not asked to revoke \
             its token (--revoke)"
        )),
        false => {
            talk(&format!("there was no sign-in to {name} to forget"));
            if let Some(error) = forgotten.unreached {
                talk(&format!("one may be kept where nobody could look: {error}"));
            }
        }
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

fn unforgotten(error: &StoreError) -> Failure {
    let what_to_do = match error {
        StoreError::Locked(_) => {
            "\n  unlock it in the desktop and try again; everywhere else the sign-in is forgotten"
        }
        _ => "",
    };
    Failure::credentials(format!("{error}{what_to_do}"))
}

/// Revokes the saved token, and returns whether there was one to revoke. A token that Zendesk
/// refuses has ended already.
async fn end(settings: &Settings, account: &Account) -> Result<bool, Failure> {
    if settings.read_only {
        return Err(Failure::guardrail(
            "read-only: nothing is revoked. Drop --read-only, or read_only in the profile",
        ));
    }
    let saved_sign_ins = saved_sign_ins(settings, account);
    let found = patiently(saved_sign_ins.find(settings.sign_in.store)).await;
    let Some(found) = found.map_err(Failure::credentials)? else {
        return Ok(false);
    };
    let source = CredentialSource::saved(found, &saved_sign_ins, &asking(settings, account));
    let connection = connect_once_with(account, settings, source, system_clock()())?;
    let unforgotten = |failure: Failure| {
        failure.and("nothing is forgotten; without --revoke the sign-in is forgotten here alone")
    };
    let client = &connection.client;
    let (me, token) = match whose(client).await {
        Ok(known) => known,
        Err(error) if error.refuses_credentials() => {
            talk("Zendesk does not accept the sign-in any more, so there is nothing to revoke");
            return Ok(false);
        }
        Err(error) => return Err(unforgotten(error.into())),
    };
    let clock = system_clock();
    let known = RunContext {
        me: Some(me),
        clock_offset: None,
    };
    let who = connection.runner(&clock).who(&known);
    let change = Change::RevokeOwn {
        user: token.user,
        token: token.id,
    };
    tell_news(&settings.journal_path);
    let records = wall_clock();
    // This waits for the disk, on the main thread, which does nothing but this verb.
    let mut note = Note::begin(&settings.journal_path, who, change, &records)?;
    let sending = note.send(
        client,
        || client.place_of_revocation(token.id),
        |permit| client.revoke_own_token(permit, token.id),
    );
    let sent = sending.await;
    let state = match &sent {
        Ok(_) => State::Revoked,
        Err(error) if error.is_not_found() => State::Gone,
        Err(error) if error.may_have_taken_effect() => State::Unknown,
        Err(_) => State::Refused,
    };
    note.end(&sent, state, "the own token")?;
    match (state, sent) {
        (State::Gone, _) => Ok(false),
        (_, Ok(_)) => Ok(true),
        (_, Err(error)) => Err(unforgotten(error.into())),
    }
}

async fn whose(client: &Client) -> Result<(User, OAuthToken), ApiError> {
    let me = client.me(Purpose::Asked).await?.value.user;
    let token = client.own_token(Purpose::Asked).await?.value;
    Ok((me, token))
}
