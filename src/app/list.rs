//! The list: its rows, where the cursor is, which rows are on the screen, and whether they are held
//! still.
//!
//! - here the rows; `cursor` which of them the cursor is on; `still` rows that stand still
//! - `pick` which sessions and people some of the rows are
//! - `row_key` what a row is recognized by

mod cursor;
mod pick;
mod row_key;
mod still;

use std::sync::Arc;

use rustc_hash::FxHashSet;

pub(super) use self::row_key::RowKey;
use crate::live::{
    GroupedRows, ListRow, MatchContext, PersonRow, Projection, ProjectionRequest, RowGrouping,
    SessionFlags, SignIns, Slot, Snapshot, Sort,
};
use crate::model::{Timestamp, UserId};
use crate::query::{Query, Why};

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
    /// The query that somebody narrowed the list to, until its rows are here.
    narrowed_to: Option<Query>,
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
            narrowed_to: None,
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
        let is_narrowed = self.takes_narrowed();
        let found = self.cursor.and_then(|key| self.position(key));
        let acted_on = self
            .acted_on
            .filter(|user| under.is_some_and(|key| key.user() == *user));
        match found {
            Some(index) => self.index = index,
            None if is_turned || is_narrowed => {
                (self.index, self.acted_on, self.on_nobody) = (0, None, false);
            }
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
        if is_narrowed {
            // Whoever typed what they look for chose the rows, and is not kept waiting for them.
            self.slid_at = None;
        }
        self.keep_in_window();
    }
}
