//! From a choice to what it comes to: who and what is chosen, less what the guardrails keep out.
//! Everything it may know is in its arguments.
//!
//! - here what every selection is made on, and the choice of people and tokens
//! - `sessions` the choice of sessions

mod sessions;
#[cfg(test)]
mod tests;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Excluded, ExcludedBecause, Guardrails, Operation, PersonTarget, Refusal, Target, TokenTarget,
};
use crate::live::{Lookup, Snapshot};
use crate::model::{OAuthToken, Role, Timestamp, TokenId, User, UserId};

pub use sessions::sessions;

/// What every selection and every plan is made on.
#[derive(Debug, Clone, Copy)]
pub struct Basis<'a> {
    /// The account's name, part of what is confirmed.
    pub account: &'a str,
    /// Whose credentials these are, who the chosen people are, and what sessions they have.
    pub snapshot: &'a Snapshot,
    /// What must not be touched.
    pub guardrails: &'a Guardrails,
    /// The local time.
    pub now: Timestamp,
}

/// Which of the listed tokens are chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tokens {
    /// These.
    Those(Vec<TokenId>),
    /// All of these people.
    Of(Vec<UserId>),
}

/// How far a choice reaches beyond what it names. What must be typed grows with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Reach {
    /// What was chosen was seen and named, one by one or by a filter.
    #[default]
    Named,
    /// Everyone of a role.
    Role,
    /// Everyone.
    Everyone,
}

/// What a choice comes to for one operation.
#[derive(Debug, Clone)]
pub struct Selection {
    /// What is done.
    pub operation: Operation,
    /// What it is done to.
    pub chosen: Vec<Target>,
    /// What was chosen and stays.
    pub excluded: Vec<Excluded>,
    /// How many chosen sessions or tokens are not listed.
    pub missing: usize,
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
            reach: Reach::Named,
        }
    }

    /// Puts a target among those it is done to, or among those that stay. Whose it is weighs
    /// more than that there is nothing to do.
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
/// The owner of the credentials must be an admin and is always left out, so an account never
/// loses its last admin by it.
///
/// # Errors
/// If somebody is not known, or these credentials may not do such things.
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
            Some(Lookup::NotAsked) | None => return Err(Refusal::Unresolved(operation, id)),
        };
        let idle = nothing_to_do(&user, operation);
        // Whatever is known of the account, it may be of people without their lists.
        let was_read = basis.snapshot.covers_since(id, Timestamp::from_millis(0));
        let sessions = was_read.then(|| sessions.get(&id).copied().unwrap_or(0));
        selection.sort(Target::Person(PersonTarget { user, sessions }), basis, idle);
    }
    Ok(selection)
}

/// Why there is nothing to do about a person, if there is not.
fn nothing_to_do(user: &User, operation: Operation) -> Option<ExcludedBecause> {
    if !user.active {
        return Some(ExcludedBecause::Deleted);
    }
    let already = ExcludedBecause::already(operation);
    already.filter(|_| operation.is_so(user))
}

/// Those of `listed` that are to be revoked.
///
/// # Errors
/// If an owner is not known and the guardrails have to know, or these credentials may not do
/// such things.
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
            // A token whose owner is gone for good is all the more to be revoked.
            _ => None,
        };
        let token = token.clone();
        selection.sort(Target::Token(TokenTarget { token, owner }), basis, None);
    }
    Ok(selection)
}

/// Whether these credentials may suspend people and revoke tokens.
fn may_contain(operation: Operation, basis: &Basis<'_>) -> Result<(), Refusal> {
    if basis.guardrails.read_only {
        return Err(Refusal::ReadOnly(operation));
    }
    let me = basis.snapshot.identity().ok_or(Refusal::WhoAmI)?;
    if basis.guardrails.own_user != Some(me.id) {
        return Err(Refusal::WhoAmI);
    }
    if me.role != Role::Admin {
        return Err(Refusal::NotAdmin);
    }
    Ok(())
}

/// What is known of these people.
fn directory<'a>(
    snapshot: &'a Snapshot,
    people: &FxHashSet<UserId>,
) -> FxHashMap<UserId, &'a Lookup> {
    let directory = snapshot.directory().iter();
    let theirs = directory.filter(|person| people.contains(&person.id));
    theirs.map(|person| (person.id, &person.known)).collect()
}

/// How many sessions of each of these people are listed.
fn session_counts(snapshot: &Snapshot, people: &FxHashSet<UserId>) -> FxHashMap<UserId, usize> {
    let mut counts = FxHashMap::default();
    for key in snapshot.iter().filter_map(|slot| snapshot.key(slot)) {
        if people.contains(&key.user) {
            *counts.entry(key.user).or_insert(0) += 1;
        }
    }
    counts
}
