//! The ways to read the people of a run: their own lists, a walk over the account, or both.

use std::sync::Arc;

use rustc_hash::FxHashSet;
use tokio::time::{Instant, timeout_at};

use super::cost::{self, InQuestion, WalkKnown};
use super::reading::ProofReading;
use super::singles::Singles;
use super::{Proof, ProofCost};
use crate::live::{OwnLists, ReadPrice, Reader, Snapshot};
use crate::model::{SessionKey, UserId};
use crate::operation::{JudgedBy, NotLookedAt, PersonDone};

impl Proof {
    /// A walk over the whole account, if it has no more than these pages and can be read by then.
    async fn whole_walk(&mut self, pages: usize, until: Instant) -> Option<Arc<Snapshot>> {
        let reader = Reader::new(self.client.clone(), self.clock.clone());
        let mut reader = reader.for_proof().reading_at_most(pages);
        let walk = async {
            reader.identify().await.ok()?;
            reader.walk().await.ok()?.whole().ok()
        };
        timeout_at(until, walk).await.ok()?
    }

    /// Walks once more because of these sessions, which the first walk lacks and which were not looked
    /// at one by one. One that is there now disputes the first; without a whole second walk they are not
    /// looked at.
    async fn walk_again(
        &mut self,
        (pages, until): (usize, Instant),
        left: &[SessionKey],
        singles: &mut Singles,
    ) {
        let again = self.whole_walk(pages, until).await;
        match again.filter(|walk| walk.unreadable().holes == 0) {
            Some(walk) => {
                let keys: FxHashSet<SessionKey> = left.iter().copied().collect();
                for key in walk.find(&keys).into_keys() {
                    singles.dispute(key);
                }
            }
            None => singles.leave_untried(left),
        }
    }

    /// Reads the sessions of the people who are open, by the cheaper way. Where a walk has records that
    /// cannot be read, their own lists are read after it, and where own lists prove nothing, a walk is
    /// read after them: what one way leaves open is left to the other.
    pub(super) async fn read(&mut self) -> Vec<ProofReading> {
        let people = self.open_people();
        if people.is_empty() {
            return Vec::new();
        }
        let in_question = self.in_question();
        let mut walked = None;
        if let Some(pages) = self.pages_to_walk(&in_question) {
            walked = self.walk(pages).await;
        }
        if let Some(walk) = walked.take_if(|walk| walk.proves_what_it_lacks()) {
            return vec![walk];
        }
        if walked.is_some() {
            self.goes_on_with_lists(&in_question);
        }
        let mut own = self.own_lists(&people).await;
        if let Some(walk) = walked {
            own.borne_out_by(&walk);
            return vec![walk, own];
        }
        if own.proves_nothing_of_some(&self.report)
            && let Some(walk) = self.walk(usize::MAX).await
        {
            own.borne_out_by(&walk);
            return vec![own, walk];
        }
        vec![own]
    }

    /// The most pages of a walk that is read first; `None` where the own lists are.
    fn pages_to_walk(&self, in_question: &InQuestion) -> Option<usize> {
        // The next walk is like the last one, most likely, and those who are left have lists.
        if self.walks_prove_nothing {
            return None;
        }
        let WalkKnown { pages, .. } = self.basis.walk;
        let try_pages = ReadPrice::pages_worth_trying(in_question.requests());
        match (ProofCost::by(in_question, self.basis.walk).0, pages) {
            (ReadPrice::Walk(_), _) => Some(usize::MAX),
            (ReadPrice::OwnLists(_), None) if try_pages > 0 => Some(try_pages),
            (ReadPrice::OwnLists(_), _) => None,
        }
    }

    /// Takes time for the own lists of all of these people after a walk that proves nothing, if the
    /// cost that was told does not have it already.
    fn goes_on_with_lists(&mut self, in_question: &InQuestion) {
        self.walks_prove_nothing = true;
        if self.basis.walk.has_holes {
            return;
        }
        let budget = self.client.budget().reading();
        let cost = ProofCost::of_lists(in_question, &budget);
        if let Some(time) = &mut self.time {
            time.also(&cost);
        }
    }

