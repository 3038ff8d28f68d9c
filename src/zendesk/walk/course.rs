//! Where a walk is, and when it must not go on.

use rustc_hash::FxHashSet;

use super::WalkFailure;
use crate::zendesk::Cursor;

/// The most pages of a walk, which are two million records: far beyond any account, and hours of
/// its whole budget.
const MOST_PAGES: usize = 20_000;

/// The pages that a walk has read, and the next one.
#[derive(Debug, Default)]
pub(super) struct Course {
    next: Next,
    visited: FxHashSet<Cursor>,
    pages: usize,
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
        let cursor = match &self.next {
            Next::First => return Some(Ok(None)),
            Next::At(cursor) => cursor,
            Next::Over => return None,
        };
        Some(if self.visited.contains(cursor) {
            Err(WalkFailure::Loop)
        } else if cursor.is_beyond_offsets() || self.pages >= MOST_PAGES {
            Err(WalkFailure::TooManyPages(self.pages))
        } else {
            Ok(Some(cursor))
        })
    }

    /// The number of the next page, from 1.
    pub(super) fn number(&self) -> usize {
        self.pages + 1
    }

    /// Takes in that the page came, and that the one after it is at `onward`.
    pub(super) fn arrive(&mut self, onward: Option<Cursor>) {
        self.pages += 1;
        let next = onward.map_or(Next::Over, Next::At);
        if let Next::At(cursor) = std::mem::replace(&mut self.next, next) {
            self.visited.insert(cursor);
        }
    }

    /// Ends the walk: no further page is asked for.
    pub(super) fn end(&mut self) {
        self.next = Next::Over;
    }
}
