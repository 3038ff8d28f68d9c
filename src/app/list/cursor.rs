//! The cursor of the list: which row it is on, and how it moves.

use rustc_hash::FxHashSet;

use super::{List, RowKey};
use crate::live::Slot;
use crate::model::{SessionKey, Timestamp, UserId};
use crate::query::Query;

/// After the cursor's session left, ending waits this long, in milliseconds, or for a fresh
/// move of the cursor: nobody should end the row that slid under it.
const SETTLE: i64 = 700;

impl List {
    /// The cursor's row, counted from the first of all rows; no row's place where the cursor is on
    /// nobody.
    pub(crate) fn cursor_index(&self) -> usize {
        if self.on_nobody {
            usize::MAX
        } else {
            self.index
        }
    }

    /// Notes whom a run was about. If the cursor is on one of them, it stays with that person, and is
    /// on nobody once nothing of theirs is listed.
    pub(in crate::app) fn acted_on(&mut self, people: &FxHashSet<UserId>) {
        let user = self.cursor_key().map(|key| key.user);
        self.acted_on = user.filter(|user| people.contains(user));
    }

    /// Notes that somebody narrowed the list to this: whom they look for is a fresh choice, so the cursor
    /// goes to the first row unless its own is among them, whomever it was on.
    pub(in crate::app) fn narrow_to(&mut self, query: &Query) {
        self.narrowed_to = Some(query.clone());
    }

    /// Whether the rows are those that somebody narrowed the list to, which is so once.
    pub(super) fn takes_narrowed(&mut self) -> bool {
        let shown = self.projection.as_ref();
        let is_it = |query: &mut Query| shown.is_some_and(|shown| shown.request.query == *query);
        self.narrowed_to.take_if(is_it).is_some()
    }

    /// Why nothing can be done where the cursor is, and what to do about it.
    pub(in crate::app) fn nothing_under_cursor(&self) -> &'static str {
        if self.is_empty() {
            "no session under the cursor: the list is empty"
        } else {
            "no session under the cursor: an arrow key puts it on a row"
        }
    }

    /// The slot of the cursor's session, or of one of the cursor's person, if it is still on the list.
    pub(crate) fn under_cursor(&self) -> Option<Slot> {
        let slot = self.cursor_slot()?;
        (!self.snapshot.is_gone(slot)).then_some(slot)
    }

    /// The key of the cursor's session, if there is one.
    pub(crate) fn cursor_key(&self) -> Option<SessionKey> {
        self.snapshot.key(self.under_cursor()?)
    }

    /// What the row under the cursor is recognized by, if there is one.
    pub(in crate::app) fn cursor_row(&self) -> Option<RowKey> {
        self.key_at(self.cursor_index())
    }

    /// Whether the row under the cursor changed by itself a moment ago.
    pub(crate) fn has_just_slid(&self, now: Timestamp) -> bool {
        self.slid_at
            .is_some_and(|at| now.millis() - at.millis() < SETTLE)
    }

    /// Whether the row at the cursor's place is of this person.
    pub(super) fn is_under(&self, user: UserId) -> bool {
        self.key_at(self.index)
            .is_some_and(|key| key.user() == user)
    }

    /// Moves the cursor by rows, or as far as there are rows. From nobody it goes to the row at its
    /// place.
    pub(in crate::app) fn move_by(&mut self, rows: isize) {
        let rows = if self.on_nobody { rows.min(0) } else { rows };
        self.move_to(self.index.saturating_add_signed(rows));
    }

    /// Moves the cursor to a row.
    pub(in crate::app) fn move_to(&mut self, index: usize) {
        self.index = index.min(self.len().saturating_sub(1));
        (self.on_nobody, self.acted_on) = (false, None);
        self.cursor = self.key_at(self.index);
        self.slid_at = None;
        self.keep_in_window();
    }

    /// The rows of a page: one less than are on the screen, so that one row stays visible.
    pub(in crate::app) fn page(&self) -> isize {
        isize::try_from(self.rows.saturating_sub(1).max(1)).unwrap_or(isize::MAX)
    }

    pub(super) fn keep_in_window(&mut self) {
        let rows = self.rows.max(1);
        let last_offset = self.len().saturating_sub(rows);
        if self.index < self.offset {
            self.offset = self.index;
        } else if self.index >= self.offset + rows {
            self.offset = self.index + 1 - rows;
        }
        self.offset = self.offset.min(last_offset);
    }
}
