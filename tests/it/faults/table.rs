//! Plays tests/cases/http.toml.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use zentop::model::SessionKey;

use crate::support::{
    Foreign, Output, Program, Sent, Server, at_once, keys_as_arguments, no_secret, oracle_of,
};

const CASES: &str = include_str!("../../cases/http.toml");

/// The number of times that something may happen: exactly, or from and to.
#[derive(Deserialize)]
#[serde(untagged)]
enum Count {
    Exactly(u64),
    Between(u64, u64),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    row: u32,
    name: String,
    targets: usize,
    fault: Vec<toml::Value>,
    #[serde(default)]
    outcomes: Vec<String>,
    #[serde(default)]
    counts: BTreeMap<String, Count>,
    #[serde(default)]
    verdicts: Vec<String>,
    status: i32,
    #[serde(default)]
    message: Vec<String>,
    #[serde(default = "once")]
    requests: usize,
    #[serde(default)]
    pause_ms: i64,
}

fn once() -> usize {
    1
}

/// The path of a session's DELETE.
fn path(key: &SessionKey) -> String {
    format!("/api/v2/users/{}/sessions/{}", key.user, key.session)
}

/// `text` with what stands in braces filled in.
fn filled(text: &str, server: &Server, foreign: &Foreign, keys: &[SessionKey]) -> String {
    let mut text = text
        .replace("{origin}", &server.url())
        .replace("{foreign}", &foreign.url())
        .replace("{port}", &foreign.port().to_string());
    for (place, key) in keys.iter().enumerate() {
        text = text.replace(&format!("{{item{}}}", place + 1), &path(key));
    }
    assert!(!text.contains("{item"), "no such target: {text}");
    text
}

impl Case {
    fn play(&self) {
        let server = Server::new();
        let foreign = Foreign::new();
        let program = Program::admin_of(&server);
        let keys = server.sign_in(self.targets);
        let others = server.simulator.sessions().len() - keys.len();
        let file = BTreeMap::from([("fault", &self.fault)]);
        let file = toml::to_string(&file).unwrap();
        server.faults(&filled(&file, &server, &foreign, &keys));

        let mut arguments = vec!["end".to_owned(), "-vvv".to_owned()];
        arguments.extend(keys_as_arguments(&keys));
        arguments.extend(["--yes", "--expect"].map(str::to_owned));
        arguments.extend([keys.len().to_string(), "--format".into(), "json".into()]);
        let output = program.run(&arguments).expect(self.status);

        let report = output.json();
        let sent = server.sent();
        self.check_items(&report);
        self.check_requests(&keys, &sent, &server);
        self.check_words(&output, &server, &foreign, &keys);
        oracle_of(&program, &keys, &sent, &report);
        no_secret(&program, &output, &[&server.credentials().oauth_token]);
        assert_eq!(foreign.connections(), 0, "O7");
        let alive = keys.iter().filter(|key| server.has(**key)).count();
        assert_eq!(server.simulator.sessions().len(), others + alive);
    }

    fn check_items(&self, report: &Value) {
        let of = |field: &str| -> Vec<String> {
            let items = report["items"].as_array().unwrap().iter();
            items
                .map(|item| item[field].as_str().unwrap_or_default().to_owned())
                .collect()
        };
        let outcomes = of("outcome");
        if !self.outcomes.is_empty() {
            assert_eq!(outcomes, self.outcomes, "{report}");
        }
        for (outcome, count) in &self.counts {
            let found = report["counts"][outcome].as_u64().unwrap_or(0);
            let fits = match *count {
                Count::Exactly(count) => found == count,
                Count::Between(from, to) => (from..=to).contains(&found),
            };
            assert!(fits, "{found} {outcome}: {report}");
        }
        if !self.verdicts.is_empty() {
            assert_eq!(of("verdict"), self.verdicts, "{report}");
        }
    }

    fn check_requests(&self, keys: &[SessionKey], sent: &[Sent], server: &Server) {
        for key in keys {
            let count = sent.iter().filter(|sent| sent.target == path(key)).count();
            assert!(count <= self.requests, "{count} requests for {key}");
        }
        let Some(first) = sent.first().filter(|_| self.pause_ms > 0) else {
            return;
        };
        // No request at all may be sent during the wait, not even one that reads.
        let ledger = server.simulator.ledger();
        let next = ledger.iter().find(|entry| {
            entry.at.millis() > first.at
                || (entry.at.millis() == first.at && entry.target != first.target)
        });
        let next = next.expect("it was tried again");
        let waited = next.at.millis() - first.at;
        assert!(waited >= self.pause_ms, "only {waited} ms until {next:?}");
    }

    fn check_words(
        &self,
        output: &Output,
        server: &Server,
        foreign: &Foreign,
        keys: &[SessionKey],
    ) {
        for part in &self.message {
            let part = filled(part, server, foreign, keys);
            let said = output.stderr.contains(&part) || output.stdout.contains(&part);
            assert!(said, "no {part:?}: {}{}", output.stdout, output.stderr);
        }
    }
}

/// The rows of section A that an HTTP server can play. Row 1 is in `cli::end`, row 21 in
/// `socket`, and the long form of row 16 in `breaker`.
const ROWS: [u32; 16] = [2, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19];

#[test]
fn every_wrong_answer_to_a_delete_ends_as_the_matrix_says() {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        case: Vec<Case>,
    }
    let File { case: cases } = toml::from_str(CASES).unwrap();
    for row in ROWS {
        assert!(cases.iter().any(|case| case.row == row), "row {row}");
    }
    // The longest waits first, so that none is left at the end.
    let mut queue = cases;
    queue.sort_by_key(|case| std::cmp::Reverse(case.pause_ms));
    let name = |case: &Case| format!("row {}: {}", case.row, case.name);
    at_once(queue.into_iter().map(|case| (name(&case), case)), |case| {
        case.play();
    });
}
