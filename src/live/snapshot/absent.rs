//! People who were named and of whom no session is listed: what that says of them. A walk lags, so that
//! it takes their own list as well.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Snapshot;
use crate::live::Lookup;
use crate::model::UserId;

/// Those of some people of whom no session is listed, and whose own list says nothing.
pub(crate) struct Absentees {
    /// Their own list could not be read.
    unread: FxHashSet<UserId>,
    /// Their own list was read, and proves nothing of what it lacks.
    doubted: FxHashSet<UserId>,
    /// Their own list was not asked for.
    unasked: FxHashSet<UserId>,
    /// How many of them may be asked for.
    at_most: usize,
}

/// Whether somebody of whom no session is listed is surely not signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AbsentBecause {
    /// Nothing speaks against it.
    Unlisted,
    /// Their own list could not be read, so what they have is not known.
    Unread,
    /// Their own list was read, and proves nothing of what it lacks.
    Doubted,
    /// They are too many for each own list to be asked for, so only a walk says it.
    Unasked,
}

impl Snapshot {
    /// Those of these people of whom no session is listed, and whose own list says nothing. Whoever does
    /// not exist is not among them.
    pub(crate) fn absentees(&self, people: impl IntoIterator<Item = UserId>) -> Absentees {
        let people = people.into_iter();
        let wanted: FxHashSet<UserId> = people
            .filter(|user| self.own_list_at(*user).is_none())
            .collect();
        // Plans of what a walk showed name nobody, and are made again with each of its pages.
        let (mut listed, mut known) = (FxHashSet::default(), FxHashMap::default());
        if !wanted.is_empty() {
            let slots = self.slots_of_people(&wanted).into_iter();
            let keys = slots.filter_map(|slot| self.key(slot));
            listed.extend(keys.map(|key| key.user));
            known = self.directory().entries_of(&wanted);
        }
        let is_nobody = |user: &UserId| {
            let known = known.get(user);
            known.is_some_and(|(_, person)| matches!(person.known, Lookup::NoSuchUser))
        };
        let absent = wanted.into_iter();
        let absent = absent.filter(|user| !listed.contains(user) && !is_nobody(user));
        let (unread, others) =
            absent.partition::<FxHashSet<UserId>, _>(|user| self.not_listed.contains_key(user));
        let others = others.into_iter();
        let (doubted, unasked) = others.partition(|user| self.listed.contains_key(user));
        Absentees {
            unread,
            doubted,
            unasked,
            at_most: self.look_ups,
        }
    }
}

impl Absentees {
    /// What it says of one of the people that no session of theirs is listed.
    pub(crate) fn why(&self, user: UserId) -> AbsentBecause {
        if self.unread.contains(&user) {
            AbsentBecause::Unread
        } else if self.doubted.contains(&user) {
            AbsentBecause::Doubted
        } else if self.unasked.contains(&user) && self.are_too_many() {
            AbsentBecause::Unasked
        } else {
            AbsentBecause::Unlisted
        }
    }

    /// Whether nobody asked for their own list.
    pub(crate) fn is_unasked(&self, user: UserId) -> bool {
        self.unasked.contains(&user)
    }

    /// Those whose own lists are to be asked for, in order of id: none where they are too many.
    pub(in crate::live) fn to_ask(&self) -> Vec<UserId> {
        if self.are_too_many() {
            return Vec::new();
        }
        let mut people: Vec<UserId> = self.unasked.iter().copied().collect();
        people.sort_unstable();
        people
    }

    fn are_too_many(&self) -> bool {
        self.unasked.len() > self.at_most
    }
}
