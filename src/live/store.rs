//! The one writer of the shared state. Taking in what a walk brings is pure: the same
//! progress at the same times gives the same snapshots.

use std::hash::BuildHasher as _;
use std::sync::Arc;

use hashbrown::HashTable;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::columns::Columns;
use super::directory::DirectoryStore;
use super::events::{EventLog, LiveEventKind};
use super::snapshot::Walked;
use super::{
    Directory, Extras, Found, Freshness, PersonIndex, Progress, Retry, Row, Slot, Snapshot,
};
use crate::model::{ClockOffset, OrganizationId, Session, SessionKey, Timestamp, User, UserId};
use crate::zendesk::{ApiError, BudgetReading, Standing};

/// Slots of gone sessions are given back when they are more than this share of all.
const COMPACT_WHEN_GONE: usize = 4;

/// One step of a walk, or of what happens between walks.
#[derive(Debug, Clone)]
pub enum WalkProgress {
    /// `users/me` told whose credentials these are.
    Identified(User),
    /// An answer carried the server's time.
    ServerTime(Timestamp),
    /// A walk begins.
    Began,
    /// A page of it came in.
    Page {
        /// The readable records.
        sessions: Vec<Session>,
        /// How many were not readable.
        unreadable: usize,
    },
    /// The last page came in: the walk is whole.
    Finished {
        /// When the next walk begins.
        rest_until: Timestamp,
    },
    /// A request failed: the walk is over, and nothing is removed for it.
    Broke {
        /// What went wrong.
        error: Arc<ApiError>,
        /// What happens next.
        retry: Retry,
    },
    /// The directory's answer about these people.
    People {
        /// Who was asked about.
        asked: Vec<UserId>,
        /// Who was told about.
        users: Vec<User>,
    },
    /// One person's own list, whole.
    Listed {
        /// Whose.
        user: UserId,
        /// When it was asked for.
        began_at: Timestamp,
        /// All their sessions.
        sessions: Vec<Session>,
    },
    /// The request budget changed.
    Budget(BudgetReading),
    /// Something beside sessions and people came in.
    Enriched(Found),
    /// The credentials changed, or what is known of them.
    Standing(Option<Standing>),
}

/// A walk that is under way.
struct CurrentWalk {
    began_at: Timestamp,
    page: usize,
    sessions: usize,
    unreadable: usize,
    conflicts: usize,
}

/// All that is known, with what only the writer needs: where each session is, and which
/// walk saw it last.
pub struct Store {
    columns: Columns,
    index: HashTable<u32>,
    seen_in: Vec<u32>,
    per_person: Vec<u32>,
    directory: DirectoryStore,
    events: Arc<EventLog>,
    listed: Arc<FxHashMap<UserId, Timestamp>>,
    walk: Option<CurrentWalk>,
    /// Stamps sessions seen in this walk or since; rises when a walk begins.
    stamp: u32,
    state: Snapshot,
}

impl Default for Store {
    fn default() -> Self {
        Self::new()
    }
}

impl Store {
    /// Nothing known yet.
    pub fn new() -> Self {
        let events = Arc::<EventLog>::default();
        let listed = Arc::<FxHashMap<_, _>>::default();
        let state = Snapshot {
            columns: Columns::default(),
            people: Directory::default(),
            sessions: 0,
            people_signed_in: 0,
            epoch: 0,
            walked: None,
            listed: Arc::clone(&listed),
            events: Arc::clone(&events),
            identity: None,
            extras: Extras::default(),
            freshness: Freshness::Waiting,
            progress: Progress::Identifying,
            clock_offset: None,
            unreadable: 0,
            conflicts: 0,
            budget: BudgetReading::default(),
            standing: None,
        };
        Self {
            columns: Columns::default(),
            index: HashTable::new(),
            seen_in: Vec::new(),
            per_person: Vec::new(),
            directory: DirectoryStore::default(),
            events,
            listed,
            walk: None,
            stamp: 0,
            state,
        }
    }