    /// Until when anything is read.
    fn until(&self) -> Instant {
        self.time.map_or_else(Instant::now, |time| time.until)
    }

    /// Reads the own lists of these people, and looks at every session that was to go and that these
    /// lack: a server that leaves rows out would prove anything. A list that shows something stands
    /// where a look fails, and an empty one does not. Somebody of whom no session was known has none to
    /// look at, and a walk from before bears their list out.
    async fn own_lists(&mut self, people: &[UserId]) -> ProofReading {
        let until = self.until();
        let lists = self.reader.own_lists(people, until).await;
        let empty: FxHashSet<UserId> = lists.empty.iter().copied().collect();
        let silent = || self.done.iter().filter(|one| empty.contains(&one.user));
        let snapshot = self.reader.snapshot();
        let people: FxHashSet<UserId> = people.iter().copied().collect();
        let is_read =
            |one: &PersonDone| people.contains(&one.user) && snapshot.absence(one.user).is_ok();
        let (mut shown, others): (Vec<SessionKey>, Vec<SessionKey>) = self
            .lacking(&snapshot, is_read)
            .into_iter()
            .partition(|key| empty.contains(&key.user));
        let are_few = shown.len() <= self.singly_at_most;
        shown.retain(|_| are_few);
        // What is left of the most that are looked at goes to lists that show something.
        let room = self.singly_at_most - shown.len();
        let (tried, not_tried) = at_even_distances(others, room);
        shown.extend(tried);
        let is_left = |one: &&PersonDone| match one.planned.len() {
            0 => !self.basis.is_walked,
            _ => !are_few,
        };
        let left: Vec<UserId> = silent().filter(is_left).map(|one| one.user).collect();
        let mut singles = Singles::look(&self.client, shown, until).await;
        singles.unseen.retain(|user, _| empty.contains(user));
        singles.leave_untried(&not_tried);
        let singles = singles.leaving(left);
        ProofReading {
            snapshot,
            lists,
            singles,
        }
    }

    /// The sessions of these people that are in question and that a reading lacks: those that were to
    /// go, and of whoever should have none every one that was known.
    fn lacking(
        &self,
        snapshot: &Snapshot,
        is_in_question: impl Fn(&PersonDone) -> bool,
    ) -> Vec<SessionKey> {
        let people = || self.done.iter().filter(|one| is_in_question(one));
        let by_person = people().filter(|one| one.judged == JudgedBy::Person);
        let by_person: FxHashSet<UserId> = by_person.map(|one| one.user).collect();
        let known = self.basis.known.iter().copied();
        let mut wanted: FxHashSet<SessionKey> =
            known.filter(|key| by_person.contains(&key.user)).collect();
        wanted.extend(people().flat_map(|one| &one.planned));
        let listed = snapshot.find(&wanted);
        let lacks = |key: &SessionKey| !listed.contains_key(key);
        let mut lacking: Vec<SessionKey> = wanted.into_iter().filter(lacks).collect();
        lacking.sort_unstable();
        lacking
    }

    /// The sessions by which a walk is tried that lacks them, and those that are left: one for each
    /// answer that they went by, and of very many those at even distances.
    fn tried_by(&self, lacking: Vec<SessionKey>) -> (Vec<SessionKey>, Vec<SessionKey>) {
        let mut tried = lacking;
        if self.is_wide() {
            tried.dedup_by_key(|key| key.user);
        }
        at_even_distances(tried, self.singly_at_most)
    }

