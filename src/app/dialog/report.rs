//! The last report: how each item ended, and what later readings say.
//!
//! - `page` the dialog that shows it: the cursor over its people, and what is done to them next
//! - `people` its people, each with what was to be done to them
//! - `again` what was not surely done, for another review
//! - `since` what newer lists show of its people, beside what is proved
//! - `signed_in` who of those who were suspended is still signed in
//! - `standing` whether it is as it should be, by what was answered and what was seen
//! - `changed` what records that were read later show otherwise than it left them

mod again;
mod changed;
mod page;
mod people;
mod signed_in;
mod since;
mod standing;

use std::sync::Arc;
use std::time::Duration;

use rustc_hash::{FxHashMap, FxHashSet};

use self::changed::ChangedPeople;
pub(in crate::app) use self::changed::{ChangedNews, people_changed_by};
pub(crate) use self::page::ReportPage;
pub(crate) use self::people::ReportPerson;
use self::since::BegunSince;
pub(crate) use self::standing::Otherwise;
use super::LeftGroup;
use crate::live::Snapshot;
use crate::model::{SafeText, SessionKey, Timestamp, UserId};
use crate::operation::{
    ItemVerdict, OutcomeKind, PersonDone, PersonLeft, PersonProof, PersonStanding, PersonVerdict,
    ProofBasis, ProofCost, ProofRequest, Report, RunRest, Verdict, verify,
};
use crate::query::Zone;

/// A finished run's report, and what later readings said of it.
#[derive(Debug)]
pub struct ReportView {
    /// The report, with the outcome of each item.
    pub report: Arc<Report>,
    /// The verdict of a later reading on each item; `None` where nothing was asked.
    pub verdicts: Vec<Option<Verdict>>,
    /// The verdicts on the people whose sessions were to be ended, in the order of the run.
    pub people: Vec<PersonProof>,
    /// What is proved of the same people, without who signed in since.
    proved: Vec<PersonProof>,
    sign_ins: BegunSince,
    /// Those of them who wait for proof, and of whom a newer list lacks the sessions.
    unlisted: FxHashSet<UserId>,
    /// What is left of the people who were offboarded, as far as that was looked at.
    pub left: Vec<PersonLeft>,
    /// What it leaves to do, by what is known so far.
    pub(crate) rest: Option<RunRest>,
    /// Whom the run did nothing to although they were chosen or named.
    pub(crate) left_out: Vec<LeftGroup>,
    /// The organisation that all of its people belong to, if that is so.
    pub(crate) organization: Option<SafeText>,
    /// What records that were read later show otherwise than the run left it.
    changed: ChangedPeople,
    /// What was told of people last.
    announced: FxHashMap<UserId, String>,
    /// What was told of all of them together last.
    announced_together: Option<String>,
    /// What a first look costs.
    pub cost: ProofCost,
    /// Whether looks are under way.
    pub is_proving: bool,
    /// When the last of them began.
    pub(in crate::app) proving_since: Timestamp,
    done: Vec<PersonDone>,
    basis: ProofBasis,
    /// The walks that were compared.
    walks: u64,
}

/// What is new of a run.
pub(in crate::app) struct ReportNews {
    pub(in crate::app) items: Vec<ItemVerdict>,
    pub(in crate::app) people: Vec<PersonProof>,
    pub(in crate::app) left: Vec<PersonLeft>,
}

impl ReportNews {
    pub(in crate::app) fn is_empty(&self) -> bool {
        self.items.is_empty() && self.people.is_empty() && self.left.is_empty()
    }
}

impl ReportView {
    pub(in crate::app) fn new(report: Arc<Report>, basis: ProofBasis, cost: ProofCost) -> Self {
        Self {
            verdicts: report.unproved(),
            people: report.people_unproved(),
            proved: report.people_unproved(),
            sign_ins: BegunSince::default(),
            unlisted: FxHashSet::default(),
            left: Vec::new(),
            rest: report.left_to_do.rest().cloned(),
            left_out: Vec::new(),
            organization: None,
            changed: ChangedPeople::default(),
            announced: FxHashMap::default(),
            announced_together: None,
            cost,
            is_proving: false,
            proving_since: report.ended_at,
            done: PersonDone::of_run(&report),
            report,
            basis,
            walks: 0,
        }
    }

    /// Whether it is about nobody but the owner of the credentials.
    pub(crate) fn is_of_own(&self) -> bool {
        let people = self.report.people();
        self.basis
            .me
            .is_some_and(|me| people.len() == 1 && people.contains(&me))
    }

    /// What is to be looked up, with all that is known so far.
    pub(in crate::app) fn request(&self) -> ProofRequest {
        ProofRequest {
            report: Arc::clone(&self.report),
            basis: self.basis.clone(),
            verdicts: self.verdicts.clone(),
            people: self.proved.clone(),
        }
    }

    /// Takes in what a newer snapshot shows; returns what is new. It may show what is still there,
    /// or what lists before it lacked. That something is gone is left to the proof, which asks
    /// afterwards whose credentials these still are.
    pub(in crate::app) fn compare(&mut self, snapshot: &Snapshot, now: Timestamp) -> ReportNews {
        let mut news = ReportNews {
            items: Vec::new(),
            people: Vec::new(),
            left: Vec::new(),
        };
        if !self.report.ends_sessions() {
            return news;
        }
        if self.is_open() {
            let mut newer = verify(&self.report.items, snapshot);
            for (verdict, item) in newer.iter_mut().zip(&self.report.items) {
                let tells = |it: &Verdict| *it == Verdict::StillListed && item.operation.ends();
                *verdict = verdict.filter(tells);
            }
            news.items = self.learn(newer);
        }
        if snapshot.walks() != self.walks {
            self.walks = snapshot.walks();
            self.contradict(snapshot, now, &mut news);
            self.note_back(&news.people);
        }
        self.look_who_is_listed(snapshot);
        news
    }

