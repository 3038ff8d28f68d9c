//! One session as files, reports and machine output write it.

use std::fmt;

use rustc_hash::FxHashSet;
use serde::de::{Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Excluded, ExcludedBecause, GoesBeyond, SessionTarget};
use crate::model::{Role, SafeText, SessionId, SessionKey, Timestamp, UserId};

/// A session under the API's own names. Texts are as they were sent, so they reach a terminal
/// only as JSON in ASCII.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SessionLine {
    pub(super) user_id: u64,
    pub(super) session_id: u64,
    pub(super) authenticated_at: Option<String>,
    pub(super) last_seen_at: Option<String>,
    pub(super) role: Option<String>,
    pub(super) email: Option<String>,
    pub(super) name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) because: Option<String>,
    /// Whether the session was not chosen, and the route takes it all the same.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) beyond_the_choice: bool,
}

impl From<&SessionTarget> for SessionLine {
    fn from(target: &SessionTarget) -> Self {
        let text = |text: &SafeText| text.original().to_owned();
        Self {
            user_id: target.key.user.get(),
            session_id: target.key.session.get(),
            authenticated_at: target.authenticated_at.as_ref().map(Timestamp::to_string),
            last_seen_at: target.last_seen_at.as_ref().map(Timestamp::to_string),
            role: target.role.and_then(Role::known).map(str::to_owned),
            email: target.email.as_ref().map(text),
            name: target.name.as_ref().map(text),
            because: None,
            beyond_the_choice: target.beyond.is_so(),
        }
    }
}

impl SessionLine {
    /// The same line for an excluded session, with the word for the reason.
    pub(super) fn because(self, word: &str) -> Self {
        Self {
            because: Some(word.to_owned()),
            ..self
        }
    }

    /// The session of this line, or what is wrong with the line.
    fn read(&self) -> Result<(SessionTarget, Option<ExcludedBecause>), String> {
        let user = UserId::new(self.user_id);
        let session = SessionId::new(self.session_id);
        let key = SessionKey {
            user: user.ok_or_else(|| format!("user_id {} is not an id", self.user_id))?,
            session: session
                .ok_or_else(|| format!("session_id {} is not an id", self.session_id))?,
        };
        let text = |text: &Option<String>| text.as_deref().map(SafeText::new);
        let target = SessionTarget {
            key,
            authenticated_at: moment("authenticated_at", self.authenticated_at.as_deref())?,
            last_seen_at: moment("last_seen_at", self.last_seen_at.as_deref())?,
            name: text(&self.name),
            email: text(&self.email),
            role: known("role", self.role.as_deref(), &Role::ALL, Role::as_str)?,
            beyond: GoesBeyond::listed(self.beyond_the_choice),
        };
        let because = known(
            "because",
            self.because.as_deref(),
            &ExcludedBecause::all(),
            ExcludedBecause::as_str,
        )?;
        Ok((target, because))
    }

    pub(super) fn target(&self) -> Result<SessionTarget, String> {
        match self.read()? {
            (target, None) => Ok(target),
            (target, Some(_)) => Err(format!("{} is to be ended, and kept as well", target.key)),
        }
    }

    pub(super) fn excluded(&self) -> Result<Excluded, String> {
        let (target, because) = self.read()?;
        let because = because.ok_or_else(|| format!("why is {} kept?", target.key))?;
        Ok(Excluded {
            target: target.into(),
            because,
            is_named: false,
        })
    }
}

pub(super) fn moment(field: &str, text: Option<&str>) -> Result<Option<Timestamp>, String> {
    let parsed = text.map(Timestamp::parse).transpose();
    parsed.map_err(|error| format!("{field} is {error}"))
}

/// The one of `all` that this word names.
pub(super) fn known<T: Copy>(
    field: &str,
    word: Option<&str>,
    all: &[T],
    name: fn(T) -> &'static str,
) -> Result<Option<T>, String> {
    let Some(word) = word else {
        return Ok(None);
    };
    let found = all.iter().copied().find(|one| name(*one) == word);
    found.map(Some).ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|one| name(*one)).collect();
        format!("{field} is none of {}", names.join(", "))
    })
}

/// Reads the sessions to be ended. An error is reported on the line of the session that it is
/// about, because serde adds the place where reading stopped.
pub(super) fn targets<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<SessionLine>, D::Error> {
    from.deserialize_seq(LinesVisitor(|line| Ok(line.target()?.key)))
}

/// Reads the excluded sessions.
pub(super) fn excluded<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<SessionLine>, D::Error> {
    from.deserialize_seq(LinesVisitor(|line| {
        line.excluded()?;
        Ok(line.read()?.0.key)
    }))
}

struct LinesVisitor(fn(&SessionLine) -> Result<SessionKey, String>);

impl<'de> Visitor<'de> for LinesVisitor {
    type Value = Vec<SessionLine>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of sessions")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut lines: A) -> Result<Self::Value, A::Error> {
        let mut all = Vec::new();
        let mut keys = FxHashSet::default();
        while let Some(line) = lines.next_element::<SessionLine>()? {
            let key = (self.0)(&line).map_err(A::Error::custom)?;
            if !keys.insert(key) {
                return Err(A::Error::custom(format!("session {key} is listed twice")));
            }
            all.push(line);
        }
        Ok(all)
    }
}
