//! Runs read back from the journal, by person.
//!
//! - `later` with what later lists said of them

mod later;

use std::io::Write as _;
use std::time::Duration;

use super::*;

/// Records a run of two exact requests and one wide one, of which one has no outcome, one was refused
/// and the wide one is done; a session was left.
fn record(path: &Path, at: Timestamp, salt: u8) -> RunId {
    let run = RunId::new(at, [salt, 0, 0]);
    let mut journal = open(path);
    let answer = |state| Answer {
        state,
        http_status: Some(204),
        request_id: None,
        attempts: 1,
        duration: Duration::from_millis(84),
        detail: None,
    };
    let wide = RecordedStep {
        target: StepTarget::User {
            user: UserId::new(8).unwrap(),
            sessions: &[SessionId::new(80).unwrap(), SessionId::new(81).unwrap()],
        },
        ..step(&run, 3)
    };
    let (ended, refused) = (answer(State::Ended), answer(State::Refused));
    let detail = "no session listed at 10:00:00".to_owned();
    let person = VerifiedPerson {
        run: &run,
        user: UserId::new(8).unwrap(),
        sessions: Vec::new(),
        state: Some(State::EndedByList),
        detail,
    };
    for entry in [
        Entry::Confirmed {
            run: &run,
            route: RecordRoute::Exact,
            of: 5,
            people: 2,
            reason: Some("left"),
            ticket: Some("INC-123"),
            plan_hash: "ab12",
        },
        Entry::Intent(&step(&run, 1)),
        Entry::Intent(&step(&run, 2)),
        Entry::Outcome(&step(&run, 2), &refused),
        Entry::Intent(&wide),
        Entry::Outcome(&wide, &ended),
        Entry::Cancelled {
            run: &run,
            left: &[NamedTarget::Session(key(9, 1003))],
        },
        Entry::Finished {
            run: &run,
            counts: &[(State::Ended, 2)],
        },
        Entry::PersonVerified(&person),
    ] {
        journal.append(&entry, at).unwrap();
    }
    run
}

#[test]
fn runs_come_newest_first_by_person_with_what_is_open_and_what_was_proven() {
    let (_folder, path) = place();
    assert!(
        past_runs(&path, "acme").unwrap().runs.is_empty(),
        "no journal is no run"
    );
    let first = record(&path, NOW, 1);
    let second = record(&path, NOW.shifted(60_000), 2);
    assert!(past_runs(&path, "other").unwrap().runs.is_empty());
    let past = past_runs(&path, "acme").unwrap();
    let runs: Vec<&RunId> = past.runs.iter().map(|run| &run.run).collect();
    assert_eq!(runs, [&second, &first]);
    assert_eq!((past.older, &past.damage), (0, &None));
    let run = &past.runs[0];
    assert!(run.is_finished && !run.is_done() && !run.nothing_left());
    assert_eq!(
        (run.of, run.about, run.ticket.as_deref()),
        (5, 2, Some("INC-123"))
    );
    let done: Vec<bool> = run.items.iter().map(PastItem::is_done).collect();
    assert_eq!(done, [false, false, true]);
    let people: Vec<u64> = run.people.iter().map(|person| person.user.get()).collect();
    assert_eq!(people, [7, 8]);
    assert_eq!(run.items_of(&run.people[0]).count(), 2);
    let verdict = run.people[1].verdict.as_ref().unwrap();
    assert_eq!(verdict.0, "no session listed at 10:00:00");
    assert_eq!(run.left, [SessionId::new(1003).unwrap()]);
}

/// What a later list said comes before what was answered, and that nobody could tell says nothing.
#[test]
fn an_item_is_done_by_what_is_known_of_it_and_by_nothing_else() {
    let (_folder, path) = place();
    record(&path, NOW, 1);
    let item = past_runs(&path, "acme").unwrap().runs[0].items[0].clone();
    let is_done = |route, state, later: Option<State>| {
        let mut item = item.clone();
        item.request.route = route;
        (item.state, item.later) = (state, later.map(|later| (later, NOW)));
        item.is_done()
    };
    let (ended, unknown) = (Some(State::Ended), Some(State::Unknown));
    for (state, later, expected) in [
        (None, None, false),
        (ended, None, true),
        (Some(State::Gone), None, true),
        (Some(State::Accepted), None, false),
        (Some(State::Refused), None, false),
        (Some(State::NotAttempted), None, false),
        (unknown, None, false),
        (None, unknown, false),
        (unknown, unknown, false),
        (ended, unknown, true),
        (None, Some(State::EndedByList), true),
        (unknown, Some(State::CameBack), true),
        (ended, Some(State::StillListed), false),
    ] {
        let found = is_done(RecordRoute::Exact, state, later);
        assert_eq!(found, expected, "{state:?} {later:?}");
    }
    let back = Some(State::NotSuspended);
    assert!(!is_done(RecordRoute::Suspend, Some(State::Suspended), back));
    assert!(is_done(RecordRoute::Lift, Some(State::Lifted), back));
}

