//! The live sign-ins, ordered by id and found by person.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::ops::RangeInclusive;
use std::time::Duration;

use fastrand::Rng;

use super::list::Listable;
use crate::model::{SentUrl, Session, SessionId, SessionKey, Timestamp, UserId};

const FIRST_SESSION: u64 = 41_205_773_000_000;
/// One more than the widest gap between ids. They rise with time and leave gaps, because the real
/// ones are shared by all accounts.
const GAP: u64 = 48;
/// The most ended sign-ins that are remembered, a few megabytes.
const MOST_ENDED: usize = 50_000;

/// The data of one sign-in besides its id.
#[derive(Clone, Copy)]
struct SessionRow {
    user: UserId,
    authenticated_at: Option<Timestamp>,
    last_seen_at: Option<Timestamp>,
}

impl SessionRow {
    fn session(&self, id: u64) -> Option<Session> {
        Some(Session {
            key: SessionKey {
                user: self.user,
                session: SessionId::new(id)?,
            },
            authenticated_at: self.authenticated_at.into(),
            last_seen_at: self.last_seen_at.into(),
            url: SentUrl::default(),
        })
    }
}

/// The people whose sign-ins a list is about.
#[derive(Clone, Copy)]
pub(super) enum Whose {
    /// Everybody's sign-ins.
    All,
    /// One person's sign-ins.
    Of(UserId),
}

/// One person's sign-ins or everybody's, to be sent page by page.
pub(super) struct SessionList<'a> {
    pub(super) sessions: &'a Sessions,
    pub(super) whose: Whose,
    pub(super) now: Timestamp,
    /// The age from which a sign-in is in the list of everybody.
    pub(super) lag: Duration,
}

impl SessionList<'_> {
    fn ids(&self, range: RangeInclusive<u64>) -> impl DoubleEndedIterator<Item = u64> {
        let ids = self.sessions.ids(self.whose, range);
        ids.filter(|id| self.shows(*id))
    }

    /// Whether the list has caught up with a sign-in. A person's own list always has.
    fn shows(&self, id: u64) -> bool {
        let is_young = || {
            let row = self.sessions.rows.get(&id);
            let came = row.and_then(|row| row.authenticated_at);
            came.is_some_and(|came| came.after(self.lag) > self.now)
        };
        match self.whose {
            Whose::Of(_) => true,
            Whose::All => {
                let until = self.sessions.hidden.get(&id);
                let is_hidden = until.is_some_and(|until| self.now < *until);
                !is_hidden && (self.lag.is_zero() || !is_young())
            }
        }
    }
}

impl Listable for SessionList<'_> {
    type Record = Session;

    fn rank(&self, session: &Session) -> u64 {
        session.key.session.get()
    }

    fn count(&self) -> usize {
        self.ids(0..=u64::MAX).count()
    }

    fn after(&self, cursor: Option<u64>, limit: usize) -> Vec<Session> {
        let first = cursor.map_or(0, |cursor| cursor.saturating_add(1));
        self.sessions.load(self.ids(first..=u64::MAX).take(limit))
    }

    fn before(&self, cursor: u64, limit: usize) -> Vec<Session> {
        let last = cursor.saturating_sub(1);
        let ids = self.ids(0..=last).rev().take(limit);
        let mut found = self.sessions.load(ids);
        found.reverse();
        found
    }

    fn skip(&self, skip: usize, limit: usize) -> Vec<Session> {
        let ids = self.ids(0..=u64::MAX).skip(skip).take(limit);
        self.sessions.load(ids)
    }
}

/// Every live sign-in.
pub(super) struct Sessions {
    rows: BTreeMap<u64, SessionRow>,
    by_user: BTreeSet<(UserId, u64)>,
    /// Until when the list of everybody does not show a sign-in.
    hidden: HashMap<u64, Timestamp>,
    /// The latest sign-ins that have ended, which logs still report.
    ended: VecDeque<(u64, SessionRow)>,
    last_id: u64,
    rng: Rng,
}

