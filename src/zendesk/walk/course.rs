//! Where a walk is, and when it must not go on.

use rustc_hash::FxHashSet;

use super::{WalkError, WalkFailure};
use crate::zendesk::{Answered, ApiError, ApiRequest, Client, Cursor, RetryPolicy};

/// The most pages of a walk, which are two million records: far beyond any account, and hours of
/// its whole budget.
const MOST_PAGES: usize = 20_000;

/// The records of a page.
const PAGE: u64 = 100;

/// The pages in a row without anything new after which a walk has lost its way: rows may move from
/// page to page while sessions begin and end, but not that many.
const IDLE_PAGES: usize = 5;

/// The pages that a walk has read, and the next one.
#[derive(Debug, Default)]
pub(super) struct Course {
    next: Next,
    visited: FxHashSet<Cursor>,
    pages: usize,
    idle: usize,
    /// Whether a page that was only tried came and brought nothing new.
    is_ignored: bool,
    /// The records that were read to the end of the list, and how many the server counted, where that
    /// is far more.
    short: Option<(u64, u64)>,
    /// The fewest records that the server counted on a page.
    counted: Option<u64>,
}

/// What a page brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PageNews {
    /// Something that no page before had, or records that cannot be told apart from it.
    Some,
    /// No rows at all.
    Empty,
    /// Only what was there before.
    Repeated,
}

impl PageNews {
    /// What a page of these rows brought, `holes` of which could not be read.
    pub(super) fn of(rows: impl Iterator<Item = bool>, holes: usize) -> Self {
        // Every row is looked at, since looking at it is what remembers it.
        let (mut count, mut new) = (0, 0);
        for is_new in rows {
            count += 1;
            new += usize::from(is_new);
        }
        match (count, new, holes) {
            (0, _, 0) => Self::Empty,
            (_, 0, 0) => Self::Repeated,
            _ => Self::Some,
        }
    }
}

#[derive(Debug, Default)]
enum Next {
    #[default]
    First,
    At(Cursor),
    Over,
}

impl Course {
    /// The place of the next page, `None` being the first; or why asking for it would not help.
    /// There is no place at all once the walk is over.
    pub(super) fn next(&self) -> Option<Result<Option<&Cursor>, WalkFailure>> {
        if self.is_ignored {
            return Some(Err(WalkFailure::NoWord));
        }
        let cursor = match &self.next {
            Next::First => return Some(Ok(None)),
            Next::At(cursor) => cursor,
            Next::Over => {
                let short = |(read, count)| Err(WalkFailure::Short { read, count });
                return self.short.map(short);
            }
        };
        Some(if self.visited.contains(cursor) {
            Err(WalkFailure::Loop)
        } else if self.idle >= IDLE_PAGES {
            Err(WalkFailure::NothingNew(self.idle))
        } else if cursor.is_beyond_offsets() || self.pages >= MOST_PAGES {
            Err(WalkFailure::TooManyPages(self.pages))
        } else {
            Ok(Some(cursor))
        })
    }

    /// Asks for the next page of a list, again and again where the failure may pass. There is none once
    /// the walk is over. `asked` is the request for the list.
    pub(super) async fn page<T, A>(
        &self,
        client: &Client,
        asked: ApiRequest,
        ask: impl Fn(Option<Cursor>) -> A,
    ) -> Option<Result<Answered<T>, WalkError>>
    where
        A: Future<Output = Result<Answered<T>, ApiError>>,
    {
        let policy = RetryPolicy::default();
        let page = match self.next()? {
            Ok(at) => (client.retrying(&policy, || ask(at.cloned())).await)
                .map_err(|error| self.failure(error)),
            Err(failure) => Err(failure),
        };
        Some(page.map_err(|source| WalkError {
            asked,
            // What is short was read: there is no further page.
            page: match source {
                WalkFailure::Short { .. } => self.pages,
                _ => self.number(),
            },
            source,
        }))
    }

    /// The number of the next page, from 1.
    fn number(&self) -> usize {
        self.pages + 1
    }

    /// Takes in that the page came with or without anything new, and that the one after it is at
    /// `onward`.
    pub(super) fn arrive(&mut self, onward: Option<Cursor>, news: PageNews) {
        self.pages += 1;
        self.idle = match news {
            PageNews::Some => 0,
            PageNews::Empty | PageNews::Repeated => self.idle + 1,
        };
        let next = onward.map_or(Next::Over, Next::At);
        if let Next::At(cursor) = std::mem::replace(&mut self.next, next) {
            self.is_ignored =
                cursor.is_tried() && !cursor.is_restart() && news == PageNews::Repeated;
            self.visited.insert(cursor);
        }
    }

    /// Takes in how many records were read until now, and how many the server counts in all, where it does.
    /// Some come and go while a list is read, more of a long one; a page of them that is a tenth of the
    /// list as well does not. The count of the beginning holds as well as that of the end.
    pub(super) fn count(&mut self, read: usize, count: Option<u64>) {
        let Some(count) = count else { return };
        self.counted = Some(self.counted.map_or(count, |before| before.min(count)));
        let (read, is_over) = (read as u64, matches!(self.next, Next::Over));
        let is_short = |count: &u64| {
            let lacking = count.saturating_sub(read);
            lacking >= PAGE && lacking > count / 10
        };
        let counted = self.counted.filter(|count| is_over && is_short(count));
        self.short = counted.map(|count| (read, count));
    }

    /// The failure of the walk where the next page could not be read. A page that was only tried,
    /// and that the server refuses, leaves it open whether there is one.
    fn failure(&self, error: ApiError) -> WalkFailure {
        match &self.next {
            Next::At(cursor) if cursor.is_tried() && error.refuses_page() => WalkFailure::NoWord,
            Next::At(_) if error.refuses_place() => WalkFailure::Api(error.of_place()),
            Next::First | Next::At(_) | Next::Over => WalkFailure::Api(error),
        }
    }

    /// Ends the walk: no further page is asked for.
    pub(super) fn end(&mut self) {
        self.next = Next::Over;
        self.is_ignored = false;
        self.short = None;
    }
}
