//! Asking again where an answer lacks somebody who was named: an answer about many may leave people
//! out, and an own list may come back empty, without either being true.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use rustc_hash::FxHashSet;

use super::named::SEARCHES_IN_FLIGHT;
use super::{Reader, again};
use crate::live::{
    Evidence, LOOK_UPS_AT_MOST, ListReads, LookUpBy, Lookup, ReadProgress, Snapshot, WalkProgress,
};
use crate::model::{Session, SessionKey, UserId};
use crate::zendesk::{ApiError, ApiErrorKind, PersonList};

/// From so many requests on it is told that people are looked up one by one.
const TOLD_FROM: usize = 20;

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
            let from = (self.clock)();
            let step = match again(&client, || client.person(purpose, user)).await {
                Ok(answer) => {
                    let asked_at = answer.sent_at((from, (self.clock)()));
                    let shown = self.dated(answer);
                    (shown.id == user).then(|| WalkProgress::found(vec![shown], asked_at))
                }
                Err(error) if error.refuses_credentials() => return Err(error),
                Err(error) => {
                    let asked_at = from;
                    (error.kind == ApiErrorKind::NotFound)
                        .then_some(WalkProgress::NoSuchUser { user, asked_at })
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

    /// Looks for those of these people and sessions, which were named, of whom a walk shows nothing: it lags.
    /// Above [`LOOK_UPS_AT_MOST`] nothing is asked.
    ///
    /// # Errors
    /// If the credentials are refused, or nothing answers.
    pub(crate) async fn look_beyond_the_walk(
        &mut self,
        people: &[UserId],
        sessions: &[SessionKey],
    ) -> Result<(), ApiError> {
        let snapshot = self.store.snapshot();
        // Nobody is taken for signed out by one answer alone, and a walk is another.
        let (reads, each) = if snapshot.is_proved_by_a_walk() {
            (ListReads::Once, 1)
        } else {
            (ListReads::UntilCertain, 2)
        };
        self.store.give_look_ups(self.look_ups_left / each);
        let absentees = self.store.snapshot().absentees(people.iter().copied());
        let absent = absentees.to_ask();
        if !absent.is_empty() {
            self.tell_look_ups(LookUpBy::OwnList, absent.len() * each);
            self.people_each(&absent, reads).await?;
        }
        self.sessions(sessions).await.map(drop)
    }

    /// Asks by itself for each of these sessions that their owner's own list lacks: whose record is gone
    /// has no list, and a list may lag. Above [`LOOK_UPS_AT_MOST`] nothing is asked.
    ///
    /// # Errors
    /// If the credentials are refused.
    pub(crate) async fn sessions(
        &mut self,
        keys: &[SessionKey],
    ) -> Result<Arc<Snapshot>, ApiError> {
        let snapshot = self.store.snapshot();
        let listed = snapshot.find(&keys.iter().copied().collect());
        let lacking = keys.iter().filter(|key| !listed.contains_key(key));
        let lacking: Vec<SessionKey> = lacking.copied().collect();
        if lacking.len() > LOOK_UPS_AT_MOST {
            return Ok(snapshot);
        }
        let began_at = (self.clock)();
        let (client, purpose) = (self.client.clone(), self.purposes.asked);
        let mut found: BTreeMap<UserId, Vec<Session>> = BTreeMap::new();
        for key in lacking {
            match again(&client, || client.session(purpose, key)).await {
                Ok(answer) => {
                    let session = self.dated(answer).into_iter();
                    found.entry(key.user).or_default().extend(session);
                }
                Err(error) if error.refuses_credentials() => return Err(error),
                Err(_) => {}
            }
        }
        found.retain(|_, sessions| !sessions.is_empty());
        for (user, mut sessions) in found {
            let owner: FxHashSet<UserId> = [user].into_iter().collect();
            let slots = snapshot.sessions_of_people(&owner).remove(&user);
            let slots = slots.into_iter().flatten();
            sessions.extend(slots.filter_map(|slot| snapshot.session(slot)));
            let list = PersonList::of(user, sessions);
            let step = WalkProgress::ReadAgain {
                user,
                began_at,
                list,
            };
            self.store.take(step, (self.clock)());
        }
        Ok(self.store.snapshot())
    }

    /// Tells that so many people are looked up one by one, where that takes a while: as long as requests wait
    /// for their places, or as so many answers take to come.
    pub(super) fn tell_look_ups(&self, by: LookUpBy, requests: usize) {
        if requests >= TOLD_FROM {
            let side_by_side = match by {
                LookUpBy::Search => SEARCHES_IN_FLIGHT,
                LookUpBy::OwnList | LookUpBy::OwnListUntilCertain => 1,
            };
            let answers = u32::try_from(requests.div_ceil(side_by_side)).unwrap_or(u32::MAX);
            let answers = self.answer_took.saturating_mul(answers);
            let waits = self.client.budget().reading().time_for(requests);
            let takes = waits.max(answers).max(Duration::from_secs(1));
            (self.tell)(ReadProgress::LookUps {
                by,
                requests,
                takes,
            });
        }
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
