//! Plans on facts that are young enough: what was read too long ago, as by a long walk, is read again
//! before anything is sent.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::choosing::ChoiceReading;
use super::guard::VerbGuard;
use super::report::talk;
use crate::live::{FACTS_GOOD_FOR, FACTS_WITHIN, Reader, Snapshot, facts_at_most};
use crate::model::{Clock, SessionKey, Timestamp, UserId, counted};
use crate::operation::{Plan, Refusal};

/// What was known of some people, and what is known now.
pub(super) struct ReadFacts {
    /// What is known now.
    pub(super) snapshot: Arc<Snapshot>,
    /// Whether it is too old, and could not be read again.
    pub(super) is_old: bool,
    /// How old it was, if it was read again.
    again: Option<String>,
}

/// Reads these people and their own lists again if what is known of them is too old, and says so
/// where that cannot be done.
pub(super) async fn young_facts(
    reader: &mut Reader,
    snapshot: Arc<Snapshot>,
    people: &[UserId],
    clock: &Clock,
) -> ReadFacts {
    let known = |snapshot, is_old, again| ReadFacts {
        snapshot,
        is_old,
        again,
    };
    // Of whom no list was read, none is too old, and that hides nobody else's age.
    let from = people
        .iter()
        .filter_map(|user| snapshot.facts_from(*user))
        .min();
    let Some(from) = from.filter(|from| clock() > from.after(FACTS_GOOD_FOR)) else {
        return known(snapshot, false, None);
    };
    let old = format!("{} old", from.age(clock()));
    let then = "such a plan is on disk before its run";
    let most = facts_at_most(&reader.budget());
    if people.len() > most {
        let people = counted(people.len(), "person", "people");
        let seconds = FACTS_WITHIN.as_secs();
        talk(&format!(
            "the facts of {people} are {old}, and {most} can be read again within {seconds}s; {then}"
        ));
        return known(snapshot, true, None);
    }
    match reader.refresh(people).await {
        Ok(()) => known(reader.snapshot(), false, Some(old)),
        Err(why) => {
            talk(&format!(
                "the facts are {old} and could not be read again: {why}; {then}"
            ));
            known(snapshot, true, None)
        }
    }
}

/// Brings what was read for a choice up to date: these people are read again where what is known of them
/// is too old, and whoever that shows to be protected is pinned. Returns whether it is still too old.
pub(super) async fn bring_up_to_date(
    reader: &mut Reader,
    (guard, reading): (&mut VerbGuard<'_>, &mut ChoiceReading),
    people: &[UserId],
    clock: &Clock,
) -> bool {
    let known = Arc::clone(&reading.snapshot);
    let young = young_facts(reader, known, people, clock).await;
    reading.snapshot = young.snapshot;
    guard.see(&reading.snapshot).await;
    young.is_old
}

/// What is known of these owners of tokens now, if what was known was read too long ago, at this time:
/// who they are is read again. `None` if it is young enough, or cannot be read again, which is said.
pub(super) async fn young_owners(
    reader: &mut Reader,
    (began_at, owners): (Timestamp, &[UserId]),
    clock: &Clock,
) -> Option<Arc<Snapshot>> {
    if owners.is_empty() || clock() <= began_at.after(FACTS_GOOD_FOR) {
        return None;
    }
    match reader.refresh_names(owners).await {
        Ok(()) => Some(reader.snapshot()),
        Err(why) => {
            let old = began_at.age(clock());
            talk(&format!(
                "the facts are {old} old and could not be read again: {why}"
            ));
            None
        }
    }
}

/// The plan that `make` makes of what the reader knows. If what it rests on is too old, that is read
/// again, and the plan is made anew. Where that cannot be done the plan stays, and takes what plans on
/// old facts take.
///
/// # Errors
/// If there is no plan.
pub(super) async fn on_young_facts(
    (reader, snapshot): (&mut Reader, Arc<Snapshot>),
    clock: &Clock,
    make: impl Fn(&Snapshot) -> Result<Plan, Refusal>,
) -> Result<(Arc<Snapshot>, Plan), Refusal> {
    let plan = make(&snapshot)?;
    let people: Vec<UserId> = plan.people_of_items().into_iter().collect();
    let read = young_facts(reader, snapshot, &people, clock).await;
    let Some(old) = read.again else {
        let plan = if read.is_old {
            plan.on_old_facts()
        } else {
            plan
        };
        return Ok((read.snapshot, plan));
    };
    let again = make(&read.snapshot)?.knowing(&plan);
    let listed: FxHashSet<SessionKey> = (read.snapshot.iter())
        .filter_map(|slot| read.snapshot.key(slot))
        .collect();
    let change = again.change_seen(&plan, &|key| listed.contains(&key));
    if let Some(change) = change.filter(|it| !it.is_of_challenge()) {
        talk(&format!(
            "read again, since it was {old}: {}",
            change.words()
        ));
    }
    Ok((read.snapshot, again))
}

#[cfg(test)]
mod tests;
