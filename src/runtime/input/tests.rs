//! Bytes as terminals send them, and what they mean.

mod answers;
mod garbage;
mod keys;
mod layouts;
mod pastes;
mod questions;
mod reading;

use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::Input;
use super::decoder::{Decoded, Decoder, ReadAt};
use crate::model::Timestamp;

const NONE: KeyModifiers = KeyModifiers::NONE;
const SHIFT: KeyModifiers = KeyModifiers::SHIFT;
const ALT: KeyModifiers = KeyModifiers::ALT;
const CONTROL: KeyModifiers = KeyModifiers::CONTROL;

/// A decoder and the time.
struct Terminal {
    decoder: Decoder,
    start: Instant,
    now: u64,
    decoded: Vec<Decoded>,
}

impl Terminal {
    fn new() -> Self {
        let start = Instant::now();
        Self {
            decoder: Decoder::new(ReadAt {
                steady: start,
                clock: Timestamp::from_millis(0),
            }),
            start,
            now: 0,
            decoded: Vec::new(),
        }
    }

    fn steady(&self) -> Instant {
        self.start + Duration::from_millis(self.now)
    }

    fn sends(mut self, bytes: impl AsRef<[u8]>) -> Self {
        let at = ReadAt {
            steady: self.steady(),
            clock: Timestamp::from_millis(self.now.try_into().unwrap()),
        };
        self.decoded.extend(self.decoder.feed(bytes.as_ref(), at));
        self
    }

    /// Lets time pass, as the thread that decodes waits.
    fn waits(mut self, millis: u64) -> Self {
        let end = self.steady() + Duration::from_millis(millis);
        while let Some(due) = self.decoder.due().filter(|due| *due <= end) {
            self.decoded.extend(self.decoder.expire(due));
        }
        self.now += millis;
        self
    }

    /// Everything that was decoded, without its times.
    fn inputs(self) -> Vec<Decoded> {
        let untimed = self.waits(10_000).decoded.into_iter().map(|one| match one {
            Decoded::Input(Input::Key(key, _)) => pressed(key),
            other => other,
        });
        untimed.collect()
    }

    fn keys(self) -> Vec<KeyEvent> {
        let keys = self.inputs().into_iter().map(|one| match one {
            Decoded::Input(Input::Key(key, _)) => key,
            other => panic!("{other:?} is no key"),
        });
        keys.collect()
    }
}

fn decoded(bytes: impl AsRef<[u8]>) -> Vec<Decoded> {
    Terminal::new().sends(bytes).inputs()
}

fn keys(bytes: impl AsRef<[u8]>) -> Vec<KeyEvent> {
    Terminal::new().sends(bytes).keys()
}

fn pressed(key: KeyEvent) -> Decoded {
    Decoded::Input(Input::Key(key, Timestamp::from_millis(0)))
}

fn key(code: KeyCode, held: KeyModifiers) -> KeyEvent {
    KeyEvent::new(code, held)
}

fn sign(sign: char) -> KeyEvent {
    key(
        KeyCode::Char(sign),
        if sign.is_uppercase() { SHIFT } else { NONE },
    )
}

#[test]
fn a_lone_esc_is_a_key_after_a_moment_and_not_before() {
    let terminal = Terminal::new().sends("\x1b").waits(20);
    assert_eq!(terminal.decoded, []);
    let terminal = terminal.waits(10);
    assert_eq!(terminal.decoded.len(), 1);
    assert_eq!(terminal.keys(), [KeyCode::Esc.into()]);
    let terminal = Terminal::new().sends("\x1b").waits(30).sends("[B");
    assert_eq!(terminal.keys(), [KeyCode::Esc.into(), sign('['), sign('B')]);
}

#[test]
fn an_arrow_that_is_split_anywhere_is_an_arrow() {
    for form in ["\x1b[B", "\x1bOB", "\x1b[1;1B"] {
        for cut in 1..form.len() {
            let (head, tail) = form.split_at(cut);
            let terminal = Terminal::new().sends(head).waits(20).sends(tail);
            assert_eq!(terminal.keys(), [KeyCode::Down.into()], "{head:?} {tail:?}");
        }
    }
    // Once the sequence is known to be one, its rest may take longer.
    let terminal = Terminal::new().sends("\x1b[").waits(200).sends("1;5");
    let terminal = terminal.waits(200).sends("A").sends("j");
    assert_eq!(terminal.keys(), [key(KeyCode::Up, CONTROL), sign('j')]);
}

#[test]
fn esc_and_a_sign_in_one_write_is_the_sign_with_alt() {
    assert_eq!(keys("\x1bj"), [key(KeyCode::Char('j'), ALT)]);
    assert_eq!(keys("\x1bK"), [key(KeyCode::Char('K'), ALT | SHIFT)]);
    assert_eq!(keys("\x1b\r"), [key(KeyCode::Enter, ALT)]);
    assert_eq!(keys("\x1bé"), [key(KeyCode::Char('é'), ALT)]);
    assert_eq!(keys("\x1b\x03"), [key(KeyCode::Char('c'), ALT | CONTROL)]);
    // Signs that could have begun a sequence.
    for letter in "[O]P_".chars() {
        let held = if letter.is_uppercase() {
            ALT | SHIFT
        } else {
            ALT
        };
        assert_eq!(
            keys(format!("\x1b{letter}")),
            [key(KeyCode::Char(letter), held)]
        );
    }
}

#[test]
fn esc_twice_is_esc_twice_and_esc_before_a_sequence_is_esc() {
    let esc = || KeyCode::Esc.into();
    assert_eq!(keys("\x1b\x1b"), [esc(), esc()]);
    assert_eq!(keys("\x1b\x1b[A"), [esc(), KeyCode::Up.into()]);
}

#[test]
fn a_key_has_the_time_at_which_its_first_byte_was_read() {
    let terminal = Terminal::new().waits(1_000).sends("\x1b").waits(20);
    let terminal = terminal.sends("[").waits(100).sends("A").sends("j");
    let terminal = terminal.sends("\x1b").waits(500);
    let times = terminal.decoded.iter().map(|one| match one {
        Decoded::Input(Input::Key(_, at)) => at.millis(),
        other => panic!("{other:?}"),
    });
    assert_eq!(times.collect::<Vec<_>>(), [1_000, 1_120, 1_120]);
}
