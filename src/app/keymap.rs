//! The keymap, which says what keys mean in each mode: read from assets/keymap.toml, resolved
//! purely.
//!
//! - `mode` where a key is pressed
//! - `named` keys by their names
//! - `changed` the keymap with the keys of the settings in place of its own

mod changed;
mod mode;
mod named;

use crokey::KeyCombination;
use crossterm::event::{KeyCode, KeyEvent};
use rustc_hash::FxHashMap;
use serde::Deserialize;

use self::named::{key_named, normalized, sent_as};
use super::Action;
pub use mode::Mode;
pub(super) use named::name_of;

/// The bindings that come with the program.
const DEFAULT: &str = include_str!("../../assets/keymap.toml");

/// Keys that may never begin to end or contain anything: they are pressed without thinking.
const HARMLESS: [KeyCode; 10] = [
    KeyCode::Enter,
    KeyCode::Char(' '),
    KeyCode::Char('y'),
    KeyCode::Esc,
    KeyCode::Backspace,
    KeyCode::Delete,
    KeyCode::Up,
    KeyCode::Down,
    KeyCode::Left,
    KeyCode::Right,
];

/// One line of the keymap.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Binding {
    /// The mode in which the keys work.
    pub mode: Mode,
    /// The names of the keys.
    keys: Vec<String>,
    /// The action that the keys start.
    pub action: Action,
    /// The words of the help for these keys.
    pub help: String,
    /// The word in the hint line, for keys that deserve a place there.
    pub hint: Option<String>,
    /// The heading under which help lists it.
    pub group: String,
    /// Where the settings say so, if they do.
    #[serde(skip)]
    place: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    binding: Vec<Binding>,
}

/// What can be wrong with a keymap.
#[derive(Debug, thiserror::Error)]
pub enum KeymapError {
    /// The text is not TOML, or does not have the shape of a keymap.
    #[error("the keymap cannot be read: {0}")]
    Shape(#[from] toml::de::Error),
    /// A key's name that does not exist.
    #[error("{0:?} is not a key")]
    NotAKey(String),
    /// A key that most terminals send as another one.
    #[error(
        "most terminals send {name} as {other}, and nobody can tell them apart: take another key"
    )]
    SentAsAnother {
        /// The key.
        name: String,
        /// The one that arrives in its place.
        other: &'static str,
    },
    /// One key with two meanings.
    #[error("{key} means both {first:?} and {second:?} in the {mode:?} mode")]
    Clash {
        /// The key that was bound twice.
        key: String,
        /// The mode in which it was bound.
        mode: Mode,
        /// The first meaning.
        first: Action,
        /// The second meaning.
        second: Action,
    },
    /// A key that is pressed without thinking and would end sessions.
    #[error(
        "{0} is pressed without thinking, and may not be bound to ending sessions, suspending, \
         offboarding or revoking: take another key"
    )]
    TooEasy(String),
}

/// The bindings, and the way from a key to its meaning.
#[derive(Debug, Clone)]
pub struct Keymap {
    bindings: Vec<Binding>,
    meanings: FxHashMap<(Mode, KeyCombination), Action>,
}

impl Keymap {
    /// The bindings that come with the program.
    pub fn standard() -> Result<Self, KeymapError> {
        Self::parse(DEFAULT)
    }

    /// Reads bindings; a clash or a dangerous binding is an error.
    pub fn parse(text: &str) -> Result<Self, KeymapError> {
        let File { binding: bindings } = toml::from_str(text)?;
        Self::of(bindings)
    }

    fn of(bindings: Vec<Binding>) -> Result<Self, KeymapError> {
        let mut meanings = FxHashMap::default();
        for binding in &bindings {
            for name in &binding.keys {
                let key = key_for(name, binding.action)?;
                if let Some(first) = meanings.insert((binding.mode, key), binding.action)
                    && first != binding.action
                {
                    let (mode, second) = (binding.mode, binding.action);
                    return Err(KeymapError::Clash {
                        key: name.clone(),
                        mode,
                        first,
                        second,
                    });
                }
            }
        }
        Ok(Self { bindings, meanings })
    }

    /// The meaning of a key in a mode; `None` if it has none.
    pub(crate) fn resolve(&self, mode: Mode, key: KeyEvent) -> Option<Action> {
        self.meanings.get(&(mode, normalized(key.into()))).copied()
    }

