//! How the table looked when the account was left, and how it looks now.

use std::sync::Arc;

use super::Table;
use crate::app::ask::Ask;
use crate::app::remembered::{FlagsInWords, RememberedList};
use crate::app::setup::ListSetup;
use crate::model::SafeText;
use crate::query::Zone;

impl Table {
    /// Makes the list look as it did when the account was left. A filter shows fewer than all, so it
    /// is said.
    pub(in crate::app) fn restore(&mut self, before: &RememberedList, zone: Zone) -> Vec<Ask> {
        let mut dropped = Vec::new();
        if let Some(columns) = &before.columns {
            self.look.columns.clone_from(columns);
        }
        self.look.theme = before.theme;
        self.look.display.details_closed = before.details == Some(false);
        if let Some(name) = &before.view {
            let place = self.look.views.position(name);
            match place.filter(|at| self.look.views.at(*at).is_void().is_none()) {
                Some(place) => {
                    self.turn_to(place, zone);
                }
                None => dropped.push(format!("view {name}")),
            }
        }
        if let Some(sort) = before.sort {
            self.list.sort = sort;
        }
        let filter = before.filter.as_deref().filter(|text| !text.is_empty());
        if let Some(filter) = filter
            && !self.filter.set(filter, zone)
        {
            dropped.push(format!("filter {filter}"));
        }
        let mut asks = Vec::new();
        if let Some(text) = self.restored() {
            asks.push(Ask::tell(SafeText::new(&text).to_string()));
        }
        if !dropped.is_empty() {
            let text = format!(
                "not as you left it: there is no {} any more",
                dropped.join(", ")
            );
            asks.push(Ask::warn(SafeText::new(&text).to_string()));
        }
        asks
    }

    /// That fewer than all are shown, and how, in words; `None` where all are.
    fn restored(&self) -> Option<String> {
        let view = &self.look.view().name;
        let filter = self.filter.narrowing().text();
        match (self.look.place, filter) {
            (0, "") => None,
            (0, filter) => Some(format!(
                "as you left it: /{filter}; Esc shows every session"
            )),
            (_, "") => Some(format!(
                "as you left it: view {view}; 1 shows every session"
            )),
            (_, filter) => Some(format!("as you left it: view {view}, /{filter}")),
        }
    }

    /// How the list looks.
    pub(in crate::app) fn as_it_is(
        &self,
        setup: &ListSetup,
        flags: &Arc<FlagsInWords>,
    ) -> RememberedList {
        let filter = self.filter.narrowing();
        let lasts = filter.for_the_screen_alone().is_none() && !filter.is_empty();
        let look = &self.look;
        RememberedList {
            view: Some(look.view().name.to_string()),
            filter: lasts.then(|| filter.text().to_owned()),
            sort: Some(self.list.sort),
            columns: (look.columns != setup.columns).then(|| look.columns.clone()),
            details: Some(!look.display.details_closed),
            theme: look.theme,
            flags: Arc::clone(flags),
        }
    }
}
