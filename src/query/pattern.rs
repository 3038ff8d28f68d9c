//! Text to compare with, perhaps with stars.

use super::fold::fold;

/// Text as it was typed and as it is compared: literal parts, with a star between each two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    pub(super) typed: Vec<String>,
    folded: Vec<String>,
}

impl Pattern {
    /// Text that is compared folded.
    pub(super) fn of_text(parts: &[String]) -> Self {
        Self {
            typed: parts.to_vec(),
            folded: parts.iter().map(|part| fold(part)).collect(),
        }
    }

    /// Text that is compared in any ASCII letter case and is otherwise taken as it is.
    pub(super) fn of_address(parts: &[String]) -> Self {
        Self {
            typed: parts.to_vec(),
            folded: parts.iter().map(|part| part.to_ascii_lowercase()).collect(),
        }
    }

    /// The text to look for, if it has no stars.
    pub(crate) fn literal(&self) -> Option<&str> {
        match &self.folded[..] {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Whether this is the whole of a text that was folded alike.
    pub(super) fn is_whole(&self, text: &str) -> bool {
        let [first, middle @ .., last] = &self.folded[..] else {
            return self.literal() == Some(text);
        };
        let rest = text.strip_prefix(first.as_str());
        let rest = rest.and_then(|rest| rest.strip_suffix(last.as_str()));
        rest.is_some_and(|rest| in_order(middle, rest))
    }

    /// Whether this is the whole of an address.
    pub(super) fn is_whole_address(&self, address: &str) -> bool {
        match self.literal() {
            Some(literal) => literal.eq_ignore_ascii_case(address),
            None => self.is_whole(&address.to_ascii_lowercase()),
        }
    }

    /// Whether this occurs anywhere in folded text.
    pub(super) fn is_in(&self, text: &str) -> bool {
        in_order(&self.folded, text)
    }
}

/// Whether the parts occur one after the other.
fn in_order(parts: &[String], text: &str) -> bool {
    let mut rest = text;
    parts.iter().all(|part| match rest.find(part.as_str()) {
        Some(at) => {
            rest = &rest[at + part.len()..];
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text_and_the_rest_is_compared_whole() {
        let parts = |text: &str| text.split('*').map(str::to_owned).collect::<Vec<_>>();
        for (pattern, text, whole, within) in [
            ("Ann", "ann", true, true),
            ("ann", "anna", false, true),
            ("ann*", "anna", true, true),
            ("*na", "anna", true, true),
            ("a*a", "anna", true, true),
            ("a*a", "a", false, false),
            ("a*n*n*a", "anna", true, true),
            ("a*n*n*n*a", "anna", false, false),
            ("*", "", true, true),
            ("n*", "anna", false, true),
        ] {
            let pattern = Pattern::of_text(&parts(pattern));
            assert_eq!(pattern.is_whole(text), whole, "{pattern:?} {text}");
            assert_eq!(pattern.is_in(text), within, "{pattern:?} {text}");
        }
    }
}
