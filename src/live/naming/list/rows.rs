//! The rows of a CSV file. A row may be hidden: in a line that begins like a comment, or between the
//! quotes of another row. Nobody is passed over in silence for that.

use std::io::Read as _;

use csv::{ReaderBuilder, StringRecord};

use super::super::named::{CellKind, NamingError, PersonNamed};
use super::text::is_comment;

/// The person whom a row names, or the text that names nobody and why.
pub(super) type NamedByRow = Result<PersonNamed, (String, NamingError)>;

/// Behind a list, where only a quote that is never closed takes it in.
const BEHIND: &[u8] = b"\n#\n";

/// How the rows of a CSV file are read.
pub(super) struct RowForm {
    pub(super) delimiter: u8,
    /// The number of columns.
    pub(super) width: usize,
    /// The columns that name people, and what is in them.
    pub(super) cells: Vec<(usize, CellKind)>,
}

impl RowForm {
    /// Reads the rows of a text from this byte on, and hands over each with its line.
    pub(super) fn read(&self, text: &str, from: usize, mut take: impl FnMut(usize, NamedByRow)) {
        let (before, body) = text.split_at_checked(from).unwrap_or((text, ""));
        let mut line = before.matches('\n').count() + 1;
        let mut reader = self
            .builder()
            .comment(Some(b'#'))
            .from_reader(body.as_bytes().chain(BEHIND));
        let mut row = StringRecord::new();
        let mut at = 0;
        // The text is UTF-8 and rows may have any length, so no row fails to be read.
        while reader.read_record(&mut row).unwrap_or(false) {
            let end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
            let stays_open = end > body.len() + 1;
            let end = end.min(body.len());
            let (comments, written) = after_comments(body.get(at..end).unwrap_or_default());
            line = self.comments(comments, line, &mut take);
            let named = if stays_open {
                Some(Err((first_line(written), NamingError::OpenQuote)))
            } else if self.hides_rows(written) {
                Some(Err((first_line(written), NamingError::RowsBetweenQuotes)))
            } else {
                self.named(&row)
            };
            if let Some(named) = named {
                take(line, named);
            }
            line += written.matches('\n').count();
            at = end;
        }
        self.comments(body.get(at..).unwrap_or_default(), line, &mut take);
    }

    fn builder(&self) -> ReaderBuilder {
        let mut builder = ReaderBuilder::new();
        builder
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter);
        builder
    }

    /// Hands over each comment that is a row, and returns the line behind them.
    fn comments(
        &self,
        comments: &str,
        first: usize,
        take: &mut impl FnMut(usize, NamedByRow),
    ) -> usize {
        for (line, comment) in (first..).zip(comments.lines()) {
            // Whoever is named by the first column is commented out.
            let is_row = self.row(comment).is_some_and(|row| {
                let cells = self.cells.iter().filter(|(column, _)| *column > 0);
                let mut cells = cells.filter_map(|(column, kind)| Some((row.get(*column)?, *kind)));
                cells.any(|(cell, kind)| PersonNamed::of_cell(cell, kind).is_ok())
            });
            if is_row {
                take(
                    line,
                    Err((comment.to_owned(), NamingError::RowLikeAComment)),
                );
            }
        }
        first + comments.matches('\n').count()
    }

    /// Whether several lines of a row name somebody, each by itself.
    fn hides_rows(&self, written: &str) -> bool {
        let lines = written.lines().map(|line| line.replace('"', ""));
        let names_somebody = |line: &String| {
            let row = self.row(line);
            row.is_some_and(|row| matches!(self.named(&row), Some(Ok(_))))
        };
        written.trim_end().contains('\n') && lines.filter(names_somebody).nth(1).is_some()
    }

    /// A line as a row, if it has the cells of one.
    fn row(&self, line: &str) -> Option<StringRecord> {
        let mut row = StringRecord::new();
        let mut reader = self.builder().from_reader(line.as_bytes());
        let is_read = reader.read_record(&mut row).unwrap_or(false);
        (is_read && row.len() == self.width).then_some(row)
    }

    /// The person whom a row names; `None` for an empty row.
    fn named(&self, row: &StringRecord) -> Option<NamedByRow> {
        if row.iter().all(|cell| cell.trim().is_empty()) {
            return None;
        }
        Some(self.named_in(row))
    }

    fn named_in(&self, row: &StringRecord) -> NamedByRow {
        let beyond = row.iter().skip(self.width);
        if beyond.into_iter().any(|cell| !cell.trim().is_empty()) {
            let whole = row.iter().collect::<Vec<_>>().join(" ");
            return Err((whole, NamingError::TooManyCells));
        }
        let mut found: Option<PersonNamed> = None;
        for (column, kind) in &self.cells {
            let cell = row.get(*column).unwrap_or_default();
            if cell.trim().is_empty() {
                continue;
            }
            let named =
                PersonNamed::of_cell(cell, *kind).map_err(|why| (cell.trim().to_owned(), why))?;
            match &found {
                Some(other) if *other != named => {
                    return Err((cell.trim().to_owned(), NamingError::Disagree));
                }
                Some(_) => {}
                None => found = Some(named),
            }
        }
        let whole = || row.iter().collect::<Vec<_>>().join(" ");
        found.ok_or_else(|| (whole(), NamingError::Nothing))
    }
}

/// What the reader passes over before a row, and the row.
fn after_comments(written: &str) -> (&str, &str) {
    let lines = written.split_inclusive('\n');
    let passed =
        lines.take_while(|line| line.trim_end_matches('\n').is_empty() || is_comment(line));
    written.split_at(passed.map(str::len).sum())
}

fn first_line(written: &str) -> String {
    written.lines().next().unwrap_or_default().to_owned()
}
