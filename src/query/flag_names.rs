//! The names that `flag` takes: those of the rules in force.

use std::sync::Arc;

use super::fields::SHIPPED_FLAGS;

/// The names of the rules in force, which a query may ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlagNames(Option<Arc<[Box<str>]>>);

impl Default for FlagNames {
    fn default() -> Self {
        Self::shipped()
    }
}

impl FlagNames {
    /// Any name at all, for text that is read before it is known which rules are in force.
    pub(crate) const ANY: Self = Self(None);

    /// The names of the rules that come with the program.
    pub(crate) fn shipped() -> Self {
        SHIPPED_FLAGS.into_iter().collect()
    }

    /// Whether a rule has this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.is_none() || self.iter().any(|known| known == name)
    }

    /// The names, in the order of the rules.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .flat_map(|names| names.iter().map(AsRef::as_ref))
    }
}

impl<'a> FromIterator<&'a str> for FlagNames {
    fn from_iter<I: IntoIterator<Item = &'a str>>(names: I) -> Self {
        Self(Some(names.into_iter().map(Box::from).collect()))
    }
}
