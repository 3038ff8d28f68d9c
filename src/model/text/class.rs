//! The classes of characters, by what drawing them could do.

use unicode_normalization::char::decompose_compatible;
use unicode_properties::{
    GeneralCategory, GeneralCategoryGroup, UnicodeEmoji as _, UnicodeGeneralCategory as _,
};
use unicode_script::{Script, UnicodeScript as _};

/// The class of a character, which decides whether and how it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A letter, a digit, punctuation or a symbol, which is shown as it is.
    Plain,
    /// A mark that takes no column of its own, such as an accent.
    Mark,
    /// A mark that takes a column, such as many Indic vowels.
    SpacingMark,
    /// A space of any kind.
    Space,
    /// The half-width sound marks of katakana, which are measured differently
    /// by UAX 29, by ratatui and by terminals.
    SoundMark,
    /// ZWJ and ZWNJ, which some scripts cannot be written without.
    Joiner,
    /// A C0 control or DEL, for which Unicode has a picture.
    Control,
    /// A character that is never shown as itself.
    Forbidden,
    /// A character that the program draws its own frame, marks and gauges with.
    Chrome,
    /// A character that terminals do not draw in the columns it is measured to take.
    Unsteady,
}

impl Class {
    /// The class of `c`.
    pub(super) fn of(c: char) -> Self {
        match c {
            ' '..='~' if c != ' ' => return Self::Plain,
            '\0'..='\x1f' | '\x7f' => return Self::Control,
            '\u{200c}' | '\u{200d}' => return Self::Joiner,
            '\u{ff9e}' | '\u{ff9f}' => return Self::SoundMark,
            _ if is_forbidden(c) => return Self::Forbidden,
            _ if is_chrome(c) => return Self::Chrome,
            _ if is_unsteady(c) => return Self::Unsteady,
            _ => {}
        }
        match c.general_category() {
            GeneralCategory::SpaceSeparator => Self::Space,
            GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark => Self::Mark,
            GeneralCategory::SpacingMark => Self::SpacingMark,
            _ => Self::Plain,
        }
    }
}

/// Whether no cell may hold `c`; see `SafeText::is_forbidden`.
pub(super) fn is_forbidden(c: char) -> bool {
    if matches!(c, ' '..='~' | '\u{200c}' | '\u{200d}') {
        return false;
    }
    is_invisible(c)
        || matches!(
            c.general_category(),
            GeneralCategory::Control
                | GeneralCategory::Format
                | GeneralCategory::LineSeparator
                | GeneralCategory::ParagraphSeparator
                | GeneralCategory::PrivateUse
                | GeneralCategory::Surrogate
                | GeneralCategory::Unassigned
        )
}

/// `Default_Ignorable_Code_Point` (UAX 44) where the general category does not
/// say so already, and the characters that are drawn as nothing at all.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        // The grapheme joiner and the Khmer inherent vowels.
        '\u{34f}' | '\u{17b4}' | '\u{17b5}'
        // Hangul fillers.
        | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}'
        // Variation selectors, Mongolian and general, and tags.
        | '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}'
        // The empty Braille cell, the object character, the Khitan filler and
        // the null notehead are not ignorable, but no one can see them.
        | '\u{2800}' | '\u{fffc}' | '\u{16fe4}' | '\u{1d159}'
    )
}

/// Arrows, mathematical and technical signs, box drawing, blocks, shapes,
/// check marks and dingbats, bullets, Braille patterns and the graphics of old
/// computers. Control pictures, `▯` and `◌` are made here, and are therefore
/// let through, like `…` and `‹›`: they only ever say that a name is odd.
fn is_chrome(c: char) -> bool {
    match c {
        '▯' | '◌' => false,
        '\u{2600}'..='\u{27bf}' => !c.is_emoji_char() || is_signal(c),
        _ => {
            matches!(
                c,
                '\u{2022}' | '\u{2023}' | '\u{2043}'
                    | '\u{2190}'..='\u{23ff}'
                    | '\u{2440}'..='\u{245f}'
                    | '\u{2500}'..='\u{25ff}'
                    | '\u{27c0}'..='\u{2bff}'
                    | '\u{4dc0}'..='\u{4dff}'
                    | '\u{ffe8}'..='\u{ffee}'
                    | '\u{1cc00}'..='\u{1cebf}'
                    | '\u{1f500}'..='\u{1f506}'
                    | '\u{1f517}'..='\u{1f51d}'
                    | '\u{1f532}'..='\u{1f53d}'
                    | '\u{1f5f4}'..='\u{1f5f9}'
                    | '\u{1f780}'..='\u{1f8ff}'
                    | '\u{1fb00}'..='\u{1fbff}'
            )
        }
    }
}

/// Emoji among the dingbats that mean yes, no, beware or go on.
fn is_signal(c: char) -> bool {
    matches!(
        c,
        '☑' | '⚠' | '⚪' | '⚫' | '⛔' | '✅' | '✔' | '✖' | '❌' | '❎'
            | '\u{2753}'..='\u{2757}'
            | '\u{2795}'..='\u{2797}'
            | '➡' | '➰' | '➿'
    )
}

