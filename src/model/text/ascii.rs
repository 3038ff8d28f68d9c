//! Text in ASCII, for terminals and locales that have nothing else.

use std::borrow::Cow;

use deunicode::deunicode_char;

/// `text` in ASCII, sign by sign: as it sounds, else as a question mark.
pub fn ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let spelled = text.chars().map(|sign| deunicode_char(sign).unwrap_or("?"));
    Cow::Owned(spelled.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_can_still_be_read_and_nothing_else_is_left() {
        for (text, expected) in [
            ("Michał Brzęczykowski", "Michal Brzeczykowski"),
            ("Gaëlle", "Gaelle"),
            ("e\u{301}", "e"),
            ("Straße", "Strasse"),
            ("│", "|"),
            ("─", "-"),
        ] {
            assert_eq!(ascii(text), expected);
        }
        assert!(ascii("山田 Дмитрий \u{e000} 👩‍🚀 ‹202E›").is_ascii());
    }
}
