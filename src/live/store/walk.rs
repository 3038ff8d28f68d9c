//! Walks and people's own lists, as the store takes them in: what may be removed, and when.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::Store;
use crate::live::events::LiveEventKind;
use crate::live::snapshot::Walked;
use crate::live::{Freshness, Progress, Retry};
use crate::model::{Session, Timestamp, UserId};
use crate::zendesk::ApiError;

/// A walk that is under way.
pub(super) struct CurrentWalk {
    began_at: Timestamp,
    page: usize,
    sessions: usize,
    unreadable: usize,
    conflicts: usize,
}

impl Store {
    /// Begins a walk; the sessions that it has not seen by its end are gone.
    pub(super) fn begin(&mut self, now: Timestamp) {
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

    /// Takes in a page. Its sessions are on the list at once.
    pub(super) fn page(&mut self, sessions: &[Session], unreadable: usize, now: Timestamp) {
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

    /// Ends a whole walk, and removes the sessions that it has not seen.
    pub(super) fn finish(&mut self, rest_until: Timestamp, now: Timestamp) {
        let Some(walk) = self.walk.take() else { return };
        self.remove_unseen(now);
        self.state.unreadable = walk.unreadable;
        self.state.conflicts = walk.conflicts;
        self.state.freshness = Freshness::Current { as_of: now };
        self.state.progress = Progress::Resting { until: rest_until };
        let number = self.state.walks().max(self.earlier_walks) + 1;
        self.state.walked = Some(Walked {
            number,
            began_at: walk.began_at,
        });
        if self.listed.values().any(|listed| *listed < walk.began_at) {
            Arc::make_mut(&mut self.listed).retain(|_, listed| *listed >= walk.began_at);
        }
        let sessions = self.state.sessions;
        Arc::make_mut(&mut self.events).close(now, LiveEventKind::Walked { sessions });
        self.compact_if_worth_it();
    }

    /// Ends a walk that broke off, and removes nothing.
    pub(super) fn break_off(&mut self, error: Arc<ApiError>, retry: Retry, now: Timestamp) {
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

    /// Takes in a person's own list, and removes the sessions that it lacks.
    pub(super) fn list(
        &mut self,
        user: UserId,
        began_at: Timestamp,
        sessions: &[Session],
        now: Timestamp,
    ) {
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
