//! One line of the journal, field by field, in the order in which it is written.

use std::collections::BTreeMap;

use chrono::SecondsFormat;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{RecordEvent, RecordRoute, RunId, RunMode, State};
use crate::model::{SessionId, SessionKey, Timestamp, UserId};

/// The most bytes that are kept of a text that somebody chose.
const TEXT_LIMIT: usize = 1024;

/// One line of the journal. What a record has nothing to say about is left out of the
/// line; fields that a later version adds are ignored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The version of this format.
    pub v: u32,
    /// The number of the record in the file, from 1.
    pub seq: u64,
    /// The time in UTC, by the local clock.
    #[serde(serialize_with = "write_moment", deserialize_with = "read_moment")]
    pub ts: Timestamp,
    /// Zendesk's clock minus the local one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skew_ms: Option<i64>,
    /// The login name.
    pub os_user: String,
    /// The number of that user.
    pub uid: u32,
    /// The machine.
    pub host: String,
    /// The terminal, and where the environment says that an ssh connection came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tty_or_ssh: Option<String>,
    /// The number of the process.
    pub pid: u32,
    /// The user to whom the credentials belong, as Zendesk says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zd_user_id: Option<u64>,
    /// The e-mail given with the credentials, which proves nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zd_email_claimed: Option<String>,
    /// The kind of credentials.
    pub auth_kind: String,
    /// The fingerprint that tells one secret from another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_fingerprint: Option<String>,
    /// The account.
    pub account: String,
    /// The origin that requests go to.
    pub origin: String,
    /// The proxy that requests go through.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    /// The version of zentop.
    pub tool_version: String,
    /// The hash that tells one set of settings from another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config_hash: Option<String>,
    /// Whether there is a screen.
    pub mode: RunMode,
    /// The kind of the record.
    pub event: RecordEvent,
    /// The run it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<RunId>,
    /// The number of the item in the run, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<u32>,
    /// The number of items in the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<u32>,
    /// The number of people that the run is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub people: Option<u32>,
    /// The route.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<RecordRoute>,
    /// The person whose session it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<u64>,
    /// The people, where one request covers several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub user_ids: Vec<u64>,
    /// The number of the session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<u64>,
    /// The sessions that were known, where one request covers several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub session_ids: Vec<u64>,
    /// The owners of these sessions, where the run was stopped before their requests.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owner_ids: Vec<u64>,
    /// The number of the OAuth token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_id: Option<u64>,
    /// The OAuth tokens for which no request was sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub token_ids: Vec<u64>,
    /// The fields of the Chat account.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// When the person signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(serialize_with = "write_known", deserialize_with = "read_known")]
    pub authenticated_at: Option<Timestamp>,
    /// When the session was last seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(serialize_with = "write_known", deserialize_with = "read_known")]
    pub last_seen_at: Option<Timestamp>,
    /// What the person may do in the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The reason, in the admin's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The ticket that asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// The SHA-256 of the plan that was shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan_hash: Option<String>,
    /// How the item stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
    /// Zendesk's status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http_status: Option<u16>,
    /// Zendesk's id for the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The number of times it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u32>,
    /// The time from the first attempt to the last answer, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
    /// Details, in a few words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The number of items for each state.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub counts: BTreeMap<State, u64>,
    /// The last hash of the file or of the part of it that is no longer here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follows: Option<String>,
    /// The number of bytes before this line that are no record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub torn_bytes: Option<u64>,
    /// The SHA-256 of those bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub torn_sha256: Option<String>,
    /// The number of damaged lines in the file before this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub damaged_lines: Option<u64>,
    /// The number of the first damaged line that no record told of before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub damaged_line: Option<u64>,
    /// The hash of the record before that line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub damaged_after: Option<String>,
    /// The hash of the record before; 64 zeros in the first.
    pub prev: String,
    /// The hash of this one. Empty only while a record is being made.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub hash: String,
}

impl Record {
    /// The detail of an item that one list shows and another lacks.
    pub(super) const CONTRADICTED: &'static str = "contradicted";

    /// The sessions that it says one person's were ended by a request.
    pub(super) fn ended(&self) -> Vec<SessionKey> {
        let is_ended = self.event == RecordEvent::Outcome && self.state == Some(State::Ended);
        let Some(user) = self.user_id.filter(|_| is_ended).and_then(UserId::new) else {
            return Vec::new();
        };
        let ids = self.session_id.iter().chain(&self.session_ids);
        let sessions = ids.copied().filter_map(SessionId::new);
        sessions
            .map(|session| SessionKey { user, session })
            .collect()
    }

    /// What is said of when it was written: the server's time, where the record tells how far the local
    /// clock was off it.
    pub(super) fn said_at(&self) -> Timestamp {
        self.ts.shifted(self.skew_ms.unwrap_or_default())
    }

    /// The version that this program writes.
    pub(crate) const VERSION: u32 = 1;

    /// A record of `now` that says nothing.
    pub(super) fn blank(now: Timestamp) -> Self {
        Self {
            v: Self::VERSION,
            seq: 0,
            ts: now,
            skew_ms: None,
            os_user: String::new(),
            uid: 0,
            host: String::new(),
            tty_or_ssh: None,
            pid: 0,
            zd_user_id: None,
            zd_email_claimed: None,
            auth_kind: String::new(),
            token_fingerprint: None,
            account: String::new(),
            origin: String::new(),
            proxy: None,
            tool_version: String::new(),
            config_hash: None,
            mode: RunMode::Other,
            event: RecordEvent::Other,
            run: None,
            item: None,
            of: None,
            people: None,
            route: None,
            user_id: None,
            user_ids: Vec::new(),
            session_id: None,
            session_ids: Vec::new(),
            owner_ids: Vec::new(),
            token_id: None,
            token_ids: Vec::new(),
            fields: Vec::new(),
            authenticated_at: None,
            last_seen_at: None,
            role: None,
            reason: None,
            ticket: None,
            plan_hash: None,
            state: None,
            http_status: None,
            request_id: None,
            attempts: None,
            duration_ms: None,
            detail: None,
            counts: BTreeMap::new(),
            follows: None,
            torn_bytes: None,
            torn_sha256: None,
            damaged_lines: None,
            damaged_line: None,
            damaged_after: None,
            prev: String::new(),
            hash: String::new(),
        }
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde prescribes the signature"
)]
fn write_moment<S: Serializer>(moment: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
    match moment.to_utc() {
        Some(utc) => to.serialize_str(&utc.to_rfc3339_opts(SecondsFormat::Millis, true)),
        None => to.collect_str(moment),
    }
}

fn read_moment<'de, D: Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
    Timestamp::parse(&String::deserialize(from)?).map_err(serde::de::Error::custom)
}

#[expect(clippy::ref_option, reason = "serde prescribes the signature")]
fn write_known<S: Serializer>(moment: &Option<Timestamp>, to: S) -> Result<S::Ok, S::Error> {
    moment.map(|moment| moment.to_string()).serialize(to)
}

fn read_known<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    Ok(text.and_then(|text| Timestamp::parse(&text).ok()))
}

/// `text`, cut to [`TEXT_LIMIT`] with an ellipsis.
pub(super) fn bounded(text: &str) -> String {
    if text.len() <= TEXT_LIMIT {
        return text.to_owned();
    }
    let mut end = TEXT_LIMIT - '…'.len_utf8();
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}…", &text[..end])
}
