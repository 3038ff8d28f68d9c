//! Going straight to a person or an organisation: what is asked, and what comes of it.

use super::App;
use crate::app::ask::Ask;
use crate::app::dialog::{Dialog, FoundMenu};
use crate::app::event::Effect;
use crate::app::going::{Arrival, Destination, PeopleThere, WhatIsThere, filter_of, words};
use crate::live::{CannotTell, PersonFound, TheirSessions};
use crate::model::{OrganizationId, Timestamp, counted};

impl App {
    /// Goes to a person or an organisation. The newest request counts.
    pub(super) fn go_to(&mut self, destination: Destination, now: Timestamp) -> Vec<Effect> {
        let asks = vec![Ask::tell(format!("looking for {} …", destination.name()))];
        self.going = Some(destination.clone());
        let mut effects = self.carry_out(asks, now);
        effects.push(Effect::GoTo(destination));
        effects
    }

    /// Goes to whoever the filter in force may be about, which no session matches.
    pub(super) fn go_to_filtered(&mut self, now: Timestamp) -> Vec<Effect> {
        match Destination::of_filter(self.filter.query().text()) {
            Some(destination) => self.go_to(destination, now),
            None => Vec::new(),
        }
    }

    /// Whether Enter looks for whoever the filter may be about, since no session matches it.
    pub(crate) fn may_go_to_filtered(&self) -> bool {
        let query = self.filter.query();
        let is_nobody_there = self.list.is_empty() && self.list.undecided() == 0;
        is_nobody_there && Destination::of_filter(query.text()).is_some()
    }

    /// Takes in what came of it. Whoever does something else by now is not disturbed.
    pub(super) fn arrived(&mut self, arrival: Arrival, now: Timestamp) -> Vec<Effect> {
        if self.going.as_ref() != Some(&arrival.destination) {
            return Vec::new();
        }
        self.going = None;
        let name = arrival.destination.name();
        let there = match arrival.answer {
            Ok(there) => there,
            Err(why) => return self.carry_out(vec![Ask::warn(format!("{name}: {why}"))], now),
        };
        if self.dialog.is_some() || self.filter.input().is_some() {
            let text = format!("{name}: an answer came while something else is open; ask again");
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
            let ask = person_there(found);
            let mut effects = self.carry_out(vec![ask], now);
            effects.extend(self.show_filter(&filter_of(found.id)));
            return effects;
        }
        if there.people().is_empty() {
            let text = format!(
                "nobody active was found by {name}; who is new is found after a while, and the \
                 deleted by their id alone"
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
                let ids: Vec<String> = several.iter().map(ToString::to_string).collect();
                let text = format!(
                    "{name} is the name of several: :org {}",
                    ids.join(", :org ")
                );
                return self.carry_out(vec![Ask::warn(text)], now);
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

    /// Shows what matches a filter of the program's own.
    fn show_filter(&mut self, text: &str) -> Option<Effect> {
        let is_set = self.filter.set(text, self.setup.zone);
        is_set.then(|| self.project())
    }
}

/// What is known of the sessions of somebody whom somebody went to.
fn person_there(found: &PersonFound) -> Ask {
    let who = words(found);
    match &found.sessions {
        Ok(TheirSessions { count: 0, .. }) => {
            Ask::tell(format!("{who}: not signed in, by their own list"))
        }
        Ok(TheirSessions { count, .. }) => {
            let sessions = counted(*count, "session", "sessions");
            Ask::tell(format!("{who}: {sessions}, by their own list"))
        }
        Err(why @ (CannotTell::Unread(_) | CannotTell::Unproved(_) | CannotTell::Skipped)) => {
            Ask::warn(format!(
                "{who}: whether they are signed in cannot be told: {why}"
            ))
        }
    }
}
