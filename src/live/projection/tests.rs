use super::*;
use crate::live::{Store, WalkProgress};
use crate::model::{Session, Timestamp, User};
use crate::query::Zone;

fn session(user: u64, number: u64, signed_in: i64, snapshot: Option<i64>) -> Session {
    Session {
        key: format!("{user}/{number}").parse().unwrap(),
        authenticated_at: Some(Timestamp::from_seconds(signed_in)).into(),
        last_seen_at: snapshot.map(Timestamp::from_seconds).into(),
        url: crate::model::SentUrl::default(),
    }
}

fn user(id: u64, name: &str, role: Role) -> User {
    User {
        email: Some(SafeText::new(&format!("{name}@example.com"))),
        ..User::example(id, name, role)
    }
}

fn snapshot() -> Arc<Snapshot> {
    let mut store = Store::new();
    let now = Timestamp::from_seconds(1_000);
    store.absorb(WalkProgress::Began, now);
    let sessions = vec![
        session(1, 101, 30, Some(300)),
        session(2, 102, 20, None),
        session(3, 103, 10, Some(500)),
        session(1, 104, 40, Some(100)),
    ];
    store.absorb(
        WalkProgress::Page {
            sessions,
            unreadable: 0,
        },
        now,
    );
    let users = vec![user(1, "Zoe", Role::EndUser), user(2, "ada", Role::Admin)];
    store.absorb(
        WalkProgress::People {
            asked: vec![],
            users,
        },
        now,
    )
}

fn rows(query: &str, column: Column, descending: bool) -> Vec<u64> {
    let snapshot = snapshot();
    let request = ProjectionRequest {
        snapshot: Arc::clone(&snapshot),
        query: Query::parse(query, Zone::UTC).unwrap(),
        context: MatchContext::at(Timestamp::from_seconds(1_000)),
        sort: Sort { column, descending },
    };
    let projection = Projector::default().project(request);
    projection
        .rows
        .iter()
        .map(|slot| snapshot.row(*slot).unwrap().session.get())
        .collect()
}

#[test]
fn every_column_orders_both_ways_and_the_unknown_comes_last() {
    assert_eq!(rows("", Column::LastSeen, true), [103, 101, 104, 102]);
    assert_eq!(rows("", Column::LastSeen, false), [104, 101, 103, 102]);
    assert_eq!(rows("", Column::SignedIn, false), [103, 102, 101, 104]);
    assert_eq!(rows("", Column::Name, false), [102, 101, 104, 103]);
    assert_eq!(rows("", Column::Name, true), [101, 104, 102, 103]);
    assert_eq!(rows("", Column::Role, false), [102, 101, 104, 103]);
    assert_eq!(rows("", Column::Email, false), [102, 101, 104, 103]);
    assert_eq!(rows("", Column::Session, true), [104, 103, 102, 101]);
    assert_eq!(rows("", Column::User, false), [101, 104, 102, 103]);
}

#[test]
fn words_narrow_by_person_or_by_session_number() {
    assert_eq!(rows("zoe", Column::Session, false), [101, 104]);
    assert_eq!(rows("admin", Column::Session, false), [102]);
    assert_eq!(rows("103", Column::Session, false), [103]);
    assert_eq!(rows("zoe 104", Column::Session, false), [104]);
    assert_eq!(rows("nobody", Column::Session, false), [0_u64; 0]);
}
