use http::Method;
use proptest::prelude::*;

use super::*;
use crate::zendesk::{PauseReason, ServerWait};

mod demand;

const MINUTE: Duration = Duration::from_secs(60);

fn of(limit: u32) -> BudgetState {
    BudgetState::new(Shares {
        assumed_limit: limit,
        ..Shares::default()
    })
}

fn seconds(number: u64) -> Duration {
    Duration::from_secs(number)
}

/// Asks once for a place, and does not wait for it: the time at which to ask again.
fn ask(state: &mut BudgetState, purpose: Purpose, now: Instant) -> Option<Instant> {
    ask_at(state, purpose, None, now)
}

fn ask_at(
    state: &mut BudgetState,
    purpose: Purpose,
    endpoint: Option<Endpoint>,
    now: Instant,
) -> Option<Instant> {
    let ticket = state.enter(purpose, endpoint, now);
    match state.admit(ticket, now) {
        Admit::Now(_) => None,
        Admit::At(then) => {
            state.leave(ticket);
            Some(then)
        }
    }
}

/// The number of requests that are let through at this moment.
fn burst(state: &mut BudgetState, purpose: Purpose, now: Instant) -> usize {
    (0..10_000)
        .take_while(|_| ask(state, purpose, now).is_none())
        .count()
}

fn sessions() -> Endpoint {
    Endpoint::new(Method::GET, "/api/v2/sessions")
}

fn learn(state: &mut BudgetState, status: u16, facts: &RateFacts, now: Instant) {
    state.learn(status, facts, &sessions(), now);
}

#[test]
fn watching_keeps_to_its_share_and_ending_to_the_rest() {
    let now = Instant::now();
    let mut state = of(200);
    assert_eq!(burst(&mut state, Purpose::Walk, now), 20);
    // Five places are kept for what somebody waits for.
    assert_eq!(burst(&mut state, Purpose::Ending, now), 75);
    assert_eq!(burst(&mut state, Purpose::Asked, now), 5);
    assert_eq!(
        ask(&mut state, Purpose::Ending, now + seconds(59)),
        Some(now + MINUTE)
    );
    assert_eq!(burst(&mut state, Purpose::Walk, now + MINUTE), 20);
}

#[test]
fn the_smallest_limit_still_lets_one_request_through() {
    let now = Instant::now();
    for limit in [0, 1, 2, 9] {
        let mut state = of(limit);
        assert_eq!(burst(&mut state, Purpose::Walk, now), 1, "{limit}");
    }
    let mut state = BudgetState::new(Shares {
        watching: f64::NAN,
        ending: -1.0,
        assumed_limit: 200,
    });
    assert_eq!(burst(&mut state, Purpose::Ending, now), 1);
}

#[test]
fn a_named_limit_replaces_the_assumed_one() {
    let now = Instant::now();
    let mut state = of(200);
    let facts = RateFacts {
        limit: Some(700),
        ..RateFacts::default()
    };
    learn(&mut state, 200, &facts, now);
    assert_eq!(burst(&mut state, Purpose::Walk, now), 70);
    let mut state = of(200);
    learn(&mut state, 200, &RateFacts::default(), now);
    assert_eq!(burst(&mut state, Purpose::Walk, now), 40);
    assert_eq!(state.reading(now).limit, None);
}

#[test]
fn a_wait_pauses_everything_and_a_later_shorter_one_does_not_end_it() {
    let now = Instant::now();
    let mut state = of(200);
    let answer = |wait| RateFacts {
        wait: Some(seconds(wait).into()),
        ..RateFacts::default()
    };
    learn(&mut state, 429, &answer(30), now);
    learn(&mut state, 503, &answer(5), now);
    for purpose in [Purpose::Walk, Purpose::Ending] {
        assert_eq!(ask(&mut state, purpose, now), Some(now + seconds(30)));
    }
    let reading = state.reading(now + seconds(10));
    assert_eq!(reading.paused_until, Some(seconds(20)));
    assert_eq!(reading.paused_for, Some(PauseReason::RateLimited));
    assert_eq!(reading.used_last_minute, 0);
    assert_eq!(ask(&mut state, Purpose::Walk, now + seconds(30)), None);
    assert_eq!(state.reading(now + seconds(30)).paused_for, None);
}

