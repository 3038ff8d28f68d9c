//! Reports of one run, with names that attackers chose.

use super::*;
use crate::journal::{ActingCredentials, Place, RunId, RunMode};
use crate::model::{Role, SafeText, SessionId, SessionKey};
use crate::operation::{
    ExcludedBecause, GoesBeyond, JudgedBy, Operation, OtherSessions, Outcome, OutcomeKind,
    PersonProof, PersonVerdict, Reason, ReportItem, Route, SessionTarget,
};

const NOW: Timestamp = Timestamp::from_seconds(1_795_317_300);

fn target(user: u64, session: u64, name: &str) -> SessionTarget {
    SessionTarget {
        key: SessionKey {
            user: UserId::new(user).unwrap(),
            session: SessionId::new(session).unwrap(),
        },
        authenticated_at: None,
        last_seen_at: None,
        name: Some(SafeText::new(name)),
        email: None,
        role: Some(Role::EndUser),
        beyond: GoesBeyond::No,
    }
}

fn incident(name: &str) -> Incident {
    let item = |session, outcome: Outcome, after| ReportItem {
        operation: Operation::End(Route::Exact),
        target: target(7, session, name).into(),
        outcome,
        at: NOW.shifted(after),
        server_at: None,
        request_id: None,
    };
    let report = Report {
        run: RunId::new(NOW, [1, 2, 3]),
        account: "acme".to_owned(),
        operation: Operation::End(Route::Exact),
        judged: JudgedBy::Session.into(),
        reason: Reason {
            text: Some(name.to_owned()),
            ticket: Some("INC-7".to_owned()),
        },
        clock_offset: None,
        began_at: NOW,
        ended_at: NOW.shifted(9000),
        items: vec![
            item(1, OutcomeKind::Done.into(), 1000),
            item(2, OutcomeKind::Done.into(), 2000),
            item(3, OutcomeKind::NotAttempted.into(), 0),
        ],
        stopped: None,
        offboarding: None,
        not_read_again: None,
        journal_head: Some("ab12".to_owned()),
        left_to_do: crate::operation::LeftToDo::default(),
    };
    let who = Who {
        place: Place {
            os_user: "ada".to_owned(),
            uid: 1000,
            host: "desk".to_owned(),
            tty_or_ssh: None,
            pid: 1,
        },
        credentials: ActingCredentials {
            account: "acme".to_owned(),
            origin: "https://acme.zendesk.com".to_owned(),
            proxy: None,
            zd_user_id: UserId::new(99),
            zd_email_claimed: None,
            auth_kind: "oauth",
            token_fingerprint: None,
        },
        config_hash: None,
        mode: RunMode::Headless,
        skew_ms: None,
    };
    let signed_in = |sessions, people| SignedIn { sessions, people };
    Incident {
        who,
        written_at: NOW,
        runs: vec![IncidentRun {
            report: Arc::new(report),
            verdicts: vec![Some(Verdict::Verified), Some(Verdict::StillListed), None],
            people: vec![PersonProof {
                user: UserId::new(7).unwrap(),
                name: Some(SafeText::new(name)),
                judged: JudgedBy::Session,
                verdict: PersonVerdict::StillThere {
                    known: vec!["7/2".parse().unwrap()],
                    unknown: Vec::new(),
                },
                others: OtherSessions::default(),
            }],
            left: Vec::new(),
            excluded: vec![Excluded {
                target: target(8, 4, name).into(),
                because: ExcludedBecause::Protected,
                is_named: false,
            }],
            undecided: Vec::new(),
            not_found: Vec::new(),
            time_in_doubt: None,
            gaps: ReadingGaps::default(),
            plan_file: None,
        }],
        chat: Vec::new(),
        before: Some(Counts {
            as_of: NOW,
            concerned: signed_in(3, 1),
            account: Some(signed_in(40, 30)),
        }),
        after: None,
    }
}

/// A change of the Chat account belongs to an incident as well, and what is in its fields to nobody.
#[test]
fn a_change_of_the_chat_account_has_a_section_with_ticket_and_reason() {
    let mut incident = incident("Bo");
    incident.chat.push(ChatChangeNote {
        at: NOW,
        fields: vec!["billing.city".to_owned()],
        outcome: "changed; Chat says so".to_owned(),
        reason: Some("laptop".to_owned()),
        ticket: Some("INC-8".to_owned()),
    });
    let (page, json) = (incident.to_markdown(), incident.to_json().unwrap());
    let section = page.split("## Chat account changed").nth(1).unwrap();
    for part in [
        "- Ticket: `INC-8`",
        "- Reason: `laptop`",
        "- Fields: `billing.city`",
        "- Outcome: `changed; Chat says so`",
    ] {
        assert!(section.contains(part), "{part:?} is not in\n{page}");
    }
    assert!(
        json.contains("\"chat_account\"") && json.contains("INC-8"),
        "{json}"
    );
}

