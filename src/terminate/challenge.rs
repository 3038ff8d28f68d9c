//! What a person must type before sessions are ended. It grows with the damage, and no
//! challenge is answered by Enter alone.

use std::fmt;

/// The answer that confirms a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Challenge {
    /// `y`, for one session.
    Yes,
    /// The number of sessions.
    Count(usize),
}

impl Challenge {
    /// Whether `answer` meets it.
    pub fn accepts(&self, answer: &str) -> bool {
        match self {
            Self::Yes => answer == "y",
            Self::Count(count) => answer.trim() == count.to_string(),
        }
    }
}

impl fmt::Display for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Yes => f.write_str("press y"),
            Self::Count(count) => write!(f, "type {count} and press Enter"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enter_alone_and_near_misses_confirm_nothing() {
        for answer in ["", "Y", "yes", "\n", "y\n", "1"] {
            assert!(!Challenge::Yes.accepts(answer), "{answer:?}");
        }
        for answer in ["", "y", "4", "040", "+40", "400", "40 0"] {
            assert!(!Challenge::Count(40).accepts(answer), "{answer:?}");
        }
        assert!(Challenge::Yes.accepts("y") && Challenge::Count(40).accepts("40"));
    }
}
