//! The changes between two walks.

use std::collections::VecDeque;

use super::PersonIndex;
use crate::model::{SessionKey, Timestamp};

/// A change of the list, with its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveEvent {
    /// The time at which it was noticed, by the local clock.
    pub at: Timestamp,
    /// The kind of change.
    pub kind: LiveEventKind,
}

/// The kinds of change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LiveEventKind {
    /// A session that was not there before, and the place of its person.
    SignedIn(SessionKey, PersonIndex),
    /// A session that a whole walk or the person's own list no longer has.
    Gone(SessionKey, PersonIndex),
    /// More changes of one kind than are listed one by one.
    Many {
        /// The number of further new sessions.
        signed_in: usize,
        /// The number of further sessions that are gone.
        gone: usize,
    },
    /// A whole walk came in.
    Walked {
        /// The number of sessions that it found.
        sessions: usize,
    },
    /// A walk broke off; nothing was removed for it.
    Broke(String),
    /// Who people are could not be read.
    NamesUnread(String),
}

impl LiveEventKind {
    /// How many sessions came and how many went with it.
    pub(crate) const fn came_and_went(&self) -> (usize, usize) {
        match *self {
            Self::SignedIn(..) => (1, 0),
            Self::Gone(..) => (0, 1),
            Self::Many { signed_in, gone } => (signed_in, gone),
            Self::Walked { .. } | Self::Broke(_) | Self::NamesUnread(_) => (0, 0),
        }
    }
}

/// The most events that are stored: more than any screen shows, and few enough to copy on each
/// page.
pub(crate) const EVENTS_KEPT: usize = 1_024;

/// The most changes of one walk that are listed one by one; the rest are summed up.
const SINGLY: usize = 256;

/// The newest events, newest last.
#[derive(Clone, Default)]
pub(super) struct EventLog {
    events: VecDeque<LiveEvent>,
    /// The number of all events so far.
    all: u64,
    count: usize,
    signed_in: usize,
    gone: usize,
}

impl EventLog {
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &LiveEvent> {
        self.events.iter()
    }

    /// The number of all events so far.
    pub(super) const fn all(&self) -> u64 {
        self.all
    }

    /// The events that are stored of those after the first `before`, newest last.
    pub(super) fn since(&self, before: u64) -> impl Iterator<Item = &LiveEvent> {
        let newer = usize::try_from(self.all.saturating_sub(before)).unwrap_or(usize::MAX);
        let older = self.events.len().saturating_sub(newer);
        self.events.iter().skip(older)
    }

    pub(super) fn change(&mut self, at: Timestamp, kind: LiveEventKind) {
        self.count += 1;
        if self.count <= SINGLY {
            self.push(at, kind);
        } else if matches!(kind, LiveEventKind::SignedIn(..)) {
            self.signed_in += 1;
        } else {
            self.gone += 1;
        }
    }

    /// Ends a walk: sums up the further changes and adds `kind`.
    pub(super) fn close(&mut self, at: Timestamp, kind: LiveEventKind) {
        let (signed_in, gone) = (self.signed_in, self.gone);
        if signed_in + gone > 0 {
            self.push(at, LiveEventKind::Many { signed_in, gone });
        }
        (self.count, self.signed_in, self.gone) = (0, 0, 0);
        self.push(at, kind);
    }

    /// Adds what is no change of the list.
    pub(super) fn note(&mut self, at: Timestamp, kind: LiveEventKind) {
        self.push(at, kind);
    }

    fn push(&mut self, at: Timestamp, kind: LiveEventKind) {
        if self.events.len() == EVENTS_KEPT {
            self.events.pop_front();
        }
        self.all += 1;
        self.events.push_back(LiveEvent { at, kind });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_summed_up_and_memory_is_bounded() {
        let mut log = EventLog::default();
        let at = Timestamp::from_seconds(1);
        let key: SessionKey = "1/1".parse().unwrap();
        for _ in 0..1_000 {
            log.change(at, LiveEventKind::Gone(key, PersonIndex(0)));
        }
        log.close(at, LiveEventKind::Walked { sessions: 0 });
        assert_eq!(log.iter().count(), SINGLY + 2);
        let many = LiveEventKind::Many {
            signed_in: 0,
            gone: 1_000 - SINGLY,
        };
        assert!(log.iter().any(|event| event.kind == many));
        for _ in 0..10 {
            log.close(at, LiveEventKind::Walked { sessions: 0 });
            for _ in 0..SINGLY {
                log.change(at, LiveEventKind::SignedIn(key, PersonIndex(0)));
            }
        }
        assert_eq!(log.iter().count(), EVENTS_KEPT);
        assert_eq!(log.since(log.all() - 3).count(), 3);
        assert_eq!(log.since(0).count(), EVENTS_KEPT);
        assert_eq!(log.since(log.all()).count(), 0);
    }
}
