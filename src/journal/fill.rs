//! Entries as the fields of a record.

use super::record::bounded;
use super::{
    Answer, Change, Entry, Hindrance, NamedTarget, Record, RecordEvent, RecordRoute, RecordedStep,
    RunId, State, StepTarget, VerifiedPerson,
};
use crate::model::SessionId;

impl Entry<'_> {
    /// Writes the entry into the fields of `record`.
    pub(super) fn fill(&self, record: &mut Record) {
        let run = |run: &RunId| Some(run.clone());
        match *self {
            Self::Confirmed {
                run: id,
                route,
                of,
                people,
                reason,
                ticket,
                plan_hash,
            } => {
                record.event = RecordEvent::Confirmed;
                record.run = run(id);
                (record.route, record.of) = (Some(route), Some(of));
                record.people = Some(people);
                (record.reason, record.ticket) = (reason.map(bounded), ticket.map(bounded));
                record.plan_hash = Some(bounded(plan_hash));
            }
            Self::Intent(step) => {
                record.event = RecordEvent::Intent;
                step.fill(record);
            }
            Self::Outcome(step, answer) => {
                record.event = RecordEvent::Outcome;
                step.fill(record);
                answer.fill(record);
            }
            Self::Changing(change) => {
                record.event = RecordEvent::Intent;
                change.fill(record);
            }
            Self::Changed(change, answer) => {
                record.event = RecordEvent::Outcome;
                change.fill(record);
                answer.fill(record);
            }
            Self::Cancelled { run: id, left } => {
                record.event = RecordEvent::Cancelled;
                record.run = run(id);
                record.state = Some(State::NotAttempted);
                for named in left {
                    named.add(record);
                }
                record.counts = [(State::NotAttempted, left.len() as u64)].into();
            }
            Self::Finished { run: id, counts } => {
                (record.event, record.run) = (RecordEvent::Finished, run(id));
                record.counts = counts.iter().copied().collect();
            }
            Self::Verified {
                run: id,
                item,
                named,
                state,
                is_contradicted,
            } => {
                record.event = RecordEvent::Verified;
                record.detail = is_contradicted.then(|| Record::CONTRADICTED.to_owned());
                (record.run, record.item) = (run(id), Some(item));
                named.fill(record);
                record.state = Some(state);
            }
            Self::PersonVerified(person) => person.fill(record),
            Self::PersonLeft {
                run: id,
                user,
                state,
                sessions,
                detail,
            } => {
                record.event = RecordEvent::PersonLeft;
                record.counts = sessions.map(still_listed).into_iter().collect();
                (record.run, record.user_id) = (run(id), Some(user.get()));
                (record.state, record.detail) = (state, Some(bounded(detail)));
            }
            Self::Closed {
                run: id,
                item,
                state,
                detail,
            } => {
                record.event = RecordEvent::Closed;
                (record.run, record.item) = (run(id), Some(item));
                (record.state, record.detail) = (Some(state), detail.map(bounded));
            }
            Self::ChangeClosed {
                change,
                state,
                detail,
            } => {
                record.event = RecordEvent::Closed;
                change.fill(record);
                (record.state, record.detail) = (Some(state), Some(bounded(detail)));
            }
            Self::Exported { .. }
            | Self::TerminalLost { .. }
            | Self::Pinned { .. }
            | Self::Hindered { .. } => self.fill_remark(record),
        }
    }

    /// Writes what belongs to no run.
    fn fill_remark(&self, record: &mut Record) {
        match *self {
            Self::Exported { records, redacted } => {
                let how = if redacted { "redacted" } else { "in full" };
                record.event = RecordEvent::Exported;
                record.detail = Some(format!("{records} records, {how}"));
            }
            Self::TerminalLost { what } => {
                record.event = RecordEvent::TerminalLost;
                record.detail = Some(bounded(what));
            }
            Self::Pinned { people, by } => {
                record.event = RecordEvent::Pinned;
                record.user_ids = people.iter().map(|user| user.get()).collect();
                record.detail = Some(bounded(by));
            }
            Self::Hindered { by, what } => {
                record.event = by.event();
                record.detail = Some(bounded(what));
            }
            _ => {}
        }
    }
}

