//! That it could not be read again, while a run went on, who its people are.

use std::fmt;

use crate::model::{SafeText, counted};

/// For how many people a request was sent on facts that had become old, since they could not be read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotReadAgain {
    /// The number of people.
    pub people: usize,
    /// Why, the first time.
    pub why: SafeText,
}

impl fmt::Display for NotReadAgain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (people, why) = (counted(self.people, "person", "people"), &self.why);
        write!(
            f,
            "of {people} it could not be read again during the run who they are, so nobody could notice \
             whether any of them became protected or was given a higher role since it was confirmed: {why}"
        )
    }
}
