//! Decoding a body, and why and where that failed: never with a value that is in it.
//!
//! The texts of `serde_json` quote the value that they are about, which may be a name, an address
//! or a token. So none of them leaves this file; only the place and the reason do.

use std::fmt::{self, Write as _};

use serde::Deserialize;
use serde_json::error::Category;
use serde_json::value::RawValue;
use serde_path_to_error::{Segment, Track};

use super::what_it_is;

/// The number of unreadable records of a page that are logged one by one; the others are counted.
const LOGGED: usize = 3;

/// The longest name of a field; longer ones are none of Zendesk's.
const LONGEST_FIELD: usize = 40;

/// Why a body is not what was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(in crate::zendesk) struct DecodeError {
    /// The description of what is wrong, for the person.
    pub(in crate::zendesk) what: &'static str,
    /// The place where decoding stopped, if it was JSON that could not be read.
    place: Option<JsonPlace>,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.what)?;
        match &self.place {
            Some(place) => write!(f, ": {place}"),
            None => Ok(()),
        }
    }
}

impl From<&'static str> for DecodeError {
    fn from(what: &'static str) -> Self {
        Self { what, place: None }
    }
}

/// The place where decoding stopped, and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct JsonPlace {
    /// The path from the root, for example `sessions[17].id`; empty for the root.
    path: String,
    line: usize,
    column: usize,
    reason: String,
}

impl fmt::Display for JsonPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            path,
            line,
            column,
            reason,
        } = self;
        let root = if path.is_empty() { "the root" } else { path };
        write!(f, "{reason} at {root}, line {line} column {column}")
    }
}

/// Decodes a body as `T`; the error says that it is not `what` was asked for, and where that
/// showed.
pub(super) fn parse<'a, T: Deserialize<'a>>(
    body: &'a [u8],
    what: &'static str,
) -> Result<T, DecodeError> {
    serde_json::from_slice(body).map_err(|error| {
        let recognised = what_it_is(body, what);
        let place = (recognised == what).then(|| JsonPlace::of::<T>(body, &error));
        DecodeError {
            what: recognised,
            place,
        }
    })
}

