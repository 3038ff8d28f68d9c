//! Searching a snapshot, against judging its sessions one by one.

mod overdue;

use super::*;
use crate::live::{Store, WalkProgress};
use crate::model::{
    Organization, OrganizationId, Role, SafeText, SentTime, Session, SessionId, User, UserId,
};
use crate::query::Zone;

const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);
const PEOPLE: u64 = 1_500;

fn user(number: u64) -> User {
    let names = ["Ann Lee", "José Alvarez", "Bob", "Zoë"];
    let roles = [
        Role::EndUser,
        Role::EndUser,
        Role::Agent,
        Role::Admin,
        Role::Other,
    ];
    let place = usize::try_from(number).unwrap();
    User {
        email: (!number.is_multiple_of(7))
            .then(|| SafeText::new(&format!("p{number}@x{}.example", number % 3)))
            .into(),
        organization: (OrganizationId::new(number % 4)).into(),
        suspended: Some(number.is_multiple_of(11)),
        active: Some(!number.is_multiple_of(13)),
        tags: (!number.is_multiple_of(5)).then(|| Box::from([SafeText::new("vip")])),
        ..User::example(number, names[place % 4], roles[place % 5])
    }
}

fn session(number: u64) -> Session {
    let at = |ago: u64| match number % 17 {
        0 => SentTime::Absent,
        1 => SentTime::Unreadable,
        _ => SentTime::At(NOW.shifted(-i64::try_from(ago * 1_000).unwrap())),
    };
    Session {
        url: crate::model::SentUrl::default(),
        key: SessionKey {
            user: UserId::new(1 + number * 7 % PEOPLE).unwrap(),
            session: SessionId::new(10_000 + number).unwrap(),
        },
        authenticated_at: at(number * 37 % 90_000),
        last_seen_at: at(number * 37 % 9_000),
    }
}

/// An account of which some people were not asked about yet, and some were left out.
fn snapshot() -> Arc<Snapshot> {
    store().absorb(WalkProgress::Finished { rest_until: NOW }, NOW)
}

/// A store in the middle of its first walk.
fn store() -> Store {
    let mut store = Store::new();
    let mut take = |progress| store.take(progress, NOW);
    take(WalkProgress::identified(
        User {
            role: Role::Admin,
            ..user(3)
        },
        NOW,
    ));
    take(WalkProgress::Began);
    take(WalkProgress::Page {
        sessions: (0..3_000).map(session).collect(),
        unreadable: 0,
    });
    let asked: Vec<UserId> = (1..=PEOPLE - 100).filter_map(UserId::new).collect();
    let users = (1..=PEOPLE - 100).filter(|number| !number.is_multiple_of(19));
    take(WalkProgress::People {
        asked,
        users: users.map(user).collect(),
        asked_at: NOW,
    });
    let id = |number| OrganizationId::new(number).unwrap();
    take(WalkProgress::Enriched(
        crate::live::EnrichmentFound::Organizations {
            asked: vec![id(1), id(2)],
            found: vec![Organization {
                id: id(1),
                name: SafeText::new("ACME Bob & Söhne"),
            }],
        },
    ));
    store
}

/// What lies in the future has no age, whatever the filter asks; a moment it is compared with as any
/// other.
#[test]
fn a_session_of_the_future_is_neither_young_nor_old() {
    let mut store = Store::new();
    let of = |number: u64, ahead: i64| Session {
        authenticated_at: SentTime::At(NOW.shifted(ahead * 1_000)),
        last_seen_at: SentTime::Absent,
        ..session(number)
    };
    store.take(WalkProgress::Began, NOW);
    let snapshot = store.absorb(
        WalkProgress::Page {
            sessions: vec![of(1, 3_600), of(2, 60)],
            unreadable: 0,
        },
        NOW,
    );
    let found = |text: &str| {
        let found = matching(&snapshot, &read(text), &context());
        (found.yes.len(), found.undecided.len())
    };
    assert_eq!(found("age<5m"), (1, 1));
    assert_eq!(found("age>5m"), (0, 1));
    assert_eq!(found("signed_in>2000-01-01Z"), (2, 0));
}