    /// Takes in what a walk shows of those of whom no session was listed before.
    fn contradict(&mut self, snapshot: &Snapshot, now: Timestamp, news: &mut ReportNews) {
        news.people = self.learn_walk(snapshot, now);
        for newer in &news.people {
            let PersonVerdict::Contradicted { sessions } = &newer.verdict else {
                continue;
            };
            let items = self.report.items.iter().zip(1..);
            for ((item, place), verdict) in items.zip(&mut self.verdicts) {
                let key = item.target.session();
                if key.is_some_and(|key| sessions.contains(&key)) && verdict.is_some() {
                    *verdict = Some(Verdict::Contradicted);
                    news.items.push(ItemVerdict {
                        place,
                        operation: item.operation,
                        named: item.target.named(),
                        verdict: Verdict::Contradicted,
                    });
                }
            }
        }
    }

    /// Notes whom of those who were offboarded newer verdicts show with sessions: what was left of them
    /// is no longer so.
    pub(in crate::app) fn note_back(&mut self, news: &[PersonProof]) {
        let news: FxHashMap<UserId, &PersonProof> =
            news.iter().map(|proof| (proof.user, proof)).collect();
        for left in &mut self.left {
            if let Some(proof) = news.get(&left.user) {
                left.take_later(proof);
            }
        }
    }

    /// Those of the news of whom something else is to be told than was told last: another reading may show
    /// other sessions, and say the same of the person.
    pub(in crate::app) fn not_announced(
        &mut self,
        news: &[PersonProof],
        zone: Zone,
    ) -> Vec<PersonProof> {
        let mut is_new = |one: &&PersonProof| {
            let words = if one.verdict.is_as_wished() {
                PersonStanding::of(one).counted(1, false)
            } else {
                one.brief(zone)
            };
            self.announced.insert(one.user, words.clone()) != Some(words)
        };
        news.iter().filter(|one| is_new(one)).cloned().collect()
    }

    /// Notes what is told of all of its people together; whether anything else was told last.
    pub(in crate::app) fn announces(&mut self, words: &str) -> bool {
        let is_new = self.announced_together.as_deref() != Some(words);
        self.announced_together = Some(words.to_owned());
        is_new
    }

    /// Takes in what is left of people who were offboarded; returns it if it is new.
    pub(in crate::app) fn learn_left(&mut self, newer: Vec<PersonLeft>) -> Vec<PersonLeft> {
        let is_same = self
            .left
            .iter()
            .map(PersonLeft::words)
            .eq(newer.iter().map(PersonLeft::words));
        if newer.is_empty() || is_same {
            return Vec::new();
        }
        self.left.clone_from(&newer);
        newer
    }

    /// Takes in newer verdicts, item by item; returns those that are new.
    pub(in crate::app) fn learn(&mut self, newer: Vec<Option<Verdict>>) -> Vec<ItemVerdict> {
        let mut news = Vec::new();
        let items = self.report.items.iter().enumerate();
        for ((known, newer), (index, item)) in self.verdicts.iter_mut().zip(newer).zip(items) {
            // A later walk may contradict the person's own list, even where all seemed well.
            let is_contradicted = newer == Some(Verdict::Contradicted);
            let settled = known.is_none() || *known == Some(Verdict::Verified) && !is_contradicted;
            let says_nothing = matches!(newer, None | Some(Verdict::Waiting));
            if !settled && *known != newer && !says_nothing {
                *known = newer;
                news.extend(newer.map(|verdict| ItemVerdict {
                    place: index + 1,
                    operation: item.operation,
                    named: item.target.named(),
                    verdict,
                }));
            }
        }
        news
    }

    /// What the look under way still costs; `None` once it takes longer than was expected.
    pub(crate) fn cost_left(&self, now: Timestamp) -> Option<ProofCost> {
        let took = now.millis().saturating_sub(self.proving_since.millis());
        let took = Duration::from_millis(u64::try_from(took).unwrap_or(0));
        let time = self.cost.time.checked_sub(took)?;
        Some(ProofCost { time, ..self.cost })
    }

    /// Whether an item or a person still waits for proof.
    pub(crate) fn is_open(&self) -> bool {
        self.verdicts.iter().any(|verdict| is_open(*verdict))
            || self.proved.iter().any(PersonProof::is_open)
    }

    /// The people with sessions that still wait for proof.
    pub(in crate::app) fn open_people(&self) -> Vec<UserId> {
        let items = self.report.items.iter().zip(&self.verdicts);
        let open = items.filter(|(_, verdict)| is_open(**verdict));
        let sessions = open.filter_map(|(item, _)| item.target.session());
        let others = self.proved.iter().filter(|person| person.is_open());
        let mut people: Vec<UserId> = (sessions.map(|key| key.user))
            .chain(others.map(|person| person.user))
            .collect();
        people.sort_unstable();
        people.dedup();
        people
    }

    /// How many items have this verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.verdicts
            .iter()
            .filter(|known| **known == Some(verdict))
            .count()
    }

    /// How each session of the run ended and its verdict, for the list.
    pub(in crate::app) fn by_key(&self) -> FxHashMap<SessionKey, (OutcomeKind, Option<Verdict>)> {
        let items = self.report.items.iter().zip(&self.verdicts);
        items
            .filter_map(|(item, verdict)| {
                let key = item.target.session()?;
                Some((key, (item.outcome.kind, *verdict)))
            })
            .collect()
    }
}

/// Whether another look may change this verdict.
fn is_open(verdict: Option<Verdict>) -> bool {
    !matches!(verdict, None | Some(Verdict::Verified | Verdict::CameBack))
}
