//! Proof after a run: what Zendesk shows of its people and of each item, looked at a few times. The
//! screen and the headless verbs ask for it here.
//!
//! - `reading` one reading of the people, and what it proves
//! - `ways` how the people are read: their own lists, a walk, or both
//! - `contained` what Zendesk shows of people and tokens
//! - `cost` what a proof costs, as it is said before

mod contained;
mod cost;
mod reading;
mod ways;

use std::iter::FusedIterator;
use std::sync::Arc;
use std::time::Duration;

use rustc_hash::{FxHashMap, FxHashSet};
use tokio::time::{Instant, timeout_at};

use self::reading::{ProofReading, ReadAs};
use super::{NotLookedAt, PersonDone, PersonProof, PersonVerdict, Report, Route, Target, Verdict};
use crate::live::{Reader, Snapshot};
use crate::model::{Clock, SafeText, SessionKey, Timestamp, UserId};
use crate::zendesk::Client;

pub(crate) use contained::KindsUnread;
pub(super) use contained::people;
pub(crate) use contained::token_in_use;
pub use cost::ProofCost;
use cost::{InQuestion, WalkKnown};
pub(super) use reading::read_as;
pub(crate) use reading::{later, not_borne_out};

/// The waits before each look for the proof of a run: Zendesk may lag behind its own answer.
const LOOKS: [Duration; 3] = [
    Duration::ZERO,
    Duration::from_secs(2),
    Duration::from_secs(5),
];

/// The longest pause of the account that proof waits for, since the report is due.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// The time for the proof of a run, looks and all, beside twice what the first one should take.
const PATIENCE: Duration = Duration::from_secs(60);

/// The longest that the proof of a run takes in any case, since the report is due.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// How long whoever asks waits to hear whose credentials these are, when everything is read.
const IDENTITY_PATIENCE: Duration = Duration::from_secs(30);

/// What was known before a run, by which it is judged.
#[derive(Clone, Debug, Default)]
pub struct ProofBasis {
    /// Whose credentials it was confirmed with, where known.
    pub me: Option<UserId>,
    /// The sessions of its people that were known.
    pub known: FxHashSet<SessionKey>,
    /// What was known of a walk over the account.
    pub(super) walk: WalkKnown,
    /// Whether a whole walk over the account was read, so that whoever has no known session had none
    /// in it.
    pub is_walked: bool,
    /// A few sessions of other people, of whoever acts above all: a walk that lacks them while they are
    /// there proves nothing.
    pub(super) staying: Vec<SessionKey>,
}

/// The most sessions of others by which a walk is tried.
const STAYING: usize = 3;

impl ProofBasis {
    /// What this snapshot shows of these people.
    pub(crate) fn of(snapshot: &Snapshot, people: &FxHashSet<UserId>) -> Self {
        let theirs = snapshot.sessions_of_people(people);
        let slots = theirs.values().flatten();
        Self {
            me: snapshot.identity().map(|me| me.id),
            known: slots.filter_map(|slot| snapshot.key(*slot)).collect(),
            walk: WalkKnown::of(snapshot),
            is_walked: snapshot.is_proved_by_a_walk(),
            staying: staying(snapshot, people),
        }
    }
}

/// A few sessions of whoever is not among these people: one of whoever acts first, if they have any.
fn staying(snapshot: &Snapshot, people: &FxHashSet<UserId>) -> Vec<SessionKey> {
    let me = snapshot.identity().map(|me| me.id);
    let keys = || snapshot.iter().filter_map(|slot| snapshot.key(slot));
    let own = keys().find(|key| Some(key.user) == me && !people.contains(&key.user));
    let of_others = |key: &SessionKey| Some(key.user) != me && !people.contains(&key.user);
    (own.into_iter())
        .chain(keys().filter(of_others))
        .take(STAYING)
        .collect()
}

/// A run that is to be proved, with what was proved of it before.
#[derive(Clone, Debug)]
pub struct ProofRequest {
    /// The report of the run.
    pub report: Arc<Report>,
    /// What was known before the run.
    pub basis: ProofBasis,
    /// The verdict on each item so far.
    pub verdicts: Vec<Option<Verdict>>,
    /// The verdict on each person so far.
    pub people: Vec<PersonProof>,
}

impl ProofRequest {
    /// A run of which nothing is proved.
    pub(crate) fn new(report: Arc<Report>, basis: ProofBasis) -> Self {
        Self {
            verdicts: report.unproved(),
            people: report.people_unproved(),
            report,
            basis,
        }
    }
}

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

/// How long the looks of a proof may take.
#[derive(Clone, Copy)]
struct ProofTime {
    began: Instant,
    until: Instant,
}

impl ProofTime {
    /// The time for looks that begin now, of which the first costs this.
    fn begun(cost: &ProofCost) -> Self {
        let began = Instant::now();
        let until = began + (PATIENCE + cost.time * 2).min(LONGEST);
        Self { began, until }
    }

