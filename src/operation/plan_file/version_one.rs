//! Version 1, which is read and no longer written: sessions, one after the other.

use serde::{Deserialize, Serialize};

use super::spared::shared;
use super::{Content, PlanFileError, ShownPerson, not_a_plan};
use crate::model::Timestamp;
use crate::operation::session_line;
use crate::operation::{JudgedPeople, Operation, PlanClaims, Reason, Route, SessionLine};

/// The file, field by field. Unknown fields are refused: the hash would not cover them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VersionOne {
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
    #[serde(deserialize_with = "session_line::targets")]
    targets: Vec<SessionLine>,
    #[serde(deserialize_with = "session_line::excluded")]
    #[serde(rename = "kept")]
    excluded: Vec<SessionLine>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) hash: String,
}

impl VersionOne {
    /// What the file says, if it can be read.
    pub(super) fn content(&self) -> Result<Content, PlanFileError> {
        let read = || -> Result<Content, String> {
            let route =
                session_line::known("route", Some(&self.route), &Route::ALL, Route::as_str)?;
            let targets: Vec<_> = (self.targets.iter())
                .map(SessionLine::target)
                .collect::<Result<_, _>>()?;
            if let Some(beyond) = targets.iter().find(|target| target.beyond.is_so()) {
                return Err(format!(
                    "{} is marked as it is from version 2 on",
                    beyond.key
                ));
            }
            let (made_at, expires_at) = super::times(&self.made_at, &self.expires_at)?;
            Ok(Content {
                account: self.account.clone(),
                origin: self.origin.clone(),
                route: route.unwrap_or_default(),
                operations: vec![Operation::End(route.unwrap_or_default())],
                parts: None,
                is_whole: false,
                judged: JudgedPeople::default(),
                undecided: Vec::new(),
                not_found: Vec::new(),
                shown: ShownPerson::all_of(&targets),
                reason: Reason {
                    text: self.reason.clone(),
                    ticket: self.ticket.clone(),
                },
                made_by: self.made_by.clone(),
                made_at,
                expires_at,
                count: self.count,
                people: self.people,
                claims: PlanClaims::listed(shared(&targets)),
                targets,
                others: Vec::new(),
                excluded: (self.excluded.iter())
                    .map(SessionLine::excluded)
                    .collect::<Result<_, _>>()?,
            })
        };
        read().map_err(|why| not_a_plan(&why))
    }
}

/// When a file was made, and when it expires.
pub(super) fn times(made_at: &str, expires_at: &str) -> Result<(Timestamp, Timestamp), String> {
    let read = |name, text| Timestamp::parse(text).map_err(|error| format!("{name} is {error}"));
    Ok((read("made_at", made_at)?, read("expires_at", expires_at)?))
}
