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