/// Where the Chat account alone was changed, nothing is said of people, and no command is without one.
#[test]
fn a_report_without_a_run_says_nothing_of_people() {
    let mut incident = incident("Ann");
    incident.runs.clear();
    let page = incident.to_markdown();
    for part in ["# Changes in `acme`", "Nothing was done to anybody"] {
        assert!(page.contains(part), "{part:?} is not in\n{page}");
    }
    for part in ["--user", "people concerned", "named here", "## Journal"] {
        assert!(!page.contains(part), "{part:?} is in\n{page}");
    }
}

#[test]
fn the_page_says_who_what_when_and_what_not() {
    let page = incident("Bo").to_markdown();
    for part in [
        "# Sessions ended in `acme`",
        "`ada` on `desk`, Zendesk user 99",
        "3 sessions of 1 person among the people concerned; 40 sessions of 30 people",
        "- After: not known",
        "- Ticket: `INC-7`",
        "- Outcome: 1 session ended, 1 still listed, 1 not attempted",
        "| 7 | 1 | end-user | ended | 2026-11-22T03:15:01Z | no longer listed | - | `Bo` |",
        "| 8 | 4 | end-user | protected | - | `Bo` |",
        "- Chosen and kept, for the reason beside each: 1 session.",
        "- Not attempted: 1 session.",
        "- Still listed when they were looked up: 1 session.",
        "tokens were not revoked",
        "journal verify --anchor ab12",
        "2026-11-22T03:15:01Z: first answer",
    ] {
        assert!(page.contains(part), "{part:?} is not in\n{page}");
    }
}

#[test]
fn no_name_can_become_markup() {
    for name in [
        "<img src=x onerror=alert(1)>",
        "a`<script>alert(1)</script>`b",
        "| x | y |",
        "\\`| x",
        "[click](https://evil.example)",
        "![x](https://evil.example/p.png)",
        "# head\n- item\n<!-- ",
        "``` x",
        "&lt;b&gt;",
        "\u{202e}\u{1b}[2J",
        "",
    ] {
        let page = incident(name).to_markdown();
        let rows: Vec<&str> = page
            .lines()
            .filter(|line| line.starts_with("| 7 |"))
            .collect();
        // The person, and the items.
        assert_eq!(rows.len(), 4, "{page}");
        for (n, row) in rows.into_iter().enumerate() {
            let expected = if n == 0 { (4, 4) } else { (9, 2) };
            let signs = (row.matches('|').count(), row.matches('`').count());
            assert_eq!(signs, expected, "{row}");
            assert!(!row.contains(['<', '>', '[', ']', '&']), "{row}");
            assert!(!row.chars().any(SafeText::is_forbidden), "{row:?}");
        }
        assert_eq!(
            page.lines().filter(|line| line.starts_with('#')).count(),
            8,
            "{page}"
        );
    }
}

#[test]
fn the_object_says_the_same() {
    let text = incident("José <b>").to_json().unwrap();
    assert!(text.is_ascii());
    let found: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(found["operator"]["zendesk_user_id"], 99);
    let run = &found["runs"][0];
    assert_eq!(run["counts"]["ended"], 2);
    assert_eq!(run["items"][0]["name"], "José <b>");
    assert_eq!(run["items"][1]["verdict"], "still listed");
    let person = &run["people"][0];
    assert_eq!(person["verdict"], "still there");
    assert_eq!(person["sessions"], serde_json::json!(["7/2"]));
    assert_eq!(person["detail"], "1 session still there: 7/2");
    assert_eq!(run["kept"][0]["because"], "protected");
    assert_eq!(found["before"]["account"]["sessions"], 40);
    assert_eq!(found["after"], serde_json::Value::Null);
    assert_eq!(found["not_covered"].as_array().unwrap().len(), 6);
}

/// What the screen says when it is left, and its exit status, go by what later lists showed.
#[test]
fn a_run_is_as_it_was_wished_only_where_a_later_list_shows_it() {
    let mut run = incident("Ada").runs.remove(0);
    let mut report = Report::clone(&run.report);
    report.items.truncate(2);
    run.report = Arc::new(report);
    (run.people, run.left) = (Vec::new(), Vec::new());
    for (verdict, is_so) in [
        (Verdict::Verified, true),
        (Verdict::StillListed, false),
        (Verdict::Waiting, false),
        (Verdict::NotKnown, false),
    ] {
        run.verdicts = vec![Some(Verdict::Verified), Some(verdict)];
        assert_eq!(run.is_as_wished(), is_so, "{verdict:?}");
    }
    run.verdicts = vec![Some(Verdict::Verified); 2];
    Arc::make_mut(&mut run.report).items[1].outcome = OutcomeKind::Failed.into();
    assert!(!run.is_as_wished());
}
