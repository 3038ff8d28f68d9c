//! A sign-in as it is saved: its account, how it was obtained, its tokens, and when they end.

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use super::fingerprint::random_word;
use super::store::{SecretStore, StoreError};
use crate::model::Timestamp;
use crate::settings::Scopes;
use crate::zendesk::Account;
use crate::zendesk::oauth::{Grant, GrantedScopes, Registration};

/// The version of the saved text.
const VERSION: u32 = 1;

/// How a sign-in was obtained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GrantKind {
    /// A person allowed it in the browser; its refresh token renews it.
    AuthorizationCode,
    /// A client acts for itself; its secret obtains a new token.
    ClientCredentials,
    /// A person pasted a token, which nothing renews.
    Pasted,
}

/// A sign-in and its tokens. Its secrets cannot be printed.
#[derive(Clone, Debug)]
pub(crate) struct SavedSignIn {
    /// The account's origin, the only one that the tokens are for.
    pub origin: String,
    /// How the sign-in was obtained.
    pub grant_kind: GrantKind,
    /// The client that it was made with; `None` for a pasted token.
    pub registration: Option<Registration>,
    /// The scopes that were asked for.
    pub asked: Option<Scopes>,
    /// The present tokens.
    pub grant: Grant,
    /// When the person signed in.
    pub signed_in_at: Timestamp,
    /// A random word that stays the same when the tokens are renewed. The journal's fingerprint is
    /// made of it.
    pub mark: SecretString,
}

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
    /// A new sign-in.
    pub(crate) fn new(
        account: &Account,
        grant_kind: GrantKind,
        registration: Option<Registration>,
        asked: Option<Scopes>,
        grant: Grant,
        now: Timestamp,
    ) -> Self {
        Self {
            origin: account.origin().to_owned(),
            grant_kind,
            registration,
            asked,
            grant,
            signed_in_at: now,
            mark: random_word(),
        }
    }

    /// The same sign-in with other tokens. What an answer leaves out stays as it was, the refresh
    /// token too (RFC 6749 §6), with its end.
    #[must_use]
    pub(crate) fn renewed(&self, grant: Grant) -> Self {
        let (refresh_token, refresh_expires_at) = match grant.refresh_token {
            Some(token) => (Some(token), grant.refresh_expires_at),
            None => (
                self.grant.refresh_token.clone(),
                grant.refresh_expires_at.or(self.grant.refresh_expires_at),
            ),
        };
        let grant = Grant {
            scopes: grant.scopes.or_else(|| self.grant.scopes.clone()),
            refresh_token,
            refresh_expires_at,
            ..grant
        };
        Self {
            grant,
            ..self.clone()
        }
    }

    /// Whether it can be renewed without the person.
    pub(crate) fn can_renew(&self) -> bool {
        match self.grant_kind {
            GrantKind::AuthorizationCode => self.grant.refresh_token.is_some(),
            GrantKind::ClientCredentials => true,
            GrantKind::Pasted => false,
        }
    }

    /// When the sign-in ends and the person has to sign in again, where that is known.
    pub(crate) fn ends_at(&self) -> Option<Timestamp> {
        match (self.grant_kind, self.can_renew()) {
            (GrantKind::AuthorizationCode, true) => self.grant.refresh_expires_at,
            (_, true) => None,
            (_, false) => self.grant.expires_at,
        }
    }

    /// The scopes it has: as granted, else as asked for (RFC 6749 §5.1).
    pub(crate) fn scopes(&self) -> Option<GrantedScopes> {
        let asked = || Some(self.asked.as_ref()?.words().collect());
        self.grant.scopes.clone().or_else(asked)
    }

    /// Whether the tokens are exactly the same.
    pub(super) fn has_tokens_of(&self, other: &Self) -> bool {
        self.grant.access_token.expose_secret() == other.grant.access_token.expose_secret()
    }

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

#[cfg(test)]
pub(super) mod tests {
    use super::super::store::SecretFile;
    use super::*;

    /// A sign-in of `https://acme.zendesk.com` whose tokens carry `name`.
    pub(in crate::auth) fn saved_sign_in(grant_kind: GrantKind, name: &str) -> SavedSignIn {
        SavedSignIn {
            origin: "https://acme.zendesk.com".to_owned(),
            grant_kind,
            registration: (grant_kind != GrantKind::Pasted).then(|| Registration {
                client_id: "zentop".to_owned(),
                secret: (grant_kind == GrantKind::ClientCredentials).then(|| "CANARY-S".into()),
            }),
            asked: Some("read write".parse().unwrap()),
            grant: grant(name),
            signed_in_at: Timestamp::from_seconds(1_000),
            mark: "CANARY-M".into(),
        }
    }

