//! What a text looks like: two texts that can be taken for each other have the same looks.

use std::sync::LazyLock;

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory as _};
use unicode_security::confusable_detection::skeleton;

/// The looks of each ASCII character, which most names consist of.
static OF_ASCII: LazyLock<[Box<str>; 128]> = LazyLock::new(|| {
    std::array::from_fn(|code| {
        let sign = u8::try_from(code).map_or(' ', char::from);
        skeleton(sign.encode_utf8(&mut [0; 4]))
            .collect::<String>()
            .into()
    })
});

/// The text without what takes no place where people read it.
pub(super) fn without_invisible(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let is_shown = |sign: &char| {
        let is_selector = matches!(sign, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}');
        sign.general_category() != GeneralCategory::Format && !is_selector && *sign != '\u{34f}'
    };
    text.chars().filter(is_shown).collect()
}

/// The looks of a text, the "skeleton" of Unicode Technical Standard 39.
pub(super) fn looks(text: &str) -> String {
    if !text.is_ascii() {
        return skeleton(text).collect();
    }
    let mut looks = String::with_capacity(text.len() + 8);
    for sign in text.bytes() {
        looks.push_str(OF_ASCII.get(usize::from(sign)).map_or("", AsRef::as_ref));
    }
    looks
}
