//! The plan of a file that does more to people than end their sessions: they are suspended or offboarded,
//! or their tokens are revoked. It is made anew of what is known now, for the people of the file and
//! for nobody else.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::apply::FromFile;
use super::check::Checked;
use super::person::FilePerson;
use super::untold::unresolved;
use super::{MoreThanListed, NotApplied};
use crate::journal::NamedTarget;
use crate::live::{Lookup, Snapshot};
use crate::model::{Timestamp, TokenId, UserId};
use crate::operation::plan::{plan, plan_as_wished};
use crate::operation::select::{Selection, Undecided, UndecidedAbout};
use crate::operation::{
    Basis, Choice, ExcludedBecause, Guardrails, NotFoundBecause, OffboardListed, OffboardPart,
    OffboardWanted, Operation, Plan, Refusal, TargetKind, Tokens, UndecidedPolicy, offboard,
    select,
};
use crate::query::Why;
use crate::zendesk::TokenList;

/// The plan for a selection, which has no item where everything is as it was to be.
///
/// # Errors
/// If there is nothing to do for another reason, or something must not be done.
fn plan_of(
    selection: Selection,
    (listed, leaves_out): (&TokenList, bool),
    basis: &Basis<'_>,
) -> Result<Plan, Refusal> {
    let selection = selection.of_file();
    if is_as_wished(&selection, listed, leaves_out) {
        plan_as_wished(selection, basis)
    } else {
        plan(vec![selection], basis)
    }
}

/// Whether nothing of a file is left to do, or only what may be protected, of a file that leaves that alone.
fn is_as_wished(selection: &Selection, listed: &TokenList, leaves_out: bool) -> bool {
    let is_gone = |because| {
        listed.unreadable == 0 && because == NotFoundBecause::NoSuchToken
            || matches!(
                because,
                NotFoundBecause::NoToken
                    | NotFoundBecause::Deleted
                    | NotFoundBecause::NoLongerThere
            )
    };
    let (excluded, not_found) = (&selection.excluded, &selection.not_found);
    selection.chosen.is_empty()
        && (selection.undecided.iter())
            .all(|one| leaves_out && one.about == UndecidedAbout::Guardrail)
        && !(excluded.is_empty() && not_found.is_empty() && selection.undecided.is_empty())
        && excluded.iter().all(|one| one.because.is_idle())
        && not_found.iter().all(|one| is_gone(one.because))
}

/// Checks that it can be known of each of these people whether they are protected. Whoever is not there
/// any more is told otherwise.
fn all_can_be_judged(
    people: &[FilePerson],
    operation: Operation,
    basis: &Basis<'_>,
) -> Result<(), Refusal> {
    let people: FxHashSet<UserId> = people.iter().map(|person| person.user).collect();
    let known = select::directory(basis.snapshot, &people);
    let cannot = |user: &&UserId| match known.get(*user) {
        Some(Lookup::NoSuchUser) => false,
        lookup => {
            let record = lookup.map_or(Err(Why::NotRead), |lookup| lookup.record());
            basis.guardrails.doubt(record).is_some()
        }
    };
    match people.iter().filter(cannot).min() {
        Some(user) => Err(unresolved(operation, *user, basis.snapshot)),
        None => Ok(()),
    }
}

/// Checks that nobody in the plan of a file must be left alone, unless they are left out, and that it is
/// about nobody else.
fn all_may_be_touched(
    plan: &Plan,
    people: &[FilePerson],
    leaves_out: bool,
    snapshot: &Snapshot,
) -> Result<(), NotApplied> {
    let operation = plan.operation();
    let is_kept = |because| {
        matches!(
            because,
            ExcludedBecause::Yours | ExcludedBecause::Protected | ExcludedBecause::InUse
        )
    };
    let mut excluded = plan.excluded().iter().filter(|_| !leaves_out);
    if let Some(excluded) = excluded.find(|one| is_kept(one.because)) {
        return Err(NotApplied::Excluded {
            target: NamedTarget::Person(excluded.target.user()),
            because: excluded.because,
        });
    }
    let is_taken = |one: &&Undecided| !leaves_out || one.about != UndecidedAbout::Guardrail;
    if let Some(open) = plan.undecided().iter().find(is_taken) {
        return Err(unresolved(operation, open.target.user(), snapshot).into());
    }
    let named: FxHashSet<UserId> = people.iter().map(|person| person.user).collect();
    let mut people = plan.people_of_items().into_iter();
    match people.find(|user| !named.contains(user)) {
        Some(stranger) => Err(unresolved(operation, stranger, snapshot).into()),
        None => Ok(()),
    }
}

