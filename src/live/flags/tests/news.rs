//! What turns on and off between two snapshots, and what rings.

use super::*;

fn turned(log: &FlagLog) -> Vec<(String, bool, FlagSubject, bool)> {
    let news = log.since(0).filter_map(|(_, news)| match news {
        FlagNews::Turned(it) => Some((format!("{:?}", it.flag), it.is_on, it.subject, it.rings)),
        _ => None,
    });
    news.collect()
}

#[test]
fn what_turns_on_and_off_is_news_once_and_alarms_ring_once() {
    let mut account = Account::new(cast());
    let rules = RuleSet::of([
        rule("old", "role:staff age>12h10m", RuleLevel::Alarm),
        rule("leaver", "suspended:true", RuleLevel::Alarm),
        rule("alike", "role:end-user twin:staff", RuleLevel::Alarm),
    ]);
    let (mut keeper, mut log) = (FlagKeeper::default(), FlagLog::default());
    let (old, leaver, alike) = ("FlagId(0)", "FlagId(1)", "FlagId(2)");
    let mut step = |account: &mut Account, minutes: i64, sessions: Vec<Session>| {
        let now = NOW.shifted(minutes * MINUTE);
        let before = log.next_number();
        let flags = keeper.flags(&account.walk(sessions, now), &context(&rules, now));
        log.take(&flags, now);
        log.take(&flags, now);
        let news = turned(&log);
        let count = usize::try_from(log.next_number() - before).unwrap();
        news[news.len() - count..].to_vec()
    };
    let staff = session(2, 20, 720, 5);
    let on = |flag: &str, subject, rings| (flag.to_owned(), true, subject, rings);
    let off = |flag: &str, subject| (flag.to_owned(), false, subject, false);
    let session_20 = FlagSubject::Session(key("2/20"));
    let person = |id: u64| FlagSubject::Person(crate::model::UserId::new(id).unwrap());
    // What is there at the start is first known now.
    assert_eq!(
        step(&mut account, 0, vec![staff.clone(), session(3, 30, 9, 1)]),
        [on(leaver, person(3), true)]
    );
    let found = step(&mut account, 15, vec![staff.clone(), session(4, 40, 9, 1)]);
    let expected = vec![
        on(old, session_20, true),
        off(leaver, person(3)),
        on(alike, person(4), true),
    ];
    assert_eq!(found, expected);
    // Strangers who take such names ring no second time, and nobody rings twice.
    let users = vec![User::example(6, "Bob D\u{435}sk", Role::EndUser)];
    account.store.take(WalkProgress::found(users, NOW), NOW);
    let found = step(
        &mut account,
        16,
        vec![
            session(4, 40, 9, 1),
            session(6, 60, 9, 1),
            session(3, 30, 9, 1),
        ],
    );
    let expected = vec![
        off(old, session_20),
        on(leaver, person(3), false),
        on(alike, person(6), false),
    ];
    assert_eq!(found, expected);
    let found = step(&mut account, 17, vec![staff, session(4, 40, 9, 1)]);
    let expected = vec![
        on(old, session_20, false),
        off(leaver, person(3)),
        off(alike, person(6)),
    ];
    assert_eq!(found, expected);
}

#[test]
fn news_survive_that_slots_mean_other_sessions() {
    let mut account = Account::new(cast());
    let rules = RuleSet::of([rule("old", "role:staff age>1h", RuleLevel::Warn)]);
    let (mut keeper, mut log) = (FlagKeeper::default(), FlagLog::default());
    let mut step = |sessions: Vec<Session>| {
        let snapshot = account.walk(sessions, NOW);
        let flags = keeper.flags(&snapshot, &context(&rules, NOW));
        log.take(&flags, NOW);
        (snapshot.epoch(), turned(&log).len())
    };
    let end_users = (100..160).map(|number| session(5, number, 60, 1));
    let mut sessions: Vec<Session> = end_users.collect();
    sessions.push(session(1, 10, 90, 1));
    sessions.push(session(2, 20, 90, 1));
    assert_eq!(step(sessions), (0, 2));
    // Compacted: one stays flagged, one is gone, one is new.
    let rest = vec![session(2, 21, 90, 1), session(1, 10, 90, 1)];
    assert_eq!(step(rest), (1, 4));
}

#[test]
fn a_flood_is_summed_up() {
    let mut account = Account::new(cast());
    let rules = RuleSet::of([rule("all", "age>1m", RuleLevel::Note)]);
    let (mut keeper, mut log) = (FlagKeeper::default(), FlagLog::default());
    for count in [1, 1_000] {
        // What is there at the start is summed up as well.
        let sessions = (1..=count).map(|number| session(5, number, 60, 1));
        let snapshot = account.walk(sessions.collect(), NOW);
        log.take(&keeper.flags(&snapshot, &context(&rules, NOW)), NOW);
    }
    let more: Vec<usize> = log
        .since(0)
        .filter_map(|(_, news)| match news {
            FlagNews::More { count, .. } => Some(*count),
            _ => None,
        })
        .collect();
    assert_eq!((log.since(0).count(), &more[..]), (34, &[967][..]));
}

/// What is kept for the next time is the first of what is there, and no more than is written.
#[test]
fn of_a_flood_no_more_is_known_than_is_written() {
    let mut account = Account::new(cast());
    let rules = RuleSet::of([rule("all", "age>1m", RuleLevel::Note)]);
    let mut log = FlagLog::default();
    let sessions = (1..=3_000).rev();
    let sessions = sessions.map(|number| session(5, number, 60, 1)).collect();
    let flags = FlagKeeper::default().flags(&account.walk(sessions, NOW), &context(&rules, NOW));
    log.take(&flags, NOW);
    let words = log.known().words();
    let numbers: Vec<String> = (1..=1_000).map(|number| format!("5/{number}")).collect();
    assert_eq!(
        words.into_iter().collect::<Vec<_>>(),
        [("all".to_owned(), numbers)]
    );
    let mut known = FlagLog::default().knowing(log.known());
    known.take(&flags, NOW);
    // Of 2,000 that are not known, 32 are told one by one.
    let news: Vec<usize> = known
        .since(0)
        .filter_map(|(_, news)| match news {
            FlagNews::More { count, .. } => Some(*count),
            _ => None,
        })
        .collect();
    assert_eq!((known.since(0).count(), &news[..]), (33, &[1_968][..]));
}

