//! The rows that keys move a cursor by, and the marks on all rows of a list.

use std::collections::BTreeSet;

use super::DialogContext;
use crate::app::Action;

/// How far an action moves the cursor of a list, if it moves it.
pub(super) fn rows_of(action: Option<Action>, context: &DialogContext<'_>) -> Option<isize> {
    let page = isize::try_from(context.extent.page()).unwrap_or(isize::MAX);
    Some(match action? {
        Action::Down => 1,
        Action::Up => -1,
        Action::PageDown => page,
        Action::PageUp => -page,
        Action::Top => isize::MIN,
        Action::Bottom => isize::MAX,
        _ => return None,
    })
}

/// Marks everything, or nothing if all of it is marked.
pub(super) fn mark_all<Id: Ord>(marked: &mut BTreeSet<Id>, all: impl Iterator<Item = Id>) {
    let all: BTreeSet<Id> = all.collect();
    *marked = if *marked == all { BTreeSet::new() } else { all };
}

/// Marks something, or unmarks it.
pub(super) fn mark<Id: Ord>(marked: &mut BTreeSet<Id>, id: Id) {
    if !marked.remove(&id) {
        marked.insert(id);
    }
}
