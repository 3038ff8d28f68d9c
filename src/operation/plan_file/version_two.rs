//! Version 2: people with the sessions that end, what of them is beyond the choice, and how old the
//! facts of each are.

use std::collections::BTreeSet;
use std::fmt;

use rustc_hash::FxHashSet;
use serde::de::{Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Content, LeftOut, PlanFileError, PlanMade, line, not_a_plan};
use crate::model::{Role, SafeText, SessionId, SessionKey, Timestamp, UserId};
use crate::operation::select::{NotFound, NotFoundBecause, Undecided};
use crate::operation::{JudgedBy, JudgedPeople, Plan, Reason, Route, SessionLine, SessionTarget};

/// The version of this shape.
pub(super) const VERSION: u64 = 2;

/// The word for the operation: plan files end sessions.
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
    /// The number of sessions that end.
    count: usize,
    #[serde(deserialize_with = "planned")]
    people: Vec<PlannedPerson>,
    #[serde(deserialize_with = "line::excluded")]
    #[serde(rename = "kept")]
    excluded: Vec<SessionLine>,
    undecided: Vec<OpenLine>,
    not_found: Vec<MissedLine>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) hash: String,
}

/// A person with the sessions of theirs that end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlannedPerson {
    user_id: u64,
    role: Option<String>,
    email: Option<String>,
    name: Option<String>,
    /// Whether this person was chosen, where others are only by single sessions of theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    judged_by: Option<String>,
    /// When the list was begun that says which sessions they have.
    facts_from: Option<String>,
    sessions: Vec<PlannedSession>,
}

/// A session that ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlannedSession {
    session_id: u64,
    authenticated_at: Option<String>,
    last_seen_at: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    beyond_the_choice: bool,
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
        let excluded = plan.excluded().iter().filter_map(|excluded| {
            let line = SessionLine::from(excluded.target.as_session()?);
            Some(line.because(excluded.because.as_str()))
        });
        Self {
            version: VERSION,
            account: plan.account().to_owned(),
            origin: made.origin.to_owned(),
            operations: vec![END.to_owned()],
            route: plan
                .operation()
                .route()
                .unwrap_or_default()
                .as_str()
                .to_owned(),
            judged_by: is_by_person(plan).then(|| PERSON.to_owned()),
            reason: made.reason.text.clone(),
            ticket: made.reason.ticket.clone(),
            made_by: made.by.to_owned(),
            made_at: plan.made_at().to_string(),
            expires_at: plan.made_at().after(made.lifetime).to_string(),
            zone: made.zone.map(ToOwned::to_owned),
            count: plan.count(),
            people: people(plan),
            excluded: excluded.collect(),
            undecided: plan.undecided().iter().map(OpenLine::from).collect(),
            not_found: plan.not_found().iter().map(MissedLine::from).collect(),
            hash: String::new(),
        }
    }

    /// What the file says, if it can be read.
    pub(super) fn content(&self) -> Result<Content, PlanFileError> {
        let read = || -> Result<Content, String> {
            if self.operations != [END] {
                return Err(format!("operations is not [\"{END}\"]"));
            }
            let route = line::known("route", Some(&self.route), &Route::ALL, Route::as_str)?;
            let judged = match self.judged_by.as_deref() {
                None => JudgedPeople::by_person(self.people_by_person()?),
                Some(PERSON) => JudgedBy::Person.into(),
                Some(_) => return Err(format!("judged_by is not \"{PERSON}\"")),
            };
            let (made_at, expires_at) = super::times(&self.made_at, &self.expires_at)?;
            let mut targets = Vec::new();
            for person in &self.people {
                targets.extend(person.targets()?);
            }
            Ok(Content {
                account: self.account.clone(),
                origin: self.origin.clone(),
                route: route.unwrap_or_default(),
                is_whole: true,
                judged,
                left_out: self.left_out(),
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
                excluded: (self.excluded.iter())
                    .map(SessionLine::excluded)
                    .collect::<Result<_, _>>()?,
            })
        };
        read().map_err(|why| not_a_plan(&why))
    }
}

impl VersionTwo {
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

