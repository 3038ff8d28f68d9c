//! What became of a run, item by item.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{
    AllOdd, JudgedPeople, LastDoor, Offboarding, Operation, Outcome, OutcomeKind, PersonDone,
    PersonProof, PersonVerdict, Reason, Refusal, Route, Target, TargetKind, Verdict, words,
};
use crate::journal::RunId;
use crate::model::{Fault, Timestamp};
use crate::zendesk::ApiError;

/// One item of a run and how it ended.
#[derive(Debug, Clone)]
pub struct ReportItem {
    /// The operation that was to be done.
    pub operation: Operation,
    /// The target that it was to be done to.
    pub target: Target,
    /// How it ended.
    pub outcome: Outcome,
    /// When the outcome was known, by the local clock.
    pub at: Timestamp,
    /// The server's clock as the answer that settled it gave it, if it did.
    pub server_at: Option<Timestamp>,
    /// Zendesk's id for the request that settled it, if there was such a request and it had an id.
    pub request_id: Option<String>,
}

/// Why a run stopped before its last item.
#[derive(Debug, Clone)]
pub enum Stopped {
    /// A person stopped it.
    ByHand,
    /// The journal could not be written, so no further request was sent.
    NoRecord(String),
    /// Zendesk refused the credentials or the permission for everything.
    Refused(Arc<ApiError>),
    /// Zendesk kept failing.
    Failing(Arc<ApiError>),
    /// The terminal was lost, and the settings say to stop then.
    TerminalLost,
    /// The program was told again to end; items whose requests had no answer by then are unknown.
    Abandoned,
    /// No other admin would have been left who can sign in.
    LastDoor(LastDoor),
    /// The credentials are not those for which it was planned any more, or no admin's.
    OtherHands(Refusal),
    /// All answers were of one kind that does not fit, and a look did not bear them out.
    Odd(AllOdd),
    /// The run itself failed; items whose requests had no answer by then are unknown.
    Fault(Fault),
}

impl Stopped {
    /// Whether its words are the program's own and name nobody.
    pub(crate) const fn names_nobody(&self) -> bool {
        matches!(self, Self::ByHand | Self::TerminalLost | Self::Abandoned)
    }

    /// What stopped it, in words.
    pub fn words(&self) -> String {
        match self {
            Self::ByHand => "stopped by hand".to_owned(),
            Self::NoRecord(why) => format!("the journal cannot be written: {why}"),
            Self::Refused(error) => format!("{error}; {}", error.advice()),
            Self::Failing(error) => format!("Zendesk keeps failing: {error}"),
            Self::TerminalLost => "stopped because the terminal was lost".to_owned(),
            Self::Abandoned => {
                "the program was told twice to end, and did not wait for answers".to_owned()
            }
            Self::LastDoor(why) => why.to_string(),
            Self::OtherHands(why) => why.to_string(),
            Self::Odd(odd) => odd.to_string(),
            Self::Fault(fault) => format!("{fault}; {}", Fault::ADVICE),
        }
    }
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
    /// When it began, by the local clock.
    pub began_at: Timestamp,
    /// When it was over.
    pub ended_at: Timestamp,
    /// The items in the order of the plan.
    pub items: Vec<ReportItem>,
    /// Why it stopped early, if it did.
    pub stopped: Option<Stopped>,
    /// What it offboarded people by, if it did.
    pub offboarding: Option<Offboarding>,
    /// The journal's newest hash after the run, as an anchor for `journal verify`.
    pub journal_head: Option<String>,
}

impl ReportItem {
    /// Whether it is about somebody of whom no session was known, and who was signed out all the same.
    pub(crate) const fn is_unlisted(&self) -> bool {
        self.operation.ends() && matches!(self.target, Target::Person(_))
    }

    /// The word for how it ended. Where no session was known, none is claimed.
    pub const fn word(&self) -> &'static str {
        match self.outcome.kind {
            OutcomeKind::Done if self.is_unlisted() => "signed out",
            kind => kind.word(self.operation),
        }
    }
}

impl Report {
    /// Whether it offboarded people.
    pub fn is_of_several(&self) -> bool {
        let kind = self.operation.target_kind();
        let mut items = self.items.iter();
        self.offboarding.is_some() || items.any(|item| item.operation.target_kind() != kind)
    }

