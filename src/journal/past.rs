//! The runs of one account, read back from the journal: by person, with what later lists said.
//!
//! - `run` one run; `item` one of its requests; `person` somebody in it, `people` all of them
//! - `reading` from the records of a file to the runs; `building` one run while its records are read

mod building;
mod item;
mod people;
mod person;
mod reading;
mod run;

use std::collections::BTreeSet;

pub use self::item::PastItem;
pub use self::people::PastPeople;
pub use self::person::PastPerson;
pub use self::reading::past_runs;
pub use self::run::PastRun;
use super::RecordRoute;
use crate::model::{Timestamp, UserId};

/// The runs of one account.
#[derive(Clone, Debug, Default)]
pub struct PastRuns {
    /// The runs, newest first.
    pub runs: Vec<PastRun>,
    /// The number of older runs that are in the journal and not here.
    pub older: usize,
    /// What a reader has to know of the file, if it is not as it was written.
    pub damage: Option<String>,
}

impl PastRuns {
    /// The people whose suspension a run lifted that began after `moment`.
    pub fn lifted_after(&self, moment: Timestamp) -> BTreeSet<UserId> {
        let later = self.runs.iter().filter(|run| run.at > moment);
        later
            .flat_map(|run| run.people_done(RecordRoute::Lift))
            .collect()
    }
}
