//! `zentop auth login`: signs in by authorization code, as a client, or with a token that exists
//! already; saves the sign-in durably, and then asks Zendesk what it allows.
//!
//! - `browser` signing in through the browser

mod browser;

use std::sync::Arc;

use secrecy::{ExposeSecret as _, SecretString};

use super::super::cli::{Global, LoginOptions, StatusFormat};
use super::super::connect::{
    Connection, account, asking, connect_once_with, patiently, saved_sign_ins, settings_of,
};
use super::super::exit::Failure;
use super::super::output::Ids;
use super::super::report::talk;
use super::prompt;
use super::status;
use crate::auth::{
    CredentialSource, FoundSignIn, GrantKind, SavedSignIn, SavedSignIns, SecretStore, StoreError,
    TokenEndpoint,
};
use crate::host::system_clock;
use crate::model::SafeText;
use crate::settings::{Flags, Scopes, Settings, StoreChoice};
use crate::zendesk::oauth::{Authority, Grant, OAuthError, Registration};
use crate::zendesk::{Account, Credentials, ProviderError, Purpose};

pub(super) async fn run(global: &Global, options: LoginOptions) -> Result<u8, Failure> {
    let settings = settings_of(Flags {
        client_id: options.client_id.clone(),
        ..global.flags()
    })?;
    let account = account(&settings)?;
    let saved_sign_ins = saved_sign_ins(&settings, &account);
    // The store is chosen first, so that nobody goes to the browser for nothing.
    let store = choose(&saved_sign_ins, options.store.or(settings.sign_in.store)).await?;
    let asking = asking(&settings, &account);
    let saved_sign_in = if options.paste {
        pasted(&account, &settings).await?
    } else {
        granted(&asking, &settings, &options).await?
    };
    let left = patiently(saved_sign_ins.keep(&saved_sign_in, &store))
        .await
        .map_err(unkept)?;
    talk(&format!(
        "signed in to {}, kept in {}",
        account.name(),
        store.place()
    ));
    if let Some(error) = left {
        talk(&format!(
            "one from before may be left: {error}; `zentop auth logout` forgets both"
        ));
    }
    if let Some(row) = settings
        .explained
        .iter()
        .find(|row| row.key == "credentials")
    {
        let before = "goes before this sign-in: take it away to use what was signed in with";
        talk(&format!("{} {before}", row.source));
    }
    let source = CredentialSource::saved(
        FoundSignIn {
            saved_sign_in,
            store,
        },
        &saved_sign_ins,
        &asking,
    );
    let now = system_clock()();
    let connection = connect_once_with(&account, &settings, source, now)?;
    status::run(&connection, (StatusFormat::Table, Ids::Numbers)).await
}

/// Chooses the store, if it can be used. A file is chosen only if the person asks for it or agrees.
async fn choose(
    saved_sign_ins: &SavedSignIns,
    chosen: Option<StoreChoice>,
) -> Result<Arc<dyn SecretStore>, Failure> {
    let choice = chosen.unwrap_or(StoreChoice::Keyring);
    let error = match patiently(saved_sign_ins.store(choice)).await {
        Ok(store) => return Ok(store),
        Err(error) if error.is_about_keyring() => error,
        Err(error) => return Err(unkept(error)),
    };
    let answer = if chosen.is_some() {
        None
    } else {
        let instead = "keep the sign-in in a file that only you can read instead?";
        prompt::yes(&format!("{error}\n{instead}")).await?
    };
    let choice = without_keyring(&error, answer)?;
    saved_sign_ins.store(choice).await.map_err(unkept)
}

/// A file takes the place of the keyring only if the person agreed to that.
fn without_keyring(error: &StoreError, answer: Option<bool>) -> Result<StoreChoice, Failure> {
    match answer {
        Some(true) => Ok(StoreChoice::File),
        Some(false) | None => Err(Failure::credentials(format!(
            "{error}\n  keep the sign-in in a file that only you can read instead: --store file, \
             or store = \"file\" in the profile"
        ))),
    }
}