/// The records of a list that can be read, and the number of those that cannot; the log has the
/// reasons.
pub(super) fn readable<'a, T: Deserialize<'a>>(
    list: &'static str,
    raw: &[&'a RawValue],
) -> (Vec<T>, usize) {
    let good: Vec<T> = records(list, raw).into_iter().flatten().collect();
    let unreadable = raw.len() - good.len();
    (good, unreadable)
}

/// The records of a list one by one, `None` for those that cannot be read as they are documented;
/// the log has the reasons.
pub(super) fn records<'a, T: Deserialize<'a>>(
    list: &'static str,
    records: &[&'a RawValue],
) -> Vec<Option<T>> {
    let mut unreadable = 0;
    let mut read = |(index, raw): (usize, &&'a RawValue)| {
        let error = match serde_json::from_str(raw.get()) {
            Ok(record) => return Some(record),
            Err(error) => error,
        };
        unreadable += 1;
        if unreadable <= LOGGED {
            log_record::<T>(list, index, raw, &error);
        }
        None
    };
    let read = records.iter().enumerate().map(&mut read).collect();
    if unreadable > 0 {
        let records = records.len();
        tracing::debug!(
            list,
            unreadable,
            records,
            "records that are not as documented"
        );
    }
    read
}

fn log_record<'a, T: Deserialize<'a>>(
    list: &'static str,
    index: usize,
    raw: &'a RawValue,
    error: &serde_json::Error,
) {
    if !tracing::enabled!(tracing::Level::DEBUG) {
        return;
    }
    let JsonPlace {
        path,
        line,
        column,
        reason,
    } = JsonPlace::of::<T>(raw.get().as_bytes(), error);
    let dot = if path.is_empty() || path.starts_with('[') {
        ""
    } else {
        "."
    };
    // They are counted within the record, whose place in the page is its index.
    let within = match line {
        0 => String::new(),
        line => format!(", line {line} column {column} of the record"),
    };
    tracing::debug!("unreadable record: {reason} at {list}[{index}]{dot}{path}{within}");
}

impl JsonPlace {
    /// Reads `json` once more: keeping track of the path is worth it only after a failure.
    fn of<'a, T: Deserialize<'a>>(json: &'a [u8], error: &serde_json::Error) -> Self {
        let mut track = Track::new();
        let mut json = serde_json::Deserializer::from_slice(json);
        // The failure is known already; only its path is new.
        let _ = T::deserialize(serde_path_to_error::Deserializer::new(
            &mut json, &mut track,
        ));
        Self {
            path: path(&track.path()),
            line: error.line(),
            column: error.column(),
            reason: reason(error),
        }
    }
}

/// The path, with only those names that look like names of fields.
fn path(path: &serde_path_to_error::Path) -> String {
    let mut written = String::new();
    for segment in path {
        let name = match segment {
            Segment::Seq { index } => {
                // Writing to a `String` cannot fail.
                let _ = write!(written, "[{index}]");
                continue;
            }
            Segment::Map { key } if is_field(key) => key.as_str(),
            Segment::Map { .. } | Segment::Enum { .. } | Segment::Unknown => "?",
        };
        if !written.is_empty() {
            written.push('.');
        }
        written.push_str(name);
    }
    written
}

fn is_field(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    name.len() <= LONGEST_FIELD && name.bytes().all(fits)
}

/// The category of the error, and as much of its text as cannot be a value.
fn reason(error: &serde_json::Error) -> String {
    let category = match error.classify() {
        Category::Io => "i/o",
        Category::Syntax => "syntax",
        Category::Data => "data",
        Category::Eof => "end of input",
    };
    let text = error.to_string();
    match of_the_type(&text).filter(|_| error.is_data()) {
        Some(detail) => format!("{category}: {detail}"),
        None => category.to_owned(),
    }
}

/// The part of a text about a wrong type that is no value: the type that came, and the one
/// expected.
fn of_the_type(text: &str) -> Option<String> {
    let text = match text.rsplit_once(" at line ") {
        Some((text, _)) => text,
        None => text,
    };
    let is_about_a_field = ["missing field `", "duplicate field `"]
        .iter()
        .any(|start| text.starts_with(start));
    if OWN.contains(&text) || is_about_a_field {
        return Some(text.to_owned());
    }
    let (problem, rest) = text.split_once(": ")?;
    if !["invalid type", "invalid value", "invalid length"].contains(&problem) {
        return None;
    }
    let (value, expected) = rest.rsplit_once(", expected ")?;
    let kind: String = value
        .chars()
        .take_while(|letter| letter.is_ascii_lowercase() || *letter == ' ')
        .collect();
    Some(format!("{problem} {}, expected {expected}", kind.trim()))
}

/// The texts of this folder's own errors, which hold no value.
const OWN: [&str; 2] = [super::record::NOT_AN_ID, super::record::NOT_A_TIME];

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    struct Person {
        #[expect(dead_code, reason = "what counts is whether it can be read")]
        id: u64,
        #[expect(dead_code, reason = "what counts is whether it can be read")]
        email: Option<String>,
    }

    #[derive(Debug, Deserialize)]
    struct List {
        #[expect(dead_code, reason = "what counts is whether it can be read")]
        users: Vec<Person>,
    }

    fn failure(body: &str) -> String {
        let error = parse::<List>(body.as_bytes(), "not a list of users");
        error.unwrap_err().to_string()
    }

    #[test]
    fn a_failure_says_where_and_why() {
        for (body, expected) in [
            (
                r#"{"users":[{"id":1},{"id":"ada@example.com"}]}"#,
                "data: invalid type string, expected u64 at users[1].id, line 1 column 42",
            ),
            (
                "{\"users\":[{\"id\":1},\n{\"email\":null}]}",
                "data: missing field `id` at users[1], line 2 column 14",
            ),
            (
                r#"{"users":[{"id":-7}]}"#,
                "data: invalid value integer, expected u64 at users[0].id, line 1 column 18",
            ),
            (
                r#"{"users":[{"id":1,"email":["#,
                "data: invalid type sequence, expected a string at users[0].email, line 1 column 26",
            ),
            (
                r#"{"users":[{"id":1,"ada@example.com":tru}]}"#,
                "syntax at users[0].?, line 1 column 40",
            ),
            (
                r#"{"users":[{"id":1}"#,
                "end of input at users, line 1 column 18",
            ),
            (
                "{}",
                "data: missing field `users` at the root, line 1 column 2",
            ),
        ] {
            assert_eq!(failure(body), format!("not a list of users: {expected}"));
        }
        assert_eq!(failure(""), "an empty body");
        assert_eq!(failure("<html>"), "a page of HTML");
    }

    #[test]
    fn no_value_is_in_what_is_said() {
        for value in [
            r#""CANARY""#,
            r#""CANARY, expected CANARY at line 1""#,
            r#""CANARY: x, expected ""#,
            r#"{"CANARY":"CANARY"}"#,
            r#"["CANARY"]"#,
            "1234567.25",
            r#""unterminated CANARY"#,
            r#""\ud800 CANARY""#,
        ] {
            for body in [
                format!(r#"{{"users":[{{"id":{value}}}]}}"#),
                format!(r#"{{"users":{value}}}"#),
                format!(r#"{{"users":[{{"CANARY of somebody":{value},"id":"x"}}]}}"#),
                value.to_owned(),
            ] {
                let message = failure(&body);
                let contains = |word: &str| message.contains(word);
                assert!(
                    !contains("CANARY") && !contains("1234567"),
                    "{body}: {message}"
                );
            }
        }
    }
}
