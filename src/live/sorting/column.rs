//! The columns that the list can be ordered by.

/// A column that the list can be ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Column {
    /// The user's number.
    User,
    /// The person's name.
    Name,
    /// The person's role.
    Role,
    /// The name of the person's organisation.
    Organization,
    /// The person's e-mail address.
    Email,
    /// The time of signing in.
    SignedIn,
    /// The time at which the session was last seen.
    LastSeen,
    /// The session's number.
    Session,
    /// The time at which a limit ends the session.
    Ends,
    /// The number of sessions of the person.
    Sessions,
    /// What deserves a look first. It has one direction, and no column shows it.
    Attention,
}

impl Column {
    /// Every column that has two directions, as they stand on the screen from left to right.
    pub const ALL: [Self; 10] = [
        Self::Name,
        Self::Role,
        Self::Organization,
        Self::Email,
        Self::LastSeen,
        Self::SignedIn,
        Self::Ends,
        Self::Sessions,
        Self::User,
        Self::Session,
    ];

    /// The word for the command line and the settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Name => "name",
            Self::Role => "role",
            Self::Organization => "organization",
            Self::Email => "email",
            Self::SignedIn => "signed-in",
            Self::LastSeen => "last-seen",
            Self::Ends => "ends",
            Self::Sessions => "sessions",
            Self::Session => "session",
            Self::Attention => "attention",
        }
    }

    /// The same for people to read.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::User => "user id",
            Self::Name => "name",
            Self::Role => "role",
            Self::Organization => "organisation",
            Self::Email => "e-mail",
            Self::SignedIn => "signed in",
            Self::LastSeen => "last seen",
            Self::Ends => "ends",
            Self::Sessions => "sessions",
            Self::Session => "session id",
            Self::Attention => "what deserves a look",
        }
    }
}

/// An order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// The column that the list is ordered by.
    pub column: Column,
    /// Whether the largest comes first. For the two times that is the newest.
    pub descending: bool,
}

impl Sort {
    /// Flagged staff, other flags, staff by signing in, and then the most recently seen.
    pub const ATTENTION: Self = Self {
        column: Column::Attention,
        descending: true,
    };
}

impl Sort {
    /// The order by the column of this name.
    pub(crate) fn by_name(name: &str, descending: bool) -> Option<Self> {
        let all = Column::ALL.into_iter().chain([Column::Attention]);
        let column = all.into_iter().find(|column| column.as_str() == name)?;
        let descending = descending || column == Column::Attention;
        Some(Self { column, descending })
    }

    /// The same column the other way round; `None` where there is no other way.
    pub(crate) fn reversed(self) -> Option<Self> {
        let Self { column, descending } = self;
        (column != Column::Attention).then_some(Self {
            column,
            descending: !descending,
        })
    }

    /// The order once somebody chooses this column: the other way round if it is by that column
    /// already, and with the newest and the most first if it was not.
    pub(crate) fn chosen(self, column: Column) -> Self {
        if self.column == column {
            return self.reversed().unwrap_or(self);
        }
        let most_first = [
            Column::SignedIn,
            Column::LastSeen,
            Column::Sessions,
            Column::Attention,
        ];
        Self {
            column,
            descending: most_first.contains(&column),
        }
    }
}

impl Default for Sort {
    /// The default order: the most recently seen first.
    fn default() -> Self {
        Self {
            column: Column::LastSeen,
            descending: true,
        }
    }
}
