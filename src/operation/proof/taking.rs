//! What is taken from a reading, beside what was seen before it.

use super::Proof;
use super::read_as::ReadAs;
use super::reading::ProofReading;
use crate::model::{ClockPair, DatedMoment};
use crate::operation::{PersonProof, PersonVerdict, Target, Verdict};

impl Proof {
    /// Takes in what a reading says of the items. A walk may show what a list before it lacked.
    pub(super) fn take_items(
        &mut self,
        newer: &[Option<Verdict>],
        read_as: &ReadAs,
        is_walk: bool,
    ) {
        let items = self.report.items.iter();
        for ((known, newer), item) in self.verdicts.iter_mut().zip(newer).zip(items) {
            let newer = match (newer, &item.target) {
                // Whoever is no admin any more is shown no tokens but their own.
                (Some(Verdict::Verified), Target::Token(_)) if !read_as.sees_all() => {
                    Some(Verdict::NotKnown)
                }
                (Some(Verdict::StillListed), target)
                    if is_walk
                        && (*known == Some(Verdict::Verified)
                            || self.unvouched.contains_key(&target.user())) =>
                {
                    *known = Some(Verdict::Contradicted);
                    continue;
                }
                (newer, _) => *newer,
            };
            // What was seen of an item counts for more than that nothing is proved now.
            let is_open = matches!(known, Some(Verdict::Waiting | Verdict::NotKnown));
            let is_worse = matches!(newer, Some(Verdict::NotKnown | Verdict::Waiting)) && !is_open;
            let says_less = newer == Some(Verdict::Waiting) && *known == Some(Verdict::NotKnown);
            if *known != Some(Verdict::Verified) && !is_worse && !says_less {
                *known = newer.or(*known);
            }
        }
    }

    /// Takes in what a reading says of people.
    pub(super) fn take_people(&mut self, reading: &ProofReading, read_as: &ReadAs) {
        let now = (self.clock)();
        let clocks = self.reader.snapshot().clocks(now);
        let newer = reading.people(&self.done, &self.basis.known, (read_as, clocks));
        let before: Vec<PersonProof> = (self.people.iter().cloned())
            .map(|proof| self.by_its_list(proof, clocks))
            .collect();
        let later = reading.later(&self.done, &before, (&self.basis.known, clocks));
        for ((known, newer), later) in self.people.iter_mut().zip(newer).zip(later) {
            if let Some(later) = later {
                *known = later;
                continue;
            }
            let says_nothing = matches!(newer.verdict, PersonVerdict::NotLookedAt(_));
            let is_seen = !matches!(known.verdict, PersonVerdict::NotLookedAt(_));
            if known.is_open() && !(says_nothing && is_seen) {
                *known = newer;
            }
        }
    }

    /// What the own list alone says of somebody whose list was empty and not borne out.
    fn by_its_list(&self, proof: PersonProof, clocks: Option<ClockPair>) -> PersonProof {
        match self.unvouched.get(&proof.user) {
            Some(at) => PersonProof {
                verdict: PersonVerdict::NoneListed {
                    at: DatedMoment::of(*at, clocks),
                },
                ..proof
            },
            None => proof,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{proof_of, somebody};
    use super::*;
    use crate::operation::report::tests::{report, session, token};
    use crate::operation::simulated::{NOW, Simulated};
    use crate::operation::{OutcomeKind, ProofBasis, ReportItem};

    /// What each look may make of what was known of an item.
    #[tokio::test]
    async fn what_was_seen_of_an_item_is_not_forgotten_and_a_later_walk_contradicts_it() {
        let account = Simulated::account().await;
        let (user, me) = (somebody(&account), account.simulator.own_user().unwrap());
        let key = account.simulator.sessions_of(user)[0].key;
        let (of_session, of_token) = (
            session(&key.to_string(), OutcomeKind::Done),
            token(5, OutcomeKind::Done),
        );
        let admin = ReadAs::Same { me, sees_all: true };
        let agent = ReadAs::Same {
            me,
            sees_all: false,
        };
        let found = |item: &ReportItem, known, newer, (read_as, is_walk, unvouched)| {
            let report = report(vec![item.clone()]);
            let mut proof = proof_of(&account, report, ProofBasis::default());
            proof.verdicts = vec![known];
            if unvouched {
                proof.unvouched.insert(user, NOW);
            }
            proof.take_items(&[newer], read_as, is_walk);
            proof.verdicts[0]
        };
        let (waiting, not_known) = (Some(Verdict::Waiting), Some(Verdict::NotKnown));
        let (verified, listed) = (Some(Verdict::Verified), Some(Verdict::StillListed));
        let contradicted = Some(Verdict::Contradicted);
        let (list, walk, after_nothing) = (
            (&admin, false, false),
            (&admin, true, false),
            (&admin, true, true),
        );
        for (known, newer, how, expected) in [
            (waiting, verified, list, verified),
            (waiting, not_known, list, not_known),
            (waiting, None, list, waiting),
            (not_known, waiting, list, not_known),
            (not_known, listed, list, listed),
            (listed, not_known, list, listed),
            (listed, waiting, list, listed),
            (listed, verified, list, verified),
            (contradicted, not_known, list, contradicted),
            (verified, listed, list, verified),
            (verified, not_known, list, verified),
            (verified, listed, walk, contradicted),
            (verified, verified, walk, verified),
            (waiting, listed, walk, listed),
            (waiting, listed, after_nothing, contradicted),
            (waiting, listed, (&admin, false, true), listed),
        ] {
            let became = found(&of_session, known, newer, how);
            assert_eq!(became, expected, "{known:?} and {newer:?}");
        }
        for (read_as, expected) in [
            (&admin, verified),
            (&agent, not_known),
            (&ReadAs::Other, not_known),
            (&ReadAs::Barred, not_known),
        ] {
            let how = (read_as, false, false);
            assert_eq!(found(&of_token, waiting, verified, how), expected);
            assert_eq!(found(&of_session, waiting, verified, how), verified);
        }
    }
}
