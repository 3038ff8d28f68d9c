//! What a record says, what is read back, and what an export hides.

use std::time::Duration;

use super::*;
use crate::model::Role;

fn record_all(path: &Path) -> RunId {
    let run = run();
    let mut journal = open(path);
    let many = StepTarget::Many {
        users: &[UserId::new(7).unwrap(), UserId::new(8).unwrap()],
        sessions: &[SessionId::new(70).unwrap(), SessionId::new(80).unwrap()],
    };
    let second = RecordedStep {
        target: many,
        role: Some(Role::EndUser),
        ..step(&run, 2)
    };
    let answer = Answer {
        state: State::Ended,
        http_status: Some(204),
        request_id: Some("req-\u{1b}]0;x"),
        attempts: 1,
        duration: Duration::from_millis(84),
        detail: None,
    };
    for entry in [
        Entry::Confirmed {
            run: &run,
            route: RecordRoute::Exact,
            of: 2,
            people: 1,
            reason: Some("left — José 🦀"),
            ticket: Some("INC-123"),
            plan_hash: "ab12",
        },
        Entry::Intent(&step(&run, 1)),
        Entry::Outcome(&step(&run, 1), &answer),
        Entry::Intent(&second),
        Entry::Cancelled {
            run: &run,
            left: &[NamedTarget::Session(key(7, 1002))],
        },
        Entry::Verified {
            run: &run,
            item: 1,
            named: NamedTarget::Session(key(7, 1001)),
            state: State::EndedByList,
            is_contradicted: false,
        },
        Entry::Exported {
            records: 5,
            redacted: true,
        },
        Entry::Hindered {
            by: Hindrance::Guardrail,
            what: "8 sessions, and 5 is the most",
        },
    ] {
        journal.append(&entry, NOW).unwrap();
    }
    run
}

