//! The page of one person: who they are, every session of theirs, what was read of their tokens and
//! what runs did. It shows the newest snapshot, and is there for whoever is not signed in as well.

use super::{Dialog, DialogContext, NextStep, Reaction, TokensRead};
use crate::app::ask::Ask;
use crate::app::going::Destination;
use crate::app::press::Press;
use crate::app::scroll::Scroll;
use crate::app::{Action, Copied};
use crate::live::{Lookup, Person, PersonFound, Snapshot, Sought};
use crate::model::{SafeText, Timestamp, UserId};

/// The page of one person.
#[derive(Debug, Clone)]
pub struct PersonPage {
    /// The person.
    pub user: UserId,
    /// What the server's search said of them, where the list says nothing.
    found: Option<Person>,
    /// Whether their record and their own list are being read.
    pub is_asking: bool,
    /// Why their own list could not be read, if so.
    pub unread: Option<String>,
    /// Their OAuth tokens, where somebody looked at them.
    pub tokens: Option<TokensRead>,
    /// How far it is scrolled.
    pub scroll: Scroll,
}

impl PersonPage {
    /// The page of somebody, before anything was asked for it.
    pub(in crate::app) fn of(user: UserId) -> Self {
        Self {
            user,
            found: None,
            is_asking: false,
            unread: None,
            tokens: None,
            scroll: Scroll::default(),
        }
    }

    /// The person, by the record that was asked for last.
    pub(crate) fn person<'a>(&'a self, snapshot: &'a Snapshot) -> Option<&'a Person> {
        let mut listed = snapshot.directory().iter();
        let listed = listed.find(|person| person.id == self.user);
        let known = listed.filter(|person| person.user().is_some());
        let newest = |person: &&Person| person.asked_at;
        let newest = known
            .into_iter()
            .chain(self.found.as_ref())
            .max_by_key(newest);
        newest.or(listed)
    }

    /// The name of the person, or their number.
    pub(crate) fn title(&self, snapshot: &Snapshot) -> SafeText {
        let user = self.person(snapshot).and_then(Person::user);
        let name = user.map(|user| user.name.clone());
        name.filter(|name| !name.is_blank())
            .unwrap_or_else(|| SafeText::new(&format!("user {}", self.user)))
    }

    /// Takes in what was found of this person at this time.
    pub(in crate::app) fn take(&mut self, found: &PersonFound, now: Timestamp) {
        self.is_asking = false;
        self.unread = found.sessions.as_ref().err().map(ToString::to_string);
        if matches!(found.known, Lookup::User(_)) {
            self.found = Some(Person {
                id: found.id,
                known: found.known.clone(),
                asked_at: Some(now),
            });
        }
    }

    /// Notes why nothing could be read of this person.
    pub(in crate::app) fn fail(&mut self, why: String) {
        (self.is_asking, self.unread) = (false, Some(why));
    }

    /// Takes in tokens, if they are this person's.
    pub(in crate::app) fn take_tokens(&mut self, read: &TokensRead) {
        if read.people.contains(&self.user) {
            self.tokens = Some(read.clone());
        }
    }

    /// What asks for the person's record and own list.
    pub(in crate::app) fn destination(&self) -> Destination {
        Destination::Person(Sought::Id(self.user))
    }

    pub(in crate::app) fn key(mut self, press: Press, context: &DialogContext<'_>) -> Reaction {
        let user = self.user;
        if self.scroll.by(press.action, context.extent) {
            return Reaction::stay(Dialog::Person(self));
        }
        let ask = match press.action {
            Some(Action::End | Action::EndPerson) => Ask::EndAllOf(user),
            Some(Action::Offboard) => self.offboard(),
            Some(Action::Refresh) => Ask::Seek(self.destination()),
            Some(Action::Copy) => Ask::Copy(self.address(context)),
            Some(action) => match NextStep::of_people(action) {
                Some(then) => Ask::Contain(then, vec![user]),
                None => return Reaction::usual(Dialog::Person(self), press.action),
            },
            None => return Reaction::stay(Dialog::Person(self)),
        };
        Reaction::stay(Dialog::Person(self)).ask(ask)
    }

    /// The address of the person, or their number where there is none.
    fn address(&self, context: &DialogContext<'_>) -> Copied {
        let person = self.person(context.snapshot);
        let user = person.and_then(|person| context.names.person(person));
        let address = user.and_then(|user| user.email.as_ref().map(ToString::to_string));
        let what = if address.is_some() {
            "1 address"
        } else {
            "1 id"
        };
        let text = address.unwrap_or_else(|| context.names.user_id(self.user).to_string());
        Copied {
            shown: Some(text.clone()),
            text,
            what: what.to_owned(),
        }
    }

    /// Offboarding them, once their tokens are known; before that these are read.
    fn offboard(&self) -> Ask {
        let answer = self.tokens.as_ref().map(|read| &read.answer);
        let Some(Ok((list, _))) = answer else {
            return Ask::Contain(NextStep::Offboard, vec![self.user]);
        };
        let theirs = list.tokens.iter().filter(|token| token.user == self.user);
        Ask::Offboard {
            people: vec![self.user],
            listed: Some(theirs.cloned().collect()),
        }
    }
}
