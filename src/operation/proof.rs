//! Proof after a run: what Zendesk shows of its people and of each item, looked at a few times. The
//! screen and the headless verbs ask for it here.
//!
//! - here the proof of one run, look by look
//! - `basis` what a proof starts from: the run, and what was known before it
//! - `time` how long the looks of a proof may take
//! - `open` what has no final verdict yet, and whether another look may show more
//! - `reading` one reading of the people, and what it proves; `singles` looks at single sessions that it
//!   lacks, `read_as` whose credentials it was made with
//! - `ways` how the people are read: their own lists, a walk, or both
//! - `contained` what Zendesk shows of people and tokens
//! - `taking` what is taken from a reading, beside what was seen before it
//! - `cost` what a proof costs, as it is said before

mod basis;
mod contained;
mod cost;
mod open;
mod read_as;
mod reading;
mod singles;
mod taking;
mod time;
mod ways;

use std::iter::FusedIterator;
use std::sync::Arc;
use std::time::Duration;

use rustc_hash::FxHashMap;
use tokio::time::{Instant, timeout_at};

use self::read_as::ReadAs;
use self::time::ProofTime;
use super::{NotLookedAt, PersonDone, PersonProof, Report, Target, Verdict};
use crate::live::{Reader, Snapshot};
use crate::model::{Clock, SafeText, Timestamp, UserId};
use crate::zendesk::Client;

pub use basis::{ProofBasis, ProofRequest};
pub(crate) use contained::KindsUnread;
pub(super) use contained::people;
pub(crate) use contained::token_in_use;
pub use cost::ProofCost;
pub(super) use read_as::read_as;
pub(crate) use reading::later;
pub(crate) use singles::not_borne_out;

/// The waits before each look for the proof of a run: Zendesk may lag behind its own answer.
const LOOKS: [Duration; 3] = [
    Duration::ZERO,
    Duration::from_secs(2),
    Duration::from_secs(5),
];

/// The longest pause of the account that proof waits for, since the report is due.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// How long whoever asks waits to hear whose credentials these are, when everything is read.
const IDENTITY_PATIENCE: Duration = Duration::from_secs(30);

/// The proof of one run while it is being made.
pub(crate) struct Proof {
    report: Arc<Report>,
    basis: ProofBasis,
    done: Vec<PersonDone>,
    people: Vec<PersonProof>,
    verdicts: Vec<Option<Verdict>>,
    /// The lists of sessions that were read last, if the run is about sessions.
    lists: Option<Arc<Snapshot>>,
    /// The people whose own list was empty in the last look and not borne out, and when it was begun.
    unvouched: FxHashMap<UserId, Timestamp>,
    /// Why people and tokens could not be read in the last look, where that is so.
    unread: KindsUnread,
    client: Client,
    reader: Reader,
    clock: Clock,
    /// How long anything is read, once that has begun.
    time: Option<ProofTime>,
    /// Whether a walk of this proof proved nothing of what it lacks.
    walks_prove_nothing: bool,
    /// The most sessions that lists lack and that are looked at one by one.
    singly_at_most: usize,
    looks: Box<dyn FusedIterator<Item = Duration> + Send>,
}

/// What a proof comes to.
pub(crate) struct Proved {
    /// The verdict on each item, in the order of the report.
    pub(crate) verdicts: Vec<Option<Verdict>>,
    /// The verdict on each person whose sessions were to be ended.
    pub(crate) people: Vec<PersonProof>,
    /// The last lists of sessions that were read, if the credentials were the same afterwards.
    pub(crate) lists: Option<Arc<Snapshot>>,
}

impl Proof {
    /// The proof of a run before the first look.
    pub(crate) fn new(client: Client, clock: Clock, request: ProofRequest) -> Self {
        let ProofRequest {
            report,
            basis,
            verdicts,
            people,
        } = request;
        let reader = Reader::new(client.clone(), clock.clone()).for_proof();
        let reader = reader.dating_as(report.clock_offset);
        Self {
            verdicts,
            people,
            done: PersonDone::of_run(&report),
            report,
            basis,
            lists: None,
            unvouched: FxHashMap::default(),
            unread: KindsUnread::default(),
            reader,
            clock,
            time: None,
            walks_prove_nothing: false,
            singly_at_most: cost::SHOWN_AT_MOST,
            client,
            looks: Box::new(LOOKS.into_iter()),
        }
    }

    /// What the next look costs.
    pub(crate) fn cost(&self) -> ProofCost {
        let budget = self.client.budget().reading();
        ProofCost::of_people(&self.in_question(), self.basis.walk, &budget)
    }

    /// Waits and looks once more. `None` means that everything is as it should be, or that another
    /// look makes no sense. A look that fails proves nothing, and the next one may succeed.
    pub(crate) async fn look(&mut self) -> Option<&[Option<Verdict>]> {
        if !self.is_open() {
            return None;
        }
        let pause = self.client.budget().reading().paused_until;
        if pause.is_some_and(|pause| pause > LONGEST_PAUSE) {
            return None;
        }
        tokio::time::sleep(self.looks.next()?).await;
        let cost = self.cost();
        let time = self.time.get_or_insert_with(|| ProofTime::begun(&cost));
        if Instant::now() >= time.until {
            return None;
        }
        let readings = self.read().await;
        let open = (&*self.report, &self.verdicts[..]);
        let (contained, unread) = contained::look(&self.client, open).await;
        self.unread = unread;
        let read_as = self.read_as().await;
        for reading in readings {
            if !reading.is_walk() {
                self.unvouched = reading.unvouched();
            }
            let items = reading.items(&self.report.items, &read_as);
            self.take_items(&items, &read_as, reading.is_walk());
            self.take_people(&reading, &read_as);
            self.lists = Some(reading.snapshot).filter(|_| read_as.sees_all());
        }
        self.take_items(&contained, &read_as, false);
        self.unread.doubt_tokens(read_as.doubt_of_all());
        Some(&self.verdicts)
    }

    /// The verdicts on the items so far.
    pub(crate) fn verdicts(&self) -> &[Option<Verdict>] {
        &self.verdicts
    }

    /// The verdicts on people so far.
    pub(crate) fn people(&self) -> &[PersonProof] {
        &self.people
    }

    /// Why people or tokens could not be read in the last look.
    pub(crate) const fn unread(&self) -> &KindsUnread {
        &self.unread
    }

    /// What the proof comes to.
    pub(crate) fn into_proved(self) -> Proved {
        Proved {
            verdicts: self.verdicts,
            people: self.people,
            lists: self.lists,
        }
    }

    /// Asks whose credentials these are, after everything was read.
    async fn read_as(&mut self) -> ReadAs {
        let is_wanted = |verdict: &Option<Verdict>| verdict.is_some();
        let items = self.report.items.iter().zip(&self.verdicts);
        let mut asked = items.filter(|(_, verdict)| is_wanted(verdict));
        let is_of_people = asked.all(|(item, _)| matches!(item.target, Target::Person(_)));
        if self.done.is_empty() && is_of_people {
            return ReadAs::Other;
        }
        let until = Instant::now() + IDENTITY_PATIENCE;
        match timeout_at(until, self.reader.identify()).await {
            Ok(Ok(now)) => ReadAs::of(&now, self.basis.me),
            Ok(Err(error)) => {
                ReadAs::Failed(NotLookedAt::Failed(SafeText::new(&error.to_string())))
            }
            Err(_) => ReadAs::Failed(NotLookedAt::OutOfTime),
        }
    }
}

#[cfg(test)]
mod tests;
