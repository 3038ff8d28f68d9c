//! Targets that were chosen and are excluded, and why.

use std::collections::BTreeSet;

use super::{OffboardPart, Operation, Target};
use crate::model::UserId;

/// A target that was chosen and is excluded, with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excluded {
    /// The target that is excluded.
    pub target: Target,
    /// The reason why it is excluded.
    pub because: ExcludedBecause,
    /// Whether it was named, and not only meant by what was chosen.
    pub is_named: bool,
}

impl Excluded {
    /// Who is not suspended again, by reason, where people are offboarded.
    pub(crate) fn not_again(excluded: &[Self]) -> Option<String> {
        let of = |because| {
            let people = excluded.iter().filter(|one| one.because == because);
            let people: BTreeSet<UserId> = people.map(|one| one.target.user()).collect();
            (!people.is_empty()).then_some(people.len())
        };
        let parts = [
            of(ExcludedBecause::Already(OffboardPart::Suspend.operation()))
                .map(|count| format!("already are ({count})")),
            of(ExcludedBecause::Deleted).map(|count| format!("deleted ({count})")),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| format!("not suspended again: {}", parts.join(", ")))
    }
}

/// Why a target that was chosen is excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExcludedBecause {
    /// The target belongs to the owner of the credentials.
    Yours,
    /// The target does not belong to the owner of the credentials, whose own alone are chosen.
    NotYours,
    /// The target belongs to somebody on the protected list.
    Protected,
    /// The target is the token that these very requests are made with.
    InUse,
    /// There is nothing to do: the person is as this operation would make them.
    Already(Operation),
    /// The person is deleted, so neither they nor Zendesk can do anything any more.
    Deleted,
}

impl ExcludedBecause {
    /// Every reason.
    pub(super) fn all() -> Vec<Self> {
        let changes = Operation::ALL.into_iter().filter(|it| it.changes_people());
        [Self::Yours, Self::NotYours, Self::Protected, Self::InUse]
            .into_iter()
            .chain(changes.map(Self::Already))
            .chain([Self::Deleted])
            .collect()
    }

    /// Whether there is nothing to do, and nothing is spared.
    pub(crate) const fn is_idle(self) -> bool {
        matches!(self, Self::Already(_) | Self::Deleted)
    }

    /// Whether the person is as an operation would make them, so that nothing is missing where it is not
    /// done.
    pub(crate) fn is_as_wished(self, operation: Operation) -> bool {
        match self {
            Self::Already(is_so) => is_so == operation,
            Self::Deleted => operation.is_so_of_the_gone(),
            Self::Yours | Self::NotYours | Self::Protected | Self::InUse => false,
        }
    }

    /// The reason in words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Yours => "yours",
            Self::NotYours => "not yours",
            Self::Protected => "protected",
            Self::InUse => "in use by zentop",
            Self::Already(operation) => operation.already(),
            Self::Deleted => "deleted",
        }
    }
}
