//! Version 2: people with the sessions that end and with what else is done to them, what of it is
//! beyond the choice, and how old the facts of each are. Files from before it had anything but ending
//! lack the fields for that.
//!
//! - here the file as a whole
//! - `planned_person` one person of it

mod planned_person;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use self::planned_person::{PlannedPerson, operations, people, planned, words_of};
use super::excluded::{self, ExcludedLine};
use super::spared::shared;
use super::{Content, PlanFileError, PlanMade, not_a_plan};
use crate::journal::NamedTarget;
use crate::model::{SafeText, SessionId, SessionKey, Timestamp, UserId};
use crate::operation::select::{NotFound, NotFoundBecause, Undecided, UndecidedAbout};
use crate::operation::session_line;
use crate::operation::{
    JudgedBy, JudgedPeople, OffboardPart, Operation, PersonTarget, Plan, PlanClaims, Reason, Route,
    SessionTarget, Target,
};

/// The version of this shape.
pub(super) const VERSION: u64 = 2;

/// The word for ending sessions; the route is told apart.
const END: &str = "end";

/// The word for a plan whose people were chosen, and not single sessions.
const PERSON: &str = "person";

/// The file, field by field. Unknown fields are refused: the hash would not cover them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VersionTwo {
    version: u64,
    account: String,
    origin: String,
    operations: Vec<String>,
    /// The parts of an offboarding, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parts: Option<Vec<String>>,
    route: String,
    /// Whether people were chosen, so that none of their sessions may be left; absent where sessions
    /// were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    judged_by: Option<String>,
    reason: Option<String>,
    ticket: Option<String>,
    made_by: String,
    made_at: String,
    expires_at: String,
    /// The local time, in which dates of a filter were meant, where one was in force.
    zone: Option<String>,
    /// The number of sessions that end; or of people, or of tokens, where they are what counts.
    count: usize,
    #[serde(deserialize_with = "planned")]
    people: Vec<PlannedPerson>,
    #[serde(deserialize_with = "excluded::excluded_lines")]
    #[serde(rename = "kept")]
    excluded: Vec<ExcludedLine>,
    undecided: Vec<OpenLine>,
    not_found: Vec<MissedLine>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) hash: String,
}

/// A session that is left because it cannot be known whether it is chosen or protected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OpenLine {
    user_id: u64,
    session_id: Option<u64>,
    because: String,
}

/// What was named and is not there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MissedLine {
    named: String,
    because: String,
}

impl VersionTwo {
    /// The file of a plan, without its hash.
    pub(super) fn of(plan: &Plan, made: &PlanMade<'_>) -> Self {
        Self {
            version: VERSION,
            account: plan.account().to_owned(),
            origin: made.origin.to_owned(),
            operations: words_of(plan.operations()),
            parts: plan.offboarding().map(|it| {
                let parts = it.parts.iter();
                parts.map(|part| part.as_str().to_owned()).collect()
            }),
            route: route_of(plan).unwrap_or_default().as_str().to_owned(),
            judged_by: is_by_person(plan).then(|| PERSON.to_owned()),
            reason: made.reason.text.clone(),
            ticket: made.reason.ticket.clone(),
            made_by: made.by.to_owned(),
            made_at: plan.made_at().to_string(),
            expires_at: plan.made_at().after(made.lifetime).to_string(),
            zone: made.zone.map(ToOwned::to_owned),
            count: plan.expected(),
            people: people(plan),
            excluded: ExcludedLine::all_of(plan),
            undecided: plan.undecided().iter().map(OpenLine::from).collect(),
            not_found: plan.not_found().iter().map(MissedLine::from).collect(),
            hash: String::new(),
        }
    }

