//! The shared state: one immutable snapshot of who is signed in, and how good it is.

use std::sync::Arc;
use std::time::Duration;

use rustc_hash::{FxHashMap, FxHashSet};

use super::columns::{Chunk, SessionColumns};
use super::events::EventLog;
use super::evidence::{Doubt, Evidence};
use super::urls::SentUrls;
use super::{
    AgeGrade, Coverage, Directory, Extras, Freshness, LiveEvent, Person, PersonIndex, Progress,
    Row, Slot,
};
use crate::model::{ClockOffset, Role, Session, SessionKey, Timestamp, User, UserId};
use crate::zendesk::{BudgetReading, Standing};

/// The number of sessions in a block that is searched at once for those of one person.
const BLOCK: usize = 256;

/// Everybody who is signed in, as far as is known. It is cheap to clone and never changes.
#[derive(Clone)]
pub struct Snapshot {
    pub(super) columns: SessionColumns,
    pub(super) urls: SentUrls,
    pub(super) people: Directory,
    pub(super) sessions: usize,
    pub(super) people_signed_in: usize,
    pub(super) epoch: u32,
    pub(super) walked: Option<Walked>,
    /// What the last walk proves that proves anything of what it lacks.
    pub(super) proof: Option<Evidence>,
    pub(super) unconfirmed: usize,
    /// Sessions that the own lists of their people lacked and a walk that began later shows.
    pub(super) contradicted: Arc<FxHashSet<SessionKey>>,
    pub(super) listed: Arc<FxHashMap<UserId, ListRead>>,
    pub(super) events: Arc<EventLog>,
    pub(super) identity: Option<Arc<User>>,
    pub(super) extras: Extras,
    /// How current the sessions are.
    pub freshness: Freshness,
    /// The activity of the poller.
    pub progress: Progress,
    /// The time from one walk to the next that the budget allows, once a whole walk has shown it.
    pub interval: Option<Duration>,
    /// The number of sessions in the account, where the server counts them.
    pub expected: Option<u64>,
    /// The server's clock minus ours, where an answer carried a date.
    pub clock_offset: Option<ClockOffset>,
    pub(super) unreadable: Unreadable,
    /// Sessions that two users seemed to own; the first one seen is shown.
    pub conflicts: usize,
    /// The request budget when this was published.
    pub budget: BudgetReading,
    /// The state of the credentials at that time.
    pub standing: Option<Standing>,
}

/// The last walk that has reached its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Walked {
    /// The number of this walk; such walks count from 1.
    pub(super) number: u64,
    /// What it proves.
    pub(super) evidence: Evidence,
}

/// A person's own list that was read last.
#[derive(Clone, Copy, Debug)]
pub(super) struct ListRead {
    pub(super) evidence: Evidence,
    pub(super) unreadable: Unreadable,
}

/// How many records could not be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unreadable {
    /// The records that nobody knows the ids of, which are holes in the list.
    pub holes: usize,
    /// The sessions with a field that could not be read.
    pub fields: usize,
}

impl std::ops::AddAssign for Unreadable {
    fn add_assign(&mut self, more: Self) {
        self.holes += more.holes;
        self.fields += more.fields;
    }
}

impl Unreadable {
    /// What cannot be read of these sessions, beside so many holes.
    pub(super) fn of(sessions: &[Session], holes: usize) -> Self {
        let fields = sessions.iter().filter(|session| session.has_unreadable());
        Self {
            holes,
            fields: fields.count(),
        }
    }

    /// The number of records of which anything could not be read.
    pub const fn records(self) -> usize {
        self.holes + self.fields
    }
}

impl Snapshot {
    /// When the last whole walk ended, if there was one.
    pub(crate) fn as_of(&self) -> Option<Timestamp> {
        match self.freshness {
            Freshness::Waiting => None,
            Freshness::Current { as_of } => Some(as_of),
            Freshness::Stale { as_of, .. } => as_of,
        }
    }

    /// How the age of the sessions compares with the time between two walks.
    pub(crate) fn age_grade(&self, now: Timestamp) -> AgeGrade {
        match (&self.freshness, self.interval) {
            (Freshness::Stale { .. }, _) => AgeGrade::Stale,
            (Freshness::Current { as_of }, Some(interval)) => {
                let age = u64::try_from(now.millis() - as_of.millis()).unwrap_or_default();
                AgeGrade::of(Duration::from_millis(age), interval)
            }
            (Freshness::Current { .. } | Freshness::Waiting, _) => AgeGrade::Live,
        }
    }

