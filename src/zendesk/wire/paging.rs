//! Where the next page begins, by what a page says of it, or by its length where it says nothing.

use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

use super::DecodeError;
use super::cursor::{At, Cursor, LONGEST_CURSOR, ROWS};

/// What a page says of cursors.
#[derive(Deserialize)]
pub(super) struct PageMeta {
    pub(super) has_more: bool,
    after_cursor: Option<String>,
}

/// The links of a page. None is ever followed, so whatever host they name is no reason to refuse
/// the page (`docs::zendesk_api` §10, "Hosts and redirects").
#[derive(Deserialize)]
pub(super) struct PageLinks {
    next: Option<String>,
}

/// What an offset page says of the page after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum NextPage {
    /// Nothing at all, which is not the same as that there is none.
    #[default]
    Unsaid,
    /// There is none.
    End,
    /// There is one.
    More,
}

impl<'de> Deserialize<'de> for NextPage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NextPageVisitor;
        impl Visitor<'_> for NextPageVisitor {
            type Value = NextPage;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a link or null")
            }

            fn visit_unit<E: Error>(self) -> Result<NextPage, E> {
                Ok(NextPage::End)
            }

            fn visit_str<E: Error>(self, link: &str) -> Result<NextPage, E> {
                let is_one = !link.trim().is_empty();
                Ok(if is_one {
                    NextPage::More
                } else {
                    NextPage::End
                })
            }
        }
        deserializer.deserialize_any(NextPageVisitor)
    }
}

/// Everything that a page says of the pages after it.
pub(super) struct Paging<'a> {
    pub(super) meta: Option<&'a PageMeta>,
    pub(super) links: Option<&'a PageLinks>,
    pub(super) next_page: NextPage,
    /// The number of records in all, where the server counts them.
    pub(super) count: Option<u64>,
    /// The number of rows of this page, readable or not.
    pub(super) rows: usize,
}

impl Paging<'_> {
    /// The place of the page after the one at `at`, by `has_more` alone where there is a `meta`: a
    /// `links.next` may be there at the end too (`docs::zendesk_api` §2.1).
    pub(super) fn next(&self, at: Option<&Cursor>) -> Result<Option<Cursor>, DecodeError> {
        let Some(meta) = self.meta else {
            let has_link = self.links.is_some_and(|links| links.next.is_some());
            if has_link && self.next_page == NextPage::Unsaid {
                return Err("more pages, but no cursor to them".into());
            }
            return self.by_offset(at);
        };
        if !meta.has_more {
            return Ok(None);
        }
        match &meta.after_cursor {
            Some(cursor) if cursor.len() > LONGEST_CURSOR => {
                Err("a cursor that cannot be one".into())
            }
            Some(cursor) if !cursor.is_empty() => Ok(Some(Cursor(At::After(cursor.clone())))),
            _ => Err("more pages, but no cursor to them".into()),
        }
    }

    /// The place of the next page by number. The first page was asked for by cursor. A server that
    /// answered with another number of rows has pages of another size, so its second page begins
    /// elsewhere than ours: it is asked again from the first, by numbers.
    fn by_offset(&self, at: Option<&Cursor>) -> Result<Option<Cursor>, DecodeError> {
        let number = match at {
            None => 1,
            Some(Cursor(At::Page(number) | At::Tried(number))) => *number,
            Some(Cursor(At::After(_))) => return Err("no word about further pages".into()),
        };
        let is_of_another_size = at.is_none() && self.rows != ROWS;
        Ok(match self.next_page {
            NextPage::More if is_of_another_size => Some(Cursor(At::Page(1))),
            NextPage::More => Some(Cursor(At::Page(number.saturating_add(1)))),
            NextPage::Unsaid if self.may_go_on(number) && is_of_another_size => {
                Some(Cursor(At::Tried(1)))
            }
            NextPage::Unsaid if self.may_go_on(number) => {
                Some(Cursor(At::Tried(number.saturating_add(1))))
            }
            NextPage::End | NextPage::Unsaid => None,
        })
    }

    /// Whether there may be more where nothing says so: by the count, or else because the page is
    /// as long as what was asked for.
    fn may_go_on(&self, number: u32) -> bool {
        if self.rows == 0 {
            return false;
        }
        let before = u64::from(number.saturating_sub(1)) * ROWS as u64;
        match self.count {
            Some(count) => count > before + self.rows as u64,
            None => self.rows >= ROWS,
        }
    }
}
