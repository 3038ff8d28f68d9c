//! One reading of the people of a run: their own lists or a walk, looks at single sessions that these
//! lack, and whose credentials it was all read with.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream;
use rustc_hash::{FxHashMap, FxHashSet};
use tokio::time::{Instant, timeout_at};

use super::cost::SHOWN_AT_MOST;
use crate::live::{Coverage, Doubt, OwnLists, Snapshot};
use crate::model::{ClockPair, Role, SafeText, SessionKey, Timestamp, User, UserId};
use crate::operation::{
    NotLookedAt, PersonDone, PersonProof, PersonSeen, PersonVerdict, Report, ReportItem, Verdict,
    verify,
};
use crate::zendesk::{Client, Purpose, RetryPolicy};

/// The looks at single sessions that may be under way at once.
const IN_FLIGHT: usize = 4;

/// How long single sessions are looked at before a file is applied.
const VOUCHING: Duration = Duration::from_secs(60);

/// Whose credentials something was read with, asked after that.
pub(in crate::operation) async fn read_as(client: &Client) -> ReadAs {
    let policy = RetryPolicy::default();
    let ask = || client.me(Purpose::Proof);
    match client.retrying(&policy, ask).await {
        Ok(answer) => ReadAs::of(&answer.value.user, None),
        Err(error) => ReadAs::Failed(NotLookedAt::Failed(SafeText::new(&error.to_string()))),
    }
}

/// Those of these sessions, which a list lacks, of which nothing says that they are gone.
pub(crate) async fn not_borne_out(client: &Client, keys: Vec<SessionKey>) -> FxHashSet<SessionKey> {
    if keys.len() > SHOWN_AT_MOST {
        return keys.into_iter().collect();
    }
    let until = Instant::now() + VOUCHING;
    let singles = Singles::look(client, keys.iter().copied(), until).await;
    let is_doubted = |key: &SessionKey| {
        let disputed = singles.disputed.get(&key.user);
        singles.unseen.contains_key(&key.user) || disputed.is_some_and(|keys| keys.contains(key))
    };
    keys.into_iter().filter(is_doubted).collect()
}

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
        PersonVerdict::NoneListed { at } => Some((proof.user, at)),
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

/// Looks at single sessions that lists lack.
#[derive(Default)]
pub(super) struct Singles {
    /// The sessions that are there all the same.
    pub(super) disputed: FxHashMap<UserId, Vec<SessionKey>>,
    /// The people of whom not all was looked at, and why.
    pub(super) unseen: FxHashMap<UserId, NotLookedAt>,
    /// Whether what they dispute is a walk, which is then believed in nothing.
    pub(super) is_of_walk: bool,
}

/// Whose credentials a reading was made with, asked afterwards.
#[derive(Clone)]
pub(in crate::operation) enum ReadAs {
    /// The same person as before the run, and whether they see everybody's sessions.
    Same { me: UserId, sees_all: bool },
    /// Somebody else.
    Other,
    /// The same person, who may not sign in any more.
    Barred,
    /// That could not be asked.
    Failed(NotLookedAt),
}

impl ReadAs {
    /// What `now` is to somebody who acted as `before`.
    pub(super) fn of(now: &User, before: Option<UserId>) -> Self {
        if before.is_some_and(|before| before != now.id) {
            return Self::Other;
        }
        if now.is_suspended() {
            return Self::Barred;
        }
        Self::Same {
            me: now.id,
            sees_all: now.role == Role::Admin,
        }
    }

    /// Why a reading proves nothing of what it lacks of this person, if that is so.
    pub(in crate::operation) fn doubt(&self, user: UserId) -> Option<NotLookedAt> {
        match self {
            Self::Same { me, .. } if *me == user => None,
            _ => self.doubt_of_all(),
        }
    }

    /// Why a reading of what only admins see proves nothing of what it lacks, if that is so.
    pub(in crate::operation) fn doubt_of_all(&self) -> Option<NotLookedAt> {
        match self {
            Self::Same { sees_all: true, .. } => None,
            Self::Same { .. } | Self::Barred => Some(NotLookedAt::Doubt(Doubt::NotAdmin)),
            Self::Other => Some(NotLookedAt::Doubt(Doubt::OtherAdmin)),
            Self::Failed(why) => Some(why.clone()),
        }
    }

