//! The ways in: what a caller shows, and who that makes them.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fastrand::Rng;
use serde::{Deserialize, Serialize};

use super::people::{People, Person};

/// Which credential a request carried. The secret itself is never kept.
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
    /// Basic, `email/token:api_token`.
    ApiToken,
    /// Basic, `email:password`.
    Password,
    /// Nothing, or a wrong password: Zendesk treats both alike.
    Anonymous,
    /// Something that is not accepted.
    Refused,
}

/// What lets a client in. Made from the seed; worth nothing outside the simulator.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
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
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("email", &self.email)
            .finish_non_exhaustive()
    }
}

/// Who is calling.
pub(super) struct Caller {
    pub(super) credential: Credential,
    /// Nobody for the anonymous and the refused.
    pub(super) person: Option<Person>,
}

impl Credentials {
    pub(super) fn new(seed: u64, people: &People) -> Self {
        let rng = &mut Rng::with_seed(seed ^ 0x0a07_4000);
        let mut word = |length: usize, alphabet: &[u8]| -> String {
            (0..length)
                .filter_map(|_| rng.choice(alphabet).map(|letter| char::from(*letter)))
                .collect()
        };
        let hex = b"0123456789abcdef";
        let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        let admin = people.id(People::ADMIN).and_then(|id| people.find(id));
        Self {
            email: admin.and_then(|admin| admin.email).unwrap_or_default(),
            api_token: word(40, letters),
            password: word(20, letters),
            oauth_token: word(64, hex),
            read_only_token: word(64, hex),
            agent_token: word(64, hex),
            end_user_token: word(64, hex),
        }
    }

    /// Whom an `Authorization` header stands for.
    pub(super) fn identify(&self, header: Option<&str>, people: &People) -> Caller {
        let (credential, person) = match header.map(|header| header.split_once(' ')) {
            None => (Credential::Anonymous, None),
            Some(Some((scheme, token))) if scheme.eq_ignore_ascii_case("bearer") => {
                self.bearer(token.trim(), people)
            }
            Some(Some((scheme, pair))) if scheme.eq_ignore_ascii_case("basic") => {
                self.basic(pair.trim(), people)
            }
            Some(_) => (Credential::Refused, None),
        };
        Caller { credential, person }
    }

    fn bearer(&self, token: &str, people: &People) -> (Credential, Option<Person>) {
        let known = [
            (&self.oauth_token, Credential::OauthToken, People::ADMIN),
            (
                &self.read_only_token,
                Credential::ReadOnlyToken,
                People::ADMIN,
            ),
            (&self.agent_token, Credential::AgentToken, People::AGENT),
            (
                &self.end_user_token,
                Credential::EndUserToken,
                People::END_USER,
            ),
        ];
        known
            .iter()
            .find(|(secret, ..)| *secret == token)
            .and_then(|(_, credential, number)| {
                Some((*credential, Some(people.find(people.id(*number)?)?)))
            })
            .unwrap_or((Credential::Refused, None))
    }

    /// An API token belongs to the account: it opens anybody's door who may sign in.
    fn basic(&self, pair: &str, people: &People) -> (Credential, Option<Person>) {
        let decoded = STANDARD.decode(pair).ok();
        let text = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
        let Some((name, secret)) = text.as_deref().and_then(|text| text.split_once(':')) else {
            return (Credential::Refused, None);
        };
        let person = |email| {
            people
                .find_by_email(email)
                .filter(|person| person.verified && person.active)
        };
        match name.strip_suffix("/token") {
            Some(email) => match person(email).filter(|_| secret == self.api_token) {
                Some(person) => (Credential::ApiToken, Some(person)),
                None => (Credential::Refused, None),
            },
            None => match person(name).filter(|_| secret == self.password) {
                Some(person) => (Credential::Password, Some(person)),
                None => (Credential::Anonymous, None),
            },
        }
    }
}

impl Credential {
    /// Whether a token of this kind may do more than read.
    pub(super) const fn may_write(self) -> bool {
        !matches!(self, Self::ReadOnlyToken)
    }

    /// Whether this is an OAuth token, and with which scopes.
    pub(super) const fn scopes(self) -> Option<&'static [&'static str]> {
        match self {
            Self::OauthToken | Self::AgentToken | Self::EndUserToken => Some(&["read", "write"]),
            Self::ReadOnlyToken => Some(&["read"]),
            Self::ApiToken | Self::Password | Self::Anonymous | Self::Refused => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Role, Timestamp};

    #[test]
    fn every_way_in_leads_to_the_right_person() {
        let people = People::new(1, 300, Timestamp::from_seconds(1_780_000_000));
        let own = Credentials::new(1, &people);
        assert_eq!(own, Credentials::new(1, &people));
        assert_ne!(own, Credentials::new(2, &people));
        let basic = |text: String| format!("Basic {}", STANDARD.encode(text));
        let (email, token) = (&own.email, &own.api_token);
        let cases = [
            (None, Credential::Anonymous, None),
            (Some("nonsense".to_owned()), Credential::Refused, None),
            (
                Some("Bearer nonsense".to_owned()),
                Credential::Refused,
                None,
            ),
            (
                Some(format!("Bearer {}", own.oauth_token)),
                Credential::OauthToken,
                Some(Role::Admin),
            ),
            (
                Some(format!("bearer {}", own.read_only_token)),
                Credential::ReadOnlyToken,
                Some(Role::Admin),
            ),
            (
                Some(format!("Bearer {}", own.agent_token)),
                Credential::AgentToken,
                Some(Role::Agent),
            ),
            (
                Some(format!("Bearer {}", own.end_user_token)),
                Credential::EndUserToken,
                Some(Role::EndUser),
            ),
            (
                Some(basic(format!("{email}/token:{token}"))),
                Credential::ApiToken,
                Some(Role::Admin),
            ),
            (
                Some(basic(format!("{email}/token:{token}\n"))),
                Credential::Refused,
                None,
            ),
            (
                Some(basic(format!("{email}/token:x"))),
                Credential::Refused,
                None,
            ),
            (
                Some(basic(format!("{email}:{}", own.password))),
                Credential::Password,
                Some(Role::Admin),
            ),
            (
                Some(basic(format!("{email}:x"))),
                Credential::Anonymous,
                None,
            ),
            (Some("Basic ???".to_owned()), Credential::Refused, None),
        ];
        for (header, credential, role) in cases {
            let caller = own.identify(header.as_deref(), &people);
            assert_eq!(caller.credential, credential, "{header:?}");
            assert_eq!(caller.person.map(|person| person.role), role, "{header:?}");
        }
        assert!(!format!("{own:?}").contains(&own.oauth_token));
    }
}
