//! Reading for a verb: the one-shot reader of [`live`](crate::live), with its progress on stderr.

use std::io::Write as _;

use super::connect::{Connection, rules};
use super::waiting::rewrites_lines;
use crate::host::stderr;
use crate::live::{ReadProgress, Reader};
use crate::model::Clock;
use crate::zendesk::Client;

/// A reader for one verb.
pub(super) fn reader(client: &Client, clock: &Clock) -> Reader {
    Reader::new(client.clone(), clock.clone()).telling(tell)
}

/// A reader for one verb whose choice may rest on rules and limits, which the settings have.
pub(super) fn reader_by_settings(connection: &Connection, clock: &Clock) -> Reader {
    let settings = &connection.settings;
    reader(&connection.client, clock).by_settings(rules(settings), settings.timeouts)
}

/// Prints progress to stderr, if somebody watches it.
fn tell(progress: ReadProgress) {
    if !rewrites_lines() {
        return;
    }
    let _ = match progress {
        ReadProgress::Sessions(rows) => write!(stderr(), "\r{rows} sessions …"),
        ReadProgress::Over => write!(stderr(), "\r\u{1b}[K"),
    };
}
