//! What happened in the same second and is of one kind is one entry.

use super::{NewsEntry, NewsKind, NewsPerson};

/// The most people of one entry.
const PEOPLE: usize = 1_000;

impl NewsEntry {
    /// Takes in another entry if it is of the same second and kind; returns whether it does. Of the
    /// whole walks of which nothing came between only the last is news.
    pub(super) fn takes_in(&mut self, other: &Self) -> bool {
        if let (NewsKind::Walked(known), NewsKind::Walked(sessions)) = (&mut self.what, &other.what)
        {
            (*known, self.at) = (*sessions, other.at);
            return true;
        }
        if self.at.seconds() != other.at.seconds() {
            return false;
        }
        match (&mut self.what, &other.what) {
            (NewsKind::SignedIn(people), NewsKind::SignedIn(more))
            | (NewsKind::Gone(people), NewsKind::Gone(more)) => join(people, more),
            (NewsKind::Flag(known), NewsKind::Flag(flag))
                if known.rule == flag.rule && known.is_on == flag.is_on =>
            {
                known.more += flag.more;
                join(&mut known.people, &flag.people)
            }
            _ => false,
        }
    }
}

/// Adds people to those of an entry, if there is room.
fn join(people: &mut Vec<NewsPerson>, more: &[NewsPerson]) -> bool {
    if people.len() + more.len() > PEOPLE {
        return false;
    }
    for person in more {
        match people.iter_mut().rev().find(|it| it.user == person.user) {
            Some(known) => known.sessions.extend(&person.sessions),
            None => people.push(person.clone()),
        }
    }
    true
}
