//! What newer lists show of the people of a run while its proof goes on, and beside what that came to: its
//! own lists may have been begun before.

use rustc_hash::{FxHashMap, FxHashSet};

use super::ReportView;
use crate::live::Snapshot;
use crate::model::{SessionKey, Timestamp, UserId};
use crate::operation::{JudgedBy, NotLookedAt, PersonProof, PersonVerdict, Verdict, later};

/// Sessions that people began after a run, each with when that was by the server's clock.
pub(super) type BegunSince = FxHashMap<UserId, Vec<(SessionKey, Timestamp)>>;

impl ReportView {
    /// Takes in newer verdicts on people; returns those that are new.
    pub(in crate::app) fn learn_people(&mut self, newer: Vec<PersonProof>) -> Vec<PersonProof> {
        for (known, newer) in self.proved.iter_mut().zip(newer) {
            if known.user == newer.user {
                *known = newer;
            }
        }
        self.put_together()
    }

    /// Takes in sessions that a list shows and that were begun after the run; returns the verdicts that
    /// are new.
    pub(in crate::app) fn learn_sign_ins(
        &mut self,
        sign_ins: &[(SessionKey, Timestamp)],
    ) -> Vec<PersonProof> {
        for (key, at) in sign_ins {
            self.sign_ins.entry(key.user).or_default().push((*key, *at));
        }
        self.put_together()
    }

    /// Takes in what a walk shows of those of whom no session was listed before; returns the verdicts that
    /// are new.
    pub(super) fn learn_walk(&mut self, snapshot: &Snapshot, now: Timestamp) -> Vec<PersonProof> {
        let known = (&self.basis.known, snapshot.clocks(now));
        let mut later = later(&self.done, &self.proved, snapshot, known);
        for proof in &mut self.proved {
            if let Some(newer) = later.remove(&proof.user) {
                *proof = newer;
            }
        }
        self.put_together()
    }

    /// Notes who is not listed any more, of those who wait for proof. That proves nothing before it is asked
    /// whose credentials these still are.
    pub(super) fn look_who_is_listed(&mut self, snapshot: &Snapshot) {
        let waits = |proof: &PersonProof| {
            proof.verdict == PersonVerdict::NotLookedAt(NotLookedAt::NotYet) && self.is_proving
        };
        let waiting = self.people.iter().filter(|proof| waits(proof));
        let waiting: FxHashSet<UserId> = waiting.map(|proof| proof.user).collect();
        let listed = snapshot.sessions_of_people(&waiting);
        let in_question = self.done.iter().filter(|one| waiting.contains(&one.user));
        let is_unlisted = |user: UserId, judged: JudgedBy, planned: &[SessionKey]| {
            let mut keys = listed.get(&user).into_iter().flatten();
            !keys.any(|slot| {
                let key = snapshot.key(*slot);
                judged == JudgedBy::Person || key.is_some_and(|key| planned.contains(&key))
            })
        };
        let unlisted = in_question.filter(|one| {
            let since = one.done.map(|done| done.local);
            since.is_some_and(|since| snapshot.read_since(one.user, since).is_ok())
                && is_unlisted(one.user, one.judged, &one.planned)
        });
        self.unlisted = unlisted.map(|one| one.user).collect();
    }

    /// Whether a list that was begun after the run lacks somebody's sessions, which is not proved yet.
    pub(crate) fn is_unlisted(&self, user: UserId) -> bool {
        self.is_proving && self.unlisted.contains(&user)
    }

    /// Puts together what is proved of people and who signed in since; returns the verdicts that are new.
    fn put_together(&mut self) -> Vec<PersonProof> {
        let mut listed: FxHashMap<UserId, Vec<SessionKey>> = FxHashMap::default();
        for (item, verdict) in self.report.items.iter().zip(&self.verdicts) {
            if let (Some(key), Some(Verdict::StillListed)) = (item.target.session(), verdict) {
                listed.entry(key.user).or_default().push(key);
            }
        }
        let people = self.proved.iter().map(|proof| {
            let verdict = self.sign_ins.get(&proof.user).and_then(|sign_ins| {
                let listed = listed.get(&proof.user).map_or(&[][..], Vec::as_slice);
                with_sign_ins(&proof.verdict, sign_ins, listed)
            });
            PersonProof {
                verdict: verdict.unwrap_or_else(|| proof.verdict.clone()),
                ..proof.clone()
            }
        });
        let people: Vec<PersonProof> = people.collect();
        let news = people.iter().zip(&self.people);
        let news = news.filter(|(newer, known)| newer != known);
        let news = news.map(|(newer, _)| newer.clone()).collect();
        self.people = people;
        news
    }
}

