//! The scheduler's decisions, from nothing but what it was given and the time.
//!
//! - here who may send now, and who goes first
//! - `allowance` what a minute allows
//! - `repeats` how many changes that failed may be sent again

mod allowance;
mod repeats;

use std::time::Duration;

use tokio::time::Instant;

use self::allowance::Allowance;
use self::repeats::Repeats;
use super::super::rate::RateFacts;
use super::pauses::{Pause, Pauses, latest, left};
use super::queue::{LOOK, Ticket, TicketId, TicketQueue};
use super::window::{PlaceCounts, PlaceId, SentWindow, WINDOW};
use super::{BudgetReading, BudgetWait, Endpoint, Purpose, Shares};

/// The wait from which on it is more than the even pace of a walk, and is told.
const WORTH_A_WORD: Duration = Duration::from_secs(10);

/// Which purposes something holds for.
type IsSuch = fn(Purpose) -> bool;

/// Whether a request may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Admit {
    /// It may be sent at once, and is counted.
    Now(PlaceId),
    /// It has to wait until then, or until something new was learnt before.
    At(Instant),
}

#[derive(Debug)]
pub(super) struct BudgetState {
    allowance: Allowance,
    sent: SentWindow,
    queue: TicketQueue,
    pauses: Pauses,
    /// Whether watching is spread over the minute.
    is_even: bool,
    /// The number of watching requests that were let through since the beginning.
    watched: u64,
    repeats: Repeats,
}

impl BudgetState {
    pub(super) fn new(shares: Shares) -> Self {
        Self {
            allowance: Allowance::of(shares),
            sent: SentWindow::default(),
            queue: TicketQueue::default(),
            pauses: Pauses::default(),
            is_even: false,
            watched: 0,
            repeats: Repeats::default(),
        }
    }

    /// Spreads watching over the minute from now on.
    pub(super) fn spread(&mut self) {
        self.is_even = true;
    }

    /// Lets watching use the share for everything until then, or no longer.
    pub(super) fn watch_more(&mut self, until: Option<Instant>) {
        self.allowance.watch_more(until);
    }

    /// Puts a request into the queue.
    pub(super) fn enter(
        &mut self,
        purpose: Purpose,
        endpoint: Option<Endpoint>,
        now: Instant,
    ) -> TicketId {
        self.queue.enter(purpose, endpoint, now)
    }

    /// Takes a request that nobody waits for any more out of the queue.
    pub(super) fn leave(&mut self, ticket: TicketId) {
        self.queue.leave(ticket);
    }

    /// Lets a request of the queue through and counts it, or says when to ask again.
    pub(super) fn admit(&mut self, id: TicketId, now: Instant) -> Admit {
        self.forget(now);
        let Some(ticket) = self.queue.get(id).cloned() else {
            return Admit::At(now + LOOK);
        };
        let free = self.free_at(&ticket, now);
        if let Some(then) = free.or_else(|| self.goes_after(&ticket, now).then(|| now + LOOK)) {
            self.queue.asks_again(id, then, now);
            return Admit::At(then);
        }
        self.queue.served(id, ticket.purpose);
        self.watched += u64::from(ticket.purpose.is_watching());
        self.pauses.spend();
        Admit::Now(self.sent.give(ticket.purpose, now))
    }

    /// Takes back a place that was given and not used.
    pub(super) fn give_back(&mut self, place: PlaceId) {
        if let Some(purpose) = self.sent.take_back(place) {
            self.watched -= u64::from(purpose.is_watching());
            self.pauses.regain();
        }
    }

    /// When there is a place for this request, whoever else waits for it, if there is none now.
    fn free_at(&self, ticket: &Ticket, now: Instant) -> Option<Instant> {
        let purpose = ticket.purpose;
        let pause = self.pause(purpose, ticket.endpoint.as_ref());
        let spaced = self.spaced_at(purpose);
        let fits = self.sent.fits_at(|counts| self.has_room(purpose, counts));
        let then = [pause.map(|pause| pause.until), spaced, fits];
        then.into_iter().flatten().max().filter(|then| *then > now)
    }

