//! What a whole sequence means. What means nothing here is swallowed: it may be an answer to a
//! question of somebody else, or a report of the mouse that nothing here listens to.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::key::{keypad, lettered, modifiers, numbered};
use super::questions::TerminalAnswer;
use super::{kitty, mouse};
use crate::app::MouseAct;

/// A key, and the key at the same place of a Latin layout where that is another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct KeyOnLayout {
    pub(super) key: KeyEvent,
    pub(super) latin: Option<KeyEvent>,
}

impl From<KeyEvent> for KeyOnLayout {
    fn from(key: KeyEvent) -> Self {
        Self { key, latin: None }
    }
}

/// The meaning of a sequence after `ESC [`.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sequence {
    /// Keys were pressed.
    Keys(Vec<KeyOnLayout>),
    /// A paste begins.
    PasteBegins,
    /// A paste is over.
    PasteEnds,
    /// The mouse reports something at a place of the screen.
    Mouse(MouseAct, u16, u16),
    /// The terminal lost the focus.
    FocusLost,
    /// The terminal answers a question.
    Answer(TerminalAnswer),
    /// Nothing here.
    Nothing,
}

/// The numbers of a sequence: parameters, each with its parts. A part that is left out is `None`.
#[derive(Debug)]
pub(super) struct Parameters(Vec<Vec<Option<u32>>>);

impl Parameters {
    fn read(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let is_numbers = |sign: char| sign.is_ascii_digit() || sign == ';' || sign == ':';
        text.chars().all(is_numbers).then(|| {
            let parts = |parameter: &str| parameter.split(':').map(|it| it.parse().ok()).collect();
            Self(text.split(';').map(parts).collect())
        })
    }

    /// A part of a parameter.
    pub(super) fn at(&self, parameter: usize, part: usize) -> Option<u32> {
        *self.0.get(parameter)?.get(part)?
    }

    /// All parts of a parameter that are there.
    pub(super) fn parts(&self, parameter: usize) -> impl Iterator<Item = u32> {
        let parts = self.0.get(parameter).into_iter().flatten();
        parts.filter_map(|part| *part)
    }
}

/// The meaning of `ESC [`, these bytes, and the last one.
pub(super) fn csi(bytes: &[u8], last: u8) -> Sequence {
    if let Some(answer) = TerminalAnswer::in_sequence(bytes, last) {
        return Sequence::Answer(answer);
    }
    if let Some((act, x, y)) = mouse::report(bytes, last) {
        return Sequence::Mouse(act, x, y);
    }
    let Some(numbers) = Parameters::read(bytes) else {
        return Sequence::Nothing;
    };
    match (last, numbers.at(0, 0)) {
        (b'~', Some(200)) => Sequence::PasteBegins,
        (b'~', Some(201)) => Sequence::PasteEnds,
        (b'O', None) if bytes.is_empty() => Sequence::FocusLost,
        (b'u', _) => Sequence::Keys(kitty::keys(&numbers)),
        (b'~', Some(27)) => Sequence::Keys(kitty::other_keys(&numbers)),
        _ => key(&numbers, bytes.is_empty(), last)
            .map_or(Sequence::Nothing, |key| Sequence::Keys(vec![key.into()])),
    }
}

/// The key of a sequence whose last byte is a letter or ends a number.
fn key(numbers: &Parameters, is_bare: bool, last: u8) -> Option<KeyEvent> {
    let number = || numbers.at(0, 0).and_then(numbered);
    let (code, rxvt) = match last {
        b'~' => (number()?, KeyModifiers::NONE),
        b'$' => (number()?, KeyModifiers::SHIFT),
        b'^' => (number()?, KeyModifiers::CONTROL),
        b'@' => (number()?, KeyModifiers::CONTROL | KeyModifiers::SHIFT),
        b'Z' => (KeyCode::BackTab, KeyModifiers::SHIFT),
        b'a'..=b'd' if is_bare => (lettered(last.to_ascii_uppercase())?, KeyModifiers::SHIFT),
        // With numbers it is the place of the cursor, which somebody asked for.
        b'R' if !is_bare => return None,
        letter => (lettered(letter)?, KeyModifiers::NONE),
    };
    if numbers.at(1, 1) == Some(kitty::RELEASED) {
        return None;
    }
    let held = modifiers(numbers.at(1, 0));
    Some(KeyEvent::new(code, held | rxvt))
}

/// The key of `ESC O`, these bytes, and the last one: arrows and the keypad of a terminal in
/// application mode.
pub(super) fn ss3(bytes: &[u8], last: u8) -> Option<KeyEvent> {
    if let b'a'..=b'd' = last {
        let code = lettered(last.to_ascii_uppercase())?;
        return Some(KeyEvent::new(code, KeyModifiers::CONTROL));
    }
    let code = lettered(last).or_else(|| keypad(last))?;
    let numbers = Parameters::read(bytes)?;
    let held = numbers.at(1, 0).or_else(|| numbers.at(0, 0));
    Some(KeyEvent::new(code, modifiers(held)))
}
