//! One session and one user. Both are strict: a value that cannot be right is an error, and nothing
//! is guessed. What can be kept of a record with such a value is in `lenient`.

use std::fmt;

use serde::de::{Error, IgnoredAny, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::model::{
    OrganizationId, Role, SafeText, Sent, SentTime, SentUrl, Session, SessionId, SessionKey,
    Timestamp, UrlPatterns, User, UserId,
};

/// The possible sign-ins, in seconds: after the first of 1970, which stands for "none" in many a
/// database, and before 2106-02-07T06:28:15Z, where 32 bits of seconds end.
const POSSIBLE: std::ops::Range<i64> = 1..(1 << 32) - 1;

/// The largest number up to which floats have every whole number, 2^53.
const LAST_WHOLE: f64 = 9_007_199_254_740_992.0;

/// The text of an error about a number that names nobody.
pub(super) const NOT_AN_ID: &str = "not an id";

/// The text of an error about a moment that cannot be one.
pub(super) const NOT_A_TIME: &str = "not a time";

/// A session (`docs::zendesk_api` §1.2), and its `url` as it came: it names a server of the sender's
/// choice, so it is shown again and never used, and one that cannot be read costs nothing.
pub(super) struct SessionRecord<'a> {
    session: Session,
    url: Option<&'a RawValue>,
}

impl SessionRecord<'_> {
    /// The session with its address.
    pub(super) fn session(self, patterns: &mut UrlPatterns) -> Session {
        let key = self.session.key;
        let url = self.url.map(|raw| sent_url(raw, key, patterns));
        Session {
            url: url.unwrap_or_default(),
            ..self.session
        }
    }
}

/// The address in a field; none where it holds something else than text.
pub(super) fn sent_url(raw: &RawValue, key: SessionKey, patterns: &mut UrlPatterns) -> SentUrl {
    let text = raw.get();
    let plain = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    match plain.filter(|text| !text.contains('\\')) {
        Some(plain) => patterns.take(plain, key),
        None => serde_json::from_str::<String>(text)
            .map_or_else(|_| SentUrl::default(), |text| patterns.take(&text, key)),
    }
}

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
                    .filter(|moment| POSSIBLE.contains(&moment.seconds()))
                    .map(Moment)
                    .ok_or_else(|| E::custom(NOT_A_TIME))
            }
        }
        deserializer.deserialize_str(MomentVisitor)
    }
}

/// A number that names something: digits, also as text, or a float without a fraction. It is never
/// negative, and never null.
#[derive(Clone, Copy)]
pub(super) struct IdNumber(pub(super) u64);

impl<'de> Deserialize<'de> for IdNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct IdVisitor;
        impl Visitor<'_> for IdVisitor {
            type Value = IdNumber;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an id")
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<IdNumber, E> {
                Ok(IdNumber(number))
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<IdNumber, E> {
                let is_whole = number.fract() == 0.0 && (0.0..=LAST_WHOLE).contains(&number);
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "the number is whole and within the range"
                )]
                let id = is_whole.then_some(IdNumber(number as u64));
                id.ok_or_else(|| E::custom(NOT_AN_ID))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<IdNumber, E> {
                let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
                let number = text.parse().ok().filter(|_| is_number);
                number.map(IdNumber).ok_or_else(|| E::custom(NOT_AN_ID))
            }
        }
        deserializer.deserialize_any(IdVisitor)
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

/// A user's tags, which are worth less than the rest of the record: what is no list of tags is
/// passed over.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Tags {
    Are(Vec<Text>),
    AreNot(IgnoredAny),
}

impl Tags {
    fn readable(self) -> Option<Box<[SafeText]>> {
        match self {
            Self::Are(tags) => Some(tags.into_iter().map(|tag| tag.0).collect()),
            Self::AreNot(IgnoredAny) => None,
        }
    }
}

/// A field that may be `null`, told apart from one that was left out: fields of this type take their
/// default where there is none.
pub(super) struct Field<T>(pub(super) Sent<T>);

impl<T> Default for Field<T> {
    fn default() -> Self {
        Self(Sent::Unknown)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<T>::deserialize(deserializer).map(|value| Self(value.into()))
    }
}

/// An address. Whoever has none is sent with `null` (`docs::zendesk_api` §4), so that an empty one
/// says nothing.
fn address(Text(address): Text) -> Option<SafeText> {
    Some(address).filter(|address| !address.original().trim().is_empty())
}

/// A role, by the API's word for it.
pub(super) struct RoleWord(Role);

impl<'de> Deserialize<'de> for RoleWord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Text(word) = Text::deserialize(deserializer)?;
        Ok(Self(Role::from_api(word.original())))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for SessionRecord<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct SessionFields<'a> {
            id: IdNumber,
            user_id: IdNumber,
            authenticated_at: Option<Moment>,
            last_seen_at: Option<Moment>,
            #[serde(borrow)]
            url: Option<&'a RawValue>,
        }
        let wire = SessionFields::deserialize(deserializer)?;
        let key = key(wire.user_id, wire.id).ok_or_else(|| D::Error::custom(NOT_AN_ID))?;
        let time = |moment: Option<Moment>| SentTime::from(moment.map(|moment| moment.0));
        Ok(Self {
            session: Session {
                key,
                authenticated_at: time(wire.authenticated_at),
                last_seen_at: time(wire.last_seen_at),
                url: SentUrl::default(),
            },
            url: wire.url,
        })
    }
}

/// The key of a session by the two numbers of its record.
pub(super) fn key(user: IdNumber, session: IdNumber) -> Option<SessionKey> {
    Some(SessionKey {
        user: UserId::new(user.0)?,
        session: SessionId::new(session.0)?,
    })
}

/// The fields of a user as they are sent.
#[derive(Deserialize)]
pub(super) struct UserFields {
    pub(super) id: IdNumber,
    #[serde(default)]
    pub(super) name: Field<Text>,
    #[serde(default)]
    pub(super) email: Field<Text>,
    pub(super) role: Option<RoleWord>,
    pub(super) suspended: Option<bool>,
    pub(super) active: Option<bool>,
    #[serde(default)]
    pub(super) organization_id: Field<IdNumber>,
    #[serde(default)]
    pub(super) custom_role_id: Field<IdNumber>,
    pub(super) time_zone: Option<Text>,
    pub(super) tags: Option<Tags>,
}

impl UserFields {
    /// The user; `None` where the number names nobody.
    pub(super) fn user(self) -> Option<User> {
        Some(User {
            id: UserId::new(self.id.0)?,
            name: self.name.0.map(|name| name.0),
            email: self.email.0.and_read(address),
            role: self.role.map_or(Role::Other, |role| role.0),
            suspended: self.suspended,
            active: self.active,
            organization: (self.organization_id.0).and_read(|id| OrganizationId::new(id.0)),
            custom_role: self.custom_role_id.0.map(|id| id.0),
            time_zone: self.time_zone.map(|zone| zone.0),
            tags: self.tags.and_then(Tags::readable),
        })
    }
}

impl<'de> Deserialize<'de> for UserRecord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let user = UserFields::deserialize(deserializer)?.user();
        user.map(Self).ok_or_else(|| D::Error::custom(NOT_AN_ID))
    }
}
