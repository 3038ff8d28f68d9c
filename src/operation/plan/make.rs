//! From a choice to a plan, or from a file: who is chosen, less what the guardrails keep.

use rustc_hash::FxHashSet;

use super::{Excluded, Plan, Refusal, SessionTarget};
use crate::live::{Coverage, Person, Slot, Snapshot, matching};
use crate::model::{Role, SessionKey, Timestamp, UserId};
use crate::operation::guardrails::by_risk;
use crate::operation::{Challenge, Choice, Guardrails, Route};

/// Makes the plan for `choice` out of what was seen. Everything it may know is in its
/// arguments.
pub fn plan(
    choice: &Choice,
    route: Route,
    account: &str,
    snapshot: &Snapshot,
    guardrails: &Guardrails,
    now: Timestamp,
) -> Result<Plan, Refusal> {
    may_choose(choice, snapshot, guardrails)?;
    let (slots, missing) = select(choice, snapshot);
    if slots.is_empty() {
        return Err(Refusal::Empty);
    }
    let (mut targets, excluded) = divide(&slots, snapshot, guardrails)?;
    if targets.is_empty() {
        return Err(Refusal::AllExcluded(excluded.len()));
    }
    if targets.len() > guardrails.max_per_run {
        return Err(Refusal::TooMany {
            chosen: targets.len(),
            limit: guardrails.max_per_run,
        });
    }
    targets.sort_by_key(|target| (by_risk(target.role), target.key));
    let people: FxHashSet<UserId> = targets.iter().map(|target| target.key.user).collect();
    let challenge = challenge(choice, account, &targets, guardrails);
    Ok(Plan {
        account: account.to_owned(),
        route,
        made_at: now,
        people: people.len(),
        challenge,
        targets,
        excluded,
        missing,
        file: None,
    })
}

impl Plan {
    /// The plan of a file with this hash: what is still there of it, what it keeps, and how
    /// much of it is gone.
    pub(in crate::operation) fn written(
        account: String,
        route: Route,
        now: Timestamp,
        (targets, excluded, missing): (Vec<SessionTarget>, Vec<Excluded>, usize),
        hash: String,
        guardrails: &Guardrails,
    ) -> Self {
        let people: FxHashSet<UserId> = targets.iter().map(|target| target.key.user).collect();
        Self {
            challenge: challenge(
                &Choice::Sessions(Vec::new()),
                &account,
                &targets,
                guardrails,
            ),
            account,
            route,
            made_at: now,
            people: people.len(),
            targets,
            excluded,
            missing,
            file: Some(hash),
        }
    }
}

/// What must be typed follows from the damage. Whose role is not known may be an admin.
fn challenge(
    choice: &Choice,
    account: &str,
    targets: &[SessionTarget],
    guardrails: &Guardrails,
) -> Challenge {
    let count = targets.len();
    let admins = targets
        .iter()
        .any(|target| target.role.is_none_or(|role| role == Role::Admin));
    let name = account.to_owned();
    if count > guardrails.file_above || matches!(choice, Choice::Everyone) {
        Challenge::NameAndCount(name, count)
    } else if count == 1 {
        Challenge::Yes
    } else if count > guardrails.name_above || admins || matches!(choice, Choice::Role(_)) {
        Challenge::Name(name)
    } else {
        Challenge::Count(count)
    }
}

/// Whether there can be a plan for this choice at all.
fn may_choose(
    choice: &Choice,
    snapshot: &Snapshot,
    guardrails: &Guardrails,
) -> Result<(), Refusal> {
    if guardrails.read_only {
        return Err(Refusal::ReadOnly);
    }
    if guardrails.own_user.is_none() {
        return Err(Refusal::WhoAmI);
    }
    match snapshot.coverage() {
        Coverage::Partial if choice.means_all() => Err(Refusal::NotWhole),
        Coverage::Own if choice.means_all() => Err(Refusal::OwnOnly),
        Coverage::Full | Coverage::Partial | Coverage::Own => Ok(()),
    }
}

/// What is to be ended, and what the guardrails keep.
fn divide(
    slots: &[Slot],
    snapshot: &Snapshot,
    guardrails: &Guardrails,
) -> Result<(Vec<SessionTarget>, Vec<Excluded>), Refusal> {
    let (mut targets, mut excluded) = (Vec::new(), Vec::new());
    for target in slots.iter().filter_map(|slot| target(snapshot, *slot)) {
        match guardrails.excludes(&target) {
            Some(because) => excluded.push(Excluded { target, because }),
            None if target.role.is_none() && guardrails.needs_to_know() => {
                return Err(Refusal::Unresolved(target.key.user));
            }
            None => targets.push(target),
        }
    }
    Ok((targets, excluded))
}

/// The slots of what was chosen, and how many chosen sessions are not listed.
fn select(choice: &Choice, snapshot: &Snapshot) -> (Vec<Slot>, usize) {
    match choice {
        Choice::Sessions(keys) => {
            let wanted: FxHashSet<SessionKey> = keys.iter().copied().collect();
            let slots: Vec<Slot> = snapshot.find(&wanted).into_values().collect();
            let missing = wanted.len() - slots.len();
            (slots, missing)
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
                let person = snapshot
                    .row(*slot)
                    .and_then(|row| snapshot.person(row.person));
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
        authenticated_at: session.authenticated_at,
        last_seen_at: session.last_seen_at,
        name: user.map(|user| user.name.clone()),
        email: user.and_then(|user| user.email.clone()),
        role: user.map(|user| user.role),
    })
}
