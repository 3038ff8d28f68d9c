//! The records of one run in the durable journal.

use std::collections::{BTreeMap, BTreeSet};

use zentop::journal::{Record, RecordEvent, RecordRoute, State};
use zentop::model::{SessionId, SessionKey, UserId};
use zentop::operation::OutcomeKind;

use super::disk::Durable;
use super::{Aim, Moment, Run};

/// One run in the journal.
#[derive(Default)]
pub(super) struct Recorded {
    /// The time at which each intent became durable. A target is announced once.
    pub(super) intents: BTreeMap<Aim, Moment>,
    /// Targets that were announced more than once.
    pub(super) repeated: Vec<Aim>,
    /// The outcome of each session, from outcome records and from `cancelled`.
    pub(super) outcomes: BTreeMap<SessionId, Vec<State>>,
    /// Intents without an outcome.
    pub(super) open: BTreeSet<u32>,
    /// The counts at the end, if the run has one in the journal.
    pub(super) finished: Option<BTreeMap<State, u64>>,
}

impl Recorded {
    /// Reads the records of `run` in `durable`.
    pub(super) fn of(durable: &[Durable], run: &Run) -> Self {
        let mut recorded = Self::default();
        for Durable { record, since } in durable {
            if record.run.as_ref() == Some(&run.id) {
                recorded.take(record, *since);
            }
        }
        recorded
    }

    fn take(&mut self, record: &Record, since: Moment) {
        let item = record.item.unwrap_or_default();
        match record.event {
            RecordEvent::Intent => {
                self.open.insert(item);
                let aim = aim(record);
                if self.intents.insert(aim.clone(), since).is_some() {
                    self.repeated.push(aim);
                }
            }
            RecordEvent::Outcome | RecordEvent::Cancelled => {
                self.open.remove(&item);
                let sessions = record.session_id.iter().chain(&record.session_ids);
                for session in sessions.filter_map(|id| SessionId::new(*id)) {
                    let states = self.outcomes.entry(session).or_default();
                    states.extend(record.state);
                }
            }
            RecordEvent::Finished => self.finished = Some(record.counts.clone()),
            _ => {}
        }
    }
}

/// The target that an intent announces.
fn aim(record: &Record) -> Aim {
    let user = |id: &u64| UserId::new(*id).unwrap();
    let owner = record.user_id.as_ref().map(user);
    match record.route {
        Some(RecordRoute::Exact) => Aim::Session(SessionKey {
            user: owner.unwrap(),
            session: SessionId::new(record.session_id.unwrap()).unwrap(),
        }),
        Some(RecordRoute::User) => Aim::User(owner.unwrap()),
        Some(RecordRoute::Many) => Aim::Users(record.user_ids.iter().map(user).collect()),
        _ => panic!("an intent without a route"),
    }
}

/// The journal's word for how ending a session ended.
pub(super) fn state(kind: OutcomeKind) -> State {
    match kind {
        OutcomeKind::Done => State::Ended,
        OutcomeKind::Accepted => State::Accepted,
        OutcomeKind::AlreadySo => State::Gone,
        OutcomeKind::Refused => State::Refused,
        OutcomeKind::Failed => State::Failed,
        OutcomeKind::Unknown => State::Unknown,
        OutcomeKind::NotAttempted => State::NotAttempted,
    }
}