impl Sessions {
    /// The given sign-ins, oldest first: who, when they signed in, when they were last seen.
    pub(super) fn new(
        seed: u64,
        oldest_first: impl Iterator<Item = (UserId, Timestamp, Option<Timestamp>)>,
    ) -> Self {
        let mut rng = Rng::with_seed(seed);
        let mut last_id = FIRST_SESSION + rng.u64(..1_000_000);
        let rows: BTreeMap<u64, SessionRow> = oldest_first
            .map(|(user, authenticated_at, last_seen_at)| {
                last_id += rng.u64(1..GAP);
                let row = SessionRow {
                    user,
                    authenticated_at: Some(authenticated_at),
                    last_seen_at,
                };
                (last_id, row)
            })
            .collect();
        let by_user = rows.iter().map(|(id, row)| (row.user, *id)).collect();
        Self {
            rows,
            by_user,
            hidden: HashMap::new(),
            ended: VecDeque::new(),
            last_id,
            rng,
        }
    }

    pub(super) fn count(&self, whose: Whose) -> usize {
        match whose {
            Whose::All => self.rows.len(),
            Whose::Of(_) => self.ids(whose, 0..=u64::MAX).count(),
        }
    }

    /// Session ids within `range`, ascending.
    fn ids(
        &self,
        whose: Whose,
        range: RangeInclusive<u64>,
    ) -> Box<dyn DoubleEndedIterator<Item = u64> + '_> {
        match whose {
            Whose::All => Box::new(self.rows.range(range).map(|(id, _)| *id)),
            Whose::Of(user) => {
                let range = (user, *range.start())..=(user, *range.end());
                Box::new(self.by_user.range(range).map(|(_, id)| *id))
            }
        }
    }

    /// Up to `limit` sign-ins with an id above `cursor`.
    pub(super) fn after(&self, whose: Whose, cursor: Option<u64>, limit: usize) -> Vec<Session> {
        let first = cursor.map_or(0, |cursor| cursor.saturating_add(1));
        self.load(self.ids(whose, first..=u64::MAX).take(limit))
    }

    fn load(&self, ids: impl Iterator<Item = u64>) -> Vec<Session> {
        ids.filter_map(|id| self.session(id)).collect()
    }

    fn session(&self, id: u64) -> Option<Session> {
        self.rows.get(&id)?.session(id)
    }

    pub(super) fn find(&self, key: SessionKey) -> Option<Session> {
        self.session(key.session.get())
            .filter(|session| session.key == key)
    }

    pub(super) fn sign_in(&mut self, user: UserId, now: Timestamp) -> Option<SessionKey> {
        self.last_id += self.rng.u64(1..GAP);
        let session = SessionId::new(self.last_id)?;
        let row = SessionRow {
            user,
            authenticated_at: Some(now),
            last_seen_at: Some(now),
        };
        self.rows.insert(self.last_id, row);
        self.by_user.insert((user, self.last_id));
        Some(SessionKey { user, session })
    }

    /// Keeps a sign-in out of the list of everybody until a moment.
    pub(super) fn hide(&mut self, key: SessionKey, until: Timestamp) {
        self.hidden.insert(key.session.get(), until);
    }

    /// Ends a sign-in; `false` if there is none of that key.
    pub(super) fn end(&mut self, key: SessionKey) -> bool {
        let id = key.session.get();
        if !self.by_user.remove(&(key.user, id)) {
            return false;
        }
        if self.ended.len() == MOST_ENDED {
            self.ended.pop_front();
        }
        self.hidden.remove(&id);
        let row = self.rows.remove(&id);
        self.ended.extend(row.map(|row| (id, row)));
        row.is_some()
    }

    /// Every live sign-in, and the latest that have ended, in no order.
    pub(super) fn sign_ins(&self) -> impl Iterator<Item = Session> {
        let live = self.rows.iter().map(|(id, row)| (*id, *row));
        let all = live.chain(self.ended.iter().copied());
        all.filter_map(|(id, row)| row.session(id))
    }

    /// Marks a sign-in as seen now; `false` if it has ended.
    pub(super) fn see(&mut self, session: SessionId, now: Timestamp) -> bool {
        self.rows.get_mut(&session.get()).is_some_and(|row| {
            row.last_seen_at = Some(now);
            true
        })
    }

    /// Overwrites both times of a sign-in.
    pub(super) fn set_times(
        &mut self,
        key: SessionKey,
        authenticated_at: Option<Timestamp>,
        last_seen_at: Option<Timestamp>,
    ) -> bool {
        let row = self.rows.get_mut(&key.session.get());
        row.filter(|row| row.user == key.user).is_some_and(|row| {
            row.authenticated_at = authenticated_at;
            row.last_seen_at = last_seen_at;
            true
        })
    }

    /// Draws one sign-in, roughly evenly over the time of signing in.
    pub(super) fn draw(&self, rng: &mut Rng) -> Option<SessionKey> {
        let (oldest, newest) = (self.rows.keys().next()?, self.rows.keys().next_back()?);
        let from = rng.u64(oldest..=newest);
        let id = self.ids(Whose::All, from..=u64::MAX).next()?;
        self.session(id).map(|session| session.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(id: u64) -> UserId {
        UserId::new(id).unwrap()
    }

    fn some(count: u64) -> Sessions {
        let rows = (0..count).map(|at| {
            let moment = Timestamp::from_seconds(1_000 + i64::try_from(at).unwrap());
            (user(1 + at % 3), moment, Some(moment))
        });
        Sessions::new(5, rows)
    }

    #[test]
    fn forwards_and_backwards_meet() {
        let sessions = some(30);
        for whose in [Whose::All, Whose::Of(user(2))] {
            let all = sessions.after(whose, None, 100);
            assert_eq!(all.len(), sessions.count(whose));
            let middle = all[4].key.session.get();
            let list = list(&sessions, whose, 2_000, 0);
            assert_eq!(list.count(), all.len());
            assert_eq!(list.after(Some(middle), 3), all[5..8]);
            assert_eq!(list.before(middle, 3), all[1..4]);
            assert_eq!(list.skip(5, 3), all[5..8]);
        }
    }

    fn list(sessions: &Sessions, whose: Whose, now: i64, lag: u64) -> SessionList<'_> {
        SessionList {
            sessions,
            whose,
            now: Timestamp::from_seconds(now),
            lag: Duration::from_secs(lag),
        }
    }

    #[test]
    fn the_list_of_everybody_may_lag_behind_a_persons_own() {
        let mut sessions = some(30);
        let came = Timestamp::from_seconds(2_000);
        let key = sessions.sign_in(user(2), came).unwrap();
        sessions.hide(key, came.after(Duration::from_secs(60)));
        let count = |sessions: &Sessions, whose, now, lag| list(sessions, whose, now, lag).count();
        assert_eq!(count(&sessions, Whose::All, 2_059, 0), 30);
        assert_eq!(count(&sessions, Whose::All, 2_060, 0), 31);
        assert_eq!(count(&sessions, Whose::All, 2_060, 61), 30);
        assert_eq!(count(&sessions, Whose::Of(user(2)), 2_000, 61), 11);
    }

    #[test]
    fn a_session_ends_once_and_only_under_its_owner() {
        let mut sessions = some(3);
        let key = sessions
            .sign_in(user(9), Timestamp::from_seconds(0))
            .unwrap();
        let stranger = SessionKey {
            user: user(8),
            ..key
        };
        assert!(sessions.find(stranger).is_none() && !sessions.end(stranger));
        assert!(sessions.end(key) && !sessions.end(key));
        assert_eq!(sessions.count(Whose::All), 3);
        assert_eq!(sessions.count(Whose::Of(user(9))), 0);
        assert!(!sessions.see(key.session, Timestamp::from_seconds(1)));
    }
}
