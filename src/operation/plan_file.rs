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
//! - `version_two` the shape that is written; `version_one` the one before, which is still read
//! - `check` what of a file is checked without a request; `apply` the plan of what is still there of it,
//!   `contained` the plan of a file that does more to people than end their sessions; `not_applied` why
//!   there is none, `untold` what Zendesk does not tell of somebody
//! - `person` one person as a file has them; `more` what they have that it does not list
//! - `excluded` what a file leaves alone
//! - `spared` what of it is left alone for somebody's sake
//! - `of_run` the plan of a large run, on disk before the run begins; `under_way` the plan of any run of
//!   several items, on disk while it lasts; `rest` what is left of one
//! - `seal` what protects any file that is carried out later: its account, its time, its hash

mod apply;
mod check;
mod contained;
mod excluded;
mod more;
mod not_applied;
mod of_run;
mod person;
mod rest;
mod seal;
mod spared;
mod under_way;
mod untold;
mod version_one;
mod version_two;

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use self::person::{FilePerson, ShownPerson};
use self::version_one::{VersionOne, times};
use self::version_two::{VERSION, VersionTwo};
use super::{
    Excluded, JudgedPeople, LeftOfFile, NotFound, OffboardPart, Operation, Plan, PlanClaims,
    Reason, Route, SessionTarget, TargetKind, Undecided,
};
use crate::journal::ascii_json_pretty;
use crate::model::{SafeText, Timestamp, UserId};

pub use apply::FromFile;
pub use check::Here;
pub use more::MoreThanListed;
pub use not_applied::NotApplied;
pub(crate) use of_run::RunPlanFile;
pub(crate) use rest::PlannedLeft;
pub use seal::BadSeal;
pub(crate) use seal::{FileSeal, FileTimes, content_hash};
pub(crate) use under_way::{PlanUnderWay, REST_LIFETIME};

/// A plan that was written down.
#[derive(Debug, Clone)]
pub struct PlanFile {
    body: PlanBody,
    content: Content,
}

/// The file, field by field, by its version.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
enum PlanBody {
    One(VersionOne),
    Two(VersionTwo),
}

/// What a file says, whatever its version.
#[derive(Debug, Clone)]
struct Content {
    account: String,
    origin: String,
    route: Route,
    /// What is done, in the order in which it is done to a person; never empty.
    operations: Vec<Operation>,
    /// The parts of an offboarding, if it is one.
    parts: Option<Vec<OffboardPart>>,
    /// Whether it lists what a wide route takes beyond the choice.
    is_whole: bool,
    /// What its people are judged by after the run.
    judged: JudgedPeople,
    undecided: Vec<Undecided>,
    not_found: Vec<NotFound>,
    /// How everybody in it is shown.
    shown: Vec<ShownPerson>,
    reason: Reason,
    made_by: String,
    made_at: Timestamp,
    expires_at: Timestamp,
    /// The number that it states of what is counted.
    count: usize,
    /// The number of people that it states.
    people: usize,
    targets: Vec<SessionTarget>,
    /// Under whom else its sessions came.
    claims: PlanClaims,
    /// Everybody in it to whom more is done than that these sessions end.
    others: Vec<FilePerson>,
    excluded: Vec<Excluded>,
}

/// The longest that a file can be carried out after it was made.
pub(crate) const LONGEST: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// How a file is made.
#[derive(Debug, Clone, Copy)]
pub struct PlanMade<'a> {
    /// The origin that it is for.
    pub origin: &'a str,
    /// The reason for the run.
    pub reason: &'a Reason,
    /// The operating system's user who makes it.
    pub by: &'a str,
    /// The local time, in which dates of a filter were meant, where one is in force.
    pub zone: Option<&'a str>,
    /// How long it can be carried out.
    pub lifetime: Duration,
}

/// Why a text is no plan file. Nothing of it was used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanFileError {
    /// The text is not JSON, or not of this shape.
    #[error("not a plan file, so nothing of it was used: {0}; make a new one with zentop plan")]
    NotAPlan(SafeText),
    /// The file was written by another program, or by a later version of this one.
    #[error(
        "a plan file of version {0}, and this zentop reads versions 1 to {VERSION}; \
         make a new one with zentop plan"
    )]
    Version(u64),
}

fn not_a_plan(why: &str) -> PlanFileError {
    PlanFileError::NotAPlan(SafeText::new(why))
}

impl PlanFile {
    /// Writes `plan` as a file.
    pub fn of(plan: &Plan, made: &PlanMade<'_>) -> Self {
        let content = Content {
            account: plan.account().to_owned(),
            origin: made.origin.to_owned(),
            route: version_two::route_of(plan).unwrap_or_default(),
            operations: plan.operations().to_vec(),
            parts: plan.offboarding().map(|it| it.parts.clone()),
            is_whole: true,
            judged: plan.judged(),
            undecided: plan.undecided().to_vec(),
            not_found: plan.not_found().to_vec(),
            shown: Vec::new(),
            reason: made.reason.clone(),
            made_by: made.by.to_owned(),
            made_at: plan.made_at(),
            expires_at: plan.made_at().after(made.lifetime),
            count: plan.expected(),
            people: plan.people(),
            targets: plan.sessions().cloned().collect(),
            claims: plan.claims().clone(),
            others: FilePerson::all_of(plan),
            excluded: plan.excluded().to_vec(),
        };
        let body = PlanBody::Two(VersionTwo::of(plan, made));
        Self { body, content }.hashed()
    }

