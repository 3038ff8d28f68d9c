//! What of a plan is counted, and how it counts.

use super::{Item, Plan};
use crate::operation::{Route, Target, TargetKind};

impl Plan {
    /// The number of items: what a person counts, types and expects. It is what is known to go by
    /// the route in force, and not only what was chosen.
    pub fn count(&self) -> usize {
        self.items.len() - self.unlisted().count()
    }

    /// The people who were named and of whom no session is known, and who are signed out all the same:
    /// the route takes what is not listed as well.
    pub fn unlisted(&self) -> impl Iterator<Item = &Target> {
        let items: &[Item] = if self.operation().route().is_some_and(Route::is_wide) {
            &self.items
        } else {
            &[]
        };
        let unlisted = items.iter().filter(|item| item.is_unlisted());
        unlisted.map(|item| &item.target)
    }

    /// The number that a person types and expects: the people where several operations are done to
    /// each, otherwise the items.
    pub fn expected(&self) -> usize {
        if self.is_of_several() {
            self.people
        } else {
            self.count()
        }
    }

    /// Whether people are what counts: several operations are done to each, or may be.
    pub(crate) fn is_of_several(&self) -> bool {
        self.operations.len() > 1 || self.offboarding.is_some()
    }

    /// The kind of what counts.
    pub(crate) fn counts_in(&self) -> TargetKind {
        if self.is_of_several() {
            TargetKind::People
        } else {
            self.operation().target_kind()
        }
    }

    /// The number of people of whom no session is known, and whose sessions end all the same, whatever
    /// is there by then.
    pub(crate) fn without_known_sessions(&self) -> usize {
        self.items.iter().filter(|item| item.is_unlisted()).count()
    }

    /// The number of items that were not chosen, and go because the route takes all of a person's.
    pub fn beyond_the_choice(&self) -> usize {
        self.targets().filter(|target| target.is_beyond()).count()
    }
}
