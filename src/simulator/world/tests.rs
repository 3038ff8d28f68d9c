use super::*;
use crate::model::Role;

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
