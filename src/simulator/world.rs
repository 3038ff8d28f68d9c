//! The account at one moment: its people, the live sign-ins, and those about to be ended.
//!
//! - `flagged` sign-ins that deserve a look

mod flagged;

use std::collections::VecDeque;
use std::time::Duration;

use fastrand::Rng;

use super::chat::ChatState;
use super::credential::IssuedCredentials;
use super::life::Life;
use super::limit::PerUser;
use super::options::SessionLimits;
use super::people::Population;
use super::sessions::{Sessions, Whose};
use super::tokens::TokenTable;
use crate::model::{LifeLimit, Role, Session, SessionKey, Timestamp, UserId};

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

/// The sign-ins at the start: from seconds to weeks old, seen seconds to hours ago, and none past
/// what ends it. What would be past is taken modulo its limit, so that the mix of people and of
/// ages stays.
fn populate(
    seed: u64,
    people: &Population,
    (count, limits): (usize, SessionLimits),
    rng: &mut Rng,
    now: Timestamp,
) -> Sessions {
    let mut ages: Vec<i64> = (0..count).map(|_| spread(rng, 2..=20)).collect();
    ages.sort_unstable_by(|left, right| right.cmp(left));
    let owners = [
        (count / 2, Population::ADMIN),
        (count * 9 / 10, Population::ADMIN),
        (count / 3, Population::AGENT),
        (count * 3 / 4, Population::AGENT),
        (count / 4, Population::END_USER),
    ];
    let owners = owners.map(|(place, number)| (place, people.id(number)));
    let owners: Vec<_> = owners
        .into_iter()
        .chain(cast_places(people, count))
        .collect();
    let rows = ages.into_iter().enumerate().filter_map(|(place, age)| {
        let owner = owners.iter().find(|(owned, _)| *owned == place);
        let user = match owner {
            Some((_, owner)) => *owner,
            None => people.draw(rng),
        };
        let unseen = owner.is_none() && rng.u16(..500) == 0;
        let idle = spread(rng, 0..=15);
        let lifetimes = limits.lifetimes(people.role_of(user?).unwrap_or(Role::EndUser));
        let within = |seconds: i64, limit: LifeLimit| seconds % (i64::from(limit.minutes) * 60);
        let age = lifetimes.longest.map_or(age, |limit| within(age, limit));
        let idle = within(idle, lifetimes.idle).min(age);
        let ago = |seconds: i64| Timestamp::from_seconds(now.seconds() - seconds);
        Some((user?, ago(age), (!unseen).then(|| ago(idle))))
    });
    let mut rows: Vec<_> = rows.collect();
    rows.sort_by_key(|(_, authenticated_at, _)| *authenticated_at);
    Sessions::new(seed, rows.into_iter())
}

/// Places among `count` sign-ins for the cast, evenly spread. A small account has room for none.
fn cast_places(people: &Population, count: usize) -> Vec<(usize, Option<UserId>)> {
    const ROOM: usize = 8;
    let cast: Vec<UserId> = people.cast().map(|(_, id)| id).collect();
    if count < cast.len() * ROOM {
        return Vec::new();
    }
    let spread = |place| (place + 1) * count / (cast.len() + 1) + 1;
    let places = cast.iter().enumerate();
    places
        .map(|(place, id)| (spread(place), Some(*id)))
        .collect()
}

