//! Writes one line, field by field. A field never takes more than its columns, so what stands to
//! the right of it stays where it is, whatever the text.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr;

use crate::model::SafeText;

/// The mark of a cut.
const CUT: &str = "…";

/// A place on a line where the next text is written.
pub(super) struct Pen<'b> {
    buffer: &'b mut Buffer,
    line: Rect,
    x: u16,
}

impl<'b> Pen<'b> {
    /// Starts at the first row of `line`; nothing is written where that is off the screen.
    pub(super) fn on(buffer: &'b mut Buffer, line: Rect) -> Self {
        let line = line.intersection(buffer.area);
        Self {
            buffer,
            x: line.x,
            line,
        }
    }

    /// The number of columns left on the line.
    pub(super) fn left(&self) -> usize {
        if self.line.is_empty() {
            return 0;
        }
        usize::from(self.line.right().saturating_sub(self.x))
    }

    /// Writes the program's own words, as far as they fit. A mark of the cut stands where words are
    /// missing, also if none of these fit any more.
    pub(super) fn put(&mut self, text: &str, style: Style) -> &mut Self {
        let left = self.left();
        if left > 0 {
            self.x = self.write(&cut(text, left), left, style);
        } else if !text.trim().is_empty() && !self.line.is_empty() {
            let last = Position::new(self.line.right() - 1, self.line.y);
            self.buffer[last].set_symbol(CUT).set_style(style);
        }
        self
    }

    /// Leaves columns blank.
    pub(super) fn gap(&mut self, columns: usize) -> &mut Self {
        let columns = columns.min(self.left());
        self.x += u16::try_from(columns).unwrap_or(0);
        self
    }

    /// Writes text into exactly `columns` columns; what is cut ends in a mark of the cut.
    pub(super) fn field(&mut self, text: &str, columns: usize, style: Style) -> &mut Self {
        let columns = columns.min(self.left());
        if columns > 0 {
            self.write(&cut(text, columns), columns, style);
        }
        self.gap(columns)
    }

    /// Writes text at the right end of exactly `columns` columns.
    pub(super) fn right(&mut self, text: &str, columns: usize, style: Style) -> &mut Self {
        let columns = columns.min(self.left());
        let blank = columns.saturating_sub(width(text));
        self.gap(blank).field(text, columns - blank, style)
    }

    /// Writes a stranger's text into the rest of the line, so that it comes last.
    pub(super) fn last(&mut self, text: &SafeText, style: Style) {
        let columns = self.left();
        self.field(&text.fit(columns), columns, style);
    }

    /// Writes a sentence of the program into the rest of the line, so that it comes last.
    pub(super) fn last_words(&mut self, text: &SafeText, style: Style) {
        let columns = self.left();
        let text = whole_words(text.as_str(), columns).into_owned();
        self.last(&SafeText::new(&text), style);
    }

    /// Writes at most `columns` columns, which must be on the line; returns where it ended. Most
    /// text is ASCII, which is written without looking for clusters, most of the cost of a frame.
    fn write(&mut self, text: &str, columns: usize, style: Style) -> u16 {
        let (mut x, y) = (self.x, self.line.y);
        if !text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return self.buffer.set_stringn(x, y, text, columns, style).0;
        }
        for at in 0..text.len().min(columns) {
            self.buffer[(x, y)]
                .set_symbol(&text[at..=at])
                .set_style(style);
            x += 1;
        }
        x
    }

    /// Fills the rest of the line.
    pub(super) fn fill(&mut self, sign: &str, style: Style) -> &mut Self {
        let rest = sign.repeat(self.left());
        self.put(&rest, style)
    }

    /// The part of the line that is not written yet.
    pub(super) fn rest(&self) -> Rect {
        Rect {
            x: self.x,
            width: u16::try_from(self.left()).unwrap_or(0),
            ..self.line
        }
    }

    /// The position of the next text.
    pub(super) fn position(&self) -> Position {
        let last = self.line.right().saturating_sub(1);
        Position::new(self.x.min(last), self.line.y)
    }
}

/// The columns that ratatui needs for text.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

/// Cuts the program's own text at its end.
fn cut(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let mut cut = String::new();
    let mut used = 1;
    for cluster in text.graphemes(true) {
        used += cluster.width();
        if used > columns {
            break;
        }
        cut.push_str(cluster);
    }
    cut.push_str(CUT);
    Cow::Owned(cut)
}

