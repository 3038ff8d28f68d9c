//! From a choice of people or tokens to a plan.

use ring::digest::{SHA256, digest};
use rustc_hash::{FxHashMap, FxHashSet};

use super::Refusal;
use crate::live::{Known, Snapshot};
use crate::model::{OAuthToken, Role, Timestamp, TokenId, User, UserId};
use crate::terminate::guardrails::by_risk;
use crate::terminate::journal::hex;
use crate::terminate::{
    Act, Challenge, Guardrails, Kept, KeptBecause, Measure, Orders, PersonTarget, Step, Subject,
    TokenTarget, Work,
};

/// What every plan is made on.
#[derive(Debug, Clone, Copy)]
pub struct Basis<'a> {
    /// The account's name, part of what is confirmed.
    pub account: &'a str,
    /// Whose credentials these are, who the chosen people are, and what sessions they have.
    pub seen: &'a Snapshot,
    /// What must not be touched.
    pub rails: &'a Guardrails,
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

/// What is going to be suspended, lifted or revoked, and nothing else. Every word and count
/// that is shown, and every request that is sent, is made from it.
#[derive(Debug, Clone)]
pub struct Plan {
    account: String,
    measure: Measure,
    made_at: Timestamp,
    subjects: Vec<Subject>,
    kept: Vec<Kept<Subject>>,
    missing: usize,
    people: usize,
    challenge: Challenge,
}

/// A plan that a person confirmed. [`Plan::confirm`] and [`Plan::confirm_count`] are its only
/// constructors.
#[derive(Debug)]
pub struct Confirmed(Plan);

impl Confirmed {
    /// What was confirmed.
    pub fn plan(&self) -> &Plan {
        &self.0
    }
}

/// The plan to suspend `chosen`.
///
/// The owner of the credentials must be an admin and is always kept, so an account never
/// loses its last admin by it.
///
/// # Errors
/// If there is nobody to suspend, or a limit of `basis` says no.
pub fn suspend(chosen: &[UserId], basis: &Basis<'_>) -> Result<Plan, Refusal> {
    let idle = |user: &User| user.suspended.then_some(KeptBecause::Suspended);
    Draft::of_people(Measure::Suspend, chosen, basis, idle)?.plan(basis)
}

/// The plan to lift the suspension of `chosen`.
///
/// # Errors
/// If nobody of them is suspended, or a limit of `basis` says no.
pub fn lift(chosen: &[UserId], basis: &Basis<'_>) -> Result<Plan, Refusal> {
    let idle = |user: &User| (!user.suspended).then_some(KeptBecause::NotSuspended);
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
    subjects: Vec<Subject>,
    kept: Vec<Kept<Subject>>,
    missing: usize,
}

impl Draft {
    fn new(measure: Measure, basis: &Basis<'_>) -> Result<Self, Refusal> {
        if basis.rails.read_only {
            return Err(Refusal::ReadOnly);
        }
        let me = basis.seen.identity().ok_or(Refusal::WhoAmI)?;
        if basis.rails.own_user != Some(me.id) {
            return Err(Refusal::WhoAmI);
        }
        if me.role != Role::Admin {
            return Err(Refusal::NotAdmin);
        }
        Ok(Self {
            measure,
            subjects: Vec::new(),
            kept: Vec::new(),
            missing: 0,
        })
    }

    fn of_people(
        measure: Measure,
        chosen: &[UserId],
        basis: &Basis<'_>,
        idle: impl Fn(&User) -> Option<KeptBecause>,
    ) -> Result<Self, Refusal> {
        let mut draft = Self::new(measure, basis)?;
        let chosen: FxHashSet<UserId> = chosen.iter().copied().collect();
        let known = directory(basis.seen, &chosen);
        let sessions = sessions(basis.seen, &chosen);
        for id in chosen {
            let user = match known.get(&id) {
                Some(Known::User(user)) => User::clone(user),
                Some(Known::Missing) => return Err(Refusal::Unknown(id)),
                Some(Known::NotAsked) | None => return Err(Refusal::Unresolved(id)),
            };
            let deleted = (!user.active).then_some(KeptBecause::Deleted);
            let idle = deleted.or_else(|| idle(&user));
            // Whatever is known of the account, it may be of people without their lists.
            let was_read = basis.seen.covers_since(id, Timestamp::from_millis(0));
            let sessions = was_read.then(|| sessions.get(&id).copied().unwrap_or(0));
            draft.sort(
                Subject::Person(PersonTarget { user, sessions }),
                basis,
                idle,
            );
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
        let known = directory(basis.seen, &owners);
        for token in wanted {
            let owner = match known.get(&token.user) {
                Some(Known::User(user)) => Some(User::clone(user)),
                _ if basis.rails.needs_to_know() => return Err(Refusal::Unresolved(token.user)),
                // A token whose owner is gone for good is all the more to be revoked.
                _ => None,
            };
            let token = token.clone();
            draft.sort(Subject::Token(TokenTarget { token, owner }), basis, None);
        }
        Ok(draft)
    }

    /// To those it is done to, or to those that stay. Whose it is weighs more than that there
    /// is nothing to do.
    fn sort(&mut self, target: Subject, basis: &Basis<'_>, idle: Option<KeptBecause>) {
        match basis.rails.keeps_subject(&target).or(idle) {
            Some(because) => self.kept.push(Kept { target, because }),
            None => self.subjects.push(target),
        }
    }

    fn plan(mut self, basis: &Basis<'_>) -> Result<Plan, Refusal> {
        let rails = basis.rails;
        match (self.subjects.len(), self.kept.len()) {
            (0, 0) => return Err(Refusal::Empty),
            (0, kept) => return Err(Refusal::AllKept(kept)),
            (chosen, _) if chosen > rails.max_per_run => {
                let limit = rails.max_per_run;
                return Err(Refusal::TooMany { chosen, limit });
            }
            _ => {}
        }
        let order = |subject: &Subject| (by_risk(subject.role()), subject.named());
        self.subjects.sort_by_key(order);
        self.kept.sort_by_key(|kept| order(&kept.target));
        let people: FxHashSet<UserId> = self.subjects.iter().map(Subject::user).collect();
        Ok(Plan {
            challenge: challenge(basis.account, &self.subjects, rails),
            account: basis.account.to_owned(),
            measure: self.measure,
            made_at: basis.now,
            subjects: self.subjects,
            kept: self.kept,
            missing: self.missing,
            people: people.len(),
        })
    }
}

/// What is known of these people.
fn directory<'a>(seen: &'a Snapshot, people: &FxHashSet<UserId>) -> FxHashMap<UserId, &'a Known> {
    let theirs = (seen.directory().iter()).filter(|person| people.contains(&person.id));
    theirs.map(|person| (person.id, &person.known)).collect()
}

