//! How a run stands: by what was answered, and before that by what was seen afterwards.

use std::collections::BTreeSet;

use super::ReportView;
use super::again::has_sessions_left;
use crate::model::UserId;
use crate::operation::{
    NotLookedAt, Operation, OutcomeKind, PersonLeft, PersonProof, PersonVerdict, Verdict,
};

/// How many items ended in each way by what is known now.
pub(crate) struct CountsByNow {
    /// By what was answered, each with its word.
    pub(crate) counts: Vec<(OutcomeKind, &'static str, usize)>,
    /// What is known not to be done, each with its word.
    pub(crate) undone: Vec<(&'static str, usize)>,
}

impl ReportView {
    /// Whether an item was done by us: Zendesk said so, or no answer came and it was seen so
    /// afterwards; and nothing that was read later shows otherwise.
    pub(crate) fn is_done(&self, at: usize) -> bool {
        let kind = self.item(at).map(|item| item.outcome.kind);
        let is_done = match kind {
            Some(OutcomeKind::Unknown) => self.verdict(at) == Some(Verdict::Verified),
            kind => kind == Some(OutcomeKind::Done),
        };
        is_done && !self.is_seen_undone(at)
    }

    /// The number of items that were ended by us: Zendesk said so, or took them up or gave no answer and
    /// they were seen so afterwards; and of those that it took up, and nothing shows yet that it did.
    pub(crate) fn ended_and_to_come(&self) -> (usize, usize) {
        let out = self.seen_signed_out();
        let (mut ended, mut to_come) = (0, 0);
        for (item, at) in self.report.items.iter().zip(0..) {
            let is_seen_gone = || {
                if item.is_unlisted() {
                    out.contains(&item.target.user())
                } else {
                    self.verdict(at) == Some(Verdict::Verified)
                }
            };
            match item.outcome.kind {
                OutcomeKind::Done => ended += 1,
                OutcomeKind::Accepted | OutcomeKind::Unknown if is_seen_gone() => ended += 1,
                OutcomeKind::Accepted => to_come += 1,
                _ => {}
            }
        }
        (ended, to_come)
    }

    /// The people of whom a list that was read afterwards has no session.
    pub(crate) fn seen_signed_out(&self) -> BTreeSet<UserId> {
        let out = self.people.iter().filter(|proof| {
            matches!(proof.verdict, PersonVerdict::NoneListed { .. }) && proof.others.is_none()
        });
        out.map(|proof| proof.user).collect()
    }

    /// Whether a later reading shows an item as it was before the run.
    pub(crate) fn is_seen_undone(&self, at: usize) -> bool {
        matches!(
            self.verdict(at),
            Some(Verdict::StillListed | Verdict::Contradicted)
        )
    }

    /// Whether it is known of something that was to be done to people or tokens that it is not done,
    /// whatever was answered.
    pub(crate) fn is_known_undone(&self, at: usize) -> bool {
        let Some(item) = self.item(at).filter(|item| !item.operation.ends()) else {
            return false;
        };
        let user = item.target.user();
        let left = || self.left.iter().find(|left| left.user == user);
        let is_active = || left().and_then(PersonLeft::is_suspended) == Some(false);
        self.is_seen_undone(at) || item.operation == Operation::Suspend && is_active()
    }

    /// How many items ended in each way by what is known now: of what is known not to be done only that is
    /// said, and what had no answer counts as done once it is seen to be.
    pub(crate) fn counts_by_now(&self) -> CountsByNow {
        let mut counts: Vec<(OutcomeKind, &'static str, usize)> = Vec::new();
        let mut undone: Vec<(&'static str, usize)> = Vec::new();
        for (kind, word, _) in self.report.counts() {
            counts.push((kind, word, 0));
        }
        for (at, item) in self.report.items.iter().enumerate() {
            if self.is_known_undone(at) {
                let word = Verdict::StillListed.words(item.operation);
                match undone.iter_mut().find(|(known, _)| *known == word) {
                    Some((_, count)) => *count += 1,
                    None => undone.push((word, 1)),
                }
                continue;
            }
            let is_seen = item.outcome.kind == OutcomeKind::Unknown
                && self.verdict(at) == Some(Verdict::Verified);
            let (kind, word) = if is_seen {
                (OutcomeKind::Done, OutcomeKind::Done.word(item.operation))
            } else {
                (item.outcome.kind, item.word())
            };
            match counts.iter_mut().find(|(_, known, _)| *known == word) {
                Some((.., count)) => *count += 1,
                None => counts.push((kind, word, 1)),
            }
        }
        counts.retain(|(.., count)| *count > 0);
        CountsByNow { counts, undone }
    }

    /// The number of people to whom something was to be done and nothing was: refused, failed or not sent.
    pub(crate) fn untouched(&self) -> usize {
        // What else was done to somebody is among the counts.
        let items = self.report.items.iter();
        let done = items.filter(|item| item.outcome.kind.wants_proof());
        let done: BTreeSet<UserId> = done.map(|item| item.target.user()).collect();
        let untouched = self.people.iter().filter(|proof| {
            matches!(
                proof.verdict,
                PersonVerdict::NotLookedAt(NotLookedAt::NothingDone)
            )
        });
        untouched.filter(|one| !done.contains(&one.user)).count()
    }

    /// Whether somebody has no verdict yet who is looked up now.
    pub(crate) fn awaits_verdicts(&self) -> bool {
        let is_open = |proof: &PersonProof| {
            matches!(
                proof.verdict,
                PersonVerdict::NotLookedAt(NotLookedAt::NotYet)
            )
        };
        let has_people = !self.people.is_empty();
        let items = self.report.items.iter().zip(&self.verdicts);
        let mut others = items.filter(|(item, _)| !(has_people && item.operation.ends()));
        self.is_proving
            && (self.people.iter().any(is_open)
                || others.any(|(_, verdict)| *verdict == Some(Verdict::Waiting))
                || self.report.offboarding.is_some() && self.left.is_empty())
    }

    /// Whether an item is as it should be: it was done, will be, or was so before. A person who was
    /// gone counts as suspended once that was seen.
    pub(crate) fn is_as_wished(&self, at: usize) -> bool {
        let Some(item) = self.item(at) else {
            return false;
        };
        let is_so = match item.outcome.kind {
            OutcomeKind::Accepted => true,
            OutcomeKind::AlreadySo => item.is_as_wished(self.verdicts.get(at).copied().flatten()),
            _ => self.is_done(at),
        };
        is_so && !self.is_seen_undone(at)
    }

    /// The people of whom something that was read later shows that they are not as they should be, or
    /// of whom a look at what is left of them does not show that they are.
    pub(crate) fn people_seen_undone(&self) -> BTreeSet<UserId> {
        let items = self.report.items.iter().enumerate();
        let items = items.filter(|(at, _)| self.is_seen_undone(*at));
        let items = items.map(|(_, item)| item.target.user());
        let proofs = self.people.iter().filter(|proof| has_sessions_left(proof));
        let left = self.left.iter().filter(|left| !left.is_clean());
        let people = items.chain(proofs.map(|proof| proof.user));
        people.chain(left.map(|left| left.user)).collect()
    }

    /// Whether everything is as it should be, as far as it was answered and seen.
    pub(crate) fn is_all_as_wished(&self) -> bool {
        (0..self.report.items.len()).all(|at| self.is_as_wished(at))
            && self.people_seen_undone().is_empty()
            && !self.has_changed_people()
    }

    fn verdict(&self, at: usize) -> Option<Verdict> {
        self.verdicts.get(at).copied().flatten()
    }
}
