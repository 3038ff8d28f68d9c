//! People: who is asked about, who cannot be read, and how many there are.

use super::*;

fn asked(store: &mut Store, user: u64, now: i64) {
    let asked = vec![UserId::new(user).unwrap()];
    let users = vec![User::example(user, "Ada", Role::EndUser)];
    store.take(
        WalkProgress::People {
            asked,
            users,
            asked_at: at(now),
        },
        at(now),
    );
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
    let snapshot = store.absorb(
        WalkProgress::PeopleUnreadable {
            asked: vec![user],
            asked_at: at(11),
        },
        at(11),
    );
    let person = snapshot.directory().iter().find(|person| person.id == user);
    assert!(matches!(person.unwrap().known, Lookup::Unreadable));
    assert!(store.unknown_people(10).is_empty());
}

/// A question that waited, or whose answer was slow, does not take back what a later one brought.
#[test]
fn an_answer_to_an_earlier_question_changes_nothing_that_a_later_one_told() {
    let mut store = Store::new();
    walk(&mut store, &[&[session(1, 10, 5)]], 10);
    let user = UserId::new(1).unwrap();
    let people = |is_suspended: bool, asked_at| WalkProgress::People {
        asked: vec![user],
        users: vec![User {
            suspended: Some(is_suspended),
            ..User::example(1, "Ada", Role::Agent)
        }],
        asked_at: at(asked_at),
    };
    store.take(people(true, 20), at(21));
    let earlier = [
        people(false, 19),
        WalkProgress::People {
            asked: vec![user],
            users: Vec::new(),
            asked_at: at(12),
        },
    ];
    for step in earlier {
        let snapshot = store.absorb(step, at(30));
        let person = snapshot.directory().entry_of(user).unwrap();
        assert_eq!(person.user().unwrap().suspended, Some(true));
        assert_eq!(person.asked_at, Some(at(20)));
    }
    let snapshot = store.absorb(people(false, 31), at(32));
    let person = snapshot.directory().entry_of(user).unwrap();
    assert_eq!(person.user().unwrap().suspended, Some(false));
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
        store.absorb(WalkProgress::found(users, at(11)), at(11))
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