/// A server that asks for hours is asked again after a quarter of an hour, and what is told is its own.
#[test]
fn a_wait_of_hours_is_told_as_it_was_asked_for() {
    let now = Instant::now();
    let mut state = of(200);
    let facts = RateFacts {
        wait: Some(seconds(7_200).into()),
        ..RateFacts::default()
    };
    learn(&mut state, 429, &facts, now);
    let wait = state.waiting(Purpose::Ending, None, now).unwrap();
    assert_eq!((wait.left, wait.asked), (seconds(900), seconds(7_200)));
    let reading = state.reading(now + seconds(10));
    assert_eq!(reading.paused_until, Some(seconds(890)));
    assert_eq!(reading.asks_for, Some(seconds(7_190)));
    assert_eq!(ask(&mut state, Purpose::Walk, now + seconds(900)), None);
    let mut state = of(200);
    let facts = RateFacts {
        exhausted: Some(seconds(3_600).into()),
        ..RateFacts::default()
    };
    learn(&mut state, 200, &facts, now);
    let wait = state
        .waiting(Purpose::Walk, Some(&sessions()), now)
        .unwrap();
    assert_eq!((wait.left, wait.asked), (seconds(900), seconds(3_600)));
}

#[test]
fn watching_leaves_the_reserve_and_nobody_asks_at_zero() {
    let now = Instant::now();
    let left = |remaining| RateFacts {
        limit: Some(100),
        remaining: Some(remaining),
        reset: Some(seconds(17)),
        ..RateFacts::default()
    };
    let mut state = of(200);
    learn(&mut state, 200, &left(20), now);
    assert_eq!(burst(&mut state, Purpose::Walk, now), 1);
    assert_eq!(ask(&mut state, Purpose::Walk, now), Some(now + seconds(17)));
    assert_eq!(state.reading(now).paused_for, Some(PauseReason::Reserve));
    assert_eq!(burst(&mut state, Purpose::Ending, now), 19);
    assert_eq!(
        ask(&mut state, Purpose::Ending, now),
        Some(now + seconds(17))
    );
    assert_eq!(state.reading(now).paused_for, Some(PauseReason::UsedUp));
    assert_eq!(ask(&mut state, Purpose::Walk, now + seconds(17)), None);
}

#[test]
fn a_tiny_account_is_not_all_reserve() {
    let now = Instant::now();
    for limit in 1..12 {
        let mut state = of(200);
        let facts = RateFacts {
            limit: Some(limit),
            remaining: Some(limit),
            ..RateFacts::default()
        };
        learn(&mut state, 200, &facts, now);
        assert_eq!(ask(&mut state, Purpose::Walk, now), None, "{limit}");
    }
}

#[test]
fn an_endpoint_without_requests_rests_alone() {
    let now = Instant::now();
    for (status, wait, expected) in [
        (200, None, 468),
        (429, Some(seconds(5)), 468),
        (429, Some(seconds(600)), 600),
    ] {
        let mut state = of(200);
        let facts = RateFacts {
            exhausted: Some(seconds(468).into()),
            wait: wait.map(ServerWait::asked),
            ..RateFacts::default()
        };
        learn(&mut state, status, &facts, now);
        let rest = ask_at(&mut state, Purpose::Walk, Some(sessions()), now);
        assert_eq!(rest, Some(now + seconds(expected)), "{status}");
        let wait = state.waiting(Purpose::Walk, Some(&sessions()), now);
        let pause = wait.and_then(|wait| wait.pause);
        assert_eq!(pause, Some(PauseReason::EndpointUsedUp));
        let other = Endpoint::new(Method::DELETE, "/api/v2/sessions");
        for purpose in Purpose::ALL {
            assert_eq!(ask_at(&mut state, purpose, Some(other.clone()), now), None);
        }
        assert_eq!(state.reading(now).paused_for, None);
        // Whoever waits for it holds up nobody.
        state.enter(Purpose::Ending, Some(sessions()), now);
        assert_eq!(ask(&mut state, Purpose::Walk, now), None);
        let later = now + seconds(expected);
        let again = ask_at(&mut state, Purpose::Ending, Some(sessions()), later);
        assert_eq!(again, None, "{status}");
    }
}

#[test]
fn a_failure_that_names_a_wait_pauses_everything_although_an_endpoint_is_used_up() {
    let now = Instant::now();
    let mut state = of(200);
    let facts = RateFacts {
        exhausted: Some(seconds(10).into()),
        wait: Some(seconds(30).into()),
        ..RateFacts::default()
    };
    learn(&mut state, 503, &facts, now);
    for purpose in Purpose::ALL {
        assert_eq!(ask(&mut state, purpose, now), Some(now + seconds(30)));
    }
}

