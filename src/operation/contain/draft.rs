//! From a choice of people or tokens to a plan: who and what is chosen, less what the guardrails
//! keep. Everything it may know is in its arguments.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Plan, Refusal};
use crate::live::{Lookup, Snapshot};
use crate::model::{OAuthToken, Role, Timestamp, TokenId, User, UserId};
use crate::operation::guardrails::by_risk;
use crate::operation::{
    Challenge, Excluded, ExcludedBecause, Guardrails, Measure, PersonTarget, Target, TokenTarget,
};

/// What every plan is made on.
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

/// Which of the listed tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tokens {
    /// These.
    Those(Vec<TokenId>),
    /// All of these people.
    Of(Vec<UserId>),
}

/// The plan to suspend `chosen`.
///
/// The owner of the credentials must be an admin and is always kept, so an account never
/// loses its last admin by it.
///
/// # Errors
/// If there is nobody to suspend, or a limit of `basis` says no.
pub fn suspend(chosen: &[UserId], basis: &Basis<'_>) -> Result<Plan, Refusal> {
    let idle = |user: &User| user.suspended.then_some(ExcludedBecause::Suspended);
    Draft::of_people(Measure::Suspend, chosen, basis, idle)?.plan(basis)
}

/// The plan to lift the suspension of `chosen`.
///
/// # Errors
/// If nobody of them is suspended, or a limit of `basis` says no.
pub fn lift(chosen: &[UserId], basis: &Basis<'_>) -> Result<Plan, Refusal> {
    let idle = |user: &User| (!user.suspended).then_some(ExcludedBecause::NotSuspended);
    Draft::of_people(Measure::Lift, chosen, basis, idle)?.plan(basis)
}

/// The plan to revoke those of `listed` that are chosen.
///
/// # Errors
/// If there is none to revoke, or a limit of `basis` says no.
pub fn revoke(chosen: &Tokens, listed: &[OAuthToken], basis: &Basis<'_>) -> Result<Plan, Refusal> {
    Draft::of_tokens(chosen, listed, basis)?.plan(basis)
}

/// A plan in the making.
struct Draft {
    measure: Measure,
    targets: Vec<Target>,
    excluded: Vec<Excluded<Target>>,
    missing: usize,
}

impl Draft {
    fn new(measure: Measure, basis: &Basis<'_>) -> Result<Self, Refusal> {
        if basis.guardrails.read_only {
            return Err(Refusal::ReadOnly);
        }
        let me = basis.snapshot.identity().ok_or(Refusal::WhoAmI)?;
        if basis.guardrails.own_user != Some(me.id) {
            return Err(Refusal::WhoAmI);
        }
        if me.role != Role::Admin {
            return Err(Refusal::NotAdmin);
        }
        Ok(Self {
            measure,
            targets: Vec::new(),
            excluded: Vec::new(),
            missing: 0,
        })
    }

    fn of_people(
        measure: Measure,
        chosen: &[UserId],
        basis: &Basis<'_>,
        idle: impl Fn(&User) -> Option<ExcludedBecause>,
    ) -> Result<Self, Refusal> {
        let mut draft = Self::new(measure, basis)?;
        let chosen: FxHashSet<UserId> = chosen.iter().copied().collect();
        let known = directory(basis.snapshot, &chosen);
        let sessions = sessions(basis.snapshot, &chosen);
        for id in chosen {
            let user = match known.get(&id) {
                Some(Lookup::User(user)) => User::clone(user),
                Some(Lookup::Missing) => return Err(Refusal::Unknown(id)),
                Some(Lookup::NotAsked) | None => return Err(Refusal::Unresolved(id)),
            };
            let deleted = (!user.active).then_some(ExcludedBecause::Deleted);
            let idle = deleted.or_else(|| idle(&user));
            // Whatever is known of the account, it may be of people without their lists.
            let was_read = basis.snapshot.covers_since(id, Timestamp::from_millis(0));
            let sessions = was_read.then(|| sessions.get(&id).copied().unwrap_or(0));
            draft.sort(Target::Person(PersonTarget { user, sessions }), basis, idle);
        }
        Ok(draft)
    }

