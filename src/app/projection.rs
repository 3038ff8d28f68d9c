//! From the shared state to the rows of the list: filter, then order. Pure, and fast enough
//! at a million sessions to run beside the event loop for every key.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::live::{Directory, Person, Slot, Snapshot, matching};
use crate::model::{Role, SafeText};
use crate::query::Query;

/// What the list can be ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Column {
    /// The user's number.
    User,
    /// The name.
    Name,
    /// The role.
    Role,
    /// The e-mail.
    Email,
    /// When they signed in.
    SignedIn,
    /// When they were last seen.
    LastSeen,
    /// The session's number.
    Session,
}

impl Column {
    /// Every column, from left to right.
    pub const ALL: [Self; 7] = [
        Self::User,
        Self::Name,
        Self::Role,
        Self::Email,
        Self::SignedIn,
        Self::LastSeen,
        Self::Session,
    ];

    /// The word for the command line and the sort menu.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Name => "name",
            Self::Role => "role",
            Self::Email => "email",
            Self::SignedIn => "signed-in",
            Self::LastSeen => "last-seen",
            Self::Session => "session",
        }
    }
}

/// An order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub column: Column,
    /// Largest first. For the two times that is the newest.
    pub descending: bool,
}

impl Default for Sort {
    /// The most recently seen first.
    fn default() -> Self {
        Self {
            column: Column::LastSeen,
            descending: true,
        }
    }
}

/// What to compute.
#[derive(Clone)]
pub struct Request {
    /// Out of what.
    pub seen: Arc<Snapshot>,
    /// Which sessions.
    pub query: Query,
    /// In which order.
    pub sort: Sort,
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request")
            .field("query", &self.query)
            .field("sort", &self.sort)
            .finish_non_exhaustive()
    }
}

/// The rows of the list, with what they were made from.
#[derive(Debug, Clone)]
pub struct Projection {
    /// What was asked for.
    pub request: Request,
    /// The sessions in order, as slots of the request's snapshot.
    pub rows: Vec<Slot>,
}

/// Computes projections and keeps what is dear to make: the order of names.
#[derive(Default)]
pub struct Projector {
    ranks: FxHashMap<Column, (u64, Arc<[u32]>)>,
}

/// Sorts after everything that is known.
const LAST: u32 = u32::MAX;

/// From this length on, sorting by digits is the faster way.
const MANY: usize = 16_384;

/// Values of one digit: as many places written to side by side as a processor keeps the
/// addresses of at hand. Larger digits take fewer turns and are slower at a million rows.
const DIGITS: usize = 1 << 6;

impl Projector {
    /// The rows for a request. What is not known comes last in either direction.
    pub fn project(&mut self, request: Request) -> Projection {
        let seen = &request.seen;
        let slots = matching(seen, &request.query);
        let Sort { column, descending } = request.sort;
        let rows = match column {
            Column::SignedIn => by_time(seen, &slots, descending, Time::SignedIn),
            Column::LastSeen => by_time(seen, &slots, descending, Time::LastSeen),
            Column::Name | Column::Email | Column::Role => {
                let ranks = self.ranks(column, seen.directory());
                let rank = |slot: Slot| {
                    let person = seen.row(slot).map(|row| row.person.index());
                    person
                        .and_then(|person| ranks.get(person))
                        .copied()
                        .unwrap_or(LAST)
                };
                let words = slots
                    .iter()
                    .map(|slot| word(rank(*slot), *slot, descending));
                sorted(words.collect())
            }
            Column::User => by_number(&slots, descending, |slot| {
                let person = seen.row(slot).and_then(|row| seen.person(row.person));
                person.map_or(0, |person| person.id.get())
            }),
            Column::Session => by_number(&slots, descending, |slot| {
                seen.row(slot).map_or(0, |row| row.session.get())
            }),
        };
        Projection { request, rows }
    }

