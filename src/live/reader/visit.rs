//! The own lists of a few people, each as good as it is, for whoever looks for them and for another store.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream;
use tokio::time::{Instant, timeout_at};

use super::Reader;
use crate::live::{CannotTell, FACTS_WITHIN, ListReads, TheirSessions, WalkProgress, own_list};
use crate::model::UserId;
use crate::zendesk::ApiError;

/// The own lists that may be read at once.
const LISTS_IN_FLIGHT: usize = 4;

/// The longest that own lists are read of people who were found: whoever looks for them waits.
const VISIT_AT_LONGEST: Duration = Duration::from_secs(3 * 60);

/// The own lists of some people.
pub(crate) struct ListsVisited {
    /// What a store takes in of them.
    pub(crate) steps: Vec<WalkProgress>,
    /// What each of the lists says, in the order of the people.
    pub(crate) sessions: Vec<Result<TheirSessions, CannotTell>>,
}

impl Reader {
    /// Reads the own lists of these people, each as good as it is.
    ///
    /// # Errors
    /// If the credentials are refused.
    pub(crate) async fn visit(&mut self, people: &[UserId]) -> Result<ListsVisited, ApiError> {
        let (client, purpose) = (self.client.clone(), self.purposes.asked);
        let clock = self.clock.clone();
        let read = |user: UserId| {
            let (client, clock, began_at) = (client.clone(), clock.clone(), clock());
            async move {
                match own_list(&client, &clock, purpose, (user, ListReads::UntilCertain)).await {
                    Ok((began_at, list)) => (user, began_at, Ok(list)),
                    Err(error) => (user, began_at, Err(error)),
                }
            }
        };
        let lists = stream::iter(people.to_vec()).map(read);
        let mut lists = std::pin::pin!(lists.buffered(LISTS_IN_FLIGHT));
        let mut visit = ListsVisited {
            steps: self.known_of(people),
            sessions: Vec::new(),
        };
        // Each list is read twice at most, and each request may wait for its place.
        let budget = self.client.budget().reading();
        let patience = FACTS_WITHIN + budget.time_for(2 * people.len()) * 2;
        let until = Instant::now() + patience.min(VISIT_AT_LONGEST);
        while let Ok(Some((user, began_at, list))) = timeout_at(until, lists.next()).await {
            let list = match list {
                Ok(list) => self.dated(list),
                Err(error) if error.refuses_credentials() => return Err(error),
                Err(error) => {
                    let why = CannotTell::Unread(Arc::new(error));
                    visit.sessions.push(Err(why));
                    continue;
                }
            };
            visit.sessions.push(TheirSessions::of(&list));
            visit.steps.push(WalkProgress::ReadAgain {
                user,
                began_at,
                list,
            });
        }
        let late = people.len().saturating_sub(visit.sessions.len());
        let late = (0..late).map(|_| Err(CannotTell::Late));
        visit.sessions.extend(late);
        Ok(visit)
    }

    /// What is known of these people, for another store.
    pub(crate) fn known_of(&self, people: &[UserId]) -> Vec<WalkProgress> {
        let snapshot = self.store.snapshot();
        let known = snapshot.directory().iter();
        let known = known.filter(|person| people.contains(&person.id));
        let steps = known.filter_map(|person| {
            let user = person.user()?.clone();
            Some(WalkProgress::found(vec![user], person.asked_at?))
        });
        steps.collect()
    }
}
