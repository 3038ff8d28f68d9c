//! People or organisations where it is not clear which is meant: one of them is chosen.

use super::{Dialog, Reaction};
use crate::app::Action;
use crate::app::ask::Ask;
use crate::app::going::{Destination, PeopleThere, how_found, state_of};
use crate::app::press::Press;
use crate::live::{Lookup, PersonFound, Sought};
use crate::model::{SafeText, User, UserId};

/// Somebody or something that may be meant, with what tells it from the others.
#[derive(Debug, Clone)]
pub struct FoundLine {
    /// Where it leads.
    pub destination: Destination,
    /// Whether only the server can say more.
    pub asks_server: bool,
    /// The name.
    pub name: SafeText,
    /// The role; empty where there is none.
    pub role: &'static str,
    /// The number; empty where there is none.
    pub number: String,
    /// The address of a person, or what is known of an organisation.
    pub about: SafeText,
    /// Whether that is an address.
    pub has_address: bool,
    /// What else is to be known: that they are suspended, or how they were found.
    pub note: String,
}

/// What was found, and the place of the cursor.
#[derive(Debug)]
pub struct FoundMenu {
    /// Everybody or everything that may be meant; never empty.
    pub lines: Vec<FoundLine>,
    /// The place of the line under the cursor.
    pub at: usize,
    /// Whether there are more than these.
    pub are_more: bool,
}

impl FoundLine {
    /// The line of somebody.
    pub(in crate::app) fn person(id: UserId, user: Option<&User>, note: String) -> Self {
        let name = user.and_then(|user| user.name.shown().cloned());
        let email = user.and_then(|user| user.email.shown().cloned());
        Self {
            destination: Destination::Person(Sought::Id(id)),
            asks_server: false,
            name: name.unwrap_or_else(|| SafeText::new("name not known")),
            role: user.map_or("", |user| user.role.word()),
            number: id.to_string(),
            has_address: email.is_some(),
            about: email.unwrap_or_else(|| SafeText::new("no address")),
            note,
        }
    }

    fn of(found: &PersonFound) -> Self {
        let user = match &found.known {
            Lookup::User(user) => Some(user.as_ref()),
            _ => None,
        };
        let notes = [user.and_then(state_of), how_found(found.by)];
        let notes: Vec<&str> = notes.into_iter().flatten().collect();
        Self::person(found.id, user, notes.join(", "))
    }

    /// The line that asks the server, who may know others.
    pub(in crate::app) fn server(destination: Destination) -> Self {
        Self {
            destination,
            asks_server: true,
            name: SafeText::new("somebody else"),
            role: "",
            number: String::new(),
            has_address: false,
            about: SafeText::new("ask Zendesk, which knows more than who is signed in"),
            note: String::new(),
        }
    }
}

impl FoundMenu {
    /// The menu of these lines.
    pub(in crate::app) fn new(lines: Vec<FoundLine>, are_more: bool) -> Self {
        Self {
            lines,
            at: 0,
            are_more,
        }
    }

    /// The menu of the people whom the server found.
    pub(in crate::app) fn of(there: &PeopleThere) -> Self {
        let lines = there.people().iter().map(FoundLine::of).collect();
        Self::new(lines, there.are_more())
    }

    pub(in crate::app) fn key(mut self, press: Press) -> Reaction {
        let count = self.lines.len().max(1);
        match press.action {
            Some(Action::Down) => self.at = (self.at + 1) % count,
            Some(Action::Up) => self.at = (self.at + count - 1) % count,
            Some(Action::Keep) => {
                if let Some(line) = self.lines.get(self.at) {
                    let destination = line.destination.clone();
                    return Reaction::close().ask(if line.asks_server {
                        Ask::Seek(destination)
                    } else {
                        Ask::GoTo(destination)
                    });
                }
            }
            action => return Reaction::usual(Dialog::Found(self), action),
        }
        Reaction::stay(Dialog::Found(self))
    }
}