/// A run is done if it ended, nothing was left and every request is done; whoever was to be suspended
/// and is not is told by that request alone.
#[test]
fn a_run_is_done_only_where_all_of_it_is() {
    let (_folder, path) = place();
    record(&path, NOW, 1);
    let mut run = past_runs(&path, "acme").unwrap().runs.remove(0);
    assert!(!run.is_done());
    for item in &mut run.items {
        (item.state, item.later) = (Some(State::Ended), None);
    }
    assert!(!run.is_done(), "a session was left");
    run.left.clear();
    assert!(run.is_done());
    for change in [
        |run: &mut PastRun| run.is_finished = false,
        |run: &mut PastRun| run.left_unnamed = 1,
        |run: &mut PastRun| run.left_tokens = 1,
        |run: &mut PastRun| run.left_people.push(UserId::new(7).unwrap()),
        |run: &mut PastRun| run.items[2].state = Some(State::Refused),
    ] {
        let mut run = run.clone();
        change(&mut run);
        assert!(!run.is_done(), "{run:?}");
    }
    let person = run.person(UserId::new(8).unwrap()).unwrap().clone();
    let place = person.items[0];
    for (route, state, expected) in [
        (RecordRoute::Exact, State::Refused, false),
        (RecordRoute::Suspend, State::Refused, true),
        (RecordRoute::Suspend, State::Suspended, false),
    ] {
        run.items[place].request.route = route;
        run.items[place].state = Some(state);
        assert_eq!(run.is_unsuspended(&person), expected, "{route:?} {state:?}");
    }
}

#[test]
fn a_lift_after_a_run_is_known() {
    let (_folder, path) = place();
    record(&path, NOW, 1);
    let lift = RunId::new(NOW.shifted(60_000), [9, 0, 0]);
    let mut journal = open(&path);
    let target = StepTarget::Person {
        user: UserId::new(7).unwrap(),
        route: RecordRoute::Lift,
    };
    let step = RecordedStep {
        target,
        ..step(&lift, 1)
    };
    let answer = Answer {
        state: State::Lifted,
        http_status: Some(200),
        request_id: None,
        attempts: 1,
        duration: Duration::ZERO,
        detail: None,
    };
    for entry in [Entry::Intent(&step), Entry::Outcome(&step, &answer)] {
        journal.append(&entry, NOW.shifted(60_000)).unwrap();
    }
    let past = past_runs(&path, "acme").unwrap();
    let (lifted, other) = (UserId::new(7).unwrap(), UserId::new(8).unwrap());
    assert!(past.did_after(RecordRoute::Lift, lifted, NOW));
    assert!(!past.did_after(RecordRoute::Lift, other, NOW));
    assert!(!past.did_after(RecordRoute::Lift, lifted, NOW.shifted(120_000)));
    let ended = NOW.shifted(-1_000);
    assert!(
        !past.did_after(RecordRoute::Lift, other, ended),
        "what was ended of somebody is no lift"
    );
}

#[test]
fn a_damaged_journal_says_so_and_the_runs_that_can_be_read_are_there() {
    let (_folder, path) = place();
    record(&path, NOW, 1);
    let text = std::fs::read_to_string(&path).unwrap();
    let changed = text.replacen("INC-123", "INC-124", 1);
    std::fs::write(&path, changed).unwrap();
    let mut file = std::fs::OpenOptions::new()
        .append(true)
        .open(&path)
        .unwrap();
    file.write_all(b"no record\n").unwrap();
    let past = past_runs(&path, "acme").unwrap();
    assert_eq!(past.runs.len(), 1);
    let damage = past.damage.unwrap();
    assert!(damage.contains("not as zentop wrote it"), "{damage}");
}

#[test]
fn what_a_crash_kept_from_being_sent_is_counted_though_nobody_could_name_it() {
    let (_folder, path) = place();
    let run = RunId::new(NOW, [1, 0, 0]);
    let mut journal = open(&path);
    let closed = Answer {
        state: State::Unknown,
        http_status: None,
        request_id: None,
        attempts: 1,
        duration: Duration::from_millis(84),
        detail: None,
    };
    let confirmed = Entry::Confirmed {
        run: &run,
        route: RecordRoute::Exact,
        of: 55,
        people: 40,
        reason: None,
        ticket: None,
        plan_hash: "ab12",
    };
    let first = step(&run, 1);
    for entry in [
        confirmed,
        Entry::Intent(&first),
        Entry::Outcome(&first, &closed),
    ] {
        journal.append(&entry, NOW).unwrap();
    }
    let left = |path: &Path| {
        let past = past_runs(path, "acme").unwrap();
        (past.runs[0].left_in_all(), past.runs[0].is_done())
    };
    assert_eq!(left(&path), (54, false), "before anything closed it");
    let finished = Entry::Finished {
        run: &run,
        counts: &[(State::Unknown, 1), (State::NotAttempted, 54)],
    };
    journal.append(&finished, NOW).unwrap();
    assert_eq!(left(&path), (54, false));
}
