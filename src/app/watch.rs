//! Containment: after a run its people are watched for a while, because ending a session
//! does not keep anybody from signing in again.
//!
//! - here the people of one run; `all` those of every run

mod all;

use rustc_hash::{FxHashMap, FxHashSet};

pub(super) use self::all::Returns;
pub(crate) use self::all::Watches;

use crate::journal::{NamedTarget, RunId};
use crate::live::Snapshot;
use crate::model::{DatedMoment, SafeText, SessionKey, Timestamp, UserId};
use crate::operation::{
    ItemVerdict, Operation, PersonDone, ProofBasis, Report, Route, Verdict, Verdicts,
    signed_in_again,
};

/// How long people are watched, in milliseconds.
const FOR: i64 = 10 * 60 * 1000;

/// The most columns of a name.
const NAME: usize = 24;

/// The people whose sessions were ended, and the sessions that they had then.
#[derive(Debug, Clone)]
struct Watch {
    run: RunId,
    /// The number of each person's first item in the run, from 1.
    people: FxHashMap<UserId, usize>,
    /// Their names, where they are known.
    names: FxHashMap<UserId, SafeText>,
    known: FxHashSet<SessionKey>,
    /// When what was done to each was known to be done.
    done: FxHashMap<UserId, DatedMoment>,
    until: Timestamp,
}

impl Watch {
    /// Begins a watch with the end of a run. People whose sessions were not touched are not
    /// watched.
    fn new(report: &Report, basis: &ProofBasis, now: Timestamp) -> Option<Self> {
        let mut people = FxHashMap::default();
        let mut names = FxHashMap::default();
        for (item, place) in report.items.iter().zip(1..) {
            let user = item.target.user();
            if item.operation.ends() && item.outcome.kind.is_done() {
                people.entry(user).or_insert(place);
            }
            if let Some(name) = item.target.name().filter(|name| !name.is_blank()) {
                names.entry(user).or_insert_with(|| name.clone());
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
            names,
            known,
            done: done.collect(),
            until,
        })
    }

    /// The verdicts on these sign-ins for the journal, under the run that they came after.
    fn verdicts(&self, news: &[SessionKey]) -> Verdicts {
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

    /// The new sign-ins of the watched people with their times, each returned once. A session that nobody knew of and
    /// that may be older than the run is none.
    fn compare(&mut self, snapshot: &Snapshot, now: Timestamp) -> Vec<(SessionKey, Timestamp)> {
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
            if is_new && let Some(at) = signed_in_again(&session, *done, clocks) {
                self.known.insert(session.key);
                news.push((session.key, at));
            }
        }
        news
    }

    /// The name of somebody, or their number.
    fn name(&self, user: UserId) -> String {
        let name = self.names.get(&user);
        name.map_or_else(
            || format!("user {user}"),
            |name| name.fit(NAME).into_owned(),
        )
    }

    /// Leaves these people to a newer watch.
    fn leave(&mut self, newer: &Self) {
        let is_left = |user: &UserId| newer.people.contains_key(user);
        self.people.retain(|user, _| !is_left(user));
        self.done.retain(|user, _| !is_left(user));
    }

    fn is_over(&self, now: Timestamp) -> bool {
        now >= self.until
    }
}
