//! The outcome for each answer of the server, for a suspension and for a token; the oracle after
//! each.

use zentop::model::{TokenId, UserId};

use super::{foreign_tokens, revoke, suspend, suspended};
use crate::support::{Output, Program, Server, at_once, no_secret, oracle_of};

/// One answer, and the outcomes that it must have.
struct Case {
    /// The fault that the simulator plays, without method and path.
    fault: &'static str,
    /// The outcome of a suspension and that of a revocation.
    outcomes: [&'static str; 2],
    /// The verdict of a later look, where there is one.
    verdicts: [Option<&'static str>; 2],
    status: [i32; 2],
    requests: usize,
}

const NOT_SO: [Option<&str>; 2] = [Some("not suspended"), Some("still listed")];
const SO: [Option<&str>; 2] = [Some("seen suspended"), Some("verified gone")];
const GONE: Option<&str> = Some("seen suspended or gone");
const NOT_ASKED: [Option<&str>; 2] = [None, None];
const DONE: [&str; 2] = ["suspended", "revoked"];

static CASES: [Case; 15] = [
    Case {
        fault: "delay_ms = 1",
        outcomes: DONE,
        verdicts: SO,
        status: [0, 0],
        requests: 1,
    },
    // The other verb's success is not a success.
    Case {
        fault: "then.status = { code = 201, body = '{}' }",
        outcomes: ["unknown", "unknown"],
        verdicts: NOT_SO,
        status: [1, 1],
        requests: 1,
    },
    Case {
        fault: "then.status = { code = 202, body = '{}' }\ntake_effect = true",
        outcomes: ["unknown", "unknown"],
        verdicts: SO,
        status: [1, 1],
        requests: 1,
    },
    Case {
        fault: "then.refuse = 'forbidden'",
        outcomes: ["refused", "refused"],
        verdicts: NOT_ASKED,
        status: [1, 1],
        requests: 1,
    },
    Case {
        fault: "then.refuse = 'missing_scope'",
        outcomes: ["refused", "refused"],
        verdicts: NOT_ASKED,
        status: [1, 1],
        requests: 1,
    },
    // Not to exist is success: such a token lets nobody in, and nobody who is gone signs in.
    Case {
        fault: "then.refuse = 'record_not_found'\ntake_effect = true",
        outcomes: ["gone", "gone"],
        verdicts: [GONE, Some("verified gone")],
        status: [0, 0],
        requests: 1,
    },
    Case {
        fault: "then.refuse = 'invalid_endpoint'",
        outcomes: ["refused", "refused"],
        verdicts: NOT_ASKED,
        status: [1, 1],
        requests: 1,
    },
    Case {
        fault: "then.refuse = 'record_invalid'",
        outcomes: ["refused", "refused"],
        verdicts: NOT_ASKED,
        status: [1, 1],
        requests: 1,
    },
    Case {
        fault: "then.refuse = 'conflict'",
        outcomes: ["refused", "refused"],
        verdicts: NOT_ASKED,
        status: [1, 1],
        requests: 1,
    },
    // Turned away unread: it keeps its place and is sent again when that is allowed.
    Case {
        fault: "when.first = 2\nthen.status = { code = 429, headers = [['retry-after', '1']] }",
        outcomes: DONE,
        verdicts: SO,
        status: [0, 0],
        requests: 3,
    },
    // Sending it twice has the same effect, so a failing server is asked again.
    Case {
        fault: "when.first = 1\nthen.status = { code = 503, headers = [['retry-after', '1']] }",
        outcomes: DONE,
        verdicts: SO,
        status: [0, 0],
        requests: 2,
    },
    Case {
        fault: "then.html = { code = 502 }",
        outcomes: ["unknown", "unknown"],
        verdicts: NOT_SO,
        status: [1, 1],
        requests: 3,
    },
    // After an answer that never came a list is read, and the request is never sent again.
    Case {
        fault: "then = 'close'",
        outcomes: ["unknown", "unknown"],
        verdicts: NOT_SO,
        status: [1, 1],
        requests: 1,
    },
    Case {
        fault: "then = 'close'\ntake_effect = true",
        outcomes: ["unknown", "unknown"],
        verdicts: SO,
        status: [1, 1],
        requests: 1,
    },
    Case {
        fault: "then.redirect = { code = 307, location = 'http://127.0.0.1:9/api/v2/x' }",
        outcomes: ["failed", "failed"],
        verdicts: NOT_ASKED,
        status: [1, 1],
        requests: 1,
    },
];

const YES: [&str; 5] = ["--yes", "--expect", "1", "--format", "json"];

impl Case {
    fn play(&self, server: &Server, method: &str, path: &str) {
        let Self { fault, .. } = self;
        server.faults(&format!(
            "[[fault]]\nmethod = \"{method}\"\npath = \"{path}\"\n{fault}\n"
        ));
    }

    /// Checks one run; `which` is 0 for a suspension and 1 for a token.
    fn judge(&self, which: usize, program: &Program, output: Output, server: &Server) -> Output {
        let Self { fault, .. } = self;
        let output = output.expect(self.status[which]);
        let report = output.json();
        let item = &report["items"][0];
        assert_eq!(item["outcome"], self.outcomes[which], "{fault}");
        assert_eq!(item["verdict"].as_str(), self.verdicts[which], "{fault}");
        assert_eq!(server.sent().len(), self.requests, "{fault}");
        no_secret(program, &output, &[&server.credentials().oauth_token]);
        output
    }
}

/// Every case under the name of its fault.
fn cases() -> impl Iterator<Item = (String, &'static Case)> {
    CASES.iter().map(|case| (case.fault.to_owned(), case))
}

#[test]
fn each_answer_to_a_suspension_ends_as_the_table_says() {
    at_once(cases(), |case| {
        let server = Server::new();
        let program = Program::admin_of(&server);
        let people: Vec<UserId> = server.end_users(1);
        case.play(&server, "PUT", "/api/v2/users/*");
        let output = suspend(&program, &people, &YES);
        let output = case.judge(0, &program, output, &server);
        oracle_of(&program, &people, &server.sent(), &output.json());
        let is_so = [SO[0], GONE].contains(&case.verdicts[0]);
        assert_eq!(suspended(&server, &people), [is_so], "{}", case.fault);
    });
}

#[test]
fn each_answer_to_a_revocation_ends_as_the_table_says() {
    at_once(cases(), |case| {
        let server = Server::new();
        let program = Program::admin_of(&server);
        let tokens: Vec<TokenId> = vec![foreign_tokens(&server, 1)[0].0];
        // The right answer for one is wrong for the other.
        case.play(&server, "DELETE", "/api/v2/oauth/tokens/*");
        let output = revoke(&program, &tokens, &YES);
        let output = case.judge(1, &program, output, &server);
        oracle_of(&program, &tokens, &server.sent(), &output.json());
    });
}

#[test]
fn a_run_goes_on_after_a_no_and_gives_up_where_all_would_fail() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let people = server.end_users(5);
    let path = format!("/api/v2/users/{}", people[1]);
    server.faults(&format!(
        "[[fault]]\nmethod = \"PUT\"\npath = \"{path}\"\nthen.refuse = 'record_invalid'\n"
    ));
    let options = ["--yes", "--expect", "5", "--format", "json"];
    let report = suspend(&program, &people, &options).expect(1).json();
    assert_eq!(report["counts"]["suspended"], 4);
    assert_eq!(report["counts"]["refused"], 1);

    // A token that may not write is refused three times and no more.
    let server = Server::new();
    let people = server.end_users(5);
    let program = Program::at(&server.url(), &server.credentials().read_only_token);
    let report = suspend(&program, &people, &options).expect(1).json();
    assert_eq!(report["counts"]["refused"], 3);
    assert_eq!(report["counts"]["not attempted"], 2);
    assert_eq!(suspended(&server, &people), [false; 5]);
    let cancelled = program.journal();
    let cancelled = cancelled
        .iter()
        .find(|record| record["event"] == "cancelled");
    assert_eq!(cancelled.unwrap()["user_ids"].as_array().unwrap().len(), 2);
}