impl Hindrance {
    const fn event(self) -> RecordEvent {
        match self {
            Self::Guardrail => RecordEvent::Refused,
            Self::Credentials => RecordEvent::AuthFailed,
            Self::List => RecordEvent::ListFailed,
        }
    }
}

impl RecordedStep<'_> {
    fn fill(&self, record: &mut Record) {
        record.run = Some(self.run.clone());
        (record.item, record.of) = (Some(self.item), Some(self.of));
        record.role = self.role.map(|role| role.as_str().to_owned());
        record.detail = self.note.map(bounded);
        record.route = Some(self.target.route());
        match self.target {
            StepTarget::Session {
                key,
                authenticated_at,
                last_seen_at,
            } => {
                record.user_id = Some(key.user.get());
                record.session_id = Some(key.session.get());
                (record.authenticated_at, record.last_seen_at) = (authenticated_at, last_seen_at);
            }
            StepTarget::User { user, sessions } => {
                record.user_id = Some(user.get());
                record.session_ids = sessions.iter().map(|session| session.get()).collect();
            }
            StepTarget::Many { users, sessions } => {
                record.user_ids = users.iter().map(|user| user.get()).collect();
                record.session_ids = sessions.iter().map(|session| session.get()).collect();
            }
            StepTarget::Person { user, .. } => NamedTarget::Person(user).fill(record),
            StepTarget::Token { user, token } => NamedTarget::Token { user, token }.fill(record),
        }
    }
}

impl VerifiedPerson<'_> {
    fn fill(&self, record: &mut Record) {
        record.event = RecordEvent::PersonVerified;
        record.run = Some(self.run.clone());
        record.user_id = Some(self.user.get());
        let ids = self.sessions.iter().map(|key| key.session.get());
        record.session_ids = ids.collect();
        (record.state, record.detail) = (self.state, Some(bounded(&self.detail)));
    }
}

impl NamedTarget {
    /// Adds it to those of a record that names several.
    fn add(&self, record: &mut Record) {
        match self {
            Self::Session(key) => {
                record.session_ids.push(key.session.get());
                let owner = key.user.get();
                if !record.owner_ids.contains(&owner) {
                    record.owner_ids.push(owner);
                }
            }
            Self::Person(user) => record.user_ids.push(user.get()),
            Self::Token { token, .. } => record.token_ids.push(token.get()),
        }
    }

    fn fill(self, record: &mut Record) {
        let user = match self {
            Self::Session(key) => {
                record.session_id = Some(key.session.get());
                key.user
            }
            Self::Person(user) => user,
            Self::Token { user, token } => {
                record.token_id = Some(token.get());
                user
            }
        };
        record.user_id = Some(user.get());
    }
}

impl Change<'_> {
    fn fill(&self, record: &mut Record) {
        match *self {
            Self::SignOut { user, session } => {
                record.route = Some(RecordRoute::SignOut);
                record.user_id = Some(user.get());
                record.session_id = session.map(SessionId::get);
            }
            Self::RevokeOwn { user, token } => {
                record.route = Some(RecordRoute::Revoke);
                record.user_id = Some(user.get());
                record.token_id = Some(token.get());
            }
            Self::Chat {
                fields,
                reason,
                ticket,
            } => {
                record.route = Some(RecordRoute::ChatAccount);
                (record.reason, record.ticket) = (reason.map(bounded), ticket.map(bounded));
                record.fields = fields.iter().map(|field| bounded(field)).collect();
            }
        }
    }
}

impl Answer<'_> {
    fn fill(&self, record: &mut Record) {
        record.state = Some(self.state);
        record.http_status = self.http_status;
        record.request_id = self.request_id.map(bounded);
        record.attempts = Some(self.attempts);
        record.duration_ms = Some(u64::try_from(self.duration.as_millis()).unwrap_or(u64::MAX));
        let note = record.detail.take();
        record.detail = match (note, self.detail) {
            (Some(note), Some(detail)) => Some(bounded(&format!("{note}; {detail}"))),
            (note, detail) => note.or(detail.map(bounded)),
        };
    }
}

/// So many sessions that are listed still, as a record counts them.
const fn still_listed(sessions: usize) -> (State, u64) {
    (State::StillListed, sessions as u64)
}
