//! The choice of sessions.

use rustc_hash::FxHashSet;

use super::answers::Answers;
use super::named::{as_given, names_of};
use super::{Basis, Judged, NotFound, NotFoundBecause, Reach, Selection, directory};
use crate::live::{AbsentBecause, Lookup, Person, Slot, Snapshot};
use crate::model::{SafeText, SessionKey, User, UserId};
use crate::operation::{
    Choice, ChoicePart, GoesBeyond, Operation, PersonTarget, Refusal, Route, SessionTarget, Target,
};
use crate::query::{Ternary, Why};

/// The sessions of a choice, out of what is listed.
///
/// # Errors
/// If such a choice cannot be answered from what is known, or a limit forbids it.
pub fn sessions(choice: &Choice, route: Route, basis: &Basis<'_>) -> Result<Selection, Refusal> {
    let operation = Operation::End(route);
    may_choose(choice, operation, basis)?;
    let snapshot = basis.snapshot;
    let choice = &*choice.by_now(snapshot);
    let answers = Answers::of(choice, basis)?;
    let named = Named::of(choice);
    let mut selection = Selection {
        reach: Reach::of(choice),
        ..Selection::new(operation)
    };
    for (slot, answer) in answers.sessions() {
        let Some(target) = target(snapshot, slot) else {
            continue;
        };
        if answers.is_by_person(slot, target.key) {
            selection.by_person.insert(target.key.user);
        }
        let judged = Judged {
            answer,
            policy: choice.undecided,
            is_named: named.people.contains(&target.key.user) || named.keys.contains(&target.key),
            record: known(snapshot, slot),
            idle: None,
        };
        selection.sort(Target::Session(target), judged, basis);
    }
    let (listed, owners) = named.listed(snapshot);
    selection.not_found = not_found(&named, (&listed, &owners), snapshot);
    as_given(&mut selection.not_found, choice);
    let is_session = |miss: &&NotFound| miss.because == NotFoundBecause::NoSuchSession;
    selection.missing = selection.not_found.iter().filter(is_session).count();
    let nobody = answers.nobody(|user| owners.contains(&user));
    selection.not_found.extend(nobody);
    selection.settled(choice.undecided)
}

/// The sessions of a choice, out of what is listed; and by a wide route also the people of it who were
/// named and of whom no session is known, unless a walk proves that and their own lists were not asked
/// for, since they are too many. The route takes whatever they have.
///
/// # Errors
/// If such a choice cannot be answered from what is known, or a limit forbids it.
pub(crate) fn sessions_by_name(
    choice: &Choice,
    route: Route,
    basis: &Basis<'_>,
) -> Result<Selection, Refusal> {
    let choice = &*choice.by_now(basis.snapshot);
    let mut selection = sessions(choice, route, basis)?;
    if !route.is_wide() {
        return Ok(selection);
    }
    let named = Named::of(choice);
    let (_, owners) = named.listed(basis.snapshot);
    let unlisted = named.people.difference(&owners).copied();
    let absentees = basis.snapshot.absentees(unlisted.clone());
    let is_proved = basis.snapshot.is_proved_by_a_walk();
    let unlisted = unlisted.filter(|user| !is_proved || !absentees.is_unasked(*user));
    let unlisted = unlisted.collect();
    let mut found: Vec<&User> = directory(basis.snapshot, &unlisted)
        .into_values()
        .filter_map(|known| known.record().ok())
        .filter(|user| !user.is_deleted())
        .collect();
    found.sort_unstable_by_key(|user| user.id);
    let mut names: FxHashSet<SafeText> = FxHashSet::default();
    for user in found {
        let is_unread = matches!(
            absentees.why(user.id),
            AbsentBecause::Unread | AbsentBecause::Doubted
        );
        let has_none = basis.snapshot.absence(user.id).is_ok() && !is_unread;
        let target = PersonTarget {
            id: user.id,
            user: Some(user.clone()),
            sessions: has_none.then_some(0),
        };
        let judged = Judged {
            answer: Ternary::Yes,
            policy: choice.undecided,
            is_named: true,
            record: Ok(user),
            idle: None,
        };
        selection.sort(Target::Person(target), judged, basis);
        names.extend(names_of(user.id, choice));
    }
    selection
        .not_found
        .retain(|miss| !names.contains(&miss.named));
    Ok(selection)
}

