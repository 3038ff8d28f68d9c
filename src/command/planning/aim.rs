//! What a verb does, and to whom, and what becomes of its plan.

use crate::command::cli::PlanFormat;
use crate::command::expecting::LeftIsTold;
use crate::operation::{
    Choice, OffboardPart, OffboardWanted, Operation, Route, Tokens, UndecidedPolicy,
};

/// What a verb does, and to whom.
#[derive(Debug, Clone)]
pub(in crate::command) enum VerbAim {
    /// Sessions of a choice are ended by a route.
    End(Choice, Route),
    /// One's own sessions are ended by a route.
    Mine(Route),
    /// The people of a choice are suspended, or no longer so.
    Change(Choice, Operation),
    /// Tokens are revoked.
    Revoke(Tokens),
    /// People are offboarded.
    Offboard(OffboardWanted),
}

/// What becomes of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::command) enum PlanUse {
    /// It is shown in this format, and nothing is sent.
    Shown(PlanFormat),
    /// It is written to a file, and nothing is sent.
    Written,
    /// It is carried out.
    CarriedOut,
}

impl VerbAim {
    /// What is done to others first; `None` where it is about oneself.
    pub(super) const fn of_others(&self) -> Option<Operation> {
        match self {
            Self::End(_, route) => Some(Operation::End(*route)),
            Self::Mine(_) => None,
            Self::Change(_, operation) => Some(*operation),
            Self::Revoke(_) => Some(Operation::RevokeTokens),
            Self::Offboard(_) => Some(Operation::Suspend),
        }
    }

    /// Whom it means.
    pub(in crate::command) fn choice(&self) -> Choice {
        match self {
            Self::End(choice, _) | Self::Change(choice, _) => choice.clone(),
            Self::Revoke(tokens) => tokens.owners.clone(),
            Self::Offboard(wanted) => wanted.choice(),
            Self::Mine(_) => Choice::new(UndecidedPolicy::Refuse),
        }
    }

    /// Whether it is among its facts which tokens there are.
    pub(super) fn takes_tokens(&self) -> bool {
        match self {
            Self::Revoke(_) => true,
            Self::Offboard(wanted) => wanted.parts().contains(&OffboardPart::Tokens),
            Self::End(..) | Self::Mine(_) | Self::Change(..) => false,
        }
    }
}

impl PlanUse {
    /// Whether nothing is sent, so that read-only is no reason not to make a plan.
    pub(super) const fn is_dry(self) -> bool {
        !matches!(self, Self::CarriedOut)
    }

    /// Where it is told what the plan leaves out.
    pub(super) fn left(self) -> LeftIsTold {
        match self {
            Self::Shown(format) => LeftIsTold::with(format),
            Self::Written | Self::CarriedOut => LeftIsTold::Beside,
        }
    }
}
