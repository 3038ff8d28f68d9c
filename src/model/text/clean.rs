//! The cleaning of a whole string: its length, its form, its columns.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::{class, fit::CUT, line::LineBuilder};

/// The most characters that are ever shown of one string.
const CHARS: usize = 256;
const BYTES: usize = 1024;

/// The most columns of one Indic cluster; five consonants and a vowel exist.
const CLUSTER_COLUMNS: usize = 8;

/// The Khmer sign that puts the next consonant below. `unicode-width` then gives
/// that consonant no column and many terminals give it one; a ZWNJ after the sign
/// makes both give it one, and the name can still be read.
const COENG: char = '\u{17d2}';
const COENG_APART: &str = "\u{17d2}\u{200c}";

/// The sign that stands for what terminals measure differently.
pub(super) const BOX: char = '▯';

/// Whether `raw` can be shown as it is, by a look at its bytes.
pub(super) fn is_plain_ascii(raw: &str) -> bool {
    let mut before = b' ';
    raw.len() <= CHARS
        && raw.bytes().all(|byte| {
            let fits = matches!(byte, b'!'..=b'~') || byte == b' ' && before != b' ';
            before = byte;
            fits
        })
        && before != b' '
}

/// The text that is shown of `raw`; `None` if there is nothing to show.
pub(super) fn clean(raw: &str) -> String {
    let mut text: String = cap(raw).nfc().collect();
    // One round can bring together characters that the next has to change. Each change leaves fewer
    // of them, so this ends long before the bound.
    for _ in 0..CHARS {
        let next = round(&text);
        if next == text {
            break;
        }
        text = next;
    }
    text
}

fn round(text: &str) -> String {
    let mut line = LineBuilder::default();
    for (at, cluster) in text.grapheme_indices(true) {
        line.cluster(cluster, &text[at + cluster.len()..]);
    }
    let composed: String = columns(line.as_str()).nfc().collect();
    cap(&composed).into_owned()
}

/// The start of `text`, cut on the edge of a cluster (UAX 29) unless one
/// cluster is all there is.
fn cap(text: &str) -> Cow<'_, str> {
    if text.len() <= BYTES && text.chars().nth(CHARS).is_none() {
        return Cow::Borrowed(text);
    }
    let limit = text
        .char_indices()
        .take(CHARS)
        .map(|(at, _)| at)
        .take_while(|at| *at <= BYTES - CUT.len_utf8())
        .last()
        .unwrap_or_default();
    // With one more character the last edge is at the limit or before it.
    let one_more = limit + text[limit..].chars().next().map_or(0, char::len_utf8);
    let edge = text[..one_more]
        .grapheme_indices(true)
        .map(|(at, _)| at)
        .next_back()
        .filter(|at| *at > 0)
        .unwrap_or(limit);
    Cow::Owned(format!("{}{CUT}", &text[..edge]))
}

/// Every cluster takes as many columns as its characters do, one or two,
/// so that terminals that count either way agree on where the next one starts.
///
/// Indic clusters (UAX 29, rule `GB9c`) are one or two columns per consonant and
/// are let through while both ways of counting agree.
fn columns(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for cluster in text.graphemes(true) {
        if is_steady(cluster) {
            out.push_str(cluster);
            continue;
        }
        let apart = cluster.replace(COENG, COENG_APART);
        if apart.graphemes(true).all(is_steady) {
            out.push_str(&apart);
        } else {
            out.push(BOX);
        }
    }
    out
}

fn is_steady(cluster: &str) -> bool {
    let sum: usize = cluster.chars().map(|c| c.width().unwrap_or(0)).sum();
    sum == cluster.width()
        && match sum {
            1 | 2 => true,
            3..=CLUSTER_COLUMNS => cluster.chars().all(class::is_brahmic_part),
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_ascii_is_known_by_its_bytes() {
        for plain in ["Ann", "O'Brien-Smith", "a b", "[x] (y)", &"a".repeat(256)] {
            assert!(is_plain_ascii(plain), "{plain}");
            assert_eq!(clean(plain), plain);
        }
        for other in [
            "",
            " a",
            "a ",
            "a  b",
            "a\tb",
            "a\x7f",
            "é",
            &"a".repeat(257),
        ] {
            assert!(!is_plain_ascii(other), "{other}");
        }
    }

    #[test]
    fn each_rule_shows_what_it_did() {
        let cases = [
            ("A\x1b[2JZ\x7f\t", "A␛[2JZ␡␉"),
            ("a\u{9b}b\u{2028}c", "a‹9B›b‹2028›c"),
            ("a\u{202e}b\u{61c}", "a‹202E›b‹061C›"),
            (
                "a\u{200b}\u{e0069}\u{e000}\u{fffe}",
                "a‹200B›‹E0069›‹E000›‹FFFE›",
            ),
            ("ad\u{200c}min\u{200d}", "ad‹200C›min‹200D›"),
            ("👨\u{200d}👩\u{200d}👧 Smith", "👨 Smith"),
            ("❤\u{fe0f}👋🏿1\u{fe0f}\u{20e3}", "❤👋1"),
            ("🇩🇪 A🏿", "▯ A▯"),
            ("\u{338}\u{338}bob \u{301}", "◌\u{338}bob ◌\u{301}"),
            (
                "x\u{316}\u{316}\u{317}\u{316}\u{317}\u{316}",
                "x\u{316}\u{317}\u{316}\u{317}",
            ),
            ("\u{eb3} \u{e33}", "◌\u{eb3} ◌\u{e33}"),
            ("\u{1161}", "▯"),
            ("﷽", "▯"),
            ("  a \u{a0}\u{3000} b ", "a b"),
            ("┌─ ok ─┐ ✓ ▶ ● ≈", "·· ok ·· · · · ·"),
            ("ｶﾞﾊﾟaﾞ", "ガパa゛"),
            ("辻\u{e0100}本", "辻本"),
        ];
        for (raw, shown) in cases {
            assert_eq!(clean(raw), shown, "{}", raw.escape_unicode());
        }
    }

    #[test]
    fn a_long_string_is_cut_on_a_cluster() {
        let long = clean(&"e\u{316}\u{317}".repeat(200));
        assert_eq!(long, "e\u{316}\u{317}".repeat(85) + "…");
        assert_eq!(clean(&"😀".repeat(3000)), "😀".repeat(255) + "…");
        assert_eq!(clean(&"\u{202e}".repeat(100)).chars().count(), 256);
        let zalgo = format!("a{}", "\u{301}".repeat(20_000));
        assert_eq!(clean(&zalgo), "á…");
    }
}
