//! The keyboard: what keys mean, what was asked for by name, and keys that were meant for something
//! else: typed while the program was stopped, before a dialog was on the screen, or faster than anybody
//! types.

use crossterm::event::{KeyCode, KeyEvent};

use super::Action;
use super::dialog::PaletteEntry;
use super::keymap::{Keymap, Mode, name_of};
use super::press::Press;
use super::typing::{Typing, is_text};
use crate::model::{SafeText, Timestamp};

/// For so long after the program went on, in milliseconds, keys come in that waited in the terminal
/// meanwhile.
const DAZE: i64 = 150;

/// The most keys that wait until it is known when the dialog on top was on the screen; an answer is
/// not longer.
const MOST_EARLY: usize = 64;

/// How many entries of the palette are remembered as recent.
const RECENT: usize = 8;

/// What keys mean, and what is known of those that came last.
#[derive(Debug)]
pub(super) struct Keyboard {
    pub(super) keymap: Keymap,
    pub(super) typing: Typing,
    /// Keys that came in before it was known when the dialog on top was on the screen.
    early: Vec<Press>,
    /// The key that was last said to do nothing, in words.
    useless: Option<String>,
    /// What the palette was used for in this run, newest first.
    recent: Vec<PaletteEntry>,
    /// When the program went on after it was stopped, or could not run for a while.
    woke_at: Option<Timestamp>,
}

impl Keyboard {
    /// The keyboard before any key came in.
    pub(super) fn new(keymap: Keymap) -> Self {
        Self {
            keymap,
            typing: Typing::default(),
            early: Vec::new(),
            useless: None,
            recent: Vec::new(),
            woke_at: None,
        }
    }

    /// What a key means in a mode, or for one without a meaning the key at the same place of a Latin
    /// layout.
    pub(super) fn action(
        &self,
        mode: Mode,
        key: KeyEvent,
        latin: Option<KeyEvent>,
    ) -> Option<Action> {
        let meaning = |key| self.keymap.resolve(mode, key);
        meaning(key).or_else(|| latin.and_then(meaning))
    }

    /// The view that a key of the list opens from a dialog which is a view as well, and in which the key
    /// has no meaning of its own.
    pub(super) fn view_beside(&self, press: Press) -> Option<Action> {
        let action = self.keymap.resolve(Mode::List, press.key);
        let action = action.filter(|_| press.action.is_none())?;
        let is_view = action.opens_a_view() || matches!(action, Action::PastRuns | Action::News);
        is_view.then_some(action)
    }

    /// Notes that the program goes on after it was stopped.
    pub(super) const fn wake(&mut self, now: Timestamp) {
        self.woke_at = Some(now);
    }

    /// Whether a key may have been typed while the program was stopped, for something else.
    pub(super) fn is_dazed(&self, at: Timestamp) -> bool {
        let since = self.woke_at.map(|woke| at.millis() - woke.millis());
        since.is_some_and(|since| since < DAZE)
    }

    /// Lets a key wait until it is known when the dialog on top was on the screen.
    pub(super) fn let_wait(&mut self, press: Press) {
        if self.early.len() < MOST_EARLY {
            self.early.push(press);
        }
    }

    /// The keys that waited.
    pub(super) fn take_early(&mut self) -> Vec<Press> {
        std::mem::take(&mut self.early)
    }

    /// What the palette was used for, newest first.
    pub(super) fn recent(&self) -> &[PaletteEntry] {
        &self.recent
    }

    /// Notes what the palette was used for.
    pub(super) fn asked_for(&mut self, entry: PaletteEntry) {
        self.recent.retain(|it| *it != entry);
        self.recent.insert(0, entry);
        self.recent.truncate(RECENT);
    }

    /// The words about a key that does nothing in this mode, with those about the key before, whose place
    /// they take: prose typed into the wrong window does not push out what matters.
    pub(super) fn words_about_useless(
        &mut self,
        key: KeyEvent,
        mode: Mode,
    ) -> (String, Option<String>) {
        let name = SafeText::new(&name_of(key.into()));
        let text = format!("{name} does nothing here; {}", self.way_on(mode));
        let before = self.useless.replace(text.clone());
        (text, before)
    }

    /// A key that does something in this mode, with what it does.
    fn way_on(&self, mode: Mode) -> String {
        let here = self.keymap.bindings().iter();
        let mut here = here.filter(|binding| binding.mode == mode);
        let help = here.clone().find(|it| it.action == Action::Help);
        let key = |keys: Vec<String>| keys.into_iter().next().unwrap_or_default();
        if let Some(help) = help {
            return format!("{} is help", key(help.keys()));
        }
        let hinted = here.find_map(|it| Some((key(it.keys()), it.hint.as_deref()?)));
        hinted.map_or_else(
            || "the last line has the keys".to_owned(),
            |(key, hint)| format!("{key}: {hint}"),
        )
    }
}

/// Whether a key without a meaning deserves a word, where nothing is typed: not if it is Shift alone.
pub(super) fn deserves_a_word(key: KeyEvent) -> bool {
    is_text(key)
        || !matches!(
            key.code,
            KeyCode::Null
                | KeyCode::CapsLock
                | KeyCode::ScrollLock
                | KeyCode::NumLock
                | KeyCode::Modifier(_)
                | KeyCode::Media(_)
        )
}
