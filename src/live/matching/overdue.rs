//! Whether sessions are past their end, where a few comparisons tell: a rule asks it of every session.

use super::people::PeopleAnswers;
use crate::live::columns::ReadableTime;
use crate::live::directory::PeopleChunk;
use crate::model::{Forecast, LimitSource, Role, SessionLifetimes, Timestamp};
use crate::query::{Ternary, Why};

/// The limits of everybody's sessions, in seconds.
pub(super) struct Overdue {
    /// The limits of each person by their place: an index into `limits`, or one beyond its end.
    of_people: Vec<u8>,
    limits: [LimitsInSeconds; 3],
    /// The first second that is no end of an overdue session.
    from: i64,
    /// The first second that is no end of a session that was overdue when the list was begun which
    /// surely has it.
    surely_from: i64,
}

/// The limits of a role, in seconds.
struct LimitsInSeconds {
    idle: i64,
    longest: Option<i64>,
    /// Whether the idle one is assumed where that is not enough.
    is_assumed: bool,
}

impl LimitsInSeconds {
    fn of(lifetimes: &SessionLifetimes, changes: bool) -> Self {
        let seconds = |minutes: u32| i64::from(minutes) * 60;
        Self {
            idle: seconds(lifetimes.idle.minutes),
            longest: lifetimes.longest.map(|longest| seconds(longest.minutes)),
            is_assumed: changes && lifetimes.idle.source == LimitSource::Assumed,
        }
    }
}

/// The first second that is no end of a session that is overdue at this time.
fn first_in_time(at: Timestamp) -> i64 {
    at.millis()
        .saturating_sub(Forecast::GRACE)
        .saturating_add(999)
        .div_euclid(1_000)
}

/// The place of a role's limits, or one beyond all of them.
fn place(role: Result<Role, Why>) -> u8 {
    match role {
        Ok(Role::Admin) => 0,
        Ok(Role::Agent) => 1,
        Ok(Role::EndUser) => 2,
        Ok(Role::Other) | Err(_) => u8::MAX,
    }
}

impl Overdue {
    pub(super) fn of(people: &PeopleAnswers<'_>) -> Self {
        let chunks = people.snapshot.directory().chunks();
        let roles = chunks.flat_map(PeopleChunk::roles);
        let changes = people.context.changes;
        let listed = people.snapshot.surely_listed_since();
        Self {
            of_people: roles.map(|role| place(*role)).collect(),
            limits: [0, 1, 2].map(|place| LimitsInSeconds::of(&people.lifetimes[place], changes)),
            from: first_in_time(people.now),
            surely_from: listed.map_or(i64::MIN, first_in_time),
        }
    }

    /// The answer, as far as a few comparisons tell it. `None` where more has to be looked at.
    pub(super) fn quick(
        &self,
        person: usize,
        (signed_in, last_seen): (ReadableTime, ReadableTime),
    ) -> Option<Ternary> {
        let place = *self.of_people.get(person)?;
        let limits = self.limits.get(usize::from(place))?;
        let idle = i64::from(last_seen.ok()?) + limits.idle;
        let longest = match limits.longest {
            Some(longest) => Some(i64::from(signed_in.ok()?) + longest),
            None => None,
        };
        let end = match longest {
            Some(longest) if limits.is_assumed => longest,
            None if limits.is_assumed => return Some(Ternary::Unknown(Why::Assumed)),
            Some(longest) => idle.min(longest),
            None => idle,
        };
        match limits.is_assumed {
            _ if end < self.from.min(self.surely_from) => Some(Ternary::Yes),
            _ if end < self.from => None,
            true => Some(Ternary::Unknown(Why::Assumed)),
            false => Some(Ternary::No),
        }
    }
}
