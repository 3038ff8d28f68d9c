//! Which sessions and people match a query, and what becomes of those of whom that cannot be known.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Basis;
use crate::live::{MatchContext, Matches, Slot, Snapshot, matching};
use crate::model::{UserId, counted};
use crate::operation::{Refusal, UndecidedPolicy};
use crate::query::{Query, Why};

/// The most people that a refusal names for one reason.
const NAMED: usize = 3;

/// What matches, by the policy for what is undecided.
pub(super) struct Matched {
    /// The sessions of which the answer is yes.
    pub(super) yes: Vec<Slot>,
    /// The sessions that are taken although it cannot be known.
    pub(super) taken: Vec<Slot>,
    /// The number of sessions that are left because it cannot be known.
    pub(super) left: usize,
}

/// The sessions that match.
///
/// # Errors
/// If it cannot be known of some, and nobody said what becomes of those.
pub(super) fn matched(
    query: &Query,
    policy: UndecidedPolicy,
    basis: &Basis<'_>,
) -> Result<Matched, Refusal> {
    let matches = matches(query, basis);
    let undecided = matches.undecided.len();
    match policy {
        UndecidedPolicy::Refuse if undecided > 0 => Err(Refusal::Undecided {
            sessions: undecided,
            reasons: reasons(basis.snapshot, &matches.undecided),
        }),
        UndecidedPolicy::Refuse | UndecidedPolicy::Leave => Ok(Matched {
            yes: matches.yes,
            taken: Vec::new(),
            left: undecided,
        }),
        UndecidedPolicy::Take => Ok(Matched {
            yes: matches.yes,
            taken: matches.undecided.iter().map(|(slot, _)| *slot).collect(),
            left: 0,
        }),
    }
}

/// The people with a session that matches, and the number of people who are left because it cannot
/// be known.
///
/// # Errors
/// If it cannot be known of some, and nobody said what becomes of those.
pub fn people_matching(
    query: &Query,
    policy: UndecidedPolicy,
    basis: &Basis<'_>,
) -> Result<(Vec<UserId>, usize), Refusal> {
    if let Some(refusal) = basis.guardrails.refuses_all_of() {
        return Err(refusal);
    }
    let of = |slots: Vec<Slot>| {
        let keys = slots
            .into_iter()
            .filter_map(|slot| basis.snapshot.key(slot));
        let mut people: Vec<UserId> = keys.map(|key| key.user).collect();
        people.sort_unstable();
        people.dedup();
        people
    };
    let mut matches = matches(query, basis);
    let yes = of(std::mem::take(&mut matches.yes));
    // Whoever matches by one session matches, whatever is not known of the others.
    let is_open = |slot: Slot| {
        let key = basis.snapshot.key(slot);
        key.is_none_or(|key| yes.binary_search(&key.user).is_err())
    };
    matches.undecided.retain(|(slot, _)| is_open(*slot));
    let undecided = of(matches.undecided.iter().map(|(slot, _)| *slot).collect());
    match policy {
        UndecidedPolicy::Refuse if !undecided.is_empty() => Err(Refusal::Undecided {
            sessions: matches.undecided.len(),
            reasons: reasons(basis.snapshot, &matches.undecided),
        }),
        UndecidedPolicy::Refuse | UndecidedPolicy::Leave => Ok((yes, undecided.len())),
        UndecidedPolicy::Take => {
            let mut people = yes;
            people.extend(undecided);
            people.sort_unstable();
            Ok((people, 0))
        }
    }
}

fn matches(query: &Query, basis: &Basis<'_>) -> Matches {
    let context = MatchContext {
        protected: Arc::from(&basis.guardrails.protected[..]),
        pinned: basis.guardrails.pinned.clone(),
        behind: basis.guardrails.behind.user(),
        changes: true,
        ..MatchContext::at(basis.now)
    };
    matching(basis.snapshot, query, &context)
}

/// The reasons with the number of sessions and some of the people of each.
fn reasons(snapshot: &Snapshot, undecided: &[(Slot, Why)]) -> String {
    let mut by_reason: BTreeMap<Why, (usize, Vec<UserId>)> = BTreeMap::new();
    for (slot, why) in undecided {
        let (sessions, people) = by_reason.entry(*why).or_default();
        *sessions += 1;
        if let Some(key) = snapshot.key(*slot)
            && people.len() <= NAMED
            && !people.contains(&key.user)
        {
            people.push(key.user);
        }
    }
    let parts = by_reason.into_iter().map(|(why, (sessions, people))| {
        let named: Vec<String> = people.iter().take(NAMED).map(ToString::to_string).collect();
        let more = if people.len() > NAMED { ", …" } else { "" };
        let sessions = counted(sessions, "session", "sessions");
        format!(
            "{sessions}: {} (user {}{more})",
            why.words(),
            named.join(", ")
        )
    });
    parts.collect::<Vec<_>>().join("; ")
}
