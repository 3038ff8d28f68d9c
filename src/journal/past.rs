//! The runs of one account, read back from the journal: by person, with what later lists said.
//!
//! - `run` one run; `item` one of its requests; `person` somebody in it, `people` all of them
//! - `reading` from the records of a file to the runs; `building` one run while its records are read;
//!   `later` what later runs made of what one left

mod building;
mod item;
mod later;
mod people;
mod person;
mod reading;
mod run;

pub use self::item::PastItem;
pub use self::people::PastPeople;
pub use self::person::PastPerson;
pub(crate) use self::reading::past_runs;
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
    /// Whether a run that began after `moment` did this to somebody.
    pub(crate) fn did_after(&self, route: RecordRoute, user: UserId, moment: Timestamp) -> bool {
        let mut later = self.runs.iter().filter(|run| run.at > moment);
        later.any(|run| {
            let mut items = run
                .person(user)
                .into_iter()
                .flat_map(|one| run.items_of(one));
            items.any(|item| item.request.route == route && item.is_done())
        })
    }
}
