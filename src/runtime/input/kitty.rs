//! The keys of kitty's keyboard protocol, `CSI u`, and of xterm's `modifyOtherKeys`, which writes
//! the same numbers otherwise. <https://sw.kovidgoyal.net/kitty/keyboard-protocol/>

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::key::{control, modifiers, printing};
use super::sequence::{KeyOnLayout, Numbers};

/// The kind of an event at which a key was let go.
pub(super) const RELEASED: u32 = 3;

/// The kind of an event that a held key repeats.
const REPEATED: u32 = 2;

/// The bit of Caps Lock among the modifiers.
const CAPS_LOCK: u32 = 64;

/// What a sequence says of a key.
struct Told {
    code: u32,
    shifted: Option<char>,
    /// The key at the same place of a Latin layout.
    base: Option<char>,
    held: KeyModifiers,
    has_caps_lock: bool,
}

/// The keys of `CSI code:shifted:base ; modifiers:kind ; text u`.
pub(super) fn keys(numbers: &Numbers) -> Vec<KeyOnLayout> {
    let letter = |part| numbers.at(0, part).and_then(char::from_u32);
    let mask = numbers.at(1, 0);
    let told = Told {
        code: numbers.at(0, 0).unwrap_or(0),
        shifted: letter(1),
        base: letter(2),
        held: modifiers(mask),
        has_caps_lock: mask.is_some_and(|mask| mask.saturating_sub(1) & CAPS_LOCK != 0),
    };
    let text = numbers.parts(2).filter_map(char::from_u32);
    let kind = numbers.at(1, 1);
    if kind == Some(RELEASED) {
        return Vec::new();
    }
    let mut keys = told.keys(text.filter(|sign| !sign.is_control()).collect());
    if kind == Some(REPEATED) {
        for it in &mut keys {
            it.key.kind = KeyEventKind::Repeat;
        }
    }
    keys
}

/// The key of `CSI 27 ; modifiers ; code ~`.
pub(super) fn other_keys(numbers: &Numbers) -> Vec<KeyOnLayout> {
    let told = Told {
        code: numbers.at(2, 0).unwrap_or(0),
        shifted: None,
        base: None,
        held: modifiers(numbers.at(1, 0)),
        has_caps_lock: false,
    };
    told.keys(Vec::new())
}

impl Told {
    fn keys(&self, text: Vec<char>) -> Vec<KeyOnLayout> {
        let foreign = KeyModifiers::SUPER | KeyModifiers::HYPER | KeyModifiers::META;
        if self.held.intersects(foreign) {
            // These belong to the window manager.
            return Vec::new();
        }
        if let Some(code) = self.special() {
            return code.map_or_else(Vec::new, |code| vec![self.with(code).into()]);
        }
        let is_command = self
            .held
            .intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        if !text.is_empty() && !is_command {
            let printed = text.into_iter().map(printing);
            return printed.map(|key| self.on_layout(key)).collect();
        }
        let sign = char::from_u32(self.code).filter(|sign| *sign != '\0');
        let key = sign.map(|sign| {
            let printed = printing(self.shifted(sign));
            let held = if is_command {
                self.held
            } else {
                KeyModifiers::NONE
            };
            KeyEvent::new(printed.code, held | printed.modifiers)
        });
        key.map(|key| self.on_layout(key)).into_iter().collect()
    }

    /// The sign as Shift and Caps Lock make it.
    fn shifted(&self, sign: char) -> char {
        let is_shifted = self.held.contains(KeyModifiers::SHIFT);
        match self.shifted {
            Some(shifted) if is_shifted => shifted,
            _ if is_shifted != self.has_caps_lock => capital(sign),
            _ => sign,
        }
    }

    /// The key with its place on a Latin layout, where its sign is of another script.
    fn on_layout(&self, key: KeyEvent) -> KeyOnLayout {
        let is_foreign = matches!(key.code, KeyCode::Char(sign) if !sign.is_ascii());
        let base = self
            .base
            .filter(|base| is_foreign && base.is_ascii_alphabetic());
        let latin = base.map(|base| {
            let is_shifted = self.held.contains(KeyModifiers::SHIFT);
            let sign = if is_shifted { capital(base) } else { base };
            self.with(KeyCode::Char(sign))
        });
        KeyOnLayout { key, latin }
    }

    fn with(&self, code: KeyCode) -> KeyEvent {
        KeyEvent::new(code, self.held)
    }

    /// The key of a code that stands for no sign; `Some(None)` if nothing here wants it.
    fn special(&self) -> Option<Option<KeyCode>> {
        let code = match self.code {
            code @ (8 | 9 | 13 | 27 | 127) => control(u8::try_from(code).ok()?).code,
            57344..=63743 => return Some(self.functional()),
            _ => return None,
        };
        if code == KeyCode::Tab && self.held.contains(KeyModifiers::SHIFT) {
            return Some(Some(KeyCode::BackTab));
        }
        Some(Some(code))
    }

    /// The key of a code for private use: function keys and the keypad. Modifiers, locks and keys
    /// of media are left out.
    fn functional(&self) -> Option<KeyCode> {
        let place = |first| u8::try_from(self.code - first).ok();
        Some(match self.code {
            57376..=57398 => KeyCode::F(place(57376)? + 13),
            57399..=57408 => KeyCode::Char((place(57399)? + b'0').into()),
            57409 => KeyCode::Char('.'),
            57410 => KeyCode::Char('/'),
            57411 => KeyCode::Char('*'),
            57412 => KeyCode::Char('-'),
            57413 => KeyCode::Char('+'),
            57414 => KeyCode::Enter,
            57415 => KeyCode::Char('='),
            57416 => KeyCode::Char(','),
            57417 => KeyCode::Left,
            57418 => KeyCode::Right,
            57419 => KeyCode::Up,
            57420 => KeyCode::Down,
            57421 => KeyCode::PageUp,
            57422 => KeyCode::PageDown,
            57423 => KeyCode::Home,
            57424 => KeyCode::End,
            57425 => KeyCode::Insert,
            57426 => KeyCode::Delete,
            57427 => KeyCode::KeypadBegin,
            _ => return None,
        })
    }
}

/// The capital of a letter, where that is one sign.
fn capital(sign: char) -> char {
    let mut capitals = sign.to_uppercase();
    match (capitals.next(), capitals.next()) {
        (Some(capital), None) => capital,
        _ => sign,
    }
}
