//! The keys of bytes, letters and numbers, as xterm, rxvt, the Linux console and the VT220 have
//! them.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The key that prints a sign.
pub(super) fn printing(sign: char) -> KeyEvent {
    let held = if sign.is_uppercase() {
        KeyModifiers::SHIFT
    } else {
        KeyModifiers::NONE
    };
    KeyEvent::new(KeyCode::Char(sign), held)
}

/// The key of a control character. Some terminals send Ctrl-H for Backspace, and nothing is lost
/// where they do not.
pub(super) fn control(byte: u8) -> KeyEvent {
    let code = match byte {
        b'\r' => KeyCode::Enter,
        b'\t' => KeyCode::Tab,
        0x08 | 0x7f => KeyCode::Backspace,
        0x1b => KeyCode::Esc,
        0x00 => return with_control(b' '),
        0x01..=0x1a => return with_control(byte - 1 + b'a'),
        _ => return with_control((byte & 0x1f) - 0x1c + b'4'),
    };
    code.into()
}

fn with_control(sign: u8) -> KeyEvent {
    KeyEvent::new(KeyCode::Char(sign.into()), KeyModifiers::CONTROL)
}

/// The modifiers of a number in a sequence, which is one more than their sum.
pub(super) fn modifiers(number: Option<u32>) -> KeyModifiers {
    let bits = number.unwrap_or(1).saturating_sub(1);
    [
        KeyModifiers::SHIFT,
        KeyModifiers::ALT,
        KeyModifiers::CONTROL,
        KeyModifiers::SUPER,
        KeyModifiers::HYPER,
        KeyModifiers::META,
    ]
    .into_iter()
    .enumerate()
    .filter(|(place, _)| bits >> place & 1 == 1)
    .fold(KeyModifiers::NONE, |held, (_, one)| held | one)
}

/// The key of a number before `~`.
pub(super) fn numbered(number: u32) -> Option<KeyCode> {
    let number = u8::try_from(number).ok()?;
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => KeyCode::F(number - 10),
        17..=21 => KeyCode::F(number - 11),
        23..=26 => KeyCode::F(number - 12),
        28 | 29 => KeyCode::F(number - 13),
        31..=34 => KeyCode::F(number - 14),
        _ => return None,
    })
}

/// The key of a letter at the end of a sequence.
pub(super) fn lettered(letter: u8) -> Option<KeyCode> {
    Some(match letter {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'E' => KeyCode::KeypadBegin,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P'..=b'S' => KeyCode::F(letter - b'P' + 1),
        _ => return None,
    })
}

/// The key of the keypad of a terminal in application mode.
pub(super) fn keypad(letter: u8) -> Option<KeyCode> {
    Some(match letter {
        b'M' => KeyCode::Enter,
        b'I' => KeyCode::Tab,
        b'X' => KeyCode::Char('='),
        b' ' => KeyCode::Char(' '),
        // The signs of the keypad and its digits, in the order of ASCII.
        b'j'..=b'y' => KeyCode::Char((letter - b'j' + b'*').into()),
        _ => return None,
    })
}