    /// Reads the whole account, if it has no more than these pages, and looks at single sessions that
    /// it lacks: those that were to go, and a few that were to stay. One that is there, or that is
    /// somebody else's in the walk, means that the walk proves nothing. Of very many, those that are
    /// not looked at are left to a second walk: one list alone may leave out what is there.
    pub(super) async fn walk(&mut self, pages: usize) -> Option<ProofReading> {
        let until = self.until();
        let snapshot = self.whole_walk(pages, until).await?;
        let mut lacking = self.lacking(&snapshot, |person| person.done.is_some());
        let moved = snapshot.listed_as_others(&lacking.iter().copied().collect());
        let staying: FxHashSet<SessionKey> = self.basis.staying.iter().copied().collect();
        let stayed = snapshot.find(&staying);
        let gone = staying.into_iter().filter(|key| !stayed.contains_key(key));
        if snapshot.unreadable().holes > 0 {
            lacking.truncate(cost::SAMPLED);
        }
        let (tried, left) = self.tried_by(lacking);
        let looked_at = tried.into_iter().chain(gone);
        let mut singles = Singles::look(&self.client, looked_at, until).await;
        for key in moved {
            singles.dispute(key);
        }
        singles.is_of_walk = true;
        // A walk stands by itself: a look that fails says nothing against it.
        singles
            .unseen
            .retain(|_, why| *why == NotLookedAt::OutOfTime);
        if !left.is_empty() && singles.disputed.is_empty() {
            self.walk_again((pages, until), &left, &mut singles).await;
        }
        Some(ProofReading {
            snapshot,
            lists: OwnLists::default(),
            singles,
        })
    }
}

/// So many of these sessions at most, from the first to the last, and those that are left.
fn at_even_distances(keys: Vec<SessionKey>, most: usize) -> (Vec<SessionKey>, Vec<SessionKey>) {
    let all = keys.len();
    let part = |place: usize| place * most / all.max(1);
    let mut places = 0..all;
    keys.into_iter().partition(|_| {
        let place = places.next().unwrap_or_default();
        all <= most || part(place + 1) > part(place)
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::ProofTime;
    use super::super::tests::{end_all, proof_of, run_on, somebody, status};
    use super::*;
    use crate::operation::JudgedBy;
    use crate::operation::simulated::Simulated;
    use crate::simulator::{FaultEffect, ServerFault};

    #[test]
    fn as_many_are_taken_as_there_may_be_and_from_everywhere() {
        let keys = |count: u64| -> Vec<SessionKey> {
            let key = |number: u64| format!("{}/{number}", number / 2 + 1).parse().unwrap();
            (1..=count).map(key).collect()
        };
        for (count, most, expected) in [
            (0, 10, 0),
            (10, 10, 10),
            (12, 10, 10),
            (1_200, 1_000, 1_000),
            (5, 0, 0),
        ] {
            let (taken, left) = at_even_distances(keys(count), most);
            assert_eq!(taken.len(), expected, "{count} of {most}");
            assert!(taken.is_sorted());
            let mut all = [taken, left].concat();
            all.sort_unstable();
            assert_eq!(all, keys(count), "none is lost");
        }
        let (taken, _) = at_even_distances(keys(30), 3);
        assert_eq!(taken.last(), keys(30).last());
        assert!(taken[0].session.get() <= 10, "{taken:?}");
    }

    /// A walk stands by itself where looks beside it are refused, and not where there was no time for them.
    #[tokio::test]
    async fn a_walk_without_time_for_its_looks_proves_nothing_of_whom_they_were_about() {
        for (refused, is_proved) in [(true, true), (false, false)] {
            let account = Simulated::account().await;
            let user = somebody(&account);
            let (report, basis) = run_on(&account, user, JudgedBy::Person);
            end_all(&account, user);
            let effect = if refused {
                status(403)
            } else {
                FaultEffect::Truth
            };
            let single = ServerFault {
                delay_ms: if refused { 0 } else { 600_000 },
                ..ServerFault::on("GET", "/api/v2/users/*/sessions/*", effect)
            };
            account.simulator.add_fault(single);
            let mut proof = proof_of(&account, report, basis);
            let began = Instant::now();
            let until = began + Duration::from_secs(2);
            proof.time = Some(ProofTime { began, until });
            let walk = proof.walk(usize::MAX).await.unwrap();
            assert_eq!(walk.singles.unseen.is_empty(), is_proved, "{refused}");
        }
    }
}
