//! Ids of JSON as strings, for readers that hold numbers as floating point.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use crate::journal::Ascii;

/// How the ids of JSON are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::command) enum Ids {
    /// As Zendesk sends them.
    #[default]
    Numbers,
    /// As strings, which no reader rounds.
    Strings,
}

/// Writes JSON in ASCII with its ids as strings.
pub(super) fn write(out: &mut impl Write, value: &impl Serialize) -> serde_json::Result<()> {
    value.serialize(&mut Serializer::with_formatter(out, QuotedIds::default()))
}

/// ASCII, and the numbers of fields that hold ids in quotes.
#[derive(Default)]
struct QuotedIds {
    key: String,
    in_key: bool,
}

impl QuotedIds {
    /// Whether the field that was named last holds an id, or several.
    fn is_id(&self) -> bool {
        let name = self.key.strip_suffix('s').unwrap_or(&self.key);
        name == "id" || name.ends_with("_id")
    }
}

impl Formatter for QuotedIds {
    fn begin_object_key<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.key.clear();
        self.in_key = true;
        Ascii.begin_object_key(out, first)
    }

    fn end_object_key<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.in_key = false;
        Ascii.end_object_key(out)
    }

    fn write_string_fragment<W: Write + ?Sized>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if self.in_key {
            self.key.push_str(fragment);
        }
        Ascii.write_string_fragment(out, fragment)
    }

    fn write_u64<W: Write + ?Sized>(&mut self, out: &mut W, value: u64) -> io::Result<()> {
        if self.is_id() {
            write!(out, "\"{value}\"")
        } else {
            Ascii.write_u64(out, value)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ids_are_strings_and_counts_are_not() {
        let value = json!({
            "id": 9_007_199_254_740_993_u64, "user_id": 5, "user_ids": [1, 2], "run_id": "x",
            "count": 7, "targets": [{"session_id": 3, "name": "id"}], "client_id": null,
        });
        let mut out = Vec::new();
        write(&mut out, &value).unwrap();
        let read: serde_json::Value = serde_json::from_slice(&out).unwrap();
        let expected = json!({
            "id": "9007199254740993", "user_id": "5", "user_ids": ["1", "2"], "run_id": "x",
            "count": 7, "targets": [{"session_id": "3", "name": "id"}], "client_id": null,
        });
        assert_eq!(read, expected);
    }
}
