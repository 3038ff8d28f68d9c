//! Records and fields that cannot be read.

use super::*;

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
