//! One person of a file, with the sessions that end and with what else is done to them.

use std::fmt;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::de::{Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::{END, PERSON, is_by_person};
use crate::journal::NamedTarget;
use crate::model::{Role, SafeText, SessionId, SessionKey, Timestamp, TokenId, UserId};
use crate::operation::plan_file::{FilePerson, ShownPerson};
use crate::operation::session_line;
use crate::operation::{GoesBeyond, JudgedBy, Operation, Plan, Route, SessionTarget, TargetKind};

/// A person with the sessions of theirs that end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlannedPerson {
    pub(super) user_id: u64,
    role: Option<String>,
    email: Option<String>,
    name: Option<String>,
    /// Whether this person was chosen, where others are only by single sessions of theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) judged_by: Option<String>,
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
    /// The people under whom it came as well, whose it may be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    also_under: Vec<u64>,
}

/// The people of a plan in its order, each once.
pub(super) fn people(plan: &Plan) -> Vec<PlannedPerson> {
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
                role: target.role().and_then(Role::known).map(str::to_owned),
                email: target.email().map(text),
                name: target.name().map(text),
                judged_by: (is_mixed && judged.of(user) == JudgedBy::Person)
                    .then(|| PERSON.to_owned()),
                facts_from: facts_from.map(|at| at.said().to_string()),
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
                beyond_the_choice: target.beyond.is_so(),
                also_under: plan.claims().beside(target.key).map(UserId::get).collect(),
            });
        }
    }
    people
}

/// The words for operations; the route of ending stands apart.
pub(super) fn words_of(operations: &[Operation]) -> Vec<String> {
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

/// The operations beside ending sessions.
fn beside_ending() -> impl Iterator<Item = Operation> {
    Operation::ALL.into_iter().filter(|one| !one.ends())
}

/// The operations that words name, each once.
pub(super) fn operations(words: &[String], route: Route) -> Result<Vec<Operation>, String> {
    let mut operations = Vec::new();
    for word in words {
        let operation = if word == END {
            Operation::End(route)
        } else {
            let known = beside_ending().find(|one| one.as_str() == word);
            known.ok_or_else(|| {
                let words: Vec<&str> = beside_ending().map(Operation::as_str).collect();
                format!("an operation is none of {END}, {}", words.join(", "))
            })?
        };
        if operations.contains(&operation) {
            return Err("an operation is named twice".to_owned());
        }
        operations.push(operation);
    }
    Ok(operations)
}

impl PlannedPerson {
    /// The same person with what is left of theirs, if anything is.
    pub(super) fn left(&self, is_left: &impl Fn(&NamedTarget) -> bool) -> Option<Self> {
        let user = UserId::new(self.user_id)?;
        let mut person = self.clone();
        person.sessions.retain(|one| {
            let session = SessionId::new(one.session_id);
            let key = session.map(|session| SessionKey { user, session });
            key.is_some_and(|key| is_left(&NamedTarget::Session(key)))
        });
        person.tokens.retain(|id| {
            let token = TokenId::new(*id).map(|token| NamedTarget::Token { user, token });
            token.is_some_and(|token| is_left(&token))
        });
        let is_of_tokens = |word: &String| {
            let known = beside_ending().find(|one| one.as_str() == word);
            known.is_some_and(|one| one.target_kind() == TargetKind::Tokens)
        };
        let is_whole = !self.operations.iter().all(is_of_tokens);
        let is_person_left = is_whole && is_left(&NamedTarget::Person(user));
        let is_anything = !person.sessions.is_empty() || !person.tokens.is_empty();
        (is_person_left || is_anything).then_some(person)
    }

    /// What is done to this person beside ending listed sessions, or what is wrong with it.
    pub(super) fn other(
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
        let revokes = (operations.iter()).any(|one| one.target_kind() == TargetKind::Tokens);
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

    /// Under whom else their sessions came, or what is wrong with that.
    pub(super) fn claims(&self) -> Result<Vec<(SessionKey, UserId)>, String> {
        let mut claims = Vec::new();
        for (target, one) in self.targets()?.iter().zip(&self.sessions) {
            for id in &one.also_under {
                let other = UserId::new(*id);
                let other = other.ok_or_else(|| format!("also_under {id} is not an id"))?;
                claims.push((target.key, other));
            }
        }
        Ok(claims)
    }

    /// How the person is shown in the file.
    pub(super) fn shown(&self) -> Result<ShownPerson, String> {
        let user = UserId::new(self.user_id);
        Ok(ShownPerson {
            user: user.ok_or_else(|| format!("user_id {} is not an id", self.user_id))?,
            role: session_line::known("role", self.role.as_deref(), &Role::ALL, Role::as_str)?,
            email: self.email.as_deref().map(SafeText::new),
        })
    }

    /// The sessions of this person, or what is wrong with them.
    pub(super) fn targets(&self) -> Result<Vec<SessionTarget>, String> {
        let user = UserId::new(self.user_id);
        let user = user.ok_or_else(|| format!("user_id {} is not an id", self.user_id))?;
        let text = |text: &Option<String>| text.as_deref().map(SafeText::new);
        let role = session_line::known("role", self.role.as_deref(), &Role::ALL, Role::as_str)?;
        session_line::moment("facts_from", self.facts_from.as_deref())?;
        let target = |one: &PlannedSession| {
            let session = SessionId::new(one.session_id);
            let session =
                session.ok_or_else(|| format!("session_id {} is not an id", one.session_id))?;
            Ok(SessionTarget {
                key: SessionKey { user, session },
                authenticated_at: session_line::moment(
                    "authenticated_at",
                    one.authenticated_at.as_deref(),
                )?,
                last_seen_at: session_line::moment("last_seen_at", one.last_seen_at.as_deref())?,
                name: text(&self.name),
                email: text(&self.email),
                role,
                beyond: GoesBeyond::listed(one.beyond_the_choice),
            })
        };
        self.sessions.iter().map(target).collect()
    }
}

/// Reads the people. An error is reported on the line where the person that it is about ends, because
/// serde adds the place where reading stopped.
pub(super) fn planned<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<PlannedPerson>, D::Error> {
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
