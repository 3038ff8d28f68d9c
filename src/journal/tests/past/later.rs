//! Past runs with what later lists said of them.
//!
//! - `settled` what later runs made of what they left

mod settled;

use super::*;
use crate::model::growth::grows_evenly;

#[test]
fn a_later_list_proves_what_had_no_outcome_and_disproves_what_had_one() {
    let (_folder, path) = place();
    let run = record(&path, NOW, 1);
    let mut journal = open(&path);
    for (item, named, state) in [
        (1, NamedTarget::Session(key(7, 1001)), State::EndedByList),
        // One session of the wide request is still there.
        (3, NamedTarget::Session(key(8, 80)), State::EndedByList),
        (4, NamedTarget::Session(key(8, 81)), State::StillListed),
    ] {
        let entry = Entry::Verified {
            run: &run,
            item,
            named,
            state,
            is_contradicted: false,
        };
        journal.append(&entry, NOW).unwrap();
    }
    let past = past_runs(&path, "acme").unwrap();
    let done: Vec<bool> = past.runs[0].items.iter().map(PastItem::is_done).collect();
    assert_eq!(done, [true, false, false]);
    let entry = Entry::Verified {
        run: &run,
        item: 4,
        named: NamedTarget::Session(key(8, 81)),
        state: State::EndedByList,
        is_contradicted: false,
    };
    journal.append(&entry, NOW.shifted(60_000)).unwrap();
    let past = past_runs(&path, "acme").unwrap();
    assert!(past.runs[0].items[2].is_done());
}

/// A session that no request named and that is listed after the run is open until a later list lacks it.
#[test]
fn whoever_has_a_session_that_no_request_named_is_still_in() {
    let (_folder, path) = place();
    let run = record(&path, NOW, 1);
    let mut journal = open(&path);
    let person = |sessions: Vec<SessionKey>, state| VerifiedPerson {
        run: &run,
        user: key(8, 80).user,
        sessions,
        state: Some(state),
        detail: "as it is".to_owned(),
    };
    let (named, unnamed) = (key(8, 80), key(8, 99));
    for (seconds, people, still_in) in [
        (1, person(vec![named, unnamed], State::StillListed), 1),
        (2, person(vec![named], State::StillListed), 0),
        (3, person(vec![unnamed], State::StillListed), 1),
        (4, person(Vec::new(), State::EndedByList), 0),
        (5, person(vec![unnamed], State::CameBack), 0),
    ] {
        let at = NOW.shifted(seconds * 1_000);
        journal.append(&Entry::PersonVerified(&people), at).unwrap();
        let past = past_runs(&path, "acme").unwrap();
        assert_eq!(
            past.runs[0].people_still_in().count(),
            still_in,
            "{people:?}"
        );
    }
}

/// What was left of somebody after an offboarding counts from then on, until a later list shows them again.
#[test]
fn whoever_was_counted_since_is_not_still_in() {
    let (_folder, path) = place();
    let run = record(&path, NOW, 1);
    let mut journal = open(&path);
    let user = key(8, 80).user;
    let shown = Entry::PersonVerified(&VerifiedPerson {
        run: &run,
        user,
        sessions: vec![key(8, 99)],
        state: Some(State::StillListed),
        detail: "still signed in".to_owned(),
    });
    let counted = |sessions| Entry::PersonLeft {
        run: &run,
        user,
        state: None,
        sessions,
        detail: "as it is",
    };
    let none = counted(Some(0));
    let not_known = counted(None);
    for (seconds, entry, still_in) in [
        (1, &shown, 1),
        (1, &none, 0),
        (2, &shown, 1),
        (3, &not_known, 1),
    ] {
        journal.append(entry, NOW.shifted(seconds * 1_000)).unwrap();
        let past = past_runs(&path, "acme").unwrap();
        assert_eq!(
            past.runs[0].people_still_in().count(),
            still_in,
            "{entry:?}"
        );
    }
}

