//! How a run stands: by what was answered, and before that by what was seen afterwards.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::again::has_sessions_left;
use super::{ReportPerson, ReportView};
use crate::model::UserId;
use crate::operation::{
    ItemStanding, NotLookedAt, OffboardPart, Operation, OutcomeKind, PersonLeft, PersonProof,
    PersonStanding, PersonVerdict, Route, StandingCounts, Verdict,
};

/// How it stands with what was to be done to somebody beside ending their sessions, the worst last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Otherwise {
    /// It is as it should be, as far as anything is said of it.
    Well,
    /// Nobody looked yet.
    Open,
    /// Nobody could tell.
    NotKnown,
    /// It failed, or is not as it should be.
    Amiss,
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
        self.is_seen_undone(at) || item.operation.is_part(OffboardPart::Suspend) && is_active()
    }

    /// How many items stand how by what is known now; of what was never sent that it was not. Of whoever was offboarded those sessions are listed
    /// still that a look at what is left of them counts, whatever was answered.
    pub(crate) fn counts_by_now(&self) -> StandingCounts {
        let left = self.people.iter().filter(|proof| has_sessions_left(proof));
        let still: BTreeSet<UserId> = left.map(|proof| proof.user).collect();
        let listed = self.left.iter();
        let listed = listed.filter_map(|left| Some((left.user, left.sessions_left()?)));
        let mut listed: FxHashMap<UserId, usize> = listed.collect();
        let mut counts = StandingCounts::default();
        for (at, item) in self.report.items.iter().enumerate() {
            let user = item.target.user();
            let here = listed.get_mut(&user).filter(|_| item.operation.ends());
            let is_not_sent = item.outcome.kind == OutcomeKind::NotAttempted;
            if let Some(left) = here.filter(|left| **left > 0) {
                if is_not_sent {
                    *left -= usize::from(!item.is_unlisted());
                    counts.add(item, ItemStanding::NotAttempted);
                    continue;
                }
                if item.is_unlisted() {
                    counts.add_still_listed(item.operation, std::mem::take(left));
                    continue;
                }
                if self.verdict(at) != Some(Verdict::Verified) {
                    *left -= 1;
                    counts.add(item, ItemStanding::StillThere);
                    continue;
                }
            }
            // What was refused, and is not listed all the same.
            let is_gone = item.operation.ends() && listed.contains_key(&user);
            if is_gone && self.is_failed(at) && !item.is_unlisted() {
                counts.add(item, ItemStanding::GoneAlready);
                continue;
            }
            let is_still = item.is_unlisted() && still.contains(&user);
            // What nobody tried is as it was, and nothing of it failed.
            let standing = if is_not_sent {
                ItemStanding::NotAttempted
            } else if is_still || self.is_known_undone(at) {
                ItemStanding::StillThere
            } else {
                ItemStanding::of(item.outcome.kind, self.verdict(at))
            };
            counts.add(item, standing);
        }
        if self.report.offboarding.is_some() {
            let more = listed.into_values().sum();
            counts.add_still_listed(Operation::End(Route::User), more);
        }
        counts
    }

    /// How many items stand how, by what was seen of each, and how many nobody looked at yet: of what has
    /// no people with verdicts of their own.
    pub(crate) fn counts_as_shown(&self) -> (StandingCounts, usize) {
        let (mut counts, mut open) = (StandingCounts::default(), 0);
        for (at, item) in self.report.items.iter().enumerate() {
            let verdict = self.verdict(at);
            counts.add_shown(item, ItemStanding::of(item.outcome.kind, verdict));
            open += usize::from(verdict == Some(Verdict::Waiting));
        }
        (counts, open)
    }

    /// How it stands with what was to be done beside ending sessions, by one item.
    pub(crate) fn otherwise(&self, at: usize) -> Otherwise {
        let ends = self.item(at).is_some_and(|item| item.operation.ends());
        match self.verdict(at) {
            _ if ends => Otherwise::Well,
            _ if self.is_failed(at) => Otherwise::Amiss,
            Some(Verdict::StillListed | Verdict::Contradicted) => Otherwise::Amiss,
            Some(Verdict::NotKnown) => Otherwise::NotKnown,
            None | Some(Verdict::Waiting) if self.is_proving => Otherwise::Open,
            _ => Otherwise::Well,
        }
    }

    /// Whether nobody knows of an item that it is as it should be.
    pub(crate) fn is_failed(&self, at: usize) -> bool {
        let kind = self.item(at).map(|item| item.outcome.kind);
        let is_bad = kind.is_some_and(|kind| !kind.is_done() && kind != OutcomeKind::AlreadySo);
        is_bad && self.verdict(at) != Some(Verdict::Verified)
    }

    /// How it stands with somebody; `None` where nothing is looked at but what was done to them.
    pub(crate) fn standing_of(&self, person: &ReportPerson<'_>) -> Option<PersonStanding> {
        if let Some(left) = person.left {
            return Some(left.standing());
        }
        let proof = person.proof?;
        let places = || person.items.iter().copied();
        let standing = PersonStanding::of(proof);
        if standing == PersonStanding::NothingDone {
            let is_touched = |at| {
                self.item(at)
                    .is_some_and(|it| it.outcome.kind.wants_proof())
            };
            let is_any = places().any(is_touched);
            return Some(if is_any {
                PersonStanding::NotAsItShouldBe
            } else {
                standing
            });
        }
        let is_not_yet = proof.verdict == PersonVerdict::NotLookedAt(NotLookedAt::NotYet);
        if is_not_yet && self.is_proving {
            return Some(if self.is_unlisted(person.user) {
                PersonStanding::Unlisted
            } else {
                PersonStanding::Open
            });
        }
        let is_not_suspended = |at| {
            let bars = self.item(at).is_some_and(|item| item.operation.bars());
            bars && self.otherwise(at) == Otherwise::Amiss
        };
        // That somebody can sign in again is graver than what is left of them.
        if places().any(is_not_suspended) {
            return Some(PersonStanding::NotSuspended);
        }
        if !proof.verdict.is_as_wished() {
            return Some(standing);
        }
        // A list of sessions says nothing of what else was to be done.
        Some(match places().map(|at| self.otherwise(at)).max() {
            Some(Otherwise::Amiss) => PersonStanding::NotAsItShouldBe,
            Some(Otherwise::NotKnown) => PersonStanding::NotKnown,
            Some(Otherwise::Open) => PersonStanding::Open,
            Some(Otherwise::Well) | None => standing,
        })
    }

    /// How many of its people stand how: each of whom something is said is in one number.
    pub(crate) fn people_by_standing(&self) -> Vec<(PersonStanding, usize)> {
        let mut counts: BTreeMap<PersonStanding, usize> = BTreeMap::new();
        for person in self.people_of_run() {
            if let Some(standing) = self.standing_of(&person) {
                *counts.entry(standing).or_default() += 1;
            }
        }
        counts.into_iter().collect()
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