    /// Whether a reading of the whole account proves anything of what it lacks.
    pub(super) const fn sees_all(&self) -> bool {
        matches!(self, Self::Same { sees_all: true, .. })
    }
}

impl Singles {
    /// Looks at each of these sessions, which a list lacks. Only an answer that there is no such
    /// session bears the list out.
    pub(super) async fn look(
        client: &Client,
        keys: impl IntoIterator<Item = SessionKey>,
        until: Instant,
    ) -> Self {
        let keys: Vec<SessionKey> = keys.into_iter().collect();
        let mut singles = Self {
            unseen: (keys.iter())
                .map(|key| (key.user, NotLookedAt::OutOfTime))
                .collect(),
            ..Self::default()
        };
        let mut waiting: FxHashMap<UserId, usize> = FxHashMap::default();
        for key in &keys {
            *waiting.entry(key.user).or_default() += 1;
        }
        let asks = stream::iter(keys.into_iter().map(|key| async move {
            let policy = RetryPolicy::default();
            let ask = || client.session(Purpose::Proof, key);
            (key, client.retrying(&policy, ask).await)
        }));
        let mut asks = asks.buffer_unordered(IN_FLIGHT);
        while let Ok(Some((key, answer))) = timeout_at(until, asks.next()).await {
            match answer {
                Ok(answer) if answer.value.is_some() => {
                    singles.dispute(key);
                }
                Err(error) if error.status() != Some(404) => {
                    let why = NotLookedAt::Failed(SafeText::new(&error.to_string()));
                    singles.unseen.insert(key.user, why);
                    continue;
                }
                Ok(_) | Err(_) => {}
            }
            let open = waiting.entry(key.user).or_default();
            *open = open.saturating_sub(1);
            if *open == 0 {
                singles.unseen.remove(&key.user);
            }
        }
        singles
    }

    /// Takes in that another answer shows this session.
    pub(super) fn dispute(&mut self, key: SessionKey) {
        let keys = self.disputed.entry(key.user).or_default();
        if !keys.contains(&key) {
            keys.push(key);
        }
    }

    /// Takes in that these sessions were not looked at by themselves, and that nothing else bears out the
    /// list which lacks them.
    pub(super) fn leave_untried(&mut self, keys: &[SessionKey]) {
        for key in keys {
            self.unseen
                .entry(key.user)
                .or_insert(NotLookedAt::NotSingly);
        }
    }

    /// The same, where nothing was looked at of these people whose lists are empty.
    pub(super) fn leaving(mut self, people: impl IntoIterator<Item = UserId>) -> Self {
        let why = || NotLookedAt::Doubt(Doubt::Unvouched);
        let people = people.into_iter().map(|user| (user, why()));
        self.unseen.extend(people);
        self
    }
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
        let judge = |person: &PersonDone| {
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
            };
            self.doubted(person.judge(&shown, known, clocks), read_as)
        };
        people.iter().map(judge).collect()
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

#[cfg(test)]
mod tests {
    use super::super::tests::{end_all, somebody};
    use super::*;
    use crate::operation::simulated::Simulated;
    use crate::simulator::{FaultEffect, ServerFault};

    /// Where there is time for one of several looks, nothing of the person is borne out.
    #[tokio::test]
    async fn whoever_was_looked_at_in_part_only_is_not_borne_out() {
        let account = Simulated::account().await;
        let user = somebody(&account);
        end_all(&account, user);
        let keys: Vec<SessionKey> = (0..3)
            .map(|_| account.simulator.sign_in(user).unwrap())
            .collect();
        end_all(&account, user);
        for key in &keys[1..] {
            let one = format!("/api/v2/users/{user}/sessions/{}", key.session);
            let late = ServerFault {
                delay_ms: 600_000,
                ..ServerFault::on("GET", &one, FaultEffect::Truth)
            };
            account.simulator.add_fault(late);
        }
        let until = Instant::now() + Duration::from_secs(1);
        let looked = Singles::look(&account.client, keys, until).await;
        assert_eq!(looked.unseen.get(&user), Some(&NotLookedAt::OutOfTime));
        assert!(looked.disputed.is_empty());
    }
}
