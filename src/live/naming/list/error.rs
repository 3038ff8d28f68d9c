//! Why a list of people cannot be taken.

use std::fmt;

use super::super::named::NamingError;
use crate::model::SafeText;

/// The columns that are shown of a cell.
const CELL: usize = 60;

/// The number of columns that are named of a header.
const MOST_COLUMNS: usize = 12;

/// A line that names nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// The line, from 1.
    pub line: usize,
    /// What stands there.
    pub cell: SafeText,
    /// Why it names nobody.
    pub why: NamingError,
}

impl fmt::Display for BadLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, cell, why } = self;
        write!(f, "line {line}, “{}”: {why}", cell.fit(CELL))
    }
}

/// Why a list of people cannot be taken. Nobody on it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListError {
    /// Lines of it name nobody.
    BadLines {
        /// The first of them.
        lines: Vec<BadLine>,
        /// The number of those that are not among these.
        more: usize,
    },
    /// The first line has several columns, and none of them is known to name people.
    NoColumn {
        /// The names of the columns.
        columns: Vec<SafeText>,
        /// The column that was asked for.
        wanted: Option<SafeText>,
    },
    /// The first line has several columns and is no header.
    NoHeader,
    /// Several columns could name people.
    SeveralColumns(Vec<SafeText>),
    /// Nobody is on it.
    Nobody,
}

impl ListError {
    /// The most bad lines that are kept.
    pub(super) const MOST_LINES: usize = 20;

    /// The same where no option of a command can be given.
    pub(crate) fn on_screen(&self) -> String {
        match self {
            Self::NoColumn { columns, .. } => format!(
                "no column is called email, e-mail, mail or user_id; the first line has {}; call the \
                 column that names people email or user_id, or paste that column alone",
                listed(columns)
            ),
            Self::SeveralColumns(columns) => format!(
                "{} could all name people, and it is not known that they name the same on every \
                 line; paste one of the columns alone, or a file without the others",
                listed(columns)
            ),
            _ => (self.to_string())
                .replace(
                    "; choose one with --column",
                    "; paste one of the columns alone",
                )
                .replace("name it with --column", "call it email or user_id"),
        }
    }

    /// The lines of it that name nobody.
    #[cfg(test)]
    pub(crate) fn bad_lines(&self) -> &[BadLine] {
        match self {
            Self::BadLines { lines, .. } => lines,
            _ => &[],
        }
    }
}

impl fmt::Display for ListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadLines { lines, more } => {
                let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
                f.write_str(&lines.join("\n"))?;
                match more {
                    0 => Ok(()),
                    more => write!(f, "\nand {more} more lines"),
                }
            }
            Self::NoColumn { columns, wanted } => {
                match wanted {
                    Some(wanted) => write!(f, "there is no column “{wanted}”")?,
                    None => f.write_str("no column is called email, e-mail, mail or user_id")?,
                }
                let columns = listed(columns);
                write!(f, "; the first line has {columns}; name the column with --column NAME")
            }
            Self::NoHeader => f.write_str(
                "the first line has several columns and no header that is known; write one person a \
                 line, or a header such as email above the column",
            ),
            Self::SeveralColumns(columns) => write!(
                f,
                "{} could all name people; choose one with --column NAME",
                listed(columns)
            ),
            Self::Nobody => f.write_str("nobody is on it"),
        }
    }
}

impl std::error::Error for ListError {}

fn listed(columns: &[SafeText]) -> String {
    let shown = columns.iter().take(MOST_COLUMNS);
    let shown: Vec<String> = shown.map(|name| format!("“{}”", name.fit(CELL))).collect();
    let more = if columns.len() > MOST_COLUMNS {
        ", …"
    } else {
        ""
    };
    format!("{}{more}", shown.join(", "))
}
