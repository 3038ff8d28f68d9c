//! What a choice means where nothing is done to it: for lists. No guardrail excludes anything.

use rustc_hash::FxHashSet;

use super::NotFound;
use super::answers::Answers;
use super::named::as_given;
use super::sessions::{Named, named_people, not_found, sessions_not_found};
use crate::live::{MatchContext, Slot, Snapshot};
use crate::model::UserId;
use crate::operation::{Choice, Refusal};
use crate::query::Ternary;

/// What a choice means, of sessions or of people.
pub(crate) struct ListedChoice<T> {
    /// Of these the answer is yes.
    pub(crate) yes: FxHashSet<T>,
    /// The number of those of whom it cannot be known.
    pub(crate) undecided: usize,
    /// What was named and is not there.
    pub(crate) not_found: Vec<NotFound>,
}

/// The listed sessions that a choice means.
///
/// # Errors
/// If a name in it means several things.
pub(crate) fn listed(
    choice: &Choice,
    snapshot: &Snapshot,
    context: &MatchContext,
) -> Result<ListedChoice<Slot>, Refusal> {
    let choice = &*choice.by_now(snapshot);
    let answers = Answers::in_context(choice, snapshot, context)?;
    let named = Named::of(choice);
    let (listed, owners) = named.listed(snapshot);
    let mut not_found = not_found(&named, (&listed, &owners), snapshot);
    as_given(&mut not_found, choice);
    not_found.extend(answers.nobody(|user| owners.contains(&user)));
    Ok(ListedChoice::of(answers.sessions(), not_found))
}

/// Those of these owners of tokens whom a choice means.
///
/// # Errors
/// If a name in it means several things.
pub(crate) fn listed_owners(
    choice: &Choice,
    owners: &FxHashSet<UserId>,
    snapshot: &Snapshot,
    context: &MatchContext,
) -> Result<ListedChoice<UserId>, Refusal> {
    let choice = &*choice.by_now(snapshot);
    let answers = Answers::in_context(choice, snapshot, context)?;
    let is_owner = |user: UserId| owners.contains(&user);
    let people = named_people(choice, snapshot);
    let mut not_found = sessions_not_found(choice, snapshot);
    not_found.extend(super::tokens::without(&people, owners, snapshot));
    as_given(&mut not_found, choice);
    not_found.extend(super::tokens::no_owner(&answers, is_owner));
    Ok(ListedChoice::of(answers.people(is_owner), not_found))
}

impl<T: std::hash::Hash + Eq> ListedChoice<T> {
    fn of(answers: impl IntoIterator<Item = (T, Ternary)>, not_found: Vec<NotFound>) -> Self {
        let (mut yes, mut undecided) = (FxHashSet::default(), 0);
        for (one, answer) in answers {
            match answer {
                Ternary::Yes => {
                    yes.insert(one);
                }
                Ternary::Unknown(_) => undecided += 1,
                Ternary::No => {}
            }
        }
        Self {
            yes,
            undecided,
            not_found,
        }
    }
}
