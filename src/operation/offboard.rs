//! Offboarding: one plan of several operations for each person, in the order in which they are
//! done: the person is suspended, then their tokens are revoked, then their sessions are ended by
//! the route that takes all of a person's.
//!
//! - here which of these are done, and the plan
//! - `document` the plan as machines read it, and as it is on disk before its run
//! - `rest_file` what is left of one that did not come to its end, as a file that is carried out later;
//!   `still_to_do` what that is of one person
//! - `left` what is left of a person afterwards, and the verdict

mod document;
mod left;
mod rest_file;
mod still_to_do;

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::select::{
    Basis, NotFound, NotFoundBecause, Selection, Undecided, UndecidedAbout, directory, people,
    sessions_of_everybody, tokens,
};
use super::{
    Choice, FileTimes, OffboardPart, Offboarding, PersonTarget, Plan, Refusal, Route, Target,
    Tokens, plan_offboarding,
};
use crate::live::Snapshot;
use crate::model::{OAuthToken, SafeText, SessionKey, TokenId, UserId};
use crate::query::Why;

pub(crate) use document::{NotOffboarding, OFFBOARD, OffboardDocument, OffboardFile, OffboardLine};
pub use left::PersonLeft;
pub(crate) use left::{look_again, look_at_the_left, people_of};
pub(crate) use rest_file::OffboardRest;
pub(crate) use still_to_do::{PartsGone, still_to_do};

/// What is to be done to whom.
#[derive(Debug, Clone)]
pub(crate) struct OffboardWanted {
    /// Each part, with those to whom it is done.
    pub(crate) parts: Vec<(OffboardPart, Choice)>,
    /// The people whom an earlier run suspended, of which this is the rest.
    pub(crate) suspended_before: BTreeSet<UserId>,
    /// Whoever else their sessions may belong to, by a file that says who is wanted.
    pub(crate) beside: BTreeSet<UserId>,
    /// What a file lists of theirs, where one says who is wanted.
    pub(crate) listed: Option<OffboardListed>,
    /// When that file may be carried out, where it is still to be looked whether that is now.
    pub(crate) times: Option<FileTimes>,
}

/// The sessions and tokens that a file lists.
#[derive(Debug, Clone, Default)]
pub(crate) struct OffboardListed {
    pub(crate) sessions: FxHashSet<SessionKey>,
    pub(crate) tokens: FxHashSet<TokenId>,
}

impl OffboardWanted {
    /// These parts for everybody who is chosen.
    pub(crate) fn all_of(choice: &Choice, parts: &[OffboardPart]) -> Self {
        Self {
            parts: parts.iter().map(|part| (*part, choice.clone())).collect(),
            suspended_before: BTreeSet::new(),
            beside: BTreeSet::new(),
            listed: None,
            times: None,
        }
    }

    /// The parts that are done to anybody.
    pub(crate) fn parts(&self) -> Vec<OffboardPart> {
        self.parts.iter().map(|(part, _)| *part).collect()
    }

    /// Puts a choice in the place of those that named people of whom nobody had been asked.
    pub(crate) fn resolve(&mut self, resolved: &Choice) {
        for (_, choice) in &mut self.parts {
            if choice.namings().next().is_some() {
                *choice = resolved.clone();
            }
        }
    }

    /// Everybody who is chosen for any part.
    pub(crate) fn choice(&self) -> Choice {
        let mut parts = Vec::new();
        for part in self.parts.iter().flat_map(|(_, choice)| &choice.parts) {
            if !parts.contains(part) {
                parts.push(part.clone());
            }
        }
        let undecided = self.parts.first().map(|(_, choice)| choice.undecided);
        Choice {
            parts,
            undecided: undecided.unwrap_or_default(),
        }
    }
}

/// The plan that does what is wanted. `listed` are the tokens of the account, which are not asked
/// for where tokens stay. What a file does not list is marked.
///
/// # Errors
/// If there is nothing to do, or a guardrail forbids it.
pub(crate) fn offboard(
    wanted: &OffboardWanted,
    listed: &[OAuthToken],
    basis: &Basis<'_>,
) -> Result<Plan, Refusal> {
    let mut selections: Vec<Selection> = Vec::new();
    for (part, choice) in &wanted.parts {
        selections.push(match part {
            OffboardPart::Suspend => people(choice, part.operation(), basis)?,
            OffboardPart::Tokens => tokens(&Tokens::of(choice.clone()), listed, basis)?,
            OffboardPart::Sessions => sessions_of_everybody(choice, Route::User, basis)?,
        });
    }
    if wanted.listed.is_some() {
        selections = selections.into_iter().map(Selection::of_file).collect();
    }
    leave_the_meant(&mut selections);
    leave_the_unknown(&mut selections, basis.snapshot);
    // Whoever has no session or no token is as they should be, or is signed out all the same, and a
    // stranger is one in each part.
    let mut known = FxHashSet::default();
    for selection in &mut selections {
        let is_news = |one: &NotFound| !is_seen_to(one) && known.insert(one.named.clone());
        selection.not_found.retain(is_news);
    }
    leave_the_undecided(&mut selections, basis.snapshot);
    let is_all_gone = are_all_gone(&selections);
    let offboarding = Offboarding {
        parts: wanted.parts(),
        suspended_before: wanted.suspended_before.clone(),
    };
    let plan = plan_offboarding(selections, (offboarding, is_all_gone), basis)?;
    Ok(match &wanted.listed {
        Some(listed) => plan.marking_what_is_beyond(&listed.sessions, &listed.tokens),
        None => plan,
    })
}

