//! What comes into the news, in which entries, and what is kept.

use std::sync::Arc;

use super::*;
use crate::live::{
    MatchContext, ProjectionRequest, Projector, ShownNames, Sort, Store, WalkProgress,
};
use crate::model::{Role, SentUrl, Session, User};
use crate::query::Query;
use crate::settings::RuleSet;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(1_000_000 + seconds)
}

fn session(user: u64, number: u64) -> Session {
    Session {
        key: format!("{user}/{number}").parse().unwrap(),
        authenticated_at: Some(at(-60)).into(),
        last_seen_at: Some(at(-30)).into(),
        url: SentUrl::default(),
    }
}

fn walk(store: &mut Store, sessions: Vec<Session>, now: Timestamp) -> Arc<Snapshot> {
    store.take(WalkProgress::Began, now);
    let unreadable = 0;
    store.take(
        WalkProgress::Page {
            sessions,
            unreadable,
        },
        now,
    );
    let rest_until = now;
    store.absorb(WalkProgress::Finished { rest_until }, now)
}

fn lines(news: &NewsLog, snapshot: &Snapshot) -> Vec<String> {
    let newest = news.newest();
    newest
        .map(|(_, entry)| text(entry, (snapshot, ShownNames::REAL)))
        .collect()
}

#[test]
fn what_happened_in_the_same_second_is_one_entry_and_names_come_later() {
    let (mut store, mut news) = (Store::new(), NewsLog::default());
    let notices = Notices::default();
    walk(&mut store, (1..=6).map(|n| session(n, n)).collect(), at(0));
    news.take(&store.snapshot(), &notices);
    let snapshot = walk(&mut store, vec![session(1, 1), session(9, 90)], at(60));
    news.take(&snapshot, &notices);
    let gone = lines(&news, &snapshot);
    assert!(
        gone.iter()
            .any(|line| line == "- 5: id 2, id 3, id 4, 2 more"),
        "{gone:?}"
    );
    assert!(gone.iter().any(|line| line == "+ id 9"), "{gone:?}");
    let users = vec![User::example(9, "Ada Lovelace", Role::Admin)];
    let asked = Vec::new();
    let snapshot = store.absorb(
        WalkProgress::People {
            asked,
            users,
            asked_at: at(61),
        },
        at(61),
    );
    assert!(lines(&news, &snapshot).contains(&"+ Ada Lovelace (admin)".to_owned()));
    // The same events are not taken in twice, and whole walks with nothing between are one.
    let before = lines(&news, &snapshot).len();
    news.take(&snapshot, &notices);
    let snapshot = walk(&mut store, vec![session(1, 1), session(9, 90)], at(120));
    news.take(&snapshot, &notices);
    assert_eq!(lines(&news, &snapshot).len(), before);
    let user = UserId::new(9).unwrap();
    assert_eq!(
        news.of(user).map(|(_, came, _)| came).collect::<Vec<_>>(),
        [true]
    );
    let gone = UserId::new(2).unwrap();
    assert_eq!(
        news.of(gone).map(|(_, came, _)| came).collect::<Vec<_>>(),
        [false]
    );
}

/// Several people of one name take one place of those that are named.
#[test]
fn namesakes_are_named_once_with_their_number() {
    let mut store = Store::new();
    let named = |(id, name)| User::example(id, name, Role::EndUser);
    let users = [
        (1, "Ann Ode"),
        (2, "Bo Ray"),
        (3, "Ann Ode"),
        (4, "Cy Ash"),
        (5, "Di Fox"),
    ];
    let people = WalkProgress::People {
        asked: (1..=5).filter_map(UserId::new).collect(),
        users: users.map(named).to_vec(),
        asked_at: at(1),
    };
    walk(&mut store, (1..=5).map(|n| session(n, n)).collect(), at(0));
    let snapshot = store.absorb(people, at(1));
    let nobody: &[u64] = &[];
    let five: Vec<(u64, &[u64])> = (1..=5).map(|id| (id, nobody)).collect();
    let mut entry = flagged(&five, 2);
    if let NewsKind::Flag(flag) = &mut entry.what {
        for slot in snapshot.iter() {
            let place = snapshot.row(slot).unwrap().person;
            let user = snapshot.person(place).unwrap().id;
            let people = flag.people.iter_mut();
            people
                .filter(|person| person.user == user)
                .for_each(|person| person.place = Some(place));
        }
    }
    assert_eq!(
        text(&entry, (&snapshot, ShownNames::REAL)),
        "note overdue: 7: Ann Ode (2), Bo Ray, Cy Ash, 3 more"
    );
    // Beside a number of sessions it is said of what theirs is.
    if let NewsKind::Flag(flag) = &mut entry.what {
        flag.more = 0;
        for person in &mut flag.people {
            person.sessions = [1, 2].into_iter().filter_map(SessionId::new).collect();
        }
        let people = flag.people.clone();
        entry.what = NewsKind::Gone(people);
    }
    assert_eq!(
        text(&entry, (&snapshot, ShownNames::REAL)),
        "- 10 sessions: Ann Ode (2 people), Bo Ray, Cy Ash and others"
    );
}

