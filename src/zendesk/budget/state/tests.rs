use proptest::prelude::*;

use super::*;

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

/// The number of requests that are let through at this moment.
fn burst(state: &mut BudgetState, purpose: Purpose, now: Instant) -> usize {
    (0..10_000)
        .take_while(|_| state.admit(purpose, now) == Admit::Now)
        .count()
}

#[test]
fn watching_keeps_to_its_share_and_ending_to_the_rest() {
    let now = Instant::now();
    let mut state = of(200);
    assert_eq!(burst(&mut state, Purpose::Watching, now), 20);
    assert_eq!(burst(&mut state, Purpose::Ending, now), 80);
    assert_eq!(
        state.admit(Purpose::Ending, now + seconds(59)),
        Admit::At(now + MINUTE)
    );
    assert_eq!(burst(&mut state, Purpose::Watching, now + MINUTE), 20);
}

#[test]
fn the_smallest_limit_still_lets_one_request_through() {
    let now = Instant::now();
    for limit in [0, 1, 2, 9] {
        let mut state = of(limit);
        assert_eq!(burst(&mut state, Purpose::Watching, now), 1, "{limit}");
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
    state.learn(200, &facts, now);
    assert_eq!(burst(&mut state, Purpose::Watching, now), 70);
    let mut state = of(200);
    state.learn(200, &RateFacts::default(), now);
    assert_eq!(burst(&mut state, Purpose::Watching, now), 40);
    assert_eq!(state.reading(now).limit, None);
}

#[test]
fn a_wait_pauses_everything_and_a_later_shorter_one_does_not_end_it() {
    let now = Instant::now();
    let mut state = of(200);
    let answer = |wait| RateFacts {
        wait: Some(seconds(wait)),
        ..RateFacts::default()
    };
    state.learn(429, &answer(30), now);
    state.learn(503, &answer(5), now);
    for purpose in [Purpose::Watching, Purpose::Ending] {
        assert_eq!(state.admit(purpose, now), Admit::At(now + seconds(30)));
    }
    let reading = state.reading(now + seconds(10));
    assert_eq!(reading.paused_until, Some(seconds(20)));
    assert_eq!(reading.paused_for, Some(PauseReason::RateLimited));
    assert_eq!(reading.used_last_minute, 0);
    assert_eq!(
        state.admit(Purpose::Watching, now + seconds(30)),
        Admit::Now
    );
    assert_eq!(state.reading(now + seconds(30)).paused_for, None);
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
    state.learn(200, &left(20), now);
    assert_eq!(burst(&mut state, Purpose::Watching, now), 1);
    assert_eq!(
        state.admit(Purpose::Watching, now),
        Admit::At(now + seconds(17))
    );
    assert_eq!(state.reading(now).paused_for, Some(PauseReason::Reserve));
    assert_eq!(burst(&mut state, Purpose::Ending, now), 19);
    assert_eq!(
        state.admit(Purpose::Ending, now),
        Admit::At(now + seconds(17))
    );
    assert_eq!(state.reading(now).paused_for, Some(PauseReason::UsedUp));
    assert_eq!(
        state.admit(Purpose::Watching, now + seconds(17)),
        Admit::Now
    );
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
        state.learn(200, &facts, now);
        assert_eq!(state.admit(Purpose::Watching, now), Admit::Now, "{limit}");
    }
}

#[test]
fn an_endpoint_without_requests_pauses_everything() {
    let now = Instant::now();
    let mut state = of(200);
    let facts = RateFacts {
        exhausted: Some(seconds(468)),
        ..RateFacts::default()
    };
    state.learn(200, &facts, now);
    assert_eq!(
        state.admit(Purpose::Ending, now),
        Admit::At(now + seconds(468))
    );
    assert_eq!(state.reading(now).paused_for, Some(PauseReason::UsedUp));
}

