//! The one writer of the shared state. Taking in what a walk brings is pure: the same progress at
//! the same times gives the same snapshots.
//!
//! - here the store, what can be asked of it, and what it takes in
//! - `progress` the steps that it takes in
//! - `walk` walks and people's own lists: what may be removed, and when
//! - `slots` where each session is stored, and the sums
//!
//! No requests and no clock: the poller brings both.

mod progress;
mod slots;
mod walk;

use std::sync::Arc;

use hashbrown::HashTable;
use rustc_hash::{FxHashMap, FxHashSet};

use self::walk::CurrentWalk;
use super::columns::SessionColumns;
use super::directory::DirectoryStore;
use super::events::EventLog;
use super::snapshot::{ClockDates, ListRead, Unreadable};
use super::tally::SessionTally;
use super::urls::SentUrls;
use super::{
    Census, Directory, EnrichmentFound, Extras, Freshness, LOOK_UPS_AT_MOST, PersonIndex, Progress,
    Snapshot,
};
use crate::model::{
    ClockOffset, OrganizationId, Role, SessionKey, Timeouts, Timestamp, User, UserId,
};
use crate::zendesk::BudgetReading;

pub use progress::WalkProgress;

/// Everything that is known, with what only the writer needs: where each session is, and which walk
/// saw it last.
pub struct Store {
    columns: SessionColumns,
    index: HashTable<u32>,
    seen_in: Vec<u32>,
    directory: DirectoryStore,
    events: Arc<EventLog>,
    listed: Arc<FxHashMap<UserId, ListRead>>,
    /// The sessions that own lists lacked, and when the latest of these lists was begun.
    lacked: FxHashMap<SessionKey, Timestamp>,
    /// The sessions that own lists have shown and no walk has.
    listed_alone: FxHashSet<SessionKey>,
    walk: Option<CurrentWalk>,
    /// When it was asked whose credentials these are, of the newest answer.
    identified_at: Option<Timestamp>,
    /// The number of whole walks before this store was begun anew.
    earlier_walks: u64,
    /// The stamp of sessions seen in this walk or since; it rises when a walk begins.
    stamp: u32,
    state: Snapshot,
}

impl Default for Store {
    fn default() -> Self {
        Self::new()
    }
}

impl Store {
    /// A store in which nothing is known yet.
    pub fn new() -> Self {
        let events = Arc::<EventLog>::default();
        let listed = Arc::<FxHashMap<_, _>>::default();
        let state = Snapshot {
            columns: SessionColumns::default(),
            urls: SentUrls::default(),
            people: Directory::default(),
            sessions: 0,
            people_signed_in: 0,
            tally: SessionTally::default(),
            census: Census::default(),
            epoch: 0,
            walked: None,
            proof: None,
            unconfirmed: 0,
            contradicted: Arc::default(),
            listed: Arc::clone(&listed),
            not_listed: Arc::default(),
            names_unread: None,
            events: Arc::clone(&events),
            identity: None,
            extras: Extras::default(),
            listed_since: None,
            freshness: Freshness::Waiting,
            interval: None,
            expected: None,
            progress: Progress::Identifying,
            clock_offset: None,
            dates: ClockDates::default(),
            unreadable: Unreadable::default(),
            claims: Arc::default(),
            look_ups: LOOK_UPS_AT_MOST,
            addresses_not_searched: 0,
            budget: BudgetReading::default(),
            standing: None,
        };
        Self {
            columns: SessionColumns::default(),
            index: HashTable::new(),
            seen_in: Vec::new(),
            directory: DirectoryStore::default(),
            events,
            listed,
            lacked: FxHashMap::default(),
            listed_alone: FxHashSet::default(),
            walk: None,
            identified_at: None,
            earlier_walks: 0,
            stamp: 0,
            state,
        }
    }

    /// A store in which nothing is known but what `shown` has beside sessions and people. It takes
    /// the place of the store that published `shown`, so neither slots nor walks are mistaken for
    /// its own.
    pub(super) fn after(shown: &Snapshot) -> Self {
        let mut store = Self::new();
        store.state.epoch = shown.epoch.wrapping_add(1);
        store.earlier_walks = shown.walks();
        store.state.clock_offset = shown.clock_offset;
        store.state.dates = shown.dates;
        store.state.extras.give(shown.extras.given());
        if let Some(identity) = &shown.identity {
            let asked_at = Timestamp::from_millis(0);
            store.take(
                WalkProgress::identified(User::clone(identity), asked_at),
                asked_at,
            );
        }
        store
    }

    /// Takes in the time-outs that somebody wrote down, for what the account does not tell.
    pub fn give_timeouts(&mut self, timeouts: Timeouts) {
        self.state.extras.give(timeouts);
    }

