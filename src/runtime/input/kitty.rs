//! The keys of kitty's keyboard protocol, `CSI u`, and of xterm's `modifyOtherKeys`, which writes
//! the same numbers otherwise. <https://sw.kovidgoyal.net/kitty/keyboard-protocol/>

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::key::{PRIVATE, control, modifiers, printing, private};
use super::sequence::{KeyOnLayout, Parameters};

/// The kind of an event at which a key was let go.
pub(super) const RELEASED: u32 = 3;

/// The kind of an event that a held key repeats.
const REPEATED: u32 = 2;

/// The bit of Caps Lock among the modifiers.
const CAPS_LOCK: u32 = 64;

/// What a sequence says of a key.
struct KittyKey {
    code: u32,
    shifted: Option<char>,
    /// The key at the same place of a Latin layout.
    base: Option<char>,
    held: KeyModifiers,
    has_caps_lock: bool,
}

/// The keys of `CSI code:shifted:base ; modifiers:kind ; text u`.
pub(super) fn keys(numbers: &Parameters) -> Vec<KeyOnLayout> {
    let letter = |part| numbers.at(0, part).and_then(char::from_u32);
    let mask = numbers.at(1, 0);
    let pressed = KittyKey {
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
    let mut keys = pressed.keys(text.filter(|sign| !sign.is_control()).collect());
    if kind == Some(REPEATED) {
        for it in &mut keys {
            it.key.kind = KeyEventKind::Repeat;
        }
    }
    keys
}

/// The key of `CSI 27 ; modifiers ; code ~`.
pub(super) fn other_keys(numbers: &Parameters) -> Vec<KeyOnLayout> {
    let pressed = KittyKey {
        code: numbers.at(2, 0).unwrap_or(0),
        shifted: None,
        base: None,
        held: modifiers(numbers.at(1, 0)),
        has_caps_lock: false,
    };
    pressed.keys(Vec::new())
}

impl KittyKey {
    fn keys(&self, text: Vec<char>) -> Vec<KeyOnLayout> {
        let foreign = KeyModifiers::SUPER | KeyModifiers::HYPER | KeyModifiers::META;
        if self.held.intersects(foreign) {
            // These belong to the window manager.
            return Vec::new();
        }
        if let Some(code) = self.special() {
            return vec![self.with(code).into()];
        }
        if PRIVATE.contains(&self.code) {
            // Modifiers and locks by themselves, and keys of media.
            return Vec::new();
        }
        let is_command = self.is_command(&text);
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

    /// Whether Ctrl or Alt make a command of the key. On a Mac, Option types signs that the key does
    /// not have: then it is part of typing.
    fn is_command(&self, text: &[char]) -> bool {
        let own = |sign: &char| u32::from(*sign) == self.code || Some(*sign) == self.shifted;
        let is_alt = self.held.contains(KeyModifiers::ALT);
        self.held.contains(KeyModifiers::CONTROL) || (is_alt && text.iter().all(own))
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

    /// The key of a code that stands for no sign.
    fn special(&self) -> Option<KeyCode> {
        let code = match self.code {
            code @ (8 | 9 | 13 | 27 | 127) => control(u8::try_from(code).ok()?).code,
            code => return private(code),
        };
        let is_shifted = self.held.contains(KeyModifiers::SHIFT);
        Some(match code {
            KeyCode::Tab if is_shifted => KeyCode::BackTab,
            code => code,
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
