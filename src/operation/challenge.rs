//! What a person must type before a plan is carried out. It grows with the damage, it is never a
//! single letter, and Enter alone never answers a challenge.

use super::Operation;

/// The answer that confirms a plan. It is typed in full and followed by Enter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Challenge {
    /// The word that says what is done, for one item: a letter too many in another window is soon
    /// typed, a whole word is not.
    Word(&'static str),
    /// The number of items.
    Count(usize),
    /// The account's name, for many items, for those of an admin, and for everyone of a role.
    Name(String),
    /// What names the person whose own sessions are ended.
    Own(String),
    /// The account's name and the number, for the widest damage. The plan is on disk before such a
    /// run begins ([`RunPlanFile`](super::RunPlanFile)).
    NameAndCount(String, usize),
}

impl Challenge {
    /// The challenge of a plan with one item: the word for its operation. The route makes no
    /// difference, so a wide one never takes less than the exact one.
    pub(super) const fn of_one(operation: Operation) -> Self {
        Self::Word(operation.to_type())
    }

    /// The challenge of a plan that does several things to one person.
    pub(super) const fn of_several() -> Self {
        Self::Word("offboard")
    }

    /// The text that must be typed.
    pub(crate) fn expects(&self) -> String {
        match self {
            Self::Word(word) => (*word).to_owned(),
            Self::Count(count) => count.to_string(),
            Self::Name(name) | Self::Own(name) => name.clone(),
            Self::NameAndCount(name, count) => format!("{name} {count}"),
        }
    }

    /// Whether `answer` meets the challenge.
    pub(crate) fn accepts(&self, answer: &str) -> bool {
        answer.trim() == self.expects()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::Route;

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
        let word = Challenge::of_one(Operation::End(Route::Exact));
        for answer in ["", "e", "en", "END", "ends", "y", "yes", "\n", "y\n", "1"] {
            assert!(!word.accepts(answer), "{answer:?}");
        }
        for answer in ["", "y", "4", "040", "+40", "400", "40 0"] {
            assert!(!Challenge::Count(40).accepts(answer), "{answer:?}");
        }
        assert!(word.accepts("end") && Challenge::Count(40).accepts("40"));
    }

    #[test]
    fn no_single_letter_confirms_and_a_wide_route_takes_no_less_than_the_exact_one() {
        for operation in Operation::ALL {
            let asked = Challenge::of_one(operation).expects();
            assert!(asked.len() > 2, "{asked}");
            if operation.ends() {
                assert_eq!(asked, "end", "{operation:?}");
            }
        }
    }
}