    /// The present state.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        let mut snapshot = self.state.clone();
        snapshot.columns = self.columns.clone();
        snapshot.people = self.directory.published();
        snapshot.events = Arc::clone(&self.events);
        snapshot.listed = Arc::clone(&self.listed);
        Arc::new(snapshot)
    }

    /// People with sessions who were not asked about yet, first seen first; at most `most`.
    pub(crate) fn unknown_people(&self, most: usize) -> Vec<UserId> {
        let people = (0..).map(PersonIndex).zip(self.directory.people().iter());
        people
            .filter(|(place, person)| person.asked_at.is_none() && self.state.tally.of(*place) > 0)
            .map(|(_, person)| person.id)
            .take(most)
            .collect()
    }

    /// Those of `people` who are to be asked about: never asked about, or not since `before`.
    pub(crate) fn to_ask(&self, people: &[UserId], before: Timestamp) -> Vec<UserId> {
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

    /// Staff who are signed in and were not asked about since `before`, the longest ago first; at most `most`.
    pub(crate) fn staff_to_ask(&self, before: Timestamp, most: usize) -> Vec<UserId> {
        let people = (0..).map(PersonIndex).zip(self.directory.people().iter());
        let stale = people.filter_map(|(place, person)| {
            let is_staff = matches!(person.user()?.role, Role::Admin | Role::Agent);
            let asked_at = person.asked_at.filter(|asked_at| *asked_at < before)?;
            let is_meant = is_staff && self.state.tally.of(place) > 0;
            is_meant.then_some((asked_at, person.id))
        });
        let mut stale: Vec<_> = stale.collect();
        stale.sort_unstable();
        stale.truncate(most);
        stale.into_iter().map(|(_, id)| id).collect()
    }

    /// Somebody's place in the directory.
    pub(super) fn place_of(&self, id: UserId) -> Option<PersonIndex> {
        self.directory.find(id)
    }

    /// Organisations of people that were not asked about yet, first seen first; at most `most`.
    pub(crate) fn unknown_organizations(&self, most: usize) -> Vec<OrganizationId> {
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
            WalkProgress::Identified { user, asked_at } => {
                self.learn(&[user.id], |people| {
                    people.learn(&[], vec![user.clone()], asked_at);
                });
                // An answer that was slow takes nothing back.
                if self.identified_at <= Some(asked_at) {
                    self.identified_at = Some(asked_at);
                    self.state.identity = Some(Arc::new(user));
                }
            }
            WalkProgress::ServerTime(time) => self.note_offset(time, now),
            WalkProgress::NoServerTime => self.state.dates.was_untold = true,
            WalkProgress::Began => self.begin(now),
            WalkProgress::Page {
                sessions,
                unreadable,
            } => self.page(&sessions, unreadable, now),
            WalkProgress::Finished { rest_until } => self.finish(rest_until, now),
            WalkProgress::Broke { error, retry } => self.break_off(error, retry, now),
            WalkProgress::People {
                asked,
                users,
                asked_at,
            } => {
                self.state.names_unread = None;
                let answered = users.iter().map(|user| user.id);
                let about: Vec<UserId> = asked.iter().copied().chain(answered).collect();
                self.learn(&about, |people| people.learn(&asked, users, asked_at));
            }
            WalkProgress::PeopleUnreadable { asked, asked_at } => {
                self.learn(&asked, |people| people.learn_unreadable(&asked, asked_at));
            }
            WalkProgress::NoSuchUser { user, asked_at } => {
                self.learn(&[user], |people| people.learn_nobody(user, asked_at));
            }
            WalkProgress::NamesUnread { error, again_at } => self.lack_names(error, again_at, now),
            WalkProgress::Listed {
                user,
                began_at,
                list,
            } => self.list(user, began_at, &list, now),
            WalkProgress::NotListed { user, error } => {
                Arc::make_mut(&mut self.state.not_listed).insert(user, error);
            }
            WalkProgress::ReadAgain {
                user,
                began_at,
                list,
            } => {
                if list.sessions.is_empty() {
                    self.list_again_without_any(user, began_at, &list, now);
                } else {
                    self.list(user, began_at, &list, now);
                }
            }
            WalkProgress::Budget(reading) => self.state.budget = reading,
            WalkProgress::Paced(interval) => self.state.interval = Some(interval),
            WalkProgress::Counted(sessions) => self.state.expected = Some(sessions),
            WalkProgress::Enriched(found) => {
                if let EnrichmentFound::Organizations { asked, found } = &found {
                    self.directory.learn_organizations(asked, found);
                }
                self.state.extras.learn(&found, now);
            }
            WalkProgress::Standing(standing) => self.state.standing = standing,
        }
    }

    /// Takes in the times of records beside sessions, by which the server's clock may be seen to be wrong.
    pub(crate) fn take_times(&mut self, times: impl Iterator<Item = Timestamp>, now: Timestamp) {
        let server = ClockOffset::said(self.state.clock_offset, now);
        self.state.dates.take_records(times, (server, now));
    }

    /// Notes of how many addresses nobody asked who else has them.
    pub(super) const fn leave_addresses(&mut self, addresses: usize) {
        self.state.addresses_not_searched = addresses;
    }

    /// Notes how many people may be looked up of whom a walk shows nothing.
    pub(super) const fn give_look_ups(&mut self, people: usize) {
        self.state.look_ups = people;
    }

    /// Notes the offset of the clocks that is known before any answer came.
    pub(super) const fn give_clock_offset(&mut self, offset: Option<ClockOffset>) {
        self.state.clock_offset = offset;
    }

    /// Notes the offset of the clocks. `Date` has whole seconds, so a change within a second is
    /// ignored.
    fn note_offset(&mut self, server: Timestamp, now: Timestamp) {
        let offset = ClockOffset::between(server, now);
        let known = self.state.clock_offset;
        self.state.dates.take(server, now);
        if known.is_none_or(|known| (known.millis() - offset.millis()).abs() > 1_000) {
            self.state.clock_offset = Some(offset);
        }
    }
}

#[cfg(test)]
mod tests;
