//! What a crash left open and what was found out about it, and how a person is told, line by line.

use super::changes::RecoveredChange;
use super::unproved::RunLookedAt;
use crate::journal::{OpenRun, State};
use crate::model::{Timestamp, UserId, counted};
use crate::operation::RunRest;

/// What a crash left open, and what was found out about it; oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recovery {
    /// The runs that were open.
    pub runs: Vec<Recovered>,
    /// The open changes that belong to no run.
    pub changes: Vec<RecoveredChange>,
    /// The runs of the last day that nobody had looked at afterwards.
    pub looked_at: Vec<RunLookedAt>,
    /// What the next record will say of the journal itself, where it is not as it was left.
    pub news: Option<String>,
}

impl Recovery {
    /// Whether nothing was open, and nothing was left without proof.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty() && self.changes.is_empty() && self.looked_at.is_empty()
    }

    /// What to tell a person, line by line. Times are universal.
    pub fn lines(&self) -> Vec<String> {
        self.lines_in(Timestamp::to_string)
    }

    /// What to tell a person, line by line, with times as they are written here.
    pub(crate) fn lines_in(&self, time: impl Fn(&Timestamp) -> String) -> Vec<String> {
        let runs = self.runs.iter().flat_map(|run| run.lines_in(&time));
        let changes = self.changes.iter();
        let changes = changes.flat_map(|change| change.lines_in(&time));
        let news = self.news.iter().cloned();
        let looked_at = self.looked_at.iter().flat_map(RunLookedAt::lines);
        news.chain(runs).chain(changes).chain(looked_at).collect()
    }
}

/// An open run and what was found out about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovered {
    /// The run as the journal left it.
    pub run: OpenRun,
    /// The findings, one for each of the run's open items.
    pub found: Vec<Finding>,
    /// What is left to do, where the plan of the run is on disk.
    pub(crate) rest: Option<RunRest>,
}

impl Recovered {
    /// Whether the run is closed now.
    pub(crate) fn is_closed(&self) -> bool {
        self.found.iter().all(|found| found.state != State::Unknown)
    }

    /// What to tell a person, line by line. Times are universal.
    pub fn lines(&self) -> Vec<String> {
        self.lines_in(Timestamp::to_string)
    }

    fn lines_in(&self, time: impl Fn(&Timestamp) -> String) -> Vec<String> {
        let OpenRun {
            run,
            started,
            items,
            ..
        } = &self.run;
        let close = if self.is_closed() {
            "closed now"
        } else {
            "still open"
        };
        let what = match items.len() {
            0 => "lacks only its end".to_owned(),
            count => format!(
                "has {} without an answer",
                counted(count, "request", "requests")
            ),
        };
        let started = time(started);
        let head = format!("run {run} of {started} was not finished and {what}; {close}");
        let lines = items.iter().zip(&self.found).map(|(item, found)| {
            let users: Vec<String> = item.users.iter().take(3).map(UserId::to_string).collect();
            let more = if item.users.len() > users.len() {
                " …"
            } else {
                ""
            };
            let (place, of, users) = (item.item, item.of, users.join(" "));
            format!(
                "  item {place} of {of}, user {users}{more}: {}",
                found.detail
            )
        });
        // What is left by the plan is told one by one.
        let unsent = self.run.unsent.filter(|_| self.rest.is_none());
        let unsent = unsent.filter(|unsent| *unsent > 0).map(|unsent| {
            let items = counted(unsent, "item was", "items were");
            let of = self.run.of.unwrap_or_default();
            format!("  {items} never sent, of {of}: nothing was done about what they are about")
        });
        let rest = self.rest.iter().flat_map(|rest| rest.lines.clone());
        let lines = std::iter::once(head).chain(lines);
        lines.chain(unsent).chain(rest).collect()
    }
}

/// What was found out about one open item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The state of the item: `EndedByList` or `StillListed`, for people `Suspended` or
    /// `NotSuspended`, or `Unknown` where that could not be read.
    pub state: State,
    /// The state in words.
    pub detail: String,
}
