//! What the two logs of an account have in common: times to filter by, and sign-ins to report.
//!
//! - `audit` who changed what, and who signed in
//! - `access` who looked at what

pub(super) mod access;
pub(super) mod audit;

use crate::model::{Role, Session, Timestamp};
use crate::simulator::call::Call;
use crate::simulator::reply::ServedReply;
use crate::simulator::world::World;

/// A span of time; both ends belong to it.
#[derive(Clone, Copy)]
struct Span {
    start: Timestamp,
    end: Timestamp,
}

impl Span {
    fn has(self, moment: Timestamp) -> bool {
        self.start <= moment && moment <= self.end
    }
}

/// Reads a moment of a filter.
fn moment(text: &str, name: &str) -> Result<Timestamp, ServedReply> {
    Timestamp::parse(text).map_err(|_| ServedReply::invalid_attribute(name))
}

/// Reads a number of a filter, if the request has that filter.
fn number(call: &Call, name: &str) -> Result<Option<u64>, ServedReply> {
    let text = call.parameter(name);
    let number = text.map(|text| {
        text.parse()
            .map_err(|_| ServedReply::invalid_attribute(name))
    });
    number.transpose()
}

/// The sign-ins of agents and admins, whether they last or not. End users are in neither log.
fn of_staff<'a>(
    world: &'a World,
    is_wanted: impl Fn(&Session) -> bool + 'a,
) -> impl Iterator<Item = Session> + 'a {
    world
        .sessions
        .sign_ins()
        .filter(is_wanted)
        .filter(|session| {
            let role = world.people.role_of(session.key.user);
            role.is_some_and(|role| role != Role::EndUser)
        })
}

/// The rank of an entry in a log: by time, those of one second by number.
fn rank(at: Timestamp, number: u64) -> u64 {
    const NUMBER_BITS: u32 = 21;
    let seconds = u64::try_from(at.seconds()).unwrap_or(0);
    (seconds << NUMBER_BITS) | (number & ((1 << NUMBER_BITS) - 1))
}
