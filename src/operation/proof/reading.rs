//! One reading of the people of a run, their own lists or a walk, and what it proves.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::read_as::ReadAs;
use super::singles::Singles;
use crate::live::{Coverage, Doubt, OwnLists, Snapshot};
use crate::model::{ClockPair, SessionKey, Timestamp, UserId};
use crate::operation::{
    NotLookedAt, PersonDone, PersonProof, PersonSeen, PersonVerdict, Report, ReportItem, Verdict,
    verify,
};

/// What was read of the people of a run.
pub(super) struct ProofReading {
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) lists: OwnLists,
    pub(super) singles: Singles,
}

/// What a walk of this snapshot shows of those of whom no session was listed before it was begun.
pub(crate) fn later(
    people: &[PersonDone],
    proofs: &[PersonProof],
    snapshot: &Snapshot,
    (known, clocks): (&FxHashSet<SessionKey>, Option<ClockPair>),
) -> FxHashMap<UserId, PersonProof> {
    let none = proofs.iter().filter_map(|proof| match proof.verdict {
        PersonVerdict::NoneListed { at } => Some((proof.user, at.local)),
        _ => None,
    });
    let none: FxHashMap<UserId, Timestamp> = none.collect();
    let walked = snapshot.walked_after(&none);
    let of = |person: &PersonDone| {
        let (at, walked) = (none.get(&person.user)?, walked.get(&person.user)?);
        Some((person.user, person.later(*at, walked, known, clocks)?))
    };
    people.iter().filter_map(of).collect()
}

impl ProofReading {
    /// Whether some item's list was read and proves nothing, or an empty one is not borne out.
    pub(super) fn proves_nothing_of_some(&self, report: &Report) -> bool {
        !self.singles.unseen.is_empty()
            || verify(&report.items, &self.snapshot).contains(&Some(Verdict::NotKnown))
    }

    /// Whether it is a walk that proves something of what it lacks: every record can be read, and no
    /// other answer shows what is missing.
    pub(super) fn proves_what_it_lacks(&self) -> bool {
        self.is_walk() && self.snapshot.unreadable().holes == 0 && !self.is_walk_disputed()
    }

    /// Takes in that a walk which was begun after the run lacks the sessions of some people as well:
    /// that bears out their own lists, which are empty.
    pub(super) fn borne_out_by(&mut self, walk: &Self) {
        if walk.is_walk_disputed() || walk.snapshot.coverage() == Coverage::Own {
            return;
        }
        let people: FxHashSet<UserId> = self.singles.unseen.keys().copied().collect();
        let shown = walk.snapshot.sessions_of_people(&people);
        let is_shown = |user: &UserId| shown.get(user).is_some_and(|slots| !slots.is_empty());
        self.singles.unseen.retain(|user, _| is_shown(user));
    }

    /// The people whose own list is empty without anything that bears it out, and when it was begun.
    pub(super) fn unvouched(&self) -> FxHashMap<UserId, Timestamp> {
        let unseen = self.singles.unseen.keys().filter(|_| !self.is_walk());
        let began_at = |user: &UserId| Some((*user, self.snapshot.facts_from(*user)?));
        unseen.filter_map(began_at).collect()
    }

    /// The verdict on each item by this reading.
    pub(super) fn items(&self, items: &[ReportItem], read_as: &ReadAs) -> Vec<Option<Verdict>> {
        let mut verdicts = verify(items, &self.snapshot);
        for (verdict, item) in verdicts.iter_mut().zip(items) {
            let Some(key) = item.target.session() else {
                continue;
            };
            if *verdict != Some(Verdict::Verified) {
                continue;
            }
            let disputed = self.singles.disputed.get(&key.user);
            if disputed.is_some_and(|keys| keys.contains(&key)) {
                *verdict = Some(Verdict::Contradicted);
            } else if disputed.is_some()
                || self.singles.unseen.contains_key(&key.user)
                || self.is_walk_disputed()
                || read_as.doubt(key.user).is_some()
            {
                *verdict = Some(Verdict::NotKnown);
            }
        }
        verdicts
    }

