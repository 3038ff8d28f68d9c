//! The order that shows what deserves a look first: flagged staff, then other flags, then staff by
//! sign-in, then everybody else by when they were last seen. What whoever signs up can cause by the
//! name that they choose stays below the staff.

use super::SessionFlags;
use crate::live::columns::readable_time;
use crate::live::projection::{LAST, sorted_places, word};
use crate::live::{PersonIndex, Slot, Snapshot};
use crate::model::Role;
use crate::settings::RuleLevel;

/// The groups of the order: staff and others by the level of their flags, staff without, those whom
/// only a name flags, and the rest.
const GROUPS: usize = 9;
/// The group of staff without flags, who are ordered by signing in.
const STAFF: usize = 6;

/// The slots in this order.
pub(in crate::live) fn by_attention(
    snapshot: &Snapshot,
    flags: &SessionFlags,
    slots: &[Slot],
) -> Vec<Slot> {
    let mut groups: [Vec<u64>; GROUPS] = std::array::from_fn(|_| Vec::new());
    for slot in slots {
        let Some((chunk, offset)) = snapshot.chunk_of(*slot) else {
            continue;
        };
        let group = group(snapshot, flags, *slot, PersonIndex(chunk.people()[offset]));
        let time = match group {
            STAFF => chunk.authenticated()[offset],
            _ => chunk.last_seen()[offset],
        };
        groups[group].push(word(readable_time(time).unwrap_or(LAST), slot.0, true));
    }
    let groups = groups.into_iter().flat_map(sorted_places);
    groups.map(Slot).collect()
}

fn group(snapshot: &Snapshot, flags: &SessionFlags, slot: Slot, place: PersonIndex) -> usize {
    let set = flags.session(slot);
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
        (true, true, _) => STAFF,
        (false, false, true) => STAFF + 1,
        (false, true, true) => STAFF + 2,
    }
}
