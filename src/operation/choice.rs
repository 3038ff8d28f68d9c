//! What a person can choose, and the reason that they give.
//!
//! - here the choice, which unites its parts
//! - `named` the roles and organisations that a choice names

mod named;

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::JudgedBy;
use crate::live::{Naming, Snapshot};
use crate::model::{HostName, Role, SessionKey, UserId};
use crate::query::{Expression, Query, QueryField};

pub use named::{ChosenOrganization, ChosenRole};

/// What was chosen: everything that any of the parts means. The order of the parts and repetitions
/// make no difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The parts, which unite.
    pub parts: Vec<ChoicePart>,
    /// What becomes of those of whom it cannot be known whether they are chosen.
    pub undecided: UndecidedPolicy,
}

/// One part of a choice. It names ids, or says "all of …"; it never names rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChoicePart {
    /// These sessions: the cursor's, the marked ones, or those named on the command line.
    Sessions(Vec<SessionKey>),
    /// Every listed session of these people.
    People(Vec<UserId>),
    /// Every listed session of those of these people who are suspended or deleted: they were chosen for
    /// that, and whoever is so no more is not meant.
    Barred(Vec<UserId>),
    /// Every listed session of the people who were named by address or on a list. Whoever of them
    /// was not found is told.
    Named(Naming),
    /// Every listed session of the people whose address is under exactly this host.
    Domain(HostName),
    /// Every listed session of the people of this organisation.
    Organization(ChosenOrganization),
    /// Every listed session of everyone with this role.
    Role(ChosenRole),
    /// Every listed session that matches the query.
    Matching(Query),
    /// Those of these sessions that match the query: it could not be told of them when the query chose
    /// others, which are parts of their own.
    Undecided(Query, Vec<SessionKey>),
    /// Every listed session but one's own and the protected ones.
    Everyone,
}

impl Choice {
    /// The choice of nothing, of which nothing is undecided.
    pub fn new(undecided: UndecidedPolicy) -> Self {
        Self {
            parts: Vec::new(),
            undecided,
        }
    }

    /// These sessions.
    pub fn sessions(keys: Vec<SessionKey>) -> Self {
        ChoicePart::Sessions(keys).into()
    }

    /// The people who were named by address or on a list.
    pub(crate) fn namings(&self) -> impl Iterator<Item = &Naming> {
        self.parts.iter().filter_map(|part| match part {
            ChoicePart::Named(naming) => Some(naming),
            _ => None,
        })
    }

