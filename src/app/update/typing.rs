//! What is typed: the filter, and the editing keys of every text field.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_input::{Input, InputRequest};

use super::App;
use crate::app::Action;
use crate::app::dialog::{Dialog, LONGEST_VALUE};
use crate::app::event::Effect;
use crate::app::keymap::Mode;
use crate::app::notices::Level;
use crate::model::Timestamp;
use crate::query::Query;

/// The longest filter or answer that can be typed, in characters.
pub(super) const LONGEST_INPUT: usize = 200;

impl App {
    pub(super) fn filter_key(&mut self, action: Option<Action>, key: KeyEvent) -> Vec<Effect> {
        let Some(input) = &mut self.input else {
            return Vec::new();
        };
        match action {
            Some(Action::Keep | Action::Back) => {
                self.input = None;
                Vec::new()
            }
            Some(Action::Quit) => self.ask_to_quit(),
            _ => {
                type_into(input, key, LONGEST_INPUT);
                self.refilter()
            }
        }
    }

    pub(super) fn refilter(&mut self) -> Vec<Effect> {
        let typed = self.input.as_ref().map_or("", |input| input.value());
        let query = Query::parse(typed);
        if query == self.query {
            return Vec::new();
        }
        self.query = query;
        vec![self.project()]
    }

    pub(super) fn paste(&mut self, text: &str, now: Timestamp) -> Vec<Effect> {
        if let (Mode::Filter, Some(input)) = (self.mode(), &mut self.input) {
            paste_into(input, text, LONGEST_INPUT);
            return self.refilter();
        }
        if let Some(Dialog::Edit(edit)) = &mut self.dialog {
            edit.problem = None;
            if let Some(input) = edit.here() {
                paste_into(input, text, LONGEST_VALUE);
            }
            return Vec::new();
        }
        self.say(
            now,
            Level::Info,
            "paste ignored: it is taken only while a filter or a field is typed",
        );
        Vec::new()
    }
}

/// Pasted text, without what does not print and as far as there is room.
fn paste_into(input: &mut Input, text: &str, longest: usize) {
    let room = longest.saturating_sub(input.value().chars().count());
    let prints = text.chars().filter(|sign| !sign.is_control());
    for sign in prints.take(room) {
        input.handle(InputRequest::InsertChar(sign));
    }
}

/// The editing keys of a text field. Every key that prints is text; nothing else gets out.
pub(super) fn type_into(input: &mut Input, key: KeyEvent, longest: usize) {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    let alt = key.modifiers.contains(KeyModifiers::ALT);
    let request = match key.code {
        KeyCode::Char('u') if control => InputRequest::DeleteFromStart,
        KeyCode::Char('w') if control => InputRequest::DeletePrevWord,
        KeyCode::Char('k') if control => InputRequest::DeleteTillEnd,
        KeyCode::Char('a') if control => InputRequest::GoToStart,
        KeyCode::Char('e') if control => InputRequest::GoToEnd,
        KeyCode::Char('b') if alt => InputRequest::GoToPrevWord,
        KeyCode::Char('f') if alt => InputRequest::GoToNextWord,
        KeyCode::Char(sign) if !control && !alt => {
            if input.value().chars().count() >= longest {
                return;
            }
            InputRequest::InsertChar(sign)
        }
        KeyCode::Backspace => InputRequest::DeletePrevChar,
        KeyCode::Delete => InputRequest::DeleteNextChar,
        KeyCode::Left => InputRequest::GoToPrevChar,
        KeyCode::Right => InputRequest::GoToNextChar,
        KeyCode::Home => InputRequest::GoToStart,
        KeyCode::End => InputRequest::GoToEnd,
        _ => return,
    };
    input.handle(request);
}
