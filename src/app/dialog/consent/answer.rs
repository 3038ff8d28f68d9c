//! What a key does to the answer of a dialog that confirms. The answer grows sign by sign and is
//! never anything but a beginning of what is asked for, so there is nothing to go back to in it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_input::{Input, InputRequest};

/// What a key does to the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edit {
    /// The key adds a sign.
    Sign(char),
    /// The key takes the last sign away.
    Erase,
    /// The key takes everything away.
    Clear,
    /// The key edits, and there is nothing to edit in this way.
    Move,
    /// The key means nothing by itself, such as Shift alone.
    Nothing,
    /// The key means something else.
    Other,
}

/// What a key does.
pub(super) fn edit_of(key: KeyEvent) -> Edit {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    let alt = key.modifiers.contains(KeyModifiers::ALT);
    match key.code {
        KeyCode::Char('u' | 'w') if control => Edit::Clear,
        KeyCode::Char('h') if control => Edit::Erase,
        KeyCode::Char('a' | 'e' | 'k') if control => Edit::Move,
        KeyCode::Char(sign) if !control && !alt => Edit::Sign(sign),
        KeyCode::Backspace => Edit::Erase,
        KeyCode::Delete | KeyCode::Left | KeyCode::Right => Edit::Move,
        KeyCode::Null
        | KeyCode::CapsLock
        | KeyCode::ScrollLock
        | KeyCode::NumLock
        | KeyCode::Modifier(_) => Edit::Nothing,
        _ => Edit::Other,
    }
}

impl Edit {
    /// Whether the answer is still a beginning of what is asked for.
    pub(super) fn goes_on(self, answer: &str, expects: &str) -> bool {
        match self {
            Self::Sign(sign) => expects
                .strip_prefix(answer)
                .is_some_and(|rest| rest.starts_with(sign)),
            Self::Erase | Self::Clear | Self::Move | Self::Nothing => true,
            Self::Other => false,
        }
    }

    /// Edits the answer.
    pub(super) fn apply(self, answer: &mut Input) {
        match self {
            Self::Sign(sign) => {
                answer.handle(InputRequest::InsertChar(sign));
            }
            Self::Erase => {
                answer.handle(InputRequest::DeletePrevChar);
            }
            Self::Clear => answer.reset(),
            Self::Move | Self::Nothing | Self::Other => {}
        }
    }
}
