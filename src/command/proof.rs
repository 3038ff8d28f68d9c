//! Proof after a run without a screen: what is seen of each item, asked a few times.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::connect::Connection;
use super::gather::{LISTS_AT_MOST, Reader, whole};
use crate::live::Snapshot;
use crate::model::{Clock, SessionKey, UserId};
use crate::operation::{LOOKS, Report, Verdict, Work, contain, verify};

/// The longest pause of the account that proof is worth waiting for; the report is due.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// One look.
struct Seen {
    verdicts: Vec<Option<Verdict>>,
    /// The lists it was taken from, where it was lists.
    lists: Option<Arc<Snapshot>>,
}

/// What is seen of each item, asked a few times while some are not as they should be, and the
/// last lists of sessions that were read for it. Whoever stops the run, before or now, gets
/// the report without waiting for proof.
pub(super) async fn prove(
    connection: &Connection,
    report: &Report,
    clock: &Clock,
    stop: &CancellationToken,
) -> (Vec<Option<Verdict>>, Option<Arc<Snapshot>>) {
    let mut verdicts = report.unproved();
    let mut last = None;
    let mut reader = Reader::new(connection.client.clone(), clock.clone());
    for wait in LOOKS {
        let is_open =
            |verdict: &Option<Verdict>| verdict.is_some_and(|verdict| verdict != Verdict::Verified);
        if !verdicts.iter().any(is_open) {
            break;
        }
        let pause = connection.client.budget().reading().paused_until;
        if pause.is_some_and(|pause| pause > LONGEST_PAUSE) {
            break;
        }
        let open = verdicts.iter().map(is_open);
        let open: Vec<bool> = open.collect();
        let looked = stop.run_until_cancelled(async {
            tokio::time::sleep(wait).await;
            match report.work {
                Work::End(_) => sessions(connection, report, &open, &mut reader, clock).await,
                Work::Contain(_) => contained(connection, report).await,
            }
        });
        let Some(seen) = looked.await.flatten() else {
            break;
        };
        for (known, newer) in verdicts.iter_mut().zip(seen.verdicts) {
            if *known != Some(Verdict::Verified) {
                *known = newer;
            }
        }
        last = seen.lists.or(last);
    }
    (verdicts, last)
}

/// What the lists of those people say whose sessions are `open`.
async fn sessions(
    connection: &Connection,
    report: &Report,
    open: &[bool],
    reader: &mut Reader,
    clock: &Clock,
) -> Option<Seen> {
    let items = report.items.iter().zip(open).filter(|(_, open)| **open);
    let keys: Vec<SessionKey> = items
        .filter_map(|(item, _)| item.subject.session())
        .collect();
    let mut people: Vec<UserId> = keys.iter().map(|key| key.user).collect();
    people.sort_unstable();
    people.dedup();
    let seen = if people.len() <= LISTS_AT_MOST {
        reader.people(&people).await.ok()?
    } else {
        whole(&connection.client, clock).await.ok()?
    };
    Some(Seen {
        verdicts: verify(&report.items, &seen),
        lists: Some(seen),
    })
}

/// What is shown of people and tokens.
async fn contained(connection: &Connection, report: &Report) -> Option<Seen> {
    let verdicts = contain::look(&connection.client, report).await.ok()?;
    Some(Seen {
        verdicts,
        lists: None,
    })
}
