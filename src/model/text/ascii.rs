//! Text in ASCII, for terminals and locales that have nothing else.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use deunicode::deunicode_char;

use super::fit::CUT;

/// What stands for the sign of a cut, in one column as that does. No address holds it, while a full stop or
/// a tilde may be a part of one; and it is not the sign of a namesake.
const CUT_IN_ASCII: &str = ">";

/// The pictures of control characters, in the order of these.
const PICTURES: RangeInclusive<char> = '\u{2400}'..='\u{2420}';

/// Where pictures of things begin. What they sound like is no part of a name.
const THINGS: char = '\u{1f000}';

/// `text` in ASCII, sign by sign: as it sounds, else as a question mark. The picture of a control
/// character is its number in brackets, as that of every other forbidden sign is.
pub fn ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(spelled).collect())
}

/// Whether a text is the picture of a control character, which has no name of one letter in ASCII.
pub(crate) fn is_control_picture(text: &str) -> bool {
    let mut signs = text.chars();
    signs.next().is_some_and(|sign| PICTURES.contains(&sign)) && signs.next().is_none()
}

fn spelled(sign: char) -> Cow<'static, str> {
    if PICTURES.contains(&sign) {
        let control = u32::from(sign) - u32::from(*PICTURES.start());
        return Cow::Owned(format!("<{control:02X}>"));
    }
    if sign == CUT {
        return Cow::Borrowed(CUT_IN_ASCII);
    }
    let sound = deunicode_char(sign).filter(|_| sign < THINGS || sign.is_alphanumeric());
    Cow::Borrowed(sound.unwrap_or("?"))
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
            ("A␛[2J␀", "A<1B>[2J<00>"),
            ("👋", "?"),
            ("luka…@post.example", "luka>@post.example"),
        ] {
            assert_eq!(ascii(text), expected);
        }
        assert!(ascii("山田 Дмитрий \u{e000} 👩‍🚀 ‹202E›").is_ascii());
    }
}
