//! What a person must type before a plan is carried out. It grows with the damage, and Enter alone
//! never answers a challenge.

/// The answer that confirms a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Challenge {
    /// The letter `y`, for one item.
    Yes,
    /// The number of items.
    Count(usize),
    /// The account's name, for many items, for those of an admin, and for everyone of a role.
    Name(String),
    /// The account's name and the number, for the widest damage. The plan is on disk before such a
    /// run begins ([`RunPlanFile`](super::RunPlanFile)).
    NameAndCount(String, usize),
}

impl Challenge {
    /// The text that must be typed.
    pub(crate) fn expects(&self) -> String {
        match self {
            Self::Yes => "y".to_owned(),
            Self::Count(count) => count.to_string(),
            Self::Name(name) => name.clone(),
            Self::NameAndCount(name, count) => format!("{name} {count}"),
        }
    }

    /// Whether `answer` meets the challenge.
    pub(crate) fn accepts(&self, answer: &str) -> bool {
        match self {
            Self::Yes => answer == "y",
            _ => answer.trim() == self.expects(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_must_be_typed_whole() {
        let name = Challenge::Name("acme".to_owned());
        let both = Challenge::NameAndCount("acme".to_owned(), 400);
        for answer in ["", "acm", "Acme", "400", "acme 40", "acme  400"] {
            assert!(!both.accepts(answer), "{answer:?}");
            assert!(!name.accepts(answer), "{answer:?}");
        }
        assert!(name.accepts("acme") && both.accepts("acme 400"));
    }

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
