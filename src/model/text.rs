//! The only kind of string that may reach a terminal.
//!
//! Any end user picks their own display name, so every string that was not
//! compiled in is hostile until it has been through [`SafeText::new`]. Control
//! characters, reordering and invisible characters become visible, what
//! terminals measure differently becomes a box, and what the program draws its
//! own frame with is taken out; a name in any living script stays as it is.
//!
//! - `class` what kind of thing one character is
//! - `line` the cleaning of characters in the light of their neighbours
//! - `clean` the cleaning of a whole string
//! - `ascii` text in ASCII, where a terminal has nothing else
//! - `fit` columns, and text cut to a number of them

mod ascii;
mod class;
mod clean;
mod fit;
mod line;
#[cfg(test)]
mod tests;

pub use ascii::ascii;
pub(crate) use ascii::is_control_picture;
pub(crate) use fit::middle as cut_middle;

use std::{
    borrow::Cow,
    fmt::{self, Alignment, Write as _},
};

/// The words that are shown for a blank text.
const BLANK: &str = "(no name)";

/// The most bytes of the original that are stored, for exports.
const ORIGINAL_BYTES: usize = 4096;

/// Text from outside, made harmless: one line, and every column accounted for.
///
/// The columns are those in which ratatui draws, cluster by cluster (UAX 29).
/// They can be more than ratatui's `Span::width`, which measures the whole
/// string: it takes Arabic lam and alef for one column, then draws two. And as a
/// `Line` places each span by the widths of those before it, a span after such a
/// name would be drawn over its end. So layout asks [`SafeText::width`], and a
/// name is the last span of a `Line`, or has an area of its own, or is drawn with
/// `Buffer::set_line`, which counts as it draws.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SafeText {
    shown: Box<str>,
    original: Option<Box<str>>,
}

impl SafeText {
    /// Cleans `raw`.
    ///
    /// The result is in NFC (UAX 15) and at most 256 characters and 1 KiB long.
    /// Cleaning what [`as_str`](Self::as_str) gives shows the same again.
    pub fn new(raw: &str) -> Self {
        if clean::is_plain_ascii(raw) {
            return Self {
                shown: raw.into(),
                original: None,
            };
        }
        let shown = clean::clean(raw);
        let original = (shown != raw).then(|| start_of(raw).into());
        Self {
            shown: shown.into(),
            original,
        }
    }

    /// The text that may be drawn; `(no name)` when [`is_blank`](Self::is_blank).
    pub fn as_str(&self) -> &str {
        if self.is_blank() { BLANK } else { &self.shown }
    }

    /// The text that was sent, up to 4 KiB. Never for a terminal: see [`escaped`](Self::escaped).
    pub(crate) fn original(&self) -> &str {
        self.original.as_deref().unwrap_or(&self.shown)
    }

    /// Whether the original has nothing to show. A name that spells `(no name)` is not blank,
    /// so the style the view gives to this state is out of its reach.
    pub fn is_blank(&self) -> bool {
        self.shown.is_empty()
    }

    /// Whether the shown text differs from the original in any character.
    pub fn changed(&self) -> bool {
        self.original.is_some()
    }

    /// Every character of the [`original`](Self::original) in ASCII, as in `\u{202e}`, so that
    /// different texts never look alike.
    pub fn escaped(&self) -> String {
        let original = self.original();
        let mut out = String::with_capacity(original.len());
        for c in original.chars() {
            match c {
                '\\' => out.push_str("\\\\"),
                ' '..='~' => out.push(c),
                _ => out.extend(c.escape_unicode()),
            }
        }
        out
    }

    /// This program's own words, on as many lines as they have, with whatever somebody typed or sent
    /// in between: what no cell may hold is written out, as in `\u{1b}`.
    pub(crate) fn written_out(text: &str) -> Cow<'_, str> {
        let is_harmful = |c: char| c != '\n' && Self::is_forbidden(c);
        if !text.contains(is_harmful) {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            if is_harmful(c) {
                out.extend(c.escape_unicode());
            } else {
                out.push(c);
            }
        }
        Cow::Owned(out)
    }

    /// The shown text in lower case, for search and sort; empty when blank.
    pub(crate) fn lowered(&self) -> String {
        self.shown.to_lowercase()
    }

    /// The columns that the shown text takes.
    pub fn width(&self) -> usize {
        fit::width(self.as_str())
    }

    /// At most `columns` columns of the shown text: whole clusters, and `…` where it was cut.
    pub fn fit(&self, columns: usize) -> Cow<'_, str> {
        fit::end(self.as_str(), columns)
    }

    /// At most `columns` columns of an address, cut in the middle: the end of its domain says who
    /// controls an address, so that end stays.
    pub(crate) fn fit_email(&self, columns: usize) -> Cow<'_, str> {
        fit::middle(self.as_str(), columns)
    }

    /// Whether `c` must never be in a cell of a terminal, whoever wrote it.
    ///
    /// True for controls, reordering controls (UAX 9) and every other format
    /// character but the two joiners, line and paragraph separators, the
    /// default-ignorables of UAX 44 with variation selectors, tags and fillers,
    /// characters that look like nothing though they are no space, private use,
    /// and what Unicode has not assigned. The empty Braille cell U+2800 is among
    /// them: a chart drawn in Braille has to leave it a space.
    pub fn is_forbidden(c: char) -> bool {
        class::is_forbidden(c)
    }
}

/// The start of `raw` that is stored.
fn start_of(raw: &str) -> &str {
    let mut end = raw.len().min(ORIGINAL_BYTES);
    while !raw.is_char_boundary(end) {
        end -= 1;
    }
    &raw[..end]
}

/// Width and precision count columns, not characters.
impl fmt::Display for SafeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match f.precision() {
            Some(columns) => self.fit(columns),
            None => Cow::Borrowed(self.as_str()),
        };
        let Some(columns) = f.width() else {
            return f.write_str(&text);
        };
        let gap = columns.saturating_sub(fit::width(&text));
        let before = match f.align() {
            Some(Alignment::Right) => gap,
            Some(Alignment::Center) => gap / 2,
            Some(Alignment::Left) | None => 0,
        };
        let fill = f.fill();
        (0..before).try_for_each(|_| f.write_char(fill))?;
        f.write_str(&text)?;
        (before..gap).try_for_each(|_| f.write_char(fill))
    }
}

impl fmt::Debug for SafeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}