    /// The digits that do nothing in the list, in their order.
    pub(crate) fn free_digits(&self) -> Vec<char> {
        let is_free = |digit: &char| {
            let key = KeyEvent::from(KeyCode::Char(*digit));
            self.resolve(Mode::List, key).is_none()
        };
        ('1'..='9').filter(is_free).collect()
    }

    /// The first key for an action, as help writes it; empty where none is bound.
    pub(crate) fn first_key(&self, mode: Mode, action: Action) -> String {
        let mut bound = self.bindings.iter();
        let bound = bound.find(|binding| binding.mode == mode && binding.action == action);
        bound
            .and_then(|binding| binding.keys().into_iter().next())
            .unwrap_or_default()
    }

    /// All bindings, in the order of the file.
    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }
}

impl Binding {
    /// The keys as people write them: `K`, `Ctrl-c`, `Space`.
    pub fn keys(&self) -> Vec<String> {
        let keys = self.keys.iter().filter_map(|key| key_named(key));
        keys.map(name_of).collect()
    }
}

/// The key of a name, if this action may be on it.
fn key_for(name: &str, action: Action) -> Result<KeyCombination, KeymapError> {
    let key = key_named(name).ok_or_else(|| KeymapError::NotAKey(name.to_owned()))?;
    if let Some(other) = sent_as(key) {
        return Err(KeymapError::SentAsAnother {
            name: name.to_owned(),
            other,
        });
    }
    let is_harmless = HARMLESS.iter().any(|code| key.codes == (*code).into());
    if action.leads_to_a_review() && is_harmless {
        return Err(KeymapError::TooEasy(name.to_owned()));
    }
    Ok(key)
}

#[cfg(test)]
mod tests {
    use crossterm::event::KeyModifiers;

    use super::*;

    fn press(code: KeyCode, modifiers: KeyModifiers) -> KeyEvent {
        KeyEvent::new(code, modifiers)
    }

    #[test]
    fn the_shipped_keymap_reads_and_every_binding_says_what_it_does() {
        let keymap = Keymap::standard().unwrap();
        for binding in keymap.bindings() {
            assert!(!binding.help.is_empty(), "{binding:?}");
            assert!(!binding.keys().is_empty(), "{binding:?}");
            for key in &binding.keys {
                let event: KeyEvent = key.parse::<KeyCombination>().unwrap().into();
                assert_eq!(
                    keymap.resolve(binding.mode, event),
                    Some(binding.action),
                    "{key}"
                );
            }
        }
    }

    #[test]
    fn capitals_and_small_letters_differ_and_shifted_signs_do_not() {
        let keymap = Keymap::standard().unwrap();
        let shift = KeyModifiers::SHIFT;
        let none = KeyModifiers::NONE;
        let resolve = |code, modifiers| keymap.resolve(Mode::List, press(code, modifiers));
        assert_eq!(resolve(KeyCode::Char('k'), none), Some(Action::Up));
        assert_eq!(resolve(KeyCode::Char('K'), shift), Some(Action::End));
        assert_eq!(resolve(KeyCode::Char('K'), none), Some(Action::End));
        assert_eq!(resolve(KeyCode::Char('?'), shift), Some(Action::Help));
        assert_eq!(resolve(KeyCode::Char('?'), none), Some(Action::Help));
        assert_eq!(resolve(KeyCode::Char('k'), KeyModifiers::CONTROL), None);
    }

    #[test]
    fn clashes_and_dangerous_keys_are_refused() {
        let line = |keys: &str, action: &str| {
            format!(
                "[[binding]]\nmode='list'\nkeys=[{keys}]\naction='{action}'\nhelp='x'\ngroup='x'\n"
            )
        };
        let clash = line("'a'", "down") + &line("'a'", "up");
        assert!(matches!(
            Keymap::parse(&clash),
            Err(KeymapError::Clash { .. })
        ));
        for key in ["enter", "space", "delete", "down"] {
            let text = line(&format!("'{key}'"), "end");
            assert!(
                matches!(Keymap::parse(&text), Err(KeymapError::TooEasy(_))),
                "{key}"
            );
        }
        assert!(matches!(
            Keymap::parse(&line("'nokey'", "up")),
            Err(KeymapError::NotAKey(_))
        ));
    }
}
