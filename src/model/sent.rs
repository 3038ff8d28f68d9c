//! A field of a record that may hold nothing.

/// What a record says in a field that may be `null`: a value, that there is none, or nothing at all.
///
/// Zendesk sends every field of a record and writes `null` where there is nothing (Users API). So a
/// field that is left out, or holds what cannot be right, says nothing: whether there is a value
/// cannot be known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sent<T> {
    /// The field was left out, or what it holds cannot be read.
    #[default]
    Unknown,
    /// Zendesk says that there is none.
    Nothing,
    /// Zendesk says that it is this.
    Is(T),
}

/// The words that stand in a table in the place of what is not known.
pub(crate) const NOT_KNOWN: &str = "not known";

impl<T> Sent<T> {
    /// The value, or what stands in a table in its place: a dash where there is none, and words where
    /// that is not known.
    pub(crate) const fn or_words(&self) -> Result<&T, &'static str> {
        match self {
            Self::Is(value) => Ok(value),
            Self::Nothing => Err("-"),
            Self::Unknown => Err(NOT_KNOWN),
        }
    }

    /// The value where there is one, to be shown. Nothing may be concluded from its absence.
    pub const fn shown(&self) -> Option<&T> {
        match self {
            Self::Is(value) => Some(value),
            Self::Unknown | Self::Nothing => None,
        }
    }

    /// The value, or that there is none; `None` where that cannot be known.
    pub const fn known(&self) -> Option<Option<&T>> {
        match self {
            Self::Is(value) => Some(Some(value)),
            Self::Nothing => Some(None),
            Self::Unknown => None,
        }
    }

    /// Whether it cannot be known what there is.
    pub const fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }

    /// The same answer about what `of` makes of the value.
    pub fn map<U>(self, of: impl FnOnce(T) -> U) -> Sent<U> {
        self.and_read(|value| Some(of(value)))
    }

    /// The same answer, with the value where it stands.
    pub const fn as_ref(&self) -> Sent<&T> {
        match self {
            Self::Is(value) => Sent::Is(value),
            Self::Nothing => Sent::Nothing,
            Self::Unknown => Sent::Unknown,
        }
    }

    /// The same answer about what `of` makes of the value; what it makes nothing of is not known.
    pub(crate) fn and_read<U>(self, of: impl FnOnce(T) -> Option<U>) -> Sent<U> {
        match self {
            Self::Is(value) => of(value).map_or(Sent::Unknown, Sent::Is),
            Self::Nothing => Sent::Nothing,
            Self::Unknown => Sent::Unknown,
        }
    }
}

impl<T> From<Option<T>> for Sent<T> {
    /// The value of a field that was there.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Self::Is)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_out_is_not_nothing() {
        let left_out = Sent::<u8>::default();
        assert!(left_out.is_unknown());
        assert_eq!((left_out.known(), left_out.shown()), (None, None));
        assert_eq!(Sent::<u8>::from(None).known(), Some(None));
        assert_eq!(Sent::from(Some(7)).known(), Some(Some(&7)));
        assert_eq!(
            Sent::Is(0_u64).and_read(std::num::NonZeroU64::new),
            Sent::Unknown
        );
    }
}
