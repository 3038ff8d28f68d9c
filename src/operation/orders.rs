//! What the engine is told to carry out.

use super::{Confirmed, Excluded, Step, Target, Work, contain};

/// What was confirmed, as [`execute`](super::execute()) takes it. It is made from a confirmed
/// plan, for ending sessions or for containment, and from nothing else.
#[derive(Debug)]
pub struct Orders {
    pub(super) account: String,
    pub(super) work: Work,
    /// The items, in the order of the plan.
    pub(super) targets: Vec<Target>,
    /// How many people the items belong to.
    pub(super) people: usize,
    /// The requests, which name items by their place.
    pub(super) steps: Vec<Step>,
    /// The SHA-256 of the plan.
    pub(super) fingerprint: String,
}

/// What a person confirmed, by either line.
#[derive(Debug)]
pub enum Confirmation {
    /// Sessions are ended.
    Ending(Confirmed),
    /// People or tokens are contained.
    Containing(contain::Confirmed),
}

impl Confirmation {
    /// What was chosen and stays.
    pub fn excluded(&self) -> Vec<Excluded<Target>> {
        match self {
            Self::Ending(confirmed) => {
                let excluded = confirmed.plan().excluded().iter().cloned();
                excluded.map(Excluded::from).collect()
            }
            Self::Containing(confirmed) => confirmed.plan().excluded().to_vec(),
        }
    }
}

impl From<Confirmed> for Confirmation {
    fn from(confirmed: Confirmed) -> Self {
        Self::Ending(confirmed)
    }
}

impl From<contain::Confirmed> for Confirmation {
    fn from(confirmed: contain::Confirmed) -> Self {
        Self::Containing(confirmed)
    }
}

impl From<Confirmation> for Orders {
    fn from(confirmation: Confirmation) -> Self {
        match confirmation {
            Confirmation::Ending(confirmed) => confirmed.into(),
            Confirmation::Containing(confirmed) => confirmed.into(),
        }
    }
}
