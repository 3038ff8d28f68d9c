//! Keys by their names. The library reads names and the letters of English; any other letter or sign
//! that a layout has is a key too.

use crokey::{KeyCombination, KeyCombinationFormat};
use crossterm::event::{KeyCode, KeyModifiers};
use unicode_normalization::UnicodeNormalization as _;

use crate::model::SafeText;

/// What can stand before a key.
const MODIFIERS: [(&str, KeyModifiers); 3] = [
    ("ctrl-", KeyModifiers::CONTROL),
    ("alt-", KeyModifiers::ALT),
    ("shift-", KeyModifiers::SHIFT),
];

/// The key of a name; `None` if there is none of that name.
pub(super) fn key_named(name: &str) -> Option<KeyCombination> {
    let known = capital_named(name).or_else(|| name.parse().ok());
    known.or_else(|| sign_named(name)).map(normalized)
}

/// The name of a key as people write it: `K`, `Ctrl-c`, `Space`, `К`.
pub(in crate::app) fn name_of(key: KeyCombination) -> String {
    let format = KeyCombinationFormat::default().with_implicit_shift();
    // A sign says more than its name.
    let name = format.to_string(key).replace("Hyphen", "-");
    // Shift is in what a sign is, and not in an arrow.
    let is_named = !matches!(single(&key), Some(KeyCode::Char(_) | KeyCode::BackTab));
    if is_named && key.modifiers.contains(KeyModifiers::SHIFT) {
        return format!("Shift-{name}");
    }
    name
}

/// The key of a capital letter of English as the screen writes it, which is that letter with Shift.
fn capital_named(name: &str) -> Option<KeyCombination> {
    let mut signs = name.chars();
    let sign = signs.next().filter(char::is_ascii_uppercase)?;
    let is_alone = signs.next().is_none();
    is_alone.then(|| KeyCombination::one_key(KeyCode::Char(sign), KeyModifiers::SHIFT))
}

/// The key of a single sign that is not ASCII.
fn sign_named(name: &str) -> Option<KeyCombination> {
    let (mut rest, mut modifiers) = (name, KeyModifiers::NONE);
    while let Some((prefix, modifier)) = MODIFIERS.into_iter().find(|(prefix, _)| {
        let begin = rest.get(..prefix.len());
        begin.is_some_and(|begin| begin.eq_ignore_ascii_case(prefix))
    }) {
        rest = &rest[prefix.len()..];
        modifiers |= modifier;
    }
    // Some editors save a letter and its mark one after the other; a keyboard sends them as one.
    let mut signs = rest.nfc();
    let sign = signs.next().filter(|_| signs.next().is_none())?;
    let is_shown = SafeText::new(&sign.to_string()).as_str() == sign.to_string();
    let is_key = !sign.is_ascii() && !sign.is_control() && !sign.is_whitespace() && is_shown;
    is_key.then(|| KeyCombination::one_key(KeyCode::Char(sign), modifiers))
}

/// Terminals differ in whether a shifted sign carries Shift; it matters only for letters.
pub(super) fn normalized(key: KeyCombination) -> KeyCombination {
    let mut key = key.normalized();
    let Some(KeyCode::Char(sign)) = single(&key) else {
        return key;
    };
    if !sign.is_alphabetic() {
        key.modifiers.remove(KeyModifiers::SHIFT);
    } else if !sign.is_ascii() {
        if sign.is_uppercase() {
            key.modifiers.insert(KeyModifiers::SHIFT);
        } else if key.modifiers.contains(KeyModifiers::SHIFT) {
            let mut upper = sign.to_uppercase();
            if let (Some(upper), None) = (upper.next(), upper.next()) {
                return KeyCombination::one_key(KeyCode::Char(upper), key.modifiers);
            }
        }
    }
    key
}

/// The key that most terminals send in the place of this one: both are the same byte.
pub(super) fn sent_as(key: KeyCombination) -> Option<&'static str> {
    let with_control = key.modifiers == KeyModifiers::CONTROL;
    match single(&key).filter(|_| with_control)? {
        KeyCode::Char('m') => Some("Enter"),
        KeyCode::Char('i') => Some("Tab"),
        KeyCode::Char('[') => Some("Esc"),
        _ => None,
    }
}

/// The key of a combination that is of one alone.
pub(super) fn single(key: &KeyCombination) -> Option<KeyCode> {
    key.is_ansi_compatible().then(|| *key.codes.first())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_every_layout_are_keys() {
        let none = KeyModifiers::NONE;
        for (name, sign, modifiers) in [
            ("о", 'о', none),
            ("й", 'й', none),
            ("и\u{306}", 'й', none),
            ("К", 'К', KeyModifiers::SHIFT),
            ("shift-к", 'К', KeyModifiers::SHIFT),
            ("ctrl-ö", 'ö', KeyModifiers::CONTROL),
            ("Alt-ñ", 'ñ', KeyModifiers::ALT),
            ("ß", 'ß', none),
            ("λ", 'λ', none),
            ("§", '§', none),
            ("中", '中', none),
        ] {
            let expected = KeyCombination::one_key(KeyCode::Char(sign), modifiers);
            assert_eq!(key_named(name), Some(expected), "{name}");
        }
        for name in [
            "", "оо", "ctrl-", "\u{202e}", "\u{200b}", "\u{a0}", "\u{85}", "nokey",
        ] {
            assert_eq!(key_named(name), None, "{name:?}");
        }
        assert_eq!(name_of(key_named("shift-к").unwrap()), "К");
        assert_eq!(name_of(key_named("shift-down").unwrap()), "Shift-Down");
        assert_eq!(name_of(key_named("shift-k").unwrap()), "K");
        assert_eq!(name_of(key_named("ctrl-ö").unwrap()), "Ctrl-ö");
        // What the screen writes is the name of the same key.
        for name in ["K", "k", "Ctrl-k", "К", "F3", "?"] {
            assert_eq!(name_of(key_named(name).unwrap()), name);
        }
        assert_eq!(key_named("K"), key_named("shift-k"));
    }
}