    pub(in crate::auth) fn grant(name: &str) -> Grant {
        Grant {
            access_token: format!("CANARY-A-{name}").into(),
            refresh_token: Some(format!("CANARY-R-{name}").into()),
            scopes: Some(["read", "write"].into_iter().collect()),
            expires_at: Some(Timestamp::from_seconds(2_800)),
            refresh_expires_at: Some(Timestamp::from_seconds(100_000)),
        }
    }

    #[tokio::test]
    async fn a_sign_in_comes_back_as_it_was_kept() {
        let home = tempfile::tempdir().unwrap();
        let store = SecretFile(home.path().join("login.json"));
        for grant_kind in [
            GrantKind::AuthorizationCode,
            GrantKind::ClientCredentials,
            GrantKind::Pasted,
        ] {
            let saved_sign_in = saved_sign_in(grant_kind, "1");
            saved_sign_in.save(&store).await.unwrap();
            let back = SavedSignIn::load(&store, &saved_sign_in.origin)
                .await
                .unwrap()
                .unwrap();
            let text = store.load().await.unwrap().unwrap();
            back.save(&store).await.unwrap();
            let again = store.load().await.unwrap().unwrap();
            assert_eq!(text.expose_secret(), again.expose_secret());
            assert!(text.expose_secret().contains("CANARY-A-1"));
            assert_eq!(back.registration.is_some(), grant_kind != GrantKind::Pasted);
            assert!(back.has_tokens_of(&saved_sign_in));
            assert!(!format!("{saved_sign_in:?} {back:?}").contains("CANARY"));
        }
    }

    #[tokio::test]
    async fn what_is_no_sign_in_of_this_account_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let store = SecretFile(home.path().join("login.json"));
        assert!(SavedSignIn::load(&store, "x").await.unwrap().is_none());
        saved_sign_in(GrantKind::Pasted, "1")
            .save(&store)
            .await
            .unwrap();
        let origin = "https://acme.zendesk.com";
        let good = store.load().await.unwrap().unwrap();
        let message = async |origin: &str| {
            let refused = SavedSignIn::load(&store, origin).await;
            refused.unwrap_err().to_string()
        };
        assert!(
            message("https://evil.example")
                .await
                .contains("another account")
        );
        for (text, part) in [
            (
                good.expose_secret().replace("\"v\":1", "\"v\":2"),
                "another version",
            ),
            (good.expose_secret()[..40].to_owned(), "no sign-in"),
            (String::new(), "no sign-in"),
        ] {
            store.save(&text.into()).await.unwrap();
            let error = message(origin).await;
            assert!(
                error.contains(part) && error.contains("login.json"),
                "{error}"
            );
            assert!(!error.contains("CANARY"), "{error}");
        }
    }

    #[test]
    fn what_renews_a_sign_in_says_when_it_ends() {
        let seconds = |at: Option<Timestamp>| at.map(Timestamp::seconds);
        let mut code = saved_sign_in(GrantKind::AuthorizationCode, "1");
        assert!(code.can_renew());
        assert_eq!(seconds(code.ends_at()), Some(100_000));
        code.grant.refresh_token = None;
        assert!(!code.can_renew());
        assert_eq!(seconds(code.ends_at()), Some(2_800));
        assert_eq!(
            saved_sign_in(GrantKind::ClientCredentials, "1").ends_at(),
            None
        );
        assert_eq!(
            seconds(saved_sign_in(GrantKind::Pasted, "1").ends_at()),
            Some(2_800)
        );
    }

    #[test]
    fn an_answer_without_a_refresh_token_leaves_the_one_there_was() {
        let saved_sign_in = saved_sign_in(GrantKind::AuthorizationCode, "1");
        let renewed = saved_sign_in.renewed(Grant {
            refresh_token: None,
            refresh_expires_at: None,
            ..grant("2")
        });
        let token = renewed.grant.refresh_token.as_ref().unwrap();
        assert_eq!(token.expose_secret(), "CANARY-R-1");
        assert_eq!(renewed.ends_at(), saved_sign_in.ends_at());
        assert!(renewed.can_renew() && !renewed.has_tokens_of(&saved_sign_in));
        // A new token has an end of its own, or none that is known.
        let renewed = saved_sign_in.renewed(Grant {
            refresh_expires_at: None,
            ..grant("3")
        });
        assert_eq!(renewed.ends_at(), None);
    }

    #[test]
    fn an_answer_that_names_no_scopes_leaves_them() {
        let saved_sign_in = saved_sign_in(GrantKind::AuthorizationCode, "1");
        let silent = Grant {
            scopes: None,
            ..grant("2")
        };
        let renewed = saved_sign_in.renewed(silent);
        assert!(!renewed.has_tokens_of(&saved_sign_in));
        assert_eq!(renewed.scopes(), saved_sign_in.scopes());
        let never = SavedSignIn {
            grant: Grant {
                scopes: None,
                ..grant("3")
            },
            ..saved_sign_in
        };
        assert_eq!(never.scopes().unwrap().to_string(), "read write");
    }
}
