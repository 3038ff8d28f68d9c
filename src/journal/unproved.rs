//! Runs of which something was done, or may have been, and after which nothing was read that bears it
//! out: the program ended before that, or what it read proved nothing.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::{OpenItem, Place, Record, RecordEvent, RunId, State};
use crate::model::{SessionId, Timestamp, TokenId, UserId};

/// A run with requests that were sent, of which nobody knows what became of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnprovedRun {
    /// The run.
    pub run: RunId,
    /// When its end was recorded, if it was.
    pub ended: Option<Timestamp>,
    /// The machine it ran on.
    pub host: String,
    /// Its process there.
    pub pid: u32,
    /// The requests that Zendesk answered as done, or of which it is unknown.
    pub items: Vec<OpenItem>,
    /// The number of its requests that Zendesk refused, or that failed without effect.
    pub not_done: usize,
}

impl UnprovedRun {
    /// Whether its own process may be about to read what became of it. This process is not, where the run
    /// was over by `now`, when it begins with the account, anew perhaps: what it was about to read before
    /// that was given up with the account.
    pub(crate) fn may_still_look(&self, here: &Place, now: Timestamp) -> bool {
        if here.is_this(&self.host, self.pid) {
            return self.ended.is_none_or(|ended| ended > now);
        }
        here.may_run(&self.host, self.pid)
    }
}

/// Finds such runs in a journal, record by record.
#[derive(Debug, Default)]
pub(crate) struct UnprovedRuns(BTreeMap<RunId, RunTrace>);

/// What the records of a run amount to so far.
#[derive(Debug, Default)]
struct RunTrace {
    ended: Option<Timestamp>,
    host: String,
    pid: u32,
    announced: BTreeMap<u32, OpenItem>,
    /// What was done or may have been, and is not borne out yet.
    open: OpenItems,
    not_done: usize,
}

/// Requests in the order in which they were answered, each found by what it is about: a run may have
/// ten thousand, and as many records bear them out one by one.
#[derive(Debug, Default)]
struct OpenItems {
    items: BTreeMap<usize, OpenItem>,
    places: FxHashMap<ItemName, Vec<usize>>,
    next: usize,
}

/// Something that a request is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum ItemName {
    Token(TokenId),
    Session(SessionId),
    Person(UserId),
    /// A person, where the request names neither sessions nor a token.
    AllOf(UserId),
}

impl UnprovedRuns {
    /// Takes the next record.
    pub(crate) fn take(&mut self, record: &Record) {
        let Some(run) = &record.run else {
            return;
        };
        let trace = self.0.entry(run.clone()).or_default();
        let number = record.item.unwrap_or_default();
        match record.event {
            RecordEvent::Confirmed => (trace.host, trace.pid) = (record.host.clone(), record.pid),
            RecordEvent::Intent => {
                let item = OpenItem::of(number, record);
                trace.announced.insert(number, item);
            }
            RecordEvent::Outcome => {
                let item = trace.announced.remove(&number);
                if let Some(item) = item.filter(|_| record.state.is_some_and(State::wants_a_look)) {
                    trace.open.add(item);
                }
                let is_not_done = matches!(record.state, Some(State::Refused | State::Failed));
                trace.not_done += usize::from(is_not_done);
            }
            RecordEvent::Verified if record.state.is_some() => {
                trace.open.take_shown(&OpenItem::of(number, record));
            }
            RecordEvent::PersonVerified if record.state.is_some() => {
                if let Some(person) = record.user_id.and_then(UserId::new) {
                    trace.open.take_person(person);
                }
            }
            RecordEvent::Finished => trace.ended = Some(record.ts),
            _ => {}
        }
    }

    /// The runs, oldest first.
    pub(crate) fn into_vec(self) -> Vec<UnprovedRun> {
        let runs = self.0.into_iter();
        let runs = runs.filter(|(_, trace)| !trace.open.items.is_empty());
        let unproved = runs.map(|(run, trace)| UnprovedRun {
            run,
            ended: trace.ended,
            host: trace.host,
            pid: trace.pid,
            items: trace.open.items.into_values().collect(),
            not_done: trace.not_done,
        });
        unproved.collect()
    }
}

impl OpenItems {
    fn add(&mut self, item: OpenItem) {
        let is_of_people = item.token.is_none() && item.sessions.is_empty();
        let people = item.users.iter().copied();
        let names = (item.token.into_iter().map(ItemName::Token))
            .chain(item.sessions.iter().copied().map(ItemName::Session))
            .chain(people.clone().map(ItemName::Person))
            .chain(people.filter(|_| is_of_people).map(ItemName::AllOf));
        for name in names {
            self.places.entry(name).or_default().push(self.next);
        }
        self.items.insert(self.next, item);
        self.next += 1;
    }

    /// Takes out what was about the same as a later list showed: the same token, a session of it, or,
    /// where it named neither, a person of it.
    fn take_shown(&mut self, shown: &OpenItem) {
        let names = (shown.token.into_iter().map(ItemName::Token))
            .chain(shown.sessions.iter().copied().map(ItemName::Session))
            .chain(shown.users.iter().copied().map(ItemName::AllOf));
        for place in names.filter_map(|name| self.places.remove(&name)).flatten() {
            self.items.remove(&place);
        }
    }

    /// Takes somebody out, of whom something was shown.
    fn take_person(&mut self, person: UserId) {
        self.places.remove(&ItemName::AllOf(person));
        let places = self.places.remove(&ItemName::Person(person));
        for place in places.into_iter().flatten() {
            if let Some(item) = self.items.get_mut(&place) {
                item.users.retain(|user| *user != person);
                if item.users.is_empty() {
                    self.items.remove(&place);
                }
            }
        }
    }
}
