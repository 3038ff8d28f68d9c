//! The states of a session that can be asked for.

/// A state of a session beside being listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SessionState {
    /// It began within the last minute.
    New,
    /// Somebody whose sessions were ended came back with it.
    Back,
    /// A run ended it.
    Ended,
    /// A run ended it, and a later list has it.
    StillListed,
    /// The last walk lacks it and proves nothing.
    Unconfirmed,
    /// A field of it could not be read.
    Unreadable,
}

impl SessionState {
    /// Every state, in the order of the table.
    pub(in crate::query) const ALL: [Self; 6] = [
        Self::New,
        Self::Back,
        Self::Ended,
        Self::StillListed,
        Self::Unconfirmed,
        Self::Unreadable,
    ];

    /// The word in the language.
    pub(in crate::query) const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Back => "back",
            Self::Ended => "ended",
            Self::StillListed => "still-listed",
            Self::Unconfirmed => "unconfirmed",
            Self::Unreadable => "unreadable",
        }
    }

    /// Whether only the screen knows it, which knows the runs.
    pub(in crate::query) const fn is_of_runs(self) -> bool {
        matches!(self, Self::Back | Self::Ended | Self::StillListed)
    }
}
