//! Rows of people: one for everybody with a session that matches, and below it those sessions, where
//! somebody unfolded them.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::{ProjectionRequest, Projector};
use crate::live::columns::readable_time;
use crate::live::sorting::LAST;
use crate::live::{PeopleRows, PersonRow, SessionFlags, Slot, Snapshot};
use crate::model::UserId;

/// What a row of the list stands for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum RowGrouping {
    /// Each row is a session.
    #[default]
    Sessions,
    /// Each row is a person; the sessions of these follow theirs.
    People(Arc<FxHashSet<UserId>>),
}

impl RowGrouping {
    /// Whether rows are people.
    pub(crate) const fn is_by_person(&self) -> bool {
        matches!(self, Self::People(_))
    }
}

/// One row of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListRow {
    /// A session.
    Session(Slot),
    /// A person, by the place among the people of the projection.
    Person(u32),
}

/// The rows of people in their order, with the sessions of those who are unfolded.
#[derive(Debug, Clone)]
pub struct GroupedRows {
    people: PeopleRows,
    rows: Vec<ListRow>,
}

impl GroupedRows {
    fn of(people: PeopleRows, snapshot: &Snapshot, unfolded: &FxHashSet<UserId>) -> Self {
        let mut rows = Vec::with_capacity(people.len());
        for (place, person) in (0..).zip(people.rows()) {
            rows.push(ListRow::Person(place));
            let id = person.person(snapshot).map(|person| person.id);
            if !unfolded.is_empty() && id.is_some_and(|id| unfolded.contains(&id)) {
                let sessions = newest_first(snapshot, people.sessions_of(person));
                rows.extend(sessions.into_iter().map(ListRow::Session));
            }
        }
        Self { people, rows }
    }

    /// The rows.
    pub(crate) fn rows(&self) -> &[ListRow] {
        &self.rows
    }

    /// The number of people.
    pub(crate) fn people(&self) -> usize {
        self.people.len()
    }

    /// Somebody's row, by the place in [`ListRow::Person`].
    pub(crate) fn person(&self, place: u32) -> Option<&PersonRow> {
        self.people.rows().get(place as usize)
    }

    /// The sessions of somebody that match, in order of slot.
    pub(crate) fn sessions_of(&self, place: u32) -> &[Slot] {
        let person = self.person(place);
        person.map_or(&[], |person| self.people.sessions_of(person))
    }
}

/// Sessions of one person, the most recently seen first.
fn newest_first(snapshot: &Snapshot, slots: &[Slot]) -> Vec<Slot> {
    let newest = |slot: &Slot| {
        let place = snapshot.chunk_of(*slot);
        let last_seen = place.and_then(|(chunk, offset)| readable_time(chunk.last_seen()[offset]));
        last_seen.map_or(LAST, |at| LAST - 1 - at)
    };
    let mut slots = slots.to_vec();
    slots.sort_by_key(newest);
    slots
}

impl Projector {
    /// The rows of people for a request that asks for them; `matches` are the sessions that match,
    /// in order of slot.
    pub(super) fn grouped(
        &mut self,
        request: &ProjectionRequest,
        flags: &SessionFlags,
        matches: &[Slot],
    ) -> Option<GroupedRows> {
        let RowGrouping::People(unfolded) = &request.grouping else {
            return None;
        };
        let snapshot = &request.snapshot;
        let people = if request.query.is_empty() {
            PeopleRows::of(snapshot)
        } else {
            PeopleRows::among(snapshot, matches)
        };
        let people = people.in_order(snapshot, request.sort, flags, &mut self.ranks);
        Some(GroupedRows::of(people, snapshot, unfolded))
    }
}
