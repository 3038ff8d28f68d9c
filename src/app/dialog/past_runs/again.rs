//! What of a run was not surely done, for another review. Its facts are read again as those of any
//! review; who was suspended by the run and is not any more is a conflict that is told, not a step to do.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::app::ask::Ask;
use crate::app::dialog::{DialogContext, NextStep};
use crate::journal::{PastItem, PastPerson, PastRun, RecordRoute};
use crate::live::Snapshot;
use crate::model::{SessionId, SessionKey, UserId, counted};
use crate::operation::{
    ChangedSince, Choice, ChoicePart, OffboardPart, Operation, Route, operation_of,
};

/// What asks for the review, with what has to be told first.
pub(super) fn asks(run: &PastRun, only: Option<UserId>, context: &DialogContext<'_>) -> Vec<Ask> {
    let mut asks = again(run, only, context);
    if only.is_none() && run.left_unnamed > 0 {
        let of = counted(run.left_unnamed, "item of it was", "items of it were");
        asks.push(Ask::warn(format!(
            "{of} never sent, and a crash left no names: choose those anew, as they were chosen then"
        )));
    }
    asks
}

fn again(run: &PastRun, only: Option<UserId>, context: &DialogContext<'_>) -> Vec<Ask> {
    let is_meant = |item: &&PastItem| {
        let users = &item.request.users;
        item.is_open() && only.is_none_or(|user| users.contains(&user))
    };
    let open: Vec<&PastItem> = run.items.iter().filter(is_meant).collect();
    let left = only.is_none() && run.left_in_all() > run.left_done_since;
    let still_in: Vec<UserId> = still_in(run, only).collect();
    let changed = changed_since(run, only, context.snapshot);
    let is_all_done = open.is_empty() && !left && still_in.is_empty();
    if is_all_done && back(run, only).next().is_some() {
        return vec![end_back(run, only, context.snapshot)];
    }
    if is_all_done && !changed.is_empty() {
        let of = counted(changed.len(), "person", "people");
        let brief = changed.values().next().map_or("", |since| since.brief());
        return vec![Ask::warn(format!(
            "this run did everything that was confirmed; {brief}: {of} of it, left so; their page \
             changes that, if it is meant"
        ))];
    }
    if is_all_done {
        let by_whom = if is_done_since(run, only) {
            "this run and later ones"
        } else {
            "this run"
        };
        let whose = if only.is_some() { "for them" } else { "" };
        let text = format!("{by_whom} did everything that was confirmed {whose}");
        return vec![Ask::tell(text.trim_end().to_owned())];
    }
    let users = open.iter().flat_map(|item| &item.request.users).copied();
    let users = users.filter(|user| only.is_none_or(|only| *user == only));
    let left_people = run.left_people.iter().copied().filter(|_| left);
    let people: BTreeSet<UserId> = users.chain(left_people).chain(still_in).collect();
    let (step, barred_by) = match operation_of(run.route) {
        _ if run.route == RecordRoute::Several => {
            let first = OffboardPart::Suspend.operation();
            (NextStep::Offboard, Some(first))
        }
        Some(operation) if operation.ends() => {
            return end_again(run, (&open, people, left), context.snapshot);
        }
        Some(operation) => (
            NextStep::of(operation),
            Some(operation).filter(|it| it.bars()),
        ),
        None => return vec![Ask::tell("this version does not know how to do that again")],
    };
    let is_undone = |user: &UserId, operation| {
        changed.contains_key(user) || is_undone_by_a_run(run, (*user, operation), context)
    };
    let is_conflict = |user: &UserId| barred_by.is_some_and(|operation| is_undone(user, operation));
    let (lifted, people): (Vec<UserId>, Vec<UserId>) = people.into_iter().partition(is_conflict);
    let mut asks = Vec::new();
    if !people.is_empty() {
        asks.push(Ask::Contain(step, Choice::people(people)));
    }
    if !lifted.is_empty() {
        let of = counted(lifted.len(), "person", "people");
        asks.push(Ask::warn(format!(
            "conflict: the suspension of {of} was lifted after this run, so they are left as they \
             are; suspend them from their page if that is meant"
        )));
    }
    if asks.is_empty() {
        asks.push(Ask::tell("the record does not say whose these are"));
    }
    asks
}

/// Whether a later run did something of it.
fn is_done_since(run: &PastRun, only: Option<UserId>) -> bool {
    let mut people = run.people.iter();
    people.any(|person| {
        let is_meant = only.is_none_or(|only| person.user == only);
        let mut items = run.items_of(person);
        let is_done = person.signed_out_since.is_some() || items.any(|it| it.done_since.is_some());
        is_meant && is_done
    }) || (only.is_none() && run.left_done_since > 0)
}

