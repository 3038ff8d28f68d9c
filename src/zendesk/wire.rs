//! JSON as Zendesk sends it.
//!
//! A page is decoded in one go. Only if that fails is it taken apart record by record, so that a
//! broken record costs itself and not the page.
//!
//! - `change` the changes of a person, and what their answers show
//! - `chat` the Chat account as Chat sends it
//! - `cursor` where the next page begins
//! - `decode` decoding a body, and where and why that failed
//! - `enrichment` organisations, custom roles, security settings and the two logs
//! - `oauth_client` the programs that tokens were given to
//! - `own` the tokens that belong to the credentials' own session
//! - `paging` what a page says of the next one
//! - `people` people, and who somebody is
//! - `record` one session and one user; `lenient` one of which some fields cannot be read
//! - `token` OAuth tokens as the API lists them (OAuth Tokens API)

mod change;
pub(super) mod chat;
mod cursor;
mod decode;
pub(super) mod enrichment;
mod lenient;
mod oauth_client;
pub(super) mod own;
mod paging;
mod people;
mod record;
mod token;

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

pub(crate) use self::change::PersonChange;
pub(crate) use self::cursor::Cursor;
pub(super) use self::decode::DecodeError;
use self::decode::{parse, readable, records};
use self::lenient::LenientSession;
pub(super) use self::lenient::denied_change;
pub(super) use self::oauth_client::{ClientPage, oauth_clients};
use self::paging::{NextPage, PageLinks, PageMeta, Paging};
pub(super) use self::people::{Identity, PeoplePage, PersonAddresses};
pub(crate) use self::people::{People, PeopleHits};
pub(super) use self::people::{addresses, found_people, me, people, people_page, person};
use self::record::{IdNumber, SessionRecord};
pub(super) use self::token::{TokenPage, own_token, token, tokens};
use crate::model::{Sent, Session, SessionKey, UrlPatterns, UserId};

/// One page of up to 100 sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionPage {
    /// The sessions, in the server's order, which is not documented.
    pub sessions: Vec<Session>,
    /// The number of records whose ids could not be read. They are left out, so the page has as many
    /// holes.
    pub unreadable: usize,
    /// The place where the next page begins; `None` after the last.
    pub next: Option<Cursor>,
    /// The number of sessions in all, where the server counts them (offset pagination).
    pub count: Option<u64>,
}

/// A page of sessions with the fields around them.
#[derive(Deserialize)]
struct ListedPage<T> {
    sessions: Vec<T>,
    meta: Option<PageMeta>,
    links: Option<PageLinks>,
    #[serde(default)]
    next_page: NextPage,
    count: Option<Count>,
}

/// A count is only shown, so a count of another shape must not cost the page.
#[derive(Deserialize)]
#[serde(untagged)]
enum Count {
    Number(u64),
    Other(IgnoredAny),
}

/// Decodes one page of sessions, which was asked for at `at`. A row without an owner is of `owner`,
/// where the list is one person's own.
pub(super) fn sessions(
    body: &[u8],
    at: Option<&Cursor>,
    owner: Option<UserId>,
) -> Result<SessionPage, DecodeError> {
    let mut patterns = UrlPatterns::default();
    if let Ok(page) = serde_json::from_slice::<ListedPage<SessionRecord<'_>>>(body) {
        let (next, count) = (page.next(at)?, page.count());
        let sessions = page.sessions.into_iter();
        return Ok(SessionPage {
            sessions: sessions
                .map(|record| record.session(&mut patterns))
                .collect(),
            count,
            unreadable: 0,
            next,
        });
    }
    let text = String::from_utf8_lossy(body);
    let page: ListedPage<&RawValue> = parse(text.as_bytes(), "not a page of sessions")?;
    let records = records::<SessionRecord<'_>>("sessions", &page.sessions);
    let sessions: Vec<Session> = (records.into_iter().zip(&page.sessions))
        .filter_map(|(record, raw)| match record {
            Some(record) => Some(record.session(&mut patterns)),
            None => LenientSession::of(raw, owner, &mut patterns),
        })
        .collect();
    Ok(SessionPage {
        next: page.next(at)?,
        count: page.count(),
        unreadable: page.sessions.len() - sessions.len(),
        sessions,
    })
}

