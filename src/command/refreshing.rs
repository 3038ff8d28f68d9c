//! Plans on facts that are young enough: what was read too long ago, as by a long walk, is read again
//! before anything is sent.

use std::sync::Arc;

use super::report::talk;
use crate::live::{FACTS_GOOD_FOR, FACTS_WITHIN, Reader, Snapshot, facts_at_most};
use crate::model::{Age, Clock, Timestamp, UserId, counted};
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

impl ReadFacts {
    /// What is young enough as it is.
    pub(super) const fn young(snapshot: Arc<Snapshot>) -> Self {
        Self {
            snapshot,
            is_old: false,
            again: None,
        }
    }

    /// What was read again, since it was of this age.
    pub(super) fn again(snapshot: Arc<Snapshot>, age: Age) -> Self {
        Self {
            again: Some(format!("{age} old")),
            ..Self::young(snapshot)
        }
    }
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

/// A plan on facts that are young enough: made again where they were read again, which is told as far
/// as it changed. Where that could not be done the plan stays, and takes what plans on old facts take.
///
/// # Errors
/// If there is no plan any more.
pub(super) fn on_young_facts(
    first: Plan,
    facts: &ReadFacts,
    make: impl FnOnce(&Snapshot) -> Result<Plan, Refusal>,
) -> Result<Plan, Refusal> {
    let Some(old) = &facts.again else {
        return Ok(if facts.is_old {
            first.on_old_facts()
        } else {
            first
        });
    };
    let again = make(&facts.snapshot)?.knowing(&first);
    if let Some(change) = again
        .change_since(&first)
        .filter(|it| !it.is_of_challenge())
    {
        talk(&format!(
            "read again, since it was {old}: {}",
            change.words()
        ));
    }
    Ok(again)
}

#[cfg(test)]
mod tests;
