//! What must hold after every run that ended sessions, whatever went wrong on the way.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use zentop::model::{SessionKey, Timestamp};
use zentop::terminate::journal;

use super::{Output, Program, Sent};

/// What one run left: on the wire, in the journal and in the report.
pub(crate) struct Evidence<'a> {
    /// The sessions that were confirmed.
    pub(crate) confirmed: &'a [SessionKey],
    /// The requests that were to change something, in order.
    pub(crate) sent: &'a [Sent],
    /// The journal's records.
    pub(crate) journal: &'a [Value],
    /// The report as `end --format json` prints it.
    pub(crate) report: &'a Value,
}

/// Holds O1 to O4 of the fault matrix.
pub(crate) fn oracle(evidence: &Evidence<'_>) {
    o1_only_what_was_confirmed(evidence);
    o2_recorded_before_sent(evidence);
    o3_the_same_numbers_everywhere(evidence);
    o4_ended_means_204(evidence);
}

/// The request paths that a journal record or a confirmed session stands for.
fn exact(user: u64, session: u64) -> String {
    format!("/api/v2/users/{user}/sessions/{session}")
}

/// What a request is aimed at, without the order of ids in a query.
fn paths_of(record: &Value) -> Vec<String> {
    let number = |field: &str| record[field].as_u64();
    match record["route"].as_str() {
        Some("exact") => match (number("user_id"), number("session_id")) {
            (Some(user), Some(session)) => vec![exact(user, session)],
            _ => panic!("an exact step names one session: {record}"),
        },
        Some("user") => vec![format!(
            "/api/v2/users/{}/sessions",
            number("user_id").unwrap()
        )],
        Some("many") => {
            let ids: Vec<String> = record["user_ids"]
                .as_array()
                .unwrap()
                .iter()
                .map(ToString::to_string)
                .collect();
            vec![format!("/api/v2/users/logout_many?ids={}", ids.join(","))]
        }
        other => panic!("a step has a route, not {other:?}: {record}"),
    }
}

/// O1: whatever was sent concerns confirmed sessions, or by the wider routes their owners.
fn o1_only_what_was_confirmed(evidence: &Evidence<'_>) {
    let users: Vec<String> = evidence
        .confirmed
        .iter()
        .map(|key| key.user.to_string())
        .collect();
    for sent in evidence.sent {
        let target = sent.target.as_str();
        let is_confirmed = match evidence.report["route"].as_str() {
            Some("exact") => evidence
                .confirmed
                .iter()
                .any(|key| target == exact(key.user.get(), key.session.get())),
            Some("user") => users
                .iter()
                .any(|user| target == format!("/api/v2/users/{user}/sessions")),
            Some("many") => target
                .strip_prefix("/api/v2/users/logout_many?ids=")
                .is_some_and(|ids| {
                    ids.replace("%2C", ",")
                        .split(',')
                        .all(|id| users.iter().any(|user| user == id))
                }),
            _ => false,
        };
        assert!(is_confirmed, "O1: {sent:?} was not confirmed");
    }
}

fn moment(record: &Value) -> i64 {
    let text = record["ts"].as_str().unwrap();
    Timestamp::parse(text).unwrap().millis()
}

fn records<'a>(journal: &'a [Value], event: &str) -> Vec<&'a Value> {
    let of = |record: &&Value| record["event"] == event;
    journal.iter().filter(of).collect()
}

/// O2: each request has an earlier intent, and each intent has exactly one outcome, which
/// names as many attempts as there were requests.
fn o2_recorded_before_sent(evidence: &Evidence<'_>) {
    let intents = records(evidence.journal, "intent");
    let outcomes = records(evidence.journal, "outcome");
    let wire_form = |path: &str| path.replace("%2C", ",");
    for sent in evidence.sent {
        let has_intent = intents.iter().any(|intent| {
            paths_of(intent).contains(&wire_form(&sent.target)) && moment(intent) <= sent.at
        });
        assert!(has_intent, "O2: {sent:?} without an earlier intent");
    }
    for intent in &intents {
        let closing: Vec<_> = outcomes
            .iter()
            .filter(|outcome| outcome["run"] == intent["run"] && outcome["item"] == intent["item"])
            .collect();
        let [outcome] = closing.as_slice() else {
            panic!("O2: {} outcomes for {intent}", closing.len());
        };
        assert!(outcome["seq"].as_u64() > intent["seq"].as_u64(), "O2");
        let paths = paths_of(intent);
        let of_it = evidence
            .sent
            .iter()
            .filter(|sent| paths.contains(&wire_form(&sent.target)))
            .inspect(|sent| assert!(sent.at <= moment(outcome), "O2: {sent:?} after {outcome}"));
        let count = of_it.count() as u64;
        assert_eq!(outcome["attempts"].as_u64(), Some(count), "O2: {outcome}");
    }
    assert_eq!(
        intents.len(),
        outcomes.len(),
        "O2: an outcome without intent"
    );
}

