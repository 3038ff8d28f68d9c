//! The list: its rows, where the cursor is, which rows are on the screen, and whether they are held
//! still.
//!
//! - `pick` which sessions and people some of the rows are
//! - `row_key` what a row is recognized by

mod pick;
mod row_key;

use std::sync::Arc;

use rustc_hash::FxHashSet;

pub(super) use self::row_key::RowKey;
use crate::live::{
    GroupedRows, ListRow, MatchContext, PersonRow, Projection, ProjectionRequest, RowGrouping,
    SessionFlags, SignIns, Slot, Snapshot, Sort,
};
use crate::model::{SessionKey, Timestamp, UserId};
use crate::query::{Query, Why};

/// After the cursor's session left, ending waits this long, in milliseconds, or for a fresh
/// move of the cursor: nobody should end the row that slid under it.
const SETTLE: i64 = 700;

/// What the rows of the list are.
#[derive(Debug, Clone, Copy)]
enum RowsOf {
    Sessions,
    People,
}

/// Rows, cursor and window. The cursor belongs to a session or a person; until somebody moves it, it
/// stays on the first row.
#[derive(Debug, Clone)]
pub struct List {
    snapshot: Arc<Snapshot>,
    projection: Option<Arc<Projection>>,
    /// What the rules hit, which may be newer than the rows.
    flags: Option<Arc<SessionFlags>>,
    cursor: Option<RowKey>,
    index: usize,
    offset: usize,
    rows: usize,
    slid_at: Option<Timestamp>,
    paused_at: Option<Timestamp>,
    behind: bool,
    /// The person under the cursor whom the last run was about.
    acted_on: Option<UserId>,
    /// Whether the cursor is on nobody: whoever it was on was acted on, and is gone.
    on_nobody: bool,
    /// The order that was asked for.
    pub sort: Sort,
    /// What rows were asked for.
    rows_of: RowsOf,
    /// The people whose sessions are shown under them.
    unfolded: Arc<FxHashSet<UserId>>,
    /// Whether the next rows are those of another view, so that nothing slides.
    is_turned: bool,
}

impl List {
    pub(super) fn new(snapshot: Arc<Snapshot>) -> Self {
        Self {
            snapshot,
            projection: None,
            flags: None,
            cursor: None,
            index: 0,
            offset: 0,
            rows: 0,
            slid_at: None,
            paused_at: None,
            behind: false,
            acted_on: None,
            on_nobody: false,
            sort: Sort::ATTENTION,
            rows_of: RowsOf::Sessions,
            unfolded: Arc::default(),
            is_turned: false,
        }
    }

    /// Asks for rows of sessions or of people, in this order, from now on.
    pub(super) fn turn_to(&mut self, is_by_person: bool, sort: Sort) {
        self.rows_of = if is_by_person {
            RowsOf::People
        } else {
            RowsOf::Sessions
        };
        self.sort = sort;
        self.is_turned = true;
    }

    /// Whether the sessions of a person are shown under them.
    pub(crate) fn is_unfolded(&self, user: UserId) -> bool {
        self.unfolded.contains(&user)
    }

    /// Shows or hides the sessions of a person; returns whether that changed anything.
    pub(super) fn unfold(&mut self, user: UserId, is_unfolded: bool) -> bool {
        let unfolded = Arc::make_mut(&mut self.unfolded);
        if is_unfolded {
            unfolded.insert(user)
        } else {
            unfolded.remove(&user)
        }
    }

    /// The snapshot that the rows' slots belong to.
    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    /// The rows with the request that they answer; `None` before there are any.
    pub(crate) fn projection(&self) -> Option<&Arc<Projection>> {
        self.projection.as_ref()
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        match self.grouped() {
            Some(grouped) => grouped.rows().len(),
            None => self.slots().len(),
        }
    }

    /// The rows of people, where the rows are people.
    pub(crate) fn grouped(&self) -> Option<&GroupedRows> {
        self.projection.as_ref()?.grouped.as_ref()
    }

    /// Whether the list has no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of sessions of which it cannot be known whether they match.
    pub(crate) fn undecided(&self) -> usize {
        self.projection
            .as_ref()
            .map_or(0, |projection| projection.undecided.len())
    }

    /// Those sessions, each with the reason.
    pub(crate) fn undecided_slots(&self) -> &[(Slot, Why)] {
        self.projection
            .as_ref()
            .map_or(&[], |projection| &projection.undecided)
    }

    /// The sessions that match: the rows in their order, or the sessions of all people shown.
    pub(crate) fn slots(&self) -> &[Slot] {
        self.projection
            .as_ref()
            .map_or(&[], |projection| &projection.rows)
    }

    /// What the rules hit, by the slots of the rows.
    pub(crate) fn flags(&self) -> Option<&SessionFlags> {
        self.flags.as_deref()
    }

    /// How many signed in during each of the last minutes.
    pub(crate) fn sign_ins(&self) -> Option<&SignIns> {
        self.projection
            .as_ref()
            .map(|projection| &projection.sign_ins)
    }

    /// One row, counted from the first of all.
    pub(crate) fn row(&self, index: usize) -> Option<ListRow> {
        match self.grouped() {
            Some(grouped) => grouped.rows().get(index).copied(),
            None => self.slots().get(index).copied().map(ListRow::Session),
        }
    }

    /// The rows on the screen.
    pub fn window(&self) -> impl Iterator<Item = ListRow> {
        (self.offset..self.offset + self.rows).map_while(|index| self.row(index))
    }

    /// A person of the rows.
    pub(crate) fn person_row(&self, place: u32) -> Option<&PersonRow> {
        self.grouped()?.person(place)
    }

