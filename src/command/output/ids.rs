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
    /// Whether the values that come are those of a list, and not of fields.
    in_list: bool,
}

impl QuotedIds {
    /// Whether the field that was named last holds an id, or several. A list of sessions or of tokens
    /// is one of ids; a number under such a name is a count.
    fn is_id(&self) -> bool {
        let name = self.key.strip_suffix('s').unwrap_or(&self.key);
        let is_listed = ["sessions", "tokens"].contains(&self.key.split('_').next().unwrap_or(""));
        name == "id" || name.ends_with("_id") || (self.in_list && is_listed)
    }
}

impl Formatter for QuotedIds {
    fn begin_object_key<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.key.clear();
        (self.in_key, self.in_list) = (true, false);
        Ascii.begin_object_key(out, first)
    }

    fn end_object_key<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.in_key = false;
        Ascii.end_object_key(out)
    }

    fn begin_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.in_list = true;
        Ascii.begin_array(out)
    }

    fn end_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.in_list = false;
        Ascii.end_array(out)
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
            "people": [{"sessions": [9], "tokens_beyond_the_plan": [8]}, {"sessions": 4}],
        });
        let mut out = Vec::new();
        write(&mut out, &value).unwrap();
        let read: serde_json::Value = serde_json::from_slice(&out).unwrap();
        let expected = json!({
            "id": "9007199254740993", "user_id": "5", "user_ids": ["1", "2"], "run_id": "x",
            "count": 7, "targets": [{"session_id": "3", "name": "id"}], "client_id": null,
            "people": [{"sessions": ["9"], "tokens_beyond_the_plan": ["8"]}, {"sessions": 4}],
        });
        assert_eq!(read, expected);
    }
}
