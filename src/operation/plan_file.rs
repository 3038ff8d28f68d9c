//! A plan as a file: made now, read by a second person, carried out later, once.
//!
//! The file is one JSON object in printable ASCII. Its `hash` is the SHA-256, in lower-case
//! hex, of the same object without `hash`, written without spaces or line ends, its fields in
//! the order of [`PlanFile::to_json`], every absent value as `null` and every character
//! outside 0x20–0x7E as `\uXXXX`. Whoever edits the file can compute a new hash: it shows that
//! a file is the one that was reviewed only to those who noted the hash, and the journal does.
//!
//! [`PlanFile::parse`] (shape) → [`PlanFile::check`] (this account, now, that number, within the
//! limits) → [`Plan::from_file`] (what a list read since says) → the same run as any other plan.
//!
//! - `apply` how a file, and the account as it is now, are checked before a plan is made from it
//! - `line` one session as files, reports and machine output write it
//! - `of_run` the plan of a large run, on disk before the run begins

mod apply;
mod line;
mod of_run;

use std::time::Duration;

use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

use super::{Excluded, Plan, Reason, Route, SessionTarget};
use crate::journal::{ascii_json, ascii_json_pretty};
use crate::model::{SafeText, Timestamp, hex};

pub use apply::FromFile;
pub use apply::Here;
pub use apply::NotApplied;
pub(crate) use line::SessionLine;
pub(crate) use of_run::RunPlanFile;

/// The only version that exists.
const VERSION: u64 = 1;

/// A plan that was written down.
#[derive(Debug, Clone)]
pub struct PlanFile {
    body: Body,
    route: Route,
    expires_at: Timestamp,
    targets: Vec<SessionTarget>,
    excluded: Vec<Excluded>,
}

/// The file, field by field. Unknown fields are refused: the hash would not cover them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    version: u64,
    account: String,
    origin: String,
    route: String,
    reason: Option<String>,
    ticket: Option<String>,
    made_by: String,
    made_at: String,
    expires_at: String,
    count: usize,
    people: usize,
    #[serde(deserialize_with = "line::targets")]
    targets: Vec<SessionLine>,
    #[serde(deserialize_with = "line::excluded")]
    #[serde(rename = "kept")]
    excluded: Vec<SessionLine>,
    #[serde(skip_serializing_if = "String::is_empty")]
    hash: String,
}

/// Why a text is no plan file. Nothing of it was used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanFileError {
    /// The text is not JSON, or not of this shape.
    #[error("not a plan file, so nothing of it was used: {0}; make a new one with zentop plan")]
    NotAPlan(SafeText),
    /// The file was written by another program, or by another version of this one.
    #[error(
        "a plan file of version {0}, and this zentop reads version {VERSION}; \
         make a new one with zentop plan"
    )]
    Version(u64),
}

impl PlanFile {
    /// Writes `plan` as a file: for this `origin`, made by the operating system's user `made_by`,
    /// and to be carried out within `lifetime`.
    pub fn of(
        plan: &Plan,
        origin: &str,
        reason: &Reason,
        made_by: &str,
        lifetime: Duration,
    ) -> Self {
        let expires_at = plan.made_at().after(lifetime);
        let route = plan.operation().route().unwrap_or_default();
        let targets: Vec<SessionTarget> = plan.sessions().cloned().collect();
        let excluded_lines = plan.excluded().iter().filter_map(|excluded| {
            let line = SessionLine::from(excluded.target.as_session()?);
            Some(line.because(excluded.because.as_str()))
        });
        let excluded_lines = excluded_lines.collect();
        let mut file = Self {
            body: Body {
                version: VERSION,
                account: plan.account().to_owned(),
                origin: origin.to_owned(),
                route: route.as_str().to_owned(),
                reason: reason.text.clone(),
                ticket: reason.ticket.clone(),
                made_by: made_by.to_owned(),
                made_at: plan.made_at().to_string(),
                expires_at: expires_at.to_string(),
                count: plan.count(),
                people: plan.people(),
                targets: targets.iter().map(SessionLine::from).collect(),
                excluded: excluded_lines,
                hash: String::new(),
            },
            route,
            expires_at,
            targets,
            excluded: plan.excluded().to_vec(),
        };
        file.body.hash = file.computed_hash();
        file
    }

    /// Reads a file.
    ///
    /// # Errors
    /// If the text is not JSON of exactly this shape and version, or names an id 0, a session twice
    /// or no session at all. The message has the line.
    pub fn parse(text: &[u8]) -> Result<Self, PlanFileError> {
        #[derive(Deserialize)]
        struct Versioned {
            version: u64,
        }
        let not_a_plan = |why: &str| PlanFileError::NotAPlan(SafeText::new(why));
        let unreadable = |error: serde_json::Error| not_a_plan(&error.to_string());
        let Versioned { version } = serde_json::from_slice(text).map_err(unreadable)?;
        if version != VERSION {
            return Err(PlanFileError::Version(version));
        }
        let body: Body = serde_json::from_slice(text).map_err(unreadable)?;
        if body.targets.is_empty() {
            return Err(not_a_plan("it names no session"));
        }
        let read = || -> Result<_, String> {
            let route = line::known("route", Some(&body.route), &Route::ALL, Route::as_str)?;
            Timestamp::parse(&body.made_at).map_err(|error| format!("made_at is {error}"))?;
            Ok((
                route.unwrap_or_default(),
                Timestamp::parse(&body.expires_at)
                    .map_err(|error| format!("expires_at is {error}"))?,
                body.targets
                    .iter()
                    .map(SessionLine::target)
                    .collect::<Result<_, _>>()?,
                body.excluded
                    .iter()
                    .map(SessionLine::excluded)
                    .collect::<Result<_, _>>()?,
            ))
        };
        let (route, expires_at, targets, excluded) = read().map_err(|why| not_a_plan(&why))?;
        Ok(Self {
            body,
            route,
            expires_at,
            targets,
            excluded,
        })
    }

    /// The file's text.
    ///
    /// # Errors
    /// None in practice: everything in a plan can be written as JSON.
    pub(crate) fn to_json(&self) -> serde_json::Result<String> {
        ascii_json_pretty(&self.body)
    }

    /// The hash that the file carries.
    pub fn hash(&self) -> &str {
        &self.body.hash
    }

    /// The hash of the file's content.
    fn computed_hash(&self) -> String {
        let content = Body {
            hash: String::new(),
            ..self.body.clone()
        };
        // Content that cannot be written has no hash, and an empty one matches no file's.
        ascii_json(&content).map_or_else(
            |_| String::new(),
            |text| hex(digest(&SHA256, text.as_bytes()).as_ref()),
        )
    }

    /// The reason and the ticket.
    pub fn reason(&self) -> Reason {
        Reason {
            text: self.body.reason.clone(),
            ticket: self.body.ticket.clone(),
        }
    }

    /// Who made the file and when, in words.
    pub fn made(&self) -> SafeText {
        SafeText::new(&format!("{} at {}", self.body.made_by, self.body.made_at))
    }

    /// When the file can no longer be carried out.
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// The sessions to be ended, in the order of the file.
    pub fn targets(&self) -> &[SessionTarget] {
        &self.targets
    }
}

#[cfg(test)]
mod tests;
