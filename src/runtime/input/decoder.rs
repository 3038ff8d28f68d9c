//! From bytes to what they mean, one byte at a time. Pure: the time comes with the bytes.
//!
//! - here what is waited for and how long
//! - `step` the state after one more byte

mod step;

use std::mem;
use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::Input;
use super::collected::{Collected, Sign};
use super::key;
use super::paste::Paste;
use super::questions::TerminalAnswer;
use super::sequence::KeyOnLayout;
use crate::model::Timestamp;

/// How long an Esc waits for the rest of a sequence. A terminal writes a sequence at once, and
/// networks rarely part it by more; a person is slower.
const REST_OF_ESC: Duration = Duration::from_millis(25);

/// How long a sequence that has begun waits for its rest. Nothing that a person means begins so,
/// so that it can be long.
const REST: Duration = Duration::from_millis(250);

/// The longest time that a terminal needs for an answer without an end, if no pause tells it.
const LONGEST_ANSWER: Duration = Duration::from_secs(1);

/// The silence after which a paste is over.
const REST_OF_PASTE: Duration = Duration::from_secs(1);

/// The moment at which bytes were read.
#[derive(Debug, Clone, Copy)]
pub(super) struct ReadAt {
    /// By the clock that never steps, for waiting.
    pub(super) steady: Instant,
    /// By the local clock, for whoever compares it with other times.
    pub(super) clock: Timestamp,
}

/// The meaning of some bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Decoded {
    /// The person did something.
    Input(Input),
    /// The terminal answered a question.
    Answer(TerminalAnswer),
}

/// The sequence that the bytes so far have begun.
#[derive(Debug, Default)]
enum DecoderState {
    /// None.
    #[default]
    Ground,
    /// Esc was read. After a string it is the string's end and no key.
    Escape { after_string: bool },
    /// `ESC [`
    Csi(Collected),
    /// `ESC O`
    Ss3(Collected),
    /// The text of an answer, which ends with BEL or `ESC \`.
    Words(Collected),
    /// `ESC [ [`, the function keys of the Linux console.
    Console,
    /// `ESC [ M`, and so many bytes are still to come.
    Mouse(u8),
    /// The first bytes of a sign that is not ASCII.
    Sign(Sign),
    /// A paste, whose end has not been read.
    Paste(Paste),
}

/// Decodes what a terminal sends. It keeps one unfinished sequence and no more.
#[derive(Debug)]
pub(super) struct Decoder {
    state: DecoderState,
    /// When the first byte of the sequence was read: when its key was pressed.
    began: ReadAt,
    /// When the last byte was read.
    last: Instant,
    decoded: Vec<Decoded>,
}

impl Decoder {
    pub(super) fn new(now: ReadAt) -> Self {
        Self {
            state: DecoderState::Ground,
            began: now,
            last: now.steady,
            decoded: Vec::new(),
        }
    }

    /// Takes bytes and the moment at which they were read.
    pub(super) fn feed(&mut self, bytes: &[u8], at: ReadAt) -> Vec<Decoded> {
        self.give_up(at.steady);
        self.last = at.steady;
        for byte in bytes {
            let state = mem::take(&mut self.state);
            self.state = self.step(state, *byte, at);
        }
        mem::take(&mut self.decoded)
    }

    /// The time at which to call [`expire`](Self::expire) if no bytes come before.
    pub(super) fn due(&self) -> Option<Instant> {
        let rest = match &self.state {
            DecoderState::Ground => return None,
            DecoderState::Escape { .. } => REST_OF_ESC,
            DecoderState::Paste(paste) if !paste.is_refused() => REST_OF_PASTE,
            // Whatever comes without a pause belongs to it, however long it is.
            DecoderState::Words(_) if self.last >= self.began.steady + LONGEST_ANSWER => {
                REST_OF_ESC
            }
            _ => REST,
        };
        Some(self.last + rest)
    }

    /// Takes in that no bytes came until now.
    pub(super) fn expire(&mut self, now: Instant) -> Vec<Decoded> {
        self.give_up(now);
        mem::take(&mut self.decoded)
    }

    /// Gives up waiting for the rest of a sequence, if that is due.
    fn give_up(&mut self, now: Instant) {
        if self.due().is_none_or(|due| now < due) {
            return;
        }
        match mem::take(&mut self.state) {
            DecoderState::Escape {
                after_string: false,
            } => self.key(KeyCode::Esc.into()),
            DecoderState::Csi(begun) | DecoderState::Ss3(begun) | DecoderState::Words(begun) => {
                if let Some(sign) = begun.is_key_alone() {
                    self.alt(key::printing(sign.into()));
                }
            }
            DecoderState::Paste(paste) => self.pasted(paste),
            _ => {}
        }
    }

    fn pasted(&mut self, paste: Paste) {
        let text = paste.into_text();
        self.decoded
            .extend(text.map(|text| Decoded::Input(Input::Paste(text))));
    }

    fn key(&mut self, key: KeyEvent) {
        let at = self.began.clock;
        self.decoded.push(Decoded::Input(Input::Key(key, at)));
    }

    fn alt(&mut self, mut key: KeyEvent) {
        key.modifiers |= KeyModifiers::ALT;
        self.key(key);
    }

    fn key_on(&mut self, KeyOnLayout { key, latin }: KeyOnLayout) {
        let at = self.began.clock;
        let input = match latin {
            Some(latin) => Input::LayoutKey { key, latin, at },
            None => Input::Key(key, at),
        };
        self.decoded.push(Decoded::Input(input));
    }
}
