//! Going straight to a person or an organisation: what is asked, and what comes of it.

use crossterm::event::{KeyCode, KeyEvent};

use super::App;
use crate::app::ask::Ask;
use crate::app::dialog::{Dialog, FoundLine, FoundMenu, PersonPage};
use crate::app::event::Effect;
use crate::app::going::{
    Arrival, Destination, OrganizationSought, PeopleThere, WhatIsThere, on_the_list, state_of,
};
use crate::app::notices::Level;
use crate::live::Person;
use crate::model::{OrganizationId, SafeText, Timestamp, User, UserId, counted};

/// Whom or what somebody looks for.
#[derive(Debug)]
pub(super) struct Going {
    destination: Destination,
    /// Whether a key was pressed since, so that the answer is told and opens nothing.
    is_left: bool,
    /// Whether a page asked that is open, so that the answer is for it alone: whoever closed it has
    /// seen enough.
    is_of_page: bool,
}

impl App {
    /// Goes to a person or an organisation. Whoever is on the list is shown from it at once, and asked
    /// about beside that.
    pub(super) fn go_to(&mut self, destination: Destination, now: Timestamp) -> Vec<Effect> {
        let Destination::Person(sought) = &destination else {
            return self.seek(destination, now);
        };
        let directory = self.snapshot.directory();
        let (people, are_more) = on_the_list(sought, directory);
        match &people[..] {
            [] => self.seek(destination, now),
            [one] => {
                let user = one.id;
                self.open_page(user, now)
            }
            several => {
                let mut lines: Vec<FoundLine> = (several.iter())
                    .map(|person| {
                        let user = person.user();
                        let note = user.and_then(state_of).unwrap_or_default().to_owned();
                        FoundLine::person(person.id, user, note)
                    })
                    .collect();
                lines.push(FoundLine::server(destination));
                self.dialog = Some(Dialog::Found(FoundMenu::new(lines, are_more)));
                Vec::new()
            }
        }
    }

    /// Asks the server for a person or an organisation. The newest request counts.
    pub(super) fn seek(&mut self, destination: Destination, now: Timestamp) -> Vec<Effect> {
        let page = self
            .page_mut()
            .filter(|page| page.destination() == destination);
        let is_of_page = page.is_some();
        if let Some(page) = page {
            page.is_asking = true;
        } else {
            let text = format!("looking for {} …", destination.name());
            self.say(now, Level::Info, text);
        }
        self.going = Some(Going {
            destination: destination.clone(),
            is_left: false,
            is_of_page,
        });
        vec![Effect::GoTo(destination)]
    }

    /// Opens the page of somebody, and asks for their record and their own list.
    pub(super) fn open_page(&mut self, user: UserId, now: Timestamp) -> Vec<Effect> {
        let under_cursor = self.list.cursor_key().filter(|key| key.user == user);
        let page = PersonPage::of(user, under_cursor, &self.snapshot);
        let destination = page.destination();
        self.dialog = Some(Dialog::Person(page));
        let mut effects = self.seek(destination, now);
        effects.extend(self.past.ask());
        effects
    }

    /// Opens the page of the person under the cursor.
    pub(super) fn page_under_cursor(&mut self, now: Timestamp) -> Vec<Effect> {
        if let Some(key) = self.list.cursor_key() {
            return self.open_page(key.user, now);
        }
        self.say(now, Level::Passing, self.list.nothing_under_cursor());
        Vec::new()
    }

    /// The page that is open, or that lies beneath another dialog.
    pub(super) fn page_mut(&mut self) -> Option<&mut PersonPage> {
        match &mut self.dialog {
            Some(Dialog::Person(page)) => Some(page),
            _ => self.beneath.as_mut(),
        }
    }

    /// Goes to whoever the filter in force may be about, which no session matches.
    pub(super) fn go_to_filtered(&mut self, now: Timestamp) -> Vec<Effect> {
        match Destination::of_filter(self.filter.narrowing().text()) {
            Some(destination) => self.go_to(destination, now),
            None => Vec::new(),
        }
    }

    /// Whether Enter looks for whoever the filter may be about, since no session matches it.
    pub(crate) fn may_go_to_filtered(&self) -> bool {
        let query = self.filter.narrowing();
        // Before a whole walk was read, most people cannot be told.
        let are_decided = self.list.undecided() == 0 || !self.snapshot.is_walked();
        let is_nobody_there = self.list.is_empty() && are_decided;
        is_nobody_there && Destination::of_filter(query.text()).is_some()
    }

    /// Takes a key in the list while somebody is looked for: Esc ends that, and whoever goes on is not
    /// taken away by the answer. Returns whether that was all that the key meant.
    pub(super) fn is_looked_for_no_more(&mut self, key: KeyEvent, now: Timestamp) -> bool {
        let Some(sought) = self.going.as_mut().filter(|going| !going.is_of_page) else {
            return false;
        };
        sought.is_left = true;
        let name = sought.destination.name();
        let is_end = key.code == KeyCode::Esc;
        if is_end {
            self.going = None;
            self.say(now, Level::Info, format!("no longer looking for {name}"));
        }
        is_end
    }

