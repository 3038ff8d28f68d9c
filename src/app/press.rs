//! A key as it was pressed, and what it does in a field that is typed into.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_input::{Input, InputRequest};

use super::Action;
use crate::model::Timestamp;

/// The longest answer or name that can be typed, in characters.
pub(super) const LONGEST_INPUT: usize = 200;

/// The longest filter that can be typed, in characters: one that leaves some hundred people out.
pub(super) const LONGEST_FILTER: usize = 8_192;

/// The longest path that can be typed, in characters; systems take no longer ones.
pub(super) const LONGEST_PATH: usize = 4_096;

/// A key, what it means where it was pressed, and when it arrived.
#[derive(Debug, Clone, Copy)]
pub(super) struct Press {
    /// The action that the key means there; `None` if it means nothing.
    pub(super) action: Option<Action>,
    /// The key that was pressed.
    pub(super) key: KeyEvent,
    /// When it arrived, by the local clock.
    pub(super) at: Timestamp,
}

impl Press {
    /// Whether the key leaves something, or stops it. Such a key is never refused.
    pub(super) fn leaves(self) -> bool {
        matches!(
            self.action,
            Some(Action::Back | Action::Quit | Action::StopRun | Action::StopAndQuit)
        )
    }

    /// Whether the key completes what stands before the cursor: Tab, and right at the end.
    pub(super) fn completes(self, input: &Input) -> bool {
        let is_at_end = input.cursor() == input.value().chars().count();
        match self.key.code {
            KeyCode::Tab => true,
            KeyCode::Right => is_at_end,
            _ => false,
        }
    }

    /// Applies a key to a text field: what prints is text, and editing keys edit. Other keys do
    /// nothing.
    pub(super) fn type_into(self, input: &mut Input, longest: usize) {
        let modifiers = self.key.modifiers;
        let control = modifiers.contains(KeyModifiers::CONTROL);
        let alt = modifiers.contains(KeyModifiers::ALT);
        let request = match self.key.code {
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
}

/// Pastes text into a field that is one line; all of it, or nothing where there is no room for it: a
/// part would be something else than what was meant.
pub(super) fn paste_into(input: &mut Input, text: &str, longest: usize) {
    let text = as_one_line(text);
    let room = longest.saturating_sub(input.value().chars().count());
    if text.chars().count() <= room {
        for sign in text.chars() {
            input.handle(InputRequest::InsertChar(sign));
        }
    }
}

/// Pasted text as one line, without characters that do not print: lines are parted by a blank.
pub(super) fn as_one_line(text: &str) -> String {
    let lines = text.trim_end_matches(['\r', '\n']).replace("\r\n", " ");
    let lines = lines.replace(['\r', '\n', '\t'], " ");
    lines.chars().filter(|sign| !sign.is_control()).collect()
}
