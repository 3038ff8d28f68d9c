//! Whether something goes that was not chosen, or that nobody reviewed.

/// Why a session or a token goes that a choice or a file does not have, if that is so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GoesBeyond {
    /// It was chosen, and is listed where a file is carried out.
    #[default]
    No,
    /// It was not chosen, and the route takes all of its person's.
    Choice,
    /// The plan file does not list it, and somebody allowed that it goes all the same.
    File,
    /// It was made since the plan, and found while that was carried out.
    Since,
}

/// The words for a session that was not chosen, and ends all the same.
pub(crate) const BEYOND: &str = "beyond the choice";

impl GoesBeyond {
    /// Whether it goes beyond what was chosen or listed.
    pub const fn is_so(self) -> bool {
        !matches!(self, Self::No)
    }

    /// What a file says of a session that it lists.
    pub(in crate::operation) const fn listed(is_beyond_the_choice: bool) -> Self {
        if is_beyond_the_choice {
            Self::Choice
        } else {
            Self::No
        }
    }

    /// The words for it, if that is so.
    pub(crate) const fn words(self) -> Option<&'static str> {
        match self {
            Self::No => None,
            Self::Choice => Some(BEYOND),
            Self::File => Some("beyond the plan file"),
            Self::Since => Some("beyond the plan, made since"),
        }
    }
}
