//! From selections to a plan, or from a file to one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use rustc_hash::FxHashSet;

use super::{Item, Plan, PlanClaims, wide};
use crate::journal::NamedTarget;
use crate::live::Snapshot;
use crate::model::{DatedMoment, Role, Timestamp, UserId};
use crate::operation::guardrails::by_risk;
use crate::operation::select::{Basis, NotFound, NotFoundBecause, Reach, Selection, Undecided};
use crate::operation::{
    Challenge, Choice, Excluded, ExcludedBecause, Guardrails, JudgedPeople, LeftOfFile,
    OffboardPart, Offboarding, Operation, Refusal, Route, Target, select,
};

/// The most names that were not found which a refusal lists.
const NAMED: usize = 20;

/// The plan to end the sessions of a choice.
///
/// # Errors
/// If there is nothing to end, or a limit of `basis` forbids it.
pub fn plan_ending(choice: &Choice, route: Route, basis: &Basis<'_>) -> Result<Plan, Refusal> {
    plan(vec![select::sessions(choice, route, basis)?], basis)
}

/// The plan to end the sessions of a choice that names whom it means, whether or not anything of
/// theirs is listed. Where it does nothing else, it may come to nothing; and a wide route takes those
/// as well of whom nothing but their own list says that they have no session.
///
/// # Errors
/// If there is nothing to end of those who were meant without being named, or a limit of `basis`
/// forbids it.
pub(crate) fn plan_ending_by_name(
    choice: &Choice,
    route: Route,
    basis: &Basis<'_>,
) -> Result<Plan, Refusal> {
    let selection = select::sessions_by_name(choice, route, basis)?;
    made(vec![selection], None, !choice.means_all(), basis)
}

/// The plan for these selections, one for each operation, in the order in which they are done to a
/// person. It depends on nothing but its arguments.
///
/// # Errors
/// If there is nothing to do, or the plan has more items than a run may have.
pub(crate) fn plan(selections: Vec<Selection>, basis: &Basis<'_>) -> Result<Plan, Refusal> {
    made(selections, None, false, basis)
}

/// The plan for a selection of which all is as it was to be, so that it has no item: what is told of it is
/// why each was left alone.
///
/// # Errors
/// If it has more items than a run may have.
pub(crate) fn plan_as_wished(selection: Selection, basis: &Basis<'_>) -> Result<Plan, Refusal> {
    made(vec![selection], None, true, basis)
}

/// The plan for these selections, each of which is a part of an offboarding. What counts are people. It may
/// have nothing to do where that is said.
///
/// # Errors
/// If there is nothing to do, or the plan has more items than a run may have.
pub(crate) fn plan_offboarding(
    selections: Vec<Selection>,
    (offboarding, may_be_empty): (Offboarding, bool),
    basis: &Basis<'_>,
) -> Result<Plan, Refusal> {
    made(selections, Some(offboarding), may_be_empty, basis)
}

