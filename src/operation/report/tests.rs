//! What reports say of runs, and the items and runs that other tests prove as well.

use super::*;
use crate::model::growth::grows_evenly;
use crate::model::{DatedMoment, OAuthToken, Role, TokenId, User, UserId};
use crate::operation::simulated::NOW;
use crate::operation::{
    GoesBeyond, JudgedBy, LeftToDo, OtherSessions, PersonTarget, PersonVerdict, SessionTarget,
    Target, TokenTarget,
};

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
        clock_offset: None,
        began_at: NOW,
        ended_at: NOW,
        items,
        stopped: None,
        offboarding: None,
        not_read_again: None,
        journal_head: None,
        left_to_do: LeftToDo::default(),
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
        ([still, Some(Verdict::Contradicted)], true),
    ] {
        let said = report.not_listed(&verdicts, &[]);
        assert_eq!(said.is_some(), is_told, "{verdicts:?}");
    }
}

#[test]
fn what_cannot_be_listed_of_many_people_takes_no_longer_for_each() {
    let given = |people: usize| {
        let items = (1..).take(people).map(|number| {
            let mut one = person(number, OutcomeKind::Done);
            one.operation = Operation::End(Route::User);
            one
        });
        let report = report(items.collect());
        let proofs = report.items.iter().rev().map(|item| PersonProof {
            user: item.target.user(),
            name: None,
            judged: JudgedBy::Person,
            verdict: PersonVerdict::NoneListed {
                at: DatedMoment::of(NOW, None),
            },
            others: OtherSessions::default(),
        });
        (proofs.collect::<Vec<_>>(), report)
    };
    grows_evenly(500, given, |(proofs, report)| {
        assert!(report.not_listed(&[], &proofs).is_some());
    });
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
    let clean = |item: ReportItem| report(vec![person(3, Done), item]).is_clean(&[], &[]);
    for kind in [Done, Accepted, AlreadySo] {
        assert!(clean(session("1/1", kind)), "{kind:?}");
    }
    for kind in [Refused, Failed, Unknown, NotAttempted] {
        assert!(!clean(session("1/1", kind)), "{kind:?}");
    }
    assert!(!clean(person(4, AlreadySo)));
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