/// Whether nobody whom a file names is there any longer, so that nothing is left to do.
fn are_all_gone(selections: &[Selection]) -> bool {
    let mut misses = selections.iter().flat_map(|one| &one.not_found).peekable();
    let is_open = |one: &Selection| {
        !(one.chosen.is_empty() && one.excluded.is_empty() && one.undecided.is_empty())
    };
    misses.peek().is_some()
        && misses.all(|miss| miss.because == NotFoundBecause::NoLongerThere)
        && !selections.iter().any(is_open)
}

/// Takes out that nobody is meant by a name, unless that is so in every part: each part looks at other
/// people, at those who are signed in or at those who have tokens.
fn leave_the_meant(selections: &mut [Selection]) {
    let mut parts_without: FxHashMap<SafeText, usize> = FxHashMap::default();
    for selection in selections.iter() {
        let nobody = selection.not_found.iter();
        let nobody = nobody.filter(|miss| miss.because.is_of_nobody());
        let names: FxHashSet<&SafeText> = nobody.map(|miss| &miss.named).collect();
        for name in names {
            *parts_without.entry(name.clone()).or_insert(0) += 1;
        }
    }
    let parts = selections.len();
    for selection in selections {
        selection.not_found.retain(|miss| {
            !miss.because.is_of_nobody() || parts_without.get(&miss.named) == Some(&parts)
        });
    }
}

/// Leaves out of every part whoever Zendesk told nothing of, signed in or not: nobody knows whom that
/// would lock out. Each is among the undecided, unless they are told as not found already.
fn leave_the_unknown(selections: &mut [Selection], snapshot: &Snapshot) {
    let chosen = selections.iter().flat_map(|one| &one.chosen);
    let people: FxHashSet<UserId> = chosen.map(Target::user).collect();
    let known = directory(snapshot, &people);
    let doubt = |user: UserId| match known.get(&user) {
        None => Some(Why::NotRead),
        Some(lookup) => lookup.record().err(),
    };
    let missed = selections.iter().flat_map(|one| &one.not_found);
    let missed = missed.filter(|miss| !is_seen_to(miss) && !miss.is_of_session());
    let missed: FxHashMap<SafeText, NotFoundBecause> = missed
        .map(|miss| (miss.named.clone(), miss.because))
        .collect();
    // What is listed of somebody who is there no longer is not done with them.
    let is_missed = |target: &Target| {
        let because = missed.get(&SafeText::new(&target.user().to_string()));
        because.is_some_and(|because| {
            *because != NotFoundBecause::NoLongerThere || matches!(target, Target::Person(_))
        })
    };
    for selection in selections {
        for target in std::mem::take(&mut selection.chosen) {
            match doubt(target.user()) {
                None => selection.chosen.push(target),
                Some(_) if is_missed(&target) => {}
                Some(why) => selection.undecided.push(Undecided {
                    target,
                    about: UndecidedAbout::Person,
                    why: why.words().into(),
                }),
            }
        }
    }
}

/// Whether somebody who was not found is as they should be, or will be. Nobody is meant by a session
/// that is not there.
fn is_seen_to(miss: &NotFound) -> bool {
    let is_signed_out = matches!(
        miss.because,
        NotFoundBecause::NotProved | NotFoundBecause::ListNotRead | NotFoundBecause::NotAsked
    );
    // Whoever is there no longer is as they should be, and that is told.
    let is_told = miss.because == NotFoundBecause::NoLongerThere;
    !miss.is_of_session() && !is_told && (miss.because.is_as_wished() || is_signed_out)
}

/// Leaves people out of every part if one part leaves them alone, since what cannot be decided of
/// somebody is so for all of it. Each is named once, as the person who is left alone.
fn leave_the_undecided(selections: &mut [Selection], snapshot: &Snapshot) {
    let undecided = selections.iter().flat_map(|one| &one.undecided);
    let people: FxHashSet<UserId> = undecided.map(|one| one.target.user()).collect();
    let known = directory(snapshot, &people);
    let mut named = FxHashSet::default();
    for selection in selections {
        let is_decided = |target: &Target| !people.contains(&target.user());
        selection.chosen.retain(is_decided);
        let is_first = |one: &Undecided| named.insert(one.target.user());
        selection.undecided.retain(is_first);
        for one in &mut selection.undecided {
            if matches!(one.target, Target::Session(_)) {
                let id = one.target.user();
                let user = known.get(&id).and_then(|known| known.record().ok());
                one.target = Target::Person(PersonTarget {
                    id,
                    user: user.cloned(),
                    sessions: None,
                });
            }
        }
    }
}