    /// The same choice by what is known now: an address means whoever has it, and they may have changed.
    pub(super) fn by_now(&self, snapshot: &Snapshot) -> Cow<'_, Self> {
        let mut choice = Cow::Borrowed(self);
        for (at, part) in self.parts.iter().enumerate() {
            if let ChoicePart::Named(naming) = part
                && let Some(anew) = naming.judged_anew(snapshot.directory())
            {
                choice.to_mut().parts[at] = ChoicePart::Named(anew);
            }
        }
        choice
    }

    /// Every listed session of these people.
    pub fn people(people: Vec<UserId>) -> Self {
        ChoicePart::People(people).into()
    }

    /// Every listed session of everyone with this role.
    pub fn role(role: Role) -> Self {
        ChoicePart::Role(role.into()).into()
    }

    /// Every listed session but one's own and the protected ones.
    pub fn everyone() -> Self {
        ChoicePart::Everyone.into()
    }

    /// Every listed session that matches the query.
    pub fn matching(query: Query, undecided: UndecidedPolicy) -> Self {
        Self {
            parts: vec![ChoicePart::Matching(query)],
            undecided,
        }
    }

    /// Whether any part means "all" of something, which a partial list cannot answer.
    pub(crate) fn means_all(&self) -> bool {
        self.parts.iter().any(ChoicePart::means_all)
    }

    /// Whether nothing but sessions is chosen, each by its number.
    pub(crate) fn names_sessions_alone(&self) -> bool {
        let is_named = |part: &ChoicePart| matches!(part, ChoicePart::Sessions(_));
        self.parts.iter().all(is_named)
    }

    /// The same, where it may be that not all of them were told when they were chosen.
    pub(crate) fn is_of_sessions(&self) -> bool {
        let is_of_session =
            |part: &ChoicePart| matches!(part, ChoicePart::Sessions(_) | ChoicePart::Undecided(..));
        self.parts.iter().all(is_of_session)
    }

    /// Whether whoever it takes is taken with all of their sessions: people were chosen by it, and not
    /// single sessions. Those of whom it could not be told go with the others.
    pub(crate) fn is_of_people(&self) -> bool {
        let mut parts = self.parts.iter();
        let is_of_people = |part: &ChoicePart| {
            part.judged_by() == JudgedBy::Person || matches!(part, ChoicePart::Undecided(..))
        };
        parts.all(is_of_people) && !self.asks_about_sessions()
    }

    /// The people of whom it could not be told whether a query chooses them.
    pub(crate) fn undecided_people(&self) -> Vec<UserId> {
        let keys = self.parts.iter().flat_map(|part| match part {
            ChoicePart::Undecided(_, keys) => &keys[..],
            _ => &[],
        });
        let people: BTreeSet<UserId> = keys.map(|key| key.user).collect();
        people.into_iter().collect()
    }

    /// The sessions that it names.
    pub(crate) fn named_sessions(&self) -> Vec<SessionKey> {
        let keys = self.parts.iter().flat_map(|part| match part {
            ChoicePart::Sessions(keys) => &keys[..],
            _ => &[],
        });
        keys.copied().collect()
    }

    /// The owners of the sessions that it names.
    pub(crate) fn owners_of_sessions(&self) -> Vec<UserId> {
        let keys = self.named_sessions().into_iter();
        let people: BTreeSet<UserId> = keys.map(|key| key.user).collect();
        people.into_iter().collect()
    }

    /// The first part that means people whom nobody named, and whom nobody can count on, as an option:
    /// everyone, a role, a domain, or a filter that only leaves people out.
    pub(crate) fn open_ended(&self) -> Option<&'static str> {
        self.parts.iter().find_map(|part| match part {
            ChoicePart::Everyone => Some("--everyone"),
            ChoicePart::Role(_) => Some("--role"),
            ChoicePart::Domain(_) => Some("--domain"),
            ChoicePart::Matching(query) if query.only_leaves_out() => {
                Some("a --filter that only leaves people out")
            }
            _ => None,
        })
    }

    /// The options that mean everybody of whom something holds, each once, in the order of the parts.
    pub(crate) fn options_that_mean_all(&self) -> Vec<&'static str> {
        let mut options = Vec::new();
        for part in &self.parts {
            let option = match part {
                ChoicePart::Domain(_) => "--domain",
                ChoicePart::Organization(_) => "--org",
                ChoicePart::Role(_) => "--role",
                ChoicePart::Matching(_) => "--filter",
                ChoicePart::Everyone => "--everyone",
                ChoicePart::Sessions(_)
                | ChoicePart::People(_)
                | ChoicePart::Barred(_)
                | ChoicePart::Named(_)
                | ChoicePart::Undecided(..) => continue,
            };
            if !options.contains(&option) {
                options.push(option);
            }
        }
        options
    }

    /// Whether facts about people or sessions decide who is chosen, so that these may be undecided.
    pub(crate) fn is_judged(&self) -> bool {
        let is_judged = |part: &ChoicePart| match part {
            ChoicePart::Barred(_) => true,
            part => part.means_all() && *part != ChoicePart::Everyone,
        };
        self.parts.iter().any(is_judged)
    }

    /// Whether it takes a list of all sessions to say whose tokens or which people are meant, and not
    /// only who people are.
    pub(crate) fn asks_about_sessions(&self) -> bool {
        self.parts.iter().any(ChoicePart::asks_about_sessions)
    }

    /// The parts of it that may mean somebody who has no session.
    pub(crate) fn of_whoever_is_away(&self) -> Self {
        let mut choice = self.clone();
        choice.parts.retain(|part| !part.asks_about_sessions());
        choice
    }

    /// The queries that decide whom the choice means.
    pub(crate) fn queries(&self) -> impl Iterator<Item = &Query> {
        self.parts.iter().filter_map(|part| match part {
            ChoicePart::Matching(query) | ChoicePart::Undecided(query, _) => Some(query),
            ChoicePart::Role(role) => Some(role.query()),
            _ => None,
        })
    }

    /// Whether a query of the choice asks about this field.
    pub(crate) fn uses(&self, field: QueryField) -> bool {
        self.queries().any(|query| query.uses(field))
    }

    /// Whether the choice names an organisation by its name.
    pub(crate) fn names_an_organization(&self) -> bool {
        let is_named = |part: &ChoicePart| {
            matches!(part, ChoicePart::Organization(ChosenOrganization::Name(_)))
        };
        self.parts.iter().any(is_named)
    }

    /// The people whom the choice names by number, in order.
    pub(crate) fn named_people(&self) -> Vec<UserId> {
        let mut people = Vec::new();
        for part in &self.parts {
            match part {
                ChoicePart::People(these) | ChoicePart::Barred(these) => people.extend(these),
                ChoicePart::Named(naming) => people.extend(naming.people()),
                ChoicePart::Sessions(keys) => people.extend(keys.iter().map(|key| key.user)),
                _ => {}
            }
        }
        people.sort_unstable();
        people.dedup();
        people
    }
}