    /// The verdict on each of these people by this reading.
    pub(super) fn people(
        &self,
        people: &[PersonDone],
        known: &FxHashSet<SessionKey>,
        (read_as, clocks): (&ReadAs, Option<ClockPair>),
    ) -> Vec<PersonProof> {
        let ids = people.iter().map(|person| person.user).collect();
        let listed = self.snapshot.sessions_of_people(&ids);
        let mut lacking = self.lacking_of(known);
        let mut judge = |person: &PersonDone| {
            let slots = listed.get(&person.user).map(Vec::as_slice);
            let sessions = slots.unwrap_or_default().iter();
            let since = person.done.map(|done| done.local);
            let read = since.map_or(Err(Doubt::NotRead), |since| {
                self.snapshot.read_since(person.user, since)
            });
            let shown = PersonSeen {
                began_at: read.unwrap_or(Timestamp::from_millis(0)),
                absence: read.map(drop),
                sessions: sessions
                    .filter_map(|slot| self.snapshot.session(*slot))
                    .collect(),
                disputed: (self.singles.disputed.get(&person.user).cloned()).unwrap_or_default(),
                lacking: lacking.remove(&person.user).unwrap_or_default(),
            };
            self.doubted(person.judge(&shown, known, clocks), read_as)
        };
        people.iter().map(&mut judge).collect()
    }

    /// Those of the known sessions that this reading lacks, of each person.
    fn lacking_of(&self, known: &FxHashSet<SessionKey>) -> FxHashMap<UserId, Vec<SessionKey>> {
        let listed = self.snapshot.find(known);
        let mut lacking: FxHashMap<UserId, Vec<SessionKey>> = FxHashMap::default();
        for key in known.iter().filter(|key| !listed.contains_key(key)) {
            lacking.entry(key.user).or_default().push(*key);
        }
        lacking
    }

    /// What a walk shows of those of whom a list before it showed nothing.
    pub(super) fn later(
        &self,
        people: &[PersonDone],
        proofs: &[PersonProof],
        (known, clocks): (&FxHashSet<SessionKey>, Option<ClockPair>),
    ) -> Vec<Option<PersonProof>> {
        let proofs = if self.is_walk() { proofs } else { &[] };
        let later = later(people, proofs, &self.snapshot, (known, clocks));
        let of = |person: &PersonDone| later.get(&person.user).cloned();
        people.iter().map(of).collect()
    }

    /// Whether it is one of the whole account.
    pub(super) const fn is_walk(&self) -> bool {
        self.singles.is_of_walk
    }

    /// The same verdict, unless it rests on what is missing and that proves nothing.
    fn doubted(&self, proof: PersonProof, read_as: &ReadAs) -> PersonProof {
        let user = proof.user;
        let doubt = match &proof.verdict {
            PersonVerdict::NoneListed { .. } | PersonVerdict::SignedInAgain { .. } => {
                let unseen = self.singles.unseen.get(&user).cloned();
                let disputed = NotLookedAt::Doubt(Doubt::Disputed);
                (read_as.doubt(user).or(unseen)).or(self.is_walk_disputed().then_some(disputed))
            }
            PersonVerdict::NotLookedAt(NotLookedAt::NotYet) => self.failure(user),
            _ => None,
        };
        match doubt {
            Some(why) => PersonProof {
                verdict: PersonVerdict::NotLookedAt(why),
                ..proof
            },
            None => proof,
        }
    }

    /// Why the own list of this person was not read, where that is known.
    fn failure(&self, user: UserId) -> Option<NotLookedAt> {
        if self.lists.late.contains(&user) {
            return Some(NotLookedAt::OutOfTime);
        }
        let mut failed = self.lists.failed.iter();
        let failed = failed.find(|(failed, _)| *failed == user);
        failed.map(|(_, why)| NotLookedAt::Failed(why.clone()))
    }

    fn is_walk_disputed(&self) -> bool {
        self.singles.is_of_walk && !self.singles.disputed.is_empty()
    }
}