#[test]
fn whoever_comes_before_goes_first_unless_they_do_not_ask_again() {
    let now = Instant::now();
    for (rank, purpose) in Purpose::ALL.into_iter().enumerate() {
        for lower in Purpose::ALL.into_iter().skip(rank + 1) {
            let mut state = of(2_500);
            let first = state.enter(purpose, None, now);
            let has_reserve = lower == Purpose::Asked;
            assert_eq!(
                ask(&mut state, lower, now).is_some(),
                !has_reserve,
                "{lower:?}"
            );
            state.leave(first);
            assert_eq!(ask(&mut state, lower, now), None, "{lower:?}");
            // Nobody who is not asking any more holds anybody up.
            state.enter(purpose, None, now);
            assert_eq!(ask(&mut state, lower, now + LOOK), None, "{lower:?}");
        }
    }
}

#[test]
fn requests_of_one_class_go_in_the_order_in_which_they_came() {
    let now = Instant::now();
    let mut state = of(200);
    let first = state.enter(Purpose::Walk, None, now);
    let second = state.enter(Purpose::Walk, None, now);
    assert!(matches!(state.admit(second, now), Admit::At(_)));
    assert!(matches!(state.admit(first, now), Admit::Now(_)));
    assert!(matches!(state.admit(second, now), Admit::Now(_)));
}

#[test]
fn a_place_that_is_given_back_is_there_again() {
    let now = Instant::now();
    let mut state = of(20);
    let left = RateFacts {
        limit: Some(20),
        remaining: Some(20),
        ..RateFacts::default()
    };
    learn(&mut state, 200, &left, now);
    let ticket = state.enter(Purpose::Walk, None, now);
    let Admit::Now(place) = state.admit(ticket, now) else {
        panic!("there is a place")
    };
    assert_eq!(
        (state.watched(), state.reading(now).remaining),
        (1, Some(19))
    );
    state.give_back(place);
    assert_eq!(
        (state.watched(), state.reading(now).remaining),
        (0, Some(20))
    );
    assert_eq!(burst(&mut state, Purpose::Walk, now), 2);
    state.give_back(place);
    assert_eq!(state.watched(), 2);
}

#[test]
fn a_walk_that_does_not_fit_into_a_minute_is_spread_over_it() {
    let mut now = Instant::now();
    let mut state = of(700);
    state.spread();
    assert_eq!(burst(&mut state, Purpose::Walk, now), 35);
    let mut longest = Duration::ZERO;
    for _ in 0..500 {
        let ticket = state.enter(Purpose::Walk, None, now);
        let began = now;
        while let Admit::At(then) = state.admit(ticket, now) {
            now = then;
        }
        longest = longest.max(now - began);
    }
    assert!(longest <= seconds(2), "{longest:?}");
    // What somebody waits for is not.
    assert_eq!(ask(&mut state, Purpose::Asked, now), None);
    assert!(burst(&mut state, Purpose::Asked, now) > 200);
}

#[test]
fn walks_are_as_far_apart_as_their_size_demands() {
    for (limit, requests, expected) in [
        (700, 50, 42_858),
        (400, 50, 75_000),
        (200, 50, 150_000),
        (200, 0, 0),
        (1, 1, 60_000),
    ] {
        let interval = of(limit).walk_interval(requests);
        assert_eq!(interval, Duration::from_millis(expected), "{limit}");
    }
    assert!(of(1).walk_interval(u64::MAX) > seconds(1_000_000));
}

#[test]
fn what_is_worth_least_leaves_half_of_the_minute_but_for_its_turns() {
    let now = Instant::now();
    let mut state = of(200);
    assert_eq!(burst(&mut state, Purpose::Enrichment, now), 10);
    assert_eq!(burst(&mut state, Purpose::Walk, now), 10);
    assert_eq!(burst(&mut state, Purpose::Enrichment, now + MINUTE), 10);
}

#[test]
fn repeats_are_a_small_part_of_the_changes() {
    let now = Instant::now();
    let mut state = of(700);
    let taken = |state: &mut BudgetState, now| (0..99).filter(|_| state.take_repeat(now)).count();
    assert_eq!(taken(&mut state, now), repeats::FEWEST_REPEATS);
    burst(&mut state, Purpose::Ending, now + MINUTE);
    assert_eq!(taken(&mut state, now + MINUTE), 34);
}
