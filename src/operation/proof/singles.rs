//! Looks at single sessions that lists lack.

use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream;
use rustc_hash::{FxHashMap, FxHashSet};
use tokio::time::{Instant, timeout_at};

use super::cost::SHOWN_AT_MOST;
use crate::live::Doubt;
use crate::model::{SafeText, SessionKey, UserId};
use crate::operation::NotLookedAt;
use crate::zendesk::{Client, Purpose, RetryPolicy};

/// The looks at single sessions that may be under way at once.
const IN_FLIGHT: usize = 4;

/// How long single sessions are looked at before a file is applied.
const VOUCHING: Duration = Duration::from_secs(60);

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