#[test]
fn three_past_twelve_hours_in_two_whole_walks_are_one_alarm() {
    let users: Vec<User> = (1..=6)
        .map(|id| User::example(id, "Staff", Role::Agent))
        .collect();
    let mut account = Account::new(users);
    let rules = RuleSet::shipped();
    let (mut keeper, mut log) = (FlagKeeper::default(), FlagLog::default());
    let mut step = |minutes: i64, people: std::ops::RangeInclusive<u64>| {
        let now = NOW.shifted(minutes * MINUTE);
        let sessions = people.map(|id| session(id, id, 735, 5)).collect();
        let flags = keeper.flags(&account.walk(sessions, now), &context(&rules, now));
        log.take(&flags, now);
        let is_folded = |news: &FlagNews| matches!(news, FlagNews::NotEnforced { .. });
        let folded = log.since(0).filter(|(_, news)| is_folded(news));
        let rings = log.since(0).filter(|(_, news)| news.rings());
        (log.not_enforced(), folded.count(), rings.count())
    };
    assert_eq!(step(0, 1..=2), (None, 0, 2));
    // Two of three were there in the walk before.
    assert_eq!(step(1, 1..=3), (None, 0, 3));
    assert_eq!(step(2, 1..=3), (Some(3), 1, 4));
    // Another one is part of that alarm, and rings no more.
    assert_eq!(step(3, 1..=4), (Some(3), 1, 4));
    assert_eq!(step(4, 1..=1), (None, 1, 4));
}

/// Two agents, the first suspended, of whom names are known only later.
fn half_known() -> (Account, RuleSet) {
    let rules = RuleSet::of([
        rule("old", "role:staff age>12h10m", RuleLevel::Alarm),
        rule("leaver", "suspended:true", RuleLevel::Alarm),
    ]);
    (Account::new(Vec::new()), rules)
}

fn page(sessions: Vec<Session>) -> WalkProgress {
    WalkProgress::Page {
        sessions,
        unreadable: 0,
    }
}

#[test]
fn what_is_found_before_the_first_whole_walk_is_news_and_rings() {
    let (mut account, rules) = half_known();
    let (mut keeper, mut log) = (FlagKeeper::default(), FlagLog::default());
    let names = |users: Vec<User>| WalkProgress::People {
        asked: Vec::new(),
        users,
        asked_at: NOW,
    };
    let mut look = |log: &mut FlagLog, account: &Account, seconds: i64| {
        let now = NOW.shifted(seconds * 1_000);
        let flags = keeper.flags(&account.store.snapshot(), &context(&rules, now));
        log.take(&flags, now);
        log.since(0).filter(|(_, news)| news.rings()).count()
    };
    assert_eq!(look(&mut log, &account, 0), 0);
    account.store.take(WalkProgress::Began, NOW);
    account.store.take(page(vec![session(1, 10, 735, 5)]), NOW);
    let first = User {
        suspended: Some(true),
        ..User::example(1, "One", Role::Agent)
    };
    account.store.take(names(vec![first]), NOW);
    // The walk is still on.
    assert_eq!(look(&mut log, &account, 1), 2);
    account.store.take(page(vec![session(2, 20, 735, 5)]), NOW);
    let rest_until = NOW;
    account
        .store
        .take(WalkProgress::Finished { rest_until }, NOW);
    assert_eq!(look(&mut log, &account, 2), 2, "nobody rings twice");
    let second = User::example(2, "Two", Role::Agent);
    account.store.take(names(vec![second]), NOW);
    assert_eq!(look(&mut log, &account, 3), 3, "and names come later");
}

#[test]
fn what_was_known_when_the_program_was_left_is_no_news_unless_it_ended() {
    let sessions = || vec![session(2, 20, 735, 5), session(3, 30, 9, 1)];
    let rules = RuleSet::of([
        rule("old", "role:staff age>12h10m", RuleLevel::Alarm),
        rule("leaver", "suspended:true", RuleLevel::Alarm),
    ]);
    let run = |users: Vec<User>, known: KnownFlags| {
        let (mut account, mut keeper) = (Account::new(users), FlagKeeper::default());
        let mut log = FlagLog::default().knowing(known);
        for minutes in 0..2 {
            let now = NOW.shifted(minutes * MINUTE);
            let snapshot = account.walk(sessions(), now);
            log.take(&keeper.flags(&snapshot, &context(&rules, now)), now);
        }
        let words = log.known().words();
        (turned(&log).len(), KnownFlags::from_words(words))
    };
    let (first, known) = run(cast(), KnownFlags::default());
    assert_eq!((first, run(cast(), known.clone()).0), (2, 0));
    // Nobody has a name yet: what was known is still known the next time.
    let (news, still) = run(Vec::new(), known.clone());
    assert_eq!((news, still.words()), (0, known.words()));
    // In between it was seen that it was over.
    let nobody_suspended = || {
        let users = cast().into_iter().map(|user| User {
            suspended: Some(false),
            ..user
        });
        users.collect::<Vec<User>>()
    };
    let (_, less) = run(nobody_suspended(), known);
    assert_eq!(run(cast(), less).0, 1, "the leaver is one anew");
}
