use super::*;
use crate::live::{Readable, WalkProgress};
use crate::model::{CustomRole, Log, SafeText, SentTime, Session, Sighting, Timeouts, User};
use crate::zendesk::{ApiErrorKind, ApiRequest};

fn at(second: i64) -> Timestamp {
    Timestamp::from_seconds(second)
}

fn user(number: u64, role: Role) -> User {
    User {
        organization: (OrganizationId::new(number * 10)).into(),
        ..User::example(number, "Ada", role)
    }
}

/// An agent, number 1, and an end user, number 2, with one session each.
fn store() -> Store {
    let mut store = Store::new();
    let sessions = [(1, 11), (2, 12)].map(|(user, session)| Session {
        key: format!("{user}/{session}").parse().unwrap(),
        authenticated_at: Some(at(1_000)).into(),
        last_seen_at: SentTime::Absent,
        url: crate::model::SentUrl::default(),
    });
    for progress in [
        WalkProgress::Began,
        WalkProgress::Page {
            sessions: sessions.to_vec(),
            unreadable: 0,
        },
        WalkProgress::People {
            asked: Vec::new(),
            users: vec![user(1, Role::Agent), user(2, Role::EndUser)],
            asked_at: at(2_000),
        },
    ] {
        store.take(progress, at(2_000));
    }
    store
}

fn error(status: u16) -> ApiError {
    let message = SafeText::new("no");
    let asked = ApiRequest::to(http::Method::GET, "/");
    ApiError::new(asked, ApiErrorKind::Refused { status, message })
}

fn brought(found: EnrichmentFound) -> Brought {
    Brought { found, next: None }
}

fn sighting(second: i64) -> Sighting {
    Sighting {
        user: UserId::new(1).unwrap(),
        at: at(second),
        address: [203, 0, 113, 9].into(),
        log: Log::Audit,
    }
}

/// Pages of the log, from the newest second down to the oldest.
fn page(newest: i64, oldest: i64, is_last: bool) -> Brought {
    let found = EnrichmentFound::Sightings(
        Enrichment::AuditLog,
        vec![sighting(newest), sighting(oldest)],
    );
    let next = (!is_last).then(Cursor::somewhere);
    Brought { found, next }
}

#[test]
fn each_subject_is_asked_about_in_turn_and_then_left_alone() {
    let (mut enrichment, mut store, now) = (EnrichmentTasks::default(), store(), at(3_000));
    let shown = [1, 2].map(|number| UserId::new(number).unwrap());
    let mut asked = Vec::new();
    while let Some(task) = enrichment.next(&store, &shown, now) {
        asked.push(task.subject());
        let found = match &task {
            EnrichmentTask::Timeouts => EnrichmentFound::Timeouts(Timeouts::default()),
            EnrichmentTask::CustomRoles => EnrichmentFound::CustomRoles(vec![CustomRole {
                id: 1,
                name: SafeText::new("Staff"),
            }]),
            EnrichmentTask::Organizations(asked) => {
                let ids: Vec<u64> = asked.iter().map(|id| id.get()).collect();
                assert_eq!(ids, [10, 20]);
                EnrichmentFound::Organizations {
                    asked: asked.clone(),
                    found: Vec::new(),
                }
            }
            EnrichmentTask::Logins(at) => {
                assert_eq!(*at, None);
                EnrichmentFound::Sightings(Enrichment::AuditLog, Vec::new())
            }
            // The end user's session is not looked for: no log has it.
            EnrichmentTask::Accesses(key, moment) => {
                assert_eq!((key.to_string().as_str(), *moment), ("1/11", at(1_000)));
                EnrichmentFound::Sightings(Enrichment::AccessLogs, Vec::new())
            }
        };
        if let Some(found) = enrichment.done(&task, Ok(brought(found)), now) {
            store.take(WalkProgress::Enriched(found), now);
        }
        assert!(asked.len() < 10, "{asked:?}");
    }
    assert_eq!(asked, Enrichment::ALL);
    let snapshot = store.snapshot();
    for subject in Enrichment::ALL {
        assert_eq!(snapshot.extras().readable(subject), Readable::Yes);
    }
    let later = now.after(again(Enrichment::AuditLog));
    let next = enrichment.next(&store, &shown, later);
    assert_eq!(next, Some(EnrichmentTask::Logins(None)));
    let next = enrichment.next(
        &store,
        &shown,
        now.after(again(Enrichment::SecuritySettings)),
    );
    assert_eq!(next, Some(EnrichmentTask::Timeouts));
}

