//! The order that shows what deserves a look first: flagged staff, then other flags, then staff by
//! sign-in, then everybody else by when they were last seen. What whoever signs up can cause by the
//! name that they choose stays below the staff.

use super::{FlagSet, SessionFlags};
use crate::live::columns::readable_time;
use crate::live::sorting::{LAST, sorted_places, word};
use crate::live::{PersonIndex, Slot, Snapshot};
use crate::model::Role;
use crate::settings::RuleLevel;

/// The groups of the order: staff and others by the level of their flags, staff without, those whom
/// only a name flags, and the rest.
pub(in crate::live) const ATTENTION_GROUPS: usize = 9;
/// The group of staff without flags, who are ordered by signing in.
pub(in crate::live) const STAFF_GROUP: usize = 6;

/// The slots in this order.
pub(in crate::live) fn by_attention(
    snapshot: &Snapshot,
    flags: &SessionFlags,
    slots: &[Slot],
) -> Vec<Slot> {
    let mut groups: [Vec<u64>; ATTENTION_GROUPS] = std::array::from_fn(|_| Vec::new());
    for slot in slots {
        let Some((chunk, offset)) = snapshot.chunk_of(*slot) else {
            continue;
        };
        let place = PersonIndex(chunk.people()[offset]);
        let group = attention_group(snapshot, flags, flags.session(*slot), place);
        let time = match group {
            STAFF_GROUP => chunk.authenticated()[offset],
            _ => chunk.last_seen()[offset],
        };
        groups[group].push(word(readable_time(time).unwrap_or(LAST), slot.0, true));
    }
    let groups = groups.into_iter().flat_map(sorted_places);
    groups.map(Slot).collect()
}

/// The group of somebody, or of a session of theirs, by the flags in `set`.
pub(in crate::live) fn attention_group(
    snapshot: &Snapshot,
    flags: &SessionFlags,
    set: FlagSet,
    place: PersonIndex,
) -> usize {
    let role = snapshot.directory().role(place);
    let is_staff = matches!(role, Ok(Role::Admin | Role::Agent));
    let others = flags.without_chosen_names(set);
    let level = |set| match flags.level(set) {
        Some(RuleLevel::Alarm) => 0,
        Some(RuleLevel::Warn) => 1,
        Some(RuleLevel::Note) | None => 2,
    };
    match (is_staff, set.is_empty(), others.is_empty()) {
        (true, false, _) => level(set),
        (false, _, false) => 3 + level(others),
        (true, true, _) => STAFF_GROUP,
        (false, false, true) => STAFF_GROUP + 1,
        (false, true, true) => STAFF_GROUP + 2,
    }
}