#[test]
fn notices_are_news_and_the_oldest_are_dropped_with_a_number() {
    let (store, mut news) = (Store::new(), NewsLog::default());
    let snapshot = store.snapshot();
    let mut notices = Notices::default();
    for n in 0..KEPT + 7 {
        notices.say(at(0), Level::Info, format!("notice {n}"), false);
        news.take(&snapshot, &notices);
    }
    assert_eq!(news.newest().count(), KEPT);
    assert_eq!(news.dropped(), 7);
    let newest = news.newest().next().unwrap();
    assert_eq!(newest.0, KEPT as u64 + 6);
    // One that another takes the place of does not stay.
    notices.take_back(&format!("notice {}", KEPT + 6));
    notices.say(at(0), Level::Info, "in its place", false);
    news.take(&snapshot, &notices);
    assert_eq!(lines(&news, &snapshot)[0], "in its place");
    assert_eq!(news.newest().count(), KEPT);
    assert!(!lines(&news, &snapshot).contains(&format!("notice {}", KEPT + 6)));
}

/// Whoever looks into a few dialogs and leaves them finds the alarm of before where it was.
#[test]
fn answers_to_keys_take_one_line_of_the_pane_and_none_of_the_news() {
    let (store, mut news) = (Store::new(), NewsLog::default());
    let snapshot = store.snapshot();
    let mut notices = Notices::default();
    notices.say(at(0), Level::Alarm, "an alarm", false);
    for second in 1..5 {
        notices.say(
            at(second),
            Level::Passing,
            "cancelled; nothing was sent",
            false,
        );
        notices.say(
            at(second),
            Level::Info,
            format!("something else {second}"),
            false,
        );
    }
    notices.say(at(5), Level::Passing, "cancelled; nothing was sent", false);
    news.take(&snapshot, &notices);
    let of_pane: Vec<String> = (news.of_pane())
        .map(|(_, entry)| text(entry, (&snapshot, ShownNames::REAL)))
        .collect();
    assert_eq!(of_pane[0], "cancelled; nothing was sent");
    assert_eq!(of_pane.len(), 6, "{of_pane:?}");
    assert_eq!(of_pane[5], "an alarm");
    let view = crate::app::NewsView::default();
    let whole = view.lines(&news, (&snapshot, ShownNames::REAL));
    assert_eq!(whole.len(), 5, "{whole:?}");
}

#[test]
fn rules_turn_on_and_off_in_one_line_each_and_alarms_are_told_apart() {
    let (mut store, mut news, mut log) = (Store::new(), NewsLog::default(), FlagLog::default());
    let (mut projector, rules) = (Projector::default(), RuleSet::shipped());
    let mut look = |snapshot: &Arc<Snapshot>, news: &mut NewsLog, now: Timestamp| {
        let context = MatchContext {
            rules: rules.clone(),
            ..MatchContext::at(now)
        };
        let projection = projector.project(ProjectionRequest {
            snapshot: Arc::clone(snapshot),
            query: Query::default(),
            context,
            sort: Sort::default(),
            grouping: crate::live::RowGrouping::Sessions,
        });
        log.take(&projection.flags, now);
        news.take_flags(&log, snapshot)
    };
    let known = |suspended: bool, asked_at: Timestamp| {
        let people = (1..=3).map(|n| User {
            suspended: Some(suspended),
            active: Some(true),
            ..User::example(n, &format!("Person {n}"), Role::Agent)
        });
        WalkProgress::People {
            asked: Vec::new(),
            users: people.collect(),
            asked_at,
        }
    };
    store.take(known(false, at(0)), at(0));
    let sessions: Vec<Session> = (1..=3).map(|n| session(n, n)).collect();
    let snapshot = walk(&mut store, sessions.clone(), at(0));
    assert!(look(&snapshot, &mut news, at(0)).is_empty());
    assert!(lines(&news, &snapshot).is_empty(), "nobody is flagged yet");
    store.take(known(true, at(60)), at(60));
    let snapshot = walk(&mut store, sessions.clone(), at(60));
    let alarms = look(&snapshot, &mut news, at(60));
    let mut alarm_lines: Vec<String> = alarms
        .iter()
        .map(|alarm| text(alarm, (&snapshot, ShownNames::REAL)))
        .collect();
    alarm_lines.extend(lines(&news, &snapshot));
    let leavers: Vec<&String> = alarm_lines
        .iter()
        .filter(|line| line.contains("leaver-signed-in"))
        .collect();
    assert_eq!(leavers.len(), 1, "{alarm_lines:?}");
    assert!(
        leavers[0].contains("3: Person 1, Person 2, Person 3"),
        "{alarm_lines:?}"
    );
    store.take(known(false, at(120)), at(120));
    let snapshot = walk(&mut store, sessions, at(120));
    assert!(
        look(&snapshot, &mut news, at(120)).is_empty(),
        "that it is over rings nothing"
    );
    let over = lines(&news, &snapshot);
    assert!(
        over[0].starts_with("no longer leaver-signed-in: "),
        "{over:?}"
    );
}

