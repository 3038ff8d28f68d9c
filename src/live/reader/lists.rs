//! The own lists of many people, a few at once. What fails for one of them is told for that person,
//! and what comes too late is told as not read.

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::time::{Instant, timeout_at};

use super::Reader;
use crate::live::{Evidence, WalkProgress};
use crate::model::{SafeText, UserId};
use crate::zendesk::PersonList;

/// The lists that may be under way at once.
const LISTS_IN_FLIGHT: usize = 4;

/// What became of reading people's own lists. The lists themselves are in the snapshot.
#[derive(Debug, Default)]
pub(crate) struct OwnLists {
    /// The people whose list was read and is empty, where an empty list proves anything.
    pub(crate) empty: Vec<UserId>,
    /// The people whose list could not be read, and why.
    pub(crate) failed: Vec<(UserId, SafeText)>,
    /// The people for whose list there was no more time.
    pub(crate) late: Vec<UserId>,
}

impl Reader {
    /// Reads the own lists of these people until this time, and nothing beside them.
    pub(crate) async fn own_lists(&mut self, people: &[UserId], until: Instant) -> OwnLists {
        let mut result = OwnLists::default();
        let mut waiting = people.iter().copied();
        let mut is_read = rustc_hash::FxHashSet::default();
        let mut reading = FuturesUnordered::new();
        let mut goes_on = true;
        loop {
            while goes_on && reading.len() < LISTS_IN_FLIGHT {
                let Some(user) = waiting.next() else { break };
                let (client, purpose) = (self.client.clone(), self.purposes.asked);
                let began_at = (self.clock)();
                reading.push(async move {
                    let list = PersonList::read(&client, purpose, user).await;
                    (user, began_at, list)
                });
            }
            let Ok(Some((user, began_at, answer))) = timeout_at(until, reading.next()).await else {
                break;
            };
            is_read.insert(user);
            match answer {
                Ok(list) => {
                    let list = self.dated(list);
                    if Evidence::shows_nothing(&list) {
                        result.empty.push(user);
                    }
                    let listed = WalkProgress::Listed {
                        user,
                        began_at,
                        list,
                    };
                    self.store.take(listed, (self.clock)());
                }
                Err(error) => {
                    // Whoever is refused is refused for everybody.
                    goes_on &= !error.refuses_credentials();
                    let why = SafeText::new(&error.to_string());
                    result.failed.push((user, why));
                }
            }
        }
        let late = people
            .iter()
            .copied()
            .filter(|user| !is_read.contains(user));
        result.late = late.collect();
        result
    }
}
