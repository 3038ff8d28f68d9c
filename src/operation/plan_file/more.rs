//! What people have that a file does not list, and that would go with the rest.

use std::collections::BTreeMap;

use crate::model::{SafeText, UserId, counted};
use crate::operation::{GoesBeyond, Plan, Target, TargetKind};

/// The most people whom a refusal names.
const NAMED: usize = 5;

/// The most sessions or tokens of one person that it names.
const EACH: usize = 3;

/// The most columns of a name.
const NAME: usize = 40;

/// Sessions and tokens that a file does not list, person by person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoreThanListed {
    people: BTreeMap<UserId, MoreOfPerson>,
}

/// What one person has beyond a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct MoreOfPerson {
    name: Option<SafeText>,
    sessions: Vec<String>,
    tokens: Vec<String>,
}

impl MoreThanListed {
    /// What goes by a plan and is not in its file, if anything does.
    pub(crate) fn of(plan: &Plan) -> Option<Self> {
        Self::of_targets(plan.targets())
    }

    /// The same of these targets.
    pub(super) fn of_targets<'a>(targets: impl Iterator<Item = &'a Target>) -> Option<Self> {
        let mut people: BTreeMap<UserId, MoreOfPerson> = BTreeMap::new();
        for target in targets.filter(|target| target.beyond() == GoesBeyond::File) {
            let person = people.entry(target.user()).or_default();
            person.name = target.name().filter(|name| !name.is_blank()).cloned();
            match target {
                Target::Session(one) => {
                    let at = one.authenticated_at;
                    let at = at.map_or_else(String::new, |at| format!(", signed in at {at}"));
                    person.sessions.push(format!("{}{at}", one.key.session));
                }
                Target::Token(one) => {
                    let at = one.token.created_at.shown();
                    let at = at.map_or_else(String::new, |at| format!(", made at {at}"));
                    person.tokens.push(format!("{}{at}", one.token.id));
                }
                Target::Person(_) => {}
            }
        }
        (!people.is_empty()).then_some(Self { people })
    }

    /// The number of sessions.
    pub fn sessions(&self) -> usize {
        self.people.values().map(|one| one.sessions.len()).sum()
    }

    /// The number of tokens.
    pub fn tokens(&self) -> usize {
        self.people.values().map(|one| one.tokens.len()).sum()
    }

    /// How many more of each there are, in words.
    pub(crate) fn counted(&self) -> String {
        let more = |count: usize, kind: TargetKind| {
            (count > 0).then(|| format!("{} more", kind.counted(count)))
        };
        let sessions = more(self.sessions(), TargetKind::Sessions);
        let tokens = more(self.tokens(), TargetKind::Tokens);
        let parts: Vec<String> = sessions.into_iter().chain(tokens).collect();
        parts.join(" and ")
    }

    /// A line for each person with what is new of theirs, and how many people are not named.
    pub(crate) fn lines(&self) -> Vec<String> {
        let named = self.people.iter().take(NAMED);
        let mut lines: Vec<String> = named.map(|(user, more)| more.line(*user)).collect();
        if let Some(others) = self.people.len().checked_sub(NAMED).filter(|n| *n > 0) {
            lines.push(format!("and {} more", counted(others, "person", "people")));
        }
        lines
    }
}

impl MoreOfPerson {
    fn line(&self, user: UserId) -> String {
        let who = match &self.name {
            Some(name) => format!("{} (user {user})", name.fit(NAME)),
            None => format!("user {user}"),
        };
        let each = |kind: TargetKind, all: &[String]| {
            let shown: Vec<&str> = all.iter().take(EACH).map(String::as_str).collect();
            let more = if all.len() > EACH { "; …" } else { "" };
            (!all.is_empty()).then(|| {
                format!(
                    "{} more ({}{more})",
                    kind.counted(all.len()),
                    shown.join("; ")
                )
            })
        };
        let sessions = each(TargetKind::Sessions, &self.sessions);
        let tokens = each(TargetKind::Tokens, &self.tokens);
        let parts: Vec<String> = sessions.into_iter().chain(tokens).collect();
        format!("{who}: {}", parts.join(", "))
    }
}
