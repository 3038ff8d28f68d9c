//! What turned on and off between two snapshots.

use rustc_hash::FxHashMap;

use super::{FlagId, FlagSet, SessionFlags};
use crate::live::{PersonIndex, Slot, Snapshot};
use crate::model::{SessionKey, UserId};
use crate::settings::RuleSubject;

/// Whom or what a rule hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FlagSubject {
    /// A session.
    Session(SessionKey),
    /// A person, with some or all of their sessions.
    Person(UserId),
    /// The account.
    Account,
}

impl FlagSubject {
    /// The person whom it is, or whose session.
    pub(crate) const fn user(self) -> Option<UserId> {
        match self {
            Self::Session(key) => Some(key.user),
            Self::Person(user) => Some(user),
            Self::Account => None,
        }
    }
}

/// The slots with any of these flags, and those that each has.
pub(super) fn flagged(sets: &[FlagSet], of: FlagSet) -> impl Iterator<Item = (Slot, FlagSet)> {
    let sets = sets.iter().enumerate();
    let sets = sets.map(move |(n, set)| (Slot::from_index(n), set.and(of)));
    sets.filter(|(_, set)| !set.is_empty())
}

/// Something that turned on or off, whose subject is found out when it is asked for: of a million that
/// turn at once few are told one by one.
pub(super) struct FlagChange<'a> {
    pub(super) flag: FlagId,
    pub(super) is_on: bool,
    whose: ChangedSubject<'a>,
}

#[derive(Clone, Copy)]
enum ChangedSubject<'a> {
    /// Of the session in a slot.
    Slot(&'a Snapshot, Slot),
    /// Of this.
    Is(FlagSubject),
}

impl FlagChange<'_> {
    /// Whom or what it is about. `None` for a slot that nobody ever had.
    pub(super) fn subject(&self) -> Option<FlagSubject> {
        match self.whose {
            ChangedSubject::Slot(snapshot, slot) => Some(FlagSubject::Session(snapshot.key(slot)?)),
            ChangedSubject::Is(subject) => Some(subject),
        }
    }
}

/// Calls `each` with what is on in `now` and was not in `before`, and the other way round; rule by rule
/// what is on comes in the order of the list.
pub(super) fn changes(
    before: &SessionFlags,
    now: &SessionFlags,
    mut each: impl FnMut(&FlagChange<'_>),
) {
    of_sessions(before, now, &mut each);
    of_people(before, now, &mut each);
    let of_account = now.about(RuleSubject::Account);
    let is_on = |flags: &SessionFlags, flag: FlagId| {
        let total = flags.totals.get(flag.index());
        total.is_some_and(|total| total.sessions > 0)
    };
    for flag in of_account.iter() {
        if is_on(before, flag) != is_on(now, flag) {
            each(&FlagChange {
                flag,
                is_on: is_on(now, flag),
                whose: ChangedSubject::Is(FlagSubject::Account),
            });
        }
    }
}

fn tell_difference(
    each: &mut impl FnMut(&FlagChange<'_>),
    (before, now): (FlagSet, FlagSet),
    whose: ChangedSubject<'_>,
) {
    for flag in FlagSet(before.0 ^ now.0).iter() {
        each(&FlagChange {
            flag,
            is_on: now.has(flag),
            whose,
        });
    }
}

fn of_sessions(before: &SessionFlags, now: &SessionFlags, each: &mut impl FnMut(&FlagChange<'_>)) {
    let of = now.about(RuleSubject::Session);
    let (old, Some(new)) = (&before.snapshot, &now.snapshot) else {
        return;
    };
    if old.as_ref().is_none_or(|old| old.epoch() == new.epoch()) {
        for n in 0..before.sets.len().max(now.sets.len()) {
            let set = |sets: &[FlagSet]| sets.get(n).copied().unwrap_or_default().and(of);
            let sets = (set(&before.sets), set(&now.sets));
            if sets.0 != sets.1 {
                tell_difference(each, sets, ChangedSubject::Slot(new, Slot::from_index(n)));
            }
        }
        return;
    }
    // Slots mean other sessions now.
    let mut keys: FxHashMap<SessionKey, (FlagSet, FlagSet)> = FxHashMap::default();
    for (slot, set) in flagged(&before.sets, of) {
        if let Some(key) = old.as_ref().and_then(|old| old.key(slot)) {
            keys.entry(key).or_default().0 = set;
        }
    }
    let mut order = Vec::new();
    for (slot, set) in flagged(&now.sets, of) {
        if let Some(key) = new.key(slot) {
            keys.entry(key).or_default().1 = set;
            order.push(key);
        }
    }
    let mut gone: Vec<SessionKey> = keys
        .iter()
        .filter(|(_, sets)| sets.1.is_empty())
        .map(|(key, _)| *key)
        .collect();
    gone.sort_unstable();
    for key in order.into_iter().chain(gone) {
        let sets = keys.get(&key).copied().unwrap_or_default();
        tell_difference(each, sets, ChangedSubject::Is(FlagSubject::Session(key)));
    }
}

fn of_people(before: &SessionFlags, now: &SessionFlags, each: &mut impl FnMut(&FlagChange<'_>)) {
    let of = now.about(RuleSubject::Person);
    let Some(new) = &now.snapshot else {
        return;
    };
    let old = before.snapshot.as_ref();
    let first = |snapshot: &Snapshot| snapshot.person(PersonIndex(0)).map(|it| it.id);
    // A directory only grows, unless it was begun anew.
    let is_same = old.is_some_and(|old| {
        first(old) == first(new) && old.directory().len() <= new.directory().len()
    });
    let mut by_id: FxHashMap<UserId, FlagSet> = FxHashMap::default();
    if let Some(old) = old.filter(|_| !is_same) {
        let sets = old.directory().iter().zip(&before.people);
        let sets = sets.map(|(person, set)| (person.id, set.and(of)));
        by_id.extend(sets.filter(|(_, set)| !set.is_empty()));
    }
    for (n, set) in (0..).zip(&now.people) {
        let Some(person) = new.person(PersonIndex(n)) else {
            continue;
        };
        let before = if is_same {
            let before = before.people.get(n as usize).copied();
            before.unwrap_or_default().and(of)
        } else {
            by_id.remove(&person.id).unwrap_or_default()
        };
        let sets = (before, set.and(of));
        if sets.0 != sets.1 {
            tell_difference(
                each,
                sets,
                ChangedSubject::Is(FlagSubject::Person(person.id)),
            );
        }
    }
    let mut gone: Vec<(UserId, FlagSet)> = by_id.into_iter().collect();
    gone.sort_unstable_by_key(|(user, _)| *user);
    for (user, set) in gone {
        let sets = (set, FlagSet::default());
        tell_difference(each, sets, ChangedSubject::Is(FlagSubject::Person(user)));
    }
}
