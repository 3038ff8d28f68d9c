//! The only kind of string that may reach a terminal.

use std::fmt;

/// Text from outside, made harmless.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SafeText {
    shown: Box<str>,
    original: Option<Box<str>>,
}

impl SafeText {
    /// Cleans `raw`.
    pub fn new(raw: &str) -> Self {
        Self {
            shown: raw.into(),
            original: None,
        }
    }

    /// What may be drawn.
    pub fn as_str(&self) -> &str {
        &self.shown
    }

    /// What was sent.
    pub fn original(&self) -> &str {
        self.original.as_deref().unwrap_or(&self.shown)
    }
}

impl fmt::Display for SafeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.shown)
    }
}

impl fmt::Debug for SafeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.shown)
    }
}
