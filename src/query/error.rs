//! What is wrong with a query.

use crate::model::{SafeText, ascii};

/// The most characters of a query that an error repeats.
const QUOTED: usize = 40;

/// What is wrong with a query, where, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {message}")]
pub struct QueryError {
    column: usize,
    message: String,
    is_unfinished: bool,
}

impl QueryError {
    /// The error about the character at `place`, counted from 0.
    pub(super) fn at(place: usize, message: impl Into<String>) -> Self {
        Self {
            column: place + 1,
            // Whatever was typed is in some of the messages.
            message: SafeText::written_out(&message.into()).into_owned(),
            is_unfinished: false,
        }
    }

    /// The error about something that is still missing at `place`.
    pub(super) fn unfinished(place: usize, message: impl Into<String>) -> Self {
        Self {
            is_unfinished: true,
            ..Self::at(place, message)
        }
    }

    /// What is wrong and what would be right, without the place.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// Whether more text would mend it: whoever is typing may be about to.
    pub(crate) fn is_unfinished(&self) -> bool {
        self.is_unfinished
    }
}

/// Typed text as an error repeats it: short, and safe for any terminal.
pub(super) fn quoted(text: &str) -> String {
    let short: String = text.chars().take(QUOTED).collect();
    let more = if text.chars().nth(QUOTED).is_some() {
        "…"
    } else {
        ""
    };
    format!("{}{more}", ascii(&short))
}

/// The words of which `typed` may be a mistyped one, the likeliest.
pub(super) fn meant<'a>(typed: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    /// From 0, nothing alike, to 1, the same.
    const ALIKE: f64 = 0.8;
    let typed = typed.to_lowercase();
    words
        .map(|word| (strsim::jaro_winkler(&typed, word), word))
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, word)| word)
}
