//! The limiter's decisions, from nothing but what it was given and the time.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::super::rate::RateFacts;
use super::{BudgetReading, BudgetWait, PauseReason, Purpose, Shares};

/// The window in which Zendesk counts requests, a minute (`docs::zendesk_api` §3.1).
const WINDOW: Duration = Duration::from_secs(60);

/// The limit that is assumed when answers come and none of them names one: the middle plan's.
const UNNAMED_LIMIT: u32 = 400;

/// Watching requests between two of enrichment where there is nothing to spare: one place in
/// ten is its own.
const BETWEEN_ENRICHMENTS: u32 = 9;

/// The time after which to ask again for a place for enrichment while what it waits for has none.
const SHORT_WAIT: Duration = Duration::from_secs(1);

/// The part of the changes of a minute that may be repeats of changes that failed.
const REPEATS: f64 = 0.10;

/// The repeats that a minute has in any case.
const FEWEST_REPEATS: usize = 3;

/// The part of the account's limit that watching leaves to everybody else.
const RESERVE: f64 = 0.20;

/// Whether a request may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Admit {
    /// It may be sent at once, and is counted.
    Now,
    /// It has to wait until then, or until something new was learnt before.
    At(Instant),
}

#[derive(Debug)]
pub(super) struct BudgetState {
    shares: Shares,
    /// The times and purposes of the requests of the last minute, oldest first.
    sent: VecDeque<(Instant, Purpose)>,
    /// The number of watching requests that were let through since the beginning.
    watched: u64,
    /// Those of them since the last one of enrichment.
    since_enrichment: u32,
    ending_waiting: usize,
    answered: bool,
    limit: Option<u32>,
    /// The number of requests that the account has left, and when all of them are there again.
    remaining: Option<(u32, Instant)>,
    pause: Option<(Instant, PauseReason)>,
    /// The times of the repeats of the last minute, oldest first.
    repeats: VecDeque<Instant>,
}

impl BudgetState {
    pub(super) fn new(shares: Shares) -> Self {
        let part = |share: f64, default: f64| {
            if share.is_finite() {
                share.clamp(0.0, 1.0)
            } else {
                default
            }
        };
        let usual = Shares::default();
        Self {
            shares: Shares {
                watching: part(shares.watching, usual.watching),
                ending: part(shares.ending, usual.ending),
                assumed_limit: shares.assumed_limit.max(1),
            },
            sent: VecDeque::new(),
            watched: 0,
            since_enrichment: 0,
            ending_waiting: 0,
            answered: false,
            limit: None,
            remaining: None,
            pause: None,
            repeats: VecDeque::new(),
        }
    }

    /// Lets one request through and counts it, or says when to ask again.
    pub(super) fn admit(&mut self, purpose: Purpose, now: Instant) -> Admit {
        self.forget(now);
        if let Some(then) = self.earliest(purpose, now) {
            return Admit::At(then);
        }
        self.sent.push_back((now, purpose));
        self.watched += u64::from(purpose != Purpose::Ending);
        match purpose {
            Purpose::Watching => self.since_enrichment = self.since_enrichment.saturating_add(1),
            Purpose::Enrichment => self.since_enrichment = 0,
            Purpose::Ending => {}
        }
        if let Some((remaining, _)) = &mut self.remaining {
            *remaining = remaining.saturating_sub(1);
        }
        Admit::Now
    }

    /// When a request of this purpose may be sent, if it has to wait.
    fn earliest(&self, purpose: Purpose, now: Instant) -> Option<Instant> {
        let pause = self.pause(purpose).map(|(until, _)| until);
        let mut earliest = [pause, self.any_free_at()].into_iter().flatten().max();
        if purpose != Purpose::Ending {
            let own = self.watching_free_at(self.cap(self.shares.watching));
            // The last ending request in the queue wakes us; the time is only the longest it can
            // take.
            let behind = (self.ending_waiting > 0).then(|| now + WINDOW);
            earliest = [earliest, own, behind].into_iter().flatten().max();
        }
        earliest.filter(|then| *then > now)
    }

