//! A paste until its end: the terminal brackets it, so that nothing in it is a key.

use std::mem;

use crossterm::event::{KeyCode, KeyModifiers};

use super::sequence::{Sequence, csi};

/// The longest paste that is kept, in bytes: some thousand addresses. The rest is dropped.
const LONGEST_PASTE: usize = 256 * 1024;

/// The longest sequence in a paste that may be its end, or Ctrl-C in kitty's protocol.
const LONGEST_END: usize = 24;

/// What a byte means for the paste that it came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PasteStep {
    /// It belongs to the paste.
    GoesOn,
    /// It was the last byte of its end.
    Over,
    /// Somebody pressed Ctrl-C, since nothing happens.
    Interrupted,
}

/// The text so far.
#[derive(Debug, Default)]
pub(super) struct Paste {
    text: Vec<u8>,
    /// A sequence in it that may be its end.
    end: Vec<u8>,
    is_refused: bool,
}

impl Paste {
    /// The rest of a paste that was interrupted, of which nothing is wanted.
    pub(super) fn refused() -> Self {
        Self {
            is_refused: true,
            ..Self::default()
        }
    }

    pub(super) fn is_refused(&self) -> bool {
        self.is_refused
    }

    pub(super) fn take(&mut self, byte: u8) -> PasteStep {
        match (byte, self.end.len()) {
            (0x03, _) if !self.is_refused => return PasteStep::Interrupted,
            (0x1b, _) => {
                self.keep_sequence();
                self.end.push(byte);
            }
            (_, 0) => self.keep(&[byte]),
            (b'[', 1) | (b' '..=b'?', 2..LONGEST_END) => self.end.push(byte),
            (b'@'..=b'~', 2..) => return self.take_sequence(byte),
            _ => {
                self.keep_sequence();
                self.keep(&[byte]);
            }
        }
        PasteStep::GoesOn
    }

    fn take_sequence(&mut self, last: u8) -> PasteStep {
        match csi(self.end.get(2..).unwrap_or_default(), last) {
            Sequence::PasteEnds => return PasteStep::Over,
            Sequence::Keys(keys) if !self.is_refused => {
                let interrupts = |it: &super::sequence::KeyOnLayout| {
                    let key = it.latin.unwrap_or(it.key);
                    key.code == KeyCode::Char('c') && key.modifiers == KeyModifiers::CONTROL
                };
                if keys.iter().any(interrupts) {
                    return PasteStep::Interrupted;
                }
            }
            _ => {}
        }
        self.keep_sequence();
        self.keep(&[last]);
        PasteStep::GoesOn
    }

    fn keep_sequence(&mut self) {
        let sequence = mem::take(&mut self.end);
        self.keep(&sequence);
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = LONGEST_PASTE - self.text.len();
        if !self.is_refused {
            self.text.extend(bytes.iter().take(room));
        }
    }

    /// The text of the paste; `None` if it is not wanted.
    pub(super) fn into_text(self) -> Option<String> {
        let is_cut = self.text.len() == LONGEST_PASTE;
        let text = String::from_utf8_lossy(&self.text).into_owned();
        let whole = text.trim_end_matches(|sign| is_cut && sign == char::REPLACEMENT_CHARACTER);
        (!self.is_refused).then(|| whole.to_owned())
    }
}