/// The sessions of a choice by a wide route, and everybody else who was named: a list may be empty by a
/// fault, and whoever is named may sign in before the request is sent.
///
/// # Errors
/// As [`sessions`].
pub(crate) fn sessions_of_everybody(
    choice: &Choice,
    route: Route,
    basis: &Basis<'_>,
) -> Result<Selection, Refusal> {
    let choice = &*choice.by_now(basis.snapshot);
    let mut selection = sessions(choice, route, basis)?;
    let (_, owners) = Named::of(choice).listed(basis.snapshot);
    let meant = Answers::of(choice, basis)?.people(|_| false).into_keys();
    for (target, record) in unlisted(meant, &owners, basis.snapshot) {
        let judged = Judged {
            answer: Ternary::Yes,
            policy: choice.undecided,
            is_named: true,
            record,
            idle: None,
        };
        selection.sort(Target::Person(target), judged, basis);
    }
    Ok(selection)
}

/// Those of these people of whom no session is listed, in order of id. Whoever Zendesk knows nothing
/// of is not there.
fn unlisted<'s>(
    people: impl Iterator<Item = UserId>,
    owners: &FxHashSet<UserId>,
    snapshot: &'s Snapshot,
) -> Vec<(PersonTarget, Result<&'s User, Why>)> {
    let people: FxHashSet<UserId> = people.filter(|user| !owners.contains(user)).collect();
    let known = directory(snapshot, &people);
    let mut people: Vec<UserId> = people.into_iter().collect();
    people.sort_unstable();
    people.retain(|user| !matches!(known.get(user), Some(Lookup::NoSuchUser)));
    let target = |id: UserId| {
        let record = known.get(&id).map_or(Err(Why::NotRead), |it| it.record());
        let target = PersonTarget {
            id,
            user: record.ok().cloned(),
            sessions: snapshot.absence(id).is_ok().then_some(0),
        };
        (target, record)
    };
    people.into_iter().map(target).collect()
}

/// Checks that there can be a selection for this choice at all.
pub(super) fn may_choose(
    choice: &Choice,
    operation: Operation,
    basis: &Basis<'_>,
) -> Result<(), Refusal> {
    if basis.guardrails.read_only {
        return Err(Refusal::ReadOnly(operation));
    }
    if basis.guardrails.own_user.is_none() {
        return Err(Refusal::WhoAmI);
    }
    let refusal = basis.guardrails.refuses_others(operation, basis.snapshot);
    let all_of = || {
        basis
            .guardrails
            .refuses_all_of()
            .filter(|_| choice.means_all())
    };
    if let Some(refusal) = refusal.or_else(all_of) {
        return Err(refusal);
    }
    if choice.means_all() && !basis.snapshot.is_walked() {
        return Err(Refusal::NotWhole);
    }
    Ok(())
}

/// What a choice names by number.
pub(super) struct Named {
    people: FxHashSet<UserId>,
    keys: FxHashSet<SessionKey>,
}

impl Named {
    pub(super) fn of(choice: &Choice) -> Self {
        let mut named = Self {
            people: FxHashSet::default(),
            keys: FxHashSet::default(),
        };
        for part in &choice.parts {
            match part {
                ChoicePart::Sessions(keys) => named.keys.extend(keys),
                ChoicePart::People(people) => named.people.extend(people),
                ChoicePart::Named(naming) => named.people.extend(naming.people()),
                _ => {}
            }
        }
        named
    }

    /// The listed sessions that are named, and everybody who has a listed session.
    pub(super) fn listed(&self, snapshot: &Snapshot) -> (FxHashSet<SessionKey>, FxHashSet<UserId>) {
        let (mut sessions, mut owners) = (FxHashSet::default(), FxHashSet::default());
        for key in snapshot.iter().filter_map(|slot| snapshot.key(slot)) {
            owners.insert(key.user);
            if self.keys.contains(&key) {
                sessions.insert(key);
            }
        }
        (sessions, owners)
    }
}

