use std::sync::Arc;

use super::*;
use crate::live::{NameRanks, Store, WalkProgress};
use crate::model::{Role, SentTime, SentUrl, Session, SessionKey, Timestamp, User, UserId};
use crate::query::Why;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

fn session(key: &str, signed_in: SentTime, last_seen: SentTime) -> Session {
    Session {
        key: key.parse().unwrap(),
        authenticated_at: signed_in,
        last_seen_at: last_seen,
        url: SentUrl::default(),
    }
}

fn whole(key: &str, signed_in: i64, last_seen: i64) -> Session {
    let time = |seconds| SentTime::At(at(seconds));
    session(key, time(signed_in), time(last_seen))
}

/// A walk with these sessions, and with an answer about persons 1 and 2 that lacks the second.
fn snapshot(sessions: Vec<Session>, holes: usize) -> (Store, Arc<Snapshot>) {
    let mut store = Store::new();
    walk(&mut store, sessions, holes);
    let asked = [1, 2].map(|id| UserId::new(id).unwrap()).to_vec();
    let users = vec![User::example(1, "Zoe", Role::EndUser)];
    let snapshot = store.absorb(
        WalkProgress::People {
            asked,
            users,
            asked_at: at(1_000),
        },
        at(1_000),
    );
    (store, snapshot)
}

fn walk(store: &mut Store, sessions: Vec<Session>, unreadable: usize) -> Arc<Snapshot> {
    store.absorb(WalkProgress::Began, at(1_000));
    let page = WalkProgress::Page {
        sessions,
        unreadable,
    };
    store.absorb(page, at(1_000));
    let rest_until = at(1_060);
    store.absorb(WalkProgress::Finished { rest_until }, at(1_000))
}

fn ids(rows: &PeopleRows, snapshot: &Snapshot) -> Vec<u64> {
    let id = |row: &PersonRow| row.person(snapshot).unwrap().id.get();
    rows.rows().iter().map(id).collect()
}

fn keys(rows: &PeopleRows, snapshot: &Snapshot, place: usize) -> Vec<SessionKey> {
    let slots = rows.sessions_of(&rows.rows()[place]).iter();
    slots.filter_map(|slot| snapshot.key(*slot)).collect()
}

#[test]
fn everybody_who_is_signed_in_has_one_row_with_their_sessions() {
    let sessions = vec![
        whole("1/11", 30, 300),
        whole("2/21", 20, 900),
        whole("1/12", 40, 100),
        whole("3/31", 10, 200),
        whole("1/13", 35, 400),
    ];
    let (_, snapshot) = snapshot(sessions, 0);
    let rows = PeopleRows::of(&snapshot);
    assert_eq!((ids(&rows, &snapshot), rows.len()), (vec![1, 2, 3], 3));
    let first = &rows.rows()[0];
    assert_eq!((first.sessions(), first.unconfirmed()), (3, 0));
    assert_eq!(
        keys(&rows, &snapshot, 0),
        ["1/11", "1/12", "1/13"].map(|key| key.parse().unwrap())
    );
    let known = |seconds| OpenTime {
        at: Some(at(seconds)),
        open: None,
    };
    assert_eq!((first.since(), first.last_seen()), (known(30), known(400)));
}

#[test]
fn whoever_was_not_answered_has_a_row_whose_facts_are_not_known() {
    let sessions = vec![
        whole("1/11", 30, 300),
        whole("2/21", 20, 900),
        whole("3/31", 10, 200),
    ];
    let (_, snapshot) = snapshot(sessions, 0);
    let rows = PeopleRows::of(&snapshot);
    let facts = rows.rows().iter().map(|row| row.user(&snapshot).err());
    let facts: Vec<Option<Why>> = facts.collect();
    assert_eq!(facts, [None, Some(Why::NotAnswered), Some(Why::NotRead)]);
}