/// The people who are still signed in with sessions that the run did not know.
fn still_in(run: &PastRun, only: Option<UserId>) -> impl Iterator<Item = UserId> {
    let people = run.people_still_in().map(|person| person.user);
    people.filter(move |user| only.is_none_or(|only| *user == only))
}

/// The sessions with which people signed in again after the run.
fn back(run: &PastRun, only: Option<UserId>) -> impl Iterator<Item = SessionKey> {
    let people = run.people_back();
    let people = people.filter(move |person| only.is_none_or(|only| person.user == only));
    people.flat_map(|person| {
        let user = person.user;
        let sessions = person.back.iter().copied();
        sessions.map(move |session| SessionKey { user, session })
    })
}

/// Ending these, as far as they are still listed.
fn end_back(run: &PastRun, only: Option<UserId>, snapshot: &Snapshot) -> Ask {
    let keys = back(run, only).collect();
    let listed = snapshot.find(&keys);
    let mut listed: Vec<SessionKey> = listed.into_keys().collect();
    listed.sort_unstable();
    if listed.is_empty() {
        return Ask::tell(
            "this run did everything that was confirmed; who signed in again is no longer listed \
             with those sessions",
        );
    }
    Ask::Review(Choice::sessions(listed))
}

/// What the records of its people show otherwise than the run left it.
fn changed_since(
    run: &PastRun,
    only: Option<UserId>,
    snapshot: &Snapshot,
) -> BTreeMap<UserId, ChangedSince> {
    let people = run.people.iter();
    let people = people.filter(|person| only.is_none_or(|only| person.user == only));
    let people: FxHashMap<UserId, &PastPerson> = people.map(|one| (one.user, one)).collect();
    let records = snapshot.directory().iter();
    let changed = records.filter_map(|record| {
        let past = people.get(&record.id)?;
        Some((record.id, ChangedSince::of_past(run, past, record)?))
    });
    changed.collect()
}

/// Whether a later run undid this operation on somebody.
fn is_undone_by_a_run(
    run: &PastRun,
    (user, operation): (UserId, Operation),
    context: &DialogContext<'_>,
) -> bool {
    let runs = context.past.runs();
    let undo = operation.undone_by();
    runs.zip(undo)
        .is_some_and(|(past, undo)| past.did_after(undo.into(), user, run.at))
}

/// Ending again: sessions that were named are named, and people whose sessions were all to end are.
fn end_again(
    run: &PastRun,
    (open, mut people, left): (&[&PastItem], BTreeSet<UserId>, bool),
    snapshot: &Snapshot,
) -> Vec<Ask> {
    let route = operation_of(run.route).and_then(Operation::route);
    let route = route.unwrap_or(Route::Exact);
    let mut keys = BTreeSet::new();
    let is_exact = |item: &&&PastItem| {
        let operation = operation_of(item.request.route);
        operation.and_then(Operation::route) == Some(Route::Exact)
    };
    for item in open.iter().filter(is_exact) {
        if let [user] = item.request.users[..] {
            let sessions = item.request.sessions.iter();
            keys.extend(sessions.map(|session| SessionKey {
                user,
                session: *session,
            }));
        }
    }
    let mut asks = Vec::new();
    if left && !run.left.is_empty() {
        let found = owners(&run.left, snapshot);
        let gone = run.left.len() - found.len();
        if gone > 0 {
            let of = counted(gone, "session", "sessions");
            asks.push(Ask::tell(format!(
                "{of} of those that no request was sent for are not listed"
            )));
        }
        match route {
            Route::Exact => keys.extend(found),
            Route::User | Route::Many => people.extend(found.into_iter().map(|key| key.user)),
        }
    }
    let part = match route {
        Route::Exact => ChoicePart::Sessions(keys.into_iter().collect()),
        Route::User | Route::Many => ChoicePart::People(people.into_iter().collect()),
    };
    let is_nobody = matches!(&part, ChoicePart::Sessions(keys) if keys.is_empty())
        || matches!(&part, ChoicePart::People(people) if people.is_empty());
    if !is_nobody {
        asks.insert(0, Ask::EndBy(Choice::from(part), route));
    }
    asks
}

/// The owners of sessions, of those that are listed.
fn owners(sessions: &[SessionId], snapshot: &Snapshot) -> Vec<SessionKey> {
    let keys = snapshot.iter().filter_map(|slot| snapshot.key(slot));
    let by_number: FxHashMap<SessionId, SessionKey> = keys.map(|key| (key.session, key)).collect();
    let found = sessions.iter().filter_map(|id| by_number.get(id));
    found.copied().collect()
}
