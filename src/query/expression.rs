//! What was read: conditions, joined.

use super::condition::Condition;

/// What was probably meant by text without a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MeantByText {
    /// This condition.
    Condition(String),
    /// Anybody at all: the text is nothing but stars.
    Anybody,
}

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

    /// What was probably meant by the first text without a field. Inside a negation, `is_left_out`, that is
    /// whoever is not so.
    pub(super) fn meant_by_text(&self, is_left_out: bool) -> Option<MeantByText> {
        match self {
            Self::And(list) | Self::Or(list) => list
                .iter()
                .find_map(|member| member.meant_by_text(is_left_out)),
            Self::Not(inner) => inner.meant_by_text(!is_left_out),
            Self::Is(Condition::Bare(bare)) => Some(match bare.with_a_field() {
                None => MeantByText::Anybody,
                Some(meant) if !is_left_out => MeantByText::Condition(meant),
                Some(meant) if meant.contains(" or ") => {
                    MeantByText::Condition(format!("not ({meant})"))
                }
                Some(meant) => MeantByText::Condition(format!("-{meant}")),
            }),
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
