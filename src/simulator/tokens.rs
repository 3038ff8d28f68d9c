//! The account's OAuth tokens, and how a client gets one.
//!
//! - here the store: which tokens there are, whose, what they may do, until when
//! - `clients` the programs that may ask for tokens
//! - `population` the tokens there are at the start
//! - `options` what signing in is like
//! - `codes` what a person has allowed and no program has picked up yet
//! - `scopes` what a token may do and what a request needs
//!
//! No requests and no answers: those are in `endpoints::oauth`.

pub(super) mod clients;
pub(super) mod codes;
mod options;
mod population;
pub(super) mod scopes;

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use fastrand::Rng;

use self::codes::Codes;
pub use self::options::OauthOptions;
use self::scopes::ScopeNames;
use super::credential::{Credential, IssuedCredentials};
use super::people::{Population, SimulatedPerson};
use crate::model::{Timestamp, UserId};

const FIRST_TOKEN: u64 = 9_310_448_000_000;
const GAP: u64 = 60;
const HEX: &[u8] = b"0123456789abcdef";
/// The number of letters of an access token that are ever shown again.
const SHOWN: usize = 10;

/// An access token and the refresh token that belongs to it, without the secrets.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) id: u64,
    /// The name of the credential in the ledger.
    pub(super) credential: Credential,
    /// The number of the client.
    pub(super) client: u64,
    pub(super) user: UserId,
    pub(super) scopes: ScopeNames,
    /// The first letters of the access token.
    pub(super) hint: String,
    pub(super) created_at: Timestamp,
    pub(super) used_at: Option<Timestamp>,
    pub(super) expires_at: Option<Timestamp>,
    pub(super) refresh_expires_at: Option<Timestamp>,
}

/// The properties of a token that is to be made.
pub(super) struct TokenWish {
    pub(super) client: u64,
    pub(super) user: UserId,
    pub(super) scopes: ScopeNames,
    pub(super) lifetime: Duration,
    /// The lifetime of the refresh token; `None`: there is none.
    pub(super) refresh_lifetime: Option<Duration>,
}

/// A token with its secrets, before the client gets it.
pub(super) struct Minted {
    pub(super) token: Token,
    pub(super) access: String,
    pub(super) refresh: Option<String>,
}

/// Every token of the account.
pub(super) struct TokenTable {
    pub(super) codes: Codes,
    /// How often a refresh token was exchanged.
    pub(super) refreshes: u64,
    by_id: BTreeMap<u64, Token>,
    by_access: HashMap<String, u64>,
    by_refresh: HashMap<String, u64>,
    last_id: u64,
    rng: Rng,
}

impl TokenTable {
    /// The tokens that `credentials` holds, and those that others of the staff have collected.
    pub(super) fn new(
        seed: u64,
        credentials: &IssuedCredentials,
        people: &Population,
        now: Timestamp,
    ) -> Self {
        let mut new = Self {
            codes: Codes::default(),
            refreshes: 0,
            by_id: BTreeMap::new(),
            by_access: HashMap::new(),
            by_refresh: HashMap::new(),
            last_id: FIRST_TOKEN,
            rng: Rng::with_seed(seed ^ 0x000a_0714),
        };
        for (credential, secret, owner, scopes) in [
            (
                Credential::OauthToken,
                &credentials.oauth_token,
                Population::ADMIN,
                "read write",
            ),
            (
                Credential::ReadOnlyToken,
                &credentials.read_only_token,
                Population::ADMIN,
                "read",
            ),
            (
                Credential::AgentToken,
                &credentials.agent_token,
                Population::AGENT,
                "read write",
            ),
            (
                Credential::EndUserToken,
                &credentials.end_user_token,
                Population::END_USER,
                "read write",
            ),
        ] {
            if let Some(owner) = people.id(owner).and_then(|id| people.find(id)) {
                new.keep_lasting(credential, secret, &owner, scopes);
            }
        }
        for mut token in population::population(seed, people, now) {
            token.id = new.next_id();
            new.by_id.insert(token.id, token);
        }
        new
    }

