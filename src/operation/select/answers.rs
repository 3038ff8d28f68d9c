//! What a choice says of each session and of each person: yes, no, or that it cannot be known.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Basis, NotFound, NotFoundBecause, named};
use crate::live::{MatchContext, Person, PersonIndex, Readable, Slot, Snapshot};
use crate::live::{matching, people_matching};
use crate::model::{HostName, OrganizationId, SafeText, SessionKey, UserId};
use crate::operation::{Choice, ChoicePart, ChosenOrganization, JudgedBy, Refusal};
use crate::query::{Query, Ternary, Why, fold};
use crate::zendesk::Enrichment;

/// The answers of a choice about everything in a snapshot.
pub(super) struct Answers<'a> {
    snapshot: &'a Snapshot,
    parts: Vec<ReadyPart>,
    /// Those who were named by address or on a list and were not found.
    misses: Vec<NotFound>,
}

/// One part of a choice, made ready for a snapshot.
struct ReadyPart {
    means: ReadyMeaning,
    /// What those are judged by whom it means.
    judged: JudgedBy,
    /// The part by its name, where nobody may be meant by it.
    named: Option<(SafeText, NotFoundBecause)>,
}

enum ReadyMeaning {
    Sessions(FxHashSet<SessionKey>),
    People(FxHashSet<UserId>),
    /// The answer about each person, by place.
    ByPerson(Vec<Ternary>),
    /// What is neither a no for a session.
    BySession(FxHashMap<Slot, Ternary>),
    Everyone,
}

impl<'a> Answers<'a> {
    /// The answers of `choice`.
    ///
    /// # Errors
    /// If a name in it means several things.
    pub(super) fn of(choice: &Choice, basis: &Basis<'a>) -> Result<Self, Refusal> {
        let guardrails = basis.guardrails;
        let context = MatchContext {
            protected: Arc::from(&guardrails.protected[..]),
            pinned: guardrails.pinned.clone(),
            behind: guardrails.behind.user(),
            rules: guardrails.rules.clone(),
            changes: true,
            ..MatchContext::at(basis.now)
        };
        for query in choice.queries() {
            no_other_role(query, basis.snapshot)?;
        }
        Self::in_context(choice, basis.snapshot, &context)
    }

    /// The answers of `choice` in this context.
    ///
    /// # Errors
    /// If a name in it means several things.
    pub(super) fn in_context(
        choice: &Choice,
        snapshot: &'a Snapshot,
        context: &MatchContext,
    ) -> Result<Self, Refusal> {
        let parts = choice.parts.iter();
        let parts = parts.map(|part| ready(part, snapshot, context));
        Ok(Self {
            snapshot,
            parts: parts.collect::<Result<_, _>>()?,
            misses: named::misses(choice, snapshot)?,
        })
    }

    /// Every listed session of which the answer is not no, in order of slot.
    pub(super) fn sessions(&self) -> impl Iterator<Item = (Slot, Ternary)> {
        let answers = self.snapshot.iter().filter_map(|slot| {
            let row = self.snapshot.row(slot)?;
            let key = self.snapshot.key(slot)?;
            Some((slot, self.of_session(slot, row.person, key)))
        });
        answers.filter(|(_, answer)| *answer != Ternary::No)
    }

    fn of_session(&self, slot: Slot, place: PersonIndex, key: SessionKey) -> Ternary {
        let parts = self.parts.iter();
        let answers = parts.map(|part| part.means.of_session(slot, place, key));
        answers.fold(Ternary::No, Ternary::or)
    }

    /// Whether the session is chosen by a part that means people, and not single sessions.
    pub(super) fn is_by_person(&self, slot: Slot, key: SessionKey) -> bool {
        let Some(row) = self.snapshot.row(slot) else {
            return false;
        };
        let means_people = |part: &&ReadyPart| part.judged == JudgedBy::Person;
        let mut parts = self.parts.iter().filter(means_people);
        parts.any(|part| part.means.of_session(slot, row.person, key) != Ternary::No)
    }

    /// Everybody of whom the answer is not no, out of those in the directory for whom `may_be` holds.
    pub(super) fn people(&self, may_be: impl Fn(UserId) -> bool) -> FxHashMap<UserId, Ternary> {
        let directory = self.snapshot.directory().iter();
        let places: Vec<UserId> = directory.map(|person| person.id).collect();
        let mut answers: FxHashMap<UserId, Ternary> = FxHashMap::default();
        let mut add = |user: UserId, answer: Ternary| {
            if answer != Ternary::No {
                let before = answers.entry(user).or_insert(Ternary::No);
                *before = before.or(answer);
            }
        };
        for part in &self.parts {
            match &part.means {
                ReadyMeaning::Sessions(keys) => {
                    for key in keys {
                        add(key.user, Ternary::Yes);
                    }
                }
                ReadyMeaning::People(people) => {
                    for user in people {
                        add(*user, Ternary::Yes);
                    }
                }
                ReadyMeaning::ByPerson(answers) => {
                    for (user, answer) in places.iter().zip(answers) {
                        if may_be(*user) {
                            add(*user, *answer);
                        }
                    }
                }
                ReadyMeaning::BySession(answers) => {
                    for (slot, answer) in answers {
                        let key = self.snapshot.key(*slot);
                        if let Some(key) = key.filter(|key| may_be(key.user)) {
                            add(key.user, *answer);
                        }
                    }
                }
                ReadyMeaning::Everyone => {
                    for user in places.iter().filter(|user| may_be(**user)) {
                        add(*user, Ternary::Yes);
                    }
                }
            }
        }
        answers
    }

