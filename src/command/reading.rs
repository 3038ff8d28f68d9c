//! Reading for a verb: the one-shot reader of [`live`](crate::live), with its progress on stderr.

use std::io::Write as _;

use super::connect::{Connection, rules};
use super::report::talk;
use super::waiting::rewrites_lines;
use crate::host::stderr;
use crate::live::{LookUpBy, ReadProgress, Reader};
use crate::model::{Age, Clock, ClockOffset, User, counted};
use crate::operation::{BadSeal, FileTimes};
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
            "Zendesk does not tell what time it is (its answers have no Date that can be read): times and \
             ages are by this machine's clock, and nothing is changed by ages",
        );
    }
    if let Some(offset) = offset.filter(|offset| offset.is_of_another_day()) {
        let ours = reader.our_time();
        let server = ClockOffset::said(Some(offset), ours);
        talk(&format!(
            "ATTENTION: it is {server} by Zendesk and {ours} by this machine's clock, more than a day apart, \
             so one of them is wrong\n  by an age nothing is changed unless the sessions that are listed are \
             of that day"
        ));
    } else if let Some(off) = offset.and_then(ClockOffset::off_by) {
        talk(&format!(
            "this machine's clock is {off} by Zendesk's, and the journal has this machine's time beside how \
             far it is off"
        ));
    }
    Ok(me)
}

/// Checks that a file may be carried out now, by the server's clock.
///
/// # Errors
/// If it may not, or if it is not certain what time it is at the server.
pub(super) fn in_time(times: FileTimes, reader: &Reader) -> Result<(), BadSeal> {
    match reader.clock_doubt() {
        Some(why) => Err(BadSeal::NoTime(why.words())),
        None => times.check(reader.server_time()),
    }
}

/// Prints progress to stderr, if somebody watches it.
fn tell(progress: ReadProgress) {
    if let ReadProgress::LookUps {
        by,
        requests,
        takes,
    } = progress
    {
        let what = match by {
            LookUpBy::Search => "people are looked up one by one",
            LookUpBy::OwnList | LookUpBy::OwnListUntilCertain => {
                "whether people are signed in is looked up in each one's own list"
            }
        };
        let again = match by {
            LookUpBy::OwnListUntilCertain => "; each list that is empty is read once more",
            LookUpBy::Search | LookUpBy::OwnList => "",
        };
        let requests = counted(requests, "request", "requests");
        let takes = Age::from(takes);
        talk(&format!("{what}: {requests}, about {takes}{again}"));
        return;
    }
    if !rewrites_lines() {
        return;
    }
    let _ = match progress {
        ReadProgress::Sessions(rows) => write!(stderr(), "\r{rows} sessions …"),
        ReadProgress::LookUps { .. } => Ok(()),
        ReadProgress::Over => write!(stderr(), "\r\u{1b}[K"),
    };
}
