//! What was done in an incident, as a page for people and an object for machines.
//!
//! - `document` the object, and one run as every command prints it
//! - `gaps` what was not read, beside whatever document
//! - `markdown` the page, in which texts from outside can never act as markup
//! - `uncovered` what the runs left as it was, and the commands for it
//!
//! Both have the same content, and both say what was not done (`uncovered`).

mod document;
mod gaps;
mod markdown;
mod uncovered;

use std::sync::Arc;

use rustc_hash::FxHashSet;
use serde::Serialize;

use crate::journal::{Who, ascii_json_pretty};
use crate::live::{Coverage, Snapshot};
use crate::model::{Timestamp, UserId};
use crate::operation::{Excluded, NotFound, PersonLeft, PersonProof, Report, Undecided, Verdict};

pub(crate) use document::RunDocument;
pub use gaps::ReadingGaps;
pub(crate) use gaps::WithGaps;
pub(crate) use markdown::code_span;
pub(crate) use uncovered::command_for;

/// An incident: the runs that belong to it, and how many were signed in before and after.
#[derive(Debug, Clone)]
pub struct Incident {
    /// Who acted, and from where.
    pub who: Who,
    /// When the report is written, by the server's clock where that is known, as every time in it.
    pub written_at: Timestamp,
    /// The runs, oldest first.
    pub runs: Vec<IncidentRun>,
    /// The changes of the Chat account, oldest first.
    pub chat: Vec<ChatChangeNote>,
    /// How many were signed in before the first run, where it is known.
    pub before: Option<Counts>,
    /// How many were signed in after the last run, where it is known.
    pub after: Option<Counts>,
}

/// One run of an incident.
#[derive(Debug, Clone)]
pub struct IncidentRun {
    /// The report of the run.
    pub report: Arc<Report>,
    /// The verdicts of later lists, one for each item of the report.
    pub verdicts: Vec<Option<Verdict>>,
    /// The verdicts of later lists on the people whose sessions were to be ended.
    pub people: Vec<PersonProof>,
    /// What is left of the people whom it offboarded, if it did.
    pub left: Vec<PersonLeft>,
    /// The targets that were chosen and excluded.
    pub excluded: Vec<Excluded>,
    /// The targets that were left alone because they could not be decided about.
    pub undecided: Vec<Undecided>,
    /// What was named and was not there.
    pub not_found: Vec<NotFound>,
    /// The plan file that it was carried out from, if there was one.
    pub plan_file: Option<PlanNote>,
    /// Why it is not certain what time it was at Zendesk, if so: no time of the run is then.
    pub time_in_doubt: Option<&'static str>,
    /// What was not known when it was planned.
    pub gaps: ReadingGaps,
}

impl IncidentRun {
    /// Whether everything is as it was wished, as far as it was answered and seen.
    pub(crate) fn is_as_wished(&self) -> bool {
        self.report.is_clean(&self.verdicts, &self.left)
            && self.report.stopped.is_none()
            && self.people.iter().all(|one| one.verdict.is_as_wished())
            && self.left.iter().all(PersonLeft::is_clean)
    }

    /// What was chosen and stays as it is. Whoever is offboarded and was suspended already loses
    /// everything all the same.
    fn spared(&self) -> impl Iterator<Item = &Excluded> {
        let offboards = self.report.offboarding.is_some();
        let excluded = self.excluded.iter();
        excluded.filter(move |one| !(offboards && one.because.is_idle()))
    }
}

/// A change of the Chat account, without what is in its fields: that is somebody's name and address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatChangeNote {
    /// When its outcome was known.
    pub at: Timestamp,
    /// The names of the fields.
    pub fields: Vec<String>,
    /// What became of it, in words.
    pub outcome: String,
    /// Why, if somebody said so.
    pub reason: Option<String>,
    /// The ticket that asks for it, if there is one.
    pub ticket: Option<String>,
}

/// The plan file that a run came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanNote {
    /// The hash of the file.
    pub hash: String,
    /// Who made it, and when.
    pub made: String,
}

/// How many were signed in at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// When these counts were known, by the server's clock where that is known.
    pub as_of: Timestamp,
    /// The counts among the people that the runs are about.
    pub concerned: SignedIn,
    /// The counts in the whole account, if all of it was read.
    pub account: Option<SignedIn>,
}

/// Numbers of sessions, and of the people they belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SignedIn {
    /// The number of sessions.
    pub sessions: usize,
    /// The number of people with at least one session.
    pub people: usize,
}

impl Counts {
    /// The counts of these people in `snapshot`, as known at `now` of our clock. `None` if it does not
    /// cover each of them since `moment`.
    pub fn of(
        snapshot: &Snapshot,
        people: &FxHashSet<UserId>,
        moment: Timestamp,
        now: Timestamp,
    ) -> Option<Self> {
        if !people
            .iter()
            .all(|user| snapshot.absence_since(*user, moment).is_ok())
        {
            return None;
        }
        let keys = snapshot.iter().filter_map(|slot| snapshot.key(slot));
        let users: Vec<UserId> = keys
            .map(|key| key.user)
            .filter(|user| people.contains(user))
            .collect();
        Some(Self {
            as_of: snapshot.server_time(now),
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
    /// The report as a page of Markdown.
    pub(crate) fn to_markdown(&self) -> String {
        markdown::page(self)
    }

    /// The report as a JSON object, in ASCII.
    ///
    /// # Errors
    /// None in practice: everything in a report can be written as JSON.
    pub(crate) fn to_json(&self) -> serde_json::Result<String> {
        ascii_json_pretty(&document::IncidentDocument::of(self))
    }
}

#[cfg(test)]
mod tests;
