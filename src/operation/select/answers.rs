//! What a choice says of each session and of each person: yes, no, or that it cannot be known.
//!
//! - `ready` one part of the choice, made ready for a snapshot
//! - `belonging` who belongs to a domain or to an organisation

mod belonging;
mod ready;

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use self::ready::{ReadyMeaning, ReadyPart, ready};
use super::{Basis, NotFound, named};
use crate::live::{MatchContext, PersonIndex, Readable, Slot, Snapshot};
use crate::model::{SessionId, SessionKey, UserId};
use crate::operation::{Choice, JudgedBy, Refusal};
use crate::query::{Query, Ternary, Why};
use crate::zendesk::Enrichment;

/// The answers of a choice about everything in a snapshot.
pub(super) struct Answers<'a> {
    snapshot: &'a Snapshot,
    parts: Vec<ReadyPart>,
    /// Those who were named by address or on a list and were not found.
    misses: Vec<NotFound>,
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
            roles_are_certain(query, basis.snapshot)?;
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

    /// Every listed session of which the answer is not no, in order of slot. One that came under several
    /// people is chosen where all of them are.
    pub(super) fn sessions(&self) -> impl Iterator<Item = (Slot, Ternary)> {
        let partly = self.claimed_of_some();
        let answers = self.of_all().map(move |(slot, key, answer)| {
            let is_certain = answer != Ternary::Yes || !partly.contains(&key.session);
            (
                slot,
                if is_certain {
                    answer
                } else {
                    Ternary::Unknown(Why::WhoseNotKnown)
                },
            )
        });
        answers.filter(|(_, answer)| *answer != Ternary::No)
    }

    fn of_all(&self) -> impl Iterator<Item = (Slot, SessionKey, Ternary)> {
        self.snapshot.iter().filter_map(|slot| {
            let row = self.snapshot.row(slot)?;
            let key = self.snapshot.key(slot)?;
            Some((slot, key, self.of_session(slot, row.person, key)))
        })
    }

    /// The sessions that came under several people of whom not everybody is chosen.
    fn claimed_of_some(&self) -> FxHashSet<SessionId> {
        if self.snapshot.conflicts() == 0 {
            return FxHashSet::default();
        }
        let claimed = self.of_all().filter(|(_, key, answer)| {
            *answer != Ternary::Yes && self.snapshot.is_claimed(key.session)
        });
        claimed.map(|(_, key, _)| key.session).collect()
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
                        let Some(key) = key.filter(|key| may_be(key.user)) else {
                            continue;
                        };
                        // Nobody is meant for certain by a session that may be somebody else's.
                        let is_theirs = !self.snapshot.is_claimed(key.session);
                        let may_be_theirs = Ternary::Unknown(Why::WhoseNotKnown);
                        let is_certain = is_theirs || *answer != Ternary::Yes;
                        add(key.user, if is_certain { *answer } else { may_be_theirs });
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

/// Checks that no word for one of Zendesk's own roles is the name of a custom role of the account as
/// well, or may be: who says "staff" may mean the other people. And that each custom role exists: who
/// says `-role:"team leed"` means to leave people out.
fn roles_are_certain(query: &Query, snapshot: &Snapshot) -> Result<(), Refusal> {
    if let Some(unknown) = snapshot.no_such_role(query) {
        return Err(Refusal::NoSuchRole(unknown));
    }
    if let Some(condition) = snapshot.role_in_doubt(query) {
        return Err(Refusal::RoleInDoubt(condition));
    }
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
