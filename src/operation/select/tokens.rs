//! The choice of tokens.

use rustc_hash::{FxHashMap, FxHashSet};

use super::answers::Answers;
use super::named::as_given;
use super::sessions::{may_choose, named_people, sessions_not_found};
use super::{Basis, Judged, NotFound, NotFoundBecause, Reach, Selection, directory, may_contain};
use crate::live::{Lookup, Snapshot};
use crate::model::{OAuthToken, SafeText, TokenId, UserId};
use crate::operation::{Choice, GoesBeyond, Operation, Refusal, Target, TokenTarget};
use crate::query::{Ternary, Why};

/// A choice of the listed tokens: those with these ids, and all of these people's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tokens {
    /// The tokens by their numbers.
    pub ids: Vec<TokenId>,
    /// Their owners, signed in or not.
    pub owners: Choice,
    /// The tokens that are there, or may be, and of whom no owner is known.
    pub(crate) unowned: Vec<TokenId>,
}

impl Tokens {
    /// The tokens with these ids.
    pub(crate) fn those(ids: Vec<TokenId>) -> Self {
        Self {
            ids,
            owners: Choice::new(crate::operation::UndecidedPolicy::Refuse),
            unowned: Vec::new(),
        }
    }

    /// All tokens of these people.
    pub fn of(owners: Choice) -> Self {
        Self {
            ids: Vec::new(),
            owners,
            unowned: Vec::new(),
        }
    }
}

/// The tokens of `listed` that are to be revoked.
///
/// # Errors
/// If these credentials may not revoke tokens, or the choice cannot be answered from what is known.
pub fn tokens(
    chosen: &Tokens,
    listed: &[OAuthToken],
    basis: &Basis<'_>,
) -> Result<Selection, Refusal> {
    let operation = Operation::RevokeTokens;
    may_contain(operation, basis)?;
    let choice = &*chosen.owners.by_now(basis.snapshot);
    if choice.asks_about_sessions() {
        may_choose(choice, operation, basis)?;
    } else if choice.means_all()
        && let Some(refusal) = basis.guardrails.refuses_all_of()
    {
        return Err(refusal);
    }
    let owners: FxHashSet<UserId> = listed.iter().map(|token| token.user).collect();
    let answers = Answers::of(choice, basis)?;
    let is_owner = |user: UserId| owners.contains(&user);
    let meant: FxHashMap<UserId, Ternary> = answers.people(is_owner);
    let ids: FxHashSet<TokenId> = chosen.ids.iter().copied().collect();
    let people = named_people(choice, basis.snapshot);
    let known = directory(basis.snapshot, &owners);
    let mut selection = Selection {
        reach: Reach::of(choice),
        ..Selection::new(operation)
    };
    for token in listed {
        let is_named = ids.contains(&token.id);
        let answer = if is_named {
            Ternary::Yes
        } else {
            meant.get(&token.user).copied().unwrap_or(Ternary::No)
        };
        if answer == Ternary::No {
            continue;
        }
        let record = known.get(&token.user).copied();
        let record = record.map_or(Err(Why::NotRead), Lookup::record);
        let judged = Judged {
            answer,
            policy: choice.undecided,
            is_named: is_named || people.contains(&token.user),
            record,
            idle: None,
        };
        // A token whose owner is deleted needs to be revoked all the more.
        let (token, owner) = (token.clone(), record.ok().cloned());
        let target = TokenTarget {
            token,
            owner,
            beyond: GoesBeyond::No,
        };
        selection.sort(Target::Token(target), judged, basis);
    }
    let numbers: FxHashSet<TokenId> = listed.iter().map(|token| token.id).collect();
    // Whoever may be protected is never taken, and of nobody known that cannot be told.
    let because = |id: &TokenId| {
        if chosen.unowned.contains(id) {
            NotFoundBecause::OwnerNotKnown
        } else {
            NotFoundBecause::NoSuchToken
        }
    };
    let mut not_found: Vec<NotFound> = ids
        .difference(&numbers)
        .map(|id| NotFound::new(SafeText::new(&id.to_string()), because(id)))
        .collect();
    not_found.sort_unstable();
    selection.missing = not_found.len();
    selection.not_found = not_found;
    selection
        .not_found
        .extend(sessions_not_found(choice, basis.snapshot));
    selection
        .not_found
        .extend(without(&people, &owners, basis.snapshot));
    as_given(&mut selection.not_found, choice);
    selection.not_found.extend(no_owner(&answers, is_owner));
    selection.settled(choice.undecided)
}

/// The names in the choice by which no owner of a token is meant.
pub(super) fn no_owner(
    answers: &Answers<'_>,
    is_owner: impl Fn(UserId) -> bool,
) -> impl Iterator<Item = NotFound> {
    answers.nobody(is_owner).into_iter().map(|miss| NotFound {
        because: miss.because.among_owners_of_tokens(),
        ..miss
    })
}

/// The people who were named and have no token.
pub(super) fn without(
    people: &FxHashSet<UserId>,
    owners: &FxHashSet<UserId>,
    snapshot: &Snapshot,
) -> Vec<NotFound> {
    let without: FxHashSet<UserId> = people.difference(owners).copied().collect();
    let known = directory(snapshot, &without);
    let because = |user: &UserId| match known.get(user) {
        Some(Lookup::NoSuchUser) => NotFoundBecause::NoSuchPerson,
        Some(Lookup::Missing) => NotFoundBecause::NotAnswered,
        _ => NotFoundBecause::NoToken,
    };
    let miss = |user: &UserId| NotFound::new(SafeText::new(&user.to_string()), because(user));
    let mut misses: Vec<NotFound> = without.iter().map(miss).collect();
    misses.sort_unstable();
    misses
}
