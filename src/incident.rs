//! What was done about an incident, as a page for people and an object for machines.
//!
//! - `document` the object, and one run as every command prints it
//! - `markdown` the page; whatever strangers chose stands in it as text and nothing else
//! - `uncovered` what the runs left as it was, and the commands for it
//!
//! Both say the same, and both say what was not done (`uncovered`).

mod document;
mod markdown;
mod uncovered;

use std::sync::Arc;

use rustc_hash::FxHashSet;
use serde::Serialize;

use crate::journal::{Who, ascii_json_pretty};
use crate::live::{Coverage, Snapshot};
use crate::model::{Timestamp, UserId};
use crate::operation::{Excluded, Report, Verdict};

pub(crate) use document::RunDocument;
pub(crate) use uncovered::command_for;

/// An incident: the runs that belong to it, and how many were signed in before and after.
#[derive(Debug, Clone)]
pub struct Incident {
    /// Who acted, and from where.
    pub who: Who,
    /// When this is written, by the local clock.
    pub written_at: Timestamp,
    /// What was done, oldest first.
    pub runs: Vec<IncidentRun>,
    /// Before the first run, where it is known.
    pub before: Option<Counts>,
    /// After the last run, where it is known.
    pub after: Option<Counts>,
}

/// One run of an incident.
#[derive(Debug, Clone)]
pub struct IncidentRun {
    /// What became of it.
    pub report: Arc<Report>,
    /// What later lists said, one for each item of the report.
    pub verdicts: Vec<Option<Verdict>>,
    /// What was chosen and stayed.
    pub excluded: Vec<Excluded>,
    /// The file it was carried out from, if there was one.
    pub plan_file: Option<PlanNote>,
}

/// Which plan file a run came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanNote {
    /// Its hash.
    pub hash: String,
    /// Who made it, and when.
    pub made: String,
}

/// How many were signed in at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// When that was known, by the local clock.
    pub as_of: Timestamp,
    /// Among the people that the runs are about.
    pub concerned: SignedIn,
    /// In the whole account, if all of it was read.
    pub account: Option<SignedIn>,
}

/// Sessions, and the people they belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SignedIn {
    /// Sessions.
    pub sessions: usize,
    /// People with at least one.
    pub people: usize,
}

impl Counts {
    /// What `snapshot` says of these people at `now`. `None` where it does not cover each of them
    /// since `moment`.
    pub fn of(
        snapshot: &Snapshot,
        people: &FxHashSet<UserId>,
        moment: Timestamp,
        now: Timestamp,
    ) -> Option<Self> {
        if !people
            .iter()
            .all(|user| snapshot.covers_since(*user, moment))
        {
            return None;
        }
        let keys = snapshot.iter().filter_map(|slot| snapshot.key(slot));
        let users: Vec<UserId> = keys
            .map(|key| key.user)
            .filter(|user| people.contains(user))
            .collect();
        Some(Self {
            as_of: now,
            concerned: SignedIn {
                sessions: users.len(),
                people: users.into_iter().collect::<FxHashSet<_>>().len(),
            },
            account: (snapshot.coverage() == Coverage::Full).then(|| SignedIn {
                sessions: snapshot.len(),
                people: snapshot.people_signed_in(),
            }),
        })
    }
}

impl Report {
    /// The people that the run is about.
    pub fn people(&self) -> FxHashSet<UserId> {
        self.items.iter().map(|item| item.target.user()).collect()
    }
}

impl Incident {
    /// The page.
    pub(crate) fn to_markdown(&self) -> String {
        markdown::page(self)
    }

    /// The object, in ASCII.
    ///
    /// # Errors
    /// None in practice: there is nothing in a report that JSON cannot say.
    pub(crate) fn to_json(&self) -> serde_json::Result<String> {
        ascii_json_pretty(&document::IncidentDocument::of(self))
    }
}

#[cfg(test)]
mod tests;
