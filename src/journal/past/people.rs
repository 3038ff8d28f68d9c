//! The people of a run.

use std::ops::Deref;

use rustc_hash::FxHashMap;

use super::PastPerson;
use crate::model::UserId;

/// The people of a run in their order, each of whom is found by their number: ten thousand are no more
/// to look through than one.
#[derive(Clone, Debug, Default)]
pub struct PastPeople {
    people: Vec<PastPerson>,
    places: FxHashMap<UserId, usize>,
}

impl PastPeople {
    /// What is recorded of somebody.
    pub fn of(&self, user: UserId) -> Option<&PastPerson> {
        self.people.get(*self.places.get(&user)?)
    }

    /// Somebody, of whom nothing may be recorded so far.
    pub(super) fn of_mut(&mut self, user: UserId) -> &mut PastPerson {
        let people = &mut self.people;
        let place = *self.places.entry(user).or_insert_with(|| {
            people.push(PastPerson::of(user, Vec::new()));
            people.len() - 1
        });
        &mut people[place]
    }

    /// All of them, to add what is known of each.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut PastPerson> {
        self.people.iter_mut()
    }
}

impl Deref for PastPeople {
    type Target = [PastPerson];

    fn deref(&self) -> &[PastPerson] {
        &self.people
    }
}

impl FromIterator<PastPerson> for PastPeople {
    fn from_iter<T: IntoIterator<Item = PastPerson>>(people: T) -> Self {
        let mut all = Self::default();
        for person in people {
            let user = person.user;
            *all.of_mut(user) = person;
        }
        all
    }
}

impl<'a> IntoIterator for &'a PastPeople {
    type Item = &'a PastPerson;
    type IntoIter = std::slice::Iter<'a, PastPerson>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