    /// Whoever was left out when the plan was made, or was not found.
    pub(crate) fn left_out(&self) -> LeftOfFile {
        LeftOfFile {
            excluded: self.content.excluded.clone(),
            undecided: self.content.undecided.clone(),
            not_found: self.content.not_found.clone(),
        }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// If the text is not JSON of exactly a version's shape, or names an id 0, a session twice or no
    /// session at all. The message has the line.
    pub fn parse(text: &[u8]) -> Result<Self, PlanFileError> {
        #[derive(Deserialize)]
        struct Versioned {
            version: u64,
        }
        let unreadable = |error: serde_json::Error| not_a_plan(&error.to_string());
        let Versioned { version } = serde_json::from_slice(text).map_err(unreadable)?;
        let (body, content) = match version {
            1 => {
                let body: VersionOne = serde_json::from_slice(text).map_err(unreadable)?;
                let content = body.content()?;
                (PlanBody::One(body), content)
            }
            VERSION => {
                let body: VersionTwo = serde_json::from_slice(text).map_err(unreadable)?;
                let content = body.content()?;
                (PlanBody::Two(body), content)
            }
            _ => return Err(PlanFileError::Version(version)),
        };
        if content.targets.is_empty() && content.others.is_empty() {
            return Err(not_a_plan("it names no session and nobody"));
        }
        Ok(Self { body, content })
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
        match &self.body {
            PlanBody::One(body) => &body.hash,
            PlanBody::Two(body) => &body.hash,
        }
    }

    /// The hash of the file's content.
    fn computed_hash(&self) -> String {
        let mut content = self.body.clone();
        content.set_hash(String::new());
        content_hash(&content)
    }

    /// Whether somebody edited it after it was made.
    pub(in crate::operation) fn is_edited(&self) -> bool {
        self.hash() != self.computed_hash()
    }

    /// What protects the file.
    fn seal(&self) -> FileSeal<'_> {
        FileSeal {
            account: &self.content.account,
            origin: &self.content.origin,
            hash: self.hash(),
            computed: self.computed_hash(),
        }
    }

    /// The same file with the hash of its content.
    fn hashed(mut self) -> Self {
        let hash = self.computed_hash();
        self.body.set_hash(hash);
        self
    }

    /// The reason and the ticket.
    pub fn reason(&self) -> Reason {
        self.content.reason.clone()
    }

    /// Who made the file and when, in words.
    pub fn made(&self) -> SafeText {
        let Content {
            made_by, made_at, ..
        } = &self.content;
        SafeText::new(&format!("{made_by} at {made_at}"))
    }

    /// When the file can no longer be carried out.
    pub fn expires_at(&self) -> Timestamp {
        self.content.expires_at
    }

    /// The sessions to be ended, in the order of the file.
    pub fn targets(&self) -> &[SessionTarget] {
        &self.content.targets
    }

    /// Everybody on whom it depends: the people in it, and whoever else their sessions may belong to.
    pub(crate) fn people_behind(&self) -> BTreeSet<UserId> {
        let owners = self.targets().iter().map(|target| target.key.user);
        let others = self.content.others.iter().map(|person| person.user);
        let mut people: BTreeSet<UserId> = owners.chain(others).collect();
        people.extend(self.content.claims.people());
        people
    }

    /// Whoever the sessions in it may belong to that came under several people.
    pub(crate) fn people_beside(&self) -> impl Iterator<Item = UserId> {
        self.content.claims.people()
    }

    /// The number of what it counts: its people where several things are done to each or they are
    /// suspended, its tokens where those are revoked, and otherwise its sessions.
    pub fn lists(&self) -> usize {
        self.content.lists()
    }

    /// The first thing that it does, which says what is counted.
    pub(crate) fn operation(&self) -> Operation {
        let first = self.content.operations.first().copied();
        first.unwrap_or(Operation::End(self.content.route))
    }

    /// Whether it ends sessions and does nothing else.
    pub(crate) fn only_ends(&self) -> bool {
        self.content.only_ends()
    }

    /// Whether it ends sessions, beside other things or alone.
    pub(crate) fn ends(&self) -> bool {
        self.content.operations.iter().any(|one| one.ends())
    }

    /// Whether it revokes tokens.
    pub(crate) fn revokes(&self) -> bool {
        let mut operations = self.content.operations.iter();
        operations.any(|one| one.target_kind() == TargetKind::Tokens)
    }
}

impl Content {
    fn only_ends(&self) -> bool {
        self.parts.is_none() && self.operations.iter().all(|one| one.ends())
    }

    fn lists(&self) -> usize {
        match self.counts_in() {
            TargetKind::People => self.others.len(),
            TargetKind::Tokens => self.others.iter().map(|one| one.tokens.len()).sum(),
            TargetKind::Sessions => self.targets.len(),
        }
    }

    /// The kind of what it counts.
    fn counts_in(&self) -> TargetKind {
        if self.parts.is_some() || self.operations.len() > 1 {
            return TargetKind::People;
        }
        let first = self.operations.first();
        first.map_or(TargetKind::Sessions, |first| first.target_kind())
    }

    /// What it counts, in words.
    fn counted(&self, number: usize) -> String {
        self.counts_in().counted(number)
    }
}

impl PlanBody {
    fn set_hash(&mut self, hash: String) {
        match self {
            Self::One(body) => body.hash = hash,
            Self::Two(body) => body.hash = hash,
        }
    }
}

#[cfg(test)]
mod tests;
