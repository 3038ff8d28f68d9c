//! From a choice to a selection: what is chosen, what the guardrails exclude, what cannot be decided,
//! and what was not found. It depends on nothing but its arguments.
//!
//! - here the basis of every selection, and the selection itself
//! - `answers` what a choice says of each session and person
//! - `claimed` sessions that came under more than one person
//! - `sessions`, `people`, `tokens` the choice of each
//! - `listed` what it means where nothing is done
//! - `named` people who were named by address or on a list
//! - `undecided`, `not_found` what is left, each with its reason

mod answers;
mod claimed;
mod listed;
mod named;
mod not_found;
mod people;
mod sessions;
#[cfg(test)]
mod tests;
mod tokens;
mod undecided;

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Choice, ChoicePart, Excluded, ExcludedBecause, Guardrails, Operation, Refusal, Target,
    TargetKind, UndecidedPolicy,
};
use crate::live::{Lookup, Snapshot};
use crate::model::{Timestamp, User, UserId};
use crate::query::{Ternary, Why};

pub(super) use claimed::{is_claimed_beyond, is_guarded};
pub(crate) use listed::{ListedChoice, listed, listed_owners};
pub(crate) use named::{miss_of, misses_of, named, unambiguous};
pub(crate) use not_found::MissLine;
pub use not_found::{NotFound, NotFoundBecause};
pub use people::people;
pub use sessions::sessions;
pub(crate) use sessions::sessions_by_name;
pub(crate) use sessions::sessions_of_everybody;
pub(super) use sessions::target;
pub use tokens::{Tokens, tokens};
pub use undecided::{Undecided, UndecidedAbout};

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

impl Reach {
    /// How far a choice reaches: as far as its widest part.
    fn of(choice: &Choice) -> Self {
        let parts = choice.parts.iter().map(|part| match part {
            ChoicePart::Everyone => Self::Everyone,
            ChoicePart::Role(_) => Self::Role,
            _ => Self::NamedTarget,
        });
        parts.max().unwrap_or_default()
    }
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
    /// The targets of which it cannot be known whether they are chosen, or whether they are protected,
    /// and which are left alone.
    pub undecided: Vec<Undecided>,
    /// What was named and is not there.
    pub not_found: Vec<NotFound>,
    /// How far the choice reaches.
    pub reach: Reach,
    /// Those of its people who were chosen as people, and not by single sessions of theirs.
    pub(super) by_person: BTreeSet<UserId>,
}

impl Selection {
    /// Whether nobody of those who were named has a token, and nothing else was meant.
    pub(crate) fn is_without_a_token(&self) -> bool {
        self.chosen.is_empty()
            && self.excluded.is_empty()
            && self.undecided.is_empty()
            && !self.not_found.is_empty()
            && (self.not_found.iter()).all(|miss| miss.because == NotFoundBecause::NoToken)
    }

    /// Whether everybody who was meant is as the operation would make them, and nothing else was meant.
    pub(crate) fn is_as_wished(&self) -> bool {
        self.chosen.is_empty()
            && self.undecided.is_empty()
            && self.not_found.is_empty()
            && !self.excluded.is_empty()
            && (self.excluded.iter()).all(|one| one.because.is_as_wished(self.operation))
    }
}

impl Selection {
    /// The same selection of people whom a file names: they were known when it was made, so whoever Zendesk
    /// does not know is there no longer.
    #[must_use]
    pub(crate) fn of_file(mut self) -> Self {
        for miss in &mut self.not_found {
            if miss.because == NotFoundBecause::NoSuchPerson && !miss.is_of_session() {
                miss.because = NotFoundBecause::NoLongerThere;
            }
        }
        self
    }

    pub(super) fn new(operation: Operation) -> Self {
        Self {
            operation,
            chosen: Vec::new(),
            excluded: Vec::new(),
            missing: 0,
            undecided: Vec::new(),
            not_found: Vec::new(),
            reach: Reach::NamedTarget,
            by_person: BTreeSet::new(),
        }
    }

    /// Puts a target of which everything is known among the chosen or the excluded.
    pub(super) fn sort_known(&mut self, target: Target, basis: &Basis<'_>) {
        match basis.guardrails.excludes(&target) {
            _ if self.left_as_claimed(&target, basis) => {}
            Some(because) => self.excluded.push(Excluded {
                target,
                because,
                is_named: false,
            }),
            None => self.chosen.push(target),
        }
    }

