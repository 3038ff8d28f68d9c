//! How the account changes as time passes: people sign in, are noticed, sign out.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use fastrand::Rng;

use super::people::Population;
use super::sessions::{Sessions, Whose};
use crate::model::{Role, Session, SessionKey, SessionLifetimes, Timeouts, Timestamp, UserId};

/// The most time that is caught up on after a gap (a laptop that slept).
const CATCH_UP_MILLIS: i64 = 24 * 3_600_000;
/// The most sightings a minute, so that a huge account still costs little: the list's first screen
/// moves just as well.
const MOST_SIGHTINGS_PER_MINUTE: u64 = 3_000;
const MINUTE_MICROS: u64 = 60_000_000;

/// The minutes after which sessions end. The population lives by them, and by Zendesk's own limit of
/// twelve hours for agents and admins; what stands still (no churn) does not end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLimits {
    /// The minutes of idleness for agents and admins.
    pub agent: u32,
    /// The minutes of idleness for end users.
    pub end_user: u32,
    /// The minutes of idleness in the mobile app.
    pub mobile_app: u32,
    /// The minutes since signing in, for agents and admins.
    pub maximum: Option<u32>,
}

impl SessionLimits {
    /// When the sessions of somebody with this role end.
    pub(super) fn lifetimes(&self, role: Role) -> SessionLifetimes {
        let timeouts = Timeouts {
            agent: Some(self.agent),
            end_user: Some(self.end_user),
            longest: self.maximum,
        };
        SessionLifetimes::of(role, Some((timeouts, Timestamp::from_millis(0))))
    }
}

impl Default for SessionLimits {
    fn default() -> Self {
        Self {
            agent: 60,
            end_user: 480,
            mobile_app: 300,
            maximum: None,
        }
    }
}

/// When the next change happens, and to which sessions.
pub(super) struct Life {
    rng: Rng,
    next_micros: i64,
    comings_and_goings: u64,
    sightings: u64,
    wanted: usize,
    /// The sessions in use; the others are open somewhere and forgotten.
    busy: Vec<SessionKey>,
    limits: SessionLimits,
    /// When to look whether a session is past what ends it. It may have been seen since, and is
    /// then looked at again later.
    ends: BinaryHeap<Reverse<(Timestamp, SessionKey)>>,
}

/// The draws for somebody of the same kind in place of one whose session has ended.
const DRAWS: usize = 32;

impl Life {
    pub(super) fn new(
        mut rng: Rng,
        sessions: &Sessions,
        churn_per_minute: u32,
        now: Timestamp,
    ) -> Self {
        let wanted = sessions.count(Whose::All);
        let comings_and_goings = u64::from(churn_per_minute);
        let sightings = if churn_per_minute == 0 {
            0
        } else {
            let by_size = u64::try_from(wanted / 20).unwrap_or(0);
            comings_and_goings * 3 + by_size.min(MOST_SIGHTINGS_PER_MINUTE)
        };
        let busy = sessions
            .after(Whose::All, None, usize::MAX)
            .into_iter()
            .filter(|session| {
                let idle = session
                    .last_seen_at
                    .readable()
                    .map(|at| at.age(now).seconds());
                idle.is_some_and(|idle| idle < 1_200)
            })
            .map(|session| session.key)
            .collect();
        let next_micros = now.millis().saturating_mul(1_000) + i64::from(rng.u16(..));
        Self {
            rng,
            next_micros,
            comings_and_goings,
            sightings,
            wanted,
            busy,
            limits: SessionLimits::default(),
            ends: BinaryHeap::new(),
        }
    }

    /// Lets sessions end by these limits, if the account lives at all.
    pub(super) fn limit(
        &mut self,
        limits: SessionLimits,
        people: &Population,
        sessions: &Sessions,
    ) {
        self.limits = limits;
        if self.comings_and_goings + self.sightings > 0 {
            for session in sessions.after(Whose::All, None, usize::MAX) {
                self.note_end(people, &session);
            }
        }
    }

    fn note_end(&mut self, people: &Population, session: &Session) {
        let end = self.end_of(people, session);
        self.ends.extend(end.map(|at| Reverse((at, session.key))));
    }

    fn end_of(&self, people: &Population, session: &Session) -> Option<Timestamp> {
        let role = people.role_of(session.key.user)?;
        Some(self.limits.lifetimes(role).forecast(session)?.at)
    }

