//! People, and who somebody is.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::decode::{parse, readable, records};
use super::lenient::LenientUser;
use super::paging::{NextPage, PageLinks, PageMeta, Paging};
use super::record::{IdNumber, Text, UserRecord};
use super::{Count, Cursor, DecodeError};
use crate::model::{SafeText, User, UserId};

/// People by id, in the server's order. An unknown id is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct People {
    /// The people who were found, deleted ones included.
    pub users: Vec<User>,
    /// The number of records that could not be read and are left out.
    pub unreadable: usize,
    /// The people of those records, where at least the id could be read.
    pub unreadable_ids: Vec<UserId>,
}

impl People {
    /// Those of `asked` of whom this answer says nothing: their record could not be read, or, where
    /// not even the id of a record could be, theirs may be that one.
    pub(crate) fn not_known(&self, asked: &[UserId]) -> Vec<UserId> {
        if self.unreadable == 0 {
            return Vec::new();
        }
        let is_all_named = self.unreadable_ids.len() == self.unreadable;
        let in_doubt = |id: &UserId| {
            let is_answered = self.users.iter().any(|user| user.id == *id);
            !is_answered && (!is_all_named || self.unreadable_ids.contains(id))
        };
        asked.iter().copied().filter(in_doubt).collect()
    }
}

/// One page of up to 100 people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PeoplePage {
    /// The people, in the server's order.
    pub people: People,
    /// The place where the next page begins; `None` after the last.
    pub next: Option<Cursor>,
    /// The number of people in all, where the server counts them.
    pub count: Option<u64>,
}

/// The people whom a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PeopleHits {
    /// The first of them: by words a hundred at most, and by an address a thousand.
    pub(crate) people: People,
    /// Whether there are more.
    pub(crate) are_more: bool,
}

/// Somebody's addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PersonAddresses {
    pub(crate) addresses: Vec<SafeText>,
    /// Whether these are all, and could all be read.
    pub(crate) is_whole: bool,
}

/// The owner of the credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The person. Anybody but an admin sees only their own sessions.
    pub user: User,
}

/// A list of users.
#[derive(Deserialize)]
struct UserList<T> {
    users: Vec<T>,
}

/// Decodes the people of a `show_many`.
pub(in crate::zendesk) fn people(body: &[u8]) -> Result<People, DecodeError> {
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
pub(in crate::zendesk) fn found_people(
    body: &[u8],
    before: usize,
) -> Result<PeopleHits, DecodeError> {
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
pub(in crate::zendesk) fn addresses(body: &[u8]) -> Result<PersonAddresses, DecodeError> {
    #[derive(Deserialize)]
    struct IdentityRecord {
        #[serde(rename = "type")]
        kind: String,
        value: Option<IdentityValue>,
    }
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum IdentityValue {
        Is(Text),
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
pub(in crate::zendesk) fn me(body: &[u8]) -> Result<Option<Identity>, DecodeError> {
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
    one(me.user).map(|user| Some(Identity { user }))
}

/// Decodes one person who was asked for alone.
pub(in crate::zendesk) fn person(body: &[u8]) -> Result<User, DecodeError> {
    #[derive(Deserialize)]
    struct OnePerson<'a> {
        #[serde(borrow)]
        user: &'a RawValue,
    }
    let text = String::from_utf8_lossy(body);
    one(parse::<OnePerson<'_>>(text.as_bytes(), "not a user")?.user)
}

/// One person, as much of them as can be read.
fn one(raw: &RawValue) -> Result<User, DecodeError> {
    match parse::<UserRecord>(raw.get().as_bytes(), "a user that cannot be read") {
        Ok(UserRecord(user)) => Ok(user),
        Err(error) => LenientUser::of(raw).ok_or(error),
    }
}

/// What stands around the people of a page.
#[derive(Deserialize)]
struct AroundPeople {
    users: Vec<IgnoredAny>,
    meta: Option<PageMeta>,
    links: Option<PageLinks>,
    #[serde(default)]
    next_page: NextPage,
    count: Option<Count>,
}

/// Decodes one page of people, which was asked for at `at`.
pub(in crate::zendesk) fn people_page(
    body: &[u8],
    at: Option<&Cursor>,
) -> Result<PeoplePage, DecodeError> {
    let people = people(body)?;
    let text = String::from_utf8_lossy(body);
    let around: AroundPeople = parse(text.as_bytes(), "not a page of users")?;
    let paging = Paging {
        meta: around.meta.as_ref(),
        links: around.links.as_ref(),
        next_page: around.next_page,
        count: around.count.as_ref().and_then(Count::number),
        rows: around.users.len(),
    };
    let (next, count) = (paging.next(at)?, paging.count);
    Ok(PeoplePage {
        people,
        next,
        count,
    })
}