/// A record that nobody could look is no look.
#[test]
fn whoever_nobody_could_look_at_is_not_looked_at() {
    let (_folder, path) = place();
    let run = record(&path, NOW, 1);
    let mut journal = open(&path);
    for (seconds, detail, is_looked_at) in [
        (1, "not looked at: Zendesk is failing", false),
        (2, "no session listed", true),
    ] {
        let entry = Entry::PersonVerified(&VerifiedPerson {
            run: &run,
            user: key(8, 80).user,
            sessions: Vec::new(),
            state: None,
            detail: detail.to_owned(),
        });
        journal
            .append(&entry, NOW.shifted(seconds * 1_000))
            .unwrap();
        let past = past_runs(&path, "acme").unwrap();
        let run = &past.runs[0];
        let of_them = |item: &&PastItem| item.request.users.contains(&key(8, 80).user);
        let item = run.items.iter().find(of_them).unwrap();
        assert_eq!(run.is_looked_at(item), is_looked_at, "{detail}");
    }
}

/// That lists contradict each other is recorded beside the state, which older versions read.
#[test]
fn what_one_list_shows_and_another_lacks_is_recorded_until_a_list_settles_it() {
    let (_folder, path) = place();
    let run = record(&path, NOW, 1);
    let mut journal = open(&path);
    let contradicted = |seconds: i64, state, is_contradicted| {
        let entry = Entry::Verified {
            run: &run,
            item: 4,
            named: NamedTarget::Session(key(8, 81)),
            state,
            is_contradicted,
        };
        journal
            .append(&entry, NOW.shifted(seconds * 1_000))
            .unwrap();
        let item = past_runs(&path, "acme").unwrap().runs[0].items[2].clone();
        (item.is_contradicted(), item.is_done())
    };
    let steps = [
        (0, State::StillListed, true, (true, false)),
        (1, State::StillListed, false, (false, false)),
        (2, State::StillListed, true, (true, false)),
        (3, State::EndedByList, false, (false, true)),
    ];
    let mut contradicted = contradicted;
    for (seconds, state, is_contradicted, expected) in steps {
        assert_eq!(contradicted(seconds, state, is_contradicted), expected);
    }
}

#[test]
fn what_was_done_stays_to_be_looked_at_until_a_list_shows_it() {
    let (_folder, path) = place();
    let run = RunId::new(NOW, [1, 0, 0]);
    let mut journal = open(&path);
    let ended = Answer {
        state: State::Ended,
        http_status: Some(204),
        request_id: None,
        attempts: 1,
        duration: Duration::from_millis(84),
        detail: None,
    };
    for number in [1, 2] {
        let one = step(&run, number);
        journal.append(&Entry::Intent(&one), NOW).unwrap();
        journal.append(&Entry::Outcome(&one, &ended), NOW).unwrap();
    }
    let (unknown, refused) = (
        Answer {
            state: State::Unknown,
            ..ended
        },
        Answer {
            state: State::Refused,
            ..ended
        },
    );
    for (number, answer) in [(3, &unknown), (4, &refused)] {
        let one = step(&run, number);
        journal.append(&Entry::Intent(&one), NOW).unwrap();
        journal.append(&Entry::Outcome(&one, answer), NOW).unwrap();
    }
    let left = |path: &Path| -> Vec<u32> {
        let mut unproved = UnprovedRuns::default();
        let records = read(path).unwrap();
        records.for_each(|record| unproved.take(&record.unwrap()));
        let runs = unproved.into_vec().into_iter();
        runs.flat_map(|run| run.items)
            .map(|item| item.item)
            .collect()
    };
    assert_eq!(left(&path), [1, 2, 3], "4 did nothing");
    let first = Entry::Verified {
        run: &run,
        item: 1,
        named: NamedTarget::Session(key(7, 1001)),
        state: State::EndedByList,
        is_contradicted: false,
    };
    journal.append(&first, NOW).unwrap();
    assert_eq!(left(&path), [2, 3], "the others are not known yet");
    let mut person = VerifiedPerson {
        run: &run,
        user: UserId::new(7).unwrap(),
        sessions: Vec::new(),
        state: None,
        detail: "not looked at".to_owned(),
    };
    journal
        .append(&Entry::PersonVerified(&person), NOW)
        .unwrap();
    assert_eq!(left(&path), [2, 3], "nobody looked at them");
    person.state = Some(State::EndedByList);
    journal
        .append(&Entry::PersonVerified(&person), NOW)
        .unwrap();
    assert!(left(&path).is_empty());
}

