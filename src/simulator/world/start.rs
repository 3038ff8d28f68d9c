//! The sign-ins at the start.

use fastrand::Rng;

use crate::model::{LifeLimit, Role, Timestamp, UserId};
use crate::simulator::life::SessionLimits;
use crate::simulator::people::Population;
use crate::simulator::sessions::Sessions;

/// The sign-ins at the start: from seconds to weeks old, seen seconds to hours ago, and none past
/// what ends it. What would be past is taken modulo its limit, so that the mix of people and of
/// ages stays.
pub(super) fn populate(
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
