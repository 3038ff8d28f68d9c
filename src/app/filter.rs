//! The filter of the list: the one in force, and the field in which it is typed.

use tui_input::Input;

use super::press::{LONGEST_INPUT, Press, paste_into};
use crate::query::Query;

/// The filter in force, which follows every key while it is typed.
#[derive(Debug, Default)]
pub struct Filter {
    query: Query,
    input: Option<Input>,
}

impl Filter {
    /// The filter in force.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// The filter as it is being typed; `None` while nobody types.
    pub fn input(&self) -> Option<&Input> {
        self.input.as_ref()
    }

    /// Opens the field with the filter in force.
    pub(super) fn open(&mut self) {
        self.input = Some(Input::new(self.query.text().to_owned()));
    }

    /// Closes the field; the filter stays in force.
    pub(super) fn close(&mut self) {
        self.input = None;
    }

    /// Shows every session again.
    pub(super) fn clear(&mut self) {
        self.query = Query::default();
    }

    /// Types a key into the field; returns whether another filter is in force now.
    pub(super) fn type_in(&mut self, press: Press) -> bool {
        let Some(input) = &mut self.input else {
            return false;
        };
        press.type_into(input, LONGEST_INPUT);
        self.follow()
    }

    /// Pastes text into the field; returns whether another filter is in force now.
    pub(super) fn paste(&mut self, text: &str) -> bool {
        let Some(input) = &mut self.input else {
            return false;
        };
        paste_into(input, text, LONGEST_INPUT);
        self.follow()
    }

    fn follow(&mut self) -> bool {
        let typed = self.input.as_ref().map_or("", |input| input.value());
        let query = Query::parse(typed);
        let is_another = query != self.query;
        if is_another {
            self.query = query;
        }
        is_another
    }
}
