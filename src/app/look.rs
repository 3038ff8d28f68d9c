//! How the list looks: the views that it can be turned to and the one that is shown, its columns and how
//! wide they have to be, and what else somebody chose since the program began.

use crossterm::event::KeyCode;

use super::keymap::Keymap;
use super::press::Press;
use super::remembered::RememberedList;
use super::setup::{DisplayOptions, ListSetup};
use super::views::{View, Views};
use super::widths::{ColumnNeeds, GrownNeeds};
use crate::query::Zone;
use crate::settings::{ListColumn, RuleSet, ThemeChoice};

/// How the list looks.
#[derive(Debug)]
pub(crate) struct ListLook {
    pub(super) views: Views,
    /// The view that is shown, by its place.
    pub(super) place: usize,
    /// The columns of the list; the usual ones where there are none.
    pub(super) columns: Vec<ListColumn>,
    pub(super) needs: GrownNeeds,
    /// The theme that was chosen on the screen.
    pub(super) theme: Option<ThemeChoice>,
    pub(super) display: DisplayOptions,
    /// How it was when that was written last.
    pub(super) remembered: RememberedList,
}

impl ListLook {
    /// How the list looks in the beginning.
    pub(super) fn of(rules: &RuleSet, setup: &ListSetup, zone: Zone) -> Self {
        Self {
            views: Views::of(rules, &setup.views, zone),
            place: 0,
            columns: setup.columns.clone(),
            needs: GrownNeeds::default(),
            theme: None,
            display: DisplayOptions::default(),
            remembered: RememberedList::default(),
        }
    }

    /// The view that is shown.
    pub(crate) fn view(&self) -> &View {
        self.views.at(self.place)
    }

    /// The name of the view that is shown, unless that shows every session.
    pub(crate) fn view_name(&self) -> Option<&str> {
        (self.place > 0).then(|| &*self.view().name)
    }

    /// The columns that were chosen for the list or its view; none where the usual ones are shown.
    pub(crate) fn columns(&self) -> &[ListColumn] {
        let of_view = &self.view().columns;
        if of_view.is_empty() {
            &self.columns
        } else {
            of_view
        }
    }

    /// How wide the columns have to be, by the rows that were on the screen.
    pub(crate) const fn needs(&self) -> &ColumnNeeds {
        self.needs.needs()
    }

    /// The view of the settings that a key opens, because nothing else is on it.
    pub(super) fn view_of_digit(&self, press: Press, keymap: &Keymap) -> Option<usize> {
        let is_plain = press.action.is_none() && press.key.modifiers.is_empty();
        match press.key.code {
            KeyCode::Char(sign) if is_plain => self.views.of_digit(sign, keymap),
            _ => None,
        }
    }

    /// Shows these columns: in the view where that has its own, and otherwise in every other.
    pub(super) fn choose_columns(&mut self, columns: Vec<ListColumn>) {
        if self.view().columns.is_empty() {
            self.columns = columns;
        } else {
            self.views.choose_columns(self.place, columns);
        }
    }
}
