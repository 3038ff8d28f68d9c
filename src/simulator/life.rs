//! How the account changes as time passes: people sign in, are noticed, sign out.

use fastrand::Rng;

use super::people::Population;
use super::sessions::{Sessions, Whose};
use crate::model::{SessionKey, Timestamp};

/// The most time that is caught up on after a gap (a laptop that slept).
const CATCH_UP_MILLIS: i64 = 24 * 3_600_000;
/// The most sightings a minute, so that a huge account still costs little: the list's first screen
/// moves just as well.
const MOST_SIGHTINGS_PER_MINUTE: u64 = 3_000;
const MINUTE_MICROS: u64 = 60_000_000;

/// When the next change happens, and to which sessions.
pub(super) struct Life {
    rng: Rng,
    next_micros: i64,
    comings_and_goings: u64,
    sightings: u64,
    wanted: usize,
    /// The sessions in use; the others are open somewhere and forgotten.
    busy: Vec<SessionKey>,
}

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
        while self.next_micros <= until {
            let at = Timestamp::from_seconds(self.next_micros.div_euclid(1_000_000));
            if self.rng.u64(..events) < self.comings_and_goings {
                self.come_or_go(people, sessions, at);
            } else {
                self.sight(sessions, at);
            }
            let pause = self.rng.u64(1..=(2 * MINUTE_MICROS / events).max(1));
            self.next_micros += i64::try_from(pause).unwrap_or(i64::MAX);
        }
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
            self.busy
                .extend(user.and_then(|user| sessions.sign_in(user, at)));
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
