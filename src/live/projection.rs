//! From a snapshot to the rows of the list: filter, then order. Pure, and fast enough at a million
//! sessions to run beside the event loop for every key.
//!
//! - here the request, and the rows
//! - `grouped` rows of people, with the sessions of those who are unfolded
//! - `order` the sorting itself; `ends` when sessions end

mod ends;
mod grouped;
mod order;

use std::sync::Arc;

use self::ends::SessionEnds;
use self::order::{Time, by_number, by_time, sorted};
use super::flags::by_attention;
use super::sorting::{LAST, word};
use crate::live::matching::{SlotSet, is_narrower, matching, matching_among};
use crate::live::{
    Column, FlagKeeper, MatchContext, Matches, NameRanks, SessionFlags, SignIns, Slot, Snapshot,
    Sort,
};
use crate::query::{Query, QueryField, Why};

pub(crate) use ends::end_of;
pub use grouped::{GroupedRows, ListRow, RowGrouping};

/// The input of a projection.
#[derive(Clone)]
pub struct ProjectionRequest {
    /// The snapshot that the rows come from.
    pub snapshot: Arc<Snapshot>,
    /// The query that chooses the sessions.
    pub query: Query,
    /// What the query is judged by beside the snapshot.
    pub context: MatchContext,
    /// The order of the rows.
    pub sort: Sort,
    /// Whether there is a row for each session or for each person.
    pub grouping: RowGrouping,
}

impl ProjectionRequest {
    /// Whether another request is about the same rows in the same order, of whatever snapshot.
    pub(crate) fn asks_the_same(&self, other: &Self) -> bool {
        self.query == other.query && self.sort == other.sort && self.grouping == other.grouping
    }
}

impl std::fmt::Debug for ProjectionRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProjectionRequest")
            .field("query", &self.query)
            .field("sort", &self.sort)
            .finish_non_exhaustive()
    }
}

/// The rows of the list, and the request that they were made for.
#[derive(Debug, Clone)]
pub struct Projection {
    /// The request that the rows answer.
    pub request: ProjectionRequest,
    /// The sessions in order, as slots of the request's snapshot.
    pub rows: Vec<Slot>,
    /// The sessions of which it cannot be known whether they match, with the reason.
    pub(crate) undecided: Vec<(Slot, Why)>,
    /// What the rules of the request hit in its snapshot.
    pub flags: Arc<SessionFlags>,
    /// How many signed in during each of the last minutes.
    pub(crate) sign_ins: SignIns,
    /// The rows of people, if those were asked for.
    pub(crate) grouped: Option<GroupedRows>,
}

/// Computes projections, and caches the order of names, which is slow to compute, and the last
/// result, in which a query that only narrows the one before is searched.
#[derive(Default)]
pub struct Projector {
    ranks: NameRanks,
    last: Option<LastResult>,
    flags: FlagKeeper,
}

/// The last request and its rows. The set has them in order of slot, in which they are searched: in
/// the order of the list they lie far apart in memory.
struct LastResult {
    request: ProjectionRequest,
    rows: Vec<Slot>,
    /// The rows, and the sessions that could not be told.
    found: SlotSet,
    is_decided: bool,
}

impl Projector {
    /// Computes the rows for a request. What is not known comes last in either direction.
    pub fn project(&mut self, mut request: ProjectionRequest) -> Projection {
        let flags = self.flags.flags(&request.snapshot, &request.context);
        request.context.flags = Some(Arc::clone(&flags));
        if request.query.uses(QueryField::Twin) {
            request.context.twins = Some(self.flags.twins(&request.snapshot));
        }
        let matches = match self.narrowed(&request) {
            Some(matches) => matches,
            None => self.matched(&request),
        };
        let grouped = self.grouped(&request, &flags, &matches.yes);
        // Without a query there is nothing that is dear to search again.
        let is_kept = !request.query.is_empty();
        let perhaps = matches.undecided.iter().map(|(slot, _)| *slot);
        let found = matches.yes.iter().copied().chain(perhaps);
        self.last = is_kept.then(|| LastResult {
            found: SlotSet::of(found, request.snapshot.slots()),
            request: request.clone(),
            rows: matches.yes.clone(),
            is_decided: matches.undecided.is_empty(),
        });
        let server = request.snapshot.server_time(request.context.now);
        Projection {
            sign_ins: SignIns::of(&request.snapshot, server),
            request,
            rows: matches.yes,
            undecided: matches.undecided,
            flags,
            grouped,
        }
    }

