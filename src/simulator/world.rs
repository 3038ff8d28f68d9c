//! The account at one moment: its people, the live sign-ins, and those about to be ended.
//!
//! - `start` the sign-ins at the start; `flagged` those that deserve a look

mod flagged;
mod start;

use std::collections::VecDeque;
use std::time::Duration;

use fastrand::Rng;

use self::start::populate;
use super::chat::ChatState;
use super::credential::IssuedCredentials;
use super::life::Life;
use super::life::SessionLimits;
use super::limit::PerUser;
use super::people::Population;
use super::sessions::{Sessions, Whose};
use super::tokens::TokenTable;
use crate::model::{Session, SessionKey, Timestamp, UserId};

/// People whose sessions `logout_many` will end.
struct Leaving {
    due: Timestamp,
    users: Vec<UserId>,
    request: u64,
}

/// The account at one moment.
pub(super) struct World {
    pub(super) people: Population,
    pub(super) sessions: Sessions,
    pub(super) credentials: IssuedCredentials,
    pub(super) tokens: TokenTable,
    pub(super) chat: ChatState,
    /// The sign-in of the admin's browser, whose cookie the credentials hold.
    pub(super) browser: Option<SessionKey>,
    /// The number of changes of each person.
    pub(super) updates: PerUser,
    pub(super) now: Timestamp,
    leaving: VecDeque<Leaving>,
    life: Life,
}

impl World {
    pub(super) fn new(
        seed: u64,
        people: Population,
        sessions: usize,
        churn_per_minute: u32,
        limits: SessionLimits,
        now: Timestamp,
    ) -> Self {
        let mut rng = Rng::with_seed(seed ^ 0x5e55_1045);
        let sessions = populate(seed, &people, (sessions, limits), &mut rng, now);
        let mut life = Life::new(rng, &sessions, churn_per_minute, now);
        life.limit(limits, &people, &sessions);
        let credentials = IssuedCredentials::new(seed, &people);
        let tokens = TokenTable::new(seed, &credentials, &people, now);
        let owner = people.id(Population::ADMIN).and_then(|id| people.find(id));
        let chat = ChatState::new(seed, owner.as_ref());
        let own = owner.map(|owner| sessions.after(Whose::Of(owner.id), None, 1));
        let browser = own.and_then(|own| own.first().map(|session| session.key));
        Self {
            people,
            sessions,
            credentials,
            tokens,
            chat,
            browser,
            updates: PerUser::default(),
            now,
            leaving: VecDeque::new(),
            life,
        }
    }

    /// Advances to `now`; returns which requests to log people out were carried out.
    pub(super) fn advance(&mut self, now: Timestamp) -> Vec<(u64, Vec<SessionKey>)> {
        let mut done = Vec::new();
        while self.leaving.front().is_some_and(|next| next.due <= now) {
            let Some(next) = self.leaving.pop_front() else {
                break;
            };
            self.live_until(next.due);
            let ended = next
                .users
                .iter()
                .flat_map(|user| self.end_all(*user))
                .collect();
            done.push((next.request, ended));
        }
        self.live_until(now);
        done
    }

    fn live_until(&mut self, now: Timestamp) {
        // A clock that was set back stops the world rather than rewinding it.
        if now > self.now {
            self.life.run(&self.people, &mut self.sessions, now);
            self.now = now;
        }
    }

    /// Signs somebody in, whom the list of everybody does not show for a while; `None` if there is
    /// no such person.
    pub(super) fn sign_in(&mut self, user: UserId, hidden: Duration) -> Option<SessionKey> {
        if !self.people.knows(user) {
            return None;
        }
        let now = Timestamp::from_seconds(self.now.seconds());
        let key = self.sessions.sign_in(user, now)?;
        self.sessions.hide(key, self.now.after(hidden));
        Some(key)
    }

    /// Ends every session of one person.
    pub(super) fn end_all(&mut self, user: UserId) -> Vec<SessionKey> {
        let mut ended: Vec<_> = self.of(user).iter().map(|session| session.key).collect();
        ended.retain(|key| self.sessions.end(*key));
        ended
    }

    /// Every session of one person.
    pub(super) fn of(&self, user: UserId) -> Vec<Session> {
        self.sessions.after(Whose::Of(user), None, usize::MAX)
    }

    /// Notes that these people are to be logged out at `due`, on behalf of the request with that
    /// number.
    pub(super) fn end_later(&mut self, users: Vec<UserId>, due: Timestamp, request: u64) {
        self.leaving.push_back(Leaving {
            due,
            users,
            request,
        });
    }
}

#[cfg(test)]
mod tests;
