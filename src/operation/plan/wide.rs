//! What a wide route takes beyond the choice: it ends all sessions of the people whose sessions were
//! chosen, so those that are known are items of the plan.

use rustc_hash::FxHashSet;

use crate::model::{SessionKey, UserId};
use crate::operation::select::{Basis, Selection, target};
use crate::operation::{Route, SessionTarget, Target};

/// Adds the sessions that the route of the selection takes beside those that were chosen, each
/// marked as such. Nothing of somebody of whom nothing was chosen is taken, so whoever is protected
/// or oneself stays out.
pub(super) fn take_in(selection: &mut Selection, basis: &Basis<'_>) {
    if !selection.operation.route().is_some_and(Route::is_wide) {
        return;
    }
    let keys = selection.chosen.iter().filter_map(Target::session);
    let chosen: FxHashSet<SessionKey> = keys.collect();
    let people: FxHashSet<UserId> = chosen.iter().map(|key| key.user).collect();
    let snapshot = basis.snapshot;
    let others = snapshot.iter().filter(|slot| {
        let key = snapshot.key(*slot);
        key.is_some_and(|key| people.contains(&key.user) && !chosen.contains(&key))
    });
    let marked = |found| SessionTarget {
        is_beyond: true,
        ..found
    };
    let others = others.filter_map(|slot| target(snapshot, slot).map(marked));
    selection.chosen.extend(others.map(Target::Session));
    // What the route takes anyway is not left alone, whatever could not be known of it.
    let undecided = &mut selection.undecided;
    undecided.retain(|one| !people.contains(&one.target.user()));
}
