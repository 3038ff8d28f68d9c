//! What rules hit, and of whom it cannot be told.
//!
//! - `news` what turns on and off between two snapshots, and what rings

mod keeper;
mod news;

use super::*;
use crate::live::{Column, ProjectionRequest, Projector, Sort, Store, WalkProgress};
use crate::model::{Role, Session, SessionKey, Timestamp, User};
use crate::query::{Query, Zone};
use crate::settings::{CountedPer, MoreThan};

const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);
const HOUR: i64 = 3_600_000;
const MINUTE: i64 = 60_000;

/// A session of `user` that began and was seen so many minutes ago.
fn session(user: u64, number: u64, age: i64, idle: i64) -> Session {
    let at = |ago: i64| Some(NOW.shifted(-ago * MINUTE)).into();
    Session {
        key: format!("{user}/{number}").parse().unwrap(),
        authenticated_at: at(age),
        last_seen_at: at(idle),
        url: crate::model::SentUrl::default(),
    }
}

fn key(text: &str) -> SessionKey {
    text.parse().unwrap()
}

/// Whole walks and people, as the poller takes them in.
struct Account {
    store: Store,
}

impl Account {
    fn new(users: Vec<User>) -> Self {
        let mut store = Store::new();
        store.take(WalkProgress::found(users, NOW), NOW);
        Self { store }
    }

    fn walk(&mut self, sessions: Vec<Session>, now: Timestamp) -> Arc<Snapshot> {
        self.store.take(WalkProgress::Began, now);
        let unreadable = 0;
        let page = WalkProgress::Page {
            sessions,
            unreadable,
        };
        self.store.take(page, now);
        self.store
            .absorb(WalkProgress::Finished { rest_until: now }, now)
    }
}

fn context(rules: &RuleSet, now: Timestamp) -> MatchContext {
    MatchContext {
        rules: rules.clone(),
        ..MatchContext::at(now)
    }
}

fn rule(name: &str, query: &str, level: RuleLevel) -> Rule {
    Rule {
        name: name.into(),
        query: Query::parse(query, Zone::UTC).unwrap(),
        more_than: None,
        between: None,
        level,
    }
}

/// The names of the rules that hit each session, in order of slot.
fn hits(flags: &SessionFlags, snapshot: &Snapshot) -> Vec<String> {
    let names = |slot: Slot| {
        let set = flags.session(slot);
        let names = set.iter().map(|flag| &*flags.rule(flag).unwrap().name);
        names.collect::<Vec<_>>().join(" ")
    };
    snapshot.iter().map(names).collect()
}

fn cast() -> Vec<User> {
    vec![
        User::example(1, "Ada Root", Role::Admin),
        User::example(2, "Bob Desk", Role::Agent),
        User {
            suspended: Some(true),
            ..User::example(3, "Carl Gone", Role::EndUser)
        },
        User::example(4, "\u{410}da R\u{43e}ot", Role::EndUser),
        User::example(5, "Eve", Role::EndUser),
    ]
}

#[test]
fn each_rule_that_comes_with_the_program_hits_its_own() {
    let mut account = Account::new(cast());
    let mut sessions = vec![
        session(1, 10, 5, 1),
        session(1, 11, 20, 1),
        session(1, 12, 30, 1),
        session(1, 13, 40, 1),
        session(2, 20, 735, 5),
        session(3, 30, 60, 1),
        session(4, 40, 60, 1),
        session(5, 50, 60, 1),
    ];
    sessions.extend((51..57).map(|number| session(5, number, 3, 1)));
    let snapshot = account.walk(sessions, NOW);
    let flags = SessionFlags::of(&snapshot, &context(&RuleSet::shipped(), NOW));
    let many = "admin-many-sessions";
    let mut expected = vec![many; 4];
    expected.extend([
        "staff-over-12h overdue",
        "leaver-signed-in",
        "namesake-of-staff",
        "",
    ]);
    expected.extend(["sign-in-burst"; 6]);
    assert_eq!(hits(&flags, &snapshot), expected);
    let total = |name: &str| {
        let found = flags.totals().find(|(_, rule, _)| &*rule.name == name);
        let total = found.unwrap().2;
        (total.sessions, total.people, total.undecided)
    };
    assert_eq!(total("admin-many-sessions"), (4, 1, 0));
    assert_eq!(total("sign-in-burst"), (6, 1, 0));
    // Whether others are overdue rests on a limit that is only assumed.
    assert_eq!(total("overdue"), (1, 1, 13));
    assert_eq!(flags.total().sessions, 13);
    assert_eq!(flags.total().people, 5);
    assert_eq!(
        flags.level(flags.person(PersonIndex(1))),
        Some(RuleLevel::Alarm)
    );
    let twin = flags.twins(PersonIndex(3));
    assert!(twin.lookalikes == 1 && twin.has_staff, "{twin:?}");
}

