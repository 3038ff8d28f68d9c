//! The people who were found where it is not clear who is meant: one of them is chosen.

use super::{Dialog, Reaction};
use crate::app::Action;
use crate::app::ask::Ask;
use crate::app::going::{Destination, PeopleThere, words};
use crate::app::press::Press;
use crate::live::Sought;
use crate::model::UserId;

/// The people, and the place of the cursor.
#[derive(Debug)]
pub struct FoundMenu {
    /// The people, each in words.
    pub people: Vec<(UserId, String)>,
    /// The place of the person under the cursor.
    pub at: usize,
    /// Whether the search found more than these.
    pub are_more: bool,
}

impl FoundMenu {
    /// The menu of the people who were found; there is at least one.
    pub(in crate::app) fn of(there: &PeopleThere) -> Self {
        let people = there.people().iter();
        Self {
            people: people.map(|found| (found.id, words(found))).collect(),
            at: 0,
            are_more: there.are_more(),
        }
    }

    pub(in crate::app) fn key(mut self, press: Press) -> Reaction {
        let count = self.people.len().max(1);
        match press.action {
            Some(Action::Down) => self.at = (self.at + 1) % count,
            Some(Action::Up) => self.at = (self.at + count - 1) % count,
            Some(Action::Keep) => {
                if let Some((user, _)) = self.people.get(self.at) {
                    let destination = Destination::Person(Sought::Id(*user));
                    return Reaction::close().ask(Ask::GoTo(destination));
                }
            }
            action => return Reaction::usual(Dialog::Found(self), action),
        }
        Reaction::stay(Dialog::Found(self))
    }
}
