//! One part of a choice, made ready for a snapshot.

use rustc_hash::{FxHashMap, FxHashSet};

use super::belonging::{by_organization, of_domain};
use crate::live::{MatchContext, Person, PersonIndex, Slot, Snapshot};
use crate::live::{matching, people_matching};
use crate::model::{SafeText, SessionKey, UserId};
use crate::operation::select::NotFoundBecause;
use crate::operation::{ChoicePart, JudgedBy, Refusal};
use crate::query::{Query, Ternary, Why};

/// One part of a choice, made ready for a snapshot.
pub(super) struct ReadyPart {
    pub(super) means: ReadyMeaning,
    /// What those are judged by whom it means.
    pub(super) judged: JudgedBy,
    /// The part by its name, where nobody may be meant by it.
    pub(super) named: Option<(SafeText, NotFoundBecause)>,
}

pub(super) enum ReadyMeaning {
    Sessions(FxHashSet<SessionKey>),
    People(FxHashSet<UserId>),
    /// The answer about each person, by place.
    ByPerson(Vec<Ternary>),
    /// What is neither a no for a session.
    BySession(FxHashMap<Slot, Ternary>),
    Everyone,
}

impl ReadyMeaning {
    pub(super) fn of_session(&self, slot: Slot, place: PersonIndex, key: SessionKey) -> Ternary {
        match self {
            Self::Sessions(keys) => keys.contains(&key).into(),
            Self::People(people) => people.contains(&key.user).into(),
            Self::ByPerson(answers) => {
                let answer = answers.get(place.index()).copied();
                answer.unwrap_or(Ternary::No)
            }
            Self::BySession(answers) => answers.get(&slot).copied().unwrap_or(Ternary::No),
            Self::Everyone => Ternary::Yes,
        }
    }
}

/// Makes one part ready.
pub(super) fn ready(
    part: &ChoicePart,
    snapshot: &Snapshot,
    context: &MatchContext,
) -> Result<ReadyPart, Refusal> {
    let mut named = None;
    let means = match part {
        ChoicePart::Sessions(keys) => ReadyMeaning::Sessions(listed(keys, snapshot)),
        ChoicePart::People(people) => ReadyMeaning::People(people.iter().copied().collect()),
        ChoicePart::Barred(people) => {
            let people: FxHashSet<UserId> = people.iter().copied().collect();
            by_person(snapshot, |person| {
                if people.contains(&person.id) {
                    barred(person)
                } else {
                    Ternary::No
                }
            })
        }
        ChoicePart::Named(naming) => ReadyMeaning::People(naming.people().into_iter().collect()),
        ChoicePart::Everyone => ReadyMeaning::Everyone,
        ChoicePart::Domain(host) => {
            named = Some((host.to_string(), NotFoundBecause::NobodyOfDomain));
            by_person(snapshot, |person| of_domain(person, host))
        }
        ChoicePart::Organization(organization) => {
            let because = NotFoundBecause::NobodyOfOrganization;
            named = Some((organization.to_string(), because));
            by_organization(snapshot, organization)?
        }
        ChoicePart::Role(role) => {
            let is_custom = role.query().uses_custom_roles();
            named = is_custom.then(|| (role.to_string(), NotFoundBecause::NobodyOfRole));
            by_query(role.query(), snapshot, context)
        }
        ChoicePart::Matching(query) => by_query(query, snapshot, context),
        ChoicePart::Undecided(query, keys) => {
            ReadyMeaning::BySession(among(keys, by_session(query, snapshot, context), snapshot))
        }
    };
    let named = named.map(|(named, because)| (SafeText::new(&named), because));
    let judged = part.judged_by();
    Ok(ReadyPart {
        means,
        judged,
        named,
    })
}

/// Whether somebody is suspended or deleted.
fn barred(person: &Person) -> Ternary {
    match person.record() {
        Ok(user) if user.is_deleted() || user.is_suspended() => Ternary::Yes,
        Ok(user) if user.suspended.is_none() || user.active.is_none() => {
            Ternary::Unknown(Why::Unreadable)
        }
        Ok(_) => Ternary::No,
        Err(why) => Ternary::Unknown(why),
    }
}

pub(super) fn by_person(snapshot: &Snapshot, answer: impl Fn(&Person) -> Ternary) -> ReadyMeaning {
    ReadyMeaning::ByPerson(snapshot.directory().iter().map(answer).collect())
}

fn by_query(query: &Query, snapshot: &Snapshot, context: &MatchContext) -> ReadyMeaning {
    if let Some(answers) = people_matching(snapshot, query, context) {
        return ReadyMeaning::ByPerson(answers);
    }
    ReadyMeaning::BySession(by_session(query, snapshot, context))
}

/// The sessions of which the answer is not no.
fn by_session(
    query: &Query,
    snapshot: &Snapshot,
    context: &MatchContext,
) -> FxHashMap<Slot, Ternary> {
    let matches = matching(snapshot, query, context);
    let yes = matches.yes.into_iter().map(|slot| (slot, Ternary::Yes));
    let undecided = matches.undecided.into_iter();
    let undecided = undecided.map(|(slot, why)| (slot, Ternary::Unknown(why)));
    yes.chain(undecided).collect()
}

/// The answers about these sessions alone.
fn among(
    keys: &[SessionKey],
    mut answers: FxHashMap<Slot, Ternary>,
    snapshot: &Snapshot,
) -> FxHashMap<Slot, Ternary> {
    let keys: FxHashSet<SessionKey> = keys.iter().copied().collect();
    answers.retain(|slot, _| snapshot.key(*slot).is_some_and(|key| keys.contains(&key)));
    answers
}

/// Those of these sessions that are listed. Whoever is named by a session that is not theirs is not
/// meant.
fn listed(keys: &[SessionKey], snapshot: &Snapshot) -> FxHashSet<SessionKey> {
    let keys = keys.iter().copied().collect();
    snapshot.find(&keys).into_keys().collect()
}
