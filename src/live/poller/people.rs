//! The poller's questions about people: names by the hundred, and lists of their own.

use std::sync::Arc;
use std::time::Duration;

use super::Poller;
use super::publishing::LOOK;
use crate::live::WalkProgress;
use crate::model::UserId;
use crate::zendesk::{ApiError, PersonList, Purpose, logged};

/// People in one `show_many` request (Users API).
pub(super) const PEOPLE_PER_REQUEST: usize = 100;

/// The most staff who are read again after one walk. Their records are good for a minute, so this is five
/// requests a minute: a quarter of what watching has on the smallest plan, and next to nothing on the plans of
/// those who have so many.
const STAFF_A_WALK: usize = 5 * PEOPLE_PER_REQUEST;

/// How long names are left alone after a request for them failed.
const NAMES_AGAIN: Duration = Duration::from_secs(60);

impl Poller {
    pub(super) async fn ask_about_shown(&mut self) -> Result<(), ApiError> {
        let shown = self.interest.borrow_and_update().clone();
        let good_since = (self.clock)().shifted(-millis(self.pace.people_for));
        let unknown = self.store.to_ask(&shown, good_since);
        if let Some(first) = unknown.chunks(PEOPLE_PER_REQUEST).next() {
            self.ask_about(Purpose::Shown, first).await?;
        }
        Ok(())
    }

    /// Asks again about staff who are signed in, those first whose records are the oldest. Whoever asks
    /// something meanwhile waits for one request.
    pub(super) async fn ask_about_staff(&mut self) -> Result<(), ApiError> {
        let good_since = (self.clock)().shifted(-millis(self.pace.staff_for));
        let staff = self.store.staff_to_ask(good_since, STAFF_A_WALK);
        for some in staff.chunks(PEOPLE_PER_REQUEST) {
            if !self.ask_about(Purpose::Names, some).await? {
                return Ok(());
            }
            self.serve_waiting().await?;
        }
        Ok(())
    }

    /// Asks for names. They are less important than sessions: when they cannot be read, ids stay on
    /// the screen, the walk goes on, and names are left alone for a while. Returns `false` while
    /// they are.
    pub(super) async fn ask_about(
        &mut self,
        purpose: Purpose,
        people: &[UserId],
    ) -> Result<bool, ApiError> {
        let now = (self.clock)();
        if self.names_from.is_some_and(|from| now < from) {
            return Ok(false);
        }
        let client = self.client.clone();
        match self.beside(client.people(purpose, people)).await {
            Ok(answer) => {
                let times = (now, (self.clock)());
                for progress in WalkProgress::of_people(people, answer, times) {
                    self.absorb(progress);
                }
                Ok(true)
            }
            Err(error) if error.refuses_credentials() => Err(error),
            Err(error) => {
                tracing::debug!("names could not be read: {}", logged(&error));
                let again_at = now.after(NAMES_AGAIN);
                self.names_from = Some(again_at);
                let error = Arc::new(error);
                self.absorb(WalkProgress::NamesUnread { error, again_at });
                Ok(false)
            }
        }
    }

    pub(super) async fn ask_again(&mut self, people: Vec<UserId>) -> Result<(), ApiError> {
        for some in people.chunks(PEOPLE_PER_REQUEST) {
            self.ask_about(Purpose::Shown, some).await?;
        }
        Ok(())
    }

    /// Whether somebody has no name yet, and names are not left alone.
    pub(super) fn has_names_to_ask(&self) -> bool {
        let now = (self.clock)();
        self.names_from.is_none_or(|from| now >= from) && !self.store.unknown_people(1).is_empty()
    }

    /// Asks for the names of the next hundred of those who have none.
    pub(super) async fn ask_about_next(&mut self) -> Result<(), ApiError> {
        let unknown = self.store.unknown_people(PEOPLE_PER_REQUEST);
        self.ask_about(Purpose::Names, &unknown).await.map(drop)
    }

    /// Reads these people's own lists. One that cannot be read says nothing about the others, nor about
    /// the walk that may be under way: whoever needs it reads it again, and tells why that failed. Where
    /// the minute has no room for them, they hold up no walk, which shows them too.
    pub(super) async fn check(&mut self, people: Vec<UserId>) -> Result<(), ApiError> {
        for user in people {
            let wait = self.client.budget().waiting(Purpose::Proof, None);
            if wait.is_some_and(|wait| wait.left > LOOK) {
                return Ok(());
            }
            let began_at = (self.clock)();
            let client = self.client.clone();
            let list = PersonList::read(&client, Purpose::Proof, user);
            let list = match self.beside(list).await {
                Ok(list) => self.dated(list),
                Err(error) if error.refuses_credentials() => return Err(error),
                Err(error) => {
                    tracing::debug!(
                        "the own list of user {user} could not be read: {}",
                        logged(&error)
                    );
                    if error.status().is_none() {
                        // Without an answer, the next ones would only take as long.
                        return Ok(());
                    }
                    continue;
                }
            };
            self.absorb(WalkProgress::Listed {
                user,
                began_at,
                list,
            });
        }
        Ok(())
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