    /// Gives more time, because what is read costs this as well; never more than the longest.
    fn also(&mut self, cost: &ProofCost) {
        let longest = self.began + LONGEST;
        self.until = (self.until + cost.time * 2).min(longest);
    }
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
        Self {
            verdicts,
            people,
            done: PersonDone::of_run(&report),
            report,
            basis,
            lists: None,
            unvouched: FxHashMap::default(),
            unread: KindsUnread::default(),
            reader: Reader::new(client.clone(), clock.clone()).for_proof(),
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

    /// Whether another look may show more. A session that nobody knew of does not go away because
    /// those that were known are ended one by one.
    fn is_open(&self) -> bool {
        let goes = |person: &PersonProof| match &person.verdict {
            PersonVerdict::StillThere { known, .. } => !known.is_empty() || self.is_wide(),
            _ => person.is_open(),
        };
        self.verdicts.iter().copied().any(is_open) || self.people.iter().any(goes)
    }

    /// Whether one answer may stand for all sessions of a person.
    fn is_wide(&self) -> bool {
        let mut routes = self
            .report
            .items
            .iter()
            .filter_map(|item| item.operation.route());
        routes.any(Route::is_wide)
    }

    /// Takes in what a reading says of the items. A walk may show what a list before it lacked.
    fn take_items(&mut self, newer: &[Option<Verdict>], read_as: &ReadAs, is_walk: bool) {
        let items = self.report.items.iter();
        for ((known, newer), item) in self.verdicts.iter_mut().zip(newer).zip(items) {
            let newer = match (newer, &item.target) {
                // Whoever is no admin any more is shown no tokens but their own.
                (Some(Verdict::Verified), Target::Token(_)) if !read_as.sees_all() => {
                    Some(Verdict::NotKnown)
                }
                (Some(Verdict::StillListed), target)
                    if is_walk
                        && (*known == Some(Verdict::Verified)
                            || self.unvouched.contains_key(&target.user())) =>
                {
                    *known = Some(Verdict::Contradicted);
                    continue;
                }
                (newer, _) => *newer,
            };
            // What was seen of an item counts for more than that nothing is proved now.
            let is_open = matches!(known, Some(Verdict::Waiting | Verdict::NotKnown));
            let is_worse = matches!(newer, Some(Verdict::NotKnown | Verdict::Waiting)) && !is_open;
            let says_less = newer == Some(Verdict::Waiting) && *known == Some(Verdict::NotKnown);
            if *known != Some(Verdict::Verified) && !is_worse && !says_less {
                *known = newer.or(*known);
            }
        }
    }

    /// Takes in what a reading says of people.
    fn take_people(&mut self, reading: &ProofReading, read_as: &ReadAs) {
        let now = (self.clock)();
        let clocks = self.reader.snapshot().clocks(now);
        let newer = reading.people(&self.done, &self.basis.known, (read_as, clocks));
        let before: Vec<PersonProof> = (self.people.iter().cloned())
            .map(|proof| self.by_its_list(proof))
            .collect();
        let later = reading.later(&self.done, &before, (&self.basis.known, clocks));
        for ((known, newer), later) in self.people.iter_mut().zip(newer).zip(later) {
            if let Some(later) = later {
                *known = later;
                continue;
            }
            let says_nothing = matches!(newer.verdict, PersonVerdict::NotLookedAt(_));
            let is_seen = !matches!(known.verdict, PersonVerdict::NotLookedAt(_));
            if known.is_open() && !(says_nothing && is_seen) {
                *known = newer;
            }
        }
    }

    /// What the own list alone says of somebody whose list was empty and not borne out.
    fn by_its_list(&self, proof: PersonProof) -> PersonProof {
        match self.unvouched.get(&proof.user) {
            Some(at) => PersonProof {
                verdict: PersonVerdict::NoneListed { at: *at },
                ..proof
            },
            None => proof,
        }
    }

    /// What is looked at of the people whose sessions have no final verdict yet.
    fn in_question(&self) -> InQuestion {
        let people: FxHashSet<UserId> = self.open_people().into_iter().collect();
        let done = self.done.iter();
        let done = done.filter(|person| people.contains(&person.user));
        let sessions = done.map(|person| person.planned.len()).sum();
        InQuestion {
            people: people.len(),
            sessions,
            answers: if self.is_wide() {
                people.len()
            } else {
                sessions
            },
        }
    }

    /// The people whose sessions have no final verdict yet, those who were told for certain
    /// included if an item of theirs is open.
    fn open_people(&self) -> Vec<UserId> {
        let items = self.report.items.iter().zip(&self.verdicts);
        let open = items.filter(|(_, verdict)| is_open(**verdict));
        let keys = open.filter_map(|(item, _)| item.target.session());
        let people = self.people.iter().filter(|person| person.is_open());
        let mut people: Vec<UserId> = (keys.map(|key: SessionKey| key.user))
            .chain(people.map(|person| person.user))
            .collect();
        people.sort_unstable();
        people.dedup();
        people
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

fn is_open(verdict: Option<Verdict>) -> bool {
    verdict.is_some_and(|verdict| verdict != Verdict::Verified)
}

#[cfg(test)]
mod tests;