    /// The names in the choice by which nobody is meant, out of those for whom `may_be` holds.
    pub(super) fn nobody(&self, may_be: impl Fn(UserId) -> bool) -> Vec<NotFound> {
        let is_empty = |part: &&ReadyPart| match &part.means {
            ReadyMeaning::ByPerson(answers) => {
                let mut people = self.snapshot.directory().iter().zip(answers);
                people.all(|(person, answer)| *answer == Ternary::No || !may_be(person.id))
            }
            _ => false,
        };
        let empty = self.parts.iter().filter(is_empty);
        let named = empty.filter_map(|part| part.named.clone());
        let nobody = named.map(|(named, because)| NotFound::new(named, because));
        nobody.chain(self.misses.iter().cloned()).collect()
    }
}

impl ReadyMeaning {
    fn of_session(&self, slot: Slot, place: PersonIndex, key: SessionKey) -> Ternary {
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
fn ready(
    part: &ChoicePart,
    snapshot: &Snapshot,
    context: &MatchContext,
) -> Result<ReadyPart, Refusal> {
    let mut named = None;
    let means = match part {
        ChoicePart::Sessions(keys) => ReadyMeaning::Sessions(listed(keys, snapshot)),
        ChoicePart::People(people) => ReadyMeaning::People(people.iter().copied().collect()),
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

fn by_person(snapshot: &Snapshot, answer: impl Fn(&Person) -> Ternary) -> ReadyMeaning {
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

/// The answer by a field of a record, which cannot be known where none was sent.
fn said(is_so: Option<bool>) -> Ternary {
    is_so.map_or(Ternary::Unknown(Why::FieldNotSent), Ternary::from)
}

fn of_domain(person: &Person, host: &HostName) -> Ternary {
    match person.record() {
        Err(why) => Ternary::Unknown(why),
        Ok(user) => {
            let has =
                |email: Option<&SafeText>| email.is_some_and(|email| host.has(email.original()));
            said(user.email.known().map(has))
        }
    }
}

/// Who belongs to an organisation.
///
/// # Errors
/// If several organisations have the name.
fn by_organization(
    snapshot: &Snapshot,
    organization: &ChosenOrganization,
) -> Result<ReadyMeaning, Refusal> {
    let directory = snapshot.directory();
    let name = match organization {
        ChosenOrganization::Id(id) => {
            return Ok(by_person(snapshot, |person| match person.record() {
                Ok(user) => said(user.organization.known().map(|theirs| theirs == Some(id))),
                Err(why) => Ternary::Unknown(why),
            }));
        }
        ChosenOrganization::Name(name) => fold(name.original()),
    };
    let is_it = |id: OrganizationId| match directory.folded_organization(id) {
        Ok(folded) => (folded == name).into(),
        Err(Why::NameNotRead(_))
            if snapshot.extras().readable(Enrichment::Organizations) == Readable::No =>
        {
            Ternary::Unknown(Why::NotPermitted)
        }
        Err(why) => Ternary::Unknown(why),
    };
    let people = directory.iter().filter_map(Person::user);
    let ids: FxHashSet<OrganizationId> = people
        .filter_map(|user| user.organization.shown().copied())
        .collect();
    let mut these: Vec<OrganizationId> = ids
        .into_iter()
        .filter(|id| is_it(*id) == Ternary::Yes)
        .collect();
    these.sort_unstable();
    if these.len() > 1 {
        return Err(ambiguous(snapshot, organization, &these));
    }
    Ok(by_person(snapshot, |person| match person.record() {
        Ok(user) => match user.organization.known() {
            Some(theirs) => theirs.map_or(Ternary::No, |id| is_it(*id)),
            None => Ternary::Unknown(Why::FieldNotSent),
        },
        Err(why) => Ternary::Unknown(why),
    }))
}

/// Checks that no word for one of Zendesk's own roles is the name of a custom role of the account as
/// well, or may be: who says "staff" may mean the other people.
fn no_other_role(query: &Query, snapshot: &Snapshot) -> Result<(), Refusal> {
    let is_known = snapshot.extras().readable(Enrichment::CustomRoles) != Readable::Unknown;
    if let Some((word, _)) = query.role_words().next().filter(|_| !is_known) {
        return Err(Refusal::RolesNotRead(word));
    }
    let other = query.role_words().find_map(|(word, without)| {
        let (id, name) = snapshot.extras().custom_role_called(word)?;
        Some(Refusal::TwoRoles {
            word,
            custom: format!("{id} ({name})"),
            without,
        })
    });
    other.map_or(Ok(()), Err)
}

fn ambiguous(
    snapshot: &Snapshot,
    organization: &ChosenOrganization,
    these: &[OrganizationId],
) -> Refusal {
    let directory = snapshot.directory();
    let word = |id: &OrganizationId| {
        let name = directory.organization(*id);
        format!("{id} ({})", name.map_or("", SafeText::as_str))
    };
    let these: Vec<String> = these.iter().map(word).collect();
    Refusal::Ambiguous {
        named: organization.to_string(),
        these: these.join(", "),
    }
}
