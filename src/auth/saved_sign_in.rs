//! A sign-in as it is saved: its account, how it was obtained, its tokens, and when they end.
//!
//! - `stored` how it is written down, and read again

mod stored;

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use super::fingerprint::random_word;
use crate::model::Timestamp;
use crate::settings::Scopes;
use crate::zendesk::Account;
use crate::zendesk::oauth::{Grant, GrantedScopes, Registration};

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
}

#[cfg(test)]
pub(super) mod tests;