fn made(
    selections: Vec<Selection>,
    offboarding: Option<Offboarding>,
    may_be_empty: bool,
    basis: &Basis<'_>,
) -> Result<Plan, Refusal> {
    let operations: Vec<Operation> = selections.iter().map(|one| one.operation).collect();
    let operation = operations.first().copied();
    let operation = operation.unwrap_or(Operation::End(Route::Exact));
    let reach = selections.iter().map(|one| one.reach).max();
    let missing = selections.iter().map(|one| one.missing).sum();
    let (mut items, mut excluded) = (Vec::new(), Vec::new());
    let (mut undecided, mut not_found) = (Vec::new(), Vec::new());
    let mut by_person = BTreeSet::new();
    for (place, mut selection) in selections.into_iter().enumerate() {
        wide::take_in(&mut selection, basis);
        let operation = selection.operation;
        let chosen = selection.chosen.into_iter();
        items.extend(chosen.map(|target| (place, Item { operation, target })));
        excluded.extend(selection.excluded);
        undecided.extend(selection.undecided);
        not_found.extend(selection.not_found);
        by_person.extend(selection.by_person);
    }
    not_found.sort_unstable();
    not_found.dedup();
    let left = || left(&undecided, &not_found);
    match (items.len(), excluded.len()) {
        (0, 0) if !may_be_empty => {
            return Err(Refusal::Empty {
                // People are chosen for an offboarding, whatever is done to them.
                operation: (offboarding.as_ref())
                    .map_or(operation, |_| OffboardPart::Suspend.operation()),
                left: left(),
            });
        }
        (0, chosen) if chosen > 0 && !(may_be_empty && is_all_idle(&excluded)) => {
            return Err(Refusal::AllExcluded {
                operation,
                chosen,
                reasons: reasons(&excluded, offboarding.is_some()),
                named: named(&excluded),
                left: left(),
                has_mine: own_sessions(&excluded, basis.guardrails.own_user) > 0,
            });
        }
        (chosen, _) => basis.guardrails.allows_as_many(operation, chosen)?,
    }
    let order = |target: &Target| (by_risk(target.role()), target.user());
    items.sort_by_key(|(place, item)| {
        let target = &item.target;
        (order(target), *place, target.is_beyond(), target.named())
    });
    excluded.sort_by_key(|excluded| (order(&excluded.target), excluded.target.named()));
    undecided.sort_by_key(|one| (order(&one.target), one.target.named()));
    let items: Vec<Item> = items.into_iter().map(|(_, item)| item).collect();
    Ok(Plan {
        challenge: challenge(
            reach.unwrap_or_default(),
            basis.account,
            &items,
            (basis.guardrails, offboarding.is_some()),
        ),
        offboarding,
        account: basis.account.to_owned(),
        made_at: basis.snapshot.server_time(basis.now),
        people: people(&items),
        facts: facts(&items, basis.snapshot),
        claims: PlanClaims::of(&items, basis.snapshot),
        own_user: basis.guardrails.own_user,
        chosen_by: JudgedPeople::by_person(by_person),
        operations,
        items,
        excluded,
        missing,
        undecided,
        not_found,
        file: None,
    })
}

impl Plan {
    /// What is undecided and what was not found, each in a line.
    pub(crate) fn left(&self) -> String {
        left(&self.undecided, &self.not_found)
    }

    /// The plan of a file with this hash: the items that are still there, what the file excludes,
    /// and how many items are gone.
    pub(in crate::operation) fn written(
        account: String,
        route: Route,
        (now, snapshot): (Timestamp, &Snapshot),
        (targets, excluded, missing): (Vec<Target>, Vec<Excluded>, usize),
        hash: String,
        guardrails: &Guardrails,
    ) -> Self {
        let operation = Operation::End(route);
        let targets = targets.into_iter();
        let items: Vec<Item> = targets.map(|target| Item { operation, target }).collect();
        Self {
            challenge: challenge(Reach::NamedTarget, &account, &items, (guardrails, false)),
            offboarding: None,
            account,
            operations: vec![operation],
            made_at: snapshot.server_time(now),
            people: people(&items),
            facts: facts(&items, snapshot),
            claims: PlanClaims::of(&items, snapshot),
            own_user: guardrails.own_user,
            chosen_by: JudgedPeople::default(),
            items,
            excluded,
            missing,
            undecided: Vec::new(),
            not_found: Vec::new(),
            file: Some(hash),
        }
    }

    /// The same plan, which was made of a file with this hash. What was there when the file was made,
    /// and is not there now, went without it; but of a token nobody can tell unless all were read.
    pub(in crate::operation) fn of_file(mut self, hash: String, all_read: bool) -> Self {
        for miss in &mut self.not_found {
            if all_read && miss.because == NotFoundBecause::NoSuchToken {
                miss.because = NotFoundBecause::GoneBefore;
            }
        }
        self.file = Some(hash);
        self
    }

    /// The same plan, which also tells of those whom its file leaves out.
    #[must_use]
    pub(crate) fn leaving_out(mut self, left: LeftOfFile) -> Self {
        let known: FxHashSet<NamedTarget> = (self.excluded.iter())
            .map(|one| one.target.named())
            .collect();
        let excluded = left.excluded.into_iter();
        let excluded = excluded.filter(|one| !known.contains(&one.target.named()));
        self.excluded.extend(excluded);
        self.undecided.extend(left.undecided);
        self.not_found.extend(left.not_found);
        self
    }

    /// The same plan, whose people are judged by this after the run.
    pub(in crate::operation) fn judged_as(self, chosen_by: JudgedPeople) -> Self {
        Self { chosen_by, ..self }
    }
}

