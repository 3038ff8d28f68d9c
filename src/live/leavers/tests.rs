use std::sync::Arc;

use super::*;
use crate::live::{Store, WalkProgress};
use crate::model::{SentTime, SentUrl, Session, Timestamp};

/// A walk in which each of these has a session, later seen the higher the id, and the answer about
/// them.
fn snapshot(ids: &[u64], users: Vec<User>) -> Arc<Snapshot> {
    let at = Timestamp::from_seconds;
    let mut store = Store::new();
    store.absorb(WalkProgress::Began, at(1_000));
    let session = |id: &u64| Session {
        key: format!("{id}/{id}1").parse().unwrap(),
        authenticated_at: SentTime::At(at(10)),
        last_seen_at: SentTime::At(at(100 + i64::try_from(*id).unwrap())),
        url: SentUrl::default(),
    };
    let page = WalkProgress::Page {
        sessions: ids.iter().map(session).collect(),
        unreadable: 0,
    };
    store.absorb(page, at(1_000));
    let asked = ids.iter().filter_map(|id| UserId::new(*id)).collect();
    store.absorb(
        WalkProgress::People {
            asked,
            users,
            asked_at: at(1_000),
        },
        at(1_000),
    )
}

fn person(id: u64, role: Role, suspended: Option<bool>, active: Option<bool>) -> User {
    User {
        suspended,
        active,
        ..User::example(id, "Somebody", role)
    }
}

fn ids(snapshot: &Snapshot, rows: impl Iterator<Item = PersonRow>) -> Vec<u64> {
    let id = |row: PersonRow| row.person(snapshot).unwrap().id.get();
    rows.map(id).collect()
}

#[test]
fn suspended_and_deleted_people_who_are_signed_in_are_found_staff_first() {
    let user = Role::EndUser;
    let users = vec![
        person(1, user, Some(true), Some(true)),
        person(2, user, Some(false), Some(true)),
        person(3, user, Some(true), Some(false)),
        person(4, Role::Agent, None, Some(false)),
        person(5, Role::Admin, Some(true), None),
    ];
    let snapshot = snapshot(&[1, 2, 3, 4, 5], users);
    let leavers = Leavers::of(&snapshot, &FxHashSet::default());
    let found = leavers.found.iter().map(|leaver| leaver.row);
    assert_eq!(ids(&snapshot, found), [5, 4, 3, 1]);
    let words: Vec<String> = (leavers.found.iter())
        .map(|leaver| leaver.because.words().join(", "))
        .collect();
    assert_eq!(
        words,
        ["suspended", "deleted", "suspended, deleted", "suspended"]
    );
    assert!(leavers.undecided.is_empty());
}

#[test]
fn whoever_cannot_be_known_is_undecided_unless_they_are_on_the_list() {
    let user = Role::EndUser;
    let users = vec![
        person(1, user, None, Some(true)),
        person(2, user, Some(false), None),
        person(3, user, Some(false), Some(true)),
    ];
    let snapshot = snapshot(&[1, 2, 3, 4, 5], users);
    let leavers = Leavers::of(&snapshot, &FxHashSet::default());
    let undecided = leavers.undecided.iter().map(|(row, _)| *row);
    assert_eq!(ids(&snapshot, undecided), [1, 2, 4, 5]);
    let whys: Vec<Why> = leavers.undecided.iter().map(|(_, why)| *why).collect();
    let (left_out, not_answered) = (Why::FieldNotSent, Why::NotAnswered);
    assert_eq!(whys, [left_out, left_out, not_answered, not_answered]);
    let listed = [3, 4].into_iter().filter_map(UserId::new).collect();
    let leavers = Leavers::of(&snapshot, &listed);
    let found = leavers.found.iter().map(|leaver| leaver.row);
    assert_eq!(ids(&snapshot, found), [3, 4]);
    let undecided = leavers.undecided.iter().map(|(row, _)| *row);
    assert_eq!(ids(&snapshot, undecided), [1, 2, 5]);
}
