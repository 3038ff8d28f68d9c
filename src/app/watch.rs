//! Containment: after a run its people are watched for a while, because ending a session
//! does not keep anybody from signing in again.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::journal::{NamedTarget, RunId};
use crate::live::Snapshot;
use crate::model::{SessionKey, Timestamp, UserId};
use crate::operation::{
    DoneAt, ItemVerdict, Operation, PersonDone, ProofBasis, Report, Route, Verdict, Verdicts,
    signed_in_again,
};

/// How long people are watched, in milliseconds.
const FOR: i64 = 10 * 60 * 1000;

/// The people whose sessions were ended, and the sessions that they had then.
#[derive(Debug, Clone)]
pub struct Watch {
    run: RunId,
    /// The number of each person's first item in the run, from 1.
    people: FxHashMap<UserId, usize>,
    known: FxHashSet<SessionKey>,
    /// When what was done to each was known to be done.
    done: FxHashMap<UserId, DoneAt>,
    until: Timestamp,
    returned: Vec<SessionKey>,
}

impl Watch {
    /// Begins a watch with the end of a run. People whose sessions were not touched are not
    /// watched.
    pub(super) fn new(report: &Report, basis: &ProofBasis, now: Timestamp) -> Option<Self> {
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
        let planned = report.items.iter().filter_map(|item| item.target.session());
        let known = basis.known.iter().copied().chain(planned).collect();
        let done = PersonDone::of_run(report).into_iter();
        let done = done.filter_map(|person| Some((person.user, person.done?)));
        let until = now.shifted(FOR);
        Some(Self {
            run: report.run.clone(),
            people,
            known,
            done: done.collect(),
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
            people: Vec::new(),
            left: Vec::new(),
        }
    }

    /// The new sign-ins of the watched people, each returned once. A session that nobody knew of and
    /// that may be older than the run is none.
    pub(super) fn compare(&mut self, snapshot: &Snapshot, now: Timestamp) -> Vec<SessionKey> {
        let clocks = snapshot.clocks(now);
        let mut news = Vec::new();
        for slot in snapshot.iter() {
            let Some(session) = snapshot.session(slot) else {
                continue;
            };
            let Some(done) = self.done.get(&session.key.user) else {
                continue;
            };
            let is_new = !self.known.contains(&session.key);
            if is_new && signed_in_again(&session, *done, clocks).is_some() {
                self.known.insert(session.key);
                news.push(session.key);
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