    /// The rank of each person by name, e-mail or role; [`LAST`] where Zendesk has not told.
    fn ranks(&mut self, column: Column, people: &Directory) -> Arc<[u32]> {
        if let Some((version, ranks)) = self.ranks.get(&column)
            && *version == people.version()
        {
            return Arc::clone(ranks);
        }
        let key = |person: &Person| {
            let user = person.user()?;
            match column {
                Column::Email => user.email.as_ref().map(SafeText::lowered),
                Column::Role => Role::ALL
                    .iter()
                    .position(|role| *role == user.role)
                    .map(|rank| rank.to_string()),
                _ => Some(user.name.lowered()),
            }
        };
        let mut keys: Vec<(Option<String>, usize)> = people
            .iter()
            .enumerate()
            .map(|(place, person)| (key(person), place))
            .collect();
        keys.sort_unstable();
        let mut ranks = vec![LAST; keys.len()];
        let mut rank = 0;
        let mut before: Option<&str> = None;
        for (key, place) in &keys {
            let Some(key) = key.as_deref() else { continue };
            if before.is_some_and(|before| before != key) {
                rank += 1;
            }
            before = Some(key);
            ranks[*place] = rank;
        }
        let ranks: Arc<[u32]> = ranks.into();
        self.ranks
            .insert(column, (people.version(), Arc::clone(&ranks)));
        ranks
    }
}

#[derive(Clone, Copy)]
enum Time {
    SignedIn,
    LastSeen,
}

/// Reads the column chunk by chunk beside the slots, which are in order of slot.
fn by_time(seen: &Snapshot, slots: &[Slot], descending: bool, time: Time) -> Vec<Slot> {
    let mut words = Vec::with_capacity(slots.len());
    let mut slots = slots;
    for (first, chunk) in seen.chunks() {
        let column = match time {
            Time::SignedIn => chunk.authenticated(),
            Time::LastSeen => chunk.seen(),
        };
        let first = first as usize;
        let here = slots.partition_point(|slot| slot.index() < first + column.len());
        let (now, later) = slots.split_at(here);
        slots = later;
        words.extend(now.iter().map(|slot| {
            let time = column[slot.index() - first];
            word(if time == 0 { LAST } else { time }, *slot, descending)
        }));
    }
    sorted(words)
}

/// One machine word a row: the key above, the slot below.
fn word(key: u32, slot: Slot, descending: bool) -> u64 {
    let key = if descending && key != LAST {
        LAST - 1 - key
    } else {
        key
    };
    u64::from(key) << 32 | u64::from(slot.0)
}

/// Sorts words that come in order of slot.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the lower half is the slot"
)]
fn sorted(mut words: Vec<u64>) -> Vec<Slot> {
    if words.len() < MANY {
        words.sort_unstable();
    } else {
        words = sorted_by_digits(words);
    }
    words.into_iter().map(|word| Slot(word as u32)).collect()
}

/// Orders words by their upper half and keeps the order of equals: digit by digit from the
/// lowest, over no more digits than the keys differ in. A month of seconds takes four turns.
fn sorted_by_digits(mut words: Vec<u64>) -> Vec<u64> {
    let unknown = u64::from(LAST);
    let known = || {
        words
            .iter()
            .map(|word| word >> 32)
            .filter(|key| *key != unknown)
    };
    let (least, most) = known().fold((unknown, 0), |(least, most), key| {
        (least.min(key), most.max(key))
    });
    let span = most.saturating_sub(least) + 1;
    for word in &mut words {
        let key = *word >> 32;
        let rank = if key == unknown { span } else { key - least };
        *word = rank << 32 | (*word & unknown);
    }
    let mut turned = vec![0; words.len()];
    let mut shift = 32;
    while span >> (shift - 32) > 0 {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the remainder is one digit"
        )]
        let digit = |word: u64| (word >> shift) as usize % DIGITS;
        let mut places = [0; DIGITS];
        for word in &words {
            places[digit(*word)] += 1;
        }
        let mut before = 0;
        for place in &mut places {
            before += std::mem::replace(place, before);
        }
        for word in &words {
            let place = &mut places[digit(*word)];
            turned[*place] = *word;
            *place += 1;
        }
        std::mem::swap(&mut words, &mut turned);
        shift += DIGITS.ilog2();
    }
    words
}

