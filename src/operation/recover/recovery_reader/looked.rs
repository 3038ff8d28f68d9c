//! What one look at all open items showed, and what that says of each of them.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Read, found, shown};
use crate::journal::{OpenItem, State};
use crate::live::{Doubt, Snapshot};
use crate::model::{SessionId, SessionKey, Timestamp, UserId, counted};
use crate::operation::proof::KindsUnread;
use crate::operation::recover::Finding;
use crate::operation::{Operation, PersonProof, PersonVerdict, Verdict};

/// What is asked of one open item.
pub(super) struct AskedItem<'a> {
    pub(super) item: &'a OpenItem,
    pub(super) operation: Operation,
    /// Its targets among all that are looked at.
    pub(super) places: Range<usize>,
}

/// What one look at all open items showed.
pub(super) struct Looked {
    pub(super) at: Timestamp,
    pub(super) verdicts: Vec<Option<Verdict>>,
    pub(super) people: FxHashMap<UserId, PersonProof>,
    /// The lists that were read last, if they prove anything of everybody.
    pub(super) lists: Option<Arc<Snapshot>>,
    pub(super) unread: KindsUnread,
}

impl Looked {
    /// The verdicts on the targets of an item; what was not looked at is not known.
    fn verdicts(&self, question: &AskedItem<'_>) -> Vec<Verdict> {
        let verdicts = self.verdicts.get(question.places.clone());
        let verdicts = verdicts.unwrap_or_default().iter();
        verdicts
            .map(|verdict| verdict.unwrap_or(Verdict::Waiting))
            .collect()
    }

    fn proof(&self, user: UserId) -> Option<&PersonProof> {
        self.people.get(&user)
    }

    /// What became of the sessions of an item, or why that cannot be found out.
    pub(super) fn sessions(&self, question: &AskedItem<'_>) -> Read<Finding> {
        match (&question.item.users[..], question.item.sessions.len()) {
            ([user], of @ 1..) => self.known_sessions(question, *user, of),
            _ => self.sessions_of_people(question.item),
        }
    }

    /// What became of sessions that were known, of one person.
    fn known_sessions(&self, question: &AskedItem<'_>, user: UserId, of: usize) -> Read<Finding> {
        let verdicts = self.verdicts(question);
        let count = |wanted| verdicts.iter().filter(|one| **one == wanted).count();
        match (count(Verdict::StillListed), count(Verdict::Verified)) {
            (0, gone) if gone == of => Ok(no_longer_listed(of)),
            (0, _) => Err(self.why(user)),
            (still, _) => Ok(still_listed(still, of)),
        }
    }

    /// What became of the sessions of people where nobody can tell whose each of them was, or none was
    /// known: all were to end, whatever was there.
    fn sessions_of_people(&self, item: &OpenItem) -> Read<Finding> {
        let listed: Vec<SessionKey> = (item.users.iter())
            .filter_map(|user| self.proof(*user))
            .filter(|proof| !matches!(proof.verdict, PersonVerdict::Contradicted { .. }))
            .flat_map(|proof| proof.verdict.sessions())
            .collect();
        let of = item.sessions.len();
        let numbers: FxHashSet<SessionId> = listed.iter().map(|key| key.session).collect();
        let known = item.sessions.iter();
        let still = known.filter(|id| numbers.contains(id));
        match still.count() {
            0 => {}
            still => return Ok(still_listed(still, of)),
        }
        if let Some(user) = item.users.iter().find(|user| !self.proves(**user)) {
            return Err(self.why(*user));
        }
        // Whether what is listed is older than the request cannot be told.
        if of == 0 && !listed.is_empty() {
            let sessions = counted(listed.len(), "session is", "sessions are");
            return Err(format!("none was known before, and {sessions} listed now"));
        }
        Ok(no_longer_listed(of))
    }

    /// Whether it is known what this person has, and what not.
    fn proves(&self, user: UserId) -> bool {
        let Some(proof) = self.proof(user) else {
            return false;
        };
        match &proof.verdict {
            PersonVerdict::NoneListed { .. } => true,
            PersonVerdict::StillThere { .. } | PersonVerdict::SignedInAgain { .. } => {
                let lists = self.lists.as_ref();
                lists.is_some_and(|lists| lists.absence_since(user, self.at).is_ok())
            }
            PersonVerdict::Contradicted { .. } | PersonVerdict::NotLookedAt(_) => false,
        }
    }

