//! One session and one user. Both are strict: a value that cannot be right is an error, and nothing
//! is guessed.

use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

use crate::model::{
    OrganizationId, Role, SafeText, Session, SessionId, SessionKey, Timestamp, User, UserId,
};

/// The latest possible sign-in, 2106-02-07T06:28:16Z, where 32 bits of seconds end.
const LATEST: i64 = 1 << 32;

/// The text of an error about a number that names nobody.
pub(super) const NOT_AN_ID: &str = "not an id";

/// The text of an error about a moment that cannot be one.
pub(super) const NOT_A_TIME: &str = "not a time";

/// A session (`docs::zendesk_api` §1.2); `url` is ignored because it names a server of its own
/// choice.
pub(super) struct SessionRecord(pub(super) Session);

/// A user (`docs::zendesk_api` §4).
pub(super) struct UserRecord(pub(super) User);

/// A moment, as RFC 3339 text that is read in place.
pub(super) struct Moment(pub(super) Timestamp);

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MomentVisitor;
        impl Visitor<'_> for MomentVisitor {
            type Value = Moment;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an RFC 3339 time from 1970 to 2106")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Moment, E> {
                Timestamp::parse(text)
                    .ok()
                    .filter(|moment| (0..LATEST).contains(&moment.seconds()))
                    .map(Moment)
                    .ok_or_else(|| E::custom(NOT_A_TIME))
            }
        }
        deserializer.deserialize_str(MomentVisitor)
    }
}

/// A stranger's text, made safe in place.
pub(super) struct Text(pub(super) SafeText);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl Visitor<'_> for TextVisitor {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
                Ok(Text(SafeText::new(text)))
            }
        }
        deserializer.deserialize_str(TextVisitor)
    }
}

/// A role, by the API's word for it.
struct RoleWord(Role);

impl<'de> Deserialize<'de> for RoleWord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Text(word) = Text::deserialize(deserializer)?;
        Ok(Self(Role::from_api(word.original())))
    }
}

impl<'de> Deserialize<'de> for SessionRecord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct SessionFields {
            id: u64,
            user_id: u64,
            authenticated_at: Option<Moment>,
            last_seen_at: Option<Moment>,
        }
        let wire = SessionFields::deserialize(deserializer)?;
        let not_an_id = || D::Error::custom(NOT_AN_ID);
        Ok(Self(Session {
            key: SessionKey {
                user: UserId::new(wire.user_id).ok_or_else(not_an_id)?,
                session: SessionId::new(wire.id).ok_or_else(not_an_id)?,
            },
            authenticated_at: wire.authenticated_at.map(|moment| moment.0),
            last_seen_at: wire.last_seen_at.map(|moment| moment.0),
        }))
    }
}

impl<'de> Deserialize<'de> for UserRecord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct UserFields {
            id: u64,
            name: Option<Text>,
            email: Option<Text>,
            role: Option<RoleWord>,
            suspended: Option<bool>,
            active: Option<bool>,
            organization_id: Option<u64>,
            custom_role_id: Option<u64>,
            time_zone: Option<Text>,
        }
        let wire = UserFields::deserialize(deserializer)?;
        Ok(Self(User {
            id: UserId::new(wire.id).ok_or_else(|| D::Error::custom(NOT_AN_ID))?,
            name: wire.name.map_or_else(|| SafeText::new(""), |name| name.0),
            email: wire.email.map(|email| email.0),
            role: wire.role.map_or(Role::Other, |role| role.0),
            suspended: wire.suspended.unwrap_or(false),
            active: wire.active.unwrap_or(true),
            organization: wire.organization_id.and_then(OrganizationId::new),
            custom_role: wire.custom_role_id,
            time_zone: wire.time_zone.map(|zone| zone.0),
        }))
    }
}
