//! The filter of the list: the one in force, and the field in which it is typed.

use tui_input::Input;

use super::press::{LONGEST_FILTER, Press, paste_into};
use crate::query::{Completion, FlagNames, KnownValues, Query, QueryError, Zone, complete};

/// The filter in force, which follows every key while it is typed, as long as that is a query.
#[derive(Debug, Default)]
pub struct Filter {
    /// What was typed.
    query: Query,
    /// What the view asks for, within which the filter narrows.
    scope: Query,
    /// Both at once.
    joined: Query,
    /// The filter that was in force when the field was opened.
    before: (Query, Query),
    input: Option<Input>,
    error: Option<QueryError>,
    /// What can be typed next.
    completion: Option<Completion>,
    /// The rules that can be asked for.
    flags: FlagNames,
}

impl Filter {
    /// No filter yet, where these rules are in force.
    pub(super) fn over(flags: FlagNames) -> Self {
        Self {
            flags,
            ..Self::default()
        }
    }

    #[expect(
        clippy::misnamed_getters,
        reason = "what was typed is a part of the query in force"
    )]
    /// What the list shows: what matches the view and what was typed.
    pub fn query(&self) -> &Query {
        &self.joined
    }

    /// The filter in force, without the view within which it narrows.
    pub(crate) fn narrowing(&self) -> &Query {
        &self.query
    }

    /// Narrows within another view from now on. A filter that cannot be joined with it is dropped;
    /// returns whether it stays.
    pub(super) fn turn_to(&mut self, scope: Query, zone: Zone) -> bool {
        self.leave();
        self.scope = scope;
        if let Ok(joined) = self.join(&self.query, zone) {
            self.joined = joined;
            return true;
        }
        self.clear();
        false
    }

    /// A query that asks what the view asks and what was typed.
    fn join(&self, typed: &Query, zone: Zone) -> Result<Query, QueryError> {
        if self.scope.is_empty() {
            return Ok(typed.clone());
        }
        if typed.is_empty() {
            return Ok(self.scope.clone());
        }
        let text = format!("({}) ({})", self.scope.text(), typed.text());
        Query::parse_with(&text, zone, &self.flags)
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
    pub(crate) fn completion(&self) -> Option<&Completion> {
        self.completion.as_ref()
    }

    /// Looks for what can be typed next, among values that are known.
    pub(super) fn look_for_completion(&mut self, known: KnownValues<'_>) {
        let input = self.input.as_ref();
        let found = |it: &Input| complete(it.value(), it.cursor(), &self.flags, known);
        self.completion = input.and_then(found);
    }

    /// Opens the field with the filter in force.
    pub(super) fn open(&mut self) {
        self.before = (self.query.clone(), self.joined.clone());
        self.input = Some(Input::new(self.query.text().to_owned()));
    }

    /// Closes the field, and the filter stays in force. What is no query stays in the field: what
    /// was read while it was typed is another filter than what stands there.
    pub(super) fn keep(&mut self) {
        if self.error.is_none() {
            self.input = None;
        }
    }

    /// Closes the field. Where what stands in it is no query, the filter before it is in force again;
    /// returns whether that is another one.
    pub(super) fn leave(&mut self) -> bool {
        self.input = None;
        let goes_back = self.error.take().is_some() && self.query != self.before.0;
        if goes_back {
            (self.query, self.joined) = std::mem::take(&mut self.before);
        }
        goes_back
    }

    /// Puts a filter in force that was not typed; returns whether it is one.
    pub(super) fn set(&mut self, text: &str, zone: Zone) -> bool {
        let query = Query::parse_with(text, zone, &self.flags);
        let read = query.and_then(|query| Ok((self.join(&query, zone)?, query)));
        match read {
            Ok((joined, query)) => {
                (self.joined, self.query) = (joined, query);
                true
            }
            Err(_) => false,
        }
    }

    /// Shows every session again.
    pub(super) fn clear(&mut self) {
        self.query = Query::default();
        self.joined = self.scope.clone();
    }

    /// Types a key into the field; returns whether another filter is in force now.
    pub(super) fn type_in(&mut self, press: Press, zone: Zone) -> bool {
        let completion = self.completion.take();
        let Some(input) = &mut self.input else {
            return false;
        };
        match completion.filter(|_| press.completes(input)) {
            Some(completion) => complete_in(input, &completion),
            None => press.type_into(input, LONGEST_FILTER),
        }
        self.follow(zone)
    }

    /// Pastes text into the field; returns whether another filter is in force now.
    pub(super) fn paste(&mut self, text: &str, zone: Zone) -> bool {
        let Some(input) = &mut self.input else {
            return false;
        };
        paste_into(input, text, LONGEST_FILTER);
        self.follow(zone)
    }

    fn follow(&mut self, zone: Zone) -> bool {
        let typed = self.input.as_ref().map_or("", |input| input.value());
        let query = Query::parse_with(typed, zone, &self.flags);
        match query.and_then(|query| Ok((self.join(&query, zone)?, query))) {
            Ok((joined, query)) => {
                self.error = None;
                let is_another = query != self.query;
                (self.joined, self.query) = (joined, query);
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
    if text.chars().count() <= LONGEST_FILTER {
        *input = Input::new(text).with_cursor(cursor);
    }
}

#[cfg(test)]
mod tests {
    use crossterm::event::{KeyCode, KeyEvent};

    use super::*;
    use crate::model::Timestamp;

    fn press(filter: &mut Filter, code: KeyCode) -> bool {
        let press = Press {
            action: None,
            key: KeyEvent::from(code),
            at: Timestamp::from_seconds(0),
        };
        let is_another = filter.type_in(press, Zone::UTC);
        filter.look_for_completion(&|_, _| Vec::new());
        is_another
    }

    fn type_text(filter: &mut Filter, text: &str) {
        for sign in text.chars() {
            press(filter, KeyCode::Char(sign));
        }
    }

    #[test]
    fn what_is_no_query_leaves_the_one_before_in_force_and_says_why() {
        let mut filter = Filter::default();
        filter.open();
        type_text(&mut filter, "zoe ");
        assert!(filter.error().is_none());
        type_text(&mut filter, "role:");
        assert!(filter.error().unwrap().is_unfinished());
        assert_eq!(filter.query().text(), "zoe role");
        type_text(&mut filter, "agnet");
        let error = filter.error().unwrap();
        assert!(error.to_string().starts_with("column 10: role:agnet"));
        assert_eq!(filter.query().text(), "zoe role:a");
        for _ in 0..3 {
            press(&mut filter, KeyCode::Backspace);
        }
        type_text(&mut filter, "en");
        assert!(press(&mut filter, KeyCode::Char('t')));
        assert_eq!(filter.query().text(), "zoe role:agent");
        filter.keep();
        assert!(filter.error().is_none() && filter.input().is_none());
    }

    #[test]
    fn what_is_no_query_is_never_kept_and_leaving_it_goes_back() {
        let mut filter = Filter::default();
        assert!(filter.set("role:agent", Zone::UTC));
        filter.open();
        type_text(&mut filter, " -org:");
        assert_eq!(filter.query().text(), "role:agent -org");
        filter.keep();
        assert_eq!(filter.input().unwrap().value(), "role:agent -org:");
        assert!(filter.leave());
        assert!(filter.input().is_none() && filter.error().is_none());
        assert_eq!(filter.query().text(), "role:agent");
        filter.open();
        type_text(&mut filter, " zoe");
        assert!(!filter.leave());
        assert_eq!(filter.query().text(), "role:agent zoe");
    }

    #[test]
    fn tab_and_right_at_the_end_complete() {
        let mut filter = Filter::default();
        filter.open();
        type_text(&mut filter, "ro");
        press(&mut filter, KeyCode::Tab);
        assert_eq!(filter.input().unwrap().value(), "role:");
        type_text(&mut filter, "e");
        assert!(press(&mut filter, KeyCode::Right));
        assert_eq!(filter.query().text(), "role:end-user");
        assert!(!press(&mut filter, KeyCode::Tab));
        press(&mut filter, KeyCode::Left);
        press(&mut filter, KeyCode::Right);
        assert_eq!(filter.input().unwrap().value(), "role:end-user");
    }
}
