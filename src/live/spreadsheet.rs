//! The one way to CSV: a header, and cells that no spreadsheet takes for a formula.

use std::io::{self, Write};

use unicode_normalization::UnicodeNormalization as _;

use crate::model::SafeText;

/// The mark by which a spreadsheet knows that the text is UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Rows of CSV. Every cell is guarded here, whatever it is and whoever chose it.
pub(crate) struct Spreadsheet<W: Write> {
    rows: csv::Writer<W>,
}

impl<W: Write> Spreadsheet<W> {
    /// Writes the mark, if it is wanted, and the header.
    pub(crate) fn new(mut out: W, bom: bool, header: &[&str]) -> io::Result<Self> {
        if bom {
            out.write_all(BYTE_ORDER_MARK.as_bytes())?;
        }
        let mut rows = csv::Writer::from_writer(out);
        rows.write_record(header)?;
        Ok(Self { rows })
    }

    /// The same below lines that tell what the rows are, each as a comment, which lists of people pass over.
    pub(crate) fn below(mut out: W, head: &[String], header: &[&str]) -> io::Result<Self> {
        for line in head {
            writeln!(out, "# {}", in_comment(line))?;
        }
        Self::new(out, false, header)
    }

    /// Writes a row.
    pub(crate) fn row<C: AsRef<str>>(
        &mut self,
        cells: impl IntoIterator<Item = C>,
    ) -> io::Result<()> {
        let cells = cells.into_iter().map(|cell| guarded(cell.as_ref()));
        Ok(self.rows.write_record(cells)?)
    }

    /// Writes what is still held back.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.rows.flush()
    }
}

/// Text that no spreadsheet takes for a formula (OWASP, "CSV Injection"), on one line, and with
/// every character visible: CSV is looked at in terminals as well, and has no escapes of its own.
fn guarded(text: &str) -> String {
    let line = SafeText::new(text);
    if line.is_blank() {
        return String::new();
    }
    if may_be_formula(text) {
        format!("'{line}")
    } else {
        line.as_str().to_owned()
    }
}

/// Text for a line that is a comment. A program that knows no comments takes it for cells, of which none
/// is a formula, and none begins a text in quotes that would take in the lines below.
fn in_comment(text: &str) -> String {
    let line = SafeText::new(text);
    let mut guarded = String::new();
    for part in line.as_str().split_inclusive(ENDS_CELL) {
        let is_quoted = part.trim_start().starts_with('"');
        if !guarded.is_empty() && (is_quoted || begins_formula(part)) {
            guarded.push('\'');
        }
        guarded.push_str(part);
    }
    guarded
}

/// What may stand between two cells.
const ENDS_CELL: [char; 4] = [',', ';', '\u{ff1b}', '\t'];

/// The text of a cell that was guarded so, as it was before.
pub(super) fn unguarded(cell: &str) -> &str {
    let bare = cell.strip_prefix('\'');
    bare.filter(|bare| may_be_formula(bare)).unwrap_or(cell)
}

/// Whether a spreadsheet could take text for a formula: by its first sign after blanks, quotes and
/// what nobody sees, in any width that the sign has. Also inside, after a semicolon, which ends a
/// cell where a comma is the decimal point.
fn may_be_formula(text: &str) -> bool {
    let mut parts = text.split([';', '\u{ff1b}', '\t']);
    text.starts_with(['\t', '\r', '\n']) || parts.any(begins_formula)
}

/// Whether the first sign of a cell makes it a formula.
fn begins_formula(cell: &str) -> bool {
    let first = cell.trim_start_matches(comes_before).chars().next();
    first.is_some_and(|sign| sign.nfkc().any(starts_formula))
}

fn starts_formula(sign: char) -> bool {
    // The last is the minus of mathematics, which some programs take for the one of keyboards.
    matches!(sign, '=' | '+' | '-' | '@' | '|' | '%' | '\u{2212}')
}

/// Blanks, quotes, and characters without a width.
fn comes_before(sign: char) -> bool {
    sign.is_whitespace()
        || sign.is_control()
        || matches!(sign, '"' | '\'' | '`' | '\u{ff02}' | '\u{ff07}')
        || matches!(sign, '\u{2018}'..='\u{201f}' | '\u{200b}'..='\u{200f}')
        || matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(sign, '\u{ad}' | '\u{180e}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused_and_names_are_not() {
        for text in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "|calc",
            "%x",
            " =1",
            "\t=1",
            "\tx",
            "\rx",
            "\u{a0}=1",
            "\"=1+1",
            "'=1",
            " \" =1",
            "\u{201c}=1",
            "\u{200b}=1",
            "\u{ff1d}1",
            "\u{ff0b}1",
            "\u{ff0d}1",
            "\u{ff20}A1",
            "\u{fe66}1",
            "\u{2212}1",
            "a;=1",
            "a; \"=1",
        ] {
            assert!(guarded(text).starts_with('\''), "{text:?}");
        }
        // What zentop wrote, zentop reads.
        for text in [
            "-f@sms.example",
            "+1555@sms.example",
            "'=1",
            "o'hara@x.example",
            "'quoted'",
        ] {
            assert_eq!(unguarded(&guarded(text)), text);
        }
        for text in [
            "José",
            "O'Brien",
            "'t Hooft",
            "a=b",
            "a;b",
            "ann@example.com",
            "2026-11-22T00:00:00Z",
            "12345",
            "true",
        ] {
            assert_eq!(guarded(text), text);
        }
        assert_eq!(guarded(""), "");
        assert!(!guarded("a\u{1b}[2Jb\nc").contains(['\u{1b}', '\n']));
        assert_eq!(guarded("gnp\u{202e}exe"), "gnp‹202E›exe");
    }

    #[test]
    fn a_head_is_comments_of_which_no_cell_is_a_formula_or_an_open_quote() {
        let mut out = Vec::new();
        let head = ["filter: role:agent,=1, \"a b\";@x", "read\nx"].map(str::to_owned);
        let mut sheet = Spreadsheet::below(&mut out, &head, &["id"]).unwrap();
        sheet.row(["1"]).unwrap();
        sheet.finish().unwrap();
        let text = String::from_utf8(out).unwrap();
        let first = "# filter: role:agent,'=1,' \"a b\";'@x\n";
        assert!(text.starts_with(first), "{text}");
        assert_eq!(text.lines().count(), 4, "{text}");
        assert!(text.ends_with("\nid\n1\n"), "{text}");
    }

    #[test]
    fn every_cell_is_guarded_and_the_mark_comes_first() {
        let mut out = Vec::new();
        let mut sheet = Spreadsheet::new(&mut out, true, &["id", "name"]).unwrap();
        sheet.row(["1", "=1, \"x\""]).unwrap();
        sheet.finish().unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, "\u{feff}id,name\n1,\"'=1, \"\"x\"\"\"\n");
    }
}
