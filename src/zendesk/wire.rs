//! JSON as Zendesk sends it.
//!
//! A page is decoded in one go. Only if that fails is it taken apart record by record, so that a
//! broken record costs itself and not the page.
//!
//! - `chat` the Chat account as Chat sends it
//! - `cursor` where the next page begins
//! - `decode` decoding a body, and where and why that failed
//! - `enrichment` organisations, custom roles, security settings and the two logs
//! - `oauth_client` the programs that tokens were given to
//! - `own` the tokens that belong to the credentials' own session
//! - `paging` what a page says of the next one
//! - `people_page` one page of people
//! - `record` one session and one user; `lenient` a session of which some fields cannot be read
//! - `token` OAuth tokens as the API lists them (OAuth Tokens API)

pub(super) mod chat;
mod cursor;
mod decode;
pub(super) mod enrichment;
mod lenient;
mod oauth_client;
pub(super) mod own;
mod paging;
mod people_page;
mod record;
mod token;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

pub(crate) use self::cursor::Cursor;
pub(super) use self::decode::DecodeError;
use self::decode::{parse, readable, records};
pub(super) use self::lenient::denied_change;
use self::lenient::{LenientSession, LenientUser};
pub(super) use self::oauth_client::oauth_clients;
use self::paging::{NextPage, PageLinks, PageMeta, Paging};
pub(super) use self::people_page::people_page;
use self::record::{IdNumber, SessionRecord, UserRecord};
pub(super) use self::token::{own_token, token, tokens};
use super::client::{Identity, People, PeopleHits, PersonAddresses, SessionPage};
use crate::model::{Session, SessionKey, UrlPatterns, User, UserId};

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

#[derive(Deserialize)]
struct UserList<T> {
    users: Vec<T>,
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

/// Decodes the people of a `show_many`.
pub(super) fn people(body: &[u8]) -> Result<People, DecodeError> {
    if let Ok(page) = serde_json::from_slice::<UserList<UserRecord>>(body) {
        return Ok(without_contradictions(People {
            users: page.users.into_iter().map(|record| record.0).collect(),
            unreadable: 0,
            unreadable_ids: Vec::new(),
        }));
    }
    let text = String::from_utf8_lossy(body);
    let page: UserList<&RawValue> = parse(text.as_bytes(), "not a list of users")?;
    let records = records::<UserRecord>("users", &page.users);
    let users: Vec<User> = (records.into_iter().zip(&page.users))
        .filter_map(|(record, raw)| match record {
            Some(UserRecord(user)) => Some(user),
            None => LenientUser::of(raw),
        })
        .collect();
    Ok(without_contradictions(People {
        unreadable: page.users.len() - users.len(),
        unreadable_ids: Vec::new(),
        users,
    }))
}

/// The same people without those of whom two records differ, or one cannot be read: which of them is
/// true is not known, and one may be of somebody protected.
fn without_contradictions(mut people: People) -> People {
    let mut records: FxHashMap<UserId, User> = FxHashMap::default();
    let mut contradicted: FxHashSet<UserId> = people.unreadable_ids.iter().copied().collect();
    for user in &people.users {
        let first = records.entry(user.id).or_insert_with(|| user.clone());
        if first != user {
            contradicted.insert(user.id);
        }
    }
    let (out, users) = std::mem::take(&mut people.users)
        .into_iter()
        .partition::<Vec<_>, _>(|user| contradicted.contains(&user.id));
    people.users = users;
    people.unreadable += out.len();
    people.unreadable_ids.extend(out.iter().map(|user| user.id));
    people
}

/// The number of people on a page of a search that is full.
const FULL_SEARCH_PAGE: usize = 100;

/// Decodes a page of people whom a search found, and what it says of those behind it. `before` were on
/// the pages before it.
pub(super) fn found_people(body: &[u8], before: usize) -> Result<PeopleHits, DecodeError> {
    #[derive(Deserialize)]
    struct Around {
        count: Option<Count>,
        #[serde(default)]
        next_page: NextPage,
    }
    let people = people(body)?;
    // What is around the people is worth less than they are.
    let around = serde_json::from_slice::<Around>(body).ok();
    let are_more = around.is_some_and(|around| {
        let records = before + people.users.len() + people.unreadable;
        let count = around.count.as_ref().and_then(Count::number);
        let counts_more = count.is_some_and(|count| count > records as u64);
        match around.next_page {
            NextPage::More => true,
            // A page with room left after which there is none is the last, whatever is counted: the count
            // is of an index that lags behind.
            NextPage::End => counts_more && records - before >= FULL_SEARCH_PAGE,
            NextPage::Unsaid => counts_more,
        }
    });
    Ok(PeopleHits { people, are_more })
}

/// Decodes the addresses among somebody's identities.
pub(super) fn addresses(body: &[u8]) -> Result<PersonAddresses, DecodeError> {
    #[derive(Deserialize)]
    struct IdentityRecord {
        #[serde(rename = "type")]
        kind: String,
        value: Option<IdentityValue>,
    }
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum IdentityValue {
        Is(record::Text),
        IsNot(IgnoredAny),
    }
    #[derive(Deserialize)]
    struct IdentityPage<'a> {
        #[serde(borrow)]
        identities: Vec<&'a RawValue>,
        meta: Option<PageMeta>,
        #[serde(default)]
        next_page: NextPage,
    }
    let text = String::from_utf8_lossy(body);
    let page: IdentityPage<'_> = parse(text.as_bytes(), "not a list of identities")?;
    let (records, mut unreadable) = readable::<IdentityRecord>("identities", &page.identities);
    let mut addresses = Vec::new();
    for record in records.into_iter().filter(|record| record.kind == "email") {
        match record.value {
            Some(IdentityValue::Is(value)) => addresses.push(value.0),
            Some(IdentityValue::IsNot(IgnoredAny)) | None => unreadable += 1,
        }
    }
    let goes_on = page.next_page == NextPage::More || page.meta.is_some_and(|meta| meta.has_more);
    Ok(PersonAddresses {
        addresses,
        is_whole: unreadable == 0 && !goes_on,
    })
}

