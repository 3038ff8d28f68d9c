//! The filter of the list: the one in force, and the field in which it is typed.

use crossterm::event::KeyCode;
use tui_input::Input;

use super::press::{LONGEST_INPUT, Press, paste_into};
use crate::query::{Completion, Query, QueryError, Zone, complete};

/// The filter in force, which follows every key while it is typed, as long as that is a query.
#[derive(Debug, Default)]
pub struct Filter {
    query: Query,
    input: Option<Input>,
    error: Option<QueryError>,
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

    /// What is wrong with what is being typed, so that the filter before is still in force.
    pub(crate) fn error(&self) -> Option<&QueryError> {
        self.error.as_ref()
    }

    /// What can be typed next, where something is known to.
    pub(crate) fn completion(&self) -> Option<Completion> {
        let input = self.input.as_ref()?;
        complete(input.value(), input.cursor())
    }

    /// Opens the field with the filter in force.
    pub(super) fn open(&mut self) {
        self.input = Some(Input::new(self.query.text().to_owned()));
    }

    /// Closes the field; the filter stays in force.
    pub(super) fn close(&mut self) {
        self.input = None;
        self.error = None;
    }

    /// Shows every session again.
    pub(super) fn clear(&mut self) {
        self.query = Query::default();
    }

    /// Types a key into the field; returns whether another filter is in force now.
    pub(super) fn type_in(&mut self, press: Press, zone: Zone) -> bool {
        let completion = self.completion();
        let Some(input) = &mut self.input else {
            return false;
        };
        let is_at_end = input.cursor() == input.value().chars().count();
        match (press.key.code, completion) {
            (KeyCode::Tab, None) => return false,
            (KeyCode::Tab, Some(completion)) => complete_in(input, &completion),
            (KeyCode::Right, Some(completion)) if is_at_end => complete_in(input, &completion),
            _ => press.type_into(input, LONGEST_INPUT),
        }
        self.follow(zone)
    }

    /// Pastes text into the field; returns whether another filter is in force now.
    pub(super) fn paste(&mut self, text: &str, zone: Zone) -> bool {
        let Some(input) = &mut self.input else {
            return false;
        };
        paste_into(input, text, LONGEST_INPUT);
        self.follow(zone)
    }

    fn follow(&mut self, zone: Zone) -> bool {
        let typed = self.input.as_ref().map_or("", |input| input.value());
        match Query::parse(typed, zone) {
            Ok(query) => {
                self.error = None;
                let is_another = query != self.query;
                self.query = query;
                is_another
            }
            Err(error) => {
                self.error = Some(error);
                false
            }
        }
    }
}

/// Completes what stands before the cursor, unless the field has no room for it.
fn complete_in(input: &mut Input, completion: &Completion) {
    let (text, cursor) = completion.apply(input.value(), input.cursor());
    if text.chars().count() <= LONGEST_INPUT {
        *input = Input::new(text).with_cursor(cursor);
    }
}
