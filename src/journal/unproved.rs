//! Runs of which something was done, or may have been, and after which nothing was read that bears it
//! out: the program ended before that, or what it read proved nothing.

use std::collections::BTreeMap;

use super::{OpenItem, Place, Record, RecordEvent, RunId, State};
use crate::model::{Timestamp, UserId};

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
    open: Vec<OpenItem>,
    not_done: usize,
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
                let is_open = record.state.is_some_and(may_be_done);
                trace.open.extend(item.filter(|_| is_open));
                let is_not_done = matches!(record.state, Some(State::Refused | State::Failed));
                trace.not_done += usize::from(is_not_done);
            }
            RecordEvent::Verified if record.state.is_some() => {
                let shown = OpenItem::of(number, record);
                trace.open.retain(|item| !is_about(item, &shown));
            }
            RecordEvent::PersonVerified if record.state.is_some() => {
                let person = record.user_id.and_then(UserId::new);
                for item in &mut trace.open {
                    item.users.retain(|user| Some(*user) != person);
                }
                trace.open.retain(|item| !item.users.is_empty());
            }
            RecordEvent::Finished => trace.ended = Some(record.ts),
            _ => {}
        }
    }

    /// The runs, oldest first.
    pub(crate) fn into_vec(self) -> Vec<UnprovedRun> {
        let runs = self.0.into_iter();
        let runs = runs.filter(|(_, trace)| !trace.open.is_empty());
        let unproved = runs.map(|(run, trace)| UnprovedRun {
            run,
            ended: trace.ended,
            host: trace.host,
            pid: trace.pid,
            items: trace.open,
            not_done: trace.not_done,
        });
        unproved.collect()
    }
}

/// Whether a request was about what a later list showed: the same token, a session of it, or, where it
/// named neither, a person of it.
fn is_about(item: &OpenItem, shown: &OpenItem) -> bool {
    if item.token.is_some() || !item.sessions.is_empty() {
        let is_shown = |session| shown.sessions.contains(session);
        return item.token == shown.token && item.token.is_some()
            || item.sessions.iter().any(is_shown);
    }
    item.users.iter().any(|user| shown.users.contains(user))
}

/// Whether something was done, or may have been, that a later list can bear out.
const fn may_be_done(state: State) -> bool {
    matches!(
        state,
        State::Ended
            | State::Accepted
            | State::Suspended
            | State::Lifted
            | State::Revoked
            | State::Unknown
    )
}
