//! The name of a run.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::model::Timestamp;

/// The name of one run, such as `20261122T031500Z-7f3a9c`; names sort by time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RunId(String);

impl RunId {
    /// The run that begins at `at`; `salt`, three random bytes, tells runs of one second apart.
    pub fn new(at: Timestamp, salt: [u8; 3]) -> Self {
        let time = at.to_utc().unwrap_or_default().format("%Y%m%dT%H%M%SZ");
        let [a, b, c] = salt;
        Self(format!("{time}-{a:02x}{b:02x}{c:02x}"))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A text that is not the name of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a run: expected a name such as 20261122T031500Z-7f3a9c")]
pub struct ParseRunIdError;

impl FromStr for RunId {
    type Err = ParseRunIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let shape = b"00000000T000000Z-xxxxxx";
        let fits = |(byte, like): (&u8, &u8)| match like {
            b'0' => byte.is_ascii_digit(),
            b'x' => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
            other => byte == other,
        };
        let is_name = text.len() == shape.len() && text.as_bytes().iter().zip(shape).all(fits);
        if is_name {
            Ok(Self(text.to_owned()))
        } else {
            Err(ParseRunIdError)
        }
    }
}