const QUERIES: [&str; 24] = [
    "ann",
    "jose",
    "bob",
    "acme or zoe",
    "42",
    "-42",
    "role:staff idle>1h -domain:x1.example",
    "bob 10",
    "b (role:admin or age>8h)",
    "p7@x1.example",
    "org:\"acme bob & sohne\"",
    "org:none or org:2",
    "-(org:acme* or suspended:true)",
    "tag:vip deleted:false",
    "tag:none",
    "sessions>2",
    "sessions:2 -role:agent",
    "state:unreadable",
    "state:new or overdue:true",
    "ends<30m",
    "mine:true",
    "protected:true",
    "signed_in<2027-01-14Z",
    "email:none -mine:true",
];

fn context() -> MatchContext {
    MatchContext {
        protected: Arc::new([ProtectedRule::Role(Role::Admin)]),
        ..MatchContext::at(NOW)
    }
}

fn read(text: &str) -> Query {
    Query::parse(text, Zone::UTC).unwrap()
}

/// Every session judged by itself, people and all.
fn one_by_one(snapshot: &Snapshot, query: &Query, context: &MatchContext) -> Matches {
    let mut matches = Matches::default();
    for slot in snapshot.iter() {
        let among = SlotSet::of(std::iter::once(slot), snapshot.slots());
        let found = matching_among(&among, snapshot, query, context);
        matches.yes.extend(found.yes);
        matches.undecided.extend(found.undecided);
    }
    matches
}

#[test]
fn a_search_finds_what_judging_one_by_one_does() {
    let snapshot = snapshot();
    for text in QUERIES {
        let (query, context) = (read(text), context());
        let found = matching(&snapshot, &query, &context);
        let expected = one_by_one(&snapshot, &query, &context);
        assert_eq!(found.yes, expected.yes, "{text}");
        assert_eq!(found.undecided, expected.undecided, "{text}");
        let inverse = matching(&snapshot, &read(&format!("-({text})")), &context);
        assert_eq!(inverse.undecided.len(), found.undecided.len(), "{text}");
        let all = found.yes.len() + inverse.yes.len() + found.undecided.len();
        assert_eq!(all, snapshot.len(), "{text}");
    }
    assert!(
        !matching(&snapshot, &read("ann"), &context())
            .undecided
            .is_empty()
    );
    let open = matching(&snapshot, &read("role:agent"), &context()).undecided;
    for why in [Why::NotRead, Why::NotAnswered, Why::Unreadable] {
        assert!(open.iter().any(|(_, found)| *found == why), "{why:?}");
    }
}

#[test]
fn whoever_is_not_known_is_never_a_match_for_not() {
    let snapshot = snapshot();
    for text in [
        "-role:admin",
        "-ann",
        "-domain:x1.example",
        "-suspended:true",
        "-org:acme*",
    ] {
        for slot in matching(&snapshot, &read(text), &context()).yes {
            let row = snapshot.row(slot).unwrap();
            assert!(
                snapshot.person(row.person).unwrap().user().is_some(),
                "{text}"
            );
        }
    }
}

#[test]
fn a_query_that_narrows_is_answered_from_the_rows_before() {
    let snapshot = snapshot();
    let mut projector = crate::live::Projector::default();
    let mut project = |text: &str| {
        let request = crate::live::ProjectionRequest {
            snapshot: Arc::clone(&snapshot),
            query: read(text),
            context: context(),
            sort: crate::live::Sort::default(),
            grouping: crate::live::RowGrouping::default(),
        };
        projector.project(request)
    };
    for typed in [
        "b",
        "bo",
        "bob",
        "bob 1",
        "bob 10",
        "bob 10 role:agent",
        "bob",
        "",
        "zoe idle>1h",
    ] {
        let found = project(typed);
        let request = found.request.clone();
        let fresh = crate::live::Projector::default().project(request);
        assert_eq!(found.rows, fresh.rows, "{typed}");
        let mut undecided = found.undecided;
        undecided.sort_unstable();
        assert_eq!(undecided, fresh.undecided, "{typed}");
    }
}

