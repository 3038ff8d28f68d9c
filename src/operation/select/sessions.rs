//! The choice of sessions.

use rustc_hash::FxHashSet;

use super::{Basis, Reach, Selection};
use crate::live::{Coverage, Person, Slot, Snapshot, matching};
use crate::model::{SessionKey, UserId};
use crate::operation::{Choice, Excluded, Operation, Refusal, Route, SessionTarget, Target};

/// The sessions of a choice, out of what is listed.
///
/// # Errors
/// If such a choice cannot be answered from what is known, or a limit forbids it.
pub fn sessions(choice: &Choice, route: Route, basis: &Basis<'_>) -> Result<Selection, Refusal> {
    let operation = Operation::End(route);
    may_choose(choice, operation, basis)?;
    let (slots, missing) = chosen(choice, basis.snapshot);
    let mut selection = Selection {
        missing,
        reach: match choice {
            Choice::Everyone => Reach::Everyone,
            Choice::Role(_) => Reach::Role,
            Choice::Sessions(_) | Choice::People(_) | Choice::Matching(_) => Reach::NamedTarget,
        },
        ..Selection::new(operation)
    };
    let targets = slots
        .iter()
        .filter_map(|slot| target(basis.snapshot, *slot));
    for target in targets {
        let (user, is_known) = (target.key.user, target.role.is_some());
        let target = Target::Session(target);
        match basis.guardrails.excludes(&target) {
            Some(because) => selection.excluded.push(Excluded { target, because }),
            None if !is_known && basis.guardrails.needs_to_know() => {
                return Err(Refusal::Unresolved(operation, user));
            }
            None => selection.chosen.push(target),
        }
    }
    Ok(selection)
}

/// Checks that there can be a plan for this choice at all.
fn may_choose(choice: &Choice, operation: Operation, basis: &Basis<'_>) -> Result<(), Refusal> {
    if basis.guardrails.read_only {
        return Err(Refusal::ReadOnly(operation));
    }
    if basis.guardrails.own_user.is_none() {
        return Err(Refusal::WhoAmI);
    }
    match basis.snapshot.coverage() {
        Coverage::Partial if choice.means_all() && !basis.snapshot.is_walked() => {
            Err(Refusal::NotWhole)
        }
        Coverage::Own if choice.means_all() => Err(Refusal::OwnOnly),
        Coverage::Full | Coverage::Partial | Coverage::Own => Ok(()),
    }
}

/// The slots of what was chosen, and the number of chosen sessions that are gone. Those whose absence
/// proves nothing are neither.
fn chosen(choice: &Choice, snapshot: &Snapshot) -> (Vec<Slot>, usize) {
    match choice {
        Choice::Sessions(keys) => {
            let wanted: FxHashSet<SessionKey> = keys.iter().copied().collect();
            let listed = snapshot.find(&wanted);
            let is_gone =
                |key: &&SessionKey| !listed.contains_key(key) && snapshot.absence(key.user).is_ok();
            let missing = wanted.iter().filter(is_gone).count();
            (listed.into_values().collect(), missing)
        }
        Choice::People(people) => {
            let wanted: FxHashSet<UserId> = people.iter().copied().collect();
            let theirs = |slot: &Slot| {
                snapshot
                    .key(*slot)
                    .is_some_and(|key| wanted.contains(&key.user))
            };
            (snapshot.iter().filter(theirs).collect(), 0)
        }
        Choice::Matching(query) => (matching(snapshot, query), 0),
        Choice::Role(role) => {
            let has_role = |slot: &Slot| {
                let row = snapshot.row(*slot);
                let person = row.and_then(|row| snapshot.person(row.person));
                person
                    .and_then(Person::user)
                    .is_some_and(|user| user.role == *role)
            };
            (snapshot.iter().filter(has_role).collect(), 0)
        }
        Choice::Everyone => (snapshot.iter().collect(), 0),
    }
}

fn target(snapshot: &Snapshot, slot: Slot) -> Option<SessionTarget> {
    let session = snapshot.session(slot)?;
    let user = snapshot.person(snapshot.row(slot)?.person)?.user();
    Some(SessionTarget {
        key: session.key,
        authenticated_at: session.authenticated_at.readable(),
        last_seen_at: session.last_seen_at.readable(),
        name: user.map(|user| user.name.clone()),
        email: user.and_then(|user| user.email.clone()),
        role: user.map(|user| user.role),
    })
}
