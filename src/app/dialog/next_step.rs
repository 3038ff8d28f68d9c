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

/// What comes of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app) enum StepWork {
    /// A review of ending the sessions.
    EndSessions,
    /// A review of ending everything of their people.
    EndPeople,
    /// A review of a change to their people.
    Change(Operation),
    /// The tokens of their people are shown, for a review of revoking them or of offboarding.
    ShowTokens {
        /// Whether that goes on to offboarding.
        offboards: bool,
    },
}

impl StepWork {
    /// Whether it is ending.
    pub(in crate::app) const fn ends(self) -> bool {
        match self {
            Self::EndSessions | Self::EndPeople => true,
            Self::Change(_) | Self::ShowTokens { .. } => false,
        }
    }
}

impl NextStep {
    /// What may be done to everybody on a list that was given, in the order of the lines, each with its
    /// key.
    pub(crate) const ON_A_LIST: [(Self, Action, &'static str); 5] = [
        (
            Self::End,
            Action::End,
            "end the sessions of those who are signed in",
        ),
        (
            Self::Suspend,
            Action::Suspend,
            "suspend them, signed in or not",
        ),
        (
            Self::Lift,
            Action::LiftSuspension,
            "lift their suspension, signed in or not",
        ),
        (
            Self::Tokens,
            Action::Tokens,
            "see their OAuth tokens, signed in or not",
        ),
        (
            Self::Offboard,
            Action::Offboard,
            "offboard them: suspend, and take tokens and sessions",
        ),
    ];

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

    /// What comes of it.
    pub(in crate::app) const fn work(self) -> StepWork {
        match self {
            Self::End => StepWork::EndSessions,
            Self::EndPeople => StepWork::EndPeople,
            Self::Suspend => StepWork::Change(Operation::Suspend),
            Self::Lift => StepWork::Change(Operation::Unsuspend),
            Self::Tokens => StepWork::ShowTokens { offboards: false },
            Self::Offboard => StepWork::ShowTokens { offboards: true },
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
