//! How a run stands: by what was answered, and before that by what was seen afterwards.

use std::collections::BTreeSet;

use super::ReportView;
use super::again::has_sessions_left;
use crate::model::UserId;
use crate::operation::{OutcomeKind, PersonVerdict, TargetKind, Verdict};

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

    /// Whether a session was ended by us: Zendesk said so, or took it up or gave no answer and it was
    /// seen so afterwards.
    pub(crate) fn is_ended(&self, at: usize) -> bool {
        let is_seen_gone = match self.item(at) {
            Some(item) if item.is_unlisted() => {
                self.seen_signed_out().contains(&item.target.user())
            }
            _ => self.verdict(at) == Some(Verdict::Verified),
        };
        match self.item(at).map(|item| item.outcome.kind) {
            Some(OutcomeKind::Accepted | OutcomeKind::Unknown) => is_seen_gone,
            kind => kind == Some(OutcomeKind::Done),
        }
    }

    /// Whether Zendesk took up to end a session, and nothing shows yet that it did.
    pub(crate) fn is_to_come(&self, at: usize) -> bool {
        let kind = self.item(at).map(|item| item.outcome.kind);
        kind == Some(OutcomeKind::Accepted) && !self.is_ended(at)
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

    /// Whether an item is as it should be: it was done, will be, or was so before. A person who was
    /// gone does not count, since nobody expected that.
    pub(crate) fn is_as_wished(&self, at: usize) -> bool {
        let Some(item) = self.item(at) else {
            return false;
        };
        let is_so = match item.outcome.kind {
            OutcomeKind::Accepted => true,
            OutcomeKind::AlreadySo => {
                item.operation.ends() || item.target.kind() != TargetKind::People
            }
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
