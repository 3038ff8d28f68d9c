//! Proof after a run: what Zendesk shows of each item, looked at a few times. The screen and the
//! headless verbs ask for it here.
//!
//! - `contained` what Zendesk shows of people and tokens

mod contained;

use std::iter::FusedIterator;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::{Report, Verdict, verify};
use crate::live::{Reader, Snapshot};
use crate::model::{Clock, SessionKey, UserId};
use crate::zendesk::Client;

pub(super) use contained::people;
pub(crate) use contained::token_in_use;

/// The waits before each look for the proof of a run: Zendesk may lag behind its own answer.
const LOOKS: [Duration; 3] = [
    Duration::ZERO,
    Duration::from_secs(2),
    Duration::from_secs(5),
];

/// The longest pause of the account that proof waits for, since the report is due.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// The longest that the whole account is read for the proof of a run, looks and all, since the
/// report is due.
const LONGEST_WALKS: Duration = Duration::from_secs(60);

/// The proof of one run while it is being made.
pub(crate) struct Proof {
    report: Arc<Report>,
    verdicts: Vec<Option<Verdict>>,
    /// The lists of sessions that were read last, if the run is about sessions.
    lists: Option<Arc<Snapshot>>,
    client: Client,
    reader: Reader,
    clock: Clock,
    /// Until when the whole account is read, once that has begun.
    walk_until: Option<Instant>,
    looks: Box<dyn FusedIterator<Item = Duration> + Send>,
}

impl Proof {
    /// The proof of a run before the first look.
    pub(crate) fn new(client: Client, clock: Clock, report: Arc<Report>) -> Self {
        Self {
            verdicts: report.unproved(),
            report,
            lists: None,
            reader: Reader::new(client.clone(), clock.clone()).for_proof(),
            clock,
            walk_until: None,
            client,
            looks: Box::new(LOOKS.into_iter()),
        }
    }

    /// Waits and looks once more. `None` means that everything is as it should be, or that another
    /// look makes no sense. A look that fails proves nothing, and the next one may succeed.
    pub(crate) async fn look(&mut self) -> Option<&[Option<Verdict>]> {
        if !self.verdicts.iter().copied().any(is_open) {
            return None;
        }
        let pause = self.client.budget().reading().paused_until;
        if pause.is_some_and(|pause| pause > LONGEST_PAUSE) {
            return None;
        }
        tokio::time::sleep(self.looks.next()?).await;
        let sessions = self.sessions().await;
        let contained = contained::look(&self.client, &self.report).await.ok();
        for newer in [sessions, contained].into_iter().flatten() {
            for (known, newer) in self.verdicts.iter_mut().zip(newer) {
                // What was seen of an item counts for more than that nothing is proved now.
                let is_worse = newer == Some(Verdict::NotKnown) && *known != Some(Verdict::Waiting);
                if *known != Some(Verdict::Verified) && !is_worse {
                    *known = newer.or(*known);
                }
            }
        }
        Some(&self.verdicts)
    }

    /// The verdict on each item, in the order of the report, and the last lists of sessions that
    /// were read for them.
    pub(crate) fn into_verdicts(self) -> (Vec<Option<Verdict>>, Option<Arc<Snapshot>>) {
        (self.verdicts, self.lists)
    }

    /// Reads the lists of those people whose sessions have no final verdict yet.
    async fn sessions(&mut self) -> Option<Vec<Option<Verdict>>> {
        let items = self.report.items.iter().zip(&self.verdicts);
        let open = items.filter(|(_, verdict)| is_open(**verdict));
        let keys = open.filter_map(|(item, _)| item.target.session());
        let mut people: Vec<UserId> = keys.map(|key: SessionKey| key.user).collect();
        people.sort_unstable();
        people.dedup();
        if people.is_empty() {
            return None;
        }
        let snapshot = self.reader.lists_of(&people).await.ok()?;
        let mut verdicts = verify(&self.report.items, &snapshot);
        self.lists = Some(snapshot);
        if verdicts.contains(&Some(Verdict::NotKnown))
            && let Some(walked) = self.walk().await
        {
            for (known, by_walk) in verdicts.iter_mut().zip(verify(&self.report.items, &walked)) {
                if *known == Some(Verdict::NotKnown) && by_walk != Some(Verdict::Waiting) {
                    *known = by_walk;
                }
            }
        }
        Some(verdicts)
    }

    /// Reads the whole account, where people's own lists prove nothing, as long as there is time.
    async fn walk(&mut self) -> Option<Arc<Snapshot>> {
        let until = self
            .walk_until
            .get_or_insert_with(|| Instant::now() + LONGEST_WALKS);
        let until = *until;
        let mut reader = Reader::new(self.client.clone(), self.clock.clone()).for_proof();
        let walk = async {
            reader.identify().await.ok()?;
            reader.walk().await.ok()?.whole().ok()
        };
        tokio::time::timeout_at(until, walk).await.ok()?
    }
}

fn is_open(verdict: Option<Verdict>) -> bool {
    verdict.is_some_and(|verdict| verdict != Verdict::Verified)
}

#[cfg(test)]
mod tests;
