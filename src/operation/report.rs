//! What became of a run: how each of its items ended, and what that comes to.
//!
//! - `not_read_again` that nobody could notice who became protected meanwhile

mod not_read_again;

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::report_item::is_still_there;
use super::{
    ItemStanding, JudgedPeople, LeftToDo, OffboardPart, Offboarding, Operation, OutcomeKind,
    PersonLeft, PersonProof, Reason, ReportItem, Route, StandingCounts, Stopped, Verdict, is_open,
    words,
};
use crate::journal::{RecordRoute, RunId};
use crate::model::{ClockOffset, Timestamp, UserId};

pub use not_read_again::NotReadAgain;

/// The report of a run that is over: exactly one outcome for each confirmed item.
#[derive(Debug, Clone)]
pub struct Report {
    /// The run's name in the journal.
    pub run: RunId,
    /// The account's name.
    pub account: String,
    /// The operation that was done first: the only one, unless there were several.
    pub operation: Operation,
    /// What each of its people is judged by afterwards.
    pub judged: JudgedPeople,
    /// The reason that was given for the run.
    pub reason: Reason,
    /// The server's clock minus ours, where it is known: all times here are by ours.
    pub clock_offset: Option<ClockOffset>,
    /// When it began.
    pub began_at: Timestamp,
    /// When it was over.
    pub ended_at: Timestamp,
    /// The items in the order of the plan.
    pub items: Vec<ReportItem>,
    /// Why it stopped early, if it did.
    pub stopped: Option<Stopped>,
    /// What it offboarded people by, if it did.
    pub offboarding: Option<Offboarding>,
    /// That it could not be read again who some of its people are, although what was known was old.
    pub not_read_again: Option<NotReadAgain>,
    /// The journal's newest hash after the run, as an anchor for `journal verify`.
    pub journal_head: Option<String>,
    /// What it leaves to do.
    pub left_to_do: LeftToDo,
}

/// How much of what a run was to do is done, as its answers say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MayHaveDone {
    /// All of it, or it was so before.
    All,
    /// Some of it.
    Some,
    /// None of it for certain: some of its answers were lost.
    Perhaps,
    /// None of it.
    Nothing,
}

impl Report {
    /// What is said of a moment of the run: the server's time, where it is known.
    pub(crate) fn said(&self, at: Timestamp) -> Timestamp {
        ClockOffset::said(self.clock_offset, at)
    }

    /// Whether it offboarded people.
    pub(crate) fn is_of_several(&self) -> bool {
        let kind = self.operation.target_kind();
        let mut items = self.items.iter();
        self.offboarding.is_some() || items.any(|item| item.operation.target_kind() != kind)
    }

    /// Whether it was to end sessions, alone or with other operations.
    pub(crate) fn ends_sessions(&self) -> bool {
        self.items.iter().any(|item| item.operation.ends())
    }

