//! What offboarding does to people, part by part.

use std::collections::BTreeSet;

use super::Operation;
use crate::model::UserId;

/// One of the things that offboarding does to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum OffboardPart {
    /// The person is suspended.
    Suspend,
    /// Their OAuth tokens are revoked.
    Tokens,
    /// All of their sessions are ended.
    Sessions,
}

impl OffboardPart {
    /// Every part, in the order in which they are done.
    pub(crate) const ALL: [Self; 3] = [Self::Suspend, Self::Tokens, Self::Sessions];

    /// The word on the command line and in documents.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Suspend => "suspend",
            Self::Tokens => "tokens",
            Self::Sessions => "sessions",
        }
    }

    /// The part that an operation belongs to, if offboarding does it.
    pub(crate) const fn of(operation: Operation) -> Option<Self> {
        match operation {
            Operation::Suspend => Some(Self::Suspend),
            Operation::RevokeTokens => Some(Self::Tokens),
            Operation::End(_) => Some(Self::Sessions),
            Operation::Unsuspend => None,
        }
    }
}

/// What a run is that offboards people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offboarding {
    /// The parts that are done, in this order.
    pub(crate) parts: Vec<OffboardPart>,
    /// The people whom an earlier run suspended, of which this is the rest.
    pub(crate) suspended_before: BTreeSet<UserId>,
}

impl Offboarding {
    /// Whether this part is done.
    pub(crate) fn has(&self, part: OffboardPart) -> bool {
        self.parts.contains(&part)
    }
}