#[test]
fn a_line_reads_as_documented() {
    let (_directory, path) = place();
    record_all(&path);
    let text = std::fs::read_to_string(&path).unwrap();
    let shown: Vec<_> = text
        .lines()
        .map(|line| line.split_once(r#","event":"#).unwrap().1)
        .map(|line| line.split_once(r#","prev":"#).unwrap().0)
        .collect();
    assert_eq!(
        shown,
        [
            r#""confirmed","run":"20261122T031500Z-7f3a9c","of":2,"people":1,"route":"exact","reason":"left \u2014 Jos\u00e9 \ud83e\udd80","ticket":"INC-123","plan_hash":"ab12""#,
            r#""intent","run":"20261122T031500Z-7f3a9c","item":1,"of":30,"route":"exact","user_id":7,"session_id":1001,"authenticated_at":"2026-11-22T01:13:20Z""#,
            r#""outcome","run":"20261122T031500Z-7f3a9c","item":1,"of":30,"route":"exact","user_id":7,"session_id":1001,"authenticated_at":"2026-11-22T01:13:20Z","state":"ended","http_status":204,"request_id":"req-\u001b]0;x","attempts":1,"duration_ms":84"#,
            r#""intent","run":"20261122T031500Z-7f3a9c","item":2,"of":30,"route":"many","user_ids":[7,8],"session_ids":[70,80],"role":"end-user""#,
            r#""cancelled","run":"20261122T031500Z-7f3a9c","session_ids":[1002],"owner_ids":[7],"state":"not-attempted","counts":{"not-attempted":1}"#,
            r#""verified","run":"20261122T031500Z-7f3a9c","item":1,"user_id":7,"session_id":1001,"state":"ended-by-list""#,
            r#""exported","detail":"5 records, redacted""#,
            r#""refused","detail":"8 sessions, and 5 is the most""#,
        ]
    );
    let version = env!("CARGO_PKG_VERSION");
    let front = format!(
        r#"{{"v":1,"seq":1,"ts":"2026-11-22T03:15:00.123Z","skew_ms":-120,"os_user":"ada","uid":1000,"host":"desk","tty_or_ssh":"ssh 10.0.0.1","pid":4242,"zd_user_id":99,"zd_email_claimed":"ada@example.com","auth_kind":"oauth","token_fingerprint":"0f1e2d3c","account":"acme","origin":"https://acme.zendesk.com","proxy":"http://proxy.example:3128","tool_version":"{version}","config_hash":"00c0ffee","mode":"headless","event":"confirmed""#
    );
    assert!(text.starts_with(&front), "{text}");
}

#[test]
fn records_read_back_as_they_were_and_later_versions_are_tolerated() {
    let (_directory, path) = place();
    record_all(&path);
    let text = std::fs::read_to_string(&path).unwrap();
    for line in text.lines() {
        let record: Record = serde_json::from_str(line).unwrap();
        assert_eq!(ascii_json(&record).unwrap(), line);
    }
    let first = text.lines().next().unwrap();
    let later = first.replacen("\"v\":1", "\"v\":2,\"new\":{\"x\":[1]}", 1);
    let later = later.replacen("\"confirmed\"", "\"dreamt\"", 1);
    let torn = &first[..50];
    let read: Vec<_> =
        RecordReader::new(format!("{later}\n{torn}\n{first}\n").as_bytes()).collect();
    assert_eq!(read[0].as_ref().unwrap().event, RecordEvent::Other);
    assert!(matches!(read[1], Err(Unread::NotARecord { line: 2, .. })));
    assert_eq!(read[2].as_ref().unwrap().event, RecordEvent::Confirmed);
}

#[test]
fn chosen_text_is_bounded() {
    let (_directory, path) = place();
    let what = "é".repeat(5000);
    open(&path)
        .append(
            &Entry::Hindered {
                by: Hindrance::List,
                what: &what,
            },
            NOW,
        )
        .unwrap();
    let detail = whole(&path)[0].detail.clone().unwrap();
    assert!(
        detail.len() <= 1024 && detail.ends_with("é…"),
        "{}",
        detail.len()
    );
}

#[test]
fn an_unfinished_run_is_found_until_it_is_closed() {
    let (_directory, path) = place();
    let run = record_all(&path);
    let open_now = || open_runs(read(&path).unwrap().filter_map(Result::ok));
    let found = open_now();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (&found[0].run, found[0].started, &*found[0].account),
        // By Zendesk's clock, which this machine's is 120 ms ahead of.
        (&run, NOW.shifted(-120), "acme")
    );
    let item = &found[0].items[0];
    assert_eq!(
        (found[0].items.len(), item.item, item.of, item.route),
        (1, 2, 30, RecordRoute::Many)
    );
    assert_eq!(
        item.users,
        [UserId::new(7).unwrap(), UserId::new(8).unwrap()]
    );
    assert_eq!(item.sessions.len(), 2);

    let mut journal = open(&path);
    let detail = Some("not on the list of 03:20");
    let closed = Entry::Closed {
        run: &run,
        item: 2,
        state: State::EndedByList,
        detail,
    };
    journal.append(&closed, NOW).unwrap();
    assert!(open_now()[0].items.is_empty());
    let counts = [(State::Ended, 1), (State::EndedByList, 1)];
    journal
        .append(
            &Entry::Finished {
                run: &run,
                counts: &counts,
            },
            NOW,
        )
        .unwrap();
    assert_eq!(open_now(), []);
    assert_eq!(whole(&path).last().unwrap().counts, counts.into());
}

#[test]
fn a_run_whose_process_is_alive_is_not_taken_for_a_crash() {
    let (_directory, path) = place();
    record_all(&path);
    let mut open_run = open_runs(read(&path).unwrap().filter_map(Result::ok)).remove(0);
    let mut here = who().place;
    (here.pid, open_run.pid) = (1, std::process::id());
    assert!(open_run.may_still_run(&here));
    here.host = "other".into();
    let names_stay = !cfg!(target_os = "macos");
    assert_ne!(open_run.may_still_run(&here), names_stay);
    here.host = open_run.host.clone();
    open_run.pid = u32::MAX;
    assert!(!open_run.may_still_run(&here));
}

#[test]
fn a_run_is_named_by_its_time_and_three_random_bytes() {
    assert_eq!(run().to_string(), "20261122T031500Z-7f3a9c");
    assert_eq!("20261122T031500Z-7f3a9c".parse(), Ok(run()));
    for text in [
        "",
        "20261122T031500Z",
        "20261122T031500Z-7F3A9C",
        "20261122T031500Z-7f3a9cc",
    ] {
        assert!(text.parse::<RunId>().is_err(), "{text:?}");
    }
}

#[test]
fn an_export_hides_names_and_keeps_ids() {
    let (_directory, path) = place();
    record_all(&path);
    let (redactor, other) = (Redactor::new().unwrap(), Redactor::new().unwrap());
    for record in whole(&path) {
        let hidden = redactor.redact(record.clone());
        let text = ascii_json(&hidden).unwrap();
        for name in ["\"ada\"", "ada@", "desk\"", "10.0.0.1", "example.com"] {
            assert!(!text.contains(name), "{text}");
        }
        assert_eq!((hidden.uid, &hidden.hash), (record.uid, &record.hash));
        assert_eq!(
            (hidden.user_id, hidden.session_id),
            (record.user_id, record.session_id)
        );
        assert_eq!(redactor.redact(record.clone()).os_user, hidden.os_user);
        assert_ne!(other.redact(record).os_user, hidden.os_user);
    }
}