/// How many sessions of each of these people are listed.
fn sessions(seen: &Snapshot, people: &FxHashSet<UserId>) -> FxHashMap<UserId, usize> {
    let mut counts = FxHashMap::default();
    for key in seen.iter().filter_map(|slot| seen.key(slot)) {
        if people.contains(&key.user) {
            *counts.entry(key.user).or_insert(0) += 1;
        }
    }
    counts
}

/// What must be typed follows from the damage, as for ending; whatever concerns an admin, or
/// somebody of whom nothing is known, takes the account's name, even if it is one alone.
fn challenge(account: &str, subjects: &[Subject], rails: &Guardrails) -> Challenge {
    let count = subjects.len();
    let weighty = |subject: &Subject| matches!(subject.role(), None | Some(Role::Admin));
    let name = account.to_owned();
    if count > rails.file_above {
        Challenge::NameAndCount(name, count)
    } else if count > rails.name_above || subjects.iter().any(weighty) {
        Challenge::Name(name)
    } else if count == 1 {
        Challenge::Yes
    } else {
        Challenge::Count(count)
    }
}

impl Plan {
    /// The account's name.
    pub fn account(&self) -> &str {
        &self.account
    }

    /// What is done.
    pub fn measure(&self) -> Measure {
        self.measure
    }

    /// When it was made, by the local clock.
    pub fn made_at(&self) -> Timestamp {
        self.made_at
    }

    /// What it is done to, admins first.
    pub fn subjects(&self) -> &[Subject] {
        &self.subjects
    }

    /// What was chosen and stays.
    pub fn kept(&self) -> &[Kept<Subject>] {
        &self.kept
    }

    /// How many chosen tokens are not listed.
    pub fn missing(&self) -> usize {
        self.missing
    }

    /// How many people it concerns.
    pub fn people(&self) -> usize {
        self.people
    }

    /// How many sessions of the people are listed, where all of their lists were read.
    pub fn sessions(&self) -> Option<usize> {
        let of = |subject: &Subject| match subject {
            Subject::Person(target) => target.sessions,
            Subject::Session(_) | Subject::Token(_) => None,
        };
        self.subjects.iter().map(of).sum()
    }

    /// What must be typed.
    pub fn challenge(&self) -> &Challenge {
        &self.challenge
    }

    /// The SHA-256 of what is done to whom where, in hex: the same for the same plan, whenever
    /// it was made.
    pub fn fingerprint(&self) -> String {
        let mut text = format!("{}\n{}\n", self.account, self.measure.as_str());
        for subject in &self.subjects {
            text.push_str(&format!("{subject}\n"));
        }
        hex(digest(&SHA256, text.as_bytes()).as_ref())
    }

    /// Turns the plan into what may be carried out, if the answer meets the challenge.
    ///
    /// # Errors
    /// The plan itself, if the answer does not.
    pub fn confirm(self, answer: &str) -> Result<Confirmed, Box<Self>> {
        if self.challenge.accepts(answer) {
            Ok(Confirmed(self))
        } else {
            Err(Box::new(self))
        }
    }

    /// The same for scripts, where `--yes` and the right `--expect` stand for what is typed.
    ///
    /// # Errors
    /// The plan itself, if it is another number.
    pub fn confirm_count(self, expected: usize) -> Result<Confirmed, Box<Self>> {
        if expected == self.subjects.len() {
            Ok(Confirmed(self))
        } else {
            Err(Box::new(self))
        }
    }
}

impl From<Confirmed> for Orders {
    fn from(Confirmed(plan): Confirmed) -> Self {
        let steps = plan.subjects.iter().enumerate();
        let step = |(item, subject): (usize, &Subject)| Step::Contain {
            act: Act::of(plan.measure, subject),
            item,
        };
        Self {
            steps: steps.map(step).collect(),
            fingerprint: plan.fingerprint(),
            account: plan.account,
            work: Work::Contain(plan.measure),
            people: plan.people,
            subjects: plan.subjects,
        }
    }
}
