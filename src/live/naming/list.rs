//! Lists of people: one a line, or a CSV file whose column is found by its header. Either the whole
//! list is read, or nobody on it is taken.
//!
//! - `text` bytes as lines
//! - `columns` the column that names people
//! - `rows` the rows of a CSV file, and what of it is hidden in a comment or between quotes
//! - `error` why a list cannot be taken

mod columns;
mod error;
mod rows;
mod text;

use rustc_hash::FxHashSet;

use self::columns::{Header, ListColumns};
pub use self::error::{BadLine, ListError};
use self::rows::RowForm;
use self::text::one_of_a_line;
use super::named::{CellKind, NamingError, PersonNamed};
use crate::model::SafeText;

/// The most that is read as a list of people, in bytes: a million addresses, and little enough to
/// stop soon if a device is named by mistake.
pub(crate) const LARGEST_LIST: u64 = 64 << 20;

/// A person on a list, or named by an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameEntry {
    /// The person.
    pub named: PersonNamed,
    /// The line of the list, from 1; `None` for an option.
    pub line: Option<usize>,
}

/// Reads a list of people; `column` is the header of the column that names them, where it is not one
/// of those that are known. Who is named twice is on it once.
///
/// # Errors
/// If there is anything on it that names nobody, or nobody at all.
pub fn people_of(bytes: &[u8], column: Option<&str>) -> Result<Vec<NameEntry>, ListError> {
    let text = text::of(bytes);
    let (header, body_at) = Header::of(&text, column)?;
    let mut people = PeopleSoFar::default();
    match header.columns {
        ListColumns::OneALine(kind) => people.lines(&text, body_at, kind),
        ListColumns::Of(cells) => {
            let rows = RowForm {
                delimiter: header.delimiter,
                width: header.width,
                cells,
            };
            rows.read(&text, body_at, |line, named| people.take(line, named));
        }
    }
    people.done()
}

/// The columns of a list that was not taken, of which one can be chosen that names people; none where
/// that is not what is wrong with it.
pub(crate) fn columns_to_choose(bytes: &[u8], error: &ListError) -> Vec<SafeText> {
    let mut columns = match error {
        ListError::NoColumn { columns, .. } | ListError::SeveralColumns(columns) => columns.clone(),
        ListError::BadLines { lines, .. }
            if lines.iter().any(|bad| bad.why == NamingError::Disagree) =>
        {
            let header = Header::of(&text::of(bytes), None);
            header.map_or_else(|_| Vec::new(), |(header, _)| header.names)
        }
        _ => Vec::new(),
    };
    let mut known = FxHashSet::default();
    columns.retain(|column| known.insert(column.as_str().to_lowercase()));
    columns
}

/// Whether a line has words, and nothing of an address.
fn is_of_words(line: &str) -> bool {
    line.contains(char::is_alphabetic) && !line.contains('@')
}

/// The people of a list so far, and the lines that name nobody.
#[derive(Default)]
struct PeopleSoFar {
    people: Vec<NameEntry>,
    known: FxHashSet<PersonNamed>,
    bad: Vec<BadLine>,
    more_bad: usize,
}

impl PeopleSoFar {
    fn lines(&mut self, text: &str, from: usize, kind: CellKind) {
        let before = text.get(..from).unwrap_or_default();
        let first = before.matches('\n').count() + 1;
        let lines = text.get(from..).unwrap_or_default().split('\n');
        let mut is_first = true;
        for (line, written) in (first..).zip(lines) {
            let Some(cell) = one_of_a_line(written) else {
                continue;
            };
            let is_headline = is_first && kind == CellKind::Either && is_of_words(cell);
            is_first = false;
            let named = match PersonNamed::of_cell(cell, kind) {
                Err(NamingError::Address(_)) if is_headline => Err(NamingError::Headline),
                named => named,
            };
            self.take(line, named.map_err(|why| (cell.to_owned(), why)));
        }
    }

    fn take(&mut self, line: usize, named: Result<PersonNamed, (String, NamingError)>) {
        match named {
            Ok(named) => {
                if self.known.insert(named.clone()) {
                    let line = Some(line);
                    self.people.push(NameEntry { named, line });
                }
            }
            Err(_) if self.bad.len() == ListError::MOST_LINES => self.more_bad += 1,
            Err((cell, why)) => self.bad.push(BadLine {
                line,
                cell: SafeText::new(&cell),
                why,
            }),
        }
    }

    fn done(self) -> Result<Vec<NameEntry>, ListError> {
        if !self.bad.is_empty() {
            return Err(ListError::BadLines {
                lines: self.bad,
                more: self.more_bad,
            });
        }
        if self.people.is_empty() {
            return Err(ListError::Nobody);
        }
        Ok(self.people)
    }
}

#[cfg(test)]
mod tests;
