//! The choice of sessions.

use rustc_hash::FxHashSet;

use super::matching::matched;
use super::{Basis, Reach, Selection};
use crate::live::{Coverage, Person, Slot, Snapshot};
use crate::model::{SessionKey, UserId};
use crate::operation::{Choice, Excluded, Operation, Refusal, Route, SessionTarget, Target};

/// The sessions of a choice, out of what is listed.
///
/// # Errors
/// If such a choice cannot be answered from what is known, or a limit forbids it.
pub fn sessions(choice: &Choice, route: Route, basis: &Basis<'_>) -> Result<Selection, Refusal> {
    let operation = Operation::End(route);
    may_choose(choice, operation, basis)?;
    let chosen = chosen(choice, basis)?;
    let mut selection = Selection {
        missing: chosen.missing,
        undecided: chosen.left,
        reach: match choice {
            Choice::Everyone => Reach::Everyone,
            Choice::Role(_) => Reach::Role,
            Choice::Sessions(_) | Choice::People(_) | Choice::Matching(..) => Reach::NamedTarget,
        },
        ..Selection::new(operation)
    };
    let sure = chosen.slots.iter().map(|slot| (slot, true));
    let unsure = chosen.taken.iter().map(|slot| (slot, false));
    for (slot, is_sure) in sure.chain(unsure) {
        let Some(target) = target(basis.snapshot, *slot) else {
            continue;
        };
        let (user, is_known) = (target.key.user, target.role.is_some());
        let target = Target::Session(target);
        match basis.guardrails.excludes(&target) {
            Some(because) => selection.excluded.push(Excluded { target, because }),
            // What is undecided is never taken from somebody who may be protected.
            None if !is_known && !is_sure && basis.guardrails.needs_to_know() => {
                selection.undecided += 1;
            }
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
    let refusal = basis.guardrails.refuses_everything();
    let all_of = || {
        basis
            .guardrails
            .refuses_all_of()
            .filter(|_| choice.means_all())
    };
    if let Some(refusal) = refusal.or_else(all_of) {
        return Err(refusal);
    }
    match basis.snapshot.coverage() {
        Coverage::Partial if choice.means_all() && !basis.snapshot.is_walked() => {
            Err(Refusal::NotWhole)
        }
        Coverage::Own if choice.means_all() => Err(Refusal::OwnOnly),
        Coverage::Full | Coverage::Partial | Coverage::Own => Ok(()),
    }
}

/// What was chosen, as slots.
#[derive(Default)]
struct ChosenSlots {
    slots: Vec<Slot>,
    /// Those that are taken although it cannot be known whether they are chosen.
    taken: Vec<Slot>,
    /// The number of chosen sessions that are gone. Those whose absence proves nothing are neither.
    missing: usize,
    /// The number of sessions that are left because it cannot be known whether they are chosen.
    left: usize,
}

fn chosen(choice: &Choice, basis: &Basis<'_>) -> Result<ChosenSlots, Refusal> {
    let snapshot = basis.snapshot;
    let slots = match choice {
        Choice::Sessions(keys) => {
            let wanted: FxHashSet<SessionKey> = keys.iter().copied().collect();
            let listed = snapshot.find(&wanted);
            let is_gone =
                |key: &&SessionKey| !listed.contains_key(key) && snapshot.absence(key.user).is_ok();
            return Ok(ChosenSlots {
                missing: wanted.iter().filter(is_gone).count(),
                slots: listed.into_values().collect(),
                ..ChosenSlots::default()
            });
        }
        Choice::Matching(query, policy) => {
            let matched = matched(query, *policy, basis)?;
            return Ok(ChosenSlots {
                slots: matched.yes,
                taken: matched.taken,
                left: matched.left,
                ..ChosenSlots::default()
            });
        }
        Choice::People(people) => {
            let wanted: FxHashSet<UserId> = people.iter().copied().collect();
            let theirs = |slot: &Slot| {
                snapshot
                    .key(*slot)
                    .is_some_and(|key| wanted.contains(&key.user))
            };
            snapshot.iter().filter(theirs).collect()
        }
        Choice::Role(role) => {
            let has_role = |slot: &Slot| {
                let row = snapshot.row(*slot);
                let person = row.and_then(|row| snapshot.person(row.person));
                person
                    .and_then(Person::user)
                    .is_some_and(|user| user.role == *role)
            };
            snapshot.iter().filter(has_role).collect()
        }
        Choice::Everyone => snapshot.iter().collect(),
    };
    Ok(ChosenSlots {
        slots,
        ..ChosenSlots::default()
    })
}

/// The session in `slot`, as it is known now.
pub(in crate::operation) fn target(snapshot: &Snapshot, slot: Slot) -> Option<SessionTarget> {
    let session = snapshot.session(slot)?;
    let user = snapshot.person(snapshot.row(slot)?.person)?.user();
    Some(SessionTarget {
        key: session.key,
        authenticated_at: session.authenticated_at.readable(),
        last_seen_at: session.last_seen_at.readable(),
        name: user.map(|user| user.name.clone()),
        email: user.and_then(|user| user.email.clone()),
        role: user.map(|user| user.role),
        is_beyond: false,
    })
}
