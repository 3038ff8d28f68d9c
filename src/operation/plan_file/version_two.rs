//! Version 2: people with the sessions that end and with what else is done to them, what of it is
//! beyond the choice, and how old the facts of each are. Files from before it had anything but ending
//! lack the fields for that.

use std::collections::BTreeSet;
use std::fmt;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::de::{Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Content, FilePerson, LeftOut, PlanFileError, PlanMade, line, not_a_plan};
use crate::model::{Role, SafeText, SessionId, SessionKey, Timestamp, TokenId, UserId};
use crate::operation::select::{NotFound, NotFoundBecause, Undecided};
use crate::operation::{
    JudgedBy, JudgedPeople, OffboardPart, Operation, Plan, Reason, Route, SessionLine,
    SessionTarget,
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
    /// What is done to them, where that is not that these sessions end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    operations: Vec<String>,
    sessions: Vec<PlannedSession>,
    /// The tokens of theirs that are revoked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tokens: Vec<u64>,
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
            excluded: excluded.collect(),
            undecided: plan.undecided().iter().map(OpenLine::from).collect(),
            not_found: plan.not_found().iter().map(MissedLine::from).collect(),
            hash: String::new(),
        }
    }

    /// What the file says, if it can be read.
    pub(super) fn content(&self) -> Result<Content, PlanFileError> {
        let read = || -> Result<Content, String> {
            let route = line::known("route", Some(&self.route), &Route::ALL, Route::as_str)?;
            let route = route.unwrap_or_default();
            let operations = operations(&self.operations, route)?;
            if operations.is_empty() {
                return Err("operations is empty".to_owned());
            }
            let parts = self.parts.as_deref().map(parts).transpose()?;
            let done: Vec<_> = operations.iter().copied().map(OffboardPart::of).collect();
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
            for person in &self.people {
                let theirs = person.targets()?;
                others.extend(person.other(&operations, !theirs.is_empty())?);
                targets.extend(theirs);
            }
            Ok(Content {
                account: self.account.clone(),
                origin: self.origin.clone(),
                route,
                operations,
                parts,
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
                others,
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
    let others = FilePerson::all_of(plan);
    let others: FxHashMap<UserId, &FilePerson> =
        others.iter().map(|person| (person.user, person)).collect();
    // Items are in order of their people.
    for target in plan.targets() {
        let user = target.user();
        if people.last().is_none_or(|last| last.user_id != user.get()) {
            let facts_from = plan.facts_from(user);
            let other = others.get(&user);
            let tokens = other.map(|other| other.tokens.iter().map(|id| id.get()).collect());
            people.push(PlannedPerson {
                user_id: user.get(),
                role: target.role().map(|role| role.as_str().to_owned()),
                email: target.email().map(text),
                name: target.name().map(text),
                judged_by: (is_mixed && judged.of(user) == JudgedBy::Person)
                    .then(|| PERSON.to_owned()),
                facts_from: facts_from.as_ref().map(Timestamp::to_string),
                operations: other.map_or_else(Vec::new, |other| words_of(&other.operations)),
                sessions: Vec::new(),
                tokens: tokens.unwrap_or_default(),
            });
        }
        if let (Some(person), Some(target)) = (people.last_mut(), target.as_session()) {
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

/// The route by which a plan ends sessions, if it ends any.
pub(super) fn route_of(plan: &Plan) -> Option<Route> {
    plan.operations().iter().find_map(|one| one.route())
}

/// The words for operations; the route of ending stands apart.
fn words_of(operations: &[Operation]) -> Vec<String> {
    let word = |operation: &Operation| {
        let word = if operation.ends() {
            END
        } else {
            operation.as_str()
        };
        word.to_owned()
    };
    operations.iter().map(word).collect()
}

/// The operations that words name, each once.
fn operations(words: &[String], route: Route) -> Result<Vec<Operation>, String> {
    let mut operations = Vec::new();
    for word in words {
        let operation = if word == END {
            Operation::End(route)
        } else {
            let mut all = Operation::BESIDE_ENDING.into_iter();
            let known = all.find(|one| one.as_str() == word);
            known.ok_or_else(|| "an operation is none of end, suspend, lift, revoke".to_owned())?
        };
        if operations.contains(&operation) {
            return Err("an operation is named twice".to_owned());
        }
        operations.push(operation);
    }
    Ok(operations)
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

impl PlannedPerson {
    /// What is done to this person beside ending listed sessions, or what is wrong with it.
    fn other(
        &self,
        planned: &[Operation],
        has_sessions: bool,
    ) -> Result<Option<FilePerson>, String> {
        let user = UserId::new(self.user_id);
        let user = user.ok_or_else(|| format!("user_id {} is not an id", self.user_id))?;
        let route = planned.iter().find_map(|one| one.route());
        let operations = operations(&self.operations, route.unwrap_or_default())?;
        if operations.iter().any(|one| !planned.contains(one)) {
            return Err(format!(
                "user {user} has an operation that the file has not"
            ));
        }
        let revokes = operations.contains(&Operation::RevokeTokens);
        if operations.is_empty() && !has_sessions {
            return Err(format!(
                "user {user} has no session, and nothing is done to them"
            ));
        }
        if has_sessions && route.is_none() {
            return Err(format!("user {user} has sessions, and none is to be ended"));
        }
        if !revokes && !self.tokens.is_empty() {
            return Err(format!("user {user} has tokens, and none is to be revoked"));
        }
        let is_wide = route.is_some_and(Route::is_wide);
        if !has_sessions && !is_wide && operations.iter().any(|one| one.ends()) {
            return Err(format!(
                "user {user} has no session, and route exact ends nothing else"
            ));
        }
        if operations.is_empty() {
            return Ok(None);
        }
        let mut tokens = Vec::new();
        for id in &self.tokens {
            let id = TokenId::new(*id).ok_or_else(|| format!("token {id} is not an id"))?;
            if tokens.contains(&id) {
                return Err(format!("token {id} is listed twice"));
            }
            tokens.push(id);
        }
        Ok(Some(FilePerson {
            user,
            operations,
            tokens,
        }))
    }

    /// The sessions of this person, or what is wrong with them.
    fn targets(&self) -> Result<Vec<SessionTarget>, String> {
        let user = UserId::new(self.user_id);
        let user = user.ok_or_else(|| format!("user_id {} is not an id", self.user_id))?;
        let text = |text: &Option<String>| text.as_deref().map(SafeText::new);
        let role = line::known("role", self.role.as_deref(), &Role::ALL, Role::as_str)?;
        line::moment("facts_from", self.facts_from.as_deref())?;
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