    /// Puts a target among the undecided that may be somebody's whom a guardrail excludes, and says
    /// whether it did.
    fn left_as_claimed(&mut self, target: &Target, basis: &Basis<'_>) -> bool {
        let Some(why) = claimed::may_be_guarded(target, basis) else {
            return false;
        };
        self.undecided.push(Undecided {
            target: target.clone(),
            about: UndecidedAbout::Guardrail,
            why: why.words().into(),
        });
        true
    }

    /// Puts a target among the chosen, the excluded or the undecided. Whoever may be protected is
    /// never taken and needs nobody's word on whether they are chosen, and whoever is protected is not
    /// undecided.
    fn sort(&mut self, target: Target, judged: Judged<'_>, basis: &Basis<'_>) {
        let Judged {
            answer, is_named, ..
        } = judged;
        if self.left_as_claimed(&target, basis) {
            return;
        }
        let undecided = |target, about, why: Why| Undecided {
            target,
            about,
            why: why.words().into(),
        };
        let unknown = match answer {
            Ternary::Unknown(why) if judged.policy != UndecidedPolicy::Take => Some(why),
            _ => None,
        };
        if let Some(because) = basis.guardrails.excludes(&target) {
            self.excluded.push(Excluded {
                target,
                because,
                is_named,
            });
        } else if let Some((about, why)) = judged.doubt(unknown, (self.operation, basis.guardrails))
        {
            self.undecided.push(undecided(target, about, why));
        } else if let Some(because) = judged.idle {
            self.excluded.push(Excluded {
                target,
                because,
                is_named,
            });
        } else {
            self.chosen.push(target);
        }
    }

    /// The selection, unless somebody must say first what becomes of the undecided.
    fn settled(mut self, policy: UndecidedPolicy) -> Result<Self, Refusal> {
        self.not_found.sort_unstable();
        self.not_found.dedup();
        let open = |one: &&Undecided| one.about == UndecidedAbout::Choice;
        let open: Vec<Undecided> = self.undecided.iter().filter(open).cloned().collect();
        if policy == UndecidedPolicy::Refuse && !open.is_empty() {
            return Err(Refusal::Undecided {
                left: Undecided::counted(&open, open.len()),
                reasons: Undecided::all_words(&open),
                may_take: open.iter().any(Undecided::may_be_taken),
            });
        }
        Ok(self)
    }
}

/// What is known of a target that a choice may mean.
#[derive(Debug, Clone, Copy)]
struct Judged<'a> {
    /// Whether it is chosen.
    answer: Ternary,
    /// What becomes of it if that cannot be known.
    policy: UndecidedPolicy,
    /// Whether it was named, and not only meant.
    is_named: bool,
    /// Its person's record, or why it is not known.
    record: Result<&'a User, Why>,
    /// The reason that there is nothing to do, if so.
    idle: Option<ExcludedBecause>,
}

impl Judged<'_> {
    /// What cannot be decided of the target, and why, if so. Whether a guardrail excludes it comes
    /// first: that leaves it alone, whatever is said about its being chosen, which is `unknown` for this
    /// reason.
    fn doubt(
        self,
        unknown: Option<Why>,
        (operation, guardrails): (Operation, &Guardrails),
    ) -> Option<(UndecidedAbout, Why)> {
        let doubt = self.guardrail_doubt(operation, guardrails);
        if let Some(why) = doubt
            && guardrails.needs_to_know()
        {
            return Some((UndecidedAbout::Guardrail, why));
        }
        let unknown = unknown.map(|why| (UndecidedAbout::Choice, why));
        unknown.or(doubt.map(|why| (UndecidedAbout::Person, why)))
    }

    /// Why it cannot be known whether a guardrail excludes the target, if so.
    fn guardrail_doubt(self, operation: Operation, guardrails: &Guardrails) -> Option<Why> {
        match (self.record, operation.target_kind()) {
            // Whoever is suspended must be known: an admin has to be left.
            (Err(why), TargetKind::People) => Some(why),
            (record, _) => guardrails.doubt(record),
        }
    }
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
    let refusal = basis.guardrails.refuses_others(operation, basis.snapshot);
    refusal.map_or(Ok(()), Err)
}

/// The people of these ids that are known.
pub(super) fn directory<'a>(
    snapshot: &'a Snapshot,
    people: &FxHashSet<UserId>,
) -> FxHashMap<UserId, &'a Lookup> {
    let theirs = snapshot.directory().entries_of(people).into_iter();
    theirs
        .map(|(id, (_, person))| (id, &person.known))
        .collect()
}