#[test]
fn a_time_that_is_not_known_leaves_the_sum_open() {
    let read = |seconds| SentTime::At(at(seconds));
    let sessions = vec![
        session("1/11", read(30), SentTime::Unreadable),
        session("1/12", SentTime::Absent, read(500)),
        session("2/21", SentTime::Absent, SentTime::Unreadable),
    ];
    let (_, snapshot) = snapshot(sessions, 0);
    let rows = PeopleRows::of(&snapshot);
    let [one, two] = rows.rows() else {
        panic!("two people")
    };
    let time = |at, why| OpenTime {
        at,
        open: Some(why),
    };
    assert_eq!(one.since(), time(Some(at(30)), Why::NotSent));
    assert_eq!(one.last_seen(), time(Some(at(500)), Why::Unreadable));
    assert_eq!(two.since(), time(None, Why::NotSent));
    assert_eq!(two.last_seen(), time(None, Why::Unreadable));
    assert_eq!((one.unreadable(), two.unreadable()), (1, 1));
}

#[test]
fn sessions_that_left_have_no_part_and_unconfirmed_ones_are_counted() {
    let all = vec![
        whole("1/11", 30, 300),
        whole("1/12", 40, 100),
        whole("2/21", 20, 900),
    ];
    let (mut store, _) = snapshot(all, 0);
    let doubtful = walk(
        &mut store,
        vec![whole("1/11", 30, 300), whole("2/21", 20, 900)],
        1,
    );
    let rows = PeopleRows::of(&doubtful);
    assert_eq!(
        (rows.rows()[0].sessions(), rows.rows()[0].unconfirmed()),
        (2, 1)
    );
    let gone = walk(&mut store, vec![whole("1/11", 30, 300)], 0);
    let rows = PeopleRows::of(&gone);
    assert_eq!((ids(&rows, &gone), rows.rows()[0].sessions()), (vec![1], 1));
}

#[test]
fn among_some_sessions_a_row_has_these_alone() {
    let all = vec![
        whole("1/11", 30, 300),
        whole("2/21", 20, 900),
        whole("1/12", 40, 100),
    ];
    let (_, snapshot) = snapshot(all, 0);
    let slots: Vec<Slot> = snapshot.iter().collect();
    let rows = PeopleRows::among(&snapshot, &slots[1..]);
    assert_eq!(ids(&rows, &snapshot), [1, 2]);
    assert_eq!(keys(&rows, &snapshot, 0), ["1/12".parse().unwrap()]);
    let whole = PeopleRows::among(&snapshot, &slots);
    assert_eq!(keys(&whole, &snapshot, 0).len(), 2);
    assert!(PeopleRows::among(&snapshot, &[]).is_empty());
}

#[test]
fn every_column_orders_both_ways_and_the_unknown_comes_last() {
    let absent = session("3/31", SentTime::Absent, SentTime::Absent);
    let sessions = vec![
        whole("1/11", 30, 300),
        whole("2/21", 20, 900),
        absent,
        whole("1/12", 40, 100),
    ];
    let (_, snapshot) = snapshot(sessions, 0);
    let ordered = |column, descending| {
        let sort = PersonSort { column, descending };
        let rows = PeopleRows::of(&snapshot).ordered(&snapshot, sort, &mut NameRanks::default());
        ids(&rows, &snapshot)
    };
    assert_eq!(ordered(PersonColumn::LastSeen, true), [2, 1, 3]);
    assert_eq!(ordered(PersonColumn::LastSeen, false), [1, 2, 3]);
    assert_eq!(ordered(PersonColumn::Since, true), [1, 2, 3]);
    assert_eq!(ordered(PersonColumn::Since, false), [2, 1, 3]);
    assert_eq!(ordered(PersonColumn::Sessions, true), [1, 2, 3]);
    assert_eq!(ordered(PersonColumn::Sessions, false), [2, 3, 1]);
    for column in [PersonColumn::Name, PersonColumn::Role, PersonColumn::Email] {
        assert_eq!(ordered(column, true), [1, 2, 3]);
        assert_eq!(ordered(column, false), [1, 2, 3]);
    }
}
