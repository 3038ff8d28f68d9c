//! The line that bare text is looked for in, one for each person, and numbers inside ids.

use super::fold::push_folded;
use crate::model::{Role, SafeText, User, UserId};

/// Separates the fields of a searchable line, so that no text matches across two of them.
pub(super) const FIELD_END: char = '\u{1f}';

/// Appends one person's searchable line to `line`: every field folded, the name first, ended by a
/// newline. `person` is `None` while the directory does not know them yet.
pub(crate) fn push_line(line: &mut String, id: UserId, person: Option<&User>) {
    use std::fmt::Write as _;
    if let Some(person) = person {
        push_folded(line, person.name.shown().map_or("", SafeText::as_str));
        line.push(FIELD_END);
        if let Some(email) = person.email.shown() {
            push_folded(line, email.as_str());
            line.push(FIELD_END);
        }
        if person.role != Role::Other {
            line.push_str(person.role.as_str());
            line.push(FIELD_END);
        }
    }
    // Writing to a String cannot fail.
    let _ = writeln!(line, "{id}");
}

/// The folded name in a line of somebody whom the directory knows.
pub(super) fn name_in(line: &str) -> &str {
    line.split(FIELD_END).next().unwrap_or_default()
}

/// A run of decimal digits to be found inside an id without writing the id out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Digits {
    value: u64,
    modulus: u64,
}

impl Digits {
    pub(super) fn new(word: &str) -> Option<Self> {
        if word.len() > 18 || !word.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        Some(Self {
            value: word.parse().ok()?,
            modulus: 10_u64.checked_pow(u32::try_from(word.len()).ok()?)?,
        })
    }

    /// Whether the decimal form of `number` contains the digits.
    pub(super) fn is_in(self, mut number: u64) -> bool {
        while number >= self.modulus / 10 {
            if number % self.modulus == self.value {
                return true;
            }
            number /= 10;
            if number == 0 {
                break;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_found_where_the_written_number_has_them() {
        let numbers = [
            1,
            7,
            10,
            42,
            100,
            1_007,
            6_130_907_993_114,
            7_000_000_000_042,
        ];
        let words = [
            "0",
            "1",
            "00",
            "007",
            "42",
            "0042",
            "993",
            "6130907993114",
            "99999",
        ];
        for number in numbers {
            for word in words {
                let expected = number.to_string().contains(word);
                let digits = Digits::new(word).unwrap();
                assert_eq!(digits.is_in(number), expected, "{word:?} in {number}");
            }
        }
        assert_eq!(Digits::new("4a"), None);
    }

    #[test]
    fn a_line_has_every_field_that_is_known() {
        let mut line = String::new();
        push_line(&mut line, UserId::new(42).unwrap(), None);
        assert_eq!(line, "42\n");
        let zoe = User::example(7, "Zoë Ångström", Role::EndUser);
        push_line(&mut line, zoe.id, Some(&zoe));
        assert_eq!(line, "42\nzoe angstrom\u{1f}end-user\u{1f}7\n");
        assert_eq!(name_in(&line[3..]), "zoe angstrom");
    }
}
