use super::*;
use crate::live::events::LiveEventKind;
use crate::live::{Census, Coverage, Doubt, Lookup, PersonIndex, Retry, Unreadable};
use crate::model::{Role, SentTime, Session, SessionKey, User};
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
fn compaction_keeps_every_session_and_changes_the_epoch() {
    let mut store = Store::new();
    let all: Vec<Session> = (1..=3_000).map(|n| session(n, 10_000 + n, 5)).collect();
    walk(&mut store, &[&all], 10);
    let rest: Vec<Session> = all
        .iter()
        .filter(|s| s.key.user.get() % 2 == 0)
        .cloned()
        .collect();
    let after = walk(&mut store, &[&rest], 20);
    assert_eq!(
        (after.len(), after.slots(), after.epoch()),
        (1_500, 1_500, 1)
    );
    let again = walk(&mut store, &[&rest], 30);
    assert_eq!((again.len(), again.epoch()), (1_500, 1));
}

#[test]
fn one_session_under_two_users_is_one_row_and_a_warning() {
    let mut store = Store::new();
    let snapshot = walk(&mut store, &[&[session(1, 10, 5), session(2, 10, 5)]], 10);
    assert_eq!(keys(&snapshot), ["1/10"]);
    assert_eq!(snapshot.conflicts, 1);
    assert_eq!((snapshot.len(), snapshot.people_signed_in()), (1, 1));
}

#[test]
fn a_persons_own_list_is_proof_for_that_person_alone() {
    let mut store = Store::new();
    walk(
        &mut store,
        &[&[session(1, 10, 5), session(1, 11, 5), session(2, 20, 5)]],
        10,
    );
    let user = UserId::new(1).unwrap();
    let listed = store.absorb(
        WalkProgress::Listed {
            user,
            began_at: at(15),
            list: PersonList::of(user, vec![session(1, 12, 14)]),
        },
        at(16),
    );
    assert_eq!(keys(&listed), ["2/20", "1/12"]);
    assert!(listed.absence_since(user, at(15)).is_ok());
    assert!(listed.absence_since(user, at(16)).is_err());
    assert!(
        listed
            .absence_since(UserId::new(2).unwrap(), at(15))
            .is_err()
    );
}

#[test]
fn credentials_of_an_agent_cover_only_their_own() {
    let mut store = Store::new();
    let me = User::example(1, "Ada", Role::Agent);
    store.absorb(WalkProgress::Identified(me), at(1));
    let snapshot = walk(&mut store, &[&[session(1, 10, 5)]], 10);
    assert_eq!(snapshot.coverage(), Coverage::Own);
    assert!(
        snapshot
            .absence_since(UserId::new(2).unwrap(), at(1))
            .is_err()
    );
}

#[test]
fn ages_are_on_the_servers_clock() {
    let mut store = Store::new();
    let snapshot = store.absorb(WalkProgress::ServerTime(at(3_700)), at(100));
    assert_eq!(snapshot.server_time(at(200)), at(3_800));
}

#[test]
fn a_persons_sessions_are_found_wherever_they_stand_and_none_that_is_gone() {
    let mut store = Store::new();
    // The number does not divide any block or chunk, so that each person is everywhere in them.
    let all: Vec<Session> = (1..=20_000).map(|n| session(n % 97 + 1, n, 5)).collect();
    let listed: Vec<Session> = all
        .iter()
        .filter(|s| s.key.session.get() % 5 != 0)
        .cloned()
        .collect();
    walk(&mut store, &[&all], 1);
    let snapshot = walk(&mut store, &[&listed], 2);
    for user in 1..=97 {
        let first = listed.iter().find(|session| session.key.user.get() == user);
        let slots = snapshot.find(&[first.unwrap().key].into_iter().collect());
        let place = snapshot
            .row(*slots.values().next().unwrap())
            .unwrap()
            .person;
        let found = snapshot.sessions_of(place).into_iter();
        let found: Vec<SessionKey> = found.filter_map(|slot| snapshot.key(slot)).collect();
        let of_user = listed
            .iter()
            .filter(|session| session.key.user.get() == user);
        let expected: Vec<SessionKey> = of_user.map(|session| session.key).collect();
        assert_eq!(found, expected, "{user}");
    }
}

#[test]
fn a_session_that_is_gone_keeps_its_slot_and_is_not_found() {
    let mut store = Store::new();
    let all: Vec<Session> = (1..=8).map(|n| session(n, n * 10, 5)).collect();
    assert!(store.snapshot().is_empty());
    let before = walk(&mut store, &[&all], 10);
    let keys: FxHashSet<SessionKey> = [all[1].key].into_iter().collect();
    let slot = before.find(&keys)[&all[1].key];
    assert!(!before.is_gone(slot) && !before.is_empty());
    let after = walk(&mut store, &[&all[..1], &all[2..]], 20);
    assert!(after.is_gone(slot) && after.find(&keys).is_empty());
    assert_eq!(after.session_number(slot), 20);
}

