//! What is kept of a record of which a field cannot be read. A record is never dropped for a field:
//! its absence from the list would look as if the session were gone.

use std::fmt;

use serde::de::{DeserializeOwned, Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::PersonChange;
use super::record::{Field, IdNumber, Moment, UserFields, key, sent_url};
use crate::model::{SentTime, SentUrl, Session, UrlPatterns, User, UserId};

/// A session of which the ids can be read, and perhaps no more than that.
pub(super) struct LenientSession;

impl LenientSession {
    /// The session, with each field that is there and cannot be read marked as such. One that names no
    /// owner (`docs::zendesk_api` §1.2) is of `owner`, the person whom its path names. `None`: the ids
    /// cannot be read, so nobody knows which session it is.
    pub(super) fn of(
        raw: &RawValue,
        owner: Option<UserId>,
        patterns: &mut UrlPatterns,
    ) -> Option<Session> {
        let fields: RecordFields<'_> = serde_json::from_str(raw.get()).ok()?;
        let user = match fields.one("user_id").ok()? {
            Some(user) => serde_json::from_str(user.get()).ok()?,
            None => IdNumber(owner?.get()),
        };
        let key = key(user, fields.id("id")?)?;
        let url = fields.one("url").ok().flatten();
        Some(Session {
            key,
            authenticated_at: fields.time("authenticated_at"),
            last_seen_at: fields.time("last_seen_at"),
            url: url.map_or_else(SentUrl::default, |url| sent_url(url, key, patterns)),
        })
    }
}

/// A person of whom the id can be read, and perhaps no more than that.
pub(super) struct LenientUser;

impl LenientUser {
    /// The person, of whom each field that is there and cannot be read is not known. `None`: the id cannot
    /// be read, so nobody knows who it is.
    pub(super) fn of(raw: &RawValue) -> Option<User> {
        let fields: RecordFields<'_> = serde_json::from_str(raw.get()).ok()?;
        let user = UserFields {
            id: fields.id("id")?,
            name: fields.field("name"),
            email: fields.field("email"),
            role: fields.readable("role"),
            suspended: fields.readable("suspended"),
            active: fields.readable("active"),
            organization_id: fields.field("organization_id"),
            custom_role_id: fields.field("custom_role_id"),
            time_zone: fields.readable("time_zone"),
            tags: fields.readable("tags"),
        };
        user.user()
    }
}

/// What the answer to a change of this person says against it: that it is about somebody else, or that
/// they are not as was asked for. What it leaves out, or what cannot be read, says nothing.
pub(in crate::zendesk) fn denied_change(
    body: &[u8],
    user: UserId,
    change: PersonChange,
) -> Option<String> {
    #[derive(Deserialize)]
    struct ChangedPerson<'a> {
        #[serde(borrow)]
        user: &'a RawValue,
    }
    let answer: ChangedPerson<'_> = serde_json::from_slice(body).ok()?;
    let fields: RecordFields<'_> = serde_json::from_str(answer.user.get()).ok()?;
    if let Some(id) = fields.id("id").filter(|id| id.0 != user.get()) {
        return Some(format!("its answer is about user {}, not {user}", id.0));
    }
    let shown = change.denied_by(fields.one(change.field()).ok()??)?;
    Some(format!("its answer shows user {user} as {shown}"))
}

/// The fields of a record in their order, not decoded any further; a name may come twice.
struct RecordFields<'a>(Vec<(FieldName, &'a RawValue)>);

impl RecordFields<'_> {
    /// The one value of a field that has a value. A field that comes twice has none to rely on.
    fn one(&self, name: &str) -> Result<Option<&RawValue>, Ambiguous> {
        let mut values = self.0.iter().filter(|field| field.0.0 == name.as_bytes());
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(Ambiguous),
            (Some((_, value)), None) if value.get() != "null" => Ok(Some(value)),
            _ => Ok(None),
        }
    }

    fn id(&self, name: &str) -> Option<IdNumber> {
        let value = self.one(name).ok()??;
        serde_json::from_str(value.get()).ok()
    }

    /// What a field says, where it comes once and can be read.
    fn field<T: DeserializeOwned>(&self, name: &str) -> Field<T> {
        let mut values = self.0.iter().filter(|field| field.0.0 == name.as_bytes());
        match (values.next(), values.next()) {
            (Some((_, value)), None) => serde_json::from_str(value.get()).unwrap_or_default(),
            _ => Field::default(),
        }
    }

    /// The value of a field, where it has one that can be read.
    fn readable<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let value = self.one(name).ok()??;
        serde_json::from_str(value.get()).ok()
    }

    fn time(&self, name: &str) -> SentTime {
        let value = match self.one(name) {
            Ok(None) => return SentTime::Absent,
            Ok(Some(value)) => value,
            Err(Ambiguous) => return SentTime::Unreadable,
        };
        match serde_json::from_str::<Moment>(value.get()) {
            Ok(moment) => SentTime::At(moment.0),
            Err(_) => SentTime::Unreadable,
        }
    }
}

/// A field came more than once.
struct Ambiguous;

/// The name of a field, as bytes: a name that is no text must not cost the record.
struct FieldName(Vec<u8>);

impl<'de> Deserialize<'de> for FieldName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;
        impl Visitor<'_> for NameVisitor {
            type Value = FieldName;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a field")
            }

            fn visit_bytes<E: Error>(self, name: &[u8]) -> Result<FieldName, E> {
                Ok(FieldName(name.to_owned()))
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<FieldName, E> {
                self.visit_bytes(name.as_bytes())
            }
        }
        deserializer.deserialize_bytes(NameVisitor)
    }
}

impl<'de> Deserialize<'de> for RecordFields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FieldsVisitor;
        impl<'de> Visitor<'de> for FieldsVisitor {
            type Value = RecordFields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a record")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(RecordFields(fields))
            }
        }
        deserializer.deserialize_map(FieldsVisitor)
    }
}