    /// What it cannot list, since a wide route was used; `None` where it lists all that it did, and
    /// where nothing went by such a route, by the answers or by what was seen afterwards.
    pub(crate) fn not_listed(
        &self,
        verdicts: &[Option<Verdict>],
        people: &[PersonProof],
    ) -> Option<&'static str> {
        let wide = self.items.iter().zip(0..).filter(|(item, at)| {
            let is_wide = item.operation.route().is_some_and(Route::is_wide);
            let verdict = verdicts.get(*at).copied().flatten();
            is_wide && !is_still_there(item, verdict, people)
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

    /// The verdicts on the people whose sessions the run was to end, before anything is read.
    pub(crate) fn people_unproved(&self) -> Vec<PersonProof> {
        let people = PersonDone::of_run(self);
        people.iter().map(PersonDone::unproved).collect()
    }

    /// Whether every item is done, taken for later, or was gone before. A person who was gone does
    /// not count as clean, since nobody expected that.
    pub fn is_clean(&self) -> bool {
        self.items.iter().all(|item| match item.outcome.kind {
            OutcomeKind::AlreadySo => {
                item.operation.ends() || item.target.kind() != TargetKind::People
            }
            kind => kind.is_done(),
        })
    }
}

/// Whether a session was seen after a run as it was, or somebody of whom none was known.
fn is_still_there(item: &ReportItem, verdict: Option<Verdict>, people: &[PersonProof]) -> bool {
    let user = item.target.user();
    let proof = || people.iter().find(|proof| proof.user == user);
    let is_seen = |proof: &PersonProof| {
        matches!(
            proof.verdict,
            PersonVerdict::StillThere { .. } | PersonVerdict::Contradicted { .. }
        )
    };
    match verdict {
        None if item.is_unlisted() => proof().is_some_and(is_seen),
        verdict => matches!(verdict, Some(Verdict::StillListed | Verdict::Contradicted)),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::{OAuthToken, Role, TokenId, User, UserId};
    use crate::operation::simulated::NOW;
    use crate::operation::{GoesBeyond, PersonTarget, SessionTarget, TokenTarget};

    /// A session that was to be ended.
    pub(in crate::operation) fn session(key: &str, kind: OutcomeKind) -> ReportItem {
        let target = SessionTarget::of(key.parse().unwrap());
        item(target.into(), Operation::End(Route::Exact), kind)
    }

    /// A person who was to be suspended.
    pub(in crate::operation) fn person(number: u64, kind: OutcomeKind) -> ReportItem {
        let user = User::example(number, "Ada", Role::EndUser);
        let target = Target::Person(PersonTarget {
            id: user.id,
            user: Some(user),
            sessions: None,
        });
        item(target, Operation::Suspend, kind)
    }

    /// A token that was to be revoked.
    pub(in crate::operation) fn token(number: u64, kind: OutcomeKind) -> ReportItem {
        let token = OAuthToken::of(TokenId::new(number).unwrap(), UserId::new(3).unwrap());
        let target = Target::Token(TokenTarget {
            token,
            owner: None,
            beyond: GoesBeyond::No,
        });
        item(target, Operation::RevokeTokens, kind)
    }

    fn item(target: Target, operation: Operation, kind: OutcomeKind) -> ReportItem {
        ReportItem {
            operation,
            target,
            outcome: kind.into(),
            at: NOW,
            server_at: None,
            request_id: None,
        }
    }

    pub(in crate::operation) fn report(items: Vec<ReportItem>) -> Report {
        Report {
            run: RunId::new(NOW, [1, 2, 3]),
            account: "acme".to_owned(),
            operation: Operation::End(Route::Exact),
            judged: JudgedPeople::default(),
            reason: Reason::default(),
            began_at: NOW,
            ended_at: NOW,
            items,
            stopped: None,
            offboarding: None,
            journal_head: None,
        }
    }

    #[test]
    fn every_way_that_items_ended_is_counted_by_its_word() {
        let report = report(vec![
            person(3, OutcomeKind::Done),
            session("1/1", OutcomeKind::Refused),
            session("1/2", OutcomeKind::Done),
            session("1/3", OutcomeKind::Refused),
            session("1/4", OutcomeKind::Done),
            session("1/5", OutcomeKind::Refused),
        ]);
        assert_eq!(
            report.counts(),
            [
                (OutcomeKind::Done, "suspended", 1),
                (OutcomeKind::Done, "ended", 2),
                (OutcomeKind::Refused, "refused", 3),
            ]
        );
        let counts = [OutcomeKind::Done, OutcomeKind::Unknown].map(|kind| report.count(kind));
        assert_eq!(counts, [3, 0]);
    }

    /// What a wide route takes beyond what is known is told only where it may have taken it.
    #[test]
    fn a_wide_route_that_did_nothing_took_nothing_along() {
        use OutcomeKind::{Accepted, Done, Failed, NotAttempted, Refused, Unknown};
        let wide = |kind| {
            let mut one = session("1/1", kind);
            one.operation = Operation::End(Route::User);
            report(vec![one]).not_listed(&[], &[]).is_some()
        };
        assert_eq!([Done, Accepted, Unknown].map(wide), [true; 3]);
        assert_eq!([Refused, Failed, NotAttempted].map(wide), [false; 3]);
        let exact = report(vec![session("1/1", Done)]);
        assert!(exact.not_listed(&[], &[]).is_none());
    }

    /// An answer that all went, where all that was known is still there, took nothing along either.
    #[test]
    fn a_wide_route_that_was_seen_to_end_nothing_took_nothing_along() {
        let items = ["1/1", "1/2"].map(|key| {
            let mut one = session(key, OutcomeKind::Done);
            one.operation = Operation::End(Route::User);
            one
        });
        let report = report(items.into());
        let (gone, still) = (Some(Verdict::Verified), Some(Verdict::StillListed));
        for (verdicts, is_told) in [
            ([None, None], true),
            ([gone, gone], true),
            ([gone, still], true),
            ([still, still], false),
            ([still, Some(Verdict::Contradicted)], false),
        ] {
            let said = report.not_listed(&verdicts, &[]);
            assert_eq!(said.is_some(), is_told, "{verdicts:?}");
        }
    }

    #[test]
    fn proof_is_waited_for_where_something_may_have_been_done() {
        let kinds = OutcomeKind::ALL.map(|kind| session("1/1", kind));
        let waiting = Some(Verdict::Waiting);
        assert_eq!(
            report(kinds.into()).unproved(),
            [waiting, waiting, waiting, None, None, waiting, None]
        );
    }

    /// A session that was gone before is as it should be; a person who was gone is not.
    #[test]
    fn a_report_is_clean_if_all_is_as_was_expected() {
        use OutcomeKind::{Accepted, AlreadySo, Done, Failed, NotAttempted, Refused, Unknown};
        let clean = |item: ReportItem| report(vec![person(3, Done), item]).is_clean();
        for kind in [Done, Accepted, AlreadySo] {
            assert!(clean(session("1/1", kind)), "{kind:?}");
        }
        for kind in [Refused, Failed, Unknown, NotAttempted] {
            assert!(!clean(session("1/1", kind)), "{kind:?}");
        }
        assert!(!clean(person(4, AlreadySo)));
    }

    #[test]
    fn why_a_run_stopped_is_told_with_its_cause() {
        let words = Stopped::NoRecord("disk full".to_owned()).words();
        assert_eq!(words, "the journal cannot be written: disk full");
        assert_eq!(Stopped::ByHand.words(), "stopped by hand");
    }

    /// What is said of what went beside is said only where something went, or may have.
    #[test]
    fn a_wide_route_that_nothing_went_by_is_not_told_of() {
        for (kinds, words) in [
            (&[OutcomeKind::NotAttempted][..], None),
            (&[OutcomeKind::Refused, OutcomeKind::Failed], None),
            (
                &[OutcomeKind::Refused, OutcomeKind::Done],
                Some("went as well"),
            ),
            (&[OutcomeKind::Accepted], Some("went as well")),
            (
                &[OutcomeKind::Refused, OutcomeKind::Unknown],
                Some("may have gone as well"),
            ),
        ] {
            for route in Route::ALL {
                let items = kinds.iter().map(|kind| {
                    let mut item = session("1/1", *kind);
                    item.operation = Operation::End(route);
                    item
                });
                let said = report(items.collect()).not_listed(&[], &[]);
                let words = words.filter(|_| route.is_wide());
                assert_eq!(said.is_some(), words.is_some(), "{kinds:?} {route:?}");
                assert!(said.unwrap_or_default().contains(words.unwrap_or_default()));
            }
        }
    }

    #[test]
    fn what_was_done_goes_by_the_answers() {
        for (kinds, expected) in [
            (
                [OutcomeKind::Done, OutcomeKind::AlreadySo],
                MayHaveDone::All,
            ),
            ([OutcomeKind::Done, OutcomeKind::Refused], MayHaveDone::Some),
            (
                [OutcomeKind::Unknown, OutcomeKind::Refused],
                MayHaveDone::Perhaps,
            ),
            (
                [OutcomeKind::NotAttempted, OutcomeKind::Failed],
                MayHaveDone::Nothing,
            ),
        ] {
            let items = kinds.map(|kind| person(3, kind));
            assert_eq!(report(items.into()).may_have_done(), expected, "{kinds:?}");
        }
    }
}