    /// The same sessions, with the freshness that `news` knows of.
    pub(super) fn as_good_as(&self, news: &Self) -> Self {
        let as_of = self.as_of();
        let freshness = match &news.freshness {
            Freshness::Stale { because, retry, .. } => Freshness::Stale {
                as_of,
                because: Arc::clone(because),
                retry: *retry,
            },
            Freshness::Waiting | Freshness::Current { .. } => self.freshness.clone(),
        };
        Self {
            freshness,
            progress: news.progress,
            budget: news.budget,
            standing: news.standing,
            ..self.clone()
        }
    }

    /// The number of sessions.
    pub fn len(&self) -> usize {
        self.sessions
    }

    /// Whether there are no sessions.
    pub fn is_empty(&self) -> bool {
        self.sessions == 0
    }

    /// The number of people who are signed in.
    pub(crate) fn people_signed_in(&self) -> usize {
        self.people_signed_in
    }

    /// Everyone who was ever seen as the owner of a session.
    pub fn directory(&self) -> &Directory {
        &self.people
    }

    /// The user whose credentials these are, once that is known.
    pub fn identity(&self) -> Option<&User> {
        self.identity.as_deref()
    }

    /// What is known beside sessions and people.
    pub(crate) fn extras(&self) -> &Extras {
        &self.extras
    }

    /// The part of the account that this covers.
    pub fn coverage(&self) -> Coverage {
        match (&self.identity, self.walked) {
            (Some(me), _) if me.role != Role::Admin => Coverage::Own,
            (Some(_), Some(walked)) if walked.evidence.absence().is_ok() => Coverage::Full,
            _ => Coverage::Partial,
        }
    }

    /// Whether a walk has reached the end of the list, which may have holes all the same.
    pub fn is_walked(&self) -> bool {
        self.walked.is_some()
    }

    /// How many records could not be read: of the last walk, or where there was none, of people's
    /// own lists.
    pub fn unreadable(&self) -> Unreadable {
        let mut unreadable = self.unreadable;
        if self.walked.is_none() && matches!(unreadable.records(), 0) {
            for list in self.listed.values() {
                unreadable += list.unreadable;
            }
        }
        unreadable
    }

    /// The sessions that are listed although the last walk did not have them: it has holes, so they
    /// may be gone or not.
    pub fn unconfirmed(&self) -> usize {
        self.unconfirmed
    }

    /// Whether the session in `slot` is one of those.
    pub(crate) fn is_unconfirmed(&self, slot: Slot) -> bool {
        self.columns.is_unconfirmed(slot)
    }

    /// Whether the own list of its person lacked this session, and a walk that began later shows it.
    pub(crate) fn is_contradicted(&self, key: &SessionKey) -> bool {
        self.contradicted.contains(key)
    }

    /// Whether the sessions of `user` that are not listed here are gone.
    ///
    /// # Errors
    /// If no list proves that.
    pub(crate) fn absence(&self, user: UserId) -> Result<(), Doubt> {
        self.absence_since(user, Timestamp::from_millis(i64::MIN))
    }

    /// The people whose own lists were read and do not prove what they lack, in order of id.
    pub(crate) fn doubts(&self) -> Vec<(UserId, Doubt)> {
        let lists = self.listed.keys();
        let in_doubt = lists.filter_map(|user| Some((*user, self.absence(*user).err()?)));
        let mut doubts: Vec<(UserId, Doubt)> = in_doubt.collect();
        doubts.sort_unstable_by_key(|(user, _)| *user);
        doubts
    }

    /// Whether a walk that was begun after `moment` had the session in `slot`.
    pub(crate) fn was_walked_since(&self, slot: Slot, moment: Timestamp) -> bool {
        let is_later = self
            .walked
            .is_some_and(|walk| walk.evidence.began_at() >= moment);
        is_later && !self.is_gone(slot) && !self.is_unconfirmed(slot)
    }

    /// Whether there is any session that one list lacks and a later one shows.
    pub(crate) fn has_contradictions(&self) -> bool {
        !self.contradicted.is_empty()
    }

    /// The epoch. Slots mean the same sessions in every snapshot of one epoch.
    pub(crate) fn epoch(&self) -> u32 {
        self.epoch
    }

    /// The number of whole walks so far.
    pub fn walks(&self) -> u64 {
        self.walked.map_or(0, |walked| walked.number)
    }

    /// The number of slots, gone sessions included.
    pub(crate) fn slots(&self) -> usize {
        self.columns.len()
    }

    pub(crate) fn chunks(&self) -> impl Iterator<Item = (u32, &Chunk)> {
        self.columns.chunks()
    }

    /// The session in `slot`, gone or not.
    pub fn row(&self, slot: Slot) -> Option<Row> {
        self.columns.row(slot)
    }

