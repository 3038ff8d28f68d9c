//! Asking again where an answer lacks somebody who was named: an answer about many may leave people
//! out, and an own list may come back empty, without either being true.

use super::{Reader, again};
use crate::live::{Evidence, Lookup, WalkProgress};
use crate::model::UserId;
use crate::zendesk::{ApiError, ApiErrorKind};

impl Reader {
    /// Asks about each of these people alone whom the answer about all of them left out. Whoever is
    /// left out of that as well, or cannot be read, stays as one of whom Zendesk told nothing.
    ///
    /// # Errors
    /// If the credentials are refused.
    pub(super) async fn ask_alone(&mut self, people: &[UserId]) -> Result<(), ApiError> {
        let snapshot = self.store.snapshot();
        let left_out = snapshot.directory().iter();
        let left_out = left_out.filter(|person| matches!(person.known, Lookup::Missing));
        let left_out: Vec<UserId> = left_out
            .map(|person| person.id)
            .filter(|id| people.contains(id))
            .take(self.alone_left)
            .collect();
        self.alone_left -= left_out.len();
        let (client, purpose) = (self.client.clone(), self.purposes.asked);
        for user in left_out {
            let step = match again(&client, || client.person(purpose, user)).await {
                Ok(answer) => {
                    let shown = self.dated(answer);
                    (shown.id == user).then(|| WalkProgress::People {
                        asked: vec![user],
                        users: vec![shown],
                    })
                }
                Err(error) if error.refuses_credentials() => return Err(error),
                Err(error) => {
                    (error.kind == ApiErrorKind::NotFound).then_some(WalkProgress::NoSuchUser(user))
                }
            };
            if let Some(step) = step {
                self.store.take(step, (self.clock)());
            }
        }
        Ok(())
    }

    /// Takes in what was read of people. Their empty own lists are taken in only if the credentials
    /// are still those of the same admin, since others are shown only what is theirs.
    ///
    /// # Errors
    /// If the credentials are refused.
    pub(super) async fn take_lists(&mut self, steps: Vec<WalkProgress>) -> Result<(), ApiError> {
        let is_believed = !steps.iter().any(is_empty) || self.is_same_admin().await?;
        let taken = steps.into_iter();
        for step in taken.filter(|step| is_believed || !is_empty(step)) {
            self.store.take(step, (self.clock)());
        }
        Ok(())
    }

    /// Whether the credentials are whose they were at the beginning.
    async fn is_same_admin(&mut self) -> Result<bool, ApiError> {
        let snapshot = self.store.snapshot();
        let Some(before) = snapshot.identity() else {
            return Ok(true);
        };
        let (client, purpose) = (self.client.clone(), self.purposes.asked);
        match again(&client, || client.me(purpose)).await {
            Ok(answer) => {
                let now = self.dated(answer).user;
                Ok(now.id == before.id && now.role == before.role && !now.is_suspended())
            }
            Err(error) if error.refuses_credentials() => Err(error),
            Err(_) => Ok(false),
        }
    }
}

/// Whether a step is an own list that proves that somebody has no session.
fn is_empty(step: &WalkProgress) -> bool {
    match step {
        WalkProgress::Listed { list, .. } | WalkProgress::ReadAgain { list, .. } => {
            Evidence::shows_nothing(list)
        }
        _ => false,
    }
}