/// Decodes one session, which comes as an object, in an array, or not at all (`docs::zendesk_api`
/// §1.3).
pub(super) fn session(body: &[u8], key: SessionKey) -> Result<Option<Session>, DecodeError> {
    #[derive(Deserialize)]
    struct OneSession<'a> {
        #[serde(borrow)]
        session: &'a RawValue,
    }
    let text = String::from_utf8_lossy(body);
    let shown: OneSession<'_> = parse(text.as_bytes(), "not a session")?;
    match &one_of(shown.session, Some(key.user))?[..] {
        [] => Ok(None),
        [session] if session.key == key => Ok(Some(session.clone())),
        _ => Err("another session than asked for".into()),
    }
}

/// Decodes the session of the credentials themselves: an object, an array and null are legal answers, and no
/// `session` at all says nothing of it.
pub(super) fn current_session(body: &[u8]) -> Result<Sent<Session>, DecodeError> {
    #[derive(Deserialize)]
    struct CurrentSession<'a> {
        #[serde(borrow, default, deserialize_with = "as_sent")]
        session: Option<&'a RawValue>,
    }
    /// The value as it is there, `null` as well.
    fn as_sent<'de, D: Deserializer<'de>>(data: D) -> Result<Option<&'de RawValue>, D::Error> {
        Deserialize::deserialize(data).map(Some)
    }
    #[derive(Deserialize)]
    struct NumberedSession {
        #[serde(rename = "id")]
        _id: IdNumber,
    }
    let text = String::from_utf8_lossy(body);
    let shown: CurrentSession<'_> = parse(text.as_bytes(), "not a session")?;
    let whose = |raw: &RawValue, error| match parse::<NumberedSession>(raw.get().as_bytes(), "") {
        Ok(NumberedSession { .. }) => DecodeError::from(
            "a session, and not whose it is, so that it says nothing of these credentials",
        ),
        Err(_) => error,
    };
    let Some(session) = shown.session else {
        return Ok(Sent::Unknown);
    };
    if session.get() == "null" {
        return Ok(Sent::Nothing);
    }
    let found = one_of(session, None).map_err(|error| whose(session, error))?;
    Ok(found.into_iter().next().into())
}

/// Decodes a record in either of the envelopes that Zendesk is known to use. One without an owner is of
/// `owner`, where that is known.
fn one_of(raw: &RawValue, owner: Option<UserId>) -> Result<Vec<Session>, DecodeError> {
    let unreadable = "a session that cannot be read";
    let records: Vec<&RawValue> = match raw.get() {
        list if list.starts_with('[') => parse(list.as_bytes(), unreadable)?,
        "null" => Vec::new(),
        _ => vec![raw],
    };
    let mut patterns = UrlPatterns::default();
    let session = |record: &&RawValue| match parse::<SessionRecord<'_>>(
        record.get().as_bytes(),
        unreadable,
    ) {
        Ok(record) => Ok(record.session(&mut patterns)),
        Err(error) => LenientSession::of(record, owner, &mut patterns).ok_or(error),
    };
    records.iter().map(session).collect()
}

/// The description of a body that an admin will recognise, such as a web page; `otherwise` for any
/// other.
fn what_it_is(body: &[u8], otherwise: &'static str) -> &'static str {
    if body.is_empty() {
        "an empty body"
    } else if looks_like_html(body) {
        "a page of HTML"
    } else {
        otherwise
    }
}

/// Whether this is a web page and not an answer.
pub(super) fn looks_like_html(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"<")
}

impl<T> ListedPage<T> {
    fn count(&self) -> Option<u64> {
        self.count.as_ref().and_then(Count::number)
    }

    fn next(&self, at: Option<&Cursor>) -> Result<Option<Cursor>, DecodeError> {
        let paging = Paging {
            meta: self.meta.as_ref(),
            links: self.links.as_ref(),
            next_page: self.next_page,
            count: self.count(),
            rows: self.sessions.len(),
        };
        paging.next(at)
    }
}

impl Count {
    const fn number(&self) -> Option<u64> {
        match self {
            Self::Number(count) => Some(*count),
            Self::Other(_) => None,
        }
    }
}

#[cfg(test)]
mod tests;