    /// What the file says, if it can be read.
    pub(super) fn content(&self) -> Result<Content, PlanFileError> {
        let read = || -> Result<Content, String> {
            let route =
                session_line::known("route", Some(&self.route), &Route::ALL, Route::as_str)?;
            let route = route.unwrap_or_default();
            let operations = operations(&self.operations, route)?;
            if operations.is_empty() {
                return Err("operations is empty".to_owned());
            }
            let parts = self.parts.as_deref().map(parts).transpose()?;
            let done: Vec<_> = operations.iter().copied().map(Operation::part).collect();
            let is_fit = match &parts {
                None => operations.len() == 1,
                Some(parts) => done == parts.iter().copied().map(Some).collect::<Vec<_>>(),
            };
            if !is_fit {
                return Err("operations and parts do not fit together".to_owned());
            }
            let judged = match self.judged_by.as_deref() {
                None => JudgedPeople::by_person(self.people_by_person()?),
                Some(PERSON) => JudgedBy::Person.into(),
                Some(_) => return Err(format!("judged_by is not \"{PERSON}\"")),
            };
            let (made_at, expires_at) = super::times(&self.made_at, &self.expires_at)?;
            let mut targets = Vec::new();
            let mut others = Vec::new();
            let mut claims = Vec::new();
            for person in &self.people {
                let theirs = person.targets()?;
                others.extend(person.other(&operations, !theirs.is_empty())?);
                targets.extend(theirs);
                claims.extend(person.claims()?);
            }
            claims.extend(shared(&targets));
            Ok(Content {
                account: self.account.clone(),
                origin: self.origin.clone(),
                route,
                operations,
                parts,
                is_whole: true,
                judged,
                undecided: self.undecided.iter().filter_map(OpenLine::read).collect(),
                not_found: self.not_found.iter().map(MissedLine::read).collect(),
                shown: (self.people.iter())
                    .map(PlannedPerson::shown)
                    .collect::<Result<_, _>>()?,
                reason: Reason {
                    text: self.reason.clone(),
                    ticket: self.ticket.clone(),
                },
                made_by: self.made_by.clone(),
                made_at,
                expires_at,
                count: self.count,
                people: self.people.len(),
                targets,
                claims: PlanClaims::listed(claims),
                others,
                excluded: (self.excluded.iter())
                    .map(ExcludedLine::excluded)
                    .collect::<Result<_, _>>()?,
            })
        };
        read().map_err(|why| not_a_plan(&why))
    }
}

impl VersionTwo {
    /// The same file of what is left of its targets, made and expiring then.
    pub(super) fn left(
        &self,
        (made_at, expires_at): (Timestamp, Timestamp),
        is_left: impl Fn(&NamedTarget) -> bool,
    ) -> Self {
        let people = self.people.iter();
        Self {
            made_at: made_at.to_string(),
            expires_at: expires_at.to_string(),
            people: people.filter_map(|person| person.left(&is_left)).collect(),
            ..self.clone()
        }
    }

    /// States another count.
    pub(super) const fn count(&mut self, count: usize) {
        self.count = count;
    }

    /// Those who are judged by person where others are judged by session.
    fn people_by_person(&self) -> Result<BTreeSet<UserId>, String> {
        let mut people = BTreeSet::new();
        for person in &self.people {
            match person.judged_by.as_deref() {
                None => {}
                Some(PERSON) => people.extend(UserId::new(person.user_id)),
                Some(_) => return Err(format!("judged_by is not \"{PERSON}\"")),
            }
        }
        Ok(people)
    }
}

impl From<&Undecided> for OpenLine {
    fn from(undecided: &Undecided) -> Self {
        let target = &undecided.target;
        Self {
            user_id: target.user().get(),
            session_id: target.session().map(|key| key.session.get()),
            because: undecided.words(),
        }
    }
}

impl OpenLine {
    /// What could not be decided when the file was made. A line without a number is of nobody.
    fn read(&self) -> Option<Undecided> {
        let user = UserId::new(self.user_id)?;
        let session = self.session_id.and_then(SessionId::new);
        let target = match session {
            Some(session) => SessionTarget::of(SessionKey { user, session }).into(),
            None => Target::Person(PersonTarget {
                id: user,
                user: None,
                sessions: None,
            }),
        };
        Some(Undecided {
            target,
            about: UndecidedAbout::Choice,
            why: SafeText::new(&self.because).to_string().into(),
        })
    }
}

impl MissedLine {
    /// What was not found when the file was made.
    fn read(&self) -> NotFound {
        let named = SafeText::new(&self.named);
        NotFound::new(named, NotFoundBecause::of_word(&self.because))
    }
}

impl From<&NotFound> for MissedLine {
    fn from(missed: &NotFound) -> Self {
        Self {
            named: missed.named.original().to_owned(),
            because: missed.because.as_str().to_owned(),
        }
    }
}

/// Whether all people of a plan are judged by person.
fn is_by_person(plan: &Plan) -> bool {
    let judged = plan.judged();
    let mut sessions = plan.sessions();
    sessions.all(|target| judged.of(target.key.user) == JudgedBy::Person)
}

/// The route by which a plan ends sessions, if it ends any.
pub(super) fn route_of(plan: &Plan) -> Option<Route> {
    plan.operations().iter().find_map(|one| one.route())
}

/// The parts of an offboarding that words name.
fn parts(words: &[String]) -> Result<Vec<OffboardPart>, String> {
    let part = |word: &String| {
        let mut all = OffboardPart::ALL.into_iter();
        let found = all.find(|part| part.as_str() == word);
        found.ok_or_else(|| "a part is none of suspend, tokens, sessions".to_owned())
    };
    words.iter().map(part).collect()
}
