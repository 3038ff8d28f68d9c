//! Reading for a verb: the one-shot reader of [`live`](crate::live), with its progress on stderr.

use std::io::Write as _;

use super::connect::{Connection, rules};
use super::report::talk;
use super::waiting::rewrites_lines;
use crate::host::stderr;
use crate::live::{ReadProgress, Reader};
use crate::model::{Clock, ClockOffset, User};
use crate::zendesk::{ApiError, Client};

/// A reader for one verb.
pub(super) fn reader(client: &Client, clock: &Clock) -> Reader {
    Reader::new(client.clone(), clock.clone()).telling(tell)
}

/// A reader for one verb whose choice may rest on rules and limits, which the settings have.
pub(super) fn reader_by_settings(connection: &Connection, clock: &Clock) -> Reader {
    let settings = &connection.settings;
    reader(&connection.client, clock).by_settings(rules(settings), settings.timeouts)
}

/// Asks whose credentials these are, and tells if this machine's clock is off.
///
/// # Errors
/// If that cannot be read.
pub(super) async fn identified(reader: &mut Reader) -> Result<User, ApiError> {
    let me = reader.identify().await?;
    let offset = reader.snapshot().clock_offset;
    if offset.is_none() {
        talk(
            "Zendesk does not tell what time it is (its answers have no Date that can be read): ages are \
             shown by this machine's clock, and nothing is changed by them",
        );
    }
    if let Some(off) = offset.and_then(ClockOffset::off_by) {
        talk(&format!(
            "this machine's clock is {off} by Zendesk's: runs, verdicts, reports and the journal have \
             its time, ages and plan files have Zendesk's; set the clock"
        ));
    }
    Ok(me)
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