    /// Why it is not known what became of this person's sessions.
    fn why(&self, user: UserId) -> String {
        let sentence = self.proof(user).map(PersonProof::sentence);
        let sentence = sentence.unwrap_or_else(|| Doubt::NotRead.to_string());
        shown(&format!("user {user}: {sentence}"))
    }

    /// Whether the person of an item is as it would make them, or why that is not known.
    pub(super) fn person(&self, question: &AskedItem<'_>) -> Read<Finding> {
        if let Some(why) = &self.unread.people {
            return Err(why.as_str().to_owned());
        }
        let operation = question.operation;
        let words = operation.looked();
        let words = words.ok_or("it is about no person")?;
        let verdict = self.verdicts(question).pop();
        let detail = match verdict {
            Some(Verdict::Verified) => words.so,
            Some(Verdict::StillListed) => words.not_so,
            _ => return Err(words.not_told.to_owned()),
        };
        let state = verdict.and_then(|verdict| verdict.state(operation));
        Ok(found(state.unwrap_or(State::Unknown), detail.to_owned()))
    }

    /// What became of the token of an item, or why that cannot be found out.
    pub(super) fn token(&self, question: &AskedItem<'_>) -> Read<Finding> {
        if let Some(why) = &self.unread.tokens {
            return Err(why.as_str().to_owned());
        }
        let token = question.item.token.ok_or("the record names no token")?;
        match self.verdicts(question).pop() {
            Some(Verdict::StillListed) => {
                let detail = format!("token {token} is still listed");
                Ok(found(State::StillListed, detail))
            }
            Some(Verdict::Verified) => {
                let detail = format!("token {token} is no longer listed");
                Ok(found(State::EndedByList, detail))
            }
            Some(Verdict::Contradicted) => Err(format!(
                "the list lacks token {token}, and another answer shows it"
            )),
            _ => Err("the list of tokens proves nothing of those that it lacks".to_owned()),
        }
    }
}

fn no_longer_listed(of: usize) -> Finding {
    found(
        State::EndedByList,
        format!("no longer listed ({of} of {of})"),
    )
}

fn still_listed(still: usize, of: usize) -> Finding {
    found(
        State::StillListed,
        format!("still listed ({still} of {of})"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::{Store, WalkProgress};
    use crate::model::{Role, User};
    use crate::operation::simulated::NOW;
    use crate::operation::{JudgedBy, OtherSessions};
    use crate::zendesk::PersonList;

    /// What a list shows of somebody proves nothing of what it lacks, unless it is whole and was begun
    /// after the request.
    #[test]
    fn a_list_that_shows_something_proves_what_it_lacks_only_where_it_is_whole_and_later() {
        let user = UserId::new(7).unwrap();
        let proves = |began_at: Timestamp, holes: usize, is_there: bool| {
            let mut store = Store::new();
            let me = User::example(9, "Me", Role::Admin);
            store.take(WalkProgress::identified(me, NOW), NOW);
            let list = PersonList {
                holes,
                ..PersonList::of(user, Vec::new())
            };
            store.take(
                WalkProgress::Listed {
                    user,
                    began_at,
                    list,
                },
                NOW,
            );
            let listed = PersonProof {
                user,
                name: None,
                judged: JudgedBy::Person,
                verdict: PersonVerdict::StillThere {
                    known: Vec::new(),
                    unknown: vec!["7/9".parse().unwrap()],
                },
                others: OtherSessions::default(),
            };
            let looked = Looked {
                at: NOW,
                verdicts: Vec::new(),
                people: FxHashMap::from_iter([(user, listed)]),
                lists: is_there.then(|| store.snapshot()),
                unread: KindsUnread::default(),
            };
            looked.proves(user)
        };
        let (before, after) = (NOW.shifted(-1_000), NOW.shifted(1_000));
        assert!(proves(after, 0, true));
        assert!(!proves(before, 0, true));
        assert!(!proves(after, 1, true));
        assert!(!proves(after, 0, false));
    }
}