    /// The matches among those of the last request, in its order, if they are enough.
    fn narrowed(&mut self, request: &ProjectionRequest) -> Option<Matches> {
        let last = self.last.take()?;
        let before = &last.request;
        let is_enough = Arc::ptr_eq(&before.snapshot, &request.snapshot)
            && before.sort == request.sort
            && before.grouping.is_by_person() == request.grouping.is_by_person()
            && is_narrower(
                (&request.query, &request.context),
                (&before.query, &before.context),
            );
        is_enough.then(|| {
            let (snapshot, query) = (&request.snapshot, &request.query);
            let narrowed = matching_among(&last.found, snapshot, query, &request.context);
            // A row that could not be told before may match now, and has its place by the order.
            let yes = if last.is_decided {
                let found = SlotSet::of(narrowed.yes.iter().copied(), snapshot.slots());
                let mut rows = last.rows;
                rows.retain(|slot| found.has(*slot));
                rows
            } else {
                self.ordered(request, &narrowed.yes)
            };
            Matches { yes, ..narrowed }
        })
    }

    /// The matches among all sessions, in order.
    fn matched(&mut self, request: &ProjectionRequest) -> Matches {
        let matches = matching(&request.snapshot, &request.query, &request.context);
        Matches {
            yes: self.ordered(request, &matches.yes),
            ..matches
        }
    }

    /// The slots, which are in order of slot, in the order of the request.
    fn ordered(&mut self, request: &ProjectionRequest, slots: &[Slot]) -> Vec<Slot> {
        let snapshot = &request.snapshot;
        if request.grouping.is_by_person() {
            return slots.to_vec();
        }
        let Sort { column, descending } = request.sort;
        match column {
            Column::SignedIn => by_time(snapshot, slots, descending, Time::SignedIn),
            Column::LastSeen => by_time(snapshot, slots, descending, Time::LastSeen),
            Column::Name | Column::Email | Column::Role | Column::Organization => {
                let ranks = self.ranks.of(column, snapshot.directory());
                let rank = |slot: Slot| {
                    let person = snapshot.row(slot).map(|row| row.person.index());
                    person
                        .and_then(|person| ranks.get(person))
                        .copied()
                        .unwrap_or(LAST)
                };
                let words = slots
                    .iter()
                    .map(|slot| word(rank(*slot), slot.0, descending));
                sorted(words.collect())
            }
            Column::Ends => {
                let ends = SessionEnds::of(snapshot);
                let words = slots
                    .iter()
                    .map(|slot| word(ends.seconds(*slot), slot.0, descending));
                sorted(words.collect())
            }
            Column::Attention => match &request.context.flags {
                Some(flags) => by_attention(snapshot, flags, slots),
                None => by_attention(snapshot, &SessionFlags::default(), slots),
            },
            Column::Sessions => {
                let words = slots.iter().map(|slot| {
                    let person = snapshot.row(*slot).map(|row| row.person);
                    let sessions =
                        person.map_or(0, |person| snapshot.number_of_sessions_of(person));
                    let sessions = u32::try_from(sessions).unwrap_or(LAST - 1);
                    word(sessions, slot.0, descending)
                });
                sorted(words.collect())
            }
            Column::User => by_number(slots, descending, |slot| {
                let person = snapshot
                    .row(slot)
                    .and_then(|row| snapshot.person(row.person));
                person.map_or(0, |person| person.id.get())
            }),
            Column::Session => by_number(slots, descending, |slot| {
                snapshot.row(slot).map_or(0, |row| row.session.get())
            }),
        }
    }
}

#[cfg(test)]
mod tests;
