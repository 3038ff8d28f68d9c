//! What a few comparisons tell of a session is what looking at everything tells.

use super::*;
use crate::live::EnrichmentFound;
use crate::live::matching::overdue::Overdue;
use crate::live::matching::people::PeopleAnswers;
use crate::live::matching::session::SessionInSnapshot;
use crate::model::Timeouts;
use crate::query::{Condition, Expression, TimeField};

/// The quick answers that were given, by their words.
fn judged(snapshot: &Snapshot, now: Timestamp, changes: bool) -> Vec<Ternary> {
    let query = read("overdue:true");
    let Some(Expression::Is(condition @ Condition::Truth(..))) = query.expression() else {
        panic!("{query:?}");
    };
    let context = MatchContext {
        changes,
        ..MatchContext::at(now)
    };
    let people = PeopleAnswers::of(snapshot, &query, &context);
    let overdue = Overdue::of(&people);
    let some = snapshot.iter().step_by(10);
    let quick = some.filter_map(|slot| {
        let (chunk, offset) = snapshot.chunk_of(slot).unwrap();
        let row = SessionInSnapshot::new(&people, chunk, (offset, slot));
        let times = [TimeField::SignedIn, TimeField::LastSeen].map(|it| row.packed(it));
        let quick = overdue.quick(row.person(), times.into())?;
        assert_eq!(quick, condition.of_session(&row), "{slot:?} at {now:?}");
        Some(quick)
    });
    quick.collect()
}

#[test]
fn what_a_few_comparisons_tell_is_what_looking_at_everything_tells() {
    let mut given = Vec::new();
    let timeouts = |agent, end_user, longest| Timeouts {
        agent,
        end_user,
        longest,
    };
    for timeouts in [
        timeouts(None, None, None),
        timeouts(Some(30), Some(45), None),
        timeouts(Some(480), None, Some(60)),
    ] {
        let mut store = store();
        let found = EnrichmentFound::Timeouts(timeouts);
        store.take(WalkProgress::Enriched(found), NOW);
        let snapshot = store.absorb(WalkProgress::Finished { rest_until: NOW }, NOW);
        for minutes in (-600..700).step_by(50) {
            for millis in [-1, 0, 1] {
                for changes in [false, true] {
                    let now = NOW.shifted(minutes * 60_000 + millis);
                    given.extend(judged(&snapshot, now, changes));
                }
            }
        }
    }
    let count = |answer| given.iter().filter(|given| **given == answer).count();
    assert!(count(Ternary::No) > 1_000 && count(Ternary::Unknown(Why::Assumed)) > 1_000);
    assert!(count(Ternary::Yes) > 1_000);
}

/// What a walk with holes lacks may be gone: that it is past its end is known of nothing then by its
/// times alone.
#[test]
fn what_is_not_confirmed_is_not_told_by_a_few_comparisons() {
    let mut store = store();
    let found = EnrichmentFound::Timeouts(Timeouts {
        agent: Some(30),
        end_user: Some(45),
        longest: None,
    });
    store.take(WalkProgress::Enriched(found), NOW);
    store.take(WalkProgress::Finished { rest_until: NOW }, NOW);
    store.take(WalkProgress::Began, NOW);
    let page = WalkProgress::Page {
        sessions: (0..10).map(session).collect(),
        unreadable: 1,
    };
    store.take(page, NOW);
    let snapshot = store.absorb(WalkProgress::Finished { rest_until: NOW }, NOW);
    assert!(snapshot.unconfirmed() > 1_000);
    let given = judged(&snapshot, NOW, false);
    assert!(!given.contains(&Ternary::Yes) && given.contains(&Ternary::No));
}
