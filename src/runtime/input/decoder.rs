//! From bytes to what they mean, one byte at a time. Pure: the time comes with the bytes.

use std::mem;
use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::Input;
use super::collected::{Collected, Sign};
use super::key;
use super::paste::{Paste, PasteStep};
use super::questions::TerminalAnswer;
use super::sequence::{self, KeyOnLayout, Sequence};
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

const ESC: u8 = 0x1b;
const BEL: u8 = 0x07;

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
enum State {
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
    state: State,
    /// When the first byte of the sequence was read: when its key was pressed.
    began: ReadAt,
    /// When the last byte was read.
    last: Instant,
    decoded: Vec<Decoded>,
}

impl Decoder {
    pub(super) fn new(now: ReadAt) -> Self {
        Self {
            state: State::Ground,
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
            State::Ground => return None,
            State::Escape { .. } => REST_OF_ESC,
            State::Paste(paste) if !paste.is_refused() => REST_OF_PASTE,
            // Whatever comes without a pause belongs to it, however long it is.
            State::Words(_) if self.last >= self.began.steady + LONGEST_ANSWER => REST_OF_ESC,
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
            State::Escape {
                after_string: false,
            } => self.key(KeyCode::Esc.into()),
            State::Csi(begun) | State::Ss3(begun) | State::Words(begun) => {
                if let Some(sign) = begun.is_key_alone() {
                    self.alt(key::printing(sign.into()));
                }
            }
            State::Paste(paste) => self.pasted(paste),
            _ => {}
        }
    }

    fn step(&mut self, state: State, byte: u8, at: ReadAt) -> State {
        match state {
            State::Ground => self.anew(byte, at),
            State::Escape { after_string } => self.escape(byte, after_string, at),
            State::Csi(begun) => self.csi(begun, byte, at),
            State::Ss3(begun) => self.ss3(begun, byte, at),
            State::Words(begun) => self.words(begun, byte, at),
            State::Console => self.console(byte, at),
            State::Mouse(_) if byte < b' ' => self.anew(byte, at),
            State::Mouse(left @ 2..) => State::Mouse(left - 1),
            State::Mouse(_) => State::Ground,
            State::Sign(sign) => self.sign(sign, byte, at),
            State::Paste(paste) => self.paste(paste, byte),
        }
    }

    /// A byte that begins something.
    fn anew(&mut self, byte: u8, at: ReadAt) -> State {
        self.began = at;
        match byte {
            ESC => {
                return State::Escape {
                    after_string: false,
                };
            }
            0x00..=0x1f | 0x7f => self.key(key::control(byte)),
            b' '..=b'~' => self.key(key::printing(byte.into())),
            0x80..=0x9f => return introduced(byte - 0x40, None),
            _ => return Sign::begun(byte, false).map_or(State::Ground, State::Sign),
        }
        State::Ground
    }

    fn escape(&mut self, byte: u8, after_string: bool, at: ReadAt) -> State {
        match byte {
            b'\\' if after_string => {}
            ESC => {
                if !after_string {
                    self.key(KeyCode::Esc.into());
                }
                return self.anew(byte, at);
            }
            b'[' | b'O' | b']' | b'P' | b'_' => return introduced(byte, Some(byte)),
            _ if after_string => return self.anew(byte, at),
            0x00..=0x1f | 0x7f => self.alt(key::control(byte)),
            b' '..=b'~' => self.alt(key::printing(byte.into())),
            _ => return Sign::begun(byte, true).map_or(State::Ground, State::Sign),
        }
        State::Ground
    }

    fn csi(&mut self, mut begun: Collected, byte: u8, at: ReadAt) -> State {
        match byte {
            b'[' if begun.is_empty() => State::Console,
            b'M' if begun.is_empty() => State::Mouse(3),
            // With one number before it, `$` is the end of a key of rxvt.
            b'$' if begun.is_a_number() => self.sequence(&begun, byte),
            b' '..=b'?' => {
                begun.push(byte);
                State::Csi(begun)
            }
            b'@'..=b'~' => self.sequence(&begun, byte),
            _ => self.anew(byte, at),
        }
    }

    fn sequence(&mut self, whole: &Collected, last: u8) -> State {
        match sequence::csi(whole.bytes(), last) {
            Sequence::Keys(keys) => keys.into_iter().for_each(|key| self.key_on(key)),
            Sequence::PasteBegins => return State::Paste(Paste::default()),
            Sequence::FocusLost => self.decoded.push(Decoded::Input(Input::FocusLost)),
            Sequence::Answer(answer) => self.decoded.push(Decoded::Answer(answer)),
            Sequence::PasteEnds | Sequence::Nothing => {}
        }
        State::Ground
    }

    fn ss3(&mut self, mut begun: Collected, byte: u8, at: ReadAt) -> State {
        match byte {
            b'0'..=b';' => {
                begun.push(byte);
                return State::Ss3(begun);
            }
            b' ' | b'@'..=b'~' => {
                if let Some(key) = sequence::ss3(begun.bytes(), byte) {
                    self.key(key);
                }
            }
            _ => return self.anew(byte, at),
        }
        State::Ground
    }

    /// The text of an answer. No answer holds a control character, so one is a key that was pressed
    /// because nothing happened.
    fn words(&mut self, mut begun: Collected, byte: u8, at: ReadAt) -> State {
        match byte {
            BEL | ESC => {
                let answer = TerminalAnswer::in_words(begun.bytes());
                self.decoded.extend(answer.map(Decoded::Answer));
                if byte == BEL {
                    return State::Ground;
                }
                self.began = at;
                State::Escape { after_string: true }
            }
            0x00..=0x1f => self.anew(byte, at),
            _ => {
                begun.push(byte);
                State::Words(begun)
            }
        }
    }

    fn console(&mut self, byte: u8, at: ReadAt) -> State {
        match byte {
            b'A'..=b'E' => self.key(KeyCode::F(byte - b'A' + 1).into()),
            b' '..=b'~' => {}
            _ => return self.anew(byte, at),
        }
        State::Ground
    }

    fn sign(&mut self, mut sign: Sign, byte: u8, at: ReadAt) -> State {
        sign.push(byte);
        match sign.whole() {
            Ok(Some('\u{80}'..='\u{9f}')) => introduced(byte - 0x40, None),
            Ok(Some(whole)) if sign.is_alt() => {
                self.alt(key::printing(whole));
                State::Ground
            }
            Ok(Some(whole)) => {
                self.key(key::printing(whole));
                State::Ground
            }
            Ok(None) => State::Sign(sign),
            Err(()) if matches!(byte, 0x80..=0xbf) => State::Ground,
            Err(()) => self.anew(byte, at),
        }
    }

    fn paste(&mut self, mut paste: Paste, byte: u8) -> State {
        match paste.take(byte) {
            PasteStep::GoesOn => State::Paste(paste),
            PasteStep::Over => {
                self.pasted(paste);
                State::Ground
            }
            PasteStep::Interrupted => {
                self.pasted(paste);
                let interrupt = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
                self.decoded
                    .push(Decoded::Input(Input::Key(interrupt, self.began.clock)));
                State::Paste(Paste::refused())
            }
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

/// The state after an introducer, by its letter after Esc; C1 controls are the same in one byte.
/// `alone` is the sign that was typed with Alt if nothing follows.
fn introduced(letter: u8, alone: Option<u8>) -> State {
    let begun = Collected::after(alone);
    match letter {
        b'[' => State::Csi(begun),
        b'O' => State::Ss3(begun),
        b']' | b'P' | b'_' => State::Words(begun),
        _ => State::Ground,
    }
}
