//! The caller of a request, by its credentials.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::call::Call;
use super::credential::Credential;
use super::people::SimulatedPerson;
use super::tokens::Token;
use super::world::World;
use crate::model::SessionKey;

/// The caller of a request.
pub(super) struct Caller {
    pub(super) credential: Credential,
    /// The person; `None` for the anonymous, the refused and those who are known to Chat alone.
    pub(super) person: Option<SimulatedPerson>,
    /// The token that was sent, as it was before this request.
    pub(super) token: Option<Token>,
    /// The sign-in that the request is part of. Only a browser's requests are.
    pub(super) session: Option<SessionKey>,
}

/// The cookie that makes a request part of a sign-in.
const COOKIE: &str = "_zendesk_session";

impl Caller {
    fn nobody(credential: Credential) -> Self {
        Self {
            credential,
            person: None,
            token: None,
            session: None,
        }
    }

    /// Finds the caller by the headers of a request.
    pub(super) fn of(call: &Call, world: &World) -> Self {
        match call.authorization.as_deref().map(|it| it.split_once(' ')) {
            None => Self::browser(call.cookie(COOKIE), world),
            Some(Some((scheme, token))) if scheme.eq_ignore_ascii_case("bearer") => {
                Self::bearer(token.trim(), world)
            }
            Some(Some((scheme, pair))) if scheme.eq_ignore_ascii_case("basic") => {
                Self::basic(pair.trim(), world)
            }
            Some(_) => Self::nobody(Credential::Refused),
        }
    }

    /// The caller behind a session cookie. The cookie of a sign-in that has ended is worth as much
    /// as none.
    fn browser(cookie: Option<&str>, world: &World) -> Self {
        let own = cookie == Some(world.credentials.session_cookie.as_str());
        let session = world
            .browser
            .filter(|key| own && world.sessions.find(*key).is_some());
        match session {
            None => Self::nobody(Credential::Anonymous),
            Some(key) => Self {
                credential: Credential::SessionCookie,
                person: world.people.find(key.user),
                token: None,
                session: Some(key),
            },
        }
    }

    fn bearer(secret: &str, world: &World) -> Self {
        if secret == world.credentials.chat_token {
            return Self::nobody(Credential::ChatToken);
        }
        if secret == world.credentials.chat_admin_token {
            return Self::nobody(Credential::ChatAdminToken);
        }
        let Some(token) = world.tokens.by_access(secret, world.now) else {
            return Self::nobody(Credential::Refused);
        };
        Self {
            credential: token.credential,
            person: world.people.find(token.user),
            token: Some(token.clone()),
            session: None,
        }
    }

    /// The caller by an API token or a password. An API token belongs to the account: with it,
    /// anybody who may sign in can be named.
    fn basic(pair: &str, world: &World) -> Self {
        let decoded = STANDARD.decode(pair).ok();
        let text = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
        let Some((name, secret)) = text.as_deref().and_then(|text| text.split_once(':')) else {
            return Self::nobody(Credential::Refused);
        };
        let (email, expected, accepted, otherwise) = match name.strip_suffix("/token") {
            Some(email) => (
                email,
                &world.credentials.api_token,
                Credential::ApiToken,
                Credential::Refused,
            ),
            None => (
                name,
                &world.credentials.password,
                Credential::Password,
                Credential::Anonymous,
            ),
        };
        let person = world
            .people
            .find_by_email(email)
            .filter(|person| person.verified && person.active && secret == expected);
        Self {
            credential: if person.is_some() {
                accepted
            } else {
                otherwise
            },
            person,
            token: None,
            session: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Role, Timestamp};
    use crate::simulator::life::SessionLimits;
    use crate::simulator::people::Population;

    #[test]
    fn every_way_in_leads_to_the_right_person() {
        let now = Timestamp::from_seconds(1_780_000_000);
        let people = Population::new(1, 300, now);
        let world = World::new(1, people, 50, 0, SessionLimits::default(), now);
        let own = &world.credentials;
        let basic = |text: String| format!("Basic {}", STANDARD.encode(text));
        let bearer = |token: &str| format!("Bearer {token}");
        let (email, token) = (&own.email, &own.api_token);
        let (admin, agent) = (Some(Role::Admin), Some(Role::Agent));
        let lower = format!("bearer {}", own.read_only_token);
        let cases = [
            (None, Credential::Anonymous, None),
            (Some("nonsense".to_owned()), Credential::Refused, None),
            (Some(bearer("nonsense")), Credential::Refused, None),
            (
                Some(bearer(&own.oauth_token)),
                Credential::OauthToken,
                admin,
            ),
            (Some(lower), Credential::ReadOnlyToken, admin),
            (
                Some(bearer(&own.agent_token)),
                Credential::AgentToken,
                agent,
            ),
            (
                Some(bearer(&own.end_user_token)),
                Credential::EndUserToken,
                Some(Role::EndUser),
            ),
            (
                Some(basic(format!("{email}/token:{token}"))),
                Credential::ApiToken,
                admin,
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
                admin,
            ),
            (
                Some(basic(format!("{email}:x"))),
                Credential::Anonymous,
                None,
            ),
            (Some("Basic ???".to_owned()), Credential::Refused, None),
        ];
        for (header, credential, role) in cases {
            let mut request = http::Request::get("/api/v2/users/me");
            if let Some(header) = &header {
                request = request.header("authorization", header);
            }
            let parts = request.body(()).unwrap().into_parts().0;
            let caller = Caller::of(&Call::new(&parts, Vec::new()), &world);
            assert_eq!(caller.credential, credential, "{header:?}");
            assert_eq!(caller.person.map(|person| person.role), role, "{header:?}");
        }
    }
}