    /// The place of the first row on the screen.
    pub fn offset(&self) -> usize {
        self.offset
    }

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
    pub(super) fn acted_on(&mut self, people: &FxHashSet<UserId>) {
        let user = self.cursor_key().map(|key| key.user);
        self.acted_on = user.filter(|user| people.contains(user));
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
    pub(super) fn cursor_row(&self) -> Option<RowKey> {
        self.key_at(self.cursor_index())
    }

    /// Whether the row under the cursor changed by itself a moment ago.
    pub(crate) fn has_just_slid(&self, now: Timestamp) -> bool {
        self.slid_at
            .is_some_and(|at| now.millis() - at.millis() < SETTLE)
    }

    /// When a person paused the list, if it is paused.
    pub(crate) fn paused_at(&self) -> Option<Timestamp> {
        self.paused_at
    }

    /// Whether there are newer data that wait because the rows are held still.
    pub(crate) fn is_behind(&self) -> bool {
        self.behind
    }

    /// Pauses the list, or lets it go on.
    pub(super) fn toggle_pause(&mut self, now: Timestamp) {
        self.paused_at = match self.paused_at {
            Some(_) => None,
            None => Some(now),
        };
    }

    /// Notes that newer data wait.
    pub(super) fn fall_behind(&mut self) {
        self.behind = true;
    }

    /// The request for rows of the newest snapshot, in the order that was asked for.
    pub(super) fn request(
        &mut self,
        snapshot: &Arc<Snapshot>,
        (query, context): (&Query, MatchContext),
    ) -> ProjectionRequest {
        self.behind = false;
        ProjectionRequest {
            snapshot: Arc::clone(snapshot),
            query: query.clone(),
            context,
            sort: self.sort,
            grouping: match self.rows_of {
                RowsOf::People => RowGrouping::People(Arc::clone(&self.unfolded)),
                RowsOf::Sessions => RowGrouping::Sessions,
            },
        }
    }

    /// Sets how many rows are on the screen.
    pub(super) fn resize(&mut self, rows: usize) {
        self.rows = rows;
        self.keep_in_window();
    }

    /// Takes over newer values for the same rows. Returns whether that was possible: only snapshots
    /// of one epoch agree on where sessions are.
    pub(super) fn refresh(&mut self, snapshot: &Arc<Snapshot>) -> bool {
        let same = self.snapshot.epoch() == snapshot.epoch();
        if same || self.projection.is_none() {
            self.snapshot = Arc::clone(snapshot);
        }
        same
    }

    /// Whether rows answer the question that the rows shown answer: the same query, order and
    /// grouping. Where there are no rows yet, none do.
    pub(super) fn answers_the_same(&self, projection: &Projection) -> bool {
        let shown = self.projection.as_ref().filter(|_| !self.is_empty());
        shown.is_some_and(|shown| shown.request.asks_the_same(&projection.request))
    }

    /// Takes over what the rules hit, for rows that stay as they are. Only snapshots of one epoch agree
    /// on where sessions are.
    pub(super) fn take_flags(&mut self, projection: &Projection) {
        if self.snapshot.epoch() == projection.request.snapshot.epoch() {
            self.flags = Some(Arc::clone(&projection.flags));
        }
    }

    /// Takes over new rows, and finds the cursor's session among them.
    pub(super) fn show(&mut self, projection: Arc<Projection>, now: Timestamp) {
        let newest = &projection.request.snapshot;
        let under = self.key_at(self.index);
        // The projection may be older than the values shown, but never of another epoch.
        if self.projection.is_none() || self.snapshot.epoch() != newest.epoch() {
            self.snapshot = Arc::clone(newest);
        }
        self.flags = Some(Arc::clone(&projection.flags));
        self.projection = Some(projection);
        let is_turned = std::mem::take(&mut self.is_turned);
        let found = self.cursor.and_then(|key| self.position(key));
        let acted_on = self
            .acted_on
            .filter(|user| under.is_some_and(|key| key.user() == *user));
        match found {
            Some(index) => self.index = index,
            None if is_turned => self.index = 0,
            None if acted_on.is_some_and(|user| !self.is_under(user)) => {
                let row = acted_on.and_then(|user| self.position(RowKey::Person(user)));
                self.on_nobody = row.is_none();
                self.index = row.unwrap_or(self.index).min(self.len().saturating_sub(1));
                self.acted_on = acted_on.filter(|_| row.is_some());
            }
            None => self.index = self.index.min(self.len().saturating_sub(1)),
        }
        let now_under = self.key_at(self.index);
        if under != now_under {
            if under.is_some() && !is_turned {
                self.slid_at = Some(now);
            }
            if self.cursor.is_some() {
                self.cursor = now_under.filter(|_| !self.on_nobody);
            }
        }
        self.keep_in_window();
    }

    /// Whether the row at the cursor's place is of this person.
    fn is_under(&self, user: UserId) -> bool {
        self.key_at(self.index)
            .is_some_and(|key| key.user() == user)
    }

    /// Moves the cursor by rows, or as far as there are rows. From nobody it goes to the row at its
    /// place.
    pub(super) fn move_by(&mut self, rows: isize) {
        let rows = if self.on_nobody { rows.min(0) } else { rows };
        self.move_to(self.index.saturating_add_signed(rows));
    }

    /// Moves the cursor to a row.
    pub(super) fn move_to(&mut self, index: usize) {
        self.index = index.min(self.len().saturating_sub(1));
        (self.on_nobody, self.acted_on) = (false, None);
        self.cursor = self.key_at(self.index);
        self.slid_at = None;
        self.keep_in_window();
    }

    /// The rows of a page: one less than are on the screen, so that one row stays visible.
    pub(super) fn page(&self) -> isize {
        isize::try_from(self.rows.saturating_sub(1).max(1)).unwrap_or(isize::MAX)
    }

    fn keep_in_window(&mut self) {
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