#[test]
fn an_assumed_limit_is_not_enough_to_change_anything() {
    let snapshot = snapshot();
    let changing = MatchContext {
        changes: true,
        ..context()
    };
    let query = read("ends<30m");
    assert!(!matching(&snapshot, &query, &context()).yes.is_empty());
    let found = matching(&snapshot, &query, &changing);
    // Twelve hours of staff are no assumption: whatever the idle limit is, these are over.
    assert!(!found.yes.is_empty());
    for slot in &found.yes {
        let row = snapshot.row(*slot).unwrap();
        let role = snapshot.person(row.person).unwrap().record().unwrap().role;
        let age = row.authenticated_at.readable().unwrap().age(NOW).seconds();
        assert!(matches!(role, Role::Admin | Role::Agent) && age > 690 * 60);
    }
    assert!(found.undecided.iter().any(|(_, why)| *why == Why::Assumed));
}

#[test]
fn an_unfinished_walk_knows_the_fewest_sessions_of_somebody_and_not_the_most() {
    let mut store = Store::new();
    store.take(WalkProgress::Began, NOW);
    let page = WalkProgress::Page {
        sessions: (0..3_000).map(session).collect(),
        unreadable: 0,
    };
    let snapshot = store.absorb(page, NOW);
    let count = |text: &str| {
        let found = matching(&snapshot, &read(text), &context());
        (found.yes.len(), found.undecided.len())
    };
    assert_eq!(count("sessions>=2"), (3_000, 0));
    assert_eq!(count("sessions<2"), (0, 0));
    assert_eq!(count("sessions<5"), (0, 3_000));
    assert_eq!(count("sessions:2"), (0, 3_000));
}

/// Somebody alike may be in what was not read: that nobody is cannot be known then.
#[test]
fn who_has_no_twin_is_known_only_where_everybody_was_read() {
    let people = [
        (1, "Ann", Role::Agent),
        (2, "Ann", Role::EndUser),
        (4, "Zoe", Role::EndUser),
    ];
    let answers = |unreadable, is_whole: bool, text: &str| {
        let mut store = Store::new();
        let mut take = |progress| store.take(progress, NOW);
        take(WalkProgress::identified(
            User::example(9, "Me", Role::Admin),
            NOW,
        ));
        take(WalkProgress::Began);
        let sessions = people.map(|(number, ..)| Session {
            url: crate::model::SentUrl::default(),
            key: format!("{number}/{number}").parse().unwrap(),
            authenticated_at: SentTime::Absent,
            last_seen_at: SentTime::Absent,
        });
        take(WalkProgress::Page {
            sessions: sessions.into(),
            unreadable,
        });
        let users = people.map(|(number, name, role)| User::example(number, name, role));
        take(WalkProgress::People {
            asked: users.iter().map(|user| user.id).collect(),
            users: users.into(),
            asked_at: NOW,
        });
        if is_whole {
            take(WalkProgress::Finished { rest_until: NOW });
        }
        let found = matching(&store.snapshot(), &read(text), &MatchContext::at(NOW));
        (found.yes.len(), found.undecided.len())
    };
    for (text, whole, open) in [
        ("twin:true", (2, 0), (2, 1)),
        ("twin:false", (1, 0), (0, 1)),
        ("twin:staff", (1, 0), (1, 2)),
    ] {
        assert_eq!(answers(0, true, text), whole, "{text}");
        assert_eq!(answers(1, true, text), open, "{text} beside a hole");
        assert_eq!(answers(0, false, text), open, "{text} during a walk");
    }
}