    /// Takes in what came of it. Whoever does something else by now is not disturbed.
    pub(super) fn arrived(&mut self, arrival: Arrival, now: Timestamp) -> Vec<Effect> {
        let is_it = |sought: &mut Going| sought.destination == arrival.destination;
        let Some(going) = self.going.take_if(is_it) else {
            return Vec::new();
        };
        let name = arrival.destination.name();
        let page = self
            .page_mut()
            .filter(|page| page.destination() == arrival.destination);
        if let Some(page) = page {
            match &arrival.answer {
                Ok(WhatIsThere::People(there)) => match there.only() {
                    Some(found) => page.take(found),
                    None => page.fail("nobody is found by this number".to_owned()),
                },
                Ok(WhatIsThere::Organizations { .. }) => {}
                Err(why) => page.fail(why.clone()),
            }
            return Vec::new();
        }
        if going.is_of_page {
            return Vec::new();
        }
        let there = match arrival.answer {
            Ok(there) => there,
            Err(why) => return self.carry_out(vec![Ask::warn(format!("{name}: {why}"))], now),
        };
        if self.dialog.is_some() || self.filter.input().is_some() || going.is_left {
            let text = format!("{name}: an answer came while you did something else; ask again");
            return self.carry_out(vec![Ask::warn(text)], now);
        }
        match there {
            WhatIsThere::People(there) => self.people_there(&name, &there, now),
            WhatIsThere::Organizations {
                ids,
                people,
                read,
                are_more,
            } => self.organizations_there(&name, &ids, (people, read, are_more), now),
        }
    }

    fn people_there(&mut self, name: &str, there: &PeopleThere, now: Timestamp) -> Vec<Effect> {
        if let Some(found) = there.only() {
            let mut page = PersonPage::of(found.id, None, &self.snapshot).come_at(now);
            page.take(found);
            self.dialog = Some(Dialog::Person(page));
            return self.past.ask().into_iter().collect();
        }
        if there.people().is_empty() {
            let text = format!(
                "nobody active found by {name}; new people take a while, the deleted need their id"
            );
            return self.carry_out(vec![Ask::warn(text)], now);
        }
        self.dialog = Some(Dialog::Found(FoundMenu::of(there)));
        Vec::new()
    }

    fn organizations_there(
        &mut self,
        name: &str,
        ids: &[OrganizationId],
        (people, read, are_more): (usize, usize, bool),
        now: Timestamp,
    ) -> Vec<Effect> {
        let id = match ids {
            [id] => *id,
            [] => {
                let text = format!("no organisation is called {name}; its whole name is needed");
                return self.carry_out(vec![Ask::warn(text)], now);
            }
            several => {
                let lines = several.iter().map(|id| self.organization_line(name, *id));
                let menu = FoundMenu::new(lines.collect(), false);
                self.dialog = Some(Dialog::Found(menu));
                return Vec::new();
            }
        };
        let least = if are_more { "more than " } else { "" };
        let people = counted(people, "person", "people");
        let ask = Ask::tell(format!(
            "{name}: {least}{people}; the own lists of {read} were read now, a walk brings the rest"
        ));
        let mut effects = self.carry_out(vec![ask], now);
        effects.extend(self.show_filter(&format!("org:{id}")));
        effects
    }

    /// The line of one of several organisations of a name, told by who of it is on the list.
    fn organization_line(&self, name: &str, id: OrganizationId) -> FoundLine {
        let users = (self.snapshot.directory().iter()).filter_map(Person::user);
        let of_it: Vec<&User> = users
            .filter(|user| user.organization.shown().copied() == Some(id))
            .collect();
        let names = of_it.iter().filter_map(|user| user.legible_name());
        let some: Vec<&str> = names.take(2).map(SafeText::as_str).collect();
        let known = counted(of_it.len(), "person", "people");
        let about = match (of_it.is_empty(), some.is_empty()) {
            (true, _) => "nobody of it is known here".to_owned(),
            (false, true) => format!("{known} whose names are not known"),
            (false, false) => format!("{known}: {}", some.join(", ")),
        };
        FoundLine {
            destination: Destination::Organization(OrganizationSought::Id(id)),
            asks_server: false,
            name: SafeText::new(name),
            role: "",
            number: id.to_string(),
            about: SafeText::new(&about),
            has_address: false,
            note: String::new(),
        }
    }

    /// Shows what matches a filter of the program's own.
    fn show_filter(&mut self, text: &str) -> Option<Effect> {
        if !self.view().query.is_empty() {
            self.turn_to(0);
        }
        let is_set = self.filter.set(text, self.setup.zone);
        is_set.then(|| self.narrow())
    }
}