#[test]
fn an_old_list_raises_no_alarm_about_what_may_be_gone() {
    let mut account = Account::new(cast());
    let snapshot = account.walk(vec![session(2, 20, 700, 5)], NOW);
    let total = |now: Timestamp, snapshot: &Arc<Snapshot>| {
        let flags = SessionFlags::of(snapshot, &context(&RuleSet::shipped(), now));
        let (_, _, total) = flags.totals().next().unwrap();
        total.sessions
    };
    assert_eq!(total(NOW, &snapshot), 0);
    // An hour later the session is past twelve hours, if it is still there: nobody has looked.
    assert_eq!(total(NOW.shifted(HOUR), &snapshot), 0);
    let later = NOW.shifted(HOUR);
    let snapshot = account.walk(vec![session(2, 20, 700, 5)], later);
    assert_eq!(total(later, &snapshot), 1);
    // The same is so of what a query says is overdue.
    let overdue = |snapshot: &Snapshot, now| {
        let query = Query::parse("overdue:true", Zone::UTC).unwrap();
        let found = crate::live::matching(snapshot, &query, &MatchContext::at(now));
        (found.yes.len(), found.undecided.len())
    };
    let mut account = Account::new(cast());
    let snapshot = account.walk(vec![session(2, 20, 700, 5)], NOW);
    assert_eq!(overdue(&snapshot, NOW), (0, 0));
    assert_eq!(overdue(&snapshot, NOW.shifted(2 * HOUR)), (0, 1));
}

#[test]
fn what_cannot_be_told_is_no_hit_and_is_counted() {
    let mut account = Account::new(cast());
    let mut unknown = session(9, 90, 800, 5);
    let mut timeless = session(1, 10, 800, 5);
    timeless.authenticated_at = crate::model::SentTime::Unreadable;
    unknown.key = key("9/90");
    let snapshot = account.walk(vec![unknown, timeless, session(5, 50, 800, 5)], NOW);
    let rules = RuleSet::of([
        rule("old-staff", "role:staff age>12h10m", RuleLevel::Alarm),
        Rule {
            more_than: Some(MoreThan {
                sessions: 0,
                per: CountedPer::Account,
            }),
            ..rule("leavers", "suspended:true", RuleLevel::Warn)
        },
        Rule {
            between: Some("20:00-07:00".parse().unwrap()),
            ..rule("night", "role:admin", RuleLevel::Note)
        },
    ]);
    let flags = SessionFlags::of(&snapshot, &context(&rules, NOW));
    assert_eq!(hits(&flags, &snapshot), ["", "", ""]);
    let undecided: Vec<usize> = flags
        .totals()
        .map(|(_, _, total)| total.undecided)
        .collect();
    assert_eq!(undecided, [2, 1, 1]);
    let slots: Vec<Slot> = snapshot.iter().collect();
    assert!(flags.has(slots[0], "old-staff").is_err());
    assert_eq!(flags.has(slots[2], "old-staff"), Ok(false));
    assert!(flags.has(slots[2], "no-such-rule").is_err());
}

#[test]
fn a_session_that_a_list_with_holes_lacks_is_no_hit() {
    let mut account = Account::new(cast());
    let sessions = vec![session(2, 20, 735, 5), session(3, 30, 60, 1)];
    account.walk(sessions, NOW);
    account.store.take(WalkProgress::Began, NOW);
    let page = WalkProgress::Page {
        sessions: vec![session(3, 30, 60, 1)],
        unreadable: 1,
    };
    account.store.take(page, NOW);
    let ended = WalkProgress::Finished { rest_until: NOW };
    let snapshot = account.store.absorb(ended, NOW);
    let flags = SessionFlags::of(&snapshot, &context(&RuleSet::shipped(), NOW));
    assert_eq!(hits(&flags, &snapshot), ["", "leaver-signed-in"]);
    let (_, _, old) = flags.totals().next().unwrap();
    assert_eq!((old.sessions, old.undecided), (0, 1));
}

