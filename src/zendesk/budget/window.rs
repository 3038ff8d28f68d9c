//! The requests of the last minute.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::Purpose;

/// The window in which Zendesk counts requests, a minute (`docs::zendesk_api` §3.1).
pub(super) const WINDOW: Duration = Duration::from_secs(60);

/// The number by which a place that was given is found again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PlaceId(u64);

/// How many requests of each purpose the minute holds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct PlaceCounts([usize; Purpose::COUNT]);

impl PlaceCounts {
    pub(super) fn of(&self, purpose: Purpose) -> usize {
        self.0[purpose.rank()]
    }

    pub(super) fn all(&self) -> usize {
        self.0.iter().sum()
    }

    pub(super) fn watching(&self) -> usize {
        self.of_all(Purpose::is_watching)
    }

    /// The requests of all purposes that are such.
    pub(super) fn of_all(&self, is_such: impl Fn(Purpose) -> bool) -> usize {
        let such = Purpose::ALL.into_iter().filter(|purpose| is_such(*purpose));
        such.map(|purpose| self.of(purpose)).sum()
    }
}

/// The places that were given in the last minute, oldest first.
#[derive(Debug, Default)]
pub(super) struct SentWindow {
    given: VecDeque<(Instant, Purpose, PlaceId)>,
    counts: PlaceCounts,
    next: u64,
}

impl SentWindow {
    pub(super) fn counts(&self) -> PlaceCounts {
        self.counts
    }

    /// Drops what no longer counts.
    pub(super) fn forget(&mut self, now: Instant) {
        while let Some((at, purpose, _)) = self.given.front().copied()
            && at + WINDOW <= now
        {
            self.given.pop_front();
            self.counts.0[purpose.rank()] -= 1;
        }
    }

    /// Counts one more request.
    pub(super) fn give(&mut self, purpose: Purpose, now: Instant) -> PlaceId {
        let id = PlaceId(self.next);
        self.next += 1;
        self.given.push_back((now, purpose, id));
        self.counts.0[purpose.rank()] += 1;
        id
    }

    /// Takes back a place that was not used; `None` if it no longer counts.
    pub(super) fn take_back(&mut self, place: PlaceId) -> Option<Purpose> {
        let index = self.given.iter().rposition(|(.., id)| *id == place)?;
        let (_, purpose, _) = self.given.remove(index)?;
        self.counts.0[purpose.rank()] -= 1;
        Some(purpose)
    }

    /// When the minute holds so little that `fits` is true, if it is not now.
    pub(super) fn fits_at(&self, fits: impl Fn(&PlaceCounts) -> bool) -> Option<Instant> {
        let mut counts = self.counts;
        if fits(&counts) {
            return None;
        }
        let mut last = None;
        for (at, purpose, _) in &self.given {
            counts.0[purpose.rank()] -= 1;
            last = Some(*at + WINDOW);
            if fits(&counts) {
                break;
            }
        }
        last
    }

    /// When the oldest and the newest request of the watching share were let through.
    pub(super) fn watching_span(&self) -> Option<(Instant, Instant)> {
        let is_watching = |(_, purpose, _): &&(Instant, Purpose, PlaceId)| purpose.is_watching();
        let (oldest, ..) = self.given.iter().find(is_watching)?;
        let (newest, ..) = self.given.iter().rev().find(is_watching)?;
        Some((*oldest, *newest))
    }
}
