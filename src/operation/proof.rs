//! Proof after a run: what Zendesk shows of its people and of each item, looked at a few times. The
//! screen and the headless verbs ask for it here.
//!
//! - `reading` one reading of the people, and what it proves
//! - `contained` what Zendesk shows of people and tokens
//! - `cost` what a proof costs, as it is said before

mod contained;
mod cost;
mod reading;

use std::iter::FusedIterator;
use std::sync::Arc;
use std::time::Duration;

use rustc_hash::{FxHashMap, FxHashSet};
use tokio::time::{Instant, timeout_at};

use self::reading::{ProofReading, ReadAs, Singles};
use super::{NotLookedAt, PersonDone, PersonProof, PersonVerdict, Report, Route, Target, Verdict};
use crate::live::{OwnLists, ReadPrice, Reader, Snapshot};
use crate::model::{Clock, SafeText, SessionKey, Timestamp, UserId};
use crate::zendesk::Client;

pub(crate) use contained::KindsUnread;
pub(super) use contained::people;
pub(crate) use contained::token_in_use;
use cost::InQuestion;
pub use cost::ProofCost;
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
    /// The pages of a walk over the account, where known.
    pub pages: Option<usize>,
    /// Whether a whole walk over the account was read, so that whoever has no known session had none
    /// in it.
    pub is_walked: bool,
}

impl ProofBasis {
    /// What this snapshot shows of these people.
    pub(crate) fn of(snapshot: &Snapshot, people: &FxHashSet<UserId>) -> Self {
        let theirs = snapshot.sessions_of_people(people);
        let slots = theirs.values().flatten();
        Self {
            me: snapshot.identity().map(|me| me.id),
            known: slots.filter_map(|slot| snapshot.key(*slot)).collect(),
            pages: snapshot.pages(),
            is_walked: snapshot.is_proved_by_a_walk(),
        }
    }
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
    /// Until when anything is read, once that has begun.
    until: Option<Instant>,
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
            until: None,
            client,
            looks: Box::new(LOOKS.into_iter()),
        }
    }

    /// What the next look costs.
    pub(crate) fn cost(&self) -> ProofCost {
        let budget = self.client.budget().reading();
        ProofCost::of_people(&self.in_question(), self.basis.pages, &budget)
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
        let patience = PATIENCE + self.cost().time * 2;
        let begun = || Instant::now() + patience.min(LONGEST);
        let until = *self.until.get_or_insert_with(begun);
        if Instant::now() >= until {
            return None;
        }
        let readings = self.read(until).await;
        let (contained, unread) = contained::look(&self.client, &self.report).await;
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
            PersonVerdict::StillThere { known, .. } => {
                !known.is_empty() || self.report.operation.route().is_some_and(Route::is_wide)
            }
            _ => person.is_open(),
        };
        self.verdicts.iter().copied().any(is_open) || self.people.iter().any(goes)
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
        InQuestion {
            people: people.len(),
            sessions: done.map(|person| person.planned.len()).sum(),
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

    /// Reads the sessions of those people, by the cheaper way, and by a walk beside where their own
    /// lists prove nothing.
    async fn read(&mut self, until: Instant) -> Vec<ProofReading> {
        let people = self.open_people();
        if people.is_empty() {
            return Vec::new();
        }
        let in_question = self.in_question();
        let by = ProofCost::by(&in_question, self.basis.pages).0;
        let try_pages = ReadPrice::pages_worth_trying(in_question.requests());
        let pages = match (by, self.basis.pages) {
            (ReadPrice::Walk(_), _) => Some(usize::MAX),
            (ReadPrice::OwnLists(_), None) if try_pages > 0 => Some(try_pages),
            (ReadPrice::OwnLists(_), _) => None,
        };
        if let Some(pages) = pages
            && let Some(walked) = self.walk(until, pages).await
        {
            return vec![walked];
        }
        let own = self.own_lists(&people, until).await;
        if own.proves_nothing_of_some(&self.report)
            && let Some(walked) = self.walk(until, usize::MAX).await
        {
            return vec![own, walked];
        }
        vec![own]
    }

    /// Reads the own lists of these people, and looks at every session that was to go of each whose
    /// list is empty: a server that answers with empty lists would prove anything. Somebody of whom no
    /// session was known has none to look at, and a walk from before bears their list out.
    async fn own_lists(&mut self, people: &[UserId], until: Instant) -> ProofReading {
        let lists = self.reader.own_lists(people, until).await;
        let empty: FxHashSet<UserId> = lists.empty.iter().copied().collect();
        let silent = || self.done.iter().filter(|one| empty.contains(&one.user));
        let keys: Vec<SessionKey> = silent().flat_map(|one| one.planned.clone()).collect();
        let are_few = keys.len() <= cost::SHOWN_AT_MOST;
        let is_left = |one: &&PersonDone| match one.planned.len() {
            0 => !self.basis.is_walked,
            _ => !are_few,
        };
        let left: Vec<UserId> = silent().filter(is_left).map(|one| one.user).collect();
        let shown = keys.into_iter().filter(|_| are_few);
        let singles = Singles::look(&self.client, shown, until)
            .await
            .leaving(left);
        ProofReading {
            snapshot: self.reader.snapshot(),
            lists,
            singles,
        }
    }

    /// Reads the whole account, if it has no more than these pages, and looks at a few of the
    /// sessions that it lacks.
    async fn walk(&mut self, until: Instant, pages: usize) -> Option<ProofReading> {
        let reader = Reader::new(self.client.clone(), self.clock.clone());
        let mut reader = reader.for_proof().reading_at_most(pages);
        let walk = async {
            reader.identify().await.ok()?;
            reader.walk().await.ok()?.whole().ok()
        };
        let snapshot = timeout_at(until, walk).await.ok()??;
        let is_gone = |key: &SessionKey| {
            let key = FxHashSet::from_iter([*key]);
            snapshot.find(&key).is_empty()
        };
        let lasts = self.done.iter().filter(|person| person.done.is_some());
        let keys = lasts.filter_map(|person| person.planned.last().copied());
        let sample = keys.filter(is_gone).take(cost::SAMPLED);
        let mut singles = Singles::look(&self.client, sample, until).await;
        singles.is_of_walk = true;
        // A walk stands by itself: a look that fails says nothing against it.
        singles
            .unseen
            .retain(|_, why| *why == NotLookedAt::OutOfTime);
        Some(ProofReading {
            snapshot,
            lists: OwnLists::default(),
            singles,
        })
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
