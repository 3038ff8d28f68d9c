//! Changes that belong to no run, and which of them a crash has left open.

use super::{Change, OpenItem, Place, Record, RecordEvent, RecordRoute};
use crate::model::Timestamp;

/// A change that was announced and of which the journal does not say how it ended.
///
/// It is never sent again. Look it up with reading requests alone and append
/// [`Entry::ChangeClosed`](super::Entry::ChangeClosed).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenChange {
    /// When it was announced.
    pub announced: Timestamp,
    /// The machine that announced it.
    pub host: String,
    /// The number of the process on that machine.
    pub pid: u32,
    /// The kind of the credentials.
    pub auth_kind: String,
    /// Tells their secret from another.
    pub token_fingerprint: Option<String>,
    /// The ids of what it is about.
    pub about: OpenItem,
    /// The fields of the Chat account that were to be changed.
    pub fields: Vec<String>,
}

/// Finds the open changes of a journal, record by record.
#[derive(Debug, Default)]
pub(crate) struct OpenChanges(Vec<OpenChange>);

impl OpenChange {
    fn of(record: &Record) -> Self {
        Self {
            announced: record.ts,
            host: record.host.clone(),
            pid: record.pid,
            auth_kind: record.auth_kind.clone(),
            token_fingerprint: record.token_fingerprint.clone(),
            about: OpenItem::of(1, record),
            fields: record.fields.clone(),
        }
    }

    /// The change itself; `None` for one that a later version made.
    pub fn change(&self) -> Option<Change<'_>> {
        let user = self.about.users.first().copied();
        match self.about.route {
            RecordRoute::SignOut => Some(Change::SignOut {
                user: user?,
                session: self.about.sessions.first().copied(),
            }),
            RecordRoute::Revoke => Some(Change::RevokeOwn {
                user: user?,
                token: self.about.token?,
            }),
            RecordRoute::ChatAccount => Some(Change::Chat {
                fields: &self.fields,
                reason: None,
                ticket: None,
            }),
            _ => None,
        }
    }

    /// Whether the process may be alive, in which case the change is not ours to close.
    pub(crate) fn may_still_run(&self, here: &Place) -> bool {
        here.may_run(&self.host, self.pid)
    }

    fn is_about(&self, other: &Self) -> bool {
        self.about == other.about && self.fields == other.fields
    }

    fn is_of_process(&self, other: &Self) -> bool {
        (&self.host, self.pid) == (&other.host, other.pid)
    }
}

impl OpenChanges {
    /// Takes the next record. An outcome closes the change of its own process; what recovery
    /// says closes the oldest that it is about.
    pub(crate) fn take(&mut self, record: &Record) {
        if record.run.is_some() {
            return;
        }
        let change = || OpenChange::of(record);
        match record.event {
            RecordEvent::Intent => self
                .0
                .extend(Some(change()).filter(|it| it.change().is_some())),
            RecordEvent::Outcome => {
                let done = change();
                self.close(|open| open.is_about(&done) && open.is_of_process(&done));
            }
            RecordEvent::Closed => {
                let done = change();
                self.close(|open| open.is_about(&done));
            }
            _ => {}
        }
    }

    fn close(&mut self, is_it: impl Fn(&OpenChange) -> bool) {
        if let Some(at) = self.0.iter().position(is_it) {
            self.0.remove(at);
        }
    }

    /// The changes that are open, oldest first.
    pub(crate) fn into_vec(self) -> Vec<OpenChange> {
        self.0
    }
}
