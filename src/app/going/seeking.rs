//! Whom or what somebody looks for at the server, and what comes of it.

use super::{Arrival, Destination, OrganizationSought, PeopleThere, WhatIsThere};
use crate::app::ask::Ask;
use crate::app::dialog::{Dialog, FoundLine, FoundMenu, PersonPage};
use crate::app::event::Effect;
use crate::app::layers::Layers;
use crate::live::{Person, Snapshot};
use crate::model::{OrganizationId, SafeText, Timestamp, User, counted};

/// Whom or what somebody looks for, until it is known what is there. The newest request counts.
#[derive(Debug, Default)]
pub(in crate::app) struct Seeking(Option<SoughtNow>);

#[derive(Debug)]
struct SoughtNow {
    destination: Destination,
    /// Whether a key was pressed since, so that the answer is told and opens nothing.
    is_left: bool,
    /// Whether a page asked that is open, so that the answer is for it alone: whoever closed it has
    /// seen enough.
    is_of_page: bool,
}

impl Seeking {
    /// Asks the server for a person or an organisation.
    pub(in crate::app) fn begin(
        &mut self,
        destination: Destination,
        layers: &mut Layers,
    ) -> Vec<Ask> {
        let page = layers.page_of(&destination);
        let is_of_page = page.is_some();
        let mut asks = Vec::new();
        if let Some(page) = page {
            page.is_asking = true;
        } else {
            asks.push(Ask::tell(format!("looking for {} …", destination.name())));
        }
        self.0 = Some(SoughtNow {
            destination: destination.clone(),
            is_left: false,
            is_of_page,
        });
        asks.push(Ask::Do(Effect::GoTo(destination)));
        asks
    }

    /// Takes a key in the list while somebody is looked for: whoever goes on is not taken away by the
    /// answer, and Esc ends it, which is then all that the key meant.
    pub(in crate::app) fn leave(&mut self, is_esc: bool) -> Option<Ask> {
        let sought = self.0.as_mut().filter(|sought| !sought.is_of_page)?;
        sought.is_left = true;
        if !is_esc {
            return None;
        }
        let sought = self.0.take()?;
        let name = sought.destination.name();
        Some(Ask::tell(format!("no longer looking for {name}")))
    }

    /// Takes in what came of it. Whoever does something else by now is not disturbed.
    pub(in crate::app) fn arrived(
        &mut self,
        arrival: Arrival,
        layers: &mut Layers,
        (snapshot, is_typing, now): (&Snapshot, bool, Timestamp),
    ) -> Vec<Ask> {
        let is_it = |sought: &mut SoughtNow| sought.destination == arrival.destination;
        let Some(sought) = self.0.take_if(is_it) else {
            return Vec::new();
        };
        let name = arrival.destination.name();
        if let Some(page) = layers.page_of(&arrival.destination) {
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
        if sought.is_of_page {
            return Vec::new();
        }
        let there = match arrival.answer {
            Ok(there) => there,
            Err(why) => return vec![Ask::warn(format!("{name}: {why}"))],
        };
        if layers.is_open() || is_typing || sought.is_left {
            let text = format!("{name}: an answer came while you did something else; ask again");
            return vec![Ask::warn(text)];
        }
        match there {
            WhatIsThere::People(there) => people_there(&name, &there, snapshot, now),
            WhatIsThere::Organizations {
                ids,
                people,
                read,
                are_more,
            } => organizations_there(&name, &ids, (people, read, are_more), snapshot),
        }
    }
}

fn people_there(name: &str, there: &PeopleThere, snapshot: &Snapshot, now: Timestamp) -> Vec<Ask> {
    if let Some(found) = there.only() {
        let mut page = PersonPage::of(found.id, None, snapshot).come_at(now);
        page.take(found);
        return vec![Ask::Open(Dialog::Person(page)), Ask::PastRuns];
    }
    if there.people().is_empty() {
        return vec![Ask::warn(format!(
            "nobody active found by {name}; new people take a while, the deleted need their id"
        ))];
    }
    vec![Ask::Open(Dialog::Found(FoundMenu::of(there)))]
}

fn organizations_there(
    name: &str,
    ids: &[OrganizationId],
    (people, read, are_more): (usize, usize, bool),
    snapshot: &Snapshot,
) -> Vec<Ask> {
    let id = match ids {
        [id] => *id,
        [] => {
            let text = format!("no organisation is called {name}; its whole name is needed");
            return vec![Ask::warn(text)];
        }
        several => {
            let lines = several.iter();
            let lines = lines.map(|id| organization_line(name, *id, snapshot));
            let menu = FoundMenu::new(lines.collect(), false);
            return vec![Ask::Open(Dialog::Found(menu))];
        }
    };
    let least = if are_more { "more than " } else { "" };
    let people = counted(people, "person", "people");
    let text = format!(
        "{name}: {least}{people}; the own lists of {read} were read now, a walk brings the rest"
    );
    vec![Ask::tell(text), Ask::Filter(format!("org:{id}"))]
}

/// The line of one of several organisations of a name, told by who of it is on the list.
fn organization_line(name: &str, id: OrganizationId, snapshot: &Snapshot) -> FoundLine {
    let users = (snapshot.directory().iter()).filter_map(Person::user);
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