    /// Whether a minute that holds these requests has room for one more of this purpose.
    fn has_room(&self, purpose: Purpose, counts: &PlaceCounts) -> bool {
        let reserves = self.reserves().into_iter();
        let of_others = reserves.filter(|(is_own, _)| !is_own(purpose));
        let reserved = of_others.map(|(is_own, places)| kept_still(counts, is_own, places));
        counts.all() + reserved.sum::<usize>() < self.allowance.all()
            && (!purpose.is_watching() || counts.watching() < self.watching_cap(purpose))
    }

    /// The places of a minute that are kept for reading the list, where the program goes on doing that.
    fn kept_for_list(&self) -> usize {
        if self.is_even {
            self.allowance.kept_for_list()
        } else {
            0
        }
    }

    /// The places of a minute that others leave to these purposes.
    fn reserves(&self) -> [(IsSuch, usize); 3] {
        let Self { allowance, .. } = self;
        [
            (|it| it == Purpose::Asked, allowance.kept_for_asked()),
            (|it| it == Purpose::Ending, allowance.kept_for_ending()),
            (Purpose::reads_the_list, self.kept_for_list()),
        ]
    }

    /// The watching requests that a minute may hold before one of this purpose. What is worth least
    /// leaves half to walks, but for its turns.
    fn watching_cap(&self, purpose: Purpose) -> usize {
        let cap = self.allowance.watching();
        if purpose == Purpose::Enrichment && !self.queue.is_due(purpose) {
            (cap / 2).max(1)
        } else {
            cap
        }
    }

    /// The earliest time for a watching request that is spread over the minute: the first half of
    /// what a minute holds goes out as it comes, and the rest evenly over what is left of it.
    fn spaced_at(&self, purpose: Purpose) -> Option<Instant> {
        if !self.is_even || !purpose.is_watching() {
            return None;
        }
        let (cap, used) = (self.allowance.watching(), self.sent.counts().watching());
        if used < (cap / 2).max(1) {
            return None;
        }
        let (oldest, newest) = self.sent.watching_span()?;
        let span = (oldest + WINDOW).saturating_duration_since(newest);
        let even = WINDOW / u32::try_from(cap).unwrap_or(u32::MAX);
        let places = u32::try_from(cap.saturating_sub(used) + 1).unwrap_or(u32::MAX);
        Some(newest + even.max(span / places))
    }

    /// Whether somebody else who waits goes first: whoever came before in the same class, whoever
    /// is in a class before it, and whoever has waited for so many that it is their turn. Whoever has
    /// no place now holds nobody up who has one.
    fn goes_after(&self, ticket: &Ticket, now: Instant) -> bool {
        let key = |purpose: Purpose| (!self.is_turn(purpose), purpose);
        let own = key(ticket.purpose);
        self.queue.others(ticket.id, now).any(|other| {
            if self.is_resting(other, now) {
                return false;
            }
            if other.purpose == ticket.purpose {
                return other.id < ticket.id;
            }
            key(other.purpose) < own && self.free_at(other, now).is_none()
        })
    }

    /// Whether the next place is this purpose's own, whoever comes before it.
    fn is_turn(&self, purpose: Purpose) -> bool {
        let is_kept = purpose == Purpose::Asked
            && self.sent.counts().of(purpose) < self.allowance.kept_for_asked();
        is_kept || self.queue.is_due(purpose)
    }

    /// Whether a request waits for Zendesk and so holds up nobody.
    fn is_resting(&self, ticket: &Ticket, now: Instant) -> bool {
        let pause = self.pause(ticket.purpose, ticket.endpoint.as_ref());
        pause.is_some_and(|pause| pause.until > now)
    }

    /// What a request of this purpose waits for, if it has to wait.
    pub(super) fn waiting(
        &mut self,
        purpose: Purpose,
        endpoint: Option<&Endpoint>,
        now: Instant,
    ) -> Option<BudgetWait> {
        self.forget(now);
        let id = self.queue.enter(purpose, endpoint.cloned(), now);
        let wait = self.queue.get(id);
        let wait = wait.and_then(|ticket| self.wait_of(ticket, now));
        self.queue.leave(id);
        wait
    }

