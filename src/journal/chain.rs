//! The hash chain, in which each line proves all lines before it.
//!
//! A line is `BODY,"hash":"HEX"}`, where `HEX` is the SHA-256 of the bytes of `BODY` in
//! lower-case hex, and `BODY` ends in `"prev":"HEX"`, the hash of the line before. The hash
//! is over bytes as they stand in the file, so no rule about canonical JSON is needed:
//! `printf %s "${line%,\"hash\":*}" | sha256sum` checks one line with a shell alone.

use ring::digest::{SHA256, digest};
use serde::Deserialize;

use super::{Record, RecordEvent, ascii_json};
use crate::model::hex;

/// The hash that the first line of a file names as that of the line before it.
pub(super) const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The text between the body and the hash.
pub(super) const HASH: &[u8] = b",\"hash\":\"";

/// What zentop puts after a line that a crash cut short. A whole line that is no record and does
/// not end like this is damaged: no crash of zentop leaves one.
pub(super) const CLOSING: &str = " (cut short)\n";

/// Proof that a record is on the disk: its place and its hash. Kept elsewhere, it is the
/// anchor that shows later whether the file was cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The place in the file, from 1.
    pub seq: u64,
    /// The hash of the line, in hex.
    pub hash: String,
}

/// The parts of a line that the chain is made of.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) seq: u64,
    pub(super) prev: String,
    pub(super) event: RecordEvent,
    pub(super) follows: Option<String>,
    /// What it says of the text before it that is no record: the bytes, and their SHA-256.
    pub(super) torn: Option<(Option<u64>, String)>,
    /// The number of damaged lines that it says are before it.
    pub(super) damaged_lines: Option<u64>,
    /// The hash that the line states.
    pub(super) hash: String,
    /// Whether the stated hash is that of the body.
    pub(super) intact: bool,
}

impl Link {
    /// Reads a line without its end; `None` if it has not the shape of a record.
    pub(super) fn of(line: &[u8]) -> Option<Self> {
        #[derive(Deserialize)]
        struct LineParts {
            seq: u64,
            prev: String,
            event: RecordEvent,
            follows: Option<String>,
            torn_bytes: Option<u64>,
            torn_sha256: Option<String>,
            damaged_lines: Option<u64>,
        }
        let (front, hash) = line.strip_suffix(b"\"}")?.split_last_chunk::<64>()?;
        let body = front.strip_suffix(HASH)?;
        let parts: LineParts = serde_json::from_slice(line).ok()?;
        let hash = str::from_utf8(hash).ok()?;
        let speaks_of_text = matches!(parts.event, RecordEvent::Torn | RecordEvent::Damaged);
        Some(Self {
            seq: parts.seq,
            prev: parts.prev,
            event: parts.event,
            follows: parts.follows,
            torn: (parts.torn_sha256)
                .filter(|_| speaks_of_text)
                .map(|sha256| (parts.torn_bytes, sha256)),
            damaged_lines: parts.damaged_lines,
            hash: hash.to_owned(),
            intact: hash == sha256_hex(body),
        })
    }
}

/// Puts `record` after `last` and appends its line, end included, to `page`.
pub(super) fn seal(
    mut record: Record,
    last: Option<&Receipt>,
    page: &mut String,
) -> serde_json::Result<Receipt> {
    record.seq = last.map_or(1, |last| last.seq.saturating_add(1));
    record.prev = last.map_or_else(|| NOTHING.to_owned(), |last| last.hash.clone());
    record.hash = String::new();
    let json = ascii_json(&record)?;
    let body = json.strip_suffix('}').unwrap_or(&json);
    let hash = sha256_hex(body.as_bytes());
    for part in [body, ",\"hash\":\"", &hash, "\"}\n"] {
        page.push_str(part);
    }
    Ok(Receipt {
        seq: record.seq,
        hash,
    })
}

/// The SHA-256 of `bytes` in lower-case hex.
pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    hex(digest(&SHA256, bytes).as_ref())
}