/// A verdict with these sign-ins since the run, where it says something else then. `listed` are the sessions
/// that were to be ended and are listed still.
fn with_sign_ins(
    verdict: &PersonVerdict,
    sign_ins: &[(SessionKey, Timestamp)],
    listed: &[SessionKey],
) -> Option<PersonVerdict> {
    let keys = |sign_ins: &[(SessionKey, Timestamp)], beside: &[SessionKey]| {
        let keys = sign_ins.iter().map(|(key, _)| *key);
        keys.filter(|key| !beside.contains(key)).collect::<Vec<_>>()
    };
    // Whoever signed in before the list that has nothing of theirs was begun is out again.
    let (since, mut sessions, latest) = match verdict {
        PersonVerdict::NoneListed { at } => (at.server, Vec::new(), None),
        PersonVerdict::SignedInAgain { sessions, at } => (None, sessions.clone(), Some(*at)),
        PersonVerdict::NotLookedAt(NotLookedAt::NothingDone)
        | PersonVerdict::Contradicted { .. } => return None,
        PersonVerdict::NotLookedAt(_) if listed.is_empty() => (None, Vec::new(), None),
        PersonVerdict::NotLookedAt(_) => {
            return Some(PersonVerdict::StillThere {
                known: listed.to_vec(),
                unknown: keys(sign_ins, listed),
            });
        }
        PersonVerdict::StillThere { known, unknown } => {
            let more = keys(sign_ins, &[&known[..], unknown].concat());
            return Some(PersonVerdict::StillThere {
                known: known.clone(),
                unknown: [unknown.clone(), more].concat(),
            });
        }
    };
    let is_since = |at: Timestamp| since.is_none_or(|none| at.seconds() >= none.seconds());
    let mut newer = sign_ins.to_vec();
    newer.retain(|(_, at)| is_since(*at));
    let newest = newer.iter().map(|(_, at)| *at).max()?;
    let more = keys(&newer, &sessions);
    sessions.extend(more);
    let at = latest.map_or(newest, |latest| latest.max(newest));
    Some(PersonVerdict::SignedInAgain { sessions, at })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::DatedMoment;

    /// What each verdict says once it is known that somebody signed in since, at 1,000 by the server's clock.
    #[test]
    fn a_sign_in_that_a_list_shows_is_in_the_verdict_unless_a_newer_list_lacks_it() {
        let (at, key) = (Timestamp::from_seconds, |n: u64| -> SessionKey {
            format!("7/{n}").parse().unwrap()
        });
        let none = |server| PersonVerdict::NoneListed {
            at: DatedMoment {
                local: at(9_000),
                server,
            },
        };
        let again = |sessions: &[u64], time| PersonVerdict::SignedInAgain {
            sessions: sessions.iter().map(|n| key(*n)).collect(),
            at: at(time),
        };
        let still = |known: &[u64], unknown: &[u64]| PersonVerdict::StillThere {
            known: known.iter().map(|n| key(*n)).collect(),
            unknown: unknown.iter().map(|n| key(*n)).collect(),
        };
        let unread = || PersonVerdict::NotLookedAt(NotLookedAt::NotYet);
        let untouched = PersonVerdict::NotLookedAt(NotLookedAt::NothingDone);
        for (verdict, listed, expected) in [
            (none(Some(at(990))), vec![], Some(again(&[9], 1_000))),
            (none(Some(at(1_001))), vec![], None),
            (none(None), vec![], Some(again(&[9], 1_000))),
            (again(&[8], 995), vec![], Some(again(&[8, 9], 1_000))),
            (again(&[9], 1_000), vec![], Some(again(&[9], 1_000))),
            (unread(), vec![], Some(again(&[9], 1_000))),
            (unread(), vec![key(1)], Some(still(&[1], &[9]))),
            (still(&[1], &[]), vec![key(1)], Some(still(&[1], &[9]))),
            (untouched, vec![], None),
        ] {
            let found = with_sign_ins(&verdict, &[(key(9), at(1_000))], &listed);
            assert_eq!(found, expected, "{verdict:?}");
        }
    }
}
