//! What walks bring, and what is gone by them.
//!
//! - `holes` records and fields that cannot be read
//! - `own_lists` a person's own list, and what it proves
//! - `slots` where sessions are kept
//! - `people` who is asked about, and how many there are

mod holes;
mod own_lists;
mod people;
mod slots;

use super::*;
use crate::live::events::LiveEventKind;
use crate::live::{Census, Coverage, Doubt, Lookup, PersonIndex, Retry, Unreadable};
use crate::model::{Role, SentTime, Session, SessionId, SessionKey, User};
use crate::query::Why;
use crate::zendesk::{ApiError, ApiErrorKind, ApiRequest, PersonList};

fn session(user: u64, number: u64, last_seen: i64) -> Session {
    Session {
        key: format!("{user}/{number}").parse().unwrap(),
        authenticated_at: Some(Timestamp::from_seconds(100)).into(),
        last_seen_at: Some(Timestamp::from_seconds(last_seen)).into(),
        url: crate::model::SentUrl::default(),
    }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

fn page(sessions: &[Session]) -> WalkProgress {
    WalkProgress::Page {
        sessions: sessions.to_vec(),
        unreadable: 0,
    }
}

fn walk(store: &mut Store, pages: &[&[Session]], now: i64) -> Arc<Snapshot> {
    store.absorb(WalkProgress::Began, at(now));
    for sessions in pages {
        store.absorb(page(sessions), at(now));
    }
    store.absorb(
        WalkProgress::Finished {
            rest_until: at(now + 60),
        },
        at(now),
    )
}

fn keys(snapshot: &Snapshot) -> Vec<String> {
    snapshot
        .iter()
        .filter_map(|slot| snapshot.key(slot))
        .map(|key| key.to_string())
        .collect()
}

fn broke() -> WalkProgress {
    let asked = ApiRequest::to(http::Method::GET, "/api/v2/users/me");
    WalkProgress::Broke {
        error: Arc::new(ApiError::new(asked, ApiErrorKind::Anonymous)),
        retry: Retry::WhenAsked,
    }
}

fn listed(user: u64, began: i64, list: PersonList) -> WalkProgress {
    WalkProgress::Listed {
        user: UserId::new(user).unwrap(),
        began_at: at(began),
        list,
    }
}

fn own_list(user: u64, sessions: &[Session]) -> PersonList {
    PersonList::of(UserId::new(user).unwrap(), sessions.to_vec())
}

/// A walk over these sessions, with so many records beside them that nobody can read.
fn walk_with_holes(
    store: &mut Store,
    sessions: &[Session],
    holes: usize,
    now: i64,
) -> Arc<Snapshot> {
    store.take(WalkProgress::Began, at(now));
    let page = WalkProgress::Page {
        sessions: sessions.to_vec(),
        unreadable: holes,
    };
    store.take(page, at(now));
    let rest_until = at(now + 60);
    store.absorb(WalkProgress::Finished { rest_until }, at(now))
}

#[test]
fn page_one_is_there_before_the_walk_is_whole() {
    let mut store = Store::new();
    store.absorb(WalkProgress::Began, at(1));
    let snapshot = store.absorb(page(&[session(1, 10, 5)]), at(2));
    assert_eq!(keys(&snapshot), ["1/10"]);
    assert_eq!(snapshot.coverage(), Coverage::Partial);
    assert_eq!(
        snapshot.progress,
        Progress::Walking {
            page: 1,
            sessions: 1
        }
    );
    assert!(matches!(snapshot.freshness, Freshness::Waiting));
}

#[test]
fn gone_is_only_what_a_whole_walk_lacks() {
    let mut store = Store::new();
    walk(
        &mut store,
        &[
            &[session(1, 10, 5), session(2, 20, 5)],
            &[session(3, 30, 5)],
        ],
        10,
    );
    store.absorb(WalkProgress::Began, at(20));
    store.absorb(page(&[session(1, 10, 6)]), at(20));
    let broken = store.absorb(broke(), at(21));
    assert_eq!(
        keys(&broken),
        ["1/10", "2/20", "3/30"],
        "a broken walk removes nothing"
    );
    assert!(
        matches!(broken.freshness, Freshness::Stale { as_of: Some(time), .. } if time == at(10))
    );

    let whole = walk(&mut store, &[&[session(1, 10, 7), session(3, 30, 5)]], 30);
    assert_eq!(keys(&whole), ["1/10", "3/30"]);
    assert_eq!((whole.len(), whole.people_signed_in()), (2, 2));
    let gone: SessionKey = "2/20".parse().unwrap();
    let is_gone = |kind: &_| matches!(kind, LiveEventKind::Gone(key, _) if *key == gone);
    assert!(whole.events().any(|event| is_gone(&event.kind)));
}

#[test]
fn a_session_that_returns_is_there_again() {
    let mut store = Store::new();
    let all = [
        session(1, 10, 5),
        session(2, 20, 5),
        session(3, 30, 5),
        session(4, 40, 5),
        session(5, 50, 5),
    ];
    let without_the_second = [&all[..1], &all[2..]];
    walk(&mut store, &[&all], 10);
    walk(&mut store, &without_the_second, 20);
    let back = walk(&mut store, &[&all], 30);
    assert_eq!(back.len(), 5);
    assert_eq!(back.people_signed_in(), 5);
    assert_eq!(back.epoch(), 0);
    let key: SessionKey = "2/20".parse().unwrap();
    let is_back = |kind: &_| matches!(kind, LiveEventKind::SignedIn(back, _) if *back == key);
    assert!(back.events().any(|event| is_back(&event.kind)));
}

#[test]
fn one_session_under_two_users_is_a_row_of_each_and_a_hole() {
    let mut store = Store::new();
    let snapshot = walk(&mut store, &[&[session(1, 10, 5), session(2, 10, 5)]], 10);
    assert_eq!(keys(&snapshot), ["1/10", "2/10"]);
    assert_eq!(snapshot.conflicts(), 1);
    assert!(snapshot.is_claimed(SessionId::new(10).unwrap()));
    assert_eq!((snapshot.len(), snapshot.people_signed_in()), (2, 2));
    assert_ne!(snapshot.coverage(), Coverage::Full);
    assert!(snapshot.absence(UserId::new(2).unwrap()).is_err());
    // It is so until a whole walk shows it of one of them alone.
    let after = walk(&mut store, &[&[session(2, 10, 5)]], 20);
    assert_eq!(
        (keys(&after), after.conflicts()),
        (vec!["2/10".to_owned()], 0)
    );
    assert_eq!((after.len(), after.people_signed_in()), (1, 1));
}

/// However many people a server names for one session, it makes no more work, and none of them is all.
#[test]
fn one_session_under_everybody_has_a_few_rows_and_is_nobodys() {
    let mut store = Store::new();
    let all: Vec<Session> = (1..=500).map(|user| session(user, 10, 5)).collect();
    let snapshot = walk(&mut store, &[&all], 10);
    let ten = SessionId::new(10).unwrap();
    assert_eq!((snapshot.len(), snapshot.conflicts()), (8, 1));
    assert!(snapshot.has_more_claimants(ten));
    assert_eq!(snapshot.unreadable().holes, 499);
}

#[test]
fn credentials_of_an_agent_cover_only_their_own() {
    let mut store = Store::new();
    let me = User::example(1, "Ada", Role::Agent);
    store.absorb(WalkProgress::identified(me, at(1)), at(1));
    let snapshot = walk(&mut store, &[&[session(1, 10, 5)]], 10);
    assert_eq!(snapshot.coverage(), Coverage::Own);
    assert!(
        snapshot
            .absence_since(UserId::new(2).unwrap(), at(1))
            .is_err()
    );
}

/// Whose credentials these are is what the newest question was answered with, in whatever order answers come.
#[test]
fn an_answer_that_was_asked_for_earlier_does_not_say_whose_credentials_these_are() {
    let mut store = Store::new();
    let me = |role| User::example(1, "Ada", role);
    store.take(WalkProgress::identified(me(Role::Agent), at(20)), at(21));
    let late = store.absorb(WalkProgress::identified(me(Role::Admin), at(10)), at(40));
    assert_eq!(late.identity().unwrap().role, Role::Agent);
    let known = late.directory().entry_of(UserId::new(1).unwrap()).unwrap();
    assert_eq!(known.user().unwrap().role, Role::Agent);
    assert_eq!(known.asked_at, Some(at(20)));
    let newer = store.absorb(WalkProgress::identified(me(Role::Admin), at(30)), at(41));
    assert_eq!(newer.identity().unwrap().role, Role::Admin);
}

#[test]
fn ages_are_on_the_servers_clock() {
    let mut store = Store::new();
    let snapshot = store.absorb(WalkProgress::ServerTime(at(3_700)), at(100));
    assert_eq!(snapshot.server_time(at(200)), at(3_800));
}

/// Only a session that one walk shows of two people is in conflict: pages may overlap, and
/// from one walk to the next an owner may change. Until that one is whole, both have it.
#[test]
fn a_session_seen_twice_is_no_conflict_and_may_change_its_owner_later() {
    let mut store = Store::new();
    let one = [session(1, 10, 5)];
    let first = walk(&mut store, &[&one, &one], 10);
    assert_eq!((first.conflicts(), first.len()), (0, 1));
    store.take(WalkProgress::Began, at(15));
    let page = WalkProgress::Page {
        sessions: vec![session(2, 10, 5)],
        unreadable: 0,
    };
    assert_eq!(store.absorb(page, at(15)).conflicts(), 1);
    let second = walk(&mut store, &[&[session(2, 10, 5)]], 20);
    assert_eq!(keys(&second), ["2/10"]);
    assert_eq!((second.conflicts(), second.people_signed_in()), (0, 1));
}

/// When a session began is not known once a walk tells two times: whichever row came last would
/// decide who is ended by age. When it was seen changes all the time.
#[test]
fn when_a_session_began_is_not_known_where_two_rows_of_a_walk_differ() {
    let begun = |snapshot: &Snapshot| {
        let slot = snapshot.iter().next().unwrap();
        snapshot.session(slot).unwrap().authenticated_at
    };
    let other = |begun: i64| Session {
        authenticated_at: Some(Timestamp::from_seconds(begun)).into(),
        ..session(1, 10, 9)
    };
    let mut store = Store::new();
    let first = walk(&mut store, &[&[other(50)], &[other(100)]], 10);
    assert_eq!(begun(&first), SentTime::Unreadable);
    // It stays so, whatever else the walk tells, and the next one begins anew.
    let second = walk(&mut store, &[&[other(50), other(100), other(100)]], 20);
    assert_eq!(begun(&second), SentTime::Unreadable);
    let third = walk(&mut store, &[&[other(100), session(1, 10, 5)]], 30);
    assert_eq!(begun(&third), SentTime::At(at(100)));
}

#[test]
fn an_offset_of_the_clock_is_news_beyond_a_second() {
    let mut store = Store::new();
    store.take(WalkProgress::ServerTime(at(3_700)), at(100));
    for (server, expected) in [(3_701, 3_800), (3_702, 3_802), (3_699, 3_799)] {
        let snapshot = store.absorb(WalkProgress::ServerTime(at(server)), at(100));
        assert_eq!(snapshot.server_time(at(200)), at(expected), "{server}");
    }
}

fn admin(store: &mut Store) {
    let me = User::example(1, "Me", Role::Admin);
    store.take(WalkProgress::identified(me, at(1)), at(1));
}

/// A date that does not move is no clock, and neither is one that runs at another pace.
#[test]
fn a_date_that_stands_still_or_drifts_is_in_doubt_and_a_clock_is_not() {
    let begun = 1_800_000_000;
    let doubt = |dates: &[(i64, i64)], now: i64| {
        let mut store = Store::new();
        for (server, local) in dates {
            store.take(WalkProgress::ServerTime(at(begun + server)), at(*local));
        }
        store.snapshot().clock_doubt(at(now))
    };
    // It is some hours off, and goes on as ours does.
    let going: Vec<(i64, i64)> = (0..100).map(|n| (n * 30, n * 30 + 18_000)).collect();
    let local = begun - 18_000;
    let here = |dates: &[(i64, i64)]| -> Vec<(i64, i64)> {
        let shifted = dates.iter();
        shifted
            .map(|(server, ours)| (*server, ours + local))
            .collect()
    };
    assert_eq!(doubt(&here(&going), begun + 3_000), None);
    let stands: Vec<(i64, i64)> = (0..3).map(|n| (0, n * 31 + 18_000)).collect();
    assert_eq!(doubt(&here(&stands[..2]), begun + 50), None);
    assert_eq!(doubt(&here(&stands), begun + 62), Some(Why::ClockInDoubt));
    // It is told for ten minutes, and then the clock that goes on again is believed.
    assert_eq!(
        doubt(&here(&stands), begun + 62 + 599),
        Some(Why::ClockInDoubt)
    );
    assert_eq!(doubt(&here(&stands), begun + 62 + 601), None);
    let drifts: Vec<(i64, i64)> = (0..6).map(|n| (n * 25, n * 50 + 18_000)).collect();
    assert_eq!(doubt(&here(&drifts), begun + 250), Some(Why::ClockInDoubt));
}

/// Where the two clocks are more than a day apart, the records decide whether Zendesk's is right.
#[test]
fn a_date_of_another_day_needs_sessions_that_bear_it_out() {
    let now = 1_800_000_000;
    let doubt = |days: i64, hours_ago: i64| {
        let server = now + days * 86_400;
        let mut store = Store::new();
        store.take(WalkProgress::ServerTime(at(server)), at(now));
        let last_seen = server - hours_ago * 3_600;
        let rows = [session(1, 10, last_seen), session(2, 20, last_seen)];
        let snapshot = walk(&mut store, &[&rows], now);
        snapshot.clock_doubt(at(now))
    };
    for days in [-400, -2, 2, 400] {
        assert_eq!(doubt(days, 1), None, "{days}");
        assert_eq!(doubt(days, 25), Some(Why::ClockOfAnotherDay), "{days}");
    }
    // Less than a day is told, and needs no more.
    assert_eq!(doubt(0, 25), None);
    assert_eq!(doubt(-2, -1), Some(Why::ClockInDoubt));
}
