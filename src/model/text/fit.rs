//! The columns that text takes, and text cut to a number of them.
//!
//! Everything here takes text that has been cleaned. Clusters are those of
//! UAX 29 and widths those of `unicode-width`, as ratatui has them.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr;

/// The sign that stands where text was cut.
pub(super) const CUT: char = '…';

/// The columns of `text`, drawn cluster by cluster.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

/// The longest start of `text` that takes at most `columns`.
fn head(text: &str, columns: usize) -> &str {
    let mut used = 0;
    for (at, cluster) in text.grapheme_indices(true) {
        used += cluster.width();
        if used > columns {
            return &text[..at];
        }
    }
    text
}

/// The longest end of `text` that takes at most `columns`.
fn tail(text: &str, columns: usize) -> &str {
    let mut used = 0;
    for (at, cluster) in text.grapheme_indices(true).rev() {
        used += cluster.width();
        if used > columns {
            return &text[at + cluster.len()..];
        }
    }
    text
}

/// Cuts `text` at its end.
pub(super) fn end(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let Some(room) = columns.checked_sub(1) else {
        return Cow::Borrowed("");
    };
    let mut out = head(text, room).trim_end().to_owned();
    out.push(CUT);
    Cow::Owned(out)
}

/// Cuts `text` in its middle: the whole of an address's domain stays if it leaves room for some of
/// the name before it, otherwise two thirds of the room are for the end.
pub(crate) fn middle(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let Some(room) = columns.checked_sub(1) else {
        return Cow::Borrowed("");
    };
    let at = text.rfind('@');
    let domain = at.map_or(0, |at| width(&text[at..]));
    let last = match at {
        Some(_) if domain < room => domain,
        Some(at) if columns > 1 => return Cow::Owned(address(text.split_at(at), columns - 2)),
        _ => room - room / 3,
    };
    let mut out = head(text, room - last).to_owned();
    out.push(CUT);
    out.push_str(tail(text, last));
    Cow::Owned(out)
}

/// An address whose domain has no room, in so many columns beside its `@` and the sign of the cut behind
/// it: without the `@` it would look like a name.
fn address((name, domain): (&str, &str), columns: usize) -> String {
    let host = &domain[1..];
    let name = end(name, columns / 3);
    let host = tail(host, columns - width(&name));
    format!("{name}@{CUT}{host}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_fits_is_left_alone() {
        assert!(matches!(end("Ann", 3), Cow::Borrowed("Ann")));
        assert!(matches!(middle("a@b.example", 11), Cow::Borrowed(_)));
    }

    #[test]
    fn the_end_is_cut_on_a_cluster() {
        assert_eq!(end("Anna Smith", 6), "Anna…");
        assert_eq!(end("日本語", 4), "日…");
        assert_eq!(end("日本語", 1), "…");
        assert_eq!(end("日本語", 0), "");
        assert_eq!(end("स्त्री शक्ति", 5), "स्त्री…");
        assert_eq!(end("स्त्री शक्ति", 4), "…");
    }

    #[test]
    fn the_end_of_a_domain_is_always_there() {
        let email = "marketing.department@corp.example";
        assert_eq!(middle(email, 20), "market…@corp.example");
        assert_eq!(middle(email, 12), "ma…@…example");
        assert_eq!(middle(email, 5), "…@…le");
        assert_eq!(middle(email, 3), "@…e");
        assert_eq!(middle(email, 2), "@…");
        assert_eq!(middle("ann@corp.example", 11), "ann@…xample");
        assert_eq!(middle(email, 1), "…");
        assert_eq!(middle(email, 0), "");
        assert_eq!(
            middle("ceo@corp.example@evil.example", 18),
            "ceo@…@evil.example"
        );
        assert_eq!(middle("日本語の名前", 8), "日…名前");
    }
}