    fn of_tokens(
        chosen: &Tokens,
        listed: &[OAuthToken],
        basis: &Basis<'_>,
    ) -> Result<Self, Refusal> {
        let mut draft = Self::new(Measure::Revoke, basis)?;
        let wanted: Vec<&OAuthToken> = match chosen {
            Tokens::Those(ids) => {
                let ids: FxHashSet<TokenId> = ids.iter().copied().collect();
                let found: Vec<&OAuthToken> = (listed.iter())
                    .filter(|token| ids.contains(&token.id))
                    .collect();
                draft.missing = ids.len() - found.len();
                found
            }
            Tokens::Of(people) => {
                let people: FxHashSet<UserId> = people.iter().copied().collect();
                (listed.iter())
                    .filter(|token| people.contains(&token.user))
                    .collect()
            }
        };
        let owners: FxHashSet<UserId> = wanted.iter().map(|token| token.user).collect();
        let known = directory(basis.snapshot, &owners);
        for token in wanted {
            let owner = match known.get(&token.user) {
                Some(Lookup::User(user)) => Some(User::clone(user)),
                _ if basis.guardrails.needs_to_know() => {
                    return Err(Refusal::Unresolved(token.user));
                }
                // A token whose owner is gone for good is all the more to be revoked.
                _ => None,
            };
            let token = token.clone();
            draft.sort(Target::Token(TokenTarget { token, owner }), basis, None);
        }
        Ok(draft)
    }

    /// To those it is done to, or to those that stay. Whose it is weighs more than that there
    /// is nothing to do.
    fn sort(&mut self, target: Target, basis: &Basis<'_>, idle: Option<ExcludedBecause>) {
        match basis.guardrails.excludes_subject(&target).or(idle) {
            Some(because) => self.excluded.push(Excluded { target, because }),
            None => self.targets.push(target),
        }
    }

    fn plan(mut self, basis: &Basis<'_>) -> Result<Plan, Refusal> {
        let guardrails = basis.guardrails;
        match (self.targets.len(), self.excluded.len()) {
            (0, 0) => return Err(Refusal::Empty),
            (0, _) => return Err(Refusal::AllExcluded(reasons(&self.excluded))),
            (chosen, _) if chosen > guardrails.max_per_run => {
                let limit = guardrails.max_per_run;
                return Err(Refusal::TooMany { chosen, limit });
            }
            _ => {}
        }
        let order = |target: &Target| (by_risk(target.role()), target.named());
        self.targets.sort_by_key(order);
        self.excluded
            .sort_by_key(|excluded| order(&excluded.target));
        let people: FxHashSet<UserId> = self.targets.iter().map(Target::user).collect();
        Ok(Plan {
            challenge: challenge(basis.account, &self.targets, guardrails),
            account: basis.account.to_owned(),
            measure: self.measure,
            made_at: basis.now,
            targets: self.targets,
            excluded: self.excluded,
            missing: self.missing,
            people: people.len(),
        })
    }
}

/// Why and how many are kept, such as `protected 2, yours 1`.
fn reasons(excluded: &[Excluded<Target>]) -> String {
    let of = |because| {
        excluded
            .iter()
            .filter(|excluded| excluded.because == because)
            .count()
    };
    let counts = ExcludedBecause::ALL.map(|because| (because.as_str(), of(because)));
    let some = counts.iter().filter(|(_, count)| *count > 0);
    let words: Vec<String> = some
        .map(|(word, count)| format!("{word} {count}"))
        .collect();
    words.join(", ")
}

/// What is known of these people.
fn directory<'a>(
    snapshot: &'a Snapshot,
    people: &FxHashSet<UserId>,
) -> FxHashMap<UserId, &'a Lookup> {
    let theirs = (snapshot.directory().iter()).filter(|person| people.contains(&person.id));
    theirs.map(|person| (person.id, &person.known)).collect()
}

/// How many sessions of each of these people are listed.
fn sessions(snapshot: &Snapshot, people: &FxHashSet<UserId>) -> FxHashMap<UserId, usize> {
    let mut counts = FxHashMap::default();
    for key in snapshot.iter().filter_map(|slot| snapshot.key(slot)) {
        if people.contains(&key.user) {
            *counts.entry(key.user).or_insert(0) += 1;
        }
    }
    counts
}

/// What must be typed follows from the damage, as for ending; whatever concerns an admin, or
/// somebody of whom nothing is known, takes the account's name, even if it is one alone.
fn challenge(account: &str, targets: &[Target], guardrails: &Guardrails) -> Challenge {
    let count = targets.len();
    let weighty = |target: &Target| matches!(target.role(), None | Some(Role::Admin));
    let name = account.to_owned();
    if count > guardrails.file_above {
        Challenge::NameAndCount(name, count)
    } else if count > guardrails.name_above || targets.iter().any(weighty) {
        Challenge::Name(name)
    } else if count == 1 {
        Challenge::Yes
    } else {
        Challenge::Count(count)
    }
}
