//! From a choice to a selection: what is chosen, and what the guardrails exclude. It depends on
//! nothing but its arguments.
//!
//! - here the basis of every selection, and the choice of people and tokens
//! - `sessions` the choice of sessions; `matching` the choice by a query

mod matching;
mod sessions;
#[cfg(test)]
mod tests;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Excluded, ExcludedBecause, Guardrails, Operation, PersonTarget, Refusal, Target, TokenTarget,
};
use crate::live::{Lookup, Snapshot};
use crate::model::{OAuthToken, Role, Timestamp, TokenId, User, UserId};

pub use matching::people_matching;
pub use sessions::sessions;
pub(super) use sessions::target;

/// The facts that every selection and every plan is made from.
#[derive(Debug, Clone, Copy)]
pub struct Basis<'a> {
    /// The account's name, which is part of what is confirmed.
    pub account: &'a str,
    /// The snapshot: the owner of the credentials, the chosen people, and their sessions.
    pub snapshot: &'a Snapshot,
    /// The guardrails of the run.
    pub guardrails: &'a Guardrails,
    /// The local time.
    pub now: Timestamp,
}

/// A choice of the listed tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tokens {
    /// The tokens with these ids.
    Those(Vec<TokenId>),
    /// All tokens of these people.
    Of(Vec<UserId>),
}

/// How far a choice reaches beyond what it names. The challenge grows with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Reach {
    /// Every target was named, one by one or by a filter.
    #[default]
    NamedTarget,
    /// Everyone of a role is chosen.
    Role,
    /// Everyone is chosen.
    Everyone,
}

/// The selection that a choice comes to, for one operation.
#[derive(Debug, Clone)]
pub struct Selection {
    /// The operation.
    pub operation: Operation,
    /// The targets that it is done to.
    pub chosen: Vec<Target>,
    /// The targets that were chosen and are excluded.
    pub excluded: Vec<Excluded>,
    /// The number of chosen sessions that are gone, or of chosen tokens that are not listed.
    pub missing: usize,
    /// The number of sessions that are left because it cannot be known whether they are chosen, or
    /// whether they are protected.
    pub undecided: usize,
    /// How far the choice reaches.
    pub reach: Reach,
}

impl Selection {
    fn new(operation: Operation) -> Self {
        Self {
            operation,
            chosen: Vec::new(),
            excluded: Vec::new(),
            missing: 0,
            undecided: 0,
            reach: Reach::NamedTarget,
        }
    }

    /// Puts a target among the chosen or the excluded. A guardrail counts for more than `idle`, the
    /// reason that there is nothing to do.
    fn sort(&mut self, target: Target, basis: &Basis<'_>, idle: Option<ExcludedBecause>) {
        match basis.guardrails.excludes(&target).or(idle) {
            Some(because) => self.excluded.push(Excluded { target, because }),
            None => self.chosen.push(target),
        }
    }
}

/// The people whose suspension is to begin ([`Operation::Suspend`]) or to end
/// ([`Operation::Unsuspend`]).
///
/// The owner of the credentials must be an admin and is always excluded, so an account never loses
/// its last admin by it.
///
/// # Errors
/// If somebody is not known, or these credentials may not suspend people.
pub fn people(
    chosen: &[UserId],
    operation: Operation,
    basis: &Basis<'_>,
) -> Result<Selection, Refusal> {
    may_contain(operation, basis)?;
    let mut selection = Selection::new(operation);
    let chosen: FxHashSet<UserId> = chosen.iter().copied().collect();
    let known = directory(basis.snapshot, &chosen);
    let sessions = session_counts(basis.snapshot, &chosen);
    for id in chosen {
        let user = match known.get(&id) {
            Some(Lookup::User(user)) => User::clone(user),
            Some(Lookup::Missing) => return Err(Refusal::Unknown(id)),
            Some(Lookup::NotAsked | Lookup::Unreadable) | None => {
                return Err(Refusal::Unresolved(operation, id));
            }
        };
        let idle = nothing_to_do(&user, operation);
        // A snapshot may know people whose lists were never read, or prove nothing.
        let was_read = basis.snapshot.absence(id).is_ok();
        let sessions = was_read.then(|| sessions.get(&id).copied().unwrap_or(0));
        selection.sort(Target::Person(PersonTarget { user, sessions }), basis, idle);
    }
    Ok(selection)
}