#[test]
fn slots_are_given_back_once_more_than_a_quarter_of_them_are_gone() {
    let mut store = Store::new();
    let all: Vec<Session> = (1..=8).map(|n| session(n, n * 10, 5)).collect();
    walk(&mut store, &[&all], 10);
    let quarter = walk(&mut store, &[&all[2..]], 20);
    assert_eq!((quarter.slots(), quarter.epoch()), (8, 0));
    let more = walk(&mut store, &[&all[3..]], 30);
    assert_eq!((more.slots(), more.epoch()), (5, 1));
}

/// Only a session that one walk shows of two people is in conflict: pages may overlap, and
/// from one walk to the next an owner may change.
#[test]
fn a_session_seen_twice_is_no_conflict_and_may_change_its_owner_later() {
    let mut store = Store::new();
    let one = [session(1, 10, 5)];
    let first = walk(&mut store, &[&one, &one], 10);
    assert_eq!((first.conflicts, first.len()), (0, 1));
    let second = walk(&mut store, &[&[session(2, 10, 5)]], 20);
    assert_eq!(keys(&second), ["2/10"]);
    assert_eq!((second.conflicts, second.people_signed_in()), (0, 1));
    let key: SessionKey = "2/10".parse().unwrap();
    let is_it = |kind: &_| matches!(kind, LiveEventKind::SignedIn(it, _) if *it == key);
    assert!(!second.events().any(|event| is_it(&event.kind)));
}

