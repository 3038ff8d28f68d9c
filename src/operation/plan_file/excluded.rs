//! One line of what a file keeps: a session, or a person to whom something else would be done.

use std::fmt;

use rustc_hash::FxHashSet;
use serde::de::{Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::journal::NamedTarget;
use crate::model::{Role, SafeText, UserId};
use crate::operation::session_line::{self, SessionLine};
use crate::operation::{Excluded, ExcludedBecause, PersonTarget, Plan, Target};

/// A session that is kept, or with no `session_id` a person; each with the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExcludedLine {
    user_id: u64,
    session_id: Option<u64>,
    authenticated_at: Option<String>,
    last_seen_at: Option<String>,
    role: Option<String>,
    email: Option<String>,
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    because: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    beyond_the_choice: bool,
    /// Whether somebody named it, and not only a choice that it is among.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    named: bool,
}

impl ExcludedLine {
    /// Everything that a plan keeps, each person once where it is not about a session of theirs.
    pub(super) fn all_of(plan: &Plan) -> Vec<Self> {
        let mut people: FxHashSet<UserId> = FxHashSet::default();
        let excluded = plan.excluded().iter();
        let once = excluded.filter(|one| {
            matches!(one.target, Target::Session(_)) || people.insert(one.target.user())
        });
        let line = |one: &Excluded| Self {
            named: one.is_named && !one.because.is_as_wished(plan.operation()),
            ..Self::of(one)
        };
        once.map(line).collect()
    }

    fn of(excluded: &Excluded) -> Self {
        let because = Some(excluded.because.as_str().to_owned());
        match &excluded.target {
            Target::Session(target) => {
                let line = SessionLine::from(target);
                Self {
                    user_id: line.user_id,
                    session_id: Some(line.session_id),
                    authenticated_at: line.authenticated_at,
                    last_seen_at: line.last_seen_at,
                    role: line.role,
                    email: line.email,
                    name: line.name,
                    because,
                    beyond_the_choice: line.beyond_the_choice,
                    named: false,
                }
            }
            target @ (Target::Person(_) | Target::Token(_)) => {
                let text = |text: &SafeText| text.original().to_owned();
                Self {
                    user_id: target.user().get(),
                    session_id: None,
                    authenticated_at: None,
                    last_seen_at: None,
                    role: target.role().and_then(Role::known).map(str::to_owned),
                    email: target.email().map(text),
                    name: target.name().map(text),
                    because,
                    beyond_the_choice: false,
                    named: false,
                }
            }
        }
    }

    /// What is kept by this line, or what is wrong with the line.
    pub(super) fn excluded(&self) -> Result<Excluded, String> {
        let Some(session_id) = self.session_id else {
            return self.person();
        };
        let line = SessionLine {
            user_id: self.user_id,
            session_id,
            authenticated_at: self.authenticated_at.clone(),
            last_seen_at: self.last_seen_at.clone(),
            role: self.role.clone(),
            email: self.email.clone(),
            name: self.name.clone(),
            because: self.because.clone(),
            beyond_the_choice: self.beyond_the_choice,
        };
        Ok(Excluded {
            is_named: self.named,
            ..line.excluded()?
        })
    }

    fn person(&self) -> Result<Excluded, String> {
        let user = UserId::new(self.user_id);
        let user = user.ok_or_else(|| format!("user_id {} is not an id", self.user_id))?;
        let because = session_line::known(
            "because",
            self.because.as_deref(),
            &ExcludedBecause::all(),
            ExcludedBecause::as_str,
        )?;
        let target = PersonTarget {
            id: user,
            user: None,
            sessions: None,
        };
        Ok(Excluded {
            target: Target::Person(target),
            because: because.ok_or_else(|| format!("why is user {user} kept?"))?,
            is_named: self.named,
        })
    }
}

/// Reads what is kept. An error is reported on the line that it is about.
pub(super) fn excluded_lines<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Vec<ExcludedLine>, D::Error> {
    from.deserialize_seq(ExcludedVisitor)
}

struct ExcludedVisitor;

impl<'de> Visitor<'de> for ExcludedVisitor {
    type Value = Vec<ExcludedLine>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of sessions and people")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut lines: A) -> Result<Self::Value, A::Error> {
        let mut all = Vec::new();
        let mut targets: FxHashSet<NamedTarget> = FxHashSet::default();
        while let Some(line) = lines.next_element::<ExcludedLine>()? {
            let excluded = line.excluded().map_err(A::Error::custom)?;
            if !targets.insert(excluded.target.named()) {
                let twice = format!("{} is listed twice", excluded.target);
                return Err(A::Error::custom(twice));
            }
            all.push(line);
        }
        Ok(all)
    }
}
