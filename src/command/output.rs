//! The output on stdout: machine formats in ASCII, tables through `SafeText`.
//!
//! - here JSON, tables, and the files that are made
//! - `standard` the one way to standard output, whose reader may go away
//! - `ids` ids of JSON as strings

mod ids;
mod standard;

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::exit::Failure;
use crate::files::{self, FileErrorKind, path_word};
use crate::host::Spelling;
use crate::journal::write_ascii_json;
pub(super) use crate::live::{LISTED_COLUMNS as COLUMNS, ListedSession, Spreadsheet};
use crate::model::{SafeText, ascii};
use crate::settings::charset_of_locale;
pub(super) use ids::Ids;
pub(super) use standard::{is_terminal, stdout, stdout_of_machines};

/// Writes one line of JSON in ASCII.
pub(super) fn json(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    write_ascii_json(out, value)?;
    out.write_all(b"\n")
}

/// Writes one line of JSON in ASCII, with its ids in this way.
pub(super) fn json_with(out: &mut impl Write, ids: Ids, value: &impl Serialize) -> io::Result<()> {
    match ids {
        Ids::Numbers => json(out, value),
        Ids::Strings => {
            ids::write(out, value)?;
            out.write_all(b"\n")
        }
    }
}

/// Prints one line of JSON on stdout, with its ids in this way, and nothing else.
pub(super) fn document(value: &impl Serialize, ids: Ids) -> Result<(), Failure> {
    let mut out = stdout();
    let printed = json_with(&mut out, ids, value).and_then(|()| out.flush());
    printed.map_err(Failure::system)
}

/// Creates a file that only its owner may read. An existing file is never overwritten, and no link
/// is followed.
pub(super) fn create(path: &Path) -> Result<File, Failure> {
    files::create_new(path).map_err(|error| {
        let path = error.shown_path();
        Failure::usage(match error.kind {
            FileErrorKind::Exists => {
                format!("{path} exists and is not overwritten; name another file")
            }
            _ => format!(
                "{path} cannot be created: {}; name another file",
                error.into_io()
            ),
        })
    })
}

/// Writes such a file. Where it cannot be written whole, none is left.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut file = create(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    written.map_err(|error| {
        let _ = std::fs::remove_file(path);
        let path = path_word(path);
        Failure::system(error).about(&format!("{path} could not be written, and none is left"))
    })
}

/// Writes columns as wide as they must be, up to a cap; the last one is never cut. Every cell is
/// our own text or went through `SafeText`.
pub(super) fn table(
    out: &mut impl Write,
    header: &[&str],
    rows: &[Vec<SafeText>],
    caps: &[usize],
) -> io::Result<()> {
    let spelling = charset_of_locale();
    let rows: Vec<Vec<SafeText>> = rows.iter().map(|row| spelled(row, spelling)).collect();
    let widths: Vec<usize> = (0..header.len())
        .map(|column| {
            let cells = rows
                .iter()
                .filter_map(|row| row.get(column))
                .map(SafeText::width);
            let cap = caps.get(column).copied().unwrap_or(usize::MAX);
            cells
                .max()
                .unwrap_or(0)
                .max(header[column].chars().count())
                .min(cap)
        })
        .collect();
    let mut line = |cells: &mut dyn Iterator<Item = (String, usize)>| -> io::Result<()> {
        let mut text = String::new();
        for ((cell, width), column) in cells.zip(&widths) {
            text.push_str(&cell);
            text.extend(std::iter::repeat_n(' ', column.saturating_sub(width) + 2));
        }
        writeln!(out, "{}", text.trim_end())
    };
    line(
        &mut header
            .iter()
            .map(|name| ((*name).to_owned(), name.chars().count())),
    )?;
    for row in &rows {
        line(&mut row.iter().zip(&widths).map(|(cell, width)| {
            let mut fitted = SafeText::new(&cell.fit(*width));
            if spelling == Spelling::Ascii {
                // The sign of a cut, in one column.
                fitted = SafeText::new(&fitted.as_str().replace('…', "~"));
            }
            (fitted.as_str().to_owned(), fitted.width())
        }))?;
    }
    Ok(())
}

/// The cells as the locale can show them, before their columns are counted.
fn spelled(row: &[SafeText], spelling: Spelling) -> Vec<SafeText> {
    let spell = |cell: &SafeText| match spelling {
        Spelling::Unicode => cell.clone(),
        Spelling::Ascii => SafeText::new(&ascii(cell.as_str())),
    };
    row.iter().map(spell).collect()
}
