//! A sign-in as it is written down, and read again.

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use super::{GrantKind, SavedSignIn};
use crate::auth::store::{SecretStore, StoreError};
use crate::model::Timestamp;
use crate::settings::Scopes;
use crate::zendesk::oauth::{Grant, Registration};

/// The version of the saved text.
const VERSION: u32 = 1;

/// The saved text, as version 1 writes it. Times are milliseconds since 1970.
#[derive(Serialize, Deserialize)]
struct StoredSignIn {
    v: u32,
    origin: String,
    #[serde(rename = "way")]
    grant_kind: GrantKind,
    client_id: Option<String>,
    client_secret: Option<String>,
    access_token: String,
    refresh_token: Option<String>,
    scopes_asked: Option<String>,
    scopes_granted: Option<Vec<String>>,
    signed_in_at: i64,
    expires_at: Option<i64>,
    refresh_expires_at: Option<i64>,
    mark: String,
}

impl SavedSignIn {
    /// Saves it, durably.
    pub(crate) async fn save(&self, store: &dyn SecretStore) -> Result<(), StoreError> {
        let plain = |secret: &SecretString| secret.expose_secret().to_owned();
        let (grant, registration) = (&self.grant, self.registration.as_ref());
        let saved = StoredSignIn {
            v: VERSION,
            origin: self.origin.clone(),
            grant_kind: self.grant_kind,
            client_id: registration.map(|client| client.client_id.clone()),
            client_secret: registration.and_then(|client| client.secret.as_ref().map(plain)),
            access_token: plain(&grant.access_token),
            refresh_token: grant.refresh_token.as_ref().map(plain),
            scopes_asked: self.asked.as_ref().map(Scopes::to_string),
            scopes_granted: grant
                .scopes
                .as_ref()
                .map(|scopes| scopes.words().map(str::to_owned).collect()),
            signed_in_at: self.signed_in_at.millis(),
            expires_at: grant.expires_at.map(Timestamp::millis),
            refresh_expires_at: grant.refresh_expires_at.map(Timestamp::millis),
            mark: plain(&self.mark),
        };
        let text = serde_json::to_string(&saved).map_err(|_| StoreError::Unreadable {
            place: store.place(),
            message: "it cannot be written down",
        })?;
        store.save(&text.into()).await
    }

    /// Loads the sign-in for the account at `origin`; `None` if the store has none.
    pub(crate) async fn load(
        store: &dyn SecretStore,
        origin: &str,
    ) -> Result<Option<Self>, StoreError> {
        let Some(text) = store.load().await? else {
            return Ok(None);
        };
        let unreadable = |message| StoreError::Unreadable {
            place: store.place(),
            message,
        };
        let saved: StoredSignIn = serde_json::from_str(text.expose_secret())
            .map_err(|_| unreadable("it is no sign-in of this version: sign in again"))?;
        if saved.v != VERSION {
            return Err(unreadable(
                "another version of zentop wrote it: sign in again",
            ));
        }
        if saved.origin != origin {
            return Err(unreadable("it is for another account: sign in again"));
        }
        Ok(Some(saved.into()))
    }
}

impl From<StoredSignIn> for SavedSignIn {
    fn from(saved: StoredSignIn) -> Self {
        let secret = saved.client_secret.map(SecretString::from);
        Self {
            origin: saved.origin,
            grant_kind: saved.grant_kind,
            registration: saved
                .client_id
                .map(|client_id| Registration { client_id, secret }),
            asked: saved.scopes_asked.and_then(|scopes| scopes.parse().ok()),
            grant: Grant {
                access_token: saved.access_token.into(),
                refresh_token: saved.refresh_token.map(SecretString::from),
                scopes: saved
                    .scopes_granted
                    .map(|words| words.iter().map(String::as_str).collect()),
                expires_at: saved.expires_at.map(Timestamp::from_millis),
                refresh_expires_at: saved.refresh_expires_at.map(Timestamp::from_millis),
            },
            signed_in_at: Timestamp::from_millis(saved.signed_in_at),
            mark: saved.mark.into(),
        }
    }
}
