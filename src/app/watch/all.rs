//! The watches on the people of every run, each with an end of its own. Whoever a newer run is about
//! is watched by that one.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::Watch;
use crate::live::Snapshot;
use crate::model::{SessionKey, Timestamp, UserId};
use crate::operation::{ProofBasis, Report, Verdicts};

/// Everybody who is watched, and who came back.
#[derive(Debug, Clone, Default)]
pub(crate) struct Watches {
    /// One for each run whose people are still watched, the oldest first.
    of_runs: Vec<Watch>,
    /// The sessions of people who came back that were not yet ended again.
    returned: Vec<SessionKey>,
}

/// New sign-ins of the people of one run.
pub(in crate::app) struct Returns {
    /// The sessions, each with when it began.
    pub(in crate::app) sessions: Vec<(SessionKey, Timestamp)>,
    /// Their people by name, each once.
    pub(in crate::app) names: Vec<String>,
    /// The verdicts on them for the journal.
    pub(in crate::app) verdicts: Verdicts,
}

impl Watches {
    /// Begins to watch the people of a run that is over, beside those of the runs before it.
    pub(in crate::app) fn begin(&mut self, report: &Report, basis: &ProofBasis, now: Timestamp) {
        let ended = report.items.iter();
        let ended = ended.filter(|item| item.outcome.kind.is_done());
        let ended: FxHashSet<SessionKey> = ended.filter_map(|item| item.target.session()).collect();
        self.returned.retain(|key| !ended.contains(key));
        let Some(mut newest) = Watch::new(report, basis, now) else {
            return;
        };
        for older in &mut self.of_runs {
            older.leave(&newest);
            newest.known.extend(&older.known);
        }
        self.of_runs.retain(|watch| !watch.people.is_empty());
        self.of_runs.push(newest);
    }

    /// The new sign-ins of the people who are watched, each returned once. Sessions of people who are
    /// watched no more are forgotten once they are not listed.
    pub(in crate::app) fn compare(&mut self, snapshot: &Snapshot, now: Timestamp) -> Vec<Returns> {
        self.forget(snapshot);
        let mut all = Vec::new();
        for watch in &mut self.of_runs {
            let sessions = watch.compare(snapshot, now);
            if sessions.is_empty() {
                continue;
            }
            let keys: Vec<SessionKey> = sessions.iter().map(|(key, _)| *key).collect();
            let people: BTreeSet<UserId> = keys.iter().map(|key| key.user).collect();
            self.returned.extend(&keys);
            all.push(Returns {
                names: people.iter().map(|user| watch.name(*user)).collect(),
                verdicts: watch.verdicts(&keys),
                sessions,
            });
        }
        all
    }

    fn forget(&mut self, snapshot: &Snapshot) {
        let people = self.people();
        let is_watched = |key: &SessionKey| people.binary_search(&key.user).is_ok();
        let others = self.returned.iter().filter(|key| !is_watched(key));
        let others: FxHashSet<SessionKey> = others.copied().collect();
        if !others.is_empty() {
            let listed = snapshot.find(&others);
            self.returned
                .retain(|key| is_watched(key) || listed.contains_key(key));
        }
    }

    /// Ends the watches whose time is over; returns the people who are watched no more.
    pub(in crate::app) fn end(&mut self, now: Timestamp) -> BTreeSet<UserId> {
        let over = self.of_runs.iter().filter(|watch| watch.is_over(now));
        let people = over
            .flat_map(|watch| watch.people.keys().copied())
            .collect();
        self.of_runs.retain(|watch| !watch.is_over(now));
        people
    }

    /// The sessions of people who came back that were not yet ended again.
    pub(in crate::app) fn returned(&self) -> &[SessionKey] {
        &self.returned
    }

    /// The people who are watched, in order.
    pub(in crate::app) fn people(&self) -> Vec<UserId> {
        let of_runs = self.of_runs.iter();
        let people: BTreeSet<UserId> = of_runs
            .flat_map(|watch| watch.people.keys().copied())
            .collect();
        people.into_iter().collect()
    }

    /// When the last watch ends, by the local clock; `None` where nobody is watched.
    pub(crate) fn until(&self) -> Option<Timestamp> {
        self.of_runs.iter().map(|watch| watch.until).max()
    }
}
