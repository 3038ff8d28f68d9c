//! How many items a script expects of a plan.

use std::fmt;

/// The number that stands for what a person would type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// As many, no more and no fewer.
    Exactly(usize),
    /// At most as many.
    AtMost(usize),
}

impl Expected {
    /// Whether a plan of so many items is expected.
    pub const fn holds(self, count: usize) -> bool {
        match self {
            Self::Exactly(expected) => count == expected,
            Self::AtMost(most) => count <= most,
        }
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(expected) => write!(f, "--expect {expected}"),
            Self::AtMost(most) => write!(f, "--at-most {most}"),
        }
    }
}
