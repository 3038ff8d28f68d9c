//! Who was chosen or named and is in no run: left as they are, undecided, or not found. A review lists
//! them, and the report after it goes on to, because the run knows nothing of them.

use crate::operation::{NotFound, Plan, Target};

/// Somebody or something that a plan does nothing to.
#[derive(Debug, Clone)]
pub(crate) enum LeftAlone {
    /// Somebody is excluded, for this reason.
    Excluded(String, Target),
    /// It cannot be told of somebody whether they are meant, for this reason.
    Undecided(String, Target),
    /// What was named is not there.
    NotFound(NotFound),
}

impl LeftAlone {
    /// Everybody whom a plan leaves out.
    pub(in crate::app) fn of(plan: &Plan) -> Vec<Self> {
        let excluded = plan.excluded().iter().map(|excluded| {
            let left = if plan.offboarding().is_some() && excluded.because.is_idle() {
                "not suspended again"
            } else {
                "kept"
            };
            let why = format!("{left}, {}", excluded.because.as_str());
            Self::Excluded(why, excluded.target.clone())
        });
        let undecided = plan.undecided().iter();
        let undecided = undecided
            .map(|one| Self::Undecided(format!("left, {}", one.words()), one.target.clone()));
        let not_found = plan.not_found().iter().cloned().map(Self::NotFound);
        excluded.chain(undecided).chain(not_found).collect()
    }
}