    /// What it cannot list, since a wide route was used; `None` where it lists all that it did, and
    /// where nothing went by such a route, by the answers or by what was seen afterwards.
    pub(crate) fn not_listed(
        &self,
        verdicts: &[Option<Verdict>],
        people: &[PersonProof],
    ) -> Option<&'static str> {
        let people = people.iter().map(|proof| (proof.user, proof)).collect();
        let wide = self.items.iter().zip(0..).filter(|(item, at)| {
            let is_wide = item.operation.route().is_some_and(Route::is_wide);
            let verdict = verdicts.get(*at).copied().flatten();
            is_wide && !is_still_there(item, verdict, &people)
        });
        let kinds: BTreeSet<OutcomeKind> = wide.map(|(item, _)| item.outcome.kind).collect();
        let done = kinds.iter().find(|kind| kind.is_done());
        let unknown = kinds.get(&OutcomeKind::Unknown);
        words::not_listed(*done.or(unknown)?)
    }

    /// Whether any of its items was done, or may have been.
    pub(crate) fn may_have_done(&self) -> MayHaveDone {
        let kinds = || self.items.iter().map(|item| item.outcome.kind);
        let is_in_effect = |kind: OutcomeKind| kind.is_done() || kind == OutcomeKind::AlreadySo;
        if kinds().all(is_in_effect) {
            MayHaveDone::All
        } else if kinds().any(is_in_effect) {
            MayHaveDone::Some
        } else if kinds().any(|kind| kind == OutcomeKind::Unknown) {
            MayHaveDone::Perhaps
        } else {
            MayHaveDone::Nothing
        }
    }

    /// The number of items for each word of an outcome; words that no item has are left out.
    pub fn counts(&self) -> Vec<(OutcomeKind, &'static str, usize)> {
        let mut counts: Vec<(OutcomeKind, &'static str, usize)> = Vec::new();
        for kind in OutcomeKind::ALL {
            for item in self.items.iter().filter(|item| item.outcome.kind == kind) {
                let word = item.word();
                match counts.iter_mut().find(|(_, known, _)| *known == word) {
                    Some((.., count)) => *count += 1,
                    None => counts.push((kind, word, 1)),
                }
            }
        }
        counts
    }

    /// How many items were answered how, in the words of the screen. What a list has to show first is not
    /// called done.
    pub(crate) fn in_words(&self) -> String {
        let mut counts = StandingCounts::default();
        for item in &self.items {
            let standing = ItemStanding::before_proof(item.outcome.kind, item.operation);
            counts.add(item, standing);
        }
        counts.words()
    }

    /// How many items stand how by these verdicts on them, in the words of the screen.
    pub(crate) fn in_words_by(&self, verdicts: &[Option<Verdict>]) -> String {
        let mut counts = StandingCounts::default();
        for (at, item) in self.items.iter().enumerate() {
            let verdict = verdicts.get(at).copied().flatten();
            counts.add(item, ItemStanding::of(item.outcome.kind, verdict));
        }
        counts.words()
    }

    /// The word of the journal for what it did.
    pub(crate) fn record_route(&self) -> RecordRoute {
        if self.is_of_several() {
            RecordRoute::Several
        } else {
            self.operation.into()
        }
    }

    /// The people of whom not all is done. What was withheld from somebody who became protected is not to be
    /// done by anybody.
    pub(crate) fn unfinished_people(&self) -> BTreeSet<UserId> {
        let items = self.items.iter().filter(|item| item.is_unfinished());
        items.map(|item| item.target.user()).collect()
    }

    /// Whether nothing of it was attempted: no request was sent, or each was turned away unread.
    pub(crate) fn did_nothing(&self) -> bool {
        self.count(OutcomeKind::NotAttempted) == self.items.len()
    }

    /// The number of items with outcomes of this kind.
    pub fn count(&self, kind: OutcomeKind) -> usize {
        let items = self.items.iter();
        items.filter(|item| item.outcome.kind == kind).count()
    }

    /// The verdicts before any later list is read: waiting, for the items that need proof.
    pub(crate) fn unproved(&self) -> Vec<Option<Verdict>> {
        let waiting = |item: &ReportItem| {
            let wants_proof = item.outcome.kind.wants_proof() && !item.is_unlisted();
            wants_proof.then_some(Verdict::Waiting)
        };
        self.items.iter().map(waiting).collect()
    }

    /// Whether every item is done, taken for later, or was gone before, and nothing that was read later leaves
    /// any open. Whether somebody who was offboarded is suspended is said by what is left of them, which was
    /// read last.
    pub fn is_clean(&self, verdicts: &[Option<Verdict>], left: &[PersonLeft]) -> bool {
        let suspended = left.iter().filter(|one| one.is_suspended() == Some(true));
        let suspended: FxHashSet<UserId> = suspended.map(|one| one.user).collect();
        let verdicts = verdicts.iter().copied().chain(std::iter::repeat(None));
        self.items.iter().zip(verdicts).all(|(item, verdict)| {
            let is_suspension = item.operation.is_part(OffboardPart::Suspend);
            let is_told = is_suspension && suspended.contains(&item.target.user());
            is_told || item.is_as_wished(verdict) && !is_open(verdict)
        })
    }
}

#[cfg(test)]
pub(super) mod tests;
