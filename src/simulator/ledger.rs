//! The record of every request in order, for tests to compare with what a client claims.

use std::collections::VecDeque;

use serde::{Serialize, Serializer};

use super::call::Call;
use super::credential::Credential;
use super::fields::without_secrets;
use super::reply::{ReplyEnding, ServedReply};
use crate::model::{SessionKey, Timestamp};

/// The most requests that are remembered, about 60 MB; a day of one client at the usual 700
/// requests a minute would be a million.
const MOST_ENTRIES: usize = 200_000;

/// One request and its result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LedgerEntry {
    /// The number of the request, counted from 1.
    pub number: u64,
    /// When it arrived, by the simulator's clock.
    #[serde(serialize_with = "as_text")]
    pub at: Timestamp,
    /// The method.
    pub method: String,
    /// Path and query, without the values of secret parameters.
    pub target: String,
    /// The kind of credential it carried.
    pub credential: Credential,
    /// The status that was sent; `None` if the connection was closed instead.
    pub status: Option<u16>,
    /// The sessions it ended; those of `logout_many` are added when they end.
    #[serde(serialize_with = "as_texts")]
    pub ended: Vec<SessionKey>,
    /// The name of the fault that answered it.
    pub fault: Option<String>,
    /// The header `User-Agent`.
    pub user_agent: Option<String>,
    /// The header `Accept`.
    pub accept: Option<String>,
    /// The header `Content-Type`.
    pub content_type: Option<String>,
}

/// The latest requests.
#[derive(Default)]
pub(super) struct Ledger {
    entries: VecDeque<LedgerEntry>,
}

impl Ledger {
    pub(super) fn record(
        &mut self,
        call: &Call,
        at: Timestamp,
        credential: Credential,
        fault: Option<String>,
        reply: &ServedReply,
    ) {
        if self.entries.len() == MOST_ENTRIES {
            self.entries.pop_front();
        }
        self.entries.push_back(LedgerEntry {
            number: call.number,
            at,
            method: call.method.to_string(),
            target: without_secrets(&call.target),
            credential,
            status: (reply.ending != ReplyEnding::Closed).then(|| reply.status.as_u16()),
            ended: reply.ended.clone(),
            fault,
            user_agent: call.user_agent.clone(),
            accept: call.accept.clone(),
            content_type: call.content_type.clone(),
        });
    }

    /// Adds what a request ended after it was answered.
    pub(super) fn complete(&mut self, number: u64, ended: Vec<SessionKey>) {
        let place = self.entries.partition_point(|entry| entry.number < number);
        if let Some(entry) = self.entries.get_mut(place)
            && entry.number == number
        {
            entry.ended.extend(ended);
        }
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = &LedgerEntry> {
        self.entries.iter()
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn as_text<S: Serializer>(moment: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(moment)
}

fn as_texts<S: Serializer>(keys: &[SessionKey], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(keys.iter().map(ToString::to_string))
}