    /// Adds a token made by hand in Admin Center, which does not expire.
    fn keep_lasting(
        &mut self,
        credential: Credential,
        secret: &str,
        owner: &SimulatedPerson,
        scopes: &str,
    ) {
        let token = Token {
            id: self.next_id(),
            credential,
            client: clients::PUBLIC,
            user: owner.id,
            scopes: ScopeNames::parse(scopes),
            hint: hint(secret),
            created_at: owner.created_at,
            used_at: None,
            expires_at: None,
            refresh_expires_at: None,
        };
        self.by_access.insert(secret.to_owned(), token.id);
        self.by_id.insert(token.id, token);
    }

    fn next_id(&mut self) -> u64 {
        self.last_id += self.rng.u64(1..GAP);
        self.last_id
    }

    /// Makes a secret that no token has yet.
    pub(super) fn secret(&mut self) -> String {
        (0..64)
            .filter_map(|_| self.rng.choice(HEX))
            .map(|letter| char::from(*letter))
            .collect()
    }

    /// Makes a token, which is not valid until it is [kept](Self::keep).
    pub(super) fn mint(&mut self, wish: TokenWish, now: Timestamp) -> Minted {
        let access = self.secret();
        let refresh = wish.refresh_lifetime.map(|_| self.secret());
        let token = Token {
            id: self.next_id(),
            credential: Credential::IssuedToken,
            client: wish.client,
            user: wish.user,
            scopes: wish.scopes,
            hint: hint(&access),
            created_at: now,
            used_at: None,
            expires_at: Some(now.after(wish.lifetime)),
            refresh_expires_at: wish.refresh_lifetime.map(|lifetime| now.after(lifetime)),
        };
        Minted {
            token,
            access,
            refresh,
        }
    }

    pub(super) fn keep(&mut self, minted: &Minted) {
        let id = minted.token.id;
        self.by_access.insert(minted.access.clone(), id);
        if let Some(refresh) = &minted.refresh {
            self.by_refresh.insert(refresh.clone(), id);
        }
        self.by_id.insert(id, minted.token.clone());
    }

    /// Puts a token in the place of the one it was refreshed from; both secrets of that one become
    /// invalid.
    pub(super) fn rotate(&mut self, old: u64, minted: &Minted) {
        self.delete(old);
        self.keep(minted);
        self.refreshes += 1;
    }

    /// The token with this access token, while that is valid.
    pub(super) fn by_access(&self, secret: &str, now: Timestamp) -> Option<&Token> {
        let token = self.by_id.get(self.by_access.get(secret)?)?;
        is_alive(token.expires_at, now).then_some(token)
    }

    /// The token with this refresh token, while that is valid.
    pub(super) fn by_refresh(&self, secret: &str, now: Timestamp) -> Option<&Token> {
        let token = self.by_id.get(self.by_refresh.get(secret)?)?;
        is_alive(token.refresh_expires_at, now).then_some(token)
    }

    /// Every token, by id.
    pub(super) fn all(&self) -> impl Iterator<Item = &Token> {
        self.by_id.values()
    }

    pub(super) fn find(&self, id: u64) -> Option<&Token> {
        self.by_id.get(&id)
    }

    /// Notes that a token was used.
    pub(super) fn touch(&mut self, id: u64, now: Timestamp) {
        if let Some(token) = self.by_id.get_mut(&id) {
            token.used_at = Some(now);
        }
    }

    /// Revokes a token with its refresh token; `false` if there is none.
    pub(super) fn delete(&mut self, id: u64) -> bool {
        self.by_access.retain(|_, owner| *owner != id);
        self.by_refresh.retain(|_, owner| *owner != id);
        self.by_id.remove(&id).is_some()
    }

    /// Expires every access token that can expire. Refresh tokens live on.
    pub(super) fn expire_access(&mut self, now: Timestamp) {
        for token in self.by_id.values_mut() {
            token.expires_at = token.expires_at.map(|at| if at < now { at } else { now });
        }
    }

    pub(super) fn delete_all(&mut self) {
        self.by_access.clear();
        self.by_refresh.clear();
        self.by_id.clear();
    }
}

fn is_alive(end: Option<Timestamp>, now: Timestamp) -> bool {
    end.is_none_or(|end| now < end)
}

fn hint(secret: &str) -> String {
    secret.chars().take(SHOWN).collect()
}
