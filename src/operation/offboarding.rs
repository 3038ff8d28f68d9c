//! What offboarding does to people, part by part.

use std::collections::BTreeSet;

use super::OffboardPart;
use crate::model::UserId;

/// What a run is that offboards people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offboarding {
    /// The parts that are done, in this order.
    pub(crate) parts: Vec<OffboardPart>,
    /// The people whom an earlier run suspended, of which this is the rest.
    pub(crate) suspended_before: BTreeSet<UserId>,
}

impl Offboarding {
    /// Whether this part is done.
    pub(crate) fn has(&self, part: OffboardPart) -> bool {
        self.parts.contains(&part)
    }
}
