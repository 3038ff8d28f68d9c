//! Folding: what makes two texts the same that differ in letter case, accents, composition or
//! width.

use unicode_normalization::UnicodeNormalization as _;

/// The text as it is compared.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    push_folded(&mut folded, text);
    folded
}

/// Appends the text as it is compared. Control characters are left out, so that they can separate
/// what is appended.
pub(super) fn push_folded(folded: &mut String, text: &str) {
    if text.is_ascii() {
        let printing = text.chars().filter(|sign| !sign.is_ascii_control());
        folded.extend(printing.map(|sign| sign.to_ascii_lowercase()));
        return;
    }
    let letters = text.nfkd().flat_map(char::to_lowercase).nfkd();
    for sign in letters.filter(|sign| !is_accent(*sign) && !sign.is_control()) {
        match plain(sign) {
            Some(plain) => folded.push_str(plain),
            None => folded.push(sign),
        }
    }
}

/// Whether the sign only modifies the letter before it. Marks that make another letter of it, such as
/// the vowels of Indic scripts, are none.
const fn is_accent(sign: char) -> bool {
    matches!(sign,
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}')
}

/// The plain form of letters that Unicode does not take apart.
const fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' => "d",
        'ħ' => "h",
        'ŧ' => "t",
        'ı' => "i",
        'ς' => "σ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_composition_and_width_make_no_difference() {
        for (one, other) in [
            ("José", "JOSE"),
            ("Jose\u{301}", "José"),
            ("STRASSE", "straße"),
            ("Ærø", "AERO"),
            ("İstanbul", "istanbul"),
            ("Łódź", "lodz"),
            ("ＡＣＭＥ　１", "acme 1"),
            ("ｶﾞ", "ガ"),
            ("ΟΔΟΣ", "οδος"),
            ("й", "И"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
        for (one, other) in [("か", "が"), ("कि", "कु"), ("a", "b"), ("กา", "กี")]
        {
            assert_ne!(fold(one), fold(other), "{one} {other}");
        }
        assert_eq!(fold("a\u{1f}b\nc"), "abc");
        assert_eq!(fold("é\u{1f}"), "e");
    }
}
