//! What of the last run was not surely done, for another review, whose facts are read again as those
//! of any review.

use std::collections::BTreeSet;

use super::ReportView;
use crate::app::ask::Ask;
use crate::app::dialog::NextStep;
use crate::model::{SessionKey, UserId};
use crate::operation::{
    Choice, NotLookedAt, OutcomeKind, PersonProof, PersonVerdict, ReportItem, Route, Verdict,
};

impl ReportView {
    /// The number of people who are still signed in although they should not be, and whether that is
    /// certain of any.
    pub(crate) fn still_there(&self) -> (usize, bool) {
        let left = self.people.iter().filter(|proof| has_sessions_left(proof));
        let is_sure =
            |proof: &PersonProof| matches!(proof.verdict, PersonVerdict::StillThere { .. });
        let (count, is_any_sure) = (left.clone().count(), left.clone().any(is_sure));
        // Of whose own list nothing could be read, lists of everybody tell.
        let listed = self.listed_of_unread();
        (count + listed.len(), is_any_sure || !listed.is_empty())
    }

    /// The people whose own list could not be read, and of whom a later list of everybody shows a
    /// session that was to be ended.
    fn listed_of_unread(&self) -> BTreeSet<UserId> {
        let is_unread = |proof: &&PersonProof| match &proof.verdict {
            PersonVerdict::NotLookedAt(why) => {
                !matches!(why, NotLookedAt::NotYet | NotLookedAt::NothingDone)
            }
            _ => false,
        };
        let unread = self.people.iter().filter(is_unread);
        let unread: BTreeSet<UserId> = unread.map(|proof| proof.user).collect();
        let items = self.report.items.iter().zip(&self.verdicts);
        items
            .filter(|(item, verdict)| {
                item.operation.ends() && **verdict == Some(Verdict::StillListed)
            })
            .map(|(item, _)| item.target.user())
            .filter(|user| unread.contains(user))
            .collect()
    }

    /// Whether anything of it was not surely done.
    pub(crate) fn has_undone(&self) -> bool {
        !self.undone_people().is_empty()
    }

    /// The items that were not surely done, or that a later list shows as they were.
    fn undone(&self) -> impl Iterator<Item = &ReportItem> {
        let items = self.report.items.iter().zip(&self.verdicts);
        items.filter_map(|(item, verdict)| {
            let is_open = match verdict {
                Some(Verdict::Verified | Verdict::CameBack) => false,
                Some(Verdict::StillListed | Verdict::Contradicted) => true,
                _ => !item.outcome.kind.is_done() && item.outcome.kind != OutcomeKind::AlreadySo,
            };
            is_open.then_some(item)
        })
    }

    /// The people of whom something was not surely done.
    fn undone_people(&self) -> BTreeSet<UserId> {
        let of_items = self.undone().map(|item| item.target.user());
        let proofs = self.people.iter().filter(|proof| has_sessions_left(proof));
        let left = self.left.iter().filter(|left| !left.is_clean());
        of_items
            .chain(proofs.map(|proof| proof.user))
            .chain(left.map(|left| left.user))
            .collect()
    }

    /// The sessions that were not surely ended.
    fn undone_sessions(&self) -> BTreeSet<SessionKey> {
        let proofs = self.people.iter().filter(|proof| has_sessions_left(proof));
        let listed = proofs.flat_map(|proof| proof.verdict.sessions());
        let keys = self.undone().filter_map(|item| item.target.session());
        keys.chain(listed).collect()
    }
}

/// Whether sessions that were to end are listed.
pub(super) const fn has_sessions_left(proof: &PersonProof) -> bool {
    matches!(
        proof.verdict,
        PersonVerdict::StillThere { .. } | PersonVerdict::Contradicted { .. }
    )
}

/// What asks for the review.
pub(super) fn asks(view: &ReportView) -> Vec<Ask> {
    let people: Vec<UserId> = view.undone_people().into_iter().collect();
    if people.is_empty() {
        return vec![Ask::tell(if view.is_open() {
            "nothing is known to be left of this run, but not all of it is proved yet"
        } else {
            "this run did everything that was confirmed"
        })];
    }
    let operation = view.report.operation;
    let ask = match operation.route() {
        _ if view.report.is_of_several() => {
            Ask::Contain(NextStep::Offboard, Choice::people(people))
        }
        Some(Route::Exact) => {
            let keys = view.undone_sessions().into_iter().collect();
            Ask::EndBy(Choice::sessions(keys), Route::Exact)
        }
        Some(route) => Ask::EndBy(Choice::people(people), route),
        None => Ask::Contain(NextStep::of(operation), Choice::people(people)),
    };
    vec![ask]
}
