//! What later runs made of what a run left.

use super::*;

/// A run that began after another and ended these sessions of somebody.
fn later_run(path: &Path, sessions: &[u64]) -> RunId {
    let at = NOW.shifted(60_000);
    let run = RunId::new(at, [2, 0, 0]);
    let mut journal = open(path);
    let ended = Answer {
        state: State::Ended,
        http_status: Some(204),
        request_id: None,
        attempts: 1,
        duration: Duration::from_millis(84),
        detail: None,
    };
    for (number, session) in (1..).zip(sessions) {
        let one = RecordedStep {
            target: StepTarget::Session {
                key: key(8, *session),
                authenticated_at: None,
                last_seen_at: None,
            },
            ..step(&run, number)
        };
        journal.append(&Entry::Intent(&one), at).unwrap();
        journal.append(&Entry::Outcome(&one, &ended), at).unwrap();
    }
    run
}

/// What a later run was seen to have done is not open in this one, until a list shows it again. That it
/// was answered proves nothing of it.
#[test]
fn what_a_later_run_ended_is_not_open_in_this_one_until_it_is_found_again() {
    let (_folder, path) = place();
    let run = record(&path, NOW, 1);
    let user = key(8, 80).user;
    let shown = verified(&run, 8, &[81, 99], State::StillListed);
    let shown_item = |run, session, state| Entry::Verified {
        run,
        item: 4,
        named: NamedTarget::Session(key(8, session)),
        state,
        is_contradicted: false,
    };
    let at = |seconds: i64| NOW.shifted(seconds * 1_000);
    let write = |entry: &Entry<'_>, seconds| {
        open(&path).append(entry, at(seconds)).unwrap();
    };
    let open_of_both = || {
        let past = past_runs(&path, "acme").unwrap();
        let this = past.runs.last().unwrap();
        (
            this.people_still_in().count(),
            this.items[2].is_open(),
            this.left_in_all() - this.left_done_since,
        )
    };
    write(&shown_item(&run, 81, State::StillListed), 1);
    write(&Entry::PersonVerified(&shown), 1);
    assert_eq!(open_of_both(), (1, true, 1));
    let later = later_run(&path, &[81, 99]);
    assert_eq!(open_of_both(), (1, true, 1), "no list was read");
    write(&shown_item(&later, 81, State::EndedByList), 61);
    assert_eq!(open_of_both(), (1, false, 1));
    write(&shown_item(&later, 99, State::EndedByList), 62);
    write(&shown_item(&later, 1003, State::EndedByList), 62);
    assert_eq!(open_of_both(), (0, false, 0));
    let past = past_runs(&path, "acme").unwrap();
    let this = past.runs.last().unwrap();
    assert!(this.person(user).unwrap().signed_out_since.is_some());
    assert!(!this.is_done(), "another run did that");
    assert!(!this.items[2].is_done());
    // Found again, whichever run says so.
    write(&shown_item(&later, 99, State::StillListed), 63);
    assert_eq!(open_of_both(), (1, false, 0));
    let out = verified(&later, 8, &[], State::EndedByList);
    write(&Entry::PersonVerified(&out), 64);
    assert_eq!(open_of_both(), (0, false, 0), "none of theirs is listed");
    write(&Entry::PersonVerified(&shown), 65);
    assert_eq!(open_of_both(), (1, true, 0));
    // Whoever is back with another session has none of before.
    let back = verified(&later, 8, &[120], State::CameBack);
    write(&Entry::PersonVerified(&back), 66);
    assert_eq!(open_of_both(), (0, false, 0));
}

/// Only a run that began later did anything about what this one left.
#[test]
fn what_an_earlier_run_says_closes_nothing_of_a_later_one() {
    let (_folder, path) = place();
    let first = record(&path, NOW, 1);
    let second = record(&path, NOW.shifted(60_000), 2);
    let shown = verified(&second, 8, &[99], State::StillListed);
    let out = verified(&first, 8, &[], State::EndedByList);
    for (seconds, person) in [(61, &shown), (62, &out)] {
        let entry = Entry::PersonVerified(person);
        open(&path)
            .append(&entry, NOW.shifted(seconds * 1_000))
            .unwrap();
    }
    let past = past_runs(&path, "acme").unwrap();
    assert_eq!(past.runs[0].run, second);
    assert_eq!(past.runs[0].people_still_in().count(), 1);
}

/// What is left of somebody after an offboarding is so until a later run is through with it.
#[test]
fn what_is_left_of_an_offboarding_is_done_by_a_later_run() {
    let (_folder, path) = place();
    let run = record(&path, NOW, 1);
    let user = key(8, 80).user;
    let left = |run, sessions, state| Entry::PersonLeft {
        run,
        user,
        state: Some(state),
        sessions: Some(sessions),
        detail: "as it is",
    };
    let suspend = |run, state| {
        let one = RecordedStep {
            target: StepTarget::Person {
                user,
                route: RecordRoute::Suspend,
            },
            ..step(run, 9)
        };
        let answer = Answer {
            state,
            http_status: None,
            request_id: None,
            attempts: 1,
            duration: Duration::ZERO,
            detail: None,
        };
        let mut journal = open(&path);
        journal.append(&Entry::Intent(&one), NOW).unwrap();
        journal.append(&Entry::Outcome(&one, &answer), NOW).unwrap();
    };
    suspend(&run, State::Refused);
    let later = RunId::new(NOW.shifted(60_000), [2, 0, 0]);
    let mut steps = Vec::new();
    let mut look = |entry: Option<Entry<'_>>| {
        if let Some(entry) = entry {
            open(&path).append(&entry, NOW.shifted(70_000)).unwrap();
        }
        let past = past_runs(&path, "acme").unwrap();
        let this = past.runs.last().unwrap();
        let person = this.person(user).unwrap();
        let is_out = person.signed_out_since.is_some();
        steps.push((this.is_unsuspended(person), is_out));
    };
    look(Some(left(&run, 2, State::NotSuspended)));
    suspend(&later, State::Gone);
    look(None);
    suspend(&later, State::Suspended);
    look(None);
    look(Some(left(&later, 0, State::Suspended)));
    look(Some(left(&later, 1, State::NotSuspended)));
    let expected = [
        (true, false),
        (true, false),
        (false, false),
        (false, true),
        (true, false),
    ];
    assert_eq!(steps, expected);
}