#[test]
fn watching_waits_while_ending_is_in_the_queue() {
    let now = Instant::now();
    let mut state = of(200);
    state.ending_waits(1);
    assert!(matches!(state.admit(Purpose::Watching, now), Admit::At(_)));
    assert_eq!(state.admit(Purpose::Ending, now), Admit::Now);
    state.ending_waits(-1);
    assert_eq!(state.admit(Purpose::Watching, now), Admit::Now);
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

proptest! {
    /// Whatever is asked for and when, no 60 seconds hold more than the shares allow.
    #[test]
    fn no_minute_holds_more_than_the_share(
        limit in 1_u32..120,
        steps in prop::collection::vec((0_u64..9_000, any::<bool>()), 1..300),
    ) {
        let mut state = of(limit);
        let mut now = Instant::now();
        let mut sent: Vec<(Instant, Purpose)> = Vec::new();
        for (millis, ending) in steps {
            now += Duration::from_millis(millis);
            let purpose = if ending { Purpose::Ending } else { Purpose::Watching };
            while state.admit(purpose, now) == Admit::Now {
                sent.push((now, purpose));
                if millis % 2 == 0 {
                    break;
                }
            }
        }
        let share = |percent: u32| usize::try_from((limit * percent / 100).max(1)).unwrap();
        for (start, _) in &sent {
            let minute = || sent.iter().filter(|(at, _)| at >= start && *at < *start + MINUTE);
            let watching = minute().filter(|(_, of)| *of == Purpose::Watching).count();
            prop_assert!(watching <= share(10));
            prop_assert!(minute().count() <= share(50));
        }
    }

    /// A request that is made to wait until a time is let through then, if nothing else happens.
    #[test]
    fn the_time_to_ask_again_is_the_right_one(limit in 1_u32..60, gaps in prop::collection::vec(0_u64..20_000, 1..60)) {
        let mut state = of(limit);
        let mut now = Instant::now();
        for gap in gaps {
            now += Duration::from_millis(gap);
            if let Admit::At(then) = state.admit(Purpose::Watching, now) {
                prop_assert!(then > now && then <= now + MINUTE);
                now = then;
                prop_assert_eq!(state.admit(Purpose::Watching, now), Admit::Now);
            }
        }
    }
}

#[test]
fn what_is_worth_least_waits_for_half_of_the_minute_and_for_everybody_else() {
    let now = Instant::now();
    let mut state = of(200);
    assert_eq!(state.spare_in(now), Duration::ZERO);
    for _ in 0..9 {
        assert_eq!(state.admit(Purpose::Watching, now), Admit::Now);
        assert_eq!(state.spare_in(now), Duration::ZERO);
    }
    // The tenth of twenty is half.
    assert_eq!(state.admit(Purpose::Enrichment, now), Admit::Now);
    for second in 20..60 {
        let wait = state.spare_in(now + seconds(second)).as_secs();
        assert!(wait > 0 && wait <= 60 - second, "{wait}");
    }
    // Asking is free: walks have their whole share all the same.
    assert_eq!(burst(&mut state, Purpose::Watching, now), 10);
    assert_eq!(state.spare_in(now + MINUTE), Duration::ZERO);

    let mut state = of(200);
    state.ending_waits(1);
    assert_eq!(state.spare_in(now), SHORT_WAIT);
    state.ending_waits(-1);
    assert_eq!(state.spare_in(now), Duration::ZERO);
    let facts = RateFacts {
        wait: Some(seconds(30)),
        ..RateFacts::default()
    };
    state.learn(429, &facts, now);
    assert_eq!(state.spare_in(now), seconds(30));
}

#[test]
fn one_place_in_ten_is_left_to_what_is_worth_least_however_much_walks_use() {
    let mut now = Instant::now();
    let mut state = of(200);
    let mut enriched = 0;
    for _ in 0..200 {
        let purpose = if state.fixed_part_in(now).is_zero() {
            Purpose::Enrichment
        } else {
            Purpose::Watching
        };
        if let Admit::At(then) = state.admit(purpose, now) {
            now = then;
        } else {
            enriched += u32::from(purpose == Purpose::Enrichment);
        }
    }
    assert!((15..=20).contains(&enriched), "{enriched}");
    state.ending_waits(1);
    assert!(!state.fixed_part_in(now + MINUTE).is_zero());
}