/// The people whom a choice names by number, and the owners of the sessions that it names and that
/// are listed. Of whoever has no such session nothing was said.
pub(super) fn named_people(choice: &Choice, snapshot: &Snapshot) -> FxHashSet<UserId> {
    let Named { mut people, keys } = Named::of(choice);
    people.extend(snapshot.find(&keys).into_keys().map(|key| key.user));
    people
}

/// The sessions that a choice names and that are not listed, where people are meant by them.
pub(super) fn sessions_not_found(choice: &Choice, snapshot: &Snapshot) -> Vec<NotFound> {
    let named = Named {
        people: FxHashSet::default(),
        ..Named::of(choice)
    };
    if named.keys.is_empty() {
        return Vec::new();
    }
    let (listed, owners) = named.listed(snapshot);
    not_found(&named, (&listed, &owners), snapshot)
}

/// The sessions and people that were named and are not listed.
pub(super) fn not_found(
    named: &Named,
    (listed, owners): (&FxHashSet<SessionKey>, &FxHashSet<UserId>),
    snapshot: &Snapshot,
) -> Vec<NotFound> {
    let keys = named.keys.iter().filter(|key| !listed.contains(key));
    let people = named.people.iter().filter(|user| !owners.contains(user));
    let (keys, people): (Vec<_>, Vec<_>) = (keys.collect(), people.collect());
    let absent_people = keys.iter().map(|key| key.user);
    let absent_people = absent_people.chain(people.iter().copied().copied());
    let absent_people: FxHashSet<UserId> = absent_people.collect();
    let known = directory(snapshot, &absent_people);
    let absentees = snapshot.absentees(absent_people);
    let absent = |user: UserId| match (known.get(&user), snapshot.absence(user)) {
        (Some(Lookup::NoSuchUser), _) => NotFoundBecause::NoSuchPerson,
        (Some(Lookup::Missing), _) => NotFoundBecause::NotAnswered,
        _ if absentees.why(user) == AbsentBecause::Unread => NotFoundBecause::ListNotRead,
        _ if absentees.why(user) == AbsentBecause::Doubted => NotFoundBecause::NotProved,
        (_, Err(_)) => NotFoundBecause::NotProved,
        (Some(Lookup::User(user)), Ok(())) if user.is_deleted() => NotFoundBecause::Deleted,
        (_, Ok(())) => match snapshot.own_list_at(user) {
            Some(at) => NotFoundBecause::NoneListed(snapshot.server_time(at)),
            None if absentees.why(user) == AbsentBecause::Unasked => NotFoundBecause::NotAsked,
            None => NotFoundBecause::NotSignedIn,
        },
    };
    let of_key = |key: SessionKey| match absent(key.user) {
        NotFoundBecause::NotSignedIn
        | NotFoundBecause::NoneListed(_)
        | NotFoundBecause::NotAsked
        | NotFoundBecause::NotAnswered
        | NotFoundBecause::Deleted => NotFoundBecause::NoSuchSession,
        because => because,
    };
    let keys = keys.into_iter().map(|key| (key.to_string(), of_key(*key)));
    let people = people
        .into_iter()
        .map(|user| (user.to_string(), absent(*user)));
    let miss = |(named, because): (String, _)| NotFound::new(SafeText::new(&named), because);
    let mut not_found: Vec<NotFound> = keys.chain(people).map(miss).collect();
    not_found.sort_unstable();
    not_found
}

/// Whether the record of the owner of a session is known.
fn known(snapshot: &Snapshot, slot: Slot) -> Result<&User, Why> {
    let person = snapshot
        .row(slot)
        .and_then(|row| snapshot.person(row.person));
    person.map_or(Err(Why::NotRead), Person::record)
}

/// The session in `slot`, as it is known now.
pub(in crate::operation) fn target(snapshot: &Snapshot, slot: Slot) -> Option<SessionTarget> {
    let session = snapshot.session(slot)?;
    let user = snapshot.person(snapshot.row(slot)?.person)?.user();
    Some(SessionTarget {
        key: session.key,
        authenticated_at: session.authenticated_at.readable(),
        last_seen_at: session.last_seen_at.readable(),
        name: user.and_then(|user| user.name.shown().cloned()),
        email: user.and_then(|user| user.email.shown().cloned()),
        role: user.map(|user| user.role),
        beyond: GoesBeyond::No,
    })
}
