//! What was read: conditions, joined.

use super::condition::{BareText, Condition};

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

    /// The first text without a field, with the condition that was probably meant. Inside a negation,
    /// `is_left_out`, that is whoever is not so.
    pub(super) fn bare_text(&self, is_left_out: bool) -> Option<(&BareText, Option<String>)> {
        match self {
            Self::And(list) | Self::Or(list) => {
                list.iter().find_map(|member| member.bare_text(is_left_out))
            }
            Self::Not(inner) => inner.bare_text(!is_left_out),
            Self::Is(Condition::Bare(bare)) => {
                let meant = bare.with_a_field().map(|meant| match is_left_out {
                    true if meant.contains(" or ") => format!("not ({meant})"),
                    true => format!("-{meant}"),
                    false => meant,
                });
                Some((bare, meant))
            }
            Self::Is(_) => None,
        }
    }

    /// Whether it only says who is left out. Alternatives are as wide as the widest of them.
    pub(super) fn only_leaves_out(&self) -> bool {
        match self {
            Self::And(list) => list.iter().all(Self::only_leaves_out),
            Self::Or(list) => list.iter().any(Self::only_leaves_out),
            Self::Not(_) => true,
            Self::Is(condition) => matches!(condition, Condition::Truth(_, false)),
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
