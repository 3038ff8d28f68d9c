//! Containment: after a run its people are watched for a while, because ending a session
//! does not keep anybody from signing in again.

use rustc_hash::FxHashSet;

use crate::live::Snapshot;
use crate::model::{SessionKey, Timestamp, UserId};
use crate::terminate::{OutcomeKind, Report};

/// How long people are watched, in milliseconds.
const FOR: i64 = 10 * 60 * 1000;

/// People whose sessions were ended, and what they had then.
#[derive(Debug, Clone)]
pub struct Watch {
    people: FxHashSet<UserId>,
    known: FxHashSet<SessionKey>,
    since: Timestamp,
    until: Timestamp,
    returned: Vec<SessionKey>,
}

impl Watch {
    /// Begins with the end of a run. Nobody is watched whose sessions were not touched.
    pub(super) fn new(report: &Report, seen: &Snapshot, now: Timestamp) -> Option<Self> {
        let touched = report.items.iter().filter(|item| {
            matches!(
                item.outcome.kind(),
                OutcomeKind::Ended | OutcomeKind::Accepted
            )
        });
        let people: FxHashSet<UserId> = touched.map(|item| item.target.key.user).collect();
        if people.is_empty() {
            return None;
        }
        let theirs = seen.iter().filter_map(|slot| seen.key(slot));
        let known = theirs
            .filter(|key| people.contains(&key.user))
            .chain(report.items.iter().map(|item| item.target.key))
            .collect();
        let until = now.shifted(FOR);
        Some(Self {
            people,
            known,
            since: report.began_at,
            until,
            returned: Vec::new(),
        })
    }

    /// New sign-ins of the watched people, each told once.
    pub(super) fn compare(&mut self, seen: &Snapshot) -> Vec<SessionKey> {
        let since = seen.server_time(self.since);
        let mut news = Vec::new();
        for slot in seen.iter() {
            let Some(session) = seen.session(slot) else {
                continue;
            };
            let watched = self.people.contains(&session.key.user);
            if watched && self.known.insert(session.key) {
                // A session from before the run was only read late.
                let after = session
                    .authenticated_at
                    .is_none_or(|at| at.seconds() >= since.seconds());
                if after {
                    news.push(session.key);
                }
            }
        }
        self.returned.extend(&news);
        news
    }

    /// The sessions that came back and are still to be dealt with.
    pub fn returned(&self) -> &[SessionKey] {
        &self.returned
    }

    /// Who is watched.
    pub(super) fn people(&self) -> Vec<UserId> {
        let mut people: Vec<UserId> = self.people.iter().copied().collect();
        people.sort_unstable();
        people
    }

    /// Until when, by the local clock.
    pub fn until(&self) -> Timestamp {
        self.until
    }

    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        now >= self.until
    }
}
