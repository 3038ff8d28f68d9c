//! What is typed: the filter.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_input::{Input, InputRequest};

use super::App;
use crate::app::Action;
use crate::app::event::Effect;
use crate::app::keymap::Mode;
use crate::app::notices::Level;
use crate::model::Timestamp;
use crate::query::Query;

/// The longest filter or answer that can be typed.
const LONGEST_INPUT: usize = 200;

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
                type_into(input, key);
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
            for sign in text
                .chars()
                .filter(|sign| !sign.is_control())
                .take(LONGEST_INPUT)
            {
                if input.value().chars().count() < LONGEST_INPUT {
                    input.handle(InputRequest::InsertChar(sign));
                }
            }
            return self.refilter();
        }
        self.say(
            now,
            Level::Info,
            "paste ignored: it is taken only while a filter is typed",
        );
        Vec::new()
    }
}

/// The editing keys of a text field. Every key that prints is text; nothing else gets out.
pub(super) fn type_into(input: &mut Input, key: KeyEvent) {
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
            if input.value().chars().count() >= LONGEST_INPUT {
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
