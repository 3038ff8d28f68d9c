//! JSON as Zendesk sends it.
//!
//! A page is decoded in one go. Only if that fails is it taken apart record by record, so that a
//! broken record costs itself and not the page.
//!
//! - `chat` the Chat account as Chat sends it
//! - `cursor` where the next page begins
//! - `decode` decoding a body, and where and why that failed
//! - `enrichment` organisations, custom roles, security settings and the two logs
//! - `own` the tokens that belong to the credentials' own session
//! - `record` one session and one user
//! - `token` OAuth tokens as the API lists them (OAuth Tokens API)

pub(super) mod chat;
mod cursor;
mod decode;
pub(super) mod enrichment;
pub(super) mod own;
mod record;
mod token;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

pub(crate) use self::cursor::Cursor;
use self::cursor::{At, LONGEST_CURSOR, ROWS};
pub(super) use self::decode::DecodeError;
use self::decode::{parse, readable};
use self::record::{SessionRecord, UserRecord};
pub(super) use self::token::{own_token, tokens};
use super::Account;
use super::client::{Identity, People, SessionPage};
use crate::model::{Session, SessionKey};

/// A page of sessions with the fields around them.
#[derive(Deserialize)]
struct ListedPage<T> {
    sessions: Vec<T>,
    meta: Option<PageMeta>,
    links: Option<PageLinks>,
    next_page: Option<String>,
    count: Option<Count>,
}

#[derive(Deserialize)]
struct PageMeta {
    has_more: bool,
    after_cursor: Option<String>,
}

#[derive(Deserialize)]
struct PageLinks {
    next: Option<String>,
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

/// Decodes one page of sessions, which was asked for at `at`.
pub(super) fn sessions(
    body: &[u8],
    at: Option<&Cursor>,
    account: &Account,
) -> Result<SessionPage, DecodeError> {
    if let Ok(page) = serde_json::from_slice::<ListedPage<SessionRecord>>(body) {
        let next = page.next(at, account)?;
        return Ok(SessionPage {
            count: page.count(),
            sessions: page.sessions.into_iter().map(|record| record.0).collect(),
            unreadable: 0,
            next,
        });
    }
    let text = String::from_utf8_lossy(body);
    let page: ListedPage<&RawValue> = parse(text.as_bytes(), "not a page of sessions")?;
    let (sessions, unreadable) = readable::<SessionRecord>("sessions", &page.sessions);
    Ok(SessionPage {
        next: page.next(at, account)?,
        count: page.count(),
        sessions: sessions.into_iter().map(|record| record.0).collect(),
        unreadable,
    })
}

/// Decodes the people of a `show_many`.
pub(super) fn people(body: &[u8]) -> Result<People, DecodeError> {
    if let Ok(page) = serde_json::from_slice::<UserList<UserRecord>>(body) {
        return Ok(People {
            users: page.users.into_iter().map(|record| record.0).collect(),
            unreadable: 0,
        });
    }
    let text = String::from_utf8_lossy(body);
    let page: UserList<&RawValue> = parse(text.as_bytes(), "not a list of users")?;
    let (users, unreadable) = readable::<UserRecord>("users", &page.users);
    Ok(People {
        users: users.into_iter().map(|record| record.0).collect(),
        unreadable,
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
    struct Somebody {
        id: Option<i64>,
    }
    let text = String::from_utf8_lossy(body);
    let me: Me<'_> = parse(text.as_bytes(), "not a user")?;
    let user = me.user.get().as_bytes();
    let id = parse::<Somebody>(user, "not a user")?.id;
    if id.is_none_or(|id| id <= 0) {
        return Ok(None);
    }
    parse::<UserRecord>(user, "a user that cannot be read")
        .map(|record| Some(Identity { user: record.0 }))
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
    match &one_of(shown.session)?[..] {
        [] => Ok(None),
        [SessionRecord(session)] if session.key == key => Ok(Some(*session)),
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
    let text = String::from_utf8_lossy(body);
    let shown: CurrentSession<'_> = parse(text.as_bytes(), "not a session")?;
    let found = shown.session.map(one_of).transpose()?.unwrap_or_default();
    Ok(found.into_iter().next().map(|record| record.0))
}

/// Decodes a record in either of the envelopes that Zendesk is known to use.
fn one_of(raw: &RawValue) -> Result<Vec<SessionRecord>, DecodeError> {
    let raw = raw.get();
    let unreadable = "a session that cannot be read";
    if raw.starts_with('[') {
        parse(raw.as_bytes(), unreadable)
    } else {
        parse::<Option<SessionRecord>>(raw.as_bytes(), unreadable).map(Vec::from_iter)
    }
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
        match self.count {
            Some(Count::Number(count)) => Some(count),
            Some(Count::Other(_)) | None => None,
        }
    }

    fn next(&self, at: Option<&Cursor>, account: &Account) -> Result<Option<Cursor>, DecodeError> {
        let (meta, links) = (self.meta.as_ref(), self.links.as_ref());
        let rows = self.sessions.len();
        onward(meta, links, (self.next_page.as_deref(), rows), at, account)
    }
}

/// The place where the page after this one begins, by `has_more` alone: a `links.next` may be there
/// at the end too (`docs::zendesk_api` §2.1), and none is ever followed. Offset pages are told
/// apart by their `next_page` and the number of their rows.
fn onward(
    meta: Option<&PageMeta>,
    links: Option<&PageLinks>,
    (next_page, rows): (Option<&str>, usize),
    at: Option<&Cursor>,
    account: &Account,
) -> Result<Option<Cursor>, DecodeError> {
    let link = links.and_then(|links| links.next.as_deref());
    for link in [link, next_page].into_iter().flatten() {
        if !account.may_name(link) {
            return Err("server pointed elsewhere".into());
        }
    }
    let Some(meta) = meta else {
        if link.is_some() && next_page.is_none() {
            return Err("more pages, but no cursor to them".into());
        }
        return next_by_offset(next_page.is_some(), rows, at);
    };
    if !meta.has_more {
        return Ok(None);
    }
    match &meta.after_cursor {
        Some(cursor) if cursor.len() > LONGEST_CURSOR => Err("a cursor that cannot be one".into()),
        Some(cursor) if !cursor.is_empty() => Ok(Some(Cursor(At::After(cursor.clone())))),
        _ => Err("more pages, but no cursor to them".into()),
    }
}

/// The place of the next page by number. The first page was asked for by cursor. A server that
/// answered with another number of rows has pages of another size, so its second page begins
/// elsewhere than ours: it is asked again from the first, by numbers.
fn next_by_offset(
    is_more: bool,
    rows: usize,
    at: Option<&Cursor>,
) -> Result<Option<Cursor>, DecodeError> {
    let number = match at {
        None if rows == ROWS => 1,
        None => 0,
        Some(Cursor(At::Page(number))) => *number,
        Some(Cursor(At::After(_))) => {
            return Err("no word about further pages".into());
        }
    };
    Ok(is_more.then(|| Cursor(At::Page(number.saturating_add(1)))))
}

#[cfg(test)]
mod tests;