    /// What this request waits for, if it has to wait.
    fn wait_of(&self, ticket: &Ticket, now: Instant) -> Option<BudgetWait> {
        let mut others = self.queue.others(ticket.id, now);
        let is_behind = others.any(|it| it.purpose < ticket.purpose);
        let free = self.free_at(ticket, now);
        let then = free.or_else(|| is_behind.then(|| now + LOOK))?;
        let pause = self.pause(ticket.purpose, ticket.endpoint.as_ref());
        let pause = pause.filter(|pause| pause.until > now);
        let why = match pause {
            Some(pause) => pause.reason.as_str(),
            None if is_behind => "what is more urgent goes first",
            None => "our share of the minute",
        };
        let left = then - now;
        let asked = pause.map_or(left, |pause| left.max(pause.asked_until - now));
        Some(BudgetWait {
            left,
            asked,
            why,
            pause: pause.map(|pause| pause.reason),
        })
    }

    /// What reading the list waits for, if the whole wait is longer than its pace.
    fn list_wait(&self, now: Instant) -> Option<BudgetWait> {
        let mut waiting = self.queue.all_present(now);
        let ticket = waiting.find(|ticket| ticket.purpose.reads_the_list())?;
        let wait = self.wait_of(ticket, now)?;
        let whole = wait.left + now.saturating_duration_since(ticket.since);
        (whole >= WORTH_A_WORD).then_some(wait)
    }

    /// Takes in what the headers of an answer of `endpoint` said.
    pub(super) fn learn(
        &mut self,
        status: u16,
        facts: &RateFacts,
        endpoint: &Endpoint,
        now: Instant,
    ) {
        self.allowance.learn(facts.limit);
        self.pauses.learn(status, facts, endpoint, now);
    }

    pub(super) fn reading(&mut self, now: Instant) -> BudgetReading {
        self.forget(now);
        let pause = self.pause(Purpose::Walk, None);
        let for_ending = self.allowance.all() - self.allowance.kept_for_asked();
        let (counts, for_list) = (&self.sent.counts(), self.kept_for_list());
        let count = |places: usize| u32::try_from(places).unwrap_or(u32::MAX);
        BudgetReading {
            limit: self.allowance.limit(),
            used_last_minute: count(counts.all()),
            ending_allowance: count(for_ending),
            kept_for_list: count(kept_still(counts, Purpose::reads_the_list, for_list)),
            watching_allowance: count(self.allowance.watching()),
            list_waits: self.list_wait(now),
            remaining: self.pauses.remaining(),
            more_for: self.allowance.more_until().map(|until| left(until, now)),
            paused_until: pause.map(|pause| left(pause.until, now)),
            paused_for: pause.map(|pause| pause.reason),
            asks_for: pause
                .filter(|pause| pause.asked_until > pause.until)
                .map(|pause| left(pause.asked_until, now)),
        }
    }

    pub(super) fn watched(&self) -> u64 {
        self.watched
    }

    /// The shortest time in which watching may make this many requests over and over.
    pub(super) fn walk_interval(&self, requests: u64) -> Duration {
        self.allowance.walk_interval(requests)
    }

    /// Counts one more repeat of a change, if the minute has room for it.
    pub(super) fn take_repeat(&mut self, now: Instant) -> bool {
        self.forget(now);
        self.repeats
            .take(self.sent.counts().of(Purpose::Ending), now)
    }

    /// Drops what no longer counts.
    fn forget(&mut self, now: Instant) {
        self.sent.forget(now);
        self.pauses.forget(now);
        self.allowance.forget(now);
        self.repeats.forget(now);
    }

    /// The pause for requests of a purpose. It holds even where the minute has room for them.
    fn pause(&self, purpose: Purpose, endpoint: Option<&Endpoint>) -> Option<Pause> {
        let reserve = if purpose.is_watching() {
            self.allowance.reserve()
        } else {
            0
        };
        let own = endpoint.and_then(|endpoint| self.pauses.of_endpoint(endpoint));
        latest([self.pauses.of_account(reserve), own])
    }
}

/// How many of so many places that are kept for such purposes a minute with these requests still keeps.
fn kept_still(counts: &PlaceCounts, is_such: IsSuch, places: usize) -> usize {
    places.saturating_sub(counts.of_all(is_such))
}

#[cfg(test)]
mod tests;
