//! Keys that come faster than a person types: a paste without brackets, or a program that writes.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::model::Timestamp;

/// Keys that follow each other within this time, in milliseconds, were not typed by hand. The
/// fastest typists take some 60, and a key that is held comes again after 20 or more.
const GAP: i64 = 15;

/// So many keys may come at once all the same: slow lines gather them.
const HANDFUL: usize = 5;

/// Whoever types on makes no longer pause between two keys, in milliseconds.
const PAUSE: i64 = 1_000;

/// What is known of the keys that came last.
#[derive(Debug, Default)]
pub(super) struct Typing {
    last: Option<Timestamp>,
    run: usize,
    since: u64,
    /// When something closed under somebody who typed, or the last key since then.
    ignored_at: Option<Timestamp>,
}

impl Typing {
    /// Takes in a key; returns whether it is part of a burst, which counts as a paste.
    pub(super) fn take(&mut self, key: KeyEvent, at: Timestamp, revision: u64) -> bool {
        if !is_text(key) {
            return false;
        }
        let since = self.last.map(|last| at.millis() - last.millis());
        let follows = since.is_some_and(|since| (0..GAP).contains(&since));
        self.last = Some(at);
        if follows {
            self.run += 1;
        } else {
            self.run = 1;
            self.since = revision;
        }
        self.run > HANDFUL
    }

    /// Notes that something closed that may have been typed into: what is typed on without a pause was
    /// meant for that, and not for what lay below it.
    pub(super) fn ignore(&mut self, at: Timestamp) {
        self.ignored_at = Some(self.last.map_or(at, |last| last.max(at)));
    }

    /// Whether a key was meant for what closed under it.
    pub(super) fn is_ignored(&mut self, key: KeyEvent, at: Timestamp) -> bool {
        let since = self
            .ignored_at
            .map(|ignored| at.millis() - ignored.millis());
        let goes_on = is_text(key) && since.is_some_and(|since| since < PAUSE);
        self.ignored_at = goes_on.then_some(at);
        goes_on
    }

    /// The revision in which the burst began.
    pub(super) const fn since(&self) -> u64 {
        self.since
    }
}

/// Whether a text that is pasted without brackets can hold this key.
pub(super) fn is_text(key: KeyEvent) -> bool {
    let commands = KeyModifiers::CONTROL | KeyModifiers::ALT;
    let prints = matches!(key.code, KeyCode::Char(_)) && !key.modifiers.intersects(commands);
    prints || matches!(key.code, KeyCode::Enter | KeyCode::Tab)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bursts(keys: &[KeyCode], gap: i64) -> Vec<bool> {
        let mut typing = Typing::default();
        let start = Timestamp::from_seconds(1_000);
        let taken = (0_i64..).zip(keys).map(|(n, code)| {
            let key = KeyEvent::new(*code, KeyModifiers::NONE);
            typing.take(key, start.shifted(n * gap), 1)
        });
        taken.collect()
    }

    #[test]
    fn what_comes_faster_than_anybody_types_is_a_paste_after_a_handful() {
        let text = [KeyCode::Char('x'); 8];
        let expected = [false, false, false, false, false, true, true, true];
        for gap in [0, 1, 14] {
            assert_eq!(bursts(&text, gap), expected, "{gap}");
        }
        for gap in [15, 30, 500] {
            assert_eq!(bursts(&text, gap), [false; 8], "{gap}");
        }
    }

    #[test]
    fn what_is_typed_on_is_ignored_until_a_pause_and_keys_that_are_no_text_end_that() {
        let at = |millis| Timestamp::from_seconds(1_000).shifted(millis);
        let x = KeyEvent::new(KeyCode::Char('x'), KeyModifiers::NONE);
        let mut typing = Typing::default();
        assert!(!typing.is_ignored(x, at(0)));
        typing.ignore(at(0));
        for millis in [80, 900, 1_800] {
            assert!(typing.is_ignored(x, at(millis)), "{millis}");
        }
        assert!(!typing.is_ignored(x, at(2_800)));
        assert!(!typing.is_ignored(x, at(2_810)));
        typing.ignore(at(3_000));
        let down = KeyEvent::new(KeyCode::Down, KeyModifiers::NONE);
        assert!(!typing.is_ignored(down, at(3_050)));
        assert!(!typing.is_ignored(x, at(3_100)));
    }

    #[test]
    fn lines_belong_to_a_paste_and_arrows_do_not() {
        let mut text = [KeyCode::Char('x'); 7];
        text[2] = KeyCode::Enter;
        assert_eq!(bursts(&text, 0)[4..], [false, true, true]);
        assert_eq!(bursts(&[KeyCode::Down; 9], 0), [false; 9]);
    }
}