    /// The number of the session in `slot`, 0 for a slot that was never used.
    pub(crate) fn session_number(&self, slot: Slot) -> u64 {
        self.columns.session(slot)
    }

    /// Whether the session in `slot` left the list.
    pub(crate) fn is_gone(&self, slot: Slot) -> bool {
        self.columns.is_gone(slot)
    }

    /// The key of the session in `slot`.
    pub fn key(&self, slot: Slot) -> Option<SessionKey> {
        let row = self.row(slot)?;
        Some(SessionKey {
            user: self.person(row.person)?.id,
            session: row.session,
        })
    }

    /// The session in `slot` as the API names it.
    pub fn session(&self, slot: Slot) -> Option<Session> {
        let row = self.row(slot)?;
        Some(Session {
            key: self.key(slot)?,
            authenticated_at: row.authenticated_at,
            last_seen_at: row.last_seen_at,
            url: self.urls.at(row.url),
        })
    }

    /// The directory's entry for the owner of a row.
    pub fn person(&self, place: PersonIndex) -> Option<&Person> {
        self.people.person(place)
    }

    /// Every session that is listed, in order of slot.
    pub fn iter(&self) -> impl Iterator<Item = Slot> + '_ {
        self.columns.chunks().flat_map(|(first, chunk)| {
            (0..chunk.sessions().len())
                .filter(|offset| !chunk.is_gone(*offset))
                .map(move |offset| Slot::from_index(first as usize + offset))
        })
    }

    /// The slots of one person's sessions. Reads one column of every chunk: a fraction of a
    /// millisecond at a million sessions.
    pub fn sessions_of(&self, place: PersonIndex) -> Vec<Slot> {
        let mut slots = Vec::new();
        for (first, chunk) in self.columns.chunks() {
            let blocks = chunk.people().chunks(BLOCK).enumerate();
            // Almost no block has one, and many numbers are compared at once to see whether a block
            // has.
            for (n, block) in blocks.filter(|(_, block)| block.contains(&place.0)) {
                for (within, person) in block.iter().enumerate() {
                    let offset = n * BLOCK + within;
                    if *person == place.0 && !chunk.is_gone(offset) {
                        slots.push(Slot::from_index(first as usize + offset));
                    }
                }
            }
        }
        slots
    }

    /// The slots of those of `keys` that are still listed.
    pub fn find(&self, keys: &FxHashSet<SessionKey>) -> FxHashMap<SessionKey, Slot> {
        let mut found = FxHashMap::default();
        if keys.is_empty() {
            return found;
        }
        let numbers: FxHashSet<u64> = keys.iter().map(|key| key.session.get()).collect();
        for (first, chunk) in self.columns.chunks() {
            for (offset, number) in chunk.sessions().iter().enumerate() {
                if numbers.contains(number) && !chunk.is_gone(offset) {
                    let slot = Slot::from_index(first as usize + offset);
                    if let Some(key) = self.key(slot)
                        && keys.contains(&key)
                    {
                        found.insert(key, slot);
                    }
                }
            }
        }
        found
    }

    /// Whether the sessions of `user` that are not listed here were gone after `moment`, by a walk
    /// over the account or the person's own list.
    ///
    /// # Errors
    /// If no list proves that.
    pub(crate) fn absence_since(&self, user: UserId, moment: Timestamp) -> Result<(), Doubt> {
        let sees_all = self.identity().is_some_and(|me| me.role == Role::Admin);
        let proof = self.proof.filter(|_| sees_all);
        if proof.is_some_and(|walk| walk.absence_since(moment).is_ok()) {
            return Ok(());
        }
        let walked = self.walked.filter(|_| sees_all);
        let lists = [
            self.listed.get(&user).map(|list| list.evidence),
            walked.map(|walked| walked.evidence),
        ];
        let mut doubt = Doubt::NotRead;
        for list in lists.into_iter().flatten() {
            match list.absence_since(moment) {
                Ok(()) => return Ok(()),
                Err(Doubt::NotRead) => {}
                // What is wrong with the person's own list says more than what is wrong with a walk.
                Err(found) if doubt == Doubt::NotRead => doubt = found,
                Err(_) => {}
            }
        }
        Err(doubt)
    }

    /// The recent changes, newest last.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &LiveEvent> {
        self.events.iter()
    }

    /// The server's time when our clock says `now`.
    pub(crate) fn server_time(&self, now: Timestamp) -> Timestamp {
        now.shifted(self.clock_offset.map_or(0, ClockOffset::millis))
    }
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Snapshot")
            .field("sessions", &self.sessions)
            .field("epoch", &self.epoch)
            .field("freshness", &self.freshness)
            .field("progress", &self.progress)
            .finish_non_exhaustive()
    }
}
