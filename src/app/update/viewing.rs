//! Which view of the list is shown, and which people of it are unfolded.

use crossterm::event::KeyCode;

use super::App;
use crate::app::dialog::Dialog;
use crate::app::event::Effect;
use crate::app::keymap::Mode;
use crate::app::notices::Level;
use crate::app::press::Press;
use crate::app::views::{View, ViewKind};
use crate::app::{Action, list::RowKey};
use crate::model::Timestamp;
use crate::settings::ListColumn;

impl App {
    /// The view that is shown.
    pub(crate) fn view(&self) -> &View {
        self.views.at(self.view)
    }

    /// The name of the view that is shown, unless that shows every session.
    pub(crate) fn view_name(&self) -> Option<&str> {
        (self.view > 0).then(|| &*self.view().name)
    }

    /// Opens the view that a key stands for.
    pub(super) fn open_view_of(&mut self, action: Action, now: Timestamp) -> Vec<Effect> {
        match self.views.of_action(action) {
            Some(place) => self.open_view(place, now),
            None => Vec::new(),
        }
    }

    /// The view of the settings that a key opens in the list, or in that of the leavers, because nothing
    /// else is on it.
    pub(super) fn view_of_digit(&self, press: Press) -> Option<usize> {
        let KeyCode::Char(sign) = press.key.code else {
            return None;
        };
        let is_plain = press.action.is_none() && press.key.modifiers.is_empty();
        (is_plain && (self.mode() == Mode::List || self.is_at_a_view()))
            .then(|| self.views.of_digit(sign, &self.keymap))
            .flatten()
    }

    /// Whether a dialog is open that is a view of its own.
    fn is_at_a_view(&self) -> bool {
        let is_view = matches!(
            self.dialog,
            Some(Dialog::Leavers(_) | Dialog::News(_) | Dialog::PastRuns(_))
        );
        is_view && !self.mode().takes_text()
    }

    /// The view that a key of the list opens from a dialog which is a view as well, and in which the key
    /// has no meaning of its own.
    pub(super) fn view_beside(&self, press: Press) -> Option<Action> {
        let is_free = press.action.is_none() && self.is_at_a_view();
        let action = self
            .keymap
            .resolve(Mode::List, press.key)
            .filter(|_| is_free)?;
        let is_view = action.opens_a_view() || matches!(action, Action::PastRuns | Action::News);
        is_view.then_some(action)
    }

    /// Opens the view at this place.
    pub(super) fn open_view(&mut self, place: usize, now: Timestamp) -> Vec<Effect> {
        let view = self.views.at(place);
        if view.kind == ViewKind::Leavers {
            return self.leavers();
        }
        if let Some(why) = view.is_void() {
            self.say(now, Level::Passing, why);
            return Vec::new();
        }
        if self.is_at_a_view() {
            self.dialog = None;
        }
        if !self.turn_to(place) {
            let text = "the filter does not fit into this view, and was dropped";
            self.say(now, Level::Warning, text);
        }
        vec![self.project()]
    }

    /// Shows these columns: in the view where that has its own, and otherwise in every other.
    pub(super) fn choose_columns(&mut self, columns: Vec<ListColumn>) {
        if self.view().columns.is_empty() {
            self.columns = columns;
        } else {
            self.views.choose_columns(self.view, columns);
        }
    }

    /// Turns to a view; the next rows are its own. Returns whether the filter stays.
    pub(super) fn turn_to(&mut self, place: usize) -> bool {
        self.view = place;
        let view = self.views.at(place);
        self.list.turn_to(view.kind == ViewKind::People, view.sort);
        let query = view.query.clone();
        self.marks.end_range();
        self.filter.turn_to(query, self.setup.zone)
    }

    /// Shows or hides the sessions of the person under the cursor. Hiding them puts the cursor on the
    /// person.
    pub(super) fn unfold(&mut self, shows: bool, now: Timestamp) -> Vec<Effect> {
        if self.list.grouped().is_none() {
            let key = "rows of sessions have nothing below them; 3 shows people";
            self.say(now, Level::Passing, key);
            return Vec::new();
        }
        let Some(user) = self.list.cursor_user() else {
            return Vec::new();
        };
        if !self.list.unfold(user, shows) {
            return Vec::new();
        }
        self.list.put_cursor(RowKey::Person(user));
        vec![self.project()]
    }
}
