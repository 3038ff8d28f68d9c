//! The bytes of a list as text with plain ends of lines, and one line of it.

use std::borrow::Cow;

/// The byte order mark of UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// The text of a list. What is no text in it becomes a sign that no address and no id has.
pub(super) fn of(bytes: &[u8]) -> String {
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes.strip_prefix(MARK).unwrap_or(bytes)),
    };
    if text.contains('\r') {
        return text.replace("\r\n", "\n").replace('\r', "\n");
    }
    text.into_owned()
}

/// The text of a spreadsheet that writes UTF-16.
fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Cow<'_, str> {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let signs = char::decode_utf16(units).map(|sign| sign.unwrap_or(char::REPLACEMENT_CHARACTER));
    let cut = (bytes.len() % 2 == 1).then_some(char::REPLACEMENT_CHARACTER);
    signs.chain(cut).collect::<String>().into()
}

/// Whether a line says nothing to the program.
pub(super) fn is_comment(line: &str) -> bool {
    line.starts_with('#')
}

/// What a line of a list with one person a line holds; `None` if nothing.
pub(super) fn one_of_a_line(line: &str) -> Option<&str> {
    let line = line.trim();
    if is_comment(line) {
        return None;
    }
    let comment = line
        .match_indices('#')
        .find(|(at, _)| line[..*at].ends_with(char::is_whitespace));
    let line = comment.map_or(line, |(at, _)| &line[..at]);
    let cell = unquoted(line.trim().trim_end_matches([',', ';', '\t']).trim());
    (!cell.is_empty()).then_some(cell)
}

/// The text between a pair of quotes.
pub(super) fn unquoted(cell: &str) -> &str {
    let inner = cell
        .strip_prefix('"')
        .and_then(|cell| cell.strip_suffix('"'));
    inner.unwrap_or(cell).trim()
}