/// Decodes the person of `users/me`; `None` for the anonymous visitor that wrong credentials are
/// answered with, who has no id (`docs::zendesk_api` §4).
pub(super) fn me(body: &[u8]) -> Result<Option<Identity>, DecodeError> {
    #[derive(Deserialize)]
    struct Me<'a> {
        #[serde(borrow)]
        user: &'a RawValue,
    }
    #[derive(Deserialize)]
    struct Somebody<'a> {
        #[serde(borrow)]
        id: Option<&'a RawValue>,
    }
    let text = String::from_utf8_lossy(body);
    let me: Me<'_> = parse(text.as_bytes(), "not a user")?;
    let user = me.user.get().as_bytes();
    let Some(id) = parse::<Somebody<'_>>(user, "not a user")?.id else {
        return Ok(None);
    };
    let is_nobody = serde_json::from_str::<i64>(id.get()).is_ok_and(|id| id <= 0);
    if is_nobody {
        return Ok(None);
    }
    parse::<IdNumber>(id.get().as_bytes(), "not a user")?;
    parse::<UserRecord>(user, "a user that cannot be read")
        .map(|record| Some(Identity { user: record.0 }))
}

/// Decodes one person who was asked for alone.
pub(super) fn person(body: &[u8]) -> Result<User, DecodeError> {
    #[derive(Deserialize)]
    struct OnePerson {
        user: UserRecord,
    }
    let text = String::from_utf8_lossy(body);
    parse::<OnePerson>(text.as_bytes(), "not a user").map(|one| one.user.0)
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

/// Decodes the session of the credentials themselves: an object, an array, null, and no `session`
/// at all are legal answers.
pub(super) fn current_session(body: &[u8]) -> Result<Option<Session>, DecodeError> {
    #[derive(Deserialize)]
    struct CurrentSession<'a> {
        #[serde(borrow, default)]
        session: Option<&'a RawValue>,
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
    let found = shown
        .session
        .map(|raw| one_of(raw, None).map_err(|error| whose(raw, error)));
    let found = found.transpose()?.unwrap_or_default();
    Ok(found.into_iter().next())
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