/// Ten thousand items are borne out one by one, and every start of the program reads that.
#[test]
fn what_bears_a_long_run_out_takes_no_longer_for_each_item() {
    let (_folder, path) = place();
    let run = RunId::new(NOW, [1, 0, 0]);
    let mut journal = open(&path);
    let ended = Answer {
        state: State::Ended,
        http_status: Some(204),
        request_id: None,
        attempts: 1,
        duration: Duration::from_millis(84),
        detail: None,
    };
    let one = step(&run, 1);
    let shown = Entry::Verified {
        run: &run,
        item: 1,
        named: NamedTarget::Session(key(7, 1001)),
        state: State::EndedByList,
        is_contradicted: false,
    };
    for entry in [Entry::Intent(&one), Entry::Outcome(&one, &ended), shown] {
        journal.append(&entry, NOW).unwrap();
    }
    let records: Vec<Record> = read(&path).unwrap().map(Result::unwrap).collect();
    let of = |record: &Record, number: u32| Record {
        item: Some(number),
        session_id: Some(number.into()),
        user_id: Some(number.into()),
        ..record.clone()
    };
    let given = |items: usize| {
        let numbers = 1..=u32::try_from(items).unwrap();
        let done = numbers
            .clone()
            .flat_map(|n| [of(&records[0], n), of(&records[1], n)]);
        let shown = numbers.rev().map(|n| of(&records[2], n));
        done.chain(shown).collect::<Vec<_>>()
    };
    grows_evenly(500, given, |records| {
        let mut unproved = UnprovedRuns::default();
        for record in &records {
            unproved.take(record);
        }
        assert!(unproved.into_vec().is_empty());
    });
}

/// Somebody of a run, as a later list showed them.
fn verified<'a>(run: &'a RunId, user: u64, sessions: &[u64], state: State) -> VerifiedPerson<'a> {
    let user = UserId::new(user).unwrap();
    let key = |session: &u64| SessionKey {
        user,
        session: SessionId::new(*session).unwrap(),
    };
    VerifiedPerson {
        run,
        user,
        sessions: sessions.iter().map(key).collect(),
        state: Some(state),
        detail: "no session listed".to_owned(),
    }
}

#[test]
fn what_is_left_of_an_offboarding_is_not_hidden_by_a_later_list() {
    let (_folder, path) = place();
    let run = record(&path, NOW, 1);
    let user = UserId::new(8).unwrap();
    let entry = Entry::PersonLeft {
        run: &run,
        user,
        state: Some(State::NotSuspended),
        sessions: Some(2),
        detail: "NOT SUSPENDED: they can sign in again; no session listed",
    };
    open(&path).append(&entry, NOW.shifted(1_000)).unwrap();
    let words = || {
        let past = past_runs(&path, "acme").unwrap();
        past.runs[0].person(user).unwrap().words().unwrap()
    };
    let left = "NOT SUSPENDED: they can sign in again; no session listed";
    assert_eq!(words(), left);
    let past = past_runs(&path, "acme").unwrap();
    assert_eq!(past.runs[0].person(user).unwrap().sessions_left, Some(2));
    let later = verified(&run, 8, &[], State::EndedByList);
    let later = Entry::PersonVerified(&later);
    open(&path).append(&later, NOW.shifted(9_000)).unwrap();
    assert_eq!(words(), format!("{left}; later: no session listed"));
}

#[test]
fn who_signed_in_again_is_counted_by_person_and_those_left_are_named() {
    let (_folder, path) = place();
    let run = record(&path, NOW, 1);
    let back = Entry::Verified {
        run: &run,
        item: 3,
        named: NamedTarget::Session(key(8, 90)),
        state: State::CameBack,
        is_contradicted: false,
    };
    let mut journal = open(&path);
    journal.append(&back, NOW).unwrap();
    let again = verified(&run, 8, &[90, 91], State::CameBack);
    let again = Entry::PersonVerified(&again);
    journal.append(&again, NOW).unwrap();
    let past = past_runs(&path, "acme").unwrap();
    let run = &past.runs[0];
    let back: Vec<(u64, usize)> = run
        .people_back()
        .map(|person| (person.user.get(), person.back.len()))
        .collect();
    assert_eq!(back, [(8, 2)]);
    let named: Vec<u64> = run.named().map(UserId::get).collect();
    assert_eq!(
        named,
        [7, 8, 9],
        "9 is whose session no request was sent for"
    );
}
