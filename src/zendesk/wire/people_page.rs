//! One page of people, and where the next one begins.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{Count, Cursor, DecodeError, NextPage, PageLinks, PageMeta, Paging, parse, people};
use crate::zendesk::client::PeoplePage;

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
    let next = paging.next(at)?;
    Ok(PeoplePage { people, next })
}