impl Plan {
    /// The plan of a file that contains people. `snapshot` must know [`Checked::people`], read after the
    /// file was, with their own lists where their sessions end; `listed` are the tokens of the account.
    ///
    /// # Errors
    /// If somebody in the file must not be touched, if that cannot be known of somebody, if more would go
    /// than it lists and nobody allowed that. Where all is as it was to be, the plan has no item.
    pub(crate) fn from_file_of_people(
        checked: Checked,
        listed: &TokenList,
        (snapshot, now): (&Snapshot, Timestamp),
        guardrails: &Guardrails,
    ) -> Result<FromFile, NotApplied> {
        let (file, at_most, leaves_out) = checked.into_parts();
        let (hash, operation) = (file.hash().to_owned(), file.operation());
        let file = file.content;
        if at_most.is_some() && file.parts.is_none() {
            return Err(NotApplied::TakesNoMore);
        }
        let basis = Basis {
            account: &file.account,
            snapshot,
            guardrails,
            now,
        };
        if !leaves_out {
            all_can_be_judged(&file.others, operation, &basis)?;
        }
        let of = |operation: Operation| {
            let people = file.others.iter();
            let people = people.filter(|person| person.operations.contains(&operation));
            Choice::people(people.map(|person| person.user).collect())
        };
        let plan = if let Some(parts) = &file.parts {
            let of_part = |part: &OffboardPart| {
                let does = |one: &Operation| one.is_part(*part);
                // Tokens that are there by then go with the others, also of those who had none.
                let is_of_all = *part == OffboardPart::Tokens;
                let people = file.others.iter();
                let people =
                    people.filter(|person| is_of_all || person.operations.iter().any(does));
                let people = people.map(|person| person.user).collect();
                // Whosever a session may be beside was known when it was confirmed.
                let undecided = UndecidedPolicy::Take;
                let choice = Choice {
                    undecided,
                    ..Choice::people(people)
                };
                (*part, choice)
            };
            // Each part is done to those of whom the file says so, and to nobody else. Of what they
            // have, all goes that is there by then: what is not listed is marked.
            let tokens = file.others.iter().flat_map(|person| &person.tokens);
            let sessions = file.targets.iter().map(|target| target.key);
            let wanted = OffboardWanted {
                parts: parts.iter().map(of_part).collect(),
                suspended_before: BTreeSet::new(),
                beside: BTreeSet::new(),
                listed: Some(OffboardListed {
                    sessions: sessions.collect(),
                    tokens: tokens.copied().collect(),
                }),
                times: None,
            };
            offboard(&wanted, &listed.tokens, &basis)?
        } else if operation.target_kind() == TargetKind::Tokens {
            let ids: Vec<TokenId> = (file.others.iter())
                .flat_map(|person| person.tokens.iter().copied())
                .collect();
            let chosen = Tokens {
                unowned: listed.unowned.clone(),
                ..Tokens::those(ids)
            };
            let tokens = select::tokens(&chosen, &listed.tokens, &basis)?;
            plan_of(tokens, (listed, leaves_out), &basis)?
        } else {
            let people = select::people(&of(operation), operation, &basis)?;
            plan_of(people, (listed, leaves_out), &basis)?
        };
        all_may_be_touched(&plan, &file.others, leaves_out, snapshot)?;
        match (MoreThanListed::of(&plan), at_most) {
            (Some(more), None) => {
                let message = TargetKind::People.counted(file.others.len());
                let most = plan.expected();
                return Err(NotApplied::More {
                    more,
                    message,
                    most,
                });
            }
            (_, Some(most)) if plan.expected() > most => {
                let count = TargetKind::People.counted(plan.expected());
                return Err(NotApplied::AtMost { count, most });
            }
            _ => {}
        }
        Ok(FromFile {
            plan: plan.of_file(hash, listed.unreadable == 0),
            // Whoever is as wished already is among those who are kept, with that reason.
            gone: Vec::new(),
            left_alone: 0,
            others: 0,
        })
    }
}
