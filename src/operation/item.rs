//! One item of a plan.

use super::{Operation, Target};

/// One thing that is done to one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The operation.
    pub operation: Operation,
    /// The target of the operation.
    pub target: Target,
}

impl Item {
    /// Whether it is about somebody of whom no session is known, and who is signed out all the same.
    pub(crate) const fn is_unlisted(&self) -> bool {
        self.operation.ends() && matches!(self.target, Target::Person(_))
    }
}
