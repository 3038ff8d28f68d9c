//! The keys of bytes, letters and numbers, as xterm, rxvt, the Linux console and the VT220 have
//! them, and the numbers of kitty for keys that print nothing.

use std::ops::RangeInclusive;

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

/// The numbers that kitty has for keys which print nothing.
pub(super) const PRIVATE: RangeInclusive<u32> = 57_344..=63_743;

/// The key of such a number: function keys and the keypad.
pub(super) fn private(number: u32) -> Option<KeyCode> {
    let after = |first| u8::try_from(number - first).ok();
    Some(match number {
        57_376..=57_398 => KeyCode::F(after(57_376)? + 13),
        57_399..=57_408 => KeyCode::Char((after(57_399)? + b'0').into()),
        57_409 => KeyCode::Char('.'),
        57_410 => KeyCode::Char('/'),
        57_411 => KeyCode::Char('*'),
        57_412 => KeyCode::Char('-'),
        57_413 => KeyCode::Char('+'),
        57_414 => KeyCode::Enter,
        57_415 => KeyCode::Char('='),
        57_416 => KeyCode::Char(','),
        57_417 => KeyCode::Left,
        57_418 => KeyCode::Right,
        57_419 => KeyCode::Up,
        57_420 => KeyCode::Down,
        57_421 => KeyCode::PageUp,
        57_422 => KeyCode::PageDown,
        57_423 => KeyCode::Home,
        57_424 => KeyCode::End,
        57_425 => KeyCode::Insert,
        57_426 => KeyCode::Delete,
        57_427 => KeyCode::KeypadBegin,
        _ => return None,
    })
}
