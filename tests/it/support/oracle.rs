//! What must hold after every run that ended, suspended or revoked, whatever went wrong during it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use zentop::journal;
use zentop::model::{SessionKey, Timestamp, TokenId, UserId};

use super::{Output, Program, Sent};

/// A target that was confirmed.
pub(crate) trait Item: Sized {
    /// Whether an item of the report is about this one.
    fn is(&self, item: &Value) -> bool;

    /// Whether a request of a run of this operation concerns nothing but what was confirmed.
    fn allow(confirmed: &[Self], work: &str, sent: &Sent) -> bool;
}

/// A session, which is ended by one of three routes.
impl Item for SessionKey {
    fn is(&self, item: &Value) -> bool {
        item["user_id"] == self.user.get() && item["session_id"] == self.session.get()
    }

    fn allow(confirmed: &[Self], work: &str, sent: &Sent) -> bool {
        let target = sent.target.as_str();
        let is_owner = |id: &str| confirmed.iter().any(|key| key.user.to_string() == id);
        match work {
            "exact" => {
                (confirmed.iter()).any(|key| target == exact(key.user.get(), key.session.get()))
            }
            "user" => (confirmed.iter())
                .any(|key| target == format!("/api/v2/users/{}/sessions", key.user)),
            "many" => target
                .strip_prefix("/api/v2/users/logout_many?ids=")
                .is_some_and(|ids| ids.replace("%2C", ",").split(',').all(is_owner)),
            _ => false,
        }
    }
}

/// A person, who is suspended or whose suspension is lifted.
impl Item for UserId {
    fn is(&self, item: &Value) -> bool {
        item["user_id"] == self.get() && item["session_id"].is_null()
    }

    fn allow(confirmed: &[Self], work: &str, sent: &Sent) -> bool {
        let is_theirs = |user: &Self| sent.target == format!("/api/v2/users/{user}");
        ["suspend", "lift"].contains(&work)
            && sent.method == "PUT"
            && confirmed.iter().any(is_theirs)
    }
}

/// A token, which is revoked.
impl Item for TokenId {
    fn is(&self, item: &Value) -> bool {
        item["token_id"] == self.get()
    }

    fn allow(confirmed: &[Self], work: &str, sent: &Sent) -> bool {
        let is_it = |token: &Self| sent.target == format!("/api/v2/oauth/tokens/{token}");
        work == "revoke" && sent.method == "DELETE" && confirmed.iter().any(is_it)
    }
}

/// The traces of one run: on the wire, in the journal and in the report.
pub(crate) struct Evidence<'a, I = SessionKey> {
    /// The targets that were confirmed.
    pub(crate) confirmed: &'a [I],
    /// The requests that were to change something, in order.
    pub(crate) sent: &'a [Sent],
    /// The journal's records.
    pub(crate) journal: &'a [Value],
    /// The report as `end --format json` prints it.
    pub(crate) report: &'a Value,
}

/// Holds O1 to O4 of the fault matrix (`docs::safety`).
pub(crate) fn oracle<I: Item>(evidence: &Evidence<'_, I>) {
    o1_only_what_was_confirmed(evidence);
    o2_recorded_before_sent(evidence);
    o3_the_same_numbers_everywhere(evidence);
    o4_ended_means_204(evidence);
}

/// Holds O1 to O4 on the only run of a program.
pub(crate) fn oracle_of<I: Item>(
    program: &Program,
    confirmed: &[I],
    sent: &[Sent],
    report: &Value,
) {
    let journal = program.journal();
    oracle(&Evidence {
        confirmed,
        sent,
        journal: &journal,
        report,
    });
}

/// The request paths that a journal record or a confirmed session stands for.
fn exact(user: u64, session: u64) -> String {
    format!("/api/v2/users/{user}/sessions/{session}")
}

/// The paths that a journal record stands for, without the order of ids in a query.
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
        Some("suspend" | "lift") => {
            vec![format!("/api/v2/users/{}", number("user_id").unwrap())]
        }
        Some("revoke") => vec![format!(
            "/api/v2/oauth/tokens/{}",
            number("token_id").unwrap()
        )],
        other => panic!("a step has a route, not {other:?}: {record}"),
    }
}

/// The operation of the run in a report.
fn work(report: &Value) -> &str {
    let named = report["route"].as_str().or(report["measure"].as_str());
    named.unwrap_or_else(|| panic!("a run without a work: {report}"))
}

/// O1: whatever was sent concerns what was confirmed, or by the wider routes its owners.
fn o1_only_what_was_confirmed<I: Item>(evidence: &Evidence<'_, I>) {
    for sent in evidence.sent {
        assert!(
            I::allow(evidence.confirmed, work(evidence.report), sent),
            "O1: {sent:?} was not confirmed"
        );
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

/// The milliseconds by which the two clocks may differ: records have the wall's time, and the
/// server has a steady one, which began at another fraction of a millisecond.
const CLOCKS_APART: i64 = 5;

/// O2: each request has an earlier intent, and each intent has exactly one outcome, which
/// names as many attempts as there were requests.
fn o2_recorded_before_sent<I>(evidence: &Evidence<'_, I>) {
    let intents = records(evidence.journal, "intent");
    let outcomes = records(evidence.journal, "outcome");
    let wire_form = |path: &str| path.replace("%2C", ",");
    for sent in evidence.sent {
        let has_intent = intents.iter().any(|intent| {
            let is_of_it = paths_of(intent).contains(&wire_form(&sent.target));
            is_of_it && moment(intent) <= sent.at + CLOCKS_APART
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
fn o3_the_same_numbers_everywhere<I: Item>(evidence: &Evidence<'_, I>) {
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
        let is_confirmed = confirmed.iter().any(|confirmed| confirmed.is(item));
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

/// O4: each word for something done only where the server gave the documented answer.
fn o4_ended_means_204<I>(evidence: &Evidence<'_, I>) {
    for item in evidence.report["items"].as_array().unwrap() {
        let needed = match item["outcome"].as_str() {
            Some("ended" | "revoked") => 204,
            Some("accepted") => 202,
            Some("suspended" | "lifted") => 200,
            _ => continue,
        };
        let user = item["user_id"].as_u64().unwrap();
        let number = |field: &str| item[field].as_u64();
        let target = match work(evidence.report) {
            "exact" => exact(user, number("session_id").unwrap()),
            "revoke" => format!("/api/v2/oauth/tokens/{}", number("token_id").unwrap()),
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
