//! What comes next for those who were chosen.

use crate::app::Action;
use crate::operation::{Operation, Route};

/// The next step for the chosen sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NextStep {
    /// They are to be ended.
    End,
    /// Everything of their people is to be ended.
    EndPeople,
    /// Their people are to be suspended.
    Suspend,
    /// The suspension of their people is to be lifted.
    Lift,
    /// The OAuth tokens of their people are to be shown.
    Tokens,
    /// Their people are to be offboarded.
    Offboard,
}

impl NextStep {
    /// The step that does an operation of one request again.
    pub(in crate::app) const fn of(operation: Operation) -> Self {
        match operation {
            Operation::End(Route::Exact) => Self::End,
            Operation::End(_) => Self::EndPeople,
            Operation::Suspend => Self::Suspend,
            Operation::Unsuspend => Self::Lift,
            Operation::RevokeTokens => Self::Tokens,
        }
    }

    /// The step that an action means for people; `None` where it is not about people.
    pub(in crate::app) const fn of_people(action: Action) -> Option<Self> {
        match action {
            Action::Suspend => Some(Self::Suspend),
            Action::LiftSuspension => Some(Self::Lift),
            Action::Tokens => Some(Self::Tokens),
            Action::Offboard => Some(Self::Offboard),
            _ => None,
        }
    }

    /// The words where nothing is left of what was chosen, and the key that chooses again.
    pub(in crate::app) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::End => ("nothing to end", "K"),
            Self::EndPeople => ("nobody to sign out", "X"),
            Self::Suspend => ("nobody to suspend", "S"),
            Self::Lift => ("no suspension to lift", "L"),
            Self::Tokens => ("no tokens to show", "O"),
            Self::Offboard => ("nobody to offboard", "F"),
        }
    }
}