#[test]
fn unreadable_records_of_all_pages_are_counted() {
    let mut store = Store::new();
    store.absorb(WalkProgress::Began, at(1));
    for unreadable in [2, 3] {
        let sessions = Vec::new();
        let page = WalkProgress::Page {
            sessions,
            unreadable,
        };
        store.absorb(page, at(1));
    }
    assert_eq!(store.snapshot().unreadable().holes, 5);
    let rest_until = at(2);
    let whole = store.absorb(WalkProgress::Finished { rest_until }, at(2));
    assert_eq!(whole.unreadable().holes, 5);
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

fn asked(store: &mut Store, user: u64, now: i64) {
    let asked = vec![UserId::new(user).unwrap()];
    let users = vec![User::example(user, "Ada", Role::EndUser)];
    store.take(WalkProgress::People { asked, users }, at(now));
}

#[test]
fn who_is_asked_about_has_sessions_and_is_not_known() {
    let mut store = Store::new();
    let all: Vec<Session> = (1..=4).map(|n| session(n, n * 10, 5)).collect();
    walk(&mut store, &[&all], 10);
    walk(&mut store, &[&all[..3]], 20);
    asked(&mut store, 2, 30);
    let unknown = |most| -> Vec<u64> {
        let people = store.unknown_people(most).into_iter();
        people.map(UserId::get).collect()
    };
    assert_eq!(unknown(10), [1, 3]);
    assert_eq!(unknown(1), [1]);
}

#[test]
fn who_was_asked_about_is_asked_again_only_after_that_time() {
    let mut store = Store::new();
    walk(&mut store, &[&[session(1, 10, 5), session(2, 20, 5)]], 1);
    asked(&mut store, 1, 10);
    let people = [2, 1, 1, 99].map(|user| UserId::new(user).unwrap());
    let to_ask = |before| -> Vec<u64> {
        let people = store.to_ask(&people, at(before)).into_iter();
        people.map(UserId::get).collect()
    };
    assert_eq!(to_ask(9), [2]);
    assert_eq!(to_ask(10), [2]);
    assert_eq!(to_ask(11), [1, 2]);
}

/// A walk may have passed the person before their own list began, so it takes nothing from it.
#[test]
fn an_own_list_that_began_during_a_walk_is_proof_after_it() {
    let mut store = Store::new();
    let list = |number, began| WalkProgress::Listed {
        user: UserId::new(number).unwrap(),
        began_at: at(began),
        list: PersonList::of(UserId::new(number).unwrap(), Vec::new()),
    };
    let user = UserId::new(1).unwrap();
    store.take(list(2, 5), at(6));
    store.take(WalkProgress::Began, at(10));
    store.take(list(1, 15), at(16));
    let rest_until = at(20);
    let whole = store.absorb(WalkProgress::Finished { rest_until }, at(20));
    assert!(whole.absence_since(user, at(15)).is_ok());
    assert!(whole.absence_since(user, at(16)).is_err());
}

fn admin(store: &mut Store) {
    let me = User::example(1, "Me", Role::Admin);
    store.take(WalkProgress::Identified(me), at(1));
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

/// Reaching the end of the list and having holes are two facts.
#[test]
fn a_walk_with_holes_removes_nothing_and_proves_nothing() {
    let mut store = Store::new();
    admin(&mut store);
    let all = [session(1, 10, 5), session(2, 20, 5), session(3, 30, 5)];
    let whole = walk_with_holes(&mut store, &all, 0, 10);
    assert_eq!((whole.coverage(), whole.unconfirmed()), (Coverage::Full, 0));
    let holes = walk_with_holes(&mut store, &all[..1], 2, 20);
    assert_eq!(keys(&holes), ["1/10", "2/20", "3/30"]);
    assert_eq!(
        (holes.coverage(), holes.is_walked()),
        (Coverage::Partial, true)
    );
    assert_eq!((holes.unconfirmed(), holes.unreadable().holes), (2, 2));
    assert!(matches!(holes.freshness, Freshness::Current { .. }));
    let user = UserId::new(2).unwrap();
    assert_eq!(holes.absence_since(user, at(20)), Err(Doubt::Holes(2)));
    assert_eq!(holes.absence_since(user, at(10)), Ok(()));
    let gone = |snapshot: &Snapshot| {
        let mut events = snapshot.events();
        events.any(|event| matches!(event.kind, LiveEventKind::Gone(..)))
    };
    assert!(!gone(&holes));
    // One of them is seen again, by whatever list, and the other is gone for good.
    let confirmed = store.absorb(listed(2, 25, own_list(2, &all[1..2])), at(26));
    assert_eq!(confirmed.unconfirmed(), 1);
    let after = walk_with_holes(&mut store, &all[..2], 0, 30);
    assert_eq!(keys(&after), ["1/10", "2/20"]);
    assert_eq!((after.coverage(), after.unconfirmed()), (Coverage::Full, 0));
    assert!(gone(&after));
}

/// Sessions of other people, records that nobody can read, or no list at all: each makes a person's
/// own list unable to prove anything.
#[test]
fn an_own_list_with_anything_wrong_removes_nothing() {
    let user = UserId::new(1).unwrap();
    for doubt in [Doubt::Holes(1), Doubt::OthersRows(4), Doubt::NotFound] {
        let mut store = Store::new();
        walk(&mut store, &[&[session(1, 10, 5), session(2, 20, 5)]], 10);
        let mut list = own_list(1, &[]);
        match doubt {
            Doubt::Holes(holes) => list.holes = holes,
            Doubt::OthersRows(others) => list.others = others,
            _ => list.is_found = false,
        }
        let snapshot = store.absorb(listed(1, 15, list), at(16));
        assert_eq!(keys(&snapshot), ["1/10", "2/20"], "{doubt}");
        assert_eq!(snapshot.absence_since(user, at(15)), Err(doubt));
        assert_eq!(snapshot.doubts(), [(user, doubt)]);
    }
}

#[test]
fn rows_of_other_people_are_not_that_persons_sessions() {
    let mut store = Store::new();
    let list = own_list(1, &[session(1, 10, 5), session(2, 20, 5)]);
    let snapshot = store.absorb(listed(1, 15, list), at(16));
    assert_eq!(keys(&snapshot), ["1/10"]);
}

/// One of the two lists is wrong, so the session stays, and nothing says that it is gone.
#[test]
fn a_later_walk_contradicts_an_own_list() {
    let mut store = Store::new();
    admin(&mut store);
    let all = [session(1, 10, 5), session(2, 20, 5)];
    walk_with_holes(&mut store, &all, 0, 10);
    let gone = store.absorb(listed(1, 15, own_list(1, &[])), at(16));
    assert_eq!(keys(&gone), ["2/20"]);
    assert!(!gone.has_contradictions());
    let back = walk_with_holes(&mut store, &all, 0, 20);
    assert!(back.is_contradicted(&all[0].key));
    assert!(!back.is_contradicted(&all[1].key));
    let again = store.absorb(listed(1, 25, own_list(1, &[])), at(26));
    assert_eq!(keys(&again), ["1/10", "2/20"]);
    assert!(again.is_contradicted(&all[0].key));
    let agreed = store.absorb(listed(1, 27, own_list(1, &all[..1])), at(28));
    assert!(!agreed.has_contradictions());
    // Both lists lack it at last.
    store.take(listed(1, 29, own_list(1, &[])), at(29));
    let last = walk_with_holes(&mut store, &all[1..], 0, 30);
    assert_eq!(
        (keys(&last), last.has_contradictions()),
        (vec!["2/20".to_owned()], false)
    );
}

#[test]
fn a_walk_that_began_before_an_own_list_contradicts_nothing() {
    let mut store = Store::new();
    admin(&mut store);
    let all = [session(1, 10, 5)];
    walk_with_holes(&mut store, &all, 0, 10);
    store.take(WalkProgress::Began, at(20));
    store.take(listed(1, 21, own_list(1, &[])), at(22));
    let page = store.absorb(page(&all), at(23));
    assert!(!page.has_contradictions());
}

#[test]
fn a_field_that_cannot_be_read_makes_no_hole() {
    let mut store = Store::new();
    admin(&mut store);
    let poor = Session {
        last_seen_at: SentTime::Unreadable,
        ..session(1, 10, 5)
    };
    let snapshot = walk_with_holes(&mut store, std::slice::from_ref(&poor), 0, 10);
    assert_eq!(snapshot.coverage(), Coverage::Full);
    let Unreadable { holes, fields } = snapshot.unreadable();
    assert_eq!((holes, fields), (0, 1));
    let slot = snapshot.iter().next().unwrap();
    assert_eq!(snapshot.session(slot), Some(poor));
}

#[test]
fn an_address_follows_what_the_last_walk_brought() {
    let mut store = Store::new();
    for (url, at) in [
        ("https://a.test/1/10", 10),
        ("", 20),
        ("https://b.test/1/10.json", 30),
    ] {
        let known = session(1, 10, 5);
        let sent = crate::model::UrlPatterns::default().take(url, known.key);
        let session = Session { url: sent, ..known };
        let snapshot = walk(&mut store, &[std::slice::from_ref(&session)], at);
        let slot = snapshot.iter().next().unwrap();
        assert_eq!(snapshot.session(slot), Some(session));
    }
}

#[test]
fn whoever_cannot_be_read_is_neither_missing_nor_asked_about_for_ever() {
    let mut store = Store::new();
    walk(&mut store, &[&[session(1, 10, 5)]], 10);
    let user = UserId::new(1).unwrap();
    let snapshot = store.absorb(WalkProgress::PeopleUnreadable(vec![user]), at(11));
    let person = snapshot.directory().iter().find(|person| person.id == user);
    assert!(matches!(person.unwrap().known, Lookup::Unreadable));
    assert!(store.unknown_people(10).is_empty());
}

/// Counts the people of a snapshot one by one.
fn counted_slowly(snapshot: &Snapshot) -> Census {
    let mut census = Census::default();
    for (place, person) in (0..).map(PersonIndex).zip(snapshot.directory().iter()) {
        if !snapshot.sessions_of(place).is_empty() {
            census.add(person);
        }
    }
    census
}

#[test]
fn the_census_follows_people_who_come_go_and_change() {
    let mut store = Store::new();
    let mut agent = User::example(1, "Agent", Role::Agent);
    let admin = User::example(2, "Admin", Role::Admin);
    let learn = |store: &mut Store, users: Vec<User>| {
        let asked = users.iter().map(|user| user.id).collect();
        store.absorb(WalkProgress::People { asked, users }, at(11))
    };
    let both = [session(1, 10, 5), session(1, 11, 5), session(2, 20, 5)];
    let unknown = walk(&mut store, &[&both], 10);
    assert_eq!(
        (unknown.census().not_known, unknown.census().admins),
        (2, 0)
    );
    assert_eq!(unknown.signed_in_and_not_asked(), 2);
    let known = learn(&mut store, vec![agent.clone(), admin.clone()]);
    assert_eq!((known.census().admins, known.census().agents), (1, 1));
    agent.suspended = Some(true);
    let left = learn(&mut store, vec![agent.clone()]);
    assert_eq!((left.census().agents, left.census().leavers), (1, 1));
    agent.role = Role::Admin;
    let risen = learn(&mut store, vec![agent]);
    assert_eq!((risen.census().admins, risen.census().agents), (2, 0));
    let gone = walk(&mut store, &[&both[2..]], 20);
    assert_eq!((gone.census().admins, gone.census().leavers), (1, 0));
    // Whoever left before anybody asked about them is not waited for.
    let visited = walk(&mut store, &[&both[2..], &[session(3, 30, 5)]], 30);
    assert_eq!(visited.signed_in_and_not_asked(), 1);
    let alone = walk(&mut store, &[&both[2..]], 40);
    assert_eq!(alone.signed_in_and_not_asked(), 0);
    for snapshot in [unknown, known, left, risen, gone, visited, alone] {
        assert_eq!(snapshot.census(), counted_slowly(&snapshot));
    }
}