#[test]
fn a_search_finds_names_addresses_and_numbers_whatever_their_letters() {
    let (mut store, mut news) = (Store::new(), NewsLog::default());
    let notices = Notices::default();
    walk(&mut store, Vec::new(), at(0));
    let snapshot = walk(
        &mut store,
        (1..=5).map(|n| session(n, n + 70)).collect(),
        at(60),
    );
    news.take(&snapshot, &notices);
    let users = vec![User {
        email: crate::model::Sent::Is(crate::model::SafeText::new("gaelle@staff.example")),
        ..User::example(5, "Gaëlle Beauséjour", Role::Agent)
    }];
    let asked = Vec::new();
    let snapshot = store.absorb(
        WalkProgress::People {
            asked,
            users,
            asked_at: at(61),
        },
        at(61),
    );
    let entry = news
        .newest()
        .find(|(_, entry)| !entry.what.people().is_empty());
    let (_, entry) = entry.unwrap();
    for sought in ["gaelle beausejour", "staff.example", "75"] {
        assert!(
            is_in(sought, entry, (&snapshot, ShownNames::REAL)),
            "{sought}"
        );
    }
    assert!(!is_in("nobody", entry, (&snapshot, ShownNames::REAL)));
}

fn flagged(people: &[(u64, &[u64])], more: usize) -> NewsEntry {
    let people = people.iter().map(|(user, sessions)| NewsPerson {
        user: UserId::new(*user).unwrap(),
        sessions: sessions
            .iter()
            .map(|id| SessionId::new(*id).unwrap())
            .collect(),
        place: None,
    });
    let flag = NewsFlag {
        rule: "overdue".to_owned(),
        level: RuleLevel::Note,
        is_on: true,
        people: people.collect(),
        more,
        in_all: None,
        not_enforced: None,
    };
    NewsEntry {
        at: at(0),
        what: NewsKind::Flag(flag),
    }
}

#[test]
fn numbers_in_the_news_say_what_is_counted_and_are_one() {
    let snapshot = Store::new().snapshot();
    let line = |entry: &NewsEntry| text(entry, (&snapshot, ShownNames::REAL));
    let nobody: &[u64] = &[];
    let five: Vec<(u64, &[u64])> = (1..=5).map(|id| (id, nobody)).collect();
    assert_eq!(
        line(&flagged(&five, 13)),
        "note overdue: 18: id 1, id 2, id 3, 15 more"
    );
    let of_three = flagged(&[(1, &[10, 11]), (2, &[20]), (3, &[30])], 0);
    assert_eq!(
        line(&of_three),
        "note overdue: 4 sessions: id 1, id 2, id 3"
    );
    let of_two = flagged(&[(1, &[10, 11]), (2, &[20])], 2);
    assert_eq!(
        line(&of_two),
        "note overdue: 5 sessions: id 1, id 2 and others"
    );
    let mut of_all = flagged(&[], 0);
    if let NewsKind::Flag(flag) = &mut of_all.what {
        flag.in_all = Some(FlagTotal {
            sessions: 30,
            people: 12,
            undecided: 0,
        });
    }
    assert_eq!(
        line(&of_all),
        "note overdue: 30 sessions of 12 people in the account"
    );
    // Somebody whose sessions stand apart in the list is named once.
    let mut joined = flagged(&[(1, &[10]), (2, &[20])], 0);
    assert!(joined.takes_in(&flagged(&[(1, &[11])], 0)));
    assert_eq!(line(&joined), "note overdue: 3 sessions: id 1, id 2");
}
