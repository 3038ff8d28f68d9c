//! JSON in printable ASCII, so that a line can be shown with `cat` whoever chose the text in it.

use std::io::{self, Write};

use memchr::memchr;
use serde::Serialize;
use serde::ser::Error as _;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

/// `value` as one line of JSON without any byte outside 0x20–0x7E: other characters
/// become `\uXXXX`, as pairs of surrogates above U+FFFF (RFC 8259 §7; ASVS 16.4.1).
pub(crate) fn ascii_json(value: &impl Serialize) -> serde_json::Result<String> {
    let mut line = Vec::with_capacity(512);
    write_ascii_json(&mut line, value)?;
    String::from_utf8(line).map_err(serde_json::Error::custom)
}

/// The same over several lines, for files that people read.
pub(crate) fn ascii_json_pretty(value: &impl Serialize) -> serde_json::Result<String> {
    let text = serde_json::to_string_pretty(value)?;
    let mut page = Vec::with_capacity(text.len());
    for line in text.lines() {
        // Line ends and spaces stand outside of strings, all else that is not ASCII inside.
        Ascii
            .write_string_fragment(&mut page, line)
            .map_err(serde_json::Error::io)?;
        page.push(b'\n');
    }
    String::from_utf8(page).map_err(serde_json::Error::custom)
}

/// The same, written to `out`, where half a line does no harm.
pub(crate) fn write_ascii_json(
    out: &mut impl Write,
    value: &impl Serialize,
) -> serde_json::Result<()> {
    value.serialize(&mut Serializer::with_formatter(out, Ascii))
}

/// The form of JSON that has no byte outside 0x20 to 0x7E.
pub(crate) struct Ascii;

impl Formatter for Ascii {
    fn write_string_fragment<W: Write + ?Sized>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if fragment.is_ascii() && memchr(0x7f, fragment.as_bytes()).is_none() {
            return CompactFormatter.write_string_fragment(writer, fragment);
        }
        let is_plain = |c: char| c.is_ascii() && c != '\u{7f}';
        for run in fragment.split_inclusive(|c| !is_plain(c)) {
            let plain = run.trim_end_matches(|c| !is_plain(c));
            CompactFormatter.write_string_fragment(writer, plain)?;
            let mut units = [0; 2];
            for unit in run[plain.len()..]
                .chars()
                .flat_map(|c| c.encode_utf16(&mut units).to_vec())
            {
                write!(writer, "\\u{unit:04x}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_not_printable_ascii_is_escaped() {
        assert_eq!(
            ascii_json(&"Ünal \u{1b}[2J\u{7f}\u{9b}\u{202e}🦀\"\n\\").unwrap(),
            r#""\u00dcnal \u001b[2J\u007f\u009b\u202e\ud83e\udd80\"\n\\""#
        );
    }

    proptest! {
        #[test]
        fn every_text_reads_back_and_stays_ascii(text in any::<String>()) {
            let line = ascii_json(&text).unwrap();
            prop_assert!(line.bytes().all(|byte| (0x20..0x7f).contains(&byte)));
            prop_assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
        }
    }
}