/// When the list was begun that shows the sessions of each of the people, by the server's clock.
fn facts(items: &[Item], snapshot: &Snapshot) -> BTreeMap<UserId, DatedMoment> {
    let people: FxHashSet<UserId> = items.iter().map(|item| item.target.user()).collect();
    let facts = people.into_iter();
    facts
        .filter_map(|user| Some((user, snapshot.dated(snapshot.shown_from(user)?))))
        .collect()
}

fn people(items: &[Item]) -> usize {
    let people: FxHashSet<UserId> = items.iter().map(|item| item.target.user()).collect();
    people.len()
}

/// The challenge, which follows from the damage. Somebody whose role is not known may be an admin.
/// One session of an admin takes no more than anybody's; whatever else is done to an admin takes
/// the account's name.
fn challenge(
    reach: Reach,
    account: &str,
    items: &[Item],
    (guardrails, offboards): (&Guardrails, bool),
) -> Challenge {
    // Where several things are done to each person, people are counted.
    let differs = |item: &Item| item.operation != items[0].operation;
    let is_of_several = offboards || items.iter().any(differs);
    let count = if is_of_several {
        people(items)
    } else {
        items.len()
    };
    let admins = items
        .iter()
        .any(|item| item.target.role().is_none_or(|role| role == Role::Admin));
    let contains = items.iter().any(|item| !item.operation.ends());
    let only = items.first().filter(|_| count == 1);
    let name = account.to_owned();
    if count > guardrails.file_above || reach == Reach::Everyone {
        Challenge::NameAndCount(name, count)
    } else if let Some(item) = only.filter(|_| !(admins && contains)) {
        if is_of_several {
            Challenge::of_several()
        } else {
            Challenge::of_one(item.operation)
        }
    } else if count > guardrails.name_above || admins || reach == Reach::Role {
        Challenge::Name(name)
    } else {
        Challenge::Count(count)
    }
}

/// The number of sessions that stay because they belong to the owner of the credentials, who can end
/// them by a choice of their own. The person behind a service cannot.
pub(super) fn own_sessions(excluded: &[Excluded], own_user: Option<UserId>) -> usize {
    let own = excluded.iter().filter(|one| {
        let is_own = one.because == ExcludedBecause::Yours;
        is_own && one.target.session().is_some() && own_user == Some(one.target.user())
    });
    own.count()
}

/// Whether each of these stays because there is nothing to do.
fn is_all_idle(excluded: &[Excluded]) -> bool {
    excluded.iter().all(|one| one.because.is_idle())
}

/// The reasons with the number of targets that each excludes, such as `protected 2, yours 1`; of people
/// where several things were to be done to each.
fn reasons(excluded: &[Excluded], of_people: bool) -> String {
    let mut counts: BTreeMap<ExcludedBecause, (usize, BTreeSet<UserId>)> = BTreeMap::new();
    for excluded in excluded {
        let (targets, people) = counts.entry(excluded.because).or_default();
        *targets += 1;
        people.insert(excluded.target.user());
    }
    let words = counts.iter().map(|(because, (targets, people))| {
        let count = if of_people { people.len() } else { *targets };
        format!("{} {count}", because.as_str())
    });
    words.collect::<Vec<_>>().join(", ")
}

/// Each that is excluded, with the reason, in a line.
fn named(excluded: &[Excluded]) -> String {
    let each = excluded.iter().take(NAMED);
    let each = each.map(|one| format!("{} ({})", one.target, one.because.as_str()));
    let each: Vec<String> = each.collect();
    let more = match excluded.len() - each.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("\n  left out: {}{more}", each.join(", "))
}

/// What was left and what was not found, in a few lines.
fn left(undecided: &[Undecided], not_found: &[NotFound]) -> String {
    let mut lines = String::new();
    if !undecided.is_empty() {
        lines.push_str("\n  left alone: ");
        lines.push_str(&Undecided::all_words(undecided));
    }
    for miss in not_found.iter().take(NAMED) {
        lines.push_str("\n  ");
        lines.push_str(&miss.to_string());
    }
    if let Some(more) = not_found.len().checked_sub(NAMED).filter(|more| *more > 0) {
        // Writing to a String cannot fail.
        let _ = write!(lines, "\n  and {more} more");
    }
    lines
}
