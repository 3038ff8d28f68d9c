//! The state after one more byte.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{Decoded, Decoder, DecoderState, ReadAt};
use crate::runtime::input::Input;
use crate::runtime::input::collected::{Collected, Sign};
use crate::runtime::input::key;
use crate::runtime::input::paste::{Paste, PasteStep};
use crate::runtime::input::questions::TerminalAnswer;
use crate::runtime::input::sequence::{self, Sequence};

const ESC: u8 = 0x1b;
const BEL: u8 = 0x07;

impl Decoder {
    pub(super) fn step(&mut self, state: DecoderState, byte: u8, at: ReadAt) -> DecoderState {
        match state {
            DecoderState::Ground => self.anew(byte, at),
            DecoderState::Escape { after_string } => self.escape(byte, after_string, at),
            DecoderState::Csi(begun) => self.csi(begun, byte, at),
            DecoderState::Ss3(begun) => self.ss3(begun, byte, at),
            DecoderState::Words(begun) => self.words(begun, byte, at),
            DecoderState::Console => self.console(byte, at),
            DecoderState::Mouse(_) if byte < b' ' => self.anew(byte, at),
            DecoderState::Mouse(left @ 2..) => DecoderState::Mouse(left - 1),
            DecoderState::Mouse(_) => DecoderState::Ground,
            DecoderState::Sign(sign) => self.sign(sign, byte, at),
            DecoderState::Paste(paste) => self.paste(paste, byte),
        }
    }

    /// A byte that begins something.
    fn anew(&mut self, byte: u8, at: ReadAt) -> DecoderState {
        self.began = at;
        match byte {
            ESC => {
                return DecoderState::Escape {
                    after_string: false,
                };
            }
            0x00..=0x1f | 0x7f => self.key(key::control(byte)),
            b' '..=b'~' => self.key(key::printing(byte.into())),
            0x80..=0x9f => return introduced(byte - 0x40, None),
            _ => return Sign::begun(byte, false).map_or(DecoderState::Ground, DecoderState::Sign),
        }
        DecoderState::Ground
    }

    fn escape(&mut self, byte: u8, after_string: bool, at: ReadAt) -> DecoderState {
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
            _ => return Sign::begun(byte, true).map_or(DecoderState::Ground, DecoderState::Sign),
        }
        DecoderState::Ground
    }

    fn csi(&mut self, mut begun: Collected, byte: u8, at: ReadAt) -> DecoderState {
        match byte {
            b'[' if begun.is_empty() => DecoderState::Console,
            b'M' if begun.is_empty() => DecoderState::Mouse(3),
            // With one number before it, `$` is the end of a key of rxvt.
            b'$' if begun.is_a_number() => self.sequence(&begun, byte),
            b' '..=b'?' => {
                begun.push(byte);
                DecoderState::Csi(begun)
            }
            b'@'..=b'~' => self.sequence(&begun, byte),
            _ => self.anew(byte, at),
        }
    }

    fn sequence(&mut self, whole: &Collected, last: u8) -> DecoderState {
        match sequence::csi(whole.bytes(), last) {
            Sequence::Keys(keys) => keys.into_iter().for_each(|key| self.key_on(key)),
            Sequence::PasteBegins => return DecoderState::Paste(Paste::default()),
            Sequence::Mouse(act, x, y) => {
                let input = Input::Mouse { act, x, y };
                self.decoded.push(Decoded::Input(input));
            }
            Sequence::FocusLost => self.decoded.push(Decoded::Input(Input::FocusLost)),
            Sequence::Answer(answer) => self.decoded.push(Decoded::Answer(answer)),
            Sequence::PasteEnds | Sequence::Nothing => {}
        }
        DecoderState::Ground
    }

    fn ss3(&mut self, mut begun: Collected, byte: u8, at: ReadAt) -> DecoderState {
        match byte {
            b'0'..=b';' => {
                begun.push(byte);
                return DecoderState::Ss3(begun);
            }
            b' ' | b'@'..=b'~' => {
                if let Some(key) = sequence::ss3(begun.bytes(), byte) {
                    self.key(key);
                }
            }
            _ => return self.anew(byte, at),
        }
        DecoderState::Ground
    }

    /// The text of an answer. No answer holds a control character, so one is a key that was pressed
    /// because nothing happened.
    fn words(&mut self, mut begun: Collected, byte: u8, at: ReadAt) -> DecoderState {
        match byte {
            BEL | ESC => {
                let answer = TerminalAnswer::in_words(begun.bytes());
                self.decoded.extend(answer.map(Decoded::Answer));
                if byte == BEL {
                    return DecoderState::Ground;
                }
                self.began = at;
                DecoderState::Escape { after_string: true }
            }
            0x00..=0x1f => self.anew(byte, at),
            _ => {
                begun.push(byte);
                DecoderState::Words(begun)
            }
        }
    }

    fn console(&mut self, byte: u8, at: ReadAt) -> DecoderState {
        match byte {
            b'A'..=b'E' => self.key(KeyCode::F(byte - b'A' + 1).into()),
            b' '..=b'~' => {}
            _ => return self.anew(byte, at),
        }
        DecoderState::Ground
    }

    fn sign(&mut self, mut sign: Sign, byte: u8, at: ReadAt) -> DecoderState {
        sign.push(byte);
        match sign.whole() {
            Ok(Some('\u{80}'..='\u{9f}')) => introduced(byte - 0x40, None),
            Ok(Some(whole)) if sign.is_alt() => {
                self.alt(key::printing(whole));
                DecoderState::Ground
            }
            Ok(Some(whole)) => {
                self.key(key::printing(whole));
                DecoderState::Ground
            }
            Ok(None) => DecoderState::Sign(sign),
            Err(()) if matches!(byte, 0x80..=0xbf) => DecoderState::Ground,
            Err(()) => self.anew(byte, at),
        }
    }

    fn paste(&mut self, mut paste: Paste, byte: u8) -> DecoderState {
        match paste.take(byte) {
            PasteStep::GoesOn => DecoderState::Paste(paste),
            PasteStep::Over => {
                self.pasted(paste);
                DecoderState::Ground
            }
            PasteStep::Interrupted => {
                self.pasted(paste);
                let interrupt = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
                self.decoded
                    .push(Decoded::Input(Input::Key(interrupt, self.began.clock)));
                DecoderState::Paste(Paste::refused())
            }
        }
    }
}

/// The state after an introducer, by its letter after Esc; C1 controls are the same in one byte.
/// `alone` is the sign that was typed with Alt if nothing follows.
fn introduced(letter: u8, alone: Option<u8>) -> DecoderState {
    let begun = Collected::after(alone);
    match letter {
        b'[' => DecoderState::Csi(begun),
        b'O' => DecoderState::Ss3(begun),
        b']' | b'P' | b'_' => DecoderState::Words(begun),
        _ => DecoderState::Ground,
    }
}
