//! The credentials of the account, by name and as secrets. Who a caller is by them: `caller`.

use std::fmt;

use fastrand::Rng;
use serde::{Deserialize, Serialize};

use super::people::Population;

/// The kind of credential that a request carried. The secret itself is never stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Credential {
    /// The admin's OAuth token, scope `read write`.
    OauthToken,
    /// The admin's OAuth token, scope `read`.
    ReadOnlyToken,
    /// An agent's OAuth token, scope `read write`.
    AgentToken,
    /// An end user's OAuth token, scope `read write`.
    EndUserToken,
    /// An OAuth token that somebody signed in for, with the scopes they were given.
    IssuedToken,
    /// The cookie of a browser in which the admin is signed in.
    SessionCookie,
    /// The Chat token of the account's owner.
    ChatToken,
    /// The Chat token of an admin who is not the owner.
    ChatAdminToken,
    /// Basic, `email/token:api_token`.
    ApiToken,
    /// Basic, `email:password`.
    Password,
    /// No credential, or a wrong password: Zendesk treats both alike.
    Anonymous,
    /// A credential that is not accepted.
    Refused,
}

/// Credentials that let a client in. They are made from the seed and worth nothing outside the
/// simulator.
#[derive(Clone, PartialEq, Eq)]
pub struct IssuedCredentials {
    /// The admin's address, for Basic authentication.
    pub email: String,
    /// The account's API token.
    pub api_token: String,
    /// A password that every person of the account has.
    pub password: String,
    /// The admin's OAuth token, scope `read write`.
    pub oauth_token: String,
    /// The admin's OAuth token, scope `read`.
    pub read_only_token: String,
    /// An agent's OAuth token.
    pub agent_token: String,
    /// An end user's OAuth token.
    pub end_user_token: String,
    /// The public OAuth client, which has no secret and proves itself by PKCE.
    pub oauth_client_id: String,
    /// The confidential OAuth client, which acts as the admin.
    pub oauth_service_id: String,
    /// The secret of the confidential client.
    pub oauth_service_secret: String,
    /// The Chat token of the account's owner. It opens Chat and nothing else.
    pub chat_token: String,
    /// The Chat token of an admin who is not the owner.
    pub chat_admin_token: String,
    /// The value of the cookie `_zendesk_session` in a browser in which the admin is signed in.
    pub session_cookie: String,
}

impl fmt::Debug for IssuedCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("email", &self.email)
            .finish_non_exhaustive()
    }
}

impl IssuedCredentials {
    pub(super) fn new(seed: u64, people: &Population) -> Self {
        let rng = &mut Rng::with_seed(seed ^ 0x0a07_4000);
        let mut word = |length: usize, alphabet: &[u8]| -> String {
            (0..length)
                .filter_map(|_| rng.choice(alphabet).map(|letter| char::from(*letter)))
                .collect()
        };
        let hex = b"0123456789abcdef";
        let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        let admin = people.id(Population::ADMIN).and_then(|id| people.find(id));
        Self {
            email: admin.and_then(|admin| admin.email).unwrap_or_default(),
            api_token: word(40, letters),
            password: word(20, letters),
            oauth_token: word(64, hex),
            read_only_token: word(64, hex),
            agent_token: word(64, hex),
            end_user_token: word(64, hex),
            oauth_client_id: "zentop_simulator".to_owned(),
            oauth_service_id: "zentop_service".to_owned(),
            oauth_service_secret: word(64, hex),
            chat_token: word(64, letters),
            chat_admin_token: word(64, letters),
            session_cookie: word(96, letters),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Timestamp;

    #[test]
    fn the_seed_makes_the_secrets_and_nothing_prints_them() {
        let people = Population::new(1, 300, Timestamp::from_seconds(1_780_000_000));
        let own = IssuedCredentials::new(1, &people);
        assert_eq!(own, IssuedCredentials::new(1, &people));
        assert_ne!(own, IssuedCredentials::new(2, &people));
        let printed = format!("{own:?}");
        for secret in [&own.oauth_token, &own.api_token, &own.oauth_service_secret] {
            assert!(!printed.contains(secret));
        }
    }
}
