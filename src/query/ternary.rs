//! The three answers, and Kleene's logic of them.

/// Why something cannot be known, as far as is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Why {
    /// It was not read yet: names are still coming, or a walk is.
    NotRead,
    /// Zendesk left it out of its answer.
    NotAnswered,
    /// Zendesk was asked about the person alone, and knows no such user.
    NoSuchUser,
    /// The name of something that the person's record gives by its number was not read.
    NameNotRead(NumberedThing),
    /// Zendesk was asked for that name, and gave none.
    NameNotAnswered(NumberedThing),
    /// It was there and could not be read.
    Unreadable,
    /// Zendesk sent none.
    NotSent,
    /// Zendesk sent the person's record without the field, or with nothing readable in it.
    FieldNotSent,
    /// These credentials may not read it.
    NotPermitted,
    /// The session came under more than one person.
    WhoseNotKnown,
    /// It follows from a limit that is only assumed, which is not enough to change anything.
    Assumed,
    /// It follows from a time that lies in the future.
    InTheFuture,
    /// It follows from what time it is, and the server does not tell that.
    ClockNotTold,
    /// It follows from what time it is, and what the server tells of that contradicts itself.
    ClockInDoubt,
    /// It follows from what time it is, and what the server tells of that is another day than ours, which
    /// no session bears out.
    ClockOfAnotherDay,
}

/// What a person's record gives by its number, and Zendesk names elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum NumberedThing {
    /// The organisation that the person belongs to.
    Organization,
    /// The custom role of the person.
    CustomRole,
}

impl Why {
    /// The reason in words.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::NotRead => "not read yet",
            Self::NotAnswered => "Zendesk did not answer about the person",
            Self::NoSuchUser => "Zendesk knows no such user",
            Self::NameNotRead(NumberedThing::Organization) => {
                "the name of the person's organisation was not read"
            }
            Self::NameNotRead(NumberedThing::CustomRole) => {
                "the name of the person's custom role was not read"
            }
            Self::NameNotAnswered(NumberedThing::Organization) => {
                "Zendesk has no name for the person's organisation, which only its number chooses"
            }
            Self::NameNotAnswered(NumberedThing::CustomRole) => {
                "Zendesk has no name for the person's custom role"
            }
            Self::Unreadable => "a field could not be read",
            Self::NotSent => "Zendesk sent no time",
            Self::FieldNotSent => "Zendesk sent nothing readable in a field of the person",
            Self::NotPermitted => "these credentials may not read it",
            Self::WhoseNotKnown => {
                "the session came under more than one person, so whose it is is not known"
            }
            Self::Assumed => "the account's time-outs are not known",
            Self::InTheFuture => "a time of it lies in the future",
            Self::ClockNotTold => "Zendesk does not tell what time it is, so no age is certain",
            Self::ClockInDoubt => {
                "what time it is at Zendesk is in doubt, since its dates contradict each other or its \
                 records, so no age is certain"
            }
            Self::ClockOfAnotherDay => {
                "Zendesk's clock and this machine's are more than a day apart, and the sessions that are \
                 listed do not bear Zendesk's out, so no age is certain; look which of the two is wrong"
            }
        }
    }
}

/// An answer: no, yes, or that it cannot be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ternary {
    No,
    Yes,
    Unknown(Why),
}

impl Ternary {
    /// Yes if both are, no if either is.
    pub(crate) const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, other) => other,
            (unknown, _) => unknown,
        }
    }

    /// Yes if either is, no if both are.
    pub(crate) const fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::No, other) => other,
            (unknown, _) => unknown,
        }
    }

    /// The answer about a fact that is perhaps not known.
    pub(super) fn of(fact: Result<bool, Why>) -> Self {
        match fact {
            Ok(fact) => fact.into(),
            Err(why) => Self::Unknown(why),
        }
    }
}

impl std::ops::Not for Ternary {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Yes => Self::No,
            unknown @ Self::Unknown(_) => unknown,
        }
    }
}

impl From<bool> for Ternary {
    fn from(is_so: bool) -> Self {
        if is_so { Self::Yes } else { Self::No }
    }
}
