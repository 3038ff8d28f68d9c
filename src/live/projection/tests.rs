use super::*;
use crate::live::{Store, WalkProgress};
use crate::model::{Organization, OrganizationId, Role, SafeText, Session, Timestamp, User};
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
        email: crate::model::Sent::Is(SafeText::new(&format!("{name}@example.com"))),
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
            asked_at: now,
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
        grouping: crate::live::RowGrouping::default(),
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

/// By the names of organisations, and anew when one becomes known; who has none comes last.
#[test]
fn an_organisation_orders_by_its_name() {
    let mut store = Store::new();
    let now = Timestamp::from_seconds(1_000);
    let of = |id: u64, organization: Option<u64>| User {
        organization: organization.and_then(OrganizationId::new).into(),
        ..user(id, "Ann", Role::EndUser)
    };
    store.absorb(WalkProgress::Began, now);
    let sessions = (1..4).map(|id| session(id, 100 + id, 30, Some(300)));
    store.absorb(
        WalkProgress::Page {
            sessions: sessions.collect(),
            unreadable: 0,
        },
        now,
    );
    let users = vec![of(1, Some(71)), of(2, Some(72)), of(3, None)];
    store.absorb(
        WalkProgress::People {
            asked: vec![],
            users,
            asked_at: now,
        },
        now,
    );
    let mut projector = Projector::default();
    let mut order = |store: &Store, descending| -> Vec<u64> {
        let snapshot = store.snapshot();
        let request = ProjectionRequest {
            snapshot: Arc::clone(&snapshot),
            query: Query::default(),
            context: MatchContext::at(now),
            sort: Sort {
                column: Column::Organization,
                descending,
            },
            grouping: crate::live::RowGrouping::default(),
        };
        let rows = projector.project(request).rows;
        rows.iter()
            .map(|slot| snapshot.row(*slot).unwrap().session.get())
            .collect()
    };
    assert_eq!(order(&store, false), [101, 102, 103]);
    let named = |id: u64, name: &str| Organization {
        id: OrganizationId::new(id).unwrap(),
        name: SafeText::new(name),
    };
    let found = vec![named(71, "Zephyr"), named(72, "acme")];
    let asked = found.iter().map(|of| of.id).collect();
    let learnt = crate::live::EnrichmentFound::Organizations { asked, found };
    store.absorb(WalkProgress::Enriched(learnt), now);
    assert_eq!(order(&store, false), [102, 101, 103]);
    assert_eq!(order(&store, true), [101, 102, 103]);
}

#[test]
fn words_narrow_by_person_or_by_session_number() {
    assert_eq!(rows("zoe", Column::Session, false), [101, 104]);
    assert_eq!(rows("admin", Column::Session, false), [102]);
    assert_eq!(rows("103", Column::Session, false), [103]);
    assert_eq!(rows("zoe 104", Column::Session, false), [104]);
    assert_eq!(rows("nobody", Column::Session, false), [0_u64; 0]);
}

fn grouped(query: &str, sort: Sort, unfolded: &[u64]) -> Vec<String> {
    let snapshot = snapshot();
    let ids = unfolded
        .iter()
        .filter_map(|id| crate::model::UserId::new(*id));
    let request = ProjectionRequest {
        snapshot: Arc::clone(&snapshot),
        query: Query::parse(query, Zone::UTC).unwrap(),
        context: MatchContext::at(Timestamp::from_seconds(1_000)),
        sort,
        grouping: RowGrouping::People(Arc::new(ids.collect())),
    };
    let projection = Projector::default().project(request);
    let grouped = projection.grouped.unwrap();
    let rows = grouped.rows().iter().map(|row| match row {
        ListRow::Session(slot) => snapshot.row(*slot).unwrap().session.to_string(),
        ListRow::Person(place) => {
            let person = grouped.person(*place).unwrap();
            let id = person.person(&snapshot).unwrap().id;
            format!("{id}x{}", grouped.sessions_of(*place).len())
        }
    });
    rows.collect()
}

#[test]
fn people_have_one_row_each_in_the_order_of_the_list_with_the_sessions_of_the_unfolded() {
    let by = |column| Sort {
        column,
        descending: true,
    };
    assert_eq!(
        grouped("", by(Column::LastSeen), &[]),
        ["3x1", "1x2", "2x1"]
    );
    assert_eq!(
        grouped("", by(Column::Sessions), &[1]),
        ["1x2", "101", "104", "2x1", "3x1"]
    );
    assert_eq!(
        grouped("", by(Column::Name), &[]),
        ["1x2", "2x1", "3x1"],
        "whoever is not known comes last"
    );
    assert_eq!(grouped("", by(Column::User), &[]), ["3x1", "2x1", "1x2"]);
    assert_eq!(
        grouped("", Sort::ATTENTION, &[]),
        ["2x1", "3x1", "1x2"],
        "staff come first"
    );
    assert_eq!(
        grouped("session:104", by(Column::Name), &[1]),
        ["1x1", "104"]
    );
    assert!(grouped("session:9", by(Column::Name), &[]).is_empty());
}

#[test]
fn sessions_are_ordered_by_how_many_their_person_has() {
    assert_eq!(rows("", Column::Sessions, true), [101, 104, 102, 103]);
}

#[test]
fn sign_ins_are_counted_minute_by_minute_and_older_ones_not_at_all() {
    let of = |now| SignIns::of(&snapshot(), Timestamp::from_seconds(now)).bars(60, 60);
    let counts = of(69);
    assert_eq!((counts[59], counts[58]), (4, 0));
    let counts = of(95);
    assert_eq!((counts[59], counts[58]), (1, 3));
    assert_eq!(of(10_000).iter().sum::<u32>(), 0);
}