/// A number of seconds, evenly spread over powers of two.
fn spread(rng: &mut Rng, powers: std::ops::RangeInclusive<u32>) -> i64 {
    let base = 1_i64 << rng.u32(powers);
    base + rng.i64(0..base)
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_seconds(1_780_000_000);

    fn world(seed: u64, users: usize, sessions: usize, churn: u32, limits: SessionLimits) -> World {
        let people = Population::new(seed, users, START);
        World::new(seed, people, sessions, churn, limits, START)
    }

    fn later(seconds: i64) -> Timestamp {
        START.shifted(seconds * 1_000)
    }

    fn all(world: &World) -> Vec<Session> {
        world.sessions.after(Whose::All, None, usize::MAX)
    }

    #[test]
    fn the_same_seed_and_clock_make_the_same_world() {
        let lives = |seed, steps: &[i64]| {
            let mut world = world(seed, 300, 200, 40, SessionLimits::default());
            for step in steps {
                world.advance(later(*step));
            }
            all(&world)
        };
        assert_eq!(lives(3, &[60, 600]), lives(3, &[60, 600]));
        assert_eq!(lives(3, &[1, 2, 500, 600]), lives(3, &[600]));
        assert_ne!(lives(3, &[600]), lives(4, &[600]));
    }

    #[test]
    fn the_account_lives_but_keeps_its_size() {
        let mut world = world(1, 3_000, 2_400, 40, SessionLimits::default());
        let before = all(&world);
        assert_eq!(before.len(), 2_400);
        world.advance(later(600));
        let after = all(&world);
        assert!((2_250..2_550).contains(&after.len()), "{}", after.len());
        let gone = before
            .iter()
            .filter(|session| world.sessions.find(session.key).is_none());
        assert!((100..300).contains(&gone.count()));
        let met = after
            .iter()
            .filter(|session| session.last_seen_at.readable() > Some(START));
        assert!(met.count() > 500);
        assert!(
            after
                .iter()
                .all(|session| session.authenticated_at.readable() <= Some(later(600)))
        );
    }

    #[test]
    fn without_churn_nothing_moves() {
        let mut world = world(1, 300, 200, 0, SessionLimits::default());
        let before = all(&world);
        world.advance(later(100_000));
        assert_eq!(all(&world), before);
    }

    #[test]
    fn ages_and_people_are_mixed() {
        let world = world(1, 3_000, 2_400, 40, SessionLimits::default());
        let sessions = all(&world);
        let age = |session: &Session| {
            session
                .authenticated_at
                .readable()
                .unwrap()
                .age(START)
                .seconds()
        };
        assert!(sessions.iter().any(|session| age(session) < 60));
        assert!(sessions.iter().any(|session| age(session) > 7 * 86_400));
        assert!(
            sessions
                .iter()
                .any(|session| session.last_seen_at.readable().is_none())
        );
        assert!(sessions.is_sorted_by_key(|session| session.authenticated_at.readable()));
        assert_eq!(
            world.of(world.people.id(Population::ADMIN).unwrap()).len(),
            2
        );
    }

    /// The sessions that are past what ends them by more than a minute.
    fn overstayed(world: &World, limits: SessionLimits, now: Timestamp) -> usize {
        let is_past = |session: &Session| {
            let role = world.people.role_of(session.key.user).unwrap();
            let forecast = limits.lifetimes(role).forecast(session);
            forecast.is_some_and(|end| end.at < now.shifted(-60_000))
        };
        all(world).iter().filter(|session| is_past(session)).count()
    }

    #[test]
    fn nobody_overstays_what_ends_a_session() {
        let short = SessionLimits {
            agent: 15,
            end_user: 30,
            maximum: Some(120),
            ..SessionLimits::default()
        };
        for limits in [SessionLimits::default(), short] {
            let mut world = world(7, 3_000, 1_200, 40, limits);
            assert_eq!(overstayed(&world, limits, START), 0);
            for hours in 1..16 {
                let now = later(hours * 3_600);
                world.advance(now);
                assert_eq!(overstayed(&world, limits, now), 0, "{limits:?} {hours}");
            }
            let live = world.sessions.count(Whose::All);
            assert!((1_100..1_300).contains(&live), "{live}");
            let staff = all(&world)
                .into_iter()
                .filter(|session| world.people.role_of(session.key.user) != Some(Role::EndUser));
            assert!(staff.count() > 60, "the mix stays");
            let admin = world.people.id(Population::ADMIN).unwrap();
            assert_eq!(world.of(admin).len(), 2, "the caller signs in again");
        }
    }

    #[test]
    fn the_cast_are_signed_in_without_making_the_account_larger() {
        for sessions in [120, 2_400] {
            let people = Population::new(1, 3_000, START).with_cast(true);
            let limits = SessionLimits::default();
            let world = World::new(1, people, sessions, 0, limits, START);
            assert_eq!(world.sessions.count(Whose::All), sessions);
            for (member, id) in world.people.cast() {
                assert!(!world.of(id).is_empty(), "{member:?}");
            }
        }
    }

    #[test]
    fn a_later_end_waits_for_its_time() {
        let mut world = world(1, 300, 200, 0, SessionLimits::default());
        let user = world.people.id(Population::ADMIN).unwrap();
        world.end_later(vec![user], later(3), 17);
        assert!(world.advance(later(2)).is_empty());
        assert_eq!(world.of(user).len(), 2);
        let done = world.advance(later(3));
        assert_eq!((done[0].0, done[0].1.len()), (17, 2));
        assert!(world.of(user).is_empty());
    }

    #[test]
    fn a_clock_that_jumps_a_year_is_survived() {
        let mut world = world(1, 300, 200, 40, SessionLimits::default());
        world.advance(later(365 * 86_400));
        assert!(world.sessions.count(Whose::All) > 150);
    }
}
