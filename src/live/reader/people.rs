//! Who people are, and their own lists: for the first time, and again before something is done.

use std::sync::Arc;

use super::walking::is_too_many_pages;
use super::{PEOPLE_PER_REQUEST, ReadPrice, Reader, again};
use crate::live::{
    FactsRead, FactsWanted, ListReads, LookUpBy, NotRefreshed, ReadError, Snapshot, WalkProgress,
    own_list, read_facts,
};
use crate::model::UserId;
use crate::zendesk::ApiError;

/// So many own lists in a row that the server fails to give are no matter of their people: each is asked
/// for several times.
const BROKEN_IN_A_ROW: u32 = 3;

impl Reader {
    /// Reads the own lists of these people, and who they are, and tells before how long many take. A list
    /// that Zendesk does not give costs its person alone: the snapshot says why what they have is not known.
    ///
    /// # Errors
    /// If the credentials are refused, or nothing answers, or the server fails again and again.
    pub(crate) async fn people(&mut self, people: &[UserId]) -> Result<Arc<Snapshot>, ApiError> {
        self.tell_look_ups(LookUpBy::OwnListUntilCertain, people.len());
        self.people_each(people, ListReads::UntilCertain).await
    }

    /// The same, where each list is read so often.
    pub(super) async fn people_each(
        &mut self,
        people: &[UserId],
        reads: ListReads,
    ) -> Result<Arc<Snapshot>, ApiError> {
        let mut steps = Vec::new();
        let mut broken = 0;
        for &user in people {
            let reading = own_list(
                &self.client,
                &self.clock,
                self.purposes.asked,
                (user, reads),
            );
            let step = match reading.await {
                Ok((began_at, list)) => WalkProgress::Listed {
                    user,
                    began_at,
                    list: self.dated(list),
                },
                Err(error) if error.may_be_of_this_list() => {
                    let is_broken = !error.may_be_of_this_alone()
                        || error.status().is_some_and(|status| status >= 500);
                    broken = if is_broken { broken + 1 } else { 0 };
                    if broken == BROKEN_IN_A_ROW {
                        return Err(error);
                    }
                    let error = Arc::new(error);
                    steps.push(WalkProgress::NotListed { user, error });
                    continue;
                }
                Err(error) => return Err(error),
            };
            broken = 0;
            steps.push(step);
        }
        self.take_lists(steps).await?;
        self.names(people).await?;
        self.ask_what_is_wanted().await;
        Ok(self.store.snapshot())
    }

    /// Reads the sessions that these people have now, and who they are: their own lists, or a whole
    /// walk of the account where that is worth trying, comes to its end soon enough, and has no records
    /// that cannot be read: what such a walk lacks is decided by the own lists alone.
    ///
    /// # Errors
    /// If it cannot be read, or only one's own sessions can.
    pub(crate) async fn lists_of(&mut self, people: &[UserId]) -> Result<Arc<Snapshot>, ReadError> {
        let worth_trying = ReadPrice::pages_worth_trying(people.len());
        if worth_trying > 0 {
            let mut fresh = Self::new(self.client.clone(), self.clock.clone()).telling(self.tell);
            (fresh.purposes, fresh.pages_at_most) = (self.purposes, worth_trying);
            fresh.identify().await?;
            let reading = fresh.walk().await?;
            let is_too_long = |error: &Arc<ApiError>| is_too_many_pages(error, worth_trying);
            if !reading.broke.as_ref().is_some_and(is_too_long) {
                let walked = reading.whole()?;
                if walked.unreadable().holes == 0 {
                    return Ok(walked);
                }
            }
        }
        Ok(self.people(people).await?)
    }

    /// Reads who these people are and their own lists again, within a bound; what came until then is
    /// not lost.
    ///
    /// # Errors
    /// If not all of it could be read in time.
    pub(crate) async fn refresh(&mut self, people: &[UserId]) -> Result<(), NotRefreshed> {
        let all = FactsWanted {
            names: true,
            lists: true,
        };
        self.read_again(people, all).await
    }

    /// Reads who these people are again, within the same bound.
    ///
    /// # Errors
    /// If not all of it could be read in time.
    pub(crate) async fn refresh_names(&mut self, people: &[UserId]) -> Result<(), NotRefreshed> {
        let names = FactsWanted {
            names: true,
            lists: false,
        };
        self.read_again(people, names).await
    }

    async fn read_again(
        &mut self,
        people: &[UserId],
        wanted: FactsWanted,
    ) -> Result<(), NotRefreshed> {
        let known = self.store.snapshot();
        let read = read_facts(&self.client, &self.clock, (people, &known), wanted).await;
        let FactsRead { steps, broke } = read;
        let taken = self.take_lists(steps).await;
        taken.map_err(|error| NotRefreshed::Api(Arc::new(error)))?;
        broke.map_or(Ok(()), Err)
    }

    /// Asks who these people are, without their lists.
    pub(crate) async fn names(&mut self, people: &[UserId]) -> Result<Arc<Snapshot>, ApiError> {
        let unknown: Vec<UserId> = people
            .iter()
            .copied()
            .filter(|user| self.known.insert(*user))
            .collect();
        for ids in unknown.chunks(PEOPLE_PER_REQUEST) {
            let from = (self.clock)();
            let ask = || self.client.people(self.purposes.asked, ids);
            let answer = again(&self.client, ask).await;
            self.names_arrived((ids, from), answer)?;
            self.ask_alone(ids).await?;
        }
        Ok(self.store.snapshot())
    }
}