fn scopes(options: &LoginOptions, settings: &Settings) -> Result<Scopes, Failure> {
    if options.scope.is_empty() {
        return Ok(settings.sign_in.scopes.clone());
    }
    let given = options.scope.join(" ").parse::<Scopes>();
    given.map_err(|error| Failure::usage(format!("--scope {error}")))
}

/// The client, with its secret where one is needed or given.
async fn registration(settings: &Settings, needs_secret: bool) -> Result<Registration, Failure> {
    let Some(client_id) = settings.sign_in.client_id.clone() else {
        let ports = &settings.sign_in.redirect_ports;
        return Err(Failure::usage(how_to_register(ports)));
    };
    let mut secret = settings.sign_in.client_secret.clone();
    if secret.is_none() && needs_secret {
        secret = Some(prompt::secret(&format!("secret of client {client_id}")).await?);
    }
    Ok(Registration { client_id, secret })
}

fn how_to_register(ports: &[u16]) -> String {
    let addresses: Vec<String> = ports
        .iter()
        .map(|port| format!("http://127.0.0.1:{port}/"))
        .collect();
    format!(
        "no OAuth client is named; register one, once for the account:\n  \
         1. Admin Center, Apps and integrations, APIs, OAuth clients: add a public client\n  \
         2. with these redirect URLs: {}\n  \
         3. name its identifier: --client-id ID, ZENTOP_CLIENT_ID, or client_id in the profile",
        addresses.join(" ")
    )
}

/// A sign-in with a token that the person has already. It is tried first, so that a typing mistake
/// replaces nothing that works.
async fn pasted(account: &Account, settings: &Settings) -> Result<SavedSignIn, Failure> {
    let token = prompt::secret("OAuth access token").await?;
    let credentials = Credentials::oauth(token.expose_secret()).map_err(Failure::usage)?;
    let source = CredentialSource::Plain(credentials);
    let now = system_clock()();
    let connection = connect_once_with(account, settings, source, now)?;
    connection.client.me(Purpose::Asked).await?;
    let grant = described(&connection, token).await;
    Ok(SavedSignIn::new(
        account,
        GrantKind::Pasted,
        None,
        None,
        grant,
        now,
    ))
}

/// What Zendesk says of the token, if it answers.
async fn described(connection: &Connection, secret: SecretString) -> Grant {
    let token = connection.client.own_token(Purpose::Asked).await.ok();
    let token = token.map(|answer| answer.value);
    Grant {
        access_token: secret,
        refresh_token: None,
        scopes: token.as_ref().and_then(|token| {
            let words = token.scopes_in_words();
            Some(words.shown()?.as_str().split_whitespace().collect())
        }),
        expires_at: token.and_then(|token| token.expires_at.shown().copied()),
        refresh_expires_at: None,
    }
}

/// A sign-in that Zendesk grants to a registered client, in a browser or to the client itself.
async fn granted(
    asking: &TokenEndpoint,
    settings: &Settings,
    options: &LoginOptions,
) -> Result<SavedSignIn, Failure> {
    let scopes = scopes(options, settings)?;
    let registration = registration(settings, options.client_credentials).await?;
    let authority = authority(asking, &registration)?;
    let (grant_kind, grant, at) = if options.client_credentials {
        let now = (asking.clock)();
        let grant = authority.client_credentials(&scopes, now).await;
        let grant = grant.map_err(|error| refused(&error, &scopes))?;
        (GrantKind::ClientCredentials, grant, now)
    } else {
        let (grant, at) = browser::sign_in(asking, settings, &authority, &scopes, options).await?;
        (GrantKind::AuthorizationCode, grant, at)
    };
    let account = &asking.account;
    Ok(SavedSignIn::new(
        account,
        grant_kind,
        Some(registration),
        Some(scopes),
        grant,
        at,
    ))
}

