//! The shared state: one immutable snapshot of who is signed in, and how good it is.
//!
//! - `absent` what it says of people who were named that no session of theirs is listed
//! - `claims` sessions that came under several people
//! - `clock` what time it is at the server, and whether that is certain
//! - `proven` what its lists prove, and what they leave open
//! - `search` whose sessions are where
//! - `unanswered` what a query asks that it cannot answer

mod absent;
mod claims;
mod clock;
mod proven;
mod search;
mod unanswered;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use rustc_hash::{FxHashMap, FxHashSet};

pub(crate) use self::absent::AbsentBecause;
pub(super) use self::claims::Claimants;
pub(super) use self::clock::{ClockDates, FUTURE};
pub(crate) use self::proven::PoorList;
pub use self::proven::Unreadable;
pub(super) use self::proven::{ListRead, StayListed, Walked};
use super::columns::{Chunk, SessionColumns};
use super::events::EventLog;
use super::evidence::Evidence;
use super::tally::SessionTally;
use super::urls::SentUrls;
use super::{
    AgeGrade, Census, Directory, Extras, Freshness, LiveEvent, Lookup, NamesUnread, Person,
    PersonIndex, Progress, Readable, Row, Slot,
};
use crate::model::{
    ClockOffset, OrganizationId, Session, SessionId, SessionKey, Timestamp, User, UserId,
};
use crate::query::Why;
use crate::zendesk::{ApiError, BudgetReading, Enrichment, Standing};

/// Sessions on a page of a walk (Sessions API).
const PER_PAGE: usize = 100;

/// Everybody who is signed in, as far as is known. It is cheap to clone and never changes.
#[derive(Clone)]
pub struct Snapshot {
    pub(super) columns: SessionColumns,
    pub(super) urls: SentUrls,
    pub(super) people: Directory,
    pub(super) sessions: usize,
    pub(super) people_signed_in: usize,
    pub(super) tally: SessionTally,
    pub(super) census: Census,
    pub(super) epoch: u32,
    pub(super) walked: Option<Walked>,
    /// What the last walk proves that proves anything of what it lacks.
    pub(super) proof: Option<Evidence>,
    pub(super) unconfirmed: usize,
    /// Sessions that the own lists of their people lacked and a walk that began later shows.
    pub(super) contradicted: Arc<FxHashSet<SessionKey>>,
    pub(super) listed: Arc<FxHashMap<UserId, ListRead>>,
    /// The people whose own lists could not be read when that was tried last, and why.
    pub(super) not_listed: Arc<BTreeMap<UserId, Arc<ApiError>>>,
    /// Why the poller does not know who people are whom it has asked about, if so.
    pub(crate) names_unread: Option<NamesUnread>,
    pub(super) events: Arc<EventLog>,
    pub(super) identity: Option<Arc<User>>,
    pub(super) extras: Extras,
    /// The time since which each session that is not unconfirmed was seen in a list, by our clock.
    pub(super) listed_since: Option<Timestamp>,
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
    /// What the dates of the answers say of the server's clock beside that.
    pub(super) dates: ClockDates,
    pub(super) unreadable: Unreadable,
    /// The sessions that came under several people, each with these people. Each of them has a row.
    pub(super) claims: Arc<FxHashMap<SessionId, Claimants>>,
    /// How many people may be looked up of whom a walk shows nothing; if they are more, nobody is.
    pub(super) look_ups: usize,
    /// The addresses that somebody who is signed in has, and that nobody searched for.
    pub(super) addresses_not_searched: usize,
    /// The request budget when this was published.
    pub budget: BudgetReading,
    /// The state of the credentials at that time.
    pub standing: Option<Standing>,
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

    /// When the last whole walk was begun, if there was one: all that it shows was so then or since.
    pub(crate) fn walked_from(&self) -> Option<Timestamp> {
        self.as_of().and(self.listed_since)
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
            names_unread: news.names_unread.clone(),
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

    /// Whether the name of this organisation may still be read: it was not asked for yet, and nothing says
    /// that it cannot be.
    pub(crate) fn may_name(&self, organization: OrganizationId) -> bool {
        let named = self.directory().folded_organization(organization);
        matches!(named, Err(Why::NameNotRead(_)))
            && self.extras.readable(Enrichment::Organizations) != Readable::No
    }

    /// The number of addresses that were named, that somebody who is signed in has, and of which nobody asked
    /// who else has them.
    pub(crate) fn addresses_not_searched(&self) -> usize {
        self.addresses_not_searched
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

    /// The chunk that has `slot`, and the place in it.
    pub(crate) fn chunk_of(&self, slot: Slot) -> Option<(&Chunk, usize)> {
        self.columns.chunk_of(slot)
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

    /// How many people of which kind are signed in.
    pub(crate) fn census(&self) -> Census {
        self.census
    }

    /// The number of people who are signed in and were not asked about yet.
    pub(crate) fn signed_in_and_not_asked(&self) -> usize {
        let people = (0..).map(PersonIndex).zip(self.people.iter());
        let open = people.filter(|(place, person)| {
            matches!(person.known, Lookup::NotAsked) && self.tally.of(*place) > 0
        });
        open.count()
    }

    /// The number of one person's sessions.
    pub(crate) fn number_of_sessions_of(&self, place: PersonIndex) -> usize {
        self.tally.of(place) as usize
    }

    /// The number of pages of a walk over the account, as far as one has shown it.
    pub(crate) fn pages(&self) -> Option<usize> {
        let counted = self
            .expected
            .map(|sessions| usize::try_from(sessions).unwrap_or(usize::MAX));
        let sessions = self.is_walked().then_some(self.sessions).or(counted)?;
        Some(sessions.div_ceil(PER_PAGE).max(1))
    }

    /// How long the first walk takes at the budget of watching, where it is known how many pages it has.
    pub(crate) fn first_walk_takes(&self) -> Option<Duration> {
        let pages = u64::try_from(self.pages()?).unwrap_or(u64::MAX);
        let allowance = u64::from(self.budget.watching_allowance);
        let millis = pages.saturating_mul(60_000).checked_div(allowance)?;
        Some(Duration::from_millis(millis))
    }

    /// The recent changes, newest last.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &LiveEvent> {
        self.events.iter()
    }

    /// The number of all changes so far.
    pub(crate) fn number_of_events(&self) -> u64 {
        self.events.all()
    }

    /// The changes that are stored of those after the first `before`, newest last.
    pub(crate) fn events_since(&self, before: u64) -> impl Iterator<Item = &LiveEvent> {
        self.events.since(before)
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