    /// The state as it is now.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        let mut snapshot = self.state.clone();
        snapshot.columns = self.columns.clone();
        snapshot.people = self.directory.published();
        snapshot.events = Arc::clone(&self.events);
        snapshot.listed = Arc::clone(&self.listed);
        Arc::new(snapshot)
    }

    /// People not asked about yet, or not since `before`, in the order in which they were
    /// first seen; at most `most`.
    pub fn unknown_people(&self, most: usize) -> Vec<UserId> {
        let people = self.directory.people().iter().zip(&self.per_person);
        people
            .filter(|(person, sessions)| person.asked_at.is_none() && **sessions > 0)
            .map(|(person, _)| person.id)
            .take(most)
            .collect()
    }

    /// Of `people`, those to ask about: never asked, or not since `before`.
    pub fn to_ask(&self, people: &[UserId], before: Timestamp) -> Vec<UserId> {
        let stale = |id: &UserId| {
            let place = self.directory.find(*id)?;
            let asked_at = self.directory.people().person(place)?.asked_at;
            asked_at
                .is_none_or(|asked_at| asked_at < before)
                .then_some(*id)
        };
        let once: FxHashSet<UserId> = people.iter().filter_map(stale).collect();
        let mut ids: Vec<UserId> = once.into_iter().collect();
        ids.sort_unstable();
        ids
    }

    /// Where somebody is in the directory.
    pub(super) fn place_of(&self, id: UserId) -> Option<PersonIndex> {
        self.directory.find(id)
    }

    /// Organisations of people not asked about yet, first seen first; at most `most`.
    pub fn unknown_organizations(&self, most: usize) -> Vec<OrganizationId> {
        self.directory.organizations_to_ask(most)
    }

    /// Takes in one step and publishes what is known after it.
    pub fn absorb(&mut self, progress: WalkProgress, now: Timestamp) -> Arc<Snapshot> {
        self.take(progress, now);
        self.snapshot()
    }

    /// Takes in one step; it is published with the next.
    pub fn take(&mut self, progress: WalkProgress, now: Timestamp) {
        match progress {
            WalkProgress::Identified(user) => {
                self.directory.learn(&[], vec![user.clone()], now);
                self.per_person.resize(self.directory.people().len(), 0);
                self.state.identity = Some(Arc::new(user));
            }
            WalkProgress::ServerTime(time) => self.note_offset(time, now),
            WalkProgress::Began => self.begin(now),
            WalkProgress::Page {
                sessions,
                unreadable,
            } => self.page(&sessions, unreadable, now),
            WalkProgress::Finished { rest_until } => self.finish(rest_until, now),
            WalkProgress::Broke { error, retry } => self.break_off(error, retry, now),
            WalkProgress::People { asked, users } => {
                self.directory.learn(&asked, users, now);
                self.per_person.resize(self.directory.people().len(), 0);
            }
            WalkProgress::Listed {
                user,
                began_at,
                sessions,
            } => {
                self.list(user, began_at, &sessions, now);
            }
            WalkProgress::Budget(reading) => self.state.budget = reading,
            WalkProgress::Enriched(found) => {
                if let Found::Organizations { asked, found } = &found {
                    self.directory.learn_organizations(asked, found);
                }
                self.state.extras.learn(&found);
            }
            WalkProgress::Standing(standing) => self.state.standing = standing,
        }
    }

    /// `Date` has whole seconds, so an offset within a second is no news.
    fn note_offset(&mut self, server: Timestamp, now: Timestamp) {
        let offset = ClockOffset::between(server, now);
        let known = self.state.clock_offset;
        if known.is_none_or(|known| (known.millis() - offset.millis()).abs() > 1_000) {
            self.state.clock_offset = Some(offset);
        }
    }

    fn begin(&mut self, now: Timestamp) {
        self.stamp += 1;
        self.walk = Some(CurrentWalk {
            began_at: now,
            page: 0,
            sessions: 0,
            unreadable: 0,
            conflicts: 0,
        });
        self.state.progress = Progress::Walking {
            page: 0,
            sessions: 0,
        };
    }

    fn page(&mut self, sessions: &[Session], unreadable: usize, now: Timestamp) {
        let conflicts = sessions
            .iter()
            .filter(|session| !self.put(session, now))
            .count();
        if let Some(walk) = &mut self.walk {
            walk.page += 1;
            walk.sessions += sessions.len();
            walk.unreadable += unreadable;
            walk.conflicts += conflicts;
            self.state.progress = Progress::Walking {
                page: walk.page,
                sessions: walk.sessions,
            };
            self.state.unreadable = self.state.unreadable.max(walk.unreadable);
            self.state.conflicts = self.state.conflicts.max(walk.conflicts);
        }
    }

    /// Adds or updates one session. `false`: another user owns it already, so it is left out.
    fn put(&mut self, session: &Session, now: Timestamp) -> bool {
        let person = self.directory.place(session.key.user);
        if self.per_person.len() <= person.index() {
            self.per_person.resize(person.index() + 1, 0);
        }
        let row = Row {
            session: session.key.session,
            person,
            authenticated_at: session.authenticated_at,
            last_seen_at: session.last_seen_at,
        };
        let number = session.key.session.get();
        let columns = &self.columns;
        let hash = FxBuildHasher.hash_one(number);
        let known = self
            .index
            .find(hash, |slot| columns.session(Slot(*slot)) == number);
        if let Some(slot) = known.map(|slot| Slot(*slot)) {
            let there = !self.columns.is_gone(slot);
            let owner = self.columns.row(slot).map(|row| row.person);
            if there && owner != Some(person) && self.seen_in.get(slot.index()) == Some(&self.stamp)
            {
                return false;
            }
            if self.columns.set(slot, &row) {
                if there {
                    self.count(owner, -1);
                }
                self.count(Some(person), 1);
                if !there {
                    self.tell(now, LiveEventKind::SignedIn(session.key));
                }
            }
            if let Some(seen_in) = self.seen_in.get_mut(slot.index()) {
                *seen_in = self.stamp;
            }
        } else {
            let slot = self.columns.push(&row);
            let columns = &self.columns;
            self.index.insert_unique(hash, slot.0, |slot| {
                FxBuildHasher.hash_one(columns.session(Slot(*slot)))
            });
            self.seen_in.push(self.stamp);
            self.count(Some(person), 1);
            self.tell(now, LiveEventKind::SignedIn(session.key));
        }
        true
    }

    fn count(&mut self, person: Option<PersonIndex>, change: i32) {
        let Some(count) = person.and_then(|person| self.per_person.get_mut(person.index())) else {
            return;
        };
        let before = *count;
        *count = count.saturating_add_signed(change);
        if change > 0 {
            self.state.sessions += 1;
            self.state.people_signed_in += usize::from(before == 0);
        } else {
            self.state.sessions = self.state.sessions.saturating_sub(1);
            if *count == 0 {
                self.state.people_signed_in = self.state.people_signed_in.saturating_sub(1);
            }
        }
    }

    /// Notes a change; while the first walk fills the list, nothing in it is news.
    fn tell(&mut self, now: Timestamp, kind: LiveEventKind) {
        if self.state.walked.is_some() {
            Arc::make_mut(&mut self.events).change(now, kind);
        }
    }

    fn remove(&mut self, slot: Slot, now: Timestamp) {
        let Some(row) = self.columns.row(slot) else {
            return;
        };
        self.columns.remove(slot);
        self.count(Some(row.person), -1);
        if let Some(person) = self.directory.people().person(row.person) {
            let key = SessionKey {
                user: person.id,
                session: row.session,
            };
            self.tell(now, LiveEventKind::Gone(key));
        }
    }

    fn finish(&mut self, rest_until: Timestamp, now: Timestamp) {
        let Some(walk) = self.walk.take() else { return };
        let gone: Vec<Slot> = (self.seen_in.iter().enumerate())
            .filter(|(_, seen_in)| **seen_in != self.stamp)
            .map(|(index, _)| Slot::from_index(index))
            .filter(|slot| !self.columns.is_gone(*slot))
            .collect();
        for slot in gone {
            self.remove(slot, now);
        }
        self.state.unreadable = walk.unreadable;
        self.state.conflicts = walk.conflicts;
        self.state.freshness = Freshness::Current { as_of: now };
        self.state.progress = Progress::Resting { until: rest_until };
        let number = self.state.walks() + 1;
        self.state.walked = Some(Walked {
            number,
            began_at: walk.began_at,
        });
        if self.listed.values().any(|listed| *listed < walk.began_at) {
            Arc::make_mut(&mut self.listed).retain(|_, listed| *listed >= walk.began_at);
        }
        let sessions = self.state.sessions;
        Arc::make_mut(&mut self.events).close(now, LiveEventKind::Walked { sessions });
        if self.columns.len() - sessions > self.columns.len() / COMPACT_WHEN_GONE {
            self.compact();
        }
    }

    /// Gives back the slots of gone sessions. Every slot changes, so the epoch does.
    fn compact(&mut self) {
        let old = std::mem::take(&mut self.columns);
        let seen_in = std::mem::take(&mut self.seen_in);
        self.index.clear();
        for (index, stamp) in seen_in.into_iter().enumerate() {
            let slot = Slot::from_index(index);
            if old.is_gone(slot) {
                continue;
            }
            if let Some(row) = old.row(slot) {
                let slot = self.columns.push(&row);
                let columns = &self.columns;
                let hash = |slot: &u32| FxBuildHasher.hash_one(columns.session(Slot(*slot)));
                self.index.insert_unique(hash(&slot.0), slot.0, hash);
                self.seen_in.push(stamp);
            }
        }
        self.state.epoch += 1;
    }

    fn break_off(&mut self, error: Arc<ApiError>, retry: Retry, now: Timestamp) {
        self.walk = None;
        let as_of = match self.state.freshness {
            Freshness::Waiting => None,
            Freshness::Current { as_of } => Some(as_of),
            Freshness::Stale { as_of, .. } => as_of,
        };
        let words = error.to_string();
        self.state.progress = match retry {
            Retry::At { when, .. } => Progress::Resting { until: when },
            Retry::WhenAsked => Progress::Resting { until: now },
        };
        self.state.freshness = Freshness::Stale {
            as_of,
            because: error,
            retry,
        };
        Arc::make_mut(&mut self.events).close(now, LiveEventKind::Broke(words));
    }

    /// A person's own list is whole, so what it lacks is gone.
    fn list(&mut self, user: UserId, began_at: Timestamp, sessions: &[Session], now: Timestamp) {
        let place = self.directory.place(user);
        self.per_person.resize(self.directory.people().len(), 0);
        let theirs: Vec<&Session> = sessions
            .iter()
            .filter(|session| session.key.user == user)
            .collect();
        let listed: FxHashSet<u64> = theirs
            .iter()
            .map(|session| session.key.session.get())
            .collect();
        for slot in self.snapshot().sessions_of(place) {
            if !listed.contains(&self.columns.session(slot)) {
                self.remove(slot, now);
            }
        }
        for session in theirs {
            self.put(session, now);
        }
        Arc::make_mut(&mut self.listed).insert(user, began_at);
    }
}

#[cfg(test)]
mod tests;