    /// What a request of this purpose waits for, if it has to wait.
    pub(super) fn waiting(&mut self, purpose: Purpose, now: Instant) -> Option<BudgetWait> {
        self.forget(now);
        let then = self.earliest(purpose, now)?;
        let pause = self.pause(purpose);
        Some(BudgetWait {
            left: then - now,
            why: self.why(purpose, now),
            pause: pause.filter(|(until, _)| *until > now).map(|(_, why)| why),
        })
    }

    /// Counts one more repeat of a change, if the minute has room for it.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a tenth of the requests of a minute, and the fraction is to be dropped"
    )]
    pub(super) fn take_repeat(&mut self, now: Instant) -> bool {
        self.forget(now);
        let changes = self.sent.iter().filter(|(_, why)| *why == Purpose::Ending);
        let part = (changes.count() as f64 * REPEATS) as usize;
        let has_room = self.repeats.len() < part.max(FEWEST_REPEATS);
        if has_room {
            self.repeats.push_back(now);
        }
        has_room
    }

    /// The reason why a request of this purpose waits, in a few words for the log.
    pub(super) fn why(&self, purpose: Purpose, now: Instant) -> &'static str {
        match self.pause(purpose).filter(|(until, _)| *until > now) {
            Some((_, PauseReason::RateLimited)) => "rate limited",
            Some((_, PauseReason::Overloaded)) => "Zendesk is overloaded",
            Some((_, PauseReason::UsedUp)) => "the account's requests are used up",
            Some((_, PauseReason::Reserve)) => "the reserve for others",
            None if purpose != Purpose::Ending && self.ending_waiting > 0 => "ending goes first",
            None => "our share of the minute",
        }
    }

    /// Notes that one more or one fewer ending request is in the queue.
    pub(super) fn ending_waits(&mut self, change: isize) {
        self.ending_waiting = self.ending_waiting.saturating_add_signed(change);
    }

    /// Takes in what an answer's headers said.
    pub(super) fn learn(&mut self, status: u16, facts: &RateFacts, now: Instant) {
        self.answered = true;
        self.limit = facts.limit.or(self.limit);
        if let Some(remaining) = facts.remaining {
            self.remaining = Some((remaining, now + facts.reset.unwrap_or(WINDOW)));
        }
        let answer = if status == 429 {
            PauseReason::RateLimited
        } else {
            PauseReason::Overloaded
        };
        let asked = facts.wait.map(|wait| (now + wait, answer));
        let exhausted = facts
            .exhausted
            .map(|wait| (now + wait, PauseReason::UsedUp));
        self.pause = [self.pause, exhausted, asked]
            .into_iter()
            .flatten()
            .max_by_key(|(until, _)| *until);
    }

    pub(super) fn reading(&mut self, now: Instant) -> BudgetReading {
        self.forget(now);
        let pause = self.pause(Purpose::Watching);
        BudgetReading {
            limit: self.limit,
            used_last_minute: u32::try_from(self.sent.len()).unwrap_or(u32::MAX),
            ending_allowance: u32::try_from(self.cap(self.shares.ending)).unwrap_or(u32::MAX),
            remaining: self.remaining.map(|(remaining, _)| remaining),
            paused_until: pause.map(|(until, _)| until - now),
            paused_for: pause.map(|(_, reason)| reason),
        }
    }

    pub(super) fn watched(&self) -> u64 {
        self.watched
    }

    /// The shortest time in which watching may make this many requests over and over.
    pub(super) fn walk_interval(&self, requests: u64) -> Duration {
        let cap = u64::try_from(self.cap(self.shares.watching)).unwrap_or(u64::MAX);
        Duration::from_millis(requests.saturating_mul(60_000).div_ceil(cap))
    }

    /// The time until watching has used less than half of its minute and nothing else waits, or
    /// until the fixed part of enrichment is due.
    pub(super) fn spare_in(&mut self, now: Instant) -> Duration {
        let half = (self.cap(self.shares.watching) / 2).max(1);
        self.idle_in(half, now).min(self.fixed_part_in(now))
    }

    /// How long until enrichment may take a place, whatever watching has used of its minute.
    pub(super) fn fixed_part_in(&mut self, now: Instant) -> Duration {
        let free = self.idle_in(self.cap(self.shares.watching), now);
        if self.since_enrichment < BETWEEN_ENRICHMENTS {
            free.max(SHORT_WAIT)
        } else {
            free
        }
    }

    /// How long until watching has used less than `cap` of its minute and nothing else waits.
    fn idle_in(&mut self, cap: usize, now: Instant) -> Duration {
        self.forget(now);
        let own = self.watching_free_at(cap);
        let pause = self.pause(Purpose::Enrichment).map(|(until, _)| until);
        // Ending requests are sent within seconds of each other; asking again costs nothing.
        let behind = (self.ending_waiting > 0).then(|| now + SHORT_WAIT);
        let then = [own, self.any_free_at(), pause, behind]
            .into_iter()
            .flatten()
            .max();
        then.map_or(Duration::ZERO, |then| then.saturating_duration_since(now))
    }

    /// Drops what no longer counts.
    fn forget(&mut self, now: Instant) {
        while self.sent.front().is_some_and(|(at, _)| *at + WINDOW <= now) {
            self.sent.pop_front();
        }
        while self.repeats.front().is_some_and(|at| *at + WINDOW <= now) {
            self.repeats.pop_front();
        }
        self.remaining = self.remaining.filter(|(_, reset)| *reset > now);
        self.pause = self.pause.filter(|(until, _)| *until > now);
    }

    fn account_limit(&self) -> u32 {
        self.limit.unwrap_or(if self.answered {
            UNNAMED_LIMIT
        } else {
            self.shares.assumed_limit
        })
    }

    /// The number of requests a minute that a share comes to: at least one, or nothing would ever
    /// be learnt.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share from 0 to 1 of a u32 is within u32, and the fraction is to be dropped"
    )]
    fn cap(&self, share: f64) -> usize {
        // Shares such as 0.07 × 100 come out slightly below the whole number that is meant.
        let requests = (share * f64::from(self.account_limit()) + 1e-6) as u32;
        usize::try_from(requests.max(1)).unwrap_or(usize::MAX)
    }

    /// The time at which the minute has room for one more request of any purpose.
    fn any_free_at(&self) -> Option<Instant> {
        let cap = self.cap(self.shares.ending);
        let last = self.sent.iter().rev().nth(cap - 1);
        last.map(|(at, _)| *at + WINDOW)
    }

    /// The time at which the minute has room for one more request of the watching share, of so
    /// many.
    fn watching_free_at(&self, cap: usize) -> Option<Instant> {
        let sent = self.sent.iter().rev();
        let mut watching = sent.filter(|(_, purpose)| *purpose != Purpose::Ending);
        watching.nth(cap - 1).map(|(at, _)| *at + WINDOW)
    }

    /// The end of the pause for requests of a purpose, and its reason. It holds even where the
    /// minute has room for them.
    fn pause(&self, purpose: Purpose) -> Option<(Instant, PauseReason)> {
        let low = self.remaining.and_then(|(remaining, reset)| {
            if remaining == 0 {
                Some((reset, PauseReason::UsedUp))
            } else if purpose != Purpose::Ending && remaining < self.reserve() {
                Some((reset, PauseReason::Reserve))
            } else {
                None
            }
        });
        [low, self.pause]
            .into_iter()
            .flatten()
            .max_by_key(|(until, _)| *until)
    }

    /// The requests that watching leaves to others, never so many that a full account would leave
    /// us nothing.
    fn reserve(&self) -> u32 {
        let limit = self.account_limit();
        let fifth = u32::try_from(self.cap(RESERVE)).unwrap_or(u32::MAX);
        fifth.min(limit - 1)
    }
}

#[cfg(test)]
mod tests;