    /// Whoever was left out of the plan, or was not found, each with the reason.
    fn left_out(&self) -> Vec<LeftOut> {
        let open = self.undecided.iter().map(|line| LeftOut {
            words: SafeText::new(&format!("user {}: {}", line.user_id, line.because)),
            is_amiss: true,
        });
        let missed = self.not_found.iter().map(|line| LeftOut {
            words: SafeText::new(&format!("{}: {}", line.named, line.because)),
            is_amiss: !NotFoundBecause::is_word_as_wished(&line.because),
        });
        open.chain(missed).collect()
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

/// The people of a plan in its order, each once.
fn people(plan: &Plan) -> Vec<PlannedPerson> {
    let text = |text: &SafeText| text.original().to_owned();
    let judged = plan.judged();
    let is_mixed = !is_by_person(plan);
    let mut people: Vec<PlannedPerson> = Vec::new();
    // Items are in order of their people.
    for target in plan.sessions() {
        let user_id = target.key.user.get();
        if people.last().is_none_or(|last| last.user_id != user_id) {
            let facts_from = plan.facts_from(target.key.user);
            people.push(PlannedPerson {
                user_id,
                role: target.role.map(|role| role.as_str().to_owned()),
                email: target.email.as_ref().map(text),
                name: target.name.as_ref().map(text),
                judged_by: (is_mixed && judged.of(target.key.user) == JudgedBy::Person)
                    .then(|| PERSON.to_owned()),
                facts_from: facts_from.as_ref().map(Timestamp::to_string),
                sessions: Vec::new(),
            });
        }
        if let Some(person) = people.last_mut() {
            person.sessions.push(PlannedSession {
                session_id: target.key.session.get(),
                authenticated_at: target.authenticated_at.as_ref().map(Timestamp::to_string),
                last_seen_at: target.last_seen_at.as_ref().map(Timestamp::to_string),
                beyond_the_choice: target.is_beyond,
            });
        }
    }
    people
}

impl PlannedPerson {
    /// The sessions of this person, or what is wrong with them.
    fn targets(&self) -> Result<Vec<SessionTarget>, String> {
        let user = UserId::new(self.user_id);
        let user = user.ok_or_else(|| format!("user_id {} is not an id", self.user_id))?;
        let text = |text: &Option<String>| text.as_deref().map(SafeText::new);
        let role = line::known("role", self.role.as_deref(), &Role::ALL, Role::as_str)?;
        line::moment("facts_from", self.facts_from.as_deref())?;
        if self.sessions.is_empty() {
            return Err(format!("user {user} has no session"));
        }
        let target = |one: &PlannedSession| {
            let session = SessionId::new(one.session_id);
            let session =
                session.ok_or_else(|| format!("session_id {} is not an id", one.session_id))?;
            Ok(SessionTarget {
                key: SessionKey { user, session },
                authenticated_at: line::moment(
                    "authenticated_at",
                    one.authenticated_at.as_deref(),
                )?,
                last_seen_at: line::moment("last_seen_at", one.last_seen_at.as_deref())?,
                name: text(&self.name),
                email: text(&self.email),
                role,
                is_beyond: one.beyond_the_choice,
            })
        };
        self.sessions.iter().map(target).collect()
    }
}

/// Reads the people. An error is reported on the line where the person that it is about ends, because
/// serde adds the place where reading stopped.
fn planned<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<PlannedPerson>, D::Error> {
    from.deserialize_seq(PeopleVisitor)
}

struct PeopleVisitor;

impl<'de> Visitor<'de> for PeopleVisitor {
    type Value = Vec<PlannedPerson>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of people")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Self::Value, A::Error> {
        let mut people = Vec::new();
        let (mut users, mut keys) = (FxHashSet::default(), FxHashSet::default());
        while let Some(person) = all.next_element::<PlannedPerson>()? {
            if !users.insert(person.user_id) {
                let twice = format!("user {} is listed twice", person.user_id);
                return Err(A::Error::custom(twice));
            }
            for target in person.targets().map_err(A::Error::custom)? {
                if !keys.insert(target.key) {
                    let twice = format!("session {} is listed twice", target.key);
                    return Err(A::Error::custom(twice));
                }
            }
            people.push(person);
        }
        Ok(people)
    }
}
