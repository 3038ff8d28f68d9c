//! The column that names people, by the first line of a list.

use csv::{ReaderBuilder, StringRecord};

use super::super::named::{CellKind, PersonNamed};
use super::error::ListError;
use super::text::{is_comment, unquoted};
use crate::model::SafeText;

/// The headers that are known. A bare `id` is not among them: it is often a personnel number.
const KNOWN: [(&str, CellKind); 4] = [
    ("email", CellKind::Address),
    ("e-mail", CellKind::Address),
    ("mail", CellKind::Address),
    ("user_id", CellKind::Id),
];

/// What stands between two columns.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// How Excel names the delimiter in a line before the header.
const SEPARATOR_LINE: &str = "sep=";

/// The form of a list.
pub(super) struct Header {
    pub(super) columns: ListColumns,
    pub(super) delimiter: u8,
    /// The number of columns.
    pub(super) width: usize,
    /// The names of the columns that name people.
    pub(super) names: Vec<SafeText>,
}

/// What the rows of a list hold.
pub(super) enum ListColumns {
    /// One person a line.
    OneALine(CellKind),
    /// The columns of these numbers, from 0, which name people.
    Of(Vec<(usize, CellKind)>),
}

impl Header {
    /// The form of a list, and where its rows begin; `wanted` is the column that was asked for.
    pub(super) fn of(text: &str, wanted: Option<&str>) -> Result<(Self, usize), ListError> {
        let wanted = wanted.map(plain);
        let mut at = 0;
        let mut separator = None;
        for line in text.split_inclusive('\n') {
            let written = line.trim();
            if written.is_empty() || is_comment(written) && !is_numbered(written) {
                // It says nothing.
            } else if let Some(named) = separator_of(written) {
                separator = Some(named);
            } else if let Some(header) = Self::of_line(&text[at..], separator, wanted.as_deref()) {
                // A quoted name of a column may go over several lines.
                let (header, length) = header?;
                return Ok((header, at + length));
            } else {
                return Self::without(written, wanted.as_deref()).map(|header| (header, at));
            }
            at += line.len();
        }
        Err(ListError::Nobody)
    }

    /// The form by the first line of `rest` and its length, if that is a header.
    fn of_line(
        rest: &str,
        separator: Option<u8>,
        wanted: Option<&str>,
    ) -> Option<Result<(Self, usize), ListError>> {
        let delimiters = separator.map_or(DELIMITERS.to_vec(), |named| vec![named]);
        let headers = delimiters
            .into_iter()
            .filter_map(|delimiter| Self::by(rest, delimiter, wanted));
        let most = headers.max_by_key(|(_, cells, _)| cells.len())?;
        let (delimiter, cells, length) = most;
        let columns = match ListColumns::among(&cells, wanted) {
            Ok(columns) => columns,
            Err(error) => return Some(Err(error)),
        };
        let width = cells.len();
        let header = Self {
            names: columns.names(&cells),
            columns,
            delimiter,
            width,
        };
        Some(Ok((header, length)))
    }

    /// The columns of the first line as it is read with this delimiter, and its length in bytes, if
    /// one of the columns names people.
    fn by(rest: &str, delimiter: u8, wanted: Option<&str>) -> Option<(u8, Vec<String>, usize)> {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(rest.as_bytes());
        let mut row = StringRecord::new();
        let is_read = reader.read_record(&mut row).unwrap_or(false);
        let cells: Vec<String> = row.iter().map(plain).collect();
        let names_people = |cell: &String| match wanted {
            Some(wanted) => cell == wanted,
            None => kind_of(cell).is_some(),
        };
        if !is_read || !cells.iter().any(names_people) {
            return None;
        }
        let length = usize::try_from(reader.position().byte()).ok()?;
        Some((delimiter, cells, length.min(rest.len())))
    }

    /// The form of a list whose first line is no header.
    fn without(line: &str, wanted: Option<&str>) -> Result<Self, ListError> {
        let cells = |delimiter: &u8| {
            let cells = line.split(char::from(*delimiter)).map(unquoted);
            cells.filter(|cell| !cell.is_empty()).collect::<Vec<_>>()
        };
        let cells = DELIMITERS.iter().map(cells).max_by_key(Vec::len);
        let cells = cells.unwrap_or_default();
        let names_somebody = |cell: &&str| PersonNamed::parse(cell).is_ok();
        if wanted.is_none() && cells.len() > 1 && cells.iter().any(names_somebody) {
            return Err(ListError::NoHeader);
        }
        if wanted.is_some() || cells.len() > 1 {
            return Err(ListError::NoColumn {
                columns: cells.into_iter().map(SafeText::new).collect(),
                wanted: wanted.map(SafeText::new),
            });
        }
        Ok(Self {
            columns: ListColumns::OneALine(CellKind::Either),
            delimiter: b',',
            width: 1,
            names: Vec::new(),
        })
    }
}

impl ListColumns {
    /// The names of those of a header's cells that name people.
    fn names(&self, cells: &[String]) -> Vec<SafeText> {
        let Self::Of(columns) = self else {
            return Vec::new();
        };
        let names = columns.iter().filter_map(|(number, _)| cells.get(*number));
        names.map(|name| SafeText::new(name)).collect()
    }

    /// Those of a header's cells that name people.
    fn among(cells: &[String], wanted: Option<&str>) -> Result<Self, ListError> {
        let kind = |cell: &String| match wanted {
            Some(wanted) if cell != wanted => None,
            Some(_) => Some(kind_of(cell).unwrap_or(CellKind::Either)),
            None => kind_of(cell),
        };
        let numbered = cells.iter().enumerate();
        let found: Vec<(usize, CellKind)> = numbered
            .filter_map(|(number, cell)| Some((number, kind(cell)?)))
            .collect();
        let first = found.first().map_or(CellKind::Either, |(_, kind)| *kind);
        // An address and an id cannot be compared here, so nobody can tell whether they agree.
        let are_alike = found.iter().all(|(_, kind)| *kind == first);
        if !are_alike || (wanted.is_some() && found.len() > 1) {
            let names = found.iter().filter_map(|(number, _)| cells.get(*number));
            let names = names.map(|name| SafeText::new(name)).collect();
            return Err(ListError::SeveralColumns(names));
        }
        if cells.len() == 1 {
            return Ok(Self::OneALine(first));
        }
        Ok(Self::Of(found))
    }
}

fn kind_of(cell: &str) -> Option<CellKind> {
    let known = KNOWN.iter().find(|(name, _)| *name == cell);
    known.map(|(_, kind)| *kind)
}

/// The delimiter that a line before the header names.
fn separator_of(line: &str) -> Option<u8> {
    let named = unquoted(line).strip_prefix(SEPARATOR_LINE)?;
    match named.as_bytes() {
        [delimiter] if DELIMITERS.contains(delimiter) => Some(*delimiter),
        // A tab at the end of a line was taken for a blank.
        [] => Some(b'\t'),
        _ => None,
    }
}

/// Whether a line that looks like a comment is a header whose first column numbers the rows.
fn is_numbered(line: &str) -> bool {
    let after = line.trim_start_matches('#').trim_start_matches(' ');
    line.starts_with('#') && after.starts_with(DELIMITERS.map(char::from))
}

/// The name of a column as it is compared.
fn plain(cell: &str) -> String {
    unquoted(cell.trim()).to_lowercase()
}
