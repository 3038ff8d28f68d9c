//! Going straight to a person or an organisation.

use super::App;
use crate::app::dialog::{Dialog, FoundLine, FoundMenu, PersonPage};
use crate::app::event::Effect;
use crate::app::going::{Destination, on_the_list, state_of};
use crate::app::notices::Level;
use crate::model::{Timestamp, UserId};

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
                self.layers
                    .open(Dialog::Found(FoundMenu::new(lines, are_more)));
                Vec::new()
            }
        }
    }

    /// Asks the server for a person or an organisation.
    pub(super) fn seek(&mut self, destination: Destination, now: Timestamp) -> Vec<Effect> {
        let asks = self.sought.begin(destination, &mut self.layers);
        self.carry_out(asks, now)
    }

    /// Opens the page of somebody, and asks for their record and their own list.
    pub(super) fn open_page(&mut self, user: UserId, now: Timestamp) -> Vec<Effect> {
        let under_cursor = self.table.list.cursor_key().filter(|key| key.user == user);
        let page = PersonPage::of(user, under_cursor, &self.snapshot);
        let destination = page.destination();
        self.layers.open(Dialog::Person(page));
        let mut effects = self.seek(destination, now);
        effects.extend(self.past.ask());
        effects
    }

    /// Opens the page of the person under the cursor.
    pub(super) fn page_under_cursor(&mut self, now: Timestamp) -> Vec<Effect> {
        if let Some(key) = self.table.list.cursor_key() {
            return self.open_page(key.user, now);
        }
        self.say(now, Level::Passing, self.table.list.nothing_under_cursor());
        Vec::new()
    }

    /// Shows what matches a filter of the program's own.
    pub(super) fn show_filter(&mut self, text: &str) -> Option<Effect> {
        if !self.table.look.view().query.is_empty() {
            self.table.turn_to(0, self.setup.zone);
        }
        let is_set = self.table.filter.set(text, self.setup.zone);
        is_set.then(|| self.narrow())
    }
}
