//! Containment: after a run its people are watched for a while, because ending a session
//! does not keep anybody from signing in again.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::journal::{NamedTarget, RunId};
use crate::live::Snapshot;
use crate::model::{SessionKey, Timestamp, UserId};
use crate::operation::{ItemVerdict, Operation, Report, Route, Verdict, Verdicts};

/// How long people are watched, in milliseconds.
const FOR: i64 = 10 * 60 * 1000;

/// The people whose sessions were ended, and the sessions that they had then.
#[derive(Debug, Clone)]
pub struct Watch {
    run: RunId,
    /// The number of each person's first item in the run, from 1.
    people: FxHashMap<UserId, usize>,
    known: FxHashSet<SessionKey>,
    since: Timestamp,
    until: Timestamp,
    returned: Vec<SessionKey>,
}

impl Watch {
    /// Begins a watch with the end of a run. People whose sessions were not touched are not
    /// watched.
    pub(super) fn new(report: &Report, snapshot: &Snapshot, now: Timestamp) -> Option<Self> {
        let mut people = FxHashMap::default();
        for (item, place) in report.items.iter().zip(1..) {
            let kind = item.outcome.kind;
            if kind.is_done() {
                people.entry(item.target.user()).or_insert(place);
            }
        }
        if people.is_empty() {
            return None;
        }
        let theirs = snapshot.iter().filter_map(|slot| snapshot.key(slot));
        let known = theirs
            .filter(|key| people.contains_key(&key.user))
            .chain((report.items.iter()).filter_map(|item| item.target.session()))
            .collect();
        let until = now.shifted(FOR);
        Some(Self {
            run: report.run.clone(),
            people,
            known,
            since: report.began_at,
            until,
            returned: Vec::new(),
        })
    }

    /// The verdicts on these sign-ins for the journal, under the run that they came after.
    pub(super) fn verdicts(&self, news: &[SessionKey]) -> Verdicts {
        let of = news.iter().map(|key| {
            let item = self.people.get(&key.user).copied().unwrap_or_default();
            ItemVerdict {
                place: item,
                operation: Operation::End(Route::Exact),
                named: NamedTarget::Session(*key),
                verdict: Verdict::CameBack,
            }
        });
        Verdicts {
            run: self.run.clone(),
            of: of.collect(),
        }
    }

    /// The new sign-ins of the watched people, each returned once.
    pub(super) fn compare(&mut self, snapshot: &Snapshot) -> Vec<SessionKey> {
        let since = snapshot.server_time(self.since);
        let mut news = Vec::new();
        for slot in snapshot.iter() {
            let Some(session) = snapshot.session(slot) else {
                continue;
            };
            let watched = self.people.contains_key(&session.key.user);
            if watched && self.known.insert(session.key) {
                // A session from before the run may only have been read late.
                let after = session
                    .authenticated_at
                    .readable()
                    .is_none_or(|at| at.seconds() >= since.seconds());
                if after {
                    news.push(session.key);
                }
            }
        }
        self.returned.extend(&news);
        news
    }

    /// The sessions of people who came back that were not yet ended again.
    pub(crate) fn returned(&self) -> &[SessionKey] {
        &self.returned
    }

    /// The people who are watched.
    pub(super) fn people(&self) -> Vec<UserId> {
        let mut people: Vec<UserId> = self.people.keys().copied().collect();
        people.sort_unstable();
        people
    }

    /// When the watch ends, by the local clock.
    pub fn until(&self) -> Timestamp {
        self.until
    }

    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        now >= self.until
    }
}