#[test]
fn what_is_not_readable_is_never_asked_for_again_and_what_failed_is() {
    let store = store();
    for (status, is_no) in [
        (403, true),
        (404, true),
        (400, false),
        (415, false),
        (422, false),
    ] {
        let mut enrichment = EnrichmentTasks::default();
        let answer = enrichment.done(&EnrichmentTask::Timeouts, Err(error(status)), at(0));
        assert_eq!(
            matches!(
                answer,
                Some(EnrichmentFound::NotReadable(Enrichment::SecuritySettings))
            ),
            is_no,
            "{status}"
        );
        let year = at(365 * 86_400);
        let next = enrichment.next(&store, &[], at(1));
        assert_eq!(next, Some(EnrichmentTask::CustomRoles));
        let next = enrichment.next(&store, &[], year);
        assert_eq!(next == Some(EnrichmentTask::Timeouts), !is_no, "{status}");
    }
    // An account without custom roles may also call the question wrong.
    let mut enrichment = EnrichmentTasks::default();
    let answer = enrichment.done(&EnrichmentTask::CustomRoles, Err(error(422)), at(0));
    assert!(matches!(
        answer,
        Some(EnrichmentFound::NotReadable(Enrichment::CustomRoles))
    ));
}

#[test]
fn the_log_is_read_back_to_what_is_known_and_no_further() {
    let mut enrichment = EnrichmentTasks::default();
    let logins = EnrichmentTask::Logins(None);
    let is_going_on = |enrichment: &EnrichmentTasks| enrichment.logins.next.is_some();
    // The first reading goes as far as its pages do.
    for turn in 1..=FIRST_PAGES {
        let newest = 10_000 - i64::try_from(turn).unwrap() * 100;
        enrichment.done(&logins, Ok(page(newest, newest - 50, false)), at(0));
        assert_eq!(is_going_on(&enrichment), turn < FIRST_PAGES, "{turn}");
    }
    assert_eq!(enrichment.logins.known_to, Some(at(9_900)));
    // Later readings take only what is new.
    enrichment.done(&logins, Ok(page(10_500, 10_100, false)), at(0));
    assert!(is_going_on(&enrichment));
    enrichment.done(&logins, Ok(page(10_050, 9_900, false)), at(0));
    assert!(!is_going_on(&enrichment));
    assert_eq!(enrichment.logins.known_to, Some(at(10_500)));
    for turn in 1..=PAGES {
        enrichment.done(&logins, Ok(page(20_000, 19_000, false)), at(0));
        assert_eq!(is_going_on(&enrichment), turn < PAGES);
    }
    enrichment.done(&logins, Ok(page(30_000, 29_000, true)), at(0));
    assert!(!is_going_on(&enrichment));
    // A cursor that leads nowhere any more is dropped.
    enrichment.done(&logins, Ok(page(40_000, 39_000, false)), at(0));
    assert!(is_going_on(&enrichment));
    enrichment.done(&logins, Err(error(400)), at(0));
    assert!(!is_going_on(&enrichment));
}

#[test]
fn a_few_looks_into_the_access_log_are_enough_for_one_rest() {
    let mut store = Store::new();
    let sessions = (1..=10).map(|number| Session {
        key: format!("1/{number}").parse().unwrap(),
        authenticated_at: Some(at(1_000 * number)).into(),
        last_seen_at: SentTime::Absent,
        url: crate::model::SentUrl::default(),
    });
    store.take(WalkProgress::Began, at(0));
    let page = WalkProgress::Page {
        sessions: sessions.collect(),
        unreadable: 0,
    };
    store.take(page, at(0));
    let users = vec![user(1, Role::Admin)];
    let people = WalkProgress::People {
        asked: Vec::new(),
        users,
        asked_at: at(0),
    };
    store.take(people, at(0));
    let mut enrichment = EnrichmentTasks::default();
    let shown = [UserId::new(1).unwrap()];
    let mut looked = Vec::new();
    for _ in 0..2 {
        enrichment.rest_begins();
        while let Some(task) = enrichment.look(&store, &shown) {
            let found = EnrichmentFound::Sightings(Enrichment::AccessLogs, Vec::new());
            enrichment.done(&task, Ok(brought(found)), at(0));
            looked.push(task);
            assert!(looked.len() <= 2 * LOOKS);
        }
    }
    assert_eq!(looked.len(), 2 * LOOKS);
    looked.dedup();
    assert_eq!(looked.len(), 2 * LOOKS, "none is looked for twice");
}