/// The reason why there is nothing to do about a person, if so.
fn nothing_to_do(user: &User, operation: Operation) -> Option<ExcludedBecause> {
    if user.is_deleted() {
        return Some(ExcludedBecause::Deleted);
    }
    let already = ExcludedBecause::already(operation);
    already.filter(|_| operation.is_so(user) == Some(true))
}

/// The tokens of `listed` that are to be revoked.
///
/// # Errors
/// If an owner is not known and the guardrails depend on who it is, or if these credentials may not
/// revoke tokens.
pub fn tokens(
    chosen: &Tokens,
    listed: &[OAuthToken],
    basis: &Basis<'_>,
) -> Result<Selection, Refusal> {
    let operation = Operation::RevokeTokens;
    may_contain(operation, basis)?;
    let mut selection = Selection::new(operation);
    let wanted: Vec<&OAuthToken> = match chosen {
        Tokens::Those(ids) => {
            let ids: FxHashSet<TokenId> = ids.iter().copied().collect();
            let found = listed.iter().filter(|token| ids.contains(&token.id));
            let found: Vec<&OAuthToken> = found.collect();
            selection.missing = ids.len() - found.len();
            found
        }
        Tokens::Of(people) => {
            let people: FxHashSet<UserId> = people.iter().copied().collect();
            let theirs = listed.iter().filter(|token| people.contains(&token.user));
            theirs.collect()
        }
    };
    let owners: FxHashSet<UserId> = wanted.iter().map(|token| token.user).collect();
    let known = directory(basis.snapshot, &owners);
    for token in wanted {
        let owner = match known.get(&token.user) {
            Some(Lookup::User(user)) => Some(User::clone(user)),
            _ if basis.guardrails.needs_to_know() => {
                return Err(Refusal::Unresolved(operation, token.user));
            }
            // A token whose owner is deleted needs to be revoked all the more.
            _ => None,
        };
        let token = token.clone();
        selection.sort(Target::Token(TokenTarget { token, owner }), basis, None);
    }
    Ok(selection)
}

/// Checks that these credentials may suspend people and revoke tokens.
fn may_contain(operation: Operation, basis: &Basis<'_>) -> Result<(), Refusal> {
    if basis.guardrails.read_only {
        return Err(Refusal::ReadOnly(operation));
    }
    let me = basis.snapshot.identity().ok_or(Refusal::WhoAmI)?;
    if basis.guardrails.own_user != Some(me.id) {
        return Err(Refusal::WhoAmI);
    }
    if let Some(refusal) = basis.guardrails.refuses_everything() {
        return Err(refusal);
    }
    if me.role != Role::Admin {
        return Err(Refusal::NotAdmin);
    }
    Ok(())
}

/// The people of these ids that are known.
fn directory<'a>(
    snapshot: &'a Snapshot,
    people: &FxHashSet<UserId>,
) -> FxHashMap<UserId, &'a Lookup> {
    let directory = snapshot.directory().iter();
    let theirs = directory.filter(|person| people.contains(&person.id));
    theirs.map(|person| (person.id, &person.known)).collect()
}

/// The number of listed sessions of each of these people.
fn session_counts(snapshot: &Snapshot, people: &FxHashSet<UserId>) -> FxHashMap<UserId, usize> {
    let mut counts = FxHashMap::default();
    for key in snapshot.iter().filter_map(|slot| snapshot.key(slot)) {
        if people.contains(&key.user) {
            *counts.entry(key.user).or_insert(0) += 1;
        }
    }
    counts
}
