//! What is shown, as the text of a file: csv, json or md by the ending of its name.
//!
//! The account, the filter, the coverage and the age stand in the head of the file; of CSV in comments
//! before the header.
//!
//! - here the head, and the three formats
//! - `rows` the rows of the list, in its order: sessions, or people

mod rows;

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use self::rows::ExportRows;
use crate::incident::code_span;
use crate::journal::write_ascii_json;
use crate::live::{HIDDEN, Mask, Projection, ShownNames, Slot, Snapshot};
use crate::model::{SafeText, Sent, SentTime, Timestamp, grouped};

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// A table for spreadsheets.
    Csv,
    /// The fields of `zentop list --format json`.
    Json,
    /// A table to read.
    Markdown,
}

impl FileFormat {
    /// The format that the ending of a file's name asks for.
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "csv" => Some(Self::Csv),
            "json" => Some(Self::Json),
            "md" | "markdown" => Some(Self::Markdown),
            _ => None,
        }
    }
}

/// The rows that are shown, with what is to be known of them.
#[derive(Debug, Clone)]
pub struct Export {
    pub(super) account: String,
    pub(super) filter: String,
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) projection: Arc<Projection>,
    /// The pseudonyms that stand in place of people, if any do.
    pub(super) mask: Option<Mask>,
    pub(super) now: Timestamp,
}

/// The head of a file, as JSON has it.
#[derive(Debug, Serialize)]
struct ExportHead<'a> {
    account: &'a str,
    filter: &'a str,
    as_of: Option<String>,
    coverage: &'static str,
    unreadable: usize,
    undecided: usize,
    masked: bool,
}

/// A file, as JSON has it.
#[derive(Debug, Serialize)]
struct ExportFile<'a> {
    #[serde(flatten)]
    head: ExportHead<'a>,
    #[serde(flatten)]
    rows: ExportRows<'a>,
}

impl Export {
    fn names(&self) -> ShownNames<'_> {
        self.mask
            .as_ref()
            .map_or(ShownNames::REAL, ShownNames::masked)
    }

    fn head(&self) -> ExportHead<'_> {
        let snapshot = &self.snapshot;
        ExportHead {
            account: &self.account,
            filter: self.names().query(&self.filter),
            as_of: (snapshot.walked_from()).map(|at| snapshot.server_time(at).to_string()),
            coverage: snapshot.coverage().as_str(),
            unreadable: snapshot.unreadable().records(),
            undecided: self.projection.undecided.len(),
            masked: self.mask.is_some(),
        }
    }

    fn rows(&self) -> ExportRows<'_> {
        ExportRows::of(&self.projection, &self.snapshot, self.names())
    }

    /// How many rows of which kind there are.
    fn number(&self) -> (usize, &'static str) {
        let sessions = self.projection.rows.len();
        match &self.projection.grouped {
            Some(grouped) if grouped.people() == 1 => (1, "person"),
            Some(grouped) => (grouped.people(), "people"),
            None if sessions == 1 => (1, "session"),
            None => (sessions, "sessions"),
        }
    }

    /// The account, the filter, the coverage and the age, each in a line.
    fn head_lines(&self, quoted: impl Fn(&str) -> String) -> Vec<String> {
        let head = self.head();
        let mut lines = Vec::new();
        if !head.filter.is_empty() {
            lines.push(format!("filter: {}", quoted(head.filter)));
        }
        lines.push(format!("coverage: {}", head.coverage));
        if let Some(at) = self.snapshot.walked_from() {
            let said = self.snapshot.server_time(at);
            lines.push(format!("read: {said}, {} ago", at.age(self.now)));
        }
        let (rows, noun) = self.number();
        let noun = match noun {
            "person" | "people" => "people",
            _ => "sessions",
        };
        lines.push(format!("{noun}: {rows}"));
        if head.undecided > 0 {
            let undecided = head.undecided;
            lines.push(format!("cannot be told whether they match: {undecided}"));
        }
        if head.unreadable > 0 {
            let unreadable = head.unreadable;
            lines.push(format!("records that could not be read: {unreadable}"));
        }
        if head.masked {
            lines.push(
                "people are masked: names, addresses, organisations and numbers are pseudonyms"
                    .to_owned(),
            );
        }
        lines
    }

    /// What the file holds, in words for whoever saves it.
    pub fn words(&self) -> String {
        let head = self.head();
        let (rows, noun) = self.number();
        let mut words = format!("{} {noun}", grouped(rows));
        let _ = write!(words, " of {}", SafeText::new(head.account));
        if !head.filter.is_empty() {
            let _ = write!(words, ", filter {}", SafeText::new(head.filter));
        }
        let _ = write!(words, ", coverage {}", head.coverage);
        if let Some(at) = self.snapshot.walked_from() {
            let _ = write!(words, ", read {} ago", at.age(self.now));
        }
        if head.undecided > 0 {
            let _ = write!(words, ", {} cannot be told", grouped(head.undecided));
        }
        if head.masked {
            words.push_str(", people masked");
        }
        words
    }

    /// The text of the file.
    ///
    /// # Errors
    /// None of writing to memory; the writers of the formats have errors of their own.
    pub fn bytes(&self, format: FileFormat) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        match format {
            FileFormat::Csv => {
                let mut head = vec![format!("account: {}", self.account)];
                head.extend(self.head_lines(str::to_owned));
                self.rows().sheet(&mut out, &head)?;
            }
            FileFormat::Json => {
                let file = ExportFile {
                    head: self.head(),
                    rows: self.rows(),
                };
                write_ascii_json(&mut out, &file)?;
                out.push(b'\n');
            }
            FileFormat::Markdown => out = self.markdown().into_bytes(),
        }
        Ok(out)
    }

    /// The rows as a table of Markdown, with their head.
    pub(crate) fn markdown(&self) -> String {
        let rows = self.rows();
        let mut page = format!("# {} of {}\n\n", rows.title(), code_span(&self.account));
        for line in self.head_lines(code_span) {
            let _ = writeln!(page, "- {line}");
        }
        page.push('\n');
        rows.in_markdown(&mut page);
        page
    }
}

