//! The ways to read the people of a run: their own lists, a walk over the account, or both.

use rustc_hash::FxHashSet;
use tokio::time::{Instant, timeout_at};

use super::cost::{self, InQuestion, WalkKnown};
use super::reading::{ProofReading, Singles};
use super::{Proof, ProofCost};
use crate::live::{OwnLists, ReadPrice, Reader};
use crate::model::{SessionKey, UserId};
use crate::operation::{NotLookedAt, PersonDone};

impl Proof {
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
        if let Some(walk) = walked.take_if(|walk| !walk.is_walk_with_holes()) {
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
        // The next walk has the same records, most likely, and those who are left have lists.
        if self.saw_holes {
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

    /// Takes time for the own lists of all of these people after a walk with holes, if the cost that
    /// was told does not have it already.
    fn goes_on_with_lists(&mut self, in_question: &InQuestion) {
        self.saw_holes = true;
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

    /// Reads the own lists of these people, and looks at every session that was to go of each whose
    /// list is empty: a server that answers with empty lists would prove anything. Somebody of whom no
    /// session was known has none to look at, and a walk from before bears their list out.
    async fn own_lists(&mut self, people: &[UserId]) -> ProofReading {
        let until = self.until();
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
    async fn walk(&mut self, pages: usize) -> Option<ProofReading> {
        let until = self.until();
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
}
