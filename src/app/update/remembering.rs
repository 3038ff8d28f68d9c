//! How the list looks and what its rules told, for the next time that this account is opened.

use std::sync::Arc;

use super::App;
use crate::app::event::Effect;
use crate::app::notices::Level;
use crate::app::remembered::{FlagsInWords, RememberedList};
use crate::live::{FlagLog, KnownFlags};
use crate::model::{SafeText, Timestamp};
use crate::settings::ListColumn;

impl App {
    /// The columns that were chosen for the list or its view; none where the usual ones are shown.
    pub(crate) fn columns(&self) -> &[ListColumn] {
        let of_view = &self.view().columns;
        if of_view.is_empty() {
            &self.columns
        } else {
            of_view
        }
    }

    /// Makes the list look as it did when the account was left. A filter shows fewer than all, so it
    /// is said.
    pub(super) fn restore(&mut self, now: Timestamp) {
        let Some(before) = self.setup.list.before.take() else {
            self.remembered = self.as_it_is();
            return;
        };
        let mut dropped = Vec::new();
        let flags = FlagsInWords::clone(&before.flags);
        self.flag_log = FlagLog::default().knowing(KnownFlags::from_words(flags));
        self.known_flags = before.flags;
        if let Some(columns) = &before.columns {
            self.columns.clone_from(columns);
        }
        self.theme = before.theme;
        self.display.details_closed = before.details == Some(false);
        if let Some(name) = &before.view {
            match self
                .views
                .position(name)
                .filter(|at| self.views.at(*at).is_void().is_none())
            {
                Some(place) => {
                    self.turn_to(place);
                }
                None => dropped.push(format!("view {name}")),
            }
        }
        if let Some(sort) = before.sort {
            self.list.sort = sort;
        }
        let filter = before.filter.as_deref().filter(|text| !text.is_empty());
        if let Some(filter) = filter
            && !self.filter.set(filter, self.setup.zone)
        {
            dropped.push(format!("filter {filter}"));
        }
        self.tell_restored(&dropped, now);
        self.remembered = self.as_it_is();
    }

    fn tell_restored(&mut self, dropped: &[String], now: Timestamp) {
        let view = &self.view().name;
        let filter = self.filter.narrowing().text();
        let text = match (self.view, filter) {
            (0, "") => None,
            (0, filter) => Some(format!(
                "as you left it: /{filter}; Esc shows every session"
            )),
            (_, "") => Some(format!(
                "as you left it: view {view}; 1 shows every session"
            )),
            (_, filter) => Some(format!("as you left it: view {view}, /{filter}")),
        };
        if let Some(text) = text {
            self.say(now, Level::Info, SafeText::new(&text).to_string());
        }
        if !dropped.is_empty() {
            let text = format!(
                "not as you left it: there is no {} any more",
                dropped.join(", ")
            );
            self.say(now, Level::Warning, SafeText::new(&text).to_string());
        }
    }

    /// How the list looks.
    fn as_it_is(&self) -> RememberedList {
        let filter = self.filter.narrowing();
        let lasts = filter.for_the_screen_alone().is_none() && !filter.is_empty();
        RememberedList {
            view: Some(self.view().name.to_string()),
            filter: lasts.then(|| filter.text().to_owned()),
            sort: Some(self.list.sort),
            columns: (self.columns != self.setup.list.columns).then(|| self.columns.clone()),
            details: Some(!self.display.details_closed),
            theme: self.theme,
            flags: Arc::clone(&self.known_flags),
        }
    }

    /// Asks to write how the list looks, where that has changed and nobody is typing.
    pub(super) fn remember(&mut self) -> Option<Effect> {
        let path = self.setup.list.kept_in.as_ref()?;
        if self.filter.input().is_some() {
            return None;
        }
        let now = self.as_it_is();
        if now == self.remembered {
            return None;
        }
        let effect = Effect::Remember(path.clone(), now.text());
        self.remembered = now;
        Some(effect)
    }
}