/// The journal's word for a state of the report.
fn in_journal(outcome: &str) -> String {
    outcome.replace(' ', "-")
}

/// O3: the report's items, its counts, the journal's outcomes and its last count agree, and
/// sum to the number that was confirmed.
fn o3_the_same_numbers_everywhere(evidence: &Evidence<'_>) {
    let Evidence {
        confirmed,
        journal,
        report,
        ..
    } = evidence;
    let items = report["items"].as_array().unwrap();
    assert_eq!(items.len(), confirmed.len(), "O3: {report}");
    let mut by_item: BTreeMap<String, u64> = BTreeMap::new();
    for item in items {
        let key = (item["user_id"].as_u64(), item["session_id"].as_u64());
        let is_confirmed = confirmed
            .iter()
            .any(|c| key == (Some(c.user.get()), Some(c.session.get())));
        assert!(is_confirmed, "O3: {item} was not confirmed");
        *by_item
            .entry(in_journal(item["outcome"].as_str().unwrap()))
            .or_default() += 1;
    }
    let numbers = |counts: &Value| -> BTreeMap<String, u64> {
        let counts = counts.as_object().unwrap().iter();
        counts
            .map(|(state, count)| (in_journal(state), count.as_u64().unwrap()))
            .collect()
    };
    assert_eq!(numbers(&report["counts"]), by_item, "O3: the report");
    let finished = records(journal, "finished");
    let [finished] = finished.as_slice() else {
        panic!("O3: {} records of the end of the run", finished.len());
    };
    assert_eq!(numbers(&finished["counts"]), by_item, "O3: the journal");
    let mut by_outcome: BTreeMap<String, u64> = BTreeMap::new();
    for outcome in records(journal, "outcome") {
        let covered = outcome["session_ids"].as_array().map_or(1, Vec::len) as u64;
        let state = outcome["state"].as_str().unwrap().to_owned();
        *by_outcome.entry(state).or_default() += covered;
    }
    by_item.remove("not-attempted");
    assert_eq!(by_outcome, by_item, "O3: the journal's outcomes");
}

/// O4: `ended` only where the server answered 204, `accepted` only where it answered 202.
fn o4_ended_means_204(evidence: &Evidence<'_>) {
    for item in evidence.report["items"].as_array().unwrap() {
        let needed = match item["outcome"].as_str() {
            Some("ended") => 204,
            Some("accepted") => 202,
            _ => continue,
        };
        let user = item["user_id"].as_u64().unwrap();
        let session = item["session_id"].as_u64().unwrap();
        let target = match evidence.report["route"].as_str() {
            Some("exact") => exact(user, session),
            _ => user.to_string(),
        };
        let was_answered = evidence
            .sent
            .iter()
            .any(|sent| sent.target.contains(&target) && sent.status == Some(needed));
        assert!(was_answered, "O4: no {needed} for {item}");
    }
}

/// O5 for what a run printed and wrote, with a journal whose chain holds; and O6 as far as
/// it goes without a screen: nothing that steers a terminal is printed.
pub(crate) fn no_secret(program: &Program, output: &Output, secrets: &[&str]) {
    let mut texts = vec![
        ("stdout".to_owned(), output.stdout.clone()),
        ("stderr".to_owned(), output.stderr.clone()),
    ];
    collect(&program.state(), &mut texts);
    for secret in secrets {
        for form in [(*secret).to_owned(), STANDARD.encode(secret)] {
            for (place, text) in &texts {
                assert!(!text.contains(&form), "O5: a secret is in {place}");
            }
        }
    }
    assert!(output.stdout.is_ascii(), "O6: {:?}", output.stdout);
    let steers = |letter: char| letter.is_control() && letter != '\n';
    for text in [&output.stdout, &output.stderr] {
        assert!(!text.contains(steers), "O6: {text:?}");
    }
    if program.journal_path().exists() {
        let lines = journal::lines(&program.journal_path()).unwrap();
        assert_eq!(journal::verify(lines).unwrap().first_bad, None);
    }
}

/// Every file below a folder.
fn collect(folder: &Path, texts: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, texts);
        } else {
            let bytes = fs::read(&path).unwrap();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            texts.push((path.display().to_string(), text));
        }
    }
}
