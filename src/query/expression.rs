//! What was read: conditions, joined.

use super::condition::Condition;

/// Conditions, joined by and, or and not. The lists have at least two members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expression {
    And(Vec<Self>),
    Or(Vec<Self>),
    Not(Box<Self>),
    Is(Condition),
}

impl Expression {
    /// Appends every condition.
    pub(super) fn conditions<'a>(&'a self, into: &mut Vec<&'a Condition>) {
        match self {
            Self::And(list) | Self::Or(list) => {
                for member in list {
                    member.conditions(into);
                }
            }
            Self::Not(inner) => inner.conditions(into),
            Self::Is(condition) => into.push(condition),
        }
    }

    /// Whether every condition is about the person alone.
    pub(crate) fn is_of_person(&self) -> bool {
        match self {
            Self::And(list) | Self::Or(list) => list.iter().all(Self::is_of_person),
            Self::Not(inner) => inner.is_of_person(),
            Self::Is(condition) => condition.subject() == super::About::Person,
        }
    }
}