/// What stands in the place of a name that is not known.
const NO_NAME_KNOWN: &str = "name not known";

/// One row as a line of text, with the names that are shown.
pub(super) fn line_of(
    snapshot: &Snapshot,
    slot: Slot,
    names: ShownNames<'_>,
    now: Timestamp,
) -> Option<String> {
    let session = snapshot.session(slot)?;
    let person = snapshot.person(snapshot.row(slot)?.person)?;
    let user = names.person(person);
    let server = snapshot.server_time(now);
    let age = |at: SentTime| match at {
        SentTime::At(at) => at.age(server).to_string(),
        SentTime::Absent => "not told".to_owned(),
        SentTime::Unreadable => "unreadable".to_owned(),
    };
    let mut words = Vec::new();
    if let Some(user) = &user {
        words.push(match &user.name {
            Sent::Is(name) => name.as_str().to_owned(),
            Sent::Nothing => "no name".to_owned(),
            Sent::Unknown => NO_NAME_KNOWN.to_owned(),
        });
        words.push((user.role.known()).unwrap_or("role not known").to_owned());
        match &user.email {
            Sent::Is(email) => words.push(email.as_str().to_owned()),
            Sent::Nothing => {}
            Sent::Unknown => words.push("e-mail not known".to_owned()),
        }
        let organization = user.organization.shown().copied();
        let name = organization.and_then(|id| names.organization(id, snapshot.directory()));
        words.extend(name.map(|name| name.as_str().to_owned()));
    } else {
        words.push(NO_NAME_KNOWN.to_owned());
    }
    words.push(format!("signed in {} ago", age(session.authenticated_at)));
    words.push(format!("seen {} ago", age(session.last_seen_at)));
    words.push(names.key(session.key).to_string());
    Some(words.join("  "))
}

/// A file that is to be written.
#[derive(Debug, Clone)]
pub struct SaveRequest {
    /// The name of the file as it was typed; `~` is the home folder.
    pub typed: String,
    /// What is written.
    pub export: Export,
    /// Whether a file that is there may be replaced, because somebody was asked.
    pub replaces: bool,
}

/// What came of writing a file.
#[derive(Debug, Clone)]
pub struct Saved {
    /// The name of the file as it was typed.
    pub typed: String,
    /// The file, and what is in it, in words; or why there is none.
    pub answer: Result<(PathBuf, String), NotSaved>,
}

/// Why a file was not written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotSaved {
    /// There is such a file, and nobody was asked about it.
    Exists,
    /// It cannot be written, for this reason in words.
    Failed(String),
}

/// The words in place of a path that may name somebody.
pub(super) fn shown_path(path: &Path, is_masked: bool) -> String {
    if is_masked {
        return HIDDEN.to_owned();
    }
    SafeText::new(&path.to_string_lossy()).as_str().to_owned()
}