fn authority(asking: &TokenEndpoint, registration: &Registration) -> Result<Authority, Failure> {
    asking.authority(registration).map_err(|error| match error {
        ProviderError::SignedOut(why) | ProviderError::NotNow(why) => Failure::server(why),
        later @ ProviderError::Later { .. } => Failure::server(later.to_string()),
    })
}

fn refused(error: &OAuthError, scopes: &Scopes) -> Failure {
    let message = format!("not signed in: {error}");
    match error {
        OAuthError::NotSent(_)
        | OAuthError::Busy { .. }
        | OAuthError::Lost(_)
        | OAuthError::RefreshOnly(..) => Failure::server(message),
        OAuthError::InvalidGrant(_) => Failure::credentials(format!(
            "{message}\n  the code from the browser is good once and for 120 s, and only for the \
             redirect URL that it was asked for: sign in again, and come back from the browser \
             sooner"
        )),
        OAuthError::Refused(words) => {
            let advice = registration_advice(words.as_str(), scopes);
            Failure::credentials(format!("{message}\n  {advice}"))
        }
    }
}

/// What to compare with the client's registration, by Zendesk's word for the refusal (RFC 6749
/// §4.1.2.1 and §5.2).
fn registration_advice(words: &str, scopes: &Scopes) -> String {
    const WHERE: &str = "Admin Center > Apps and integrations > APIs > OAuth clients";
    match words.split(':').next().unwrap_or_default().trim() {
        "invalid_scope" => format!(
            "asked for the scopes `{scopes}`: the client allows others ({WHERE} > allowed scopes). \
             Change them there, or ask for those with --scope or with scopes in the profile"
        ),
        "invalid_client" => format!(
            "the client's id is not one of this account, or its secret is wrong: compare \
             --client-id, ZENTOP_CLIENT_ID or client_id with {WHERE}"
        ),
        "unauthorized_client" | "unsupported_grant_type" => {
            format!("this client may not sign in in this way: see its kind in {WHERE}")
        }
        "access_denied" => {
            "somebody said no on Zendesk's page, or may not allow it: sign in again as an admin"
                .to_owned()
        }
        _ => format!(
            "compare the client's id, its redirect URLs and its scopes with its registration: {WHERE}"
        ),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
fn unkept(error: StoreError) -> Failure {
    let error = SafeText::new(&error.to_string());
    Failure::credentials(format!("the sign-in cannot be kept: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_of_a_sign_in_has_a_cause_of_its_own() {
        let scopes: Scopes = "read".parse().unwrap();
        let message = |error| refused(&error, &scopes).to_string();
        let said = |words: &str| message(OAuthError::Refused(SafeText::new(words)));
        let late = message(OAuthError::InvalidGrant(SafeText::new("invalid_grant")));
        assert!(
            late.contains("120 s") && !late.contains("client's id"),
            "{late}"
        );
        let scope = said("invalid_scope: The requested scope is invalid");
        for part in [
            "`read`",
            "--scope",
            "scopes in the profile",
            "allowed scopes",
        ] {
            assert!(scope.contains(part), "{scope}");
        }
        let client = said("invalid_client");
        assert!(
            client.contains("--client-id") && !client.contains("--scope"),
            "{client}"
        );
        assert!(!said("access_denied: no").contains("client_id"));
    }

    #[test]
    fn no_file_takes_the_place_of_a_keyring_unless_somebody_says_so() {
        let locked = StoreError::NoKeyring(SafeText::new("it is locked"));
        for answer in [None, Some(false)] {
            let refused = without_keyring(&locked, answer).unwrap_err();
            assert_eq!(refused.status(), 3);
            let message = refused.to_string();
            assert!(
                message.contains("locked") && message.contains("--store file"),
                "{message}"
            );
        }
        assert_eq!(
            without_keyring(&locked, Some(true)).unwrap(),
            StoreChoice::File
        );
    }
}