/// Makes text that was typed here visible: forbidden characters show as a box, spaces stay as they
/// are.
pub(super) fn typed(text: &str) -> String {
    let shown = |sign| {
        if SafeText::is_forbidden(sign) {
            '▯'
        } else {
            sign
        }
    };
    text.chars().map(shown).collect()
}

/// Breaks text into lines of at most `columns` columns, between words; a word that is longer than
/// that goes on on the next line.
pub(super) fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ').flat_map(|word| pieces(word, columns)) {
        let used = lines.last().map_or(0, |line| width(line));
        if used > 0 && used + 1 + width(word) > columns {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

/// Cuts a word into pieces that fit; a cluster wider than the columns is a piece of its own.
fn pieces(word: &str, columns: usize) -> Vec<&str> {
    if width(word) <= columns {
        return vec![word];
    }
    let mut pieces = Vec::new();
    let (mut start, mut used) = (0, 0);
    for (at, cluster) in word.grapheme_indices(true) {
        used += cluster.width();
        if used > columns && at > start {
            pieces.push(&word[start..at]);
            (start, used) = (at, cluster.width());
        }
    }
    pieces.push(&word[start..]);
    pieces
}

/// A sentence of the program in so many columns: what does not fit is left out by whole words. A text
/// whose words are too long for that is as it was, for whoever writes it to cut.
pub(super) fn whole_words(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    // What parts a word from one that is left out goes with that.
    let ends = text.match_indices(' ');
    let parts = ends.map(|(at, _)| text[..at].trim_end_matches([',', ';', ':', '(']));
    let part = parts.take_while(|part| width(part) + 2 <= columns).last();
    match part.filter(|part| width(part) * 2 >= columns) {
        Some(part) => Cow::Owned(format!("{part} …")),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_takes_its_columns_and_no_others() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 1));
        let style = Style::default();
        Pen::on(&mut buffer, Rect::new(0, 0, 12, 1))
            .field("abcdefgh", 4, style)
            .right("12", 4, style)
            .put("| too long for it", style);
        assert_eq!(buffer, Buffer::with_lines(["abc…  12| t…"]));
    }

    #[test]
    fn words_that_do_not_fit_leave_a_mark_of_the_cut() {
        let line = |texts: &[&str]| {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 1));
            let mut pen = Pen::on(&mut buffer, Rect::new(0, 0, 8, 1));
            for text in texts {
                pen.put(text, Style::default()).gap(2);
            }
            buffer
        };
        assert_eq!(
            line(&["done 3", "refused 1"]),
            Buffer::with_lines(["done 3 …"])
        );
        assert_eq!(
            line(&["done 30", "refused"]),
            Buffer::with_lines(["done 30…"])
        );
        assert_eq!(line(&["all fits", "  "]), Buffer::with_lines(["all fits"]));
        assert_eq!(line(&["all of it"]), Buffer::with_lines(["all of …"]));
    }

    #[test]
    fn off_the_screen_nothing_is_written() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 2, 1));
        for area in [Rect::new(0, 5, 9, 1), Rect::new(7, 0, 9, 1), Rect::ZERO] {
            let mut pen = Pen::on(&mut buffer, area);
            pen.gap(3).put("x", Style::default());
            pen.right("x", 9, Style::default());
        }
        assert_eq!(buffer, Buffer::empty(Rect::new(0, 0, 2, 1)));
    }

    #[test]
    fn words_are_kept_whole() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("a longwords b", 4), ["a", "long", "word", "s b"]);
        assert_eq!(wrapped("日本語", 4), ["日本", "語"]);
        assert_eq!(wrapped("日本", 1), ["日", "本"]);
        assert_eq!(wrapped("", 0), [""]);
        assert_eq!(typed("a\u{202e}b "), "a▯b ");
    }

    #[test]
    fn a_sentence_is_cut_between_words() {
        assert_eq!(whole_words("nothing was sent", 16), "nothing was sent");
        assert_eq!(whole_words("nothing was sent", 15), "nothing was …");
        assert_eq!(whole_words("nothing was sent", 12), "nothing …");
        assert_eq!(whole_words("gone: Ann Lee, Bob", 15), "gone: Ann Lee …");
        let long = "Donaudampfschifffahrt ended";
        assert_eq!(
            whole_words("a Donaudampfschifffahrt", 12),
            "a Donaudampfschifffahrt"
        );
        assert_eq!(whole_words(long, 10), long);
    }
}
