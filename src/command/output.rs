//! The output on stdout: machine formats in ASCII, tables through `SafeText`.
//!
//! - here one session as fields, JSON, tables, and the files that are made
//! - `standard` the one way to standard output, whose reader may go away
//! - `spreadsheet` the one way to CSV
//! - `ids` ids of JSON as strings

mod ids;
mod spreadsheet;
mod standard;

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::exit::Failure;
use crate::files::{self, FileErrorKind};
use crate::host::Spelling;
use crate::journal::write_ascii_json;
use crate::live::{Slot, Snapshot};
use crate::model::{OrganizationId, SafeText, SentTime, Session, User, ascii};
use crate::settings::charset_of_locale;
pub(super) use ids::Ids;
pub(super) use spreadsheet::Spreadsheet;
pub(super) use standard::{is_terminal, stdout, stdout_of_machines};

/// One session under Zendesk's own names, with what the directory knows of its owner.
#[derive(Debug, Serialize)]
pub(super) struct ListedSession<'a> {
    pub(super) id: u64,
    pub(super) user_id: u64,
    pub(super) authenticated_at: Option<String>,
    pub(super) last_seen_at: Option<String>,
    pub(super) url: Option<String>,
    pub(super) name: Option<&'a str>,
    pub(super) email: Option<&'a str>,
    pub(super) role: Option<&'static str>,
    pub(super) suspended: Option<bool>,
    pub(super) active: Option<bool>,
    pub(super) organization: Option<&'a str>,
    pub(super) organization_id: Option<u64>,
}

/// The columns of CSV, in the order of [`ListedSession`].
pub(super) const COLUMNS: [&str; 12] = [
    "id",
    "user_id",
    "authenticated_at",
    "last_seen_at",
    "url",
    "name",
    "email",
    "role",
    "suspended",
    "active",
    "organization",
    "organization_id",
];

impl<'a> ListedSession<'a> {
    /// The session in `slot`.
    pub(super) fn of(snapshot: &'a Snapshot, slot: Slot) -> Option<Self> {
        let session = snapshot.session(slot)?;
        let user = snapshot.person(snapshot.row(slot)?.person)?.user();
        let organization =
            user.and_then(|user| snapshot.directory().organization(user.organization?));
        Some(Self::new(&session, user, organization))
    }

    /// A session with what is known of its owner.
    pub(super) fn new(
        session: &Session,
        user: Option<&'a User>,
        organization: Option<&'a SafeText>,
    ) -> Self {
        let text = |time: SentTime| time.readable().map(|time| time.to_string());
        let (user_id, id) = (session.key.user.get(), session.key.session.get());
        Self {
            id,
            user_id,
            authenticated_at: text(session.authenticated_at),
            last_seen_at: text(session.last_seen_at),
            url: session.url.text(session.key),
            name: user.map(|user| user.name.original()),
            email: user.and_then(|user| user.email.as_ref().map(SafeText::original)),
            role: user.map(|user| user.role.as_str()),
            suspended: user.and_then(|user| user.suspended),
            active: user.and_then(|user| user.active),
            organization: organization.map(SafeText::original),
            organization_id: user
                .and_then(|user| user.organization)
                .map(OrganizationId::get),
        }
    }

    /// The fields as CSV cells.
    pub(super) fn cells(&self) -> [String; 12] {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let truth = |known: Option<bool>| known.map(|known| known.to_string()).unwrap_or_default();
        [
            self.id.to_string(),
            self.user_id.to_string(),
            text(self.authenticated_at.as_deref()),
            text(self.last_seen_at.as_deref()),
            text(self.url.as_deref()),
            text(self.name),
            text(self.email),
            self.role.unwrap_or_default().to_owned(),
            truth(self.suspended),
            truth(self.active),
            text(self.organization),
            self.organization_id
                .map(|id| id.to_string())
                .unwrap_or_default(),
        ]
    }
}

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
