//! One run while its records are read.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::{PastItem, PastPeople, PastRun};
use crate::journal::{OpenItem, Record, RecordEvent, RecordRoute, RunId, State};
use crate::model::{SessionId, Timestamp, UserId};

/// One run while its records are read, with the places of its requests.
pub(super) struct RunBuilder {
    pub(super) run: PastRun,
    /// The place of its first record among those of all runs.
    pub(super) place: usize,
    by_number: FxHashMap<u32, usize>,
    by_session: FxHashMap<SessionId, usize>,
    /// The number of items that the end of the run counts as not attempted.
    unsent: Option<u64>,
}

impl RunBuilder {
    /// A run of which this is the first record, at this place.
    pub(super) fn of(id: &RunId, record: &Record, place: usize) -> Self {
        Self {
            place,
            run: PastRun {
                run: id.clone(),
                at: record.said_at(),
                os_user: record.os_user.clone(),
                host: record.host.clone(),
                route: record.route.unwrap_or(RecordRoute::Other),
                of: record.of.unwrap_or_default(),
                about: record.people.unwrap_or_default(),
                reason: record.reason.clone(),
                ticket: record.ticket.clone(),
                is_finished: false,
                items: Vec::new(),
                people: PastPeople::default(),
                left: Vec::new(),
                left_owners: Vec::new(),
                left_people: Vec::new(),
                left_tokens: 0,
                left_unnamed: 0,
                left_done_since: 0,
            },
            by_number: FxHashMap::default(),
            by_session: FxHashMap::default(),
            unsent: None,
        }
    }

    /// The run, as far as it was recorded. One that was stopped names what was left, and after a
    /// crash there is the number alone.
    pub(super) fn finish(mut self) -> PastRun {
        if self.run.left_named() == 0 {
            let items = self.run.items.iter();
            let (given_up, tried): (Vec<&PastItem>, Vec<&PastItem>) =
                items.partition(|item| item.state == Some(State::NotAttempted));
            let unsent = self.unsent.and_then(|unsent| usize::try_from(unsent).ok());
            let unsent = match unsent {
                Some(unsent) => unsent.saturating_sub(covered(&given_up)),
                None => (self.run.of as usize).saturating_sub(covered(&given_up) + covered(&tried)),
            };
            self.run.left_unnamed = unsent;
        }
        self.run
    }

    /// Whether a request of it named this session.
    pub(super) fn names(&self, session: SessionId) -> bool {
        self.by_session.contains_key(&session)
    }

    /// Takes in what a record says of the run.
    pub(super) fn take(&mut self, record: &Record) {
        match record.event {
            RecordEvent::Intent => self.announce(record),
            RecordEvent::Outcome | RecordEvent::Closed => {
                if let Some(item) = self.item_mut(record) {
                    (item.state, item.ended_at) = (record.state, Some(record.ts));
                }
            }
            RecordEvent::Verified => {
                let at = record.said_at();
                self.note_back(record);
                if let Some(item) = self.item_mut(record) {
                    let state = record.state.unwrap_or(State::Other);
                    item.later = later(item.later, state, at);
                    let session = record.session_id.and_then(SessionId::new);
                    let is_contradicted = record.detail.as_deref() == Some(Record::CONTRADICTED);
                    item.note_later(session, state, is_contradicted);
                }
            }
            RecordEvent::PersonVerified => {
                self.note_back(record);
                self.judge(record);
            }
            RecordEvent::PersonLeft => self.note_left(record),
            RecordEvent::Cancelled => self.leave(record),
            RecordEvent::Finished => {
                self.run.is_finished = true;
                let unsent = record.counts.get(&State::NotAttempted);
                self.unsent = Some(unsent.copied().unwrap_or_default());
            }
            _ => {}
        }
    }

    /// Takes in a request that is about to be sent.
    fn announce(&mut self, record: &Record) {
        let number = record.item.unwrap_or_default();
        let place = self.run.items.len();
        let request = OpenItem::of(number, record);
        self.by_number.insert(number, place);
        for session in &request.sessions {
            self.by_session.insert(*session, place);
        }
        for user in &request.users {
            self.run.people.of_mut(*user).items.push(place);
        }
        self.run.items.push(PastItem {
            request,
            state: None,
            ended_at: None,
            later: None,
            still_listed: BTreeSet::new(),
            contradicted: BTreeSet::new(),
            done_since: None,
        });
    }

    /// The request that a record is about. One that covers several items has the number of its first.
    fn item_mut(&mut self, record: &Record) -> Option<&mut PastItem> {
        let session = record.session_id.and_then(SessionId::new);
        let by_session = session.and_then(|session| self.by_session.get(&session));
        let by_number = record.item.and_then(|number| self.by_number.get(&number));
        let place = *by_session.or(by_number)?;
        self.run.items.get_mut(place)
    }

    /// Takes in what a later list showed of somebody.
    fn judge(&mut self, record: &Record) {
        if let Some(user) = record.user_id.and_then(UserId::new) {
            let words = record.detail.clone().unwrap_or_default();
            let is_still_in = record.state == Some(State::StillListed);
            let sessions = record.session_ids.iter().filter(|_| is_still_in);
            let sessions = sessions.copied().filter_map(SessionId::new);
            let unnamed = sessions.filter(|session| !self.names(*session));
            let still_in: BTreeSet<SessionId> = unnamed.collect();
            let person = self.run.people.of_mut(user);
            person.verdict = Some((words, record.said_at()));
            person.still_in = still_in;
        }
    }

    /// Takes in what was left of somebody after they were offboarded.
    fn note_left(&mut self, record: &Record) {
        if let Some(user) = record.user_id.and_then(UserId::new) {
            let words = record.detail.clone().unwrap_or_default();
            let person = self.run.people.of_mut(user);
            person.left = Some((words, record.said_at()));
            person.sessions_left = record.counts.get(&State::StillListed).copied();
        }
    }

    /// Notes with which sessions somebody signed in again.
    fn note_back(&mut self, record: &Record) {
        let user = record.user_id.and_then(UserId::new);
        let is_back = record.state == Some(State::CameBack);
        if let Some(user) = user.filter(|_| is_back) {
            let sessions = record.session_id.iter().chain(&record.session_ids);
            let sessions = sessions.copied().filter_map(SessionId::new);
            let known: BTreeSet<SessionId> =
                sessions.filter(|session| !self.names(*session)).collect();
            self.run.people.of_mut(user).back.extend(known);
        }
    }

    /// Takes in for what no request was sent.
    fn leave(&mut self, record: &Record) {
        let owners = record.owner_ids.iter().copied().filter_map(UserId::new);
        self.run.left_owners.extend(owners);
        let sessions = record.session_id.iter().chain(&record.session_ids);
        let sessions = sessions.copied().filter_map(SessionId::new);
        self.run.left.extend(sessions);
        let people = record.user_id.iter().chain(&record.user_ids);
        let people = people.copied().filter_map(UserId::new);
        self.run.left_people.extend(people);
        self.run.left_tokens += record.token_ids.len();
    }
}

/// The number of what some requests were about.
fn covered(items: &[&PastItem]) -> usize {
    let of = items.iter().map(|item| item.request.sessions.len().max(1));
    of.sum()
}

/// What is known of a request once another list was read: the newest word, but of several sessions
/// of one moment that one is still there.
fn later(
    known: Option<(State, Timestamp)>,
    state: State,
    at: Timestamp,
) -> Option<(State, Timestamp)> {
    match known {
        Some((State::StillListed, then)) if at.seconds() <= then.seconds() => known,
        _ => Some((state, at)),
    }
}