#[test]
fn a_number_is_exceeded_per_person_or_in_the_account() {
    let mut account = Account::new(cast());
    let sessions = vec![
        session(1, 10, 60, 1),
        session(1, 11, 60, 1),
        session(5, 50, 60, 1),
        session(5, 51, 60, 1),
        session(5, 52, 60, 1),
    ];
    let counted = |name: &str, sessions, per| Rule {
        more_than: Some(MoreThan { sessions, per }),
        ..rule(name, "age>10m", RuleLevel::Warn)
    };
    let rules = RuleSet::of([
        counted("three", 2, CountedPer::Person),
        counted("five", 4, CountedPer::Account),
        counted("six", 5, CountedPer::Account),
    ]);
    // Before the list was read to its end, more of it may be theirs.
    account.store.take(WalkProgress::Began, NOW);
    let (page, unreadable) = (sessions.clone(), 0);
    let page = WalkProgress::Page {
        sessions: page,
        unreadable,
    };
    let loading = account.store.absorb(page, NOW);
    let flags = SessionFlags::of(&loading, &context(&rules, NOW));
    assert_eq!(
        hits(&flags, &loading),
        ["five", "five", "three five", "three five", "three five"]
    );
    let undecided: Vec<usize> = flags
        .totals()
        .map(|(_, _, total)| total.undecided)
        .collect();
    assert_eq!(undecided, [2, 0, 5]);
    let snapshot = account.walk(sessions, NOW);
    let flags = SessionFlags::of(&snapshot, &context(&rules, NOW));
    let undecided: Vec<usize> = flags
        .totals()
        .map(|(_, _, total)| total.undecided)
        .collect();
    assert_eq!(undecided, [0, 0, 0]);
    assert_eq!(flags.total().sessions, 5);
}

#[test]
fn hours_are_about_signing_in() {
    // 08:00 in universal time.
    let now = Timestamp::from_seconds(1_799_971_200 + 8 * 3_600);
    assert_eq!(Zone::UTC.second_of_day(now), 8 * 3_600);
    let ago = |minutes: i64, number: u64| {
        let mut session = session(1, number, 0, 0);
        session.authenticated_at = Some(now.shifted(-minutes * MINUTE)).into();
        session
    };
    let mut account = Account::new(cast());
    let snapshot = account.walk(vec![ago(30, 10), ago(59, 11), ago(61, 12)], now);
    let night = |hours: &str| {
        let rules = RuleSet::of([Rule {
            between: Some(hours.parse().unwrap()),
            ..rule("night", "role:admin age<2h", RuleLevel::Alarm)
        }]);
        let flags = SessionFlags::of(&snapshot, &context(&rules, now));
        hits(&flags, &snapshot)
    };
    assert_eq!(night("20:00-07:00"), ["", "", "night"]);
    assert_eq!(night("20:00-07:05"), ["", "night", "night"]);
    assert_eq!(night("07:30-07:31"), ["night", "", ""]);
}

#[test]
fn flags_are_asked_for_like_any_field() {
    let mut account = Account::new(cast());
    let snapshot = account.walk(vec![session(2, 20, 735, 5), session(3, 30, 60, 1)], NOW);
    let rules = RuleSet::shipped();
    let rows = |text: &str, rules: &RuleSet| {
        let query = Query::parse_with(text, Zone::UTC, &rules.names()).unwrap();
        let projection = Projector::default().project(ProjectionRequest {
            snapshot: Arc::clone(&snapshot),
            query,
            context: context(rules, NOW),
            sort: Sort::default(),
            grouping: crate::live::RowGrouping::default(),
        });
        let keys = projection
            .rows
            .iter()
            .filter_map(|slot| snapshot.key(*slot));
        let keys: Vec<String> = keys.map(|key| key.to_string()).collect();
        (keys.join(" "), projection.undecided.len())
    };
    assert_eq!(rows("flag:staff-over-12h", &rules), ("2/20".to_owned(), 0));
    assert_eq!(rows("-flag:staff-over-12h", &rules), ("3/30".to_owned(), 0));
    assert_eq!(rows("flag:leaver-signed-in role:agent", &rules).0, "");
    assert_eq!(rows("flag:overdue", &rules), ("2/20".to_owned(), 1));
    // Without a projection's flags they are found out where they are asked for.
    let query = Query::parse("flag:leaver-signed-in", Zone::UTC).unwrap();
    let found = crate::live::matching(&snapshot, &query, &context(&rules, NOW));
    assert_eq!(found.yes.len(), 1);
}
