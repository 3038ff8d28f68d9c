//! Where sessions are kept: slots that stay, and are given back.

use super::*;

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

/// What no list has confirmed stays marked where slots are given back, and the count of it comes down to nothing
/// once a walk has shown it.
#[test]
fn what_is_unconfirmed_stays_so_when_slots_are_given_back() {
    let mut store = Store::new();
    admin(&mut store);
    let all: Vec<Session> = (1..=8).map(|n| session(n, n * 10, 5)).collect();
    walk(&mut store, &[&all], 10);
    walk(&mut store, &[&all[2..]], 20);
    store.take(listed(3, 25, own_list(3, &[])), at(26));
    let fewer = walk_with_holes(&mut store, &all[4..], 1, 30);
    assert_eq!((fewer.slots(), fewer.epoch()), (5, 1));
    let unconfirmed = fewer.iter().filter(|slot| fewer.is_unconfirmed(*slot));
    let unconfirmed: Vec<_> = unconfirmed.filter_map(|slot| fewer.key(slot)).collect();
    assert_eq!((unconfirmed, fewer.unconfirmed()), (vec![all[3].key], 1));
    let whole = walk(&mut store, &[&all[3..]], 40);
    assert_eq!((whole.len(), whole.unconfirmed()), (5, 0));
}