impl From<ChoicePart> for Choice {
    fn from(part: ChoicePart) -> Self {
        Self {
            parts: vec![part],
            undecided: UndecidedPolicy::Refuse,
        }
    }
}

impl ChoicePart {
    /// What people are judged by after a run whom this part means: the sessions, where sessions are
    /// chosen by name or by what they are, else the people.
    pub(crate) fn judged_by(&self) -> JudgedBy {
        match self {
            Self::Sessions(_) | Self::Undecided(..) => JudgedBy::Session,
            Self::Matching(query) if query.is_about_sessions() => JudgedBy::Session,
            _ => JudgedBy::Person,
        }
    }

    /// Whether it takes a list of all sessions to say whom it means.
    fn asks_about_sessions(&self) -> bool {
        match self {
            Self::Matching(query) => !query.expression().is_some_and(Expression::is_of_person),
            _ => false,
        }
    }

    /// Whether it means "all" of something, which a partial list cannot answer.
    pub(crate) fn means_all(&self) -> bool {
        match self {
            Self::Sessions(_)
            | Self::People(_)
            | Self::Barred(_)
            | Self::Named(_)
            | Self::Undecided(..) => false,
            Self::Domain(_)
            | Self::Organization(_)
            | Self::Role(_)
            | Self::Matching(_)
            | Self::Everyone => true,
        }
    }
}

/// What becomes of those of whom it cannot be known whether they are chosen. Whoever may be
/// protected is never taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UndecidedPolicy {
    /// There is no plan.
    #[default]
    Refuse,
    /// They are left alone.
    Leave,
    /// They are taken.
    Take,
}

impl UndecidedPolicy {
    /// The policies that can be asked for.
    pub(crate) const ASKED: [Self; 2] = [Self::Leave, Self::Take];

    /// The policy's word on the command line.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Refuse => "refuse",
            Self::Leave => "leave",
            Self::Take => "take",
        }
    }
}

/// The reason for a run, which is written into every one of its records.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reason {
    /// The reason in words.
    pub text: Option<String>,
    /// The ticket or case that the run belongs to.
    pub ticket: Option<String>,
}

impl Reason {
    /// A reason and a ticket as they were given. One that is blank is none.
    pub(crate) fn given(text: Option<&String>, ticket: Option<&String>) -> Self {
        let given = |text: Option<&String>| text.filter(|text| !text.trim().is_empty()).cloned();
        Self {
            text: given(text),
            ticket: given(ticket),
        }
    }

    /// The same, and what it lacks as `before` has it: a run that goes on with another has its reason.
    #[must_use]
    pub(crate) fn or(self, before: Self) -> Self {
        Self {
            text: self.text.or(before.text),
            ticket: self.ticket.or(before.ticket),
        }
    }
}
