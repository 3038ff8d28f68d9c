//! Keys as people write them.

use crokey::KeyCombination;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The key for `K`, `esc`, `space`, `ctrl-c`: a single sign stands for itself, the rest is
/// written as in the keymap.
pub(crate) fn press_of(name: &str) -> KeyEvent {
    let mut signs = name.chars();
    match (signs.next(), signs.next()) {
        (Some(sign), None) => of_sign(sign),
        _ => name.parse::<KeyCombination>().unwrap().into(),
    }
}

/// The keys that type a text; `\n` is Enter.
pub(crate) fn typed(text: &str) -> Vec<KeyEvent> {
    text.chars().map(of_sign).collect()
}

fn of_sign(sign: char) -> KeyEvent {
    match sign {
        '\n' => KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE),
        sign if sign.is_uppercase() => KeyEvent::new(KeyCode::Char(sign), KeyModifiers::SHIFT),
        sign => KeyEvent::new(KeyCode::Char(sign), KeyModifiers::NONE),
    }
}
