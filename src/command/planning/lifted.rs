//! Those whom an earlier run suspended, and who are not suspended since.

use std::collections::BTreeSet;

use crate::command::exit::SOMETHING_TO_SEE;
use crate::command::report::talk;
use crate::live::{Lookup, Snapshot};
use crate::model::UserId;

/// Tells who was suspended by an earlier run and is not since, or may not be, and returns the status
/// that this is worth.
pub(super) fn tell_lifted(snapshot: &Snapshot, before: &BTreeSet<UserId>) -> u8 {
    let mut status = 0;
    let known = (snapshot.directory()).entries_of(&before.iter().copied().collect());
    for id in before {
        let known = known.get(id).map(|(_, person)| *person);
        // Whoever is there no longer is told as that.
        if known.is_some_and(|person| matches!(person.known, Lookup::NoSuchUser)) {
            continue;
        }
        let record = known.and_then(|person| person.record().ok());
        let words = match record.map(|user| (user.is_deleted(), user.suspended)) {
            Some((true, _) | (_, Some(true))) => continue,
            Some((_, Some(false))) => {
                "NOT SUSPENDED: the run that this is the rest of suspended them, and they are not \
                 suspended since; they are not suspended again"
            }
            Some((_, None)) | None => {
                "NOT SUSPENDED as far as is known: the run that this is the rest of suspended them, \
                 and Zendesk does not tell whether they still are; they are not suspended again"
            }
        };
        talk(&format!("user {id}: {words}"));
        status = SOMETHING_TO_SEE;
    }
    status
}