/// Arabic ligatures of whole phrases, long dashes, and cuneiform, whose signs
/// fonts draw across many cells though they are measured as one or two; and
/// skin tones, which melt into whatever is before them.
fn is_unsteady(c: char) -> bool {
    matches!(
        c,
        '\u{2e3a}' | '\u{2e3b}'
            | '\u{fdfa}'..='\u{fdfd}'
            | '\u{12000}'..='\u{1254f}'
            | '\u{1f3fb}'..='\u{1f3ff}'
    )
}

/// Scripts in which a joiner changes what is read (UAX 31, section 2.3): the
/// cursive ones, and those with a virama.
pub(super) fn takes_joiners(script: Script) -> bool {
    is_cursive(script) || is_brahmic(script)
}

fn is_cursive(script: Script) -> bool {
    matches!(
        script,
        Script::Arabic
            | Script::Syriac
            | Script::Mongolian
            | Script::Nko
            | Script::Mandaic
            | Script::Phags_Pa
            | Script::Adlam
            | Script::Hanifi_Rohingya
    )
}

/// Scripts whose consonants join into clusters of several columns.
pub(super) fn is_brahmic(script: Script) -> bool {
    matches!(
        script,
        Script::Devanagari
            | Script::Bengali
            | Script::Gurmukhi
            | Script::Gujarati
            | Script::Oriya
            | Script::Tamil
            | Script::Telugu
            | Script::Kannada
            | Script::Malayalam
            | Script::Sinhala
            | Script::Myanmar
            | Script::Khmer
            | Script::Lao
            | Script::Thai
            | Script::Tibetan
            | Script::Balinese
            | Script::Javanese
            | Script::Sundanese
            | Script::Tai_Tham
            | Script::Meetei_Mayek
            | Script::Chakma
            | Script::Newa
            | Script::Tirhuta
    )
}

/// Whether `c` is a letter or a mark that belongs to `script`.
pub(super) fn is_written_in(c: char, script: Script) -> bool {
    c.script() == script && is_word(c)
}

/// Whether `c` is a letter or a mark.
pub(super) fn is_word(c: char) -> bool {
    matches!(
        c.general_category_group(),
        GeneralCategoryGroup::Letter | GeneralCategoryGroup::Mark
    )
}

/// Whether `c` can be part of an Indic cluster.
pub(super) fn is_brahmic_part(c: char) -> bool {
    match c {
        '\u{200c}' | '\u{200d}' => true,
        _ => is_word(c) && (is_brahmic(c.script()) || c.script() == Script::Inherited),
    }
}

/// Whether `c` is half of a flag.
pub(super) fn is_flag_half(c: char) -> bool {
    unicode_properties::emoji::is_regional_indicator(c)
}

/// Whether `rest` makes an emoji sequence (UTS 51) of the character before it.
pub(super) fn is_emoji_sequence(first: char, rest: &str) -> bool {
    let Some(second) = rest.chars().next() else {
        return false;
    };
    match second {
        '\u{fe0e}' | '\u{fe0f}' => first.is_emoji_char(),
        '\u{200d}' | '\u{1f3fb}'..='\u{1f3ff}' => first.is_emoji_char() && !first.is_ascii(),
        '\u{e0020}'..='\u{e007f}' => first == '🏴',
        _ => false,
    }
}

/// Whether `selector` picks a glyph for the ideograph before it (UTS 37), which
/// names in Japanese do. Without it the character is the same.
pub(super) fn is_glyph_choice(ideograph: char, selector: char) -> bool {
    matches!(selector, '\u{fe00}'..='\u{fe02}' | '\u{e0100}'..='\u{e01ef}')
        && ideograph.script() == Script::Han
}

/// The full-width form of half-width katakana.
pub(super) fn full_width(katakana: char) -> char {
    let mut full = katakana;
    decompose_compatible(katakana, |c| full = c);
    full
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_never_in_a_cell() {
        for c in [
            '\0',
            '\x1b',
            '\x7f',
            '\u{9b}',
            '\u{ad}',
            '\u{61c}',
            '\u{200b}',
            '\u{200e}',
            '\u{202e}',
            '\u{2028}',
            '\u{2029}',
            '\u{2069}',
            '\u{2800}',
            '\u{3164}',
            '\u{fe0f}',
            '\u{feff}',
            '\u{fffe}',
            '\u{378}',
            '\u{e000}',
            '\u{e0069}',
            '\u{e0100}',
            '\u{10ffff}',
            '\u{605}',
        ] {
            assert!(is_forbidden(c), "{}", c.escape_unicode());
        }
        for c in "aé ~…▯◌·‹›␛ع\u{200c}\u{200d}\u{301}日한👨\u{fffd}│".chars() {
            assert!(!is_forbidden(c), "{}", c.escape_unicode());
        }
    }

    #[test]
    fn chrome_is_what_the_program_draws_with() {
        for c in "┌─│█▶●→≥≈✓✔☑✗⚠★⠿🔴🟢🗸•↑∎⬤".chars()
        {
            assert_eq!(Class::of(c), Class::Chrome, "{c}");
        }
        for c in "…▯◌·‹›␛[]()|*+-=<>#@~^`'\"™©№①♥☕✨👨«»–—‘’“”¿¡".chars()
        {
            assert_eq!(Class::of(c), Class::Plain, "{c}");
        }
    }
}