    /// Ends what is past its limits at `now`; somebody of the same kind signs in in its place, the
    /// admin themselves, but not before `floor`.
    fn expire(
        &mut self,
        people: &Population,
        sessions: &mut Sessions,
        now: Timestamp,
        floor: Timestamp,
    ) {
        while let Some(Reverse((at, key))) = self.ends.peek().copied() {
            if at > now {
                return;
            }
            self.ends.pop();
            let Some(session) = sessions.find(key) else {
                continue;
            };
            match self.end_of(people, &session) {
                Some(end) if end > at => self.ends.push(Reverse((end, key))),
                Some(_) => {
                    sessions.end(key);
                    let is_admin = people.id(Population::ADMIN) == Some(key.user);
                    if is_admin || sessions.count(Whose::All) < self.wanted {
                        let next = self.successor(people, key);
                        let came = next.and_then(|user| sessions.sign_in(user, at.max(floor)));
                        self.arrived(people, sessions, came);
                    }
                }
                None => {}
            }
        }
    }

    fn successor(&mut self, people: &Population, of: SessionKey) -> Option<UserId> {
        if people.id(Population::ADMIN) == Some(of.user) {
            return Some(of.user);
        }
        let is_staff = |user: UserId| people.role_of(user).is_some_and(|it| it != Role::EndUser);
        let mut drawn = None;
        for _ in 0..DRAWS {
            drawn = people.draw_allowed(&mut self.rng);
            if drawn.is_some_and(|user| is_staff(user) == is_staff(of.user)) {
                break;
            }
        }
        drawn
    }

    fn arrived(&mut self, people: &Population, sessions: &Sessions, came: Option<SessionKey>) {
        self.busy.extend(came);
        if let Some(session) = came.and_then(|key| sessions.find(key)) {
            self.note_end(people, &session);
        }
    }

    /// Makes everything happen that is due until `now`.
    pub(super) fn run(&mut self, people: &Population, sessions: &mut Sessions, now: Timestamp) {
        let events = self.comings_and_goings + self.sightings;
        if events == 0 {
            return;
        }
        let until = now.millis().saturating_mul(1_000);
        self.next_micros = self
            .next_micros
            .max(until.saturating_sub(CATCH_UP_MILLIS * 1_000));
        let floor = Timestamp::from_millis(now.millis().saturating_sub(CATCH_UP_MILLIS));
        while self.next_micros <= until {
            let at = Timestamp::from_seconds(self.next_micros.div_euclid(1_000_000));
            self.expire(people, sessions, at, floor);
            if self.rng.u64(..events) < self.comings_and_goings {
                self.come_or_go(people, sessions, at);
            } else {
                self.sight(sessions, at);
            }
            let pause = self.rng.u64(1..=(2 * MINUTE_MICROS / events).max(1));
            self.next_micros += i64::try_from(pause).unwrap_or(i64::MAX);
        }
        self.expire(people, sessions, now, floor);
    }

    /// Signs somebody in or out, so that the number of sessions stays within a twentieth of its
    /// start.
    fn come_or_go(&mut self, people: &Population, sessions: &mut Sessions, at: Timestamp) {
        let (live, slack) = (sessions.count(Whose::All), self.wanted / 20 + 1);
        let come = match live {
            _ if live + slack < self.wanted => true,
            _ if live > self.wanted + slack => false,
            _ => self.rng.bool(),
        };
        if come {
            let user = people.draw_allowed(&mut self.rng);
            let came = user.and_then(|user| sessions.sign_in(user, at));
            self.arrived(people, sessions, came);
            return;
        }
        let leaver = if self.rng.bool() {
            self.take_busy()
        } else {
            sessions.draw(&mut self.rng)
        };
        // The admin stays, so that the list always has sessions of the caller's own.
        if let Some(key) = leaver.filter(|key| people.id(Population::ADMIN) != Some(key.user)) {
            sessions.end(key);
        }
    }

    fn sight(&mut self, sessions: &mut Sessions, at: Timestamp) {
        if self.busy.is_empty() {
            return;
        }
        let place = self.rng.usize(..self.busy.len());
        let alive = self
            .busy
            .get(place)
            .is_some_and(|key| sessions.see(key.session, at));
        let tired = self.rng.u16(..400) == 0;
        if !alive || tired {
            self.busy.swap_remove(place);
        }
    }

    fn take_busy(&mut self) -> Option<SessionKey> {
        (!self.busy.is_empty()).then(|| {
            let place = self.rng.usize(..self.busy.len());
            self.busy.swap_remove(place)
        })
    }
}
