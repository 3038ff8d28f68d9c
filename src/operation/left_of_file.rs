//! Those whom a file leaves out, or who are left out of it.

use super::{Excluded, ExcludedBecause, NotFound, Target, Undecided, UndecidedAbout};
use crate::query::Why;

/// What is told of those whom a file leaves out, or who are left out of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct LeftOfFile {
    pub(super) excluded: Vec<Excluded>,
    pub(super) undecided: Vec<Undecided>,
    pub(super) not_found: Vec<NotFound>,
}

impl LeftOfFile {
    /// Leaves a target of the file alone, since a guardrail excludes it, or since that cannot be known.
    pub(super) fn leave(
        &mut self,
        target: Target,
        excluded: Option<ExcludedBecause>,
        doubt: Option<Why>,
    ) {
        if let Some(because) = excluded {
            self.excluded.push(Excluded {
                target,
                because,
                is_named: true,
            });
        } else if let Some(why) = doubt {
            self.undecided.push(Undecided {
                target,
                about: UndecidedAbout::Guardrail,
                why: why.words().into(),
            });
        }
    }

    /// The number of targets that are left alone.
    pub(super) fn len(&self) -> usize {
        self.excluded.len() + self.undecided.len()
    }
}
