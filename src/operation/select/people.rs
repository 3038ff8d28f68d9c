//! The choice of people who are changed, as by suspending them.

use rustc_hash::FxHashMap;

use super::answers::Answers;
use super::named::as_given;
use super::sessions::{may_choose, named_people, sessions_not_found};
use super::{Basis, Judged, NotFound, NotFoundBecause, Reach, Selection, directory, may_contain};
use crate::live::{Lookup, Snapshot};
use crate::model::{SafeText, User, UserId};
use crate::operation::{Choice, ExcludedBecause, Operation, PersonTarget, Refusal, Target};
use crate::query::{Ternary, Why};

/// The people to whom an operation on people is to be done: those who were named, signed in or not, and
/// those signed in of whom the choice holds otherwise.
///
/// The owner of the credentials must be an admin and is always excluded, so an account never loses
/// its last admin by it.
///
/// # Errors
/// If these credentials may not suspend people, or the choice cannot be answered from what is known.
pub fn people(
    choice: &Choice,
    operation: Operation,
    basis: &Basis<'_>,
) -> Result<Selection, Refusal> {
    may_contain(operation, basis)?;
    may_choose(choice, operation, basis)?;
    let snapshot = basis.snapshot;
    let choice = &*choice.by_now(snapshot);
    let sessions = session_counts(snapshot);
    let answers = Answers::of(choice, basis)?;
    let is_signed_in = |user: UserId| sessions.contains_key(&user);
    let meant = answers.people(is_signed_in);
    let named = named_people(choice, snapshot);
    let known = directory(snapshot, &meant.keys().copied().collect());
    let mut selection = Selection {
        reach: Reach::of(choice),
        ..Selection::new(operation)
    };
    let mut meant: Vec<(UserId, Ternary)> = meant.into_iter().collect();
    meant.sort_unstable_by_key(|(user, _)| *user);
    for (id, answer) in meant {
        let is_named = named.contains(&id);
        let lookup = known.get(&id).copied();
        let nobody = match lookup {
            Some(Lookup::NoSuchUser) => Some(NotFoundBecause::NoSuchPerson),
            Some(Lookup::Missing) => Some(NotFoundBecause::NotAnswered),
            _ => None,
        };
        if let Some(because) = nobody.filter(|_| is_named && !is_signed_in(id)) {
            let named = SafeText::new(&id.to_string());
            selection.not_found.push(NotFound::new(named, because));
            continue;
        }
        let record = lookup.map_or(Err(Why::NotRead), Lookup::record);
        let judged = Judged {
            answer,
            policy: choice.undecided,
            is_named,
            record,
            idle: record.ok().and_then(|user| nothing_to_do(user, operation)),
        };
        // A snapshot may know people whose lists were never read, or prove nothing.
        let was_read = snapshot.absence(id).is_ok();
        let sessions = was_read.then(|| sessions.get(&id).copied().unwrap_or(0));
        let user = record.ok().cloned();
        let target = Target::Person(PersonTarget { id, user, sessions });
        selection.sort(target, judged, basis);
    }
    selection
        .not_found
        .extend(sessions_not_found(choice, snapshot));
    as_given(&mut selection.not_found, choice);
    selection.not_found.extend(answers.nobody(is_signed_in));
    selection.settled(choice.undecided)
}

/// The reason why there is nothing to do about a person, if so.
fn nothing_to_do(user: &User, operation: Operation) -> Option<ExcludedBecause> {
    if user.is_deleted() {
        return Some(ExcludedBecause::Deleted);
    }
    (operation.is_so(user) == Some(true)).then_some(ExcludedBecause::Already(operation))
}

/// The number of listed sessions of each person who has any.
fn session_counts(snapshot: &Snapshot) -> FxHashMap<UserId, usize> {
    let mut counts = FxHashMap::default();
    for key in snapshot.iter().filter_map(|slot| snapshot.key(slot)) {
        *counts.entry(key.user).or_insert(0) += 1;
    }
    counts
}