fn by_number(slots: &[Slot], descending: bool, number: impl Fn(Slot) -> u64) -> Vec<Slot> {
    let mut rows: Vec<(u64, Slot)> = slots.iter().map(|slot| (number(*slot), *slot)).collect();
    rows.sort_unstable();
    if descending {
        rows.reverse();
    }
    rows.into_iter().map(|(_, slot)| slot).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::{Store, WalkProgress};
    use crate::model::{Session, Timestamp, User};

    fn session(user: u64, number: u64, signed_in: i64, seen: Option<i64>) -> Session {
        Session {
            key: format!("{user}/{number}").parse().unwrap(),
            authenticated_at: Some(Timestamp::from_seconds(signed_in)),
            last_seen_at: seen.map(Timestamp::from_seconds),
        }
    }

    fn user(id: u64, name: &str, role: Role) -> User {
        User {
            email: Some(SafeText::new(&format!("{name}@example.com"))),
            ..User::example(id, name, role)
        }
    }

    fn seen() -> Arc<Snapshot> {
        let mut store = Store::new();
        let now = Timestamp::from_seconds(1_000);
        store.absorb(WalkProgress::Began, now);
        let sessions = vec![
            session(1, 101, 30, Some(300)),
            session(2, 102, 20, None),
            session(3, 103, 10, Some(500)),
            session(1, 104, 40, Some(100)),
        ];
        store.absorb(
            WalkProgress::Page {
                sessions,
                unreadable: 0,
            },
            now,
        );
        let users = vec![user(1, "Zoe", Role::EndUser), user(2, "ada", Role::Admin)];
        store.absorb(
            WalkProgress::People {
                asked: vec![],
                users,
            },
            now,
        )
    }

    fn rows(query: &str, column: Column, descending: bool) -> Vec<u64> {
        let seen = seen();
        let request = Request {
            seen: Arc::clone(&seen),
            query: Query::parse(query),
            sort: Sort { column, descending },
        };
        let projection = Projector::default().project(request);
        projection
            .rows
            .iter()
            .map(|slot| seen.row(*slot).unwrap().session.get())
            .collect()
    }

    #[test]
    fn every_column_orders_both_ways_and_the_unknown_comes_last() {
        assert_eq!(rows("", Column::LastSeen, true), [103, 101, 104, 102]);
        assert_eq!(rows("", Column::LastSeen, false), [104, 101, 103, 102]);
        assert_eq!(rows("", Column::SignedIn, false), [103, 102, 101, 104]);
        assert_eq!(rows("", Column::Name, false), [102, 101, 104, 103]);
        assert_eq!(rows("", Column::Name, true), [101, 104, 102, 103]);
        assert_eq!(rows("", Column::Role, false), [102, 101, 104, 103]);
        assert_eq!(rows("", Column::Email, false), [102, 101, 104, 103]);
        assert_eq!(rows("", Column::Session, true), [104, 103, 102, 101]);
        assert_eq!(rows("", Column::User, false), [101, 104, 102, 103]);
    }

    #[test]
    fn many_rows_are_ordered_like_few() {
        let chance = |slot: u32| slot.wrapping_mul(2_654_435_761);
        let edges = [0, 63, 64, 1_800_000_000, LAST - 2, LAST - 1, LAST];
        let keys: [&dyn Fn(u32) -> u32; 5] = [
            &chance,
            &|slot| chance(slot) % 2_592_000,
            &|slot| edges[chance(slot) as usize % edges.len()],
            &|_| 5,
            &|_| LAST,
        ];
        for key in keys {
            for descending in [false, true] {
                let slots = (0..20_000).map(|row| Slot(row * 3));
                let words: Vec<u64> = slots
                    .map(|slot| word(key(slot.0), slot, descending))
                    .collect();
                let mut expected = words.clone();
                expected.sort_unstable();
                let expected = expected.iter().map(|word| word & u64::from(u32::MAX));
                let sorted = sorted(words).into_iter().map(|slot| u64::from(slot.0));
                assert!(sorted.eq(expected));
            }
        }
    }

    #[test]
    fn words_narrow_by_person_or_by_session_number() {
        assert_eq!(rows("zoe", Column::Session, false), [101, 104]);
        assert_eq!(rows("admin", Column::Session, false), [102]);
        assert_eq!(rows("103", Column::Session, false), [103]);
        assert_eq!(rows("zoe 104", Column::Session, false), [104]);
        assert_eq!(rows("nobody", Column::Session, false), [0_u64; 0]);
    }
}
