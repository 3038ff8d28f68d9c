//! The current session, and Help Center's, whatever shape the answer has.
//!
//! - `cookie` the session of a browser's cookie

mod cookie;

use serde_json::Value;

use zentop::simulator::Envelope;

use super::{Answers, answer, answering};
use crate::support::{Program, Proxy, ProxyAnswer, Server, no_secret};

const SESSION: &str = "/api/v2/users/me/session";
const RENEW: &str = "/api/v2/users/me/session/renew";
const LOGOUT: &str = "/api/v2/users/me/logout";
const HELP_CENTER: &str = "/api/v2/help_center/sessions.json";

const ONE: &str = r#"{"session":{"id":3432,"user_id":12345,"authenticated_at":"2014-11-18T17:24:29Z","last_seen_at":"2014-11-18T17:30:52Z","url":"https://company.zendesk.com/api/v2/users/12345/sessions/3432.json"}}"#;
const IN_ARRAY: &str = r#"{"session":[{"id":3432,"user_id":12345}]}"#;
/// Whose session that is.
const ADA: &str = r#"{"user":{"id":12345,"name":"Ada","role":"admin"}}"#;
const ME: &str = "/api/v2/users/me";
const NOT_FOUND: &str = r#"{"error":"RecordNotFound","description":"Not found"}"#;

/// A cookie, as somebody signed in would have it, and a token that must not be seen.
const COOKIE: &str = "BAh7CEkiD3Nlc3Npb25faWQG";
const CANARY: &str = "huU19Z76zNC9Yvt+i9p7MviIOlOIg/JWqEdf6nGmnu9JInV04fksCIdtNDvoYAoV";

/// The program in front of these answers, with an admin's OAuth token.
fn with(server: &Server, answers: Answers) -> Program {
    let proxy = answering(server, answers);
    Program::at(&proxy.url(), &server.credentials().oauth_token)
}

/// Somebody who is signed in to the account with a browser.
fn browser(server: &Server) -> Program {
    Program::new().with("ZENTOP_URL", &server.url()).with(
        "ZENTOP_SESSION_COOKIE",
        &server.credentials().session_cookie,
    )
}

#[test]
fn the_current_session_comes_in_any_of_its_shapes() {
    let server = Server::new();
    let shapes: [(Answers, bool); 5] = [
        (&[("GET", ME, 200, ADA), ("GET", SESSION, 200, ONE)], true),
        (
            &[("GET", ME, 200, ADA), ("GET", SESSION, 200, IN_ARRAY)],
            true,
        ),
        (&[("GET", SESSION, 200, r#"{"session":[]}"#)], false),
        (&[("GET", SESSION, 200, r#"{"session":null}"#)], false),
        (&[("GET", SESSION, 404, NOT_FOUND)], false),
    ];
    for (answers, is_there) in shapes {
        let shown = with(&server, answers).run(["me", "show"]).expect(0).json();
        assert_eq!(
            shown["session"].is_object(),
            is_there,
            "{answers:?} {shown}"
        );
        if is_there {
            assert_eq!(shown["session"]["id"], 3432);
        } else {
            assert!(shown["note"].as_str().unwrap().contains("owns no session"));
        }
    }
    // What is not said is not that there is none.
    for body in ["{}", "[]", r#"{"sessions":[]}"#] {
        let answers: Answers = vec![("GET", SESSION, 200, body)].leak();
        let untold = "does not say whether these credentials have a session";
        with(&server, answers)
            .run(["me", "show"])
            .expect(1)
            .prints(untold);
        with(&server, answers)
            .run(["me", "logout", "--yes"])
            .expect(1)
            .prints("could not be seen");
    }
    with(&server, &[("GET", SESSION, 200, "<html>")])
        .run(["me", "show"])
        .expect(4)
        .shows("a page of HTML");
}

/// Nothing that such an answer says is about these credentials.
#[test]
fn a_session_of_somebody_else_is_not_the_current_one() {
    let server = Server::new();
    for owner in ["", r#","user_id":null"#, r#","user_id":"?""#] {
        let ownerless = format!(r#"{{"session":{{"id":3432{owner}}}}}"#);
        let ownerless: &'static str = ownerless.leak();
        let answers: Answers = vec![("GET", SESSION, 200, ownerless)].leak();
        for verb in [&["me", "show"][..], &["me", "logout", "--yes"]] {
            let output = with(&server, answers).run(verb).expect(4);
            output.shows("not whose it is, so that it says nothing of these credentials");
        }
    }
    for verb in [&["me", "show"][..], &["me", "logout", "--yes"]] {
        with(&server, &[("GET", SESSION, 200, ONE)])
            .run(verb)
            .expect(4)
            .shows("12345/3432")
            .shows("says nothing");
    }
    assert!(server.sent().is_empty());
}

/// Whoever ends their own sessions under a cookie must know that its session is one of them.
#[test]
fn the_session_of_the_cookie_is_named_among_ones_own() {
    let server = Server::new();
    let own = server.simulator.browser_session().unwrap();
    let count = server.simulator.sessions_of(own.user).len().to_string();
    let dry = browser(&server).run(["end", "--mine"]);
    let dry = dry.shows(&format!("session {own} is that of the cookie in use"));
    assert!(!dry.stderr.contains("none of these"));
    server.faults(&format!(
        "[[fault]]\npath = \"{SESSION}\"\nthen.status = {{ code = 403 }}"
    ));
    let dry = browser(&server).run(["end", "--mine", "--expect", &count]);
    dry.shows("Zendesk does not say of which");
}

const RENEWED: Answers = &[(
    "GET",
    RENEW,
    200,
    r#"{"authenticity_token":"huU19Z76zNC9Yvt+i9p7MviIOlOIg/JWqEdf6nGmnu9JInV04fksCIdtNDvoYAoV"}"#,
)];

#[test]
fn a_renewed_token_is_masked_unless_somebody_asks_to_see_it() {
    let server = Server::new();
    let program = with(&server, RENEWED);
    let output = program.run(["-vv", "me", "renew"]).expect(0);
    assert_eq!(output.json()["authenticity_token"], "********");
    assert_eq!(output.json()["revealed"], false);
    assert!(output.stdout.contains("own no session"));
    no_secret(&program, &output, &[CANARY]);
    let output = program.run(["-vv", "me", "renew", "--reveal"]).expect(0);
    assert_eq!(output.json()["authenticity_token"], CANARY);
    // The log does not have it even then.
    let log = std::fs::read_to_string(program.state().join("zentop.log")).unwrap();
    assert!(log.contains("session/renew") && !log.contains(CANARY));
    for (status, body) in [(200, r#"{"authenticity_token":null}"#), (404, NOT_FOUND)] {
        let answers: Answers = Box::leak(Box::new([("GET", RENEW, status, body)]));
        let output = with(&server, answers).run(["me", "renew", "--reveal"]);
        let shown = output.expect(0).json();
        assert_eq!(shown["authenticity_token"], Value::Null);
        assert_eq!(shown["revealed"], false);
    }
    let untold = with(&server, &[("GET", RENEW, 200, "{}")]).run(["me", "renew"]);
    untold
        .expect(4)
        .shows("does not say whether there is a token");
}

#[test]
fn help_centers_token_is_masked_and_called_no_sign_in() {
    let server = Server::new();
    let program = with(
        &server,
        &[(
            "GET",
            HELP_CENTER,
            200,
            r#"{"current_session":{"csrf_token":"2hYE_3L80UfRteoLN1Z1eDA06lmzHlSyS"}}"#,
        )],
    );
    let secret = "2hYE_3L80UfRteoLN1Z1eDA06lmzHlSyS";
    let output = program.run(["-vv", "help-center", "session"]).expect(0);
    assert_eq!(output.json()["csrf_token"], "********");
    assert!(output.stdout.contains("no sign-in"));
    no_secret(&program, &output, &[secret]);
    let output = program.run(["help-center", "session", "--reveal"]);
    assert_eq!(output.expect(0).json()["csrf_token"], secret);
    for body in [
        "{}",
        r#"{"current_session":null}"#,
        r#"{"current_session":{}}"#,
    ] {
        let answers: Answers = vec![("GET", HELP_CENTER, 200, body)].leak();
        let output = with(&server, answers)
            .run(["help-center", "session"])
            .expect(4);
        output.shows("does not say whether there is a token");
    }
    with(
        &server,
        &[("GET", HELP_CENTER, 403, r#"{"error":"Forbidden"}"#)],
    )
    .run(["help-center", "session"])
    .expect(3);
    with(&server, &[("GET", HELP_CENTER, 404, "<html>Oops</html>")])
        .run(["help-center", "session"])
        .expect(4)
        .shows("this account has no Help Center that is active");
}

#[test]
fn signing_out_is_a_dry_run_unless_yes_is_said_and_says_beforehand_that_it_does_nothing() {
    let server = Server::new();
    let proxy = answering(&server, &[("GET", SESSION, 200, r#"{"session":null}"#)]);
    let program = Program::at(&proxy.url(), &server.credentials().oauth_token);
    let output = program.run(["me", "logout"]).expect(0);
    let output = output.shows("has no effect").shows("dry run");
    assert_eq!(output.json()["observed"], "not-sent");
    program
        .run(["--read-only", "me", "logout", "--yes"])
        .expect(5)
        .shows("read-only");
    assert!(proxy.sent().is_empty());
    let output = program.run(["me", "logout", "--yes"]).expect(1);
    assert_eq!(output.json()["observed"], "no-session");
    assert!(!output.stdout.contains("signed-out"));
    let sent = proxy.sent();
    assert_eq!(sent.len(), 1);
    assert_eq!(
        (sent[0].method.as_str(), sent[0].target.as_str()),
        ("DELETE", LOGOUT)
    );
}

#[test]
fn what_is_still_there_afterwards_is_not_called_signed_out() {
    let server = Server::new();
    let answers: Answers = &[
        ("GET", ME, 200, ADA),
        ("GET", SESSION, 200, ONE),
        ("DELETE", LOGOUT, 204, ""),
    ];
    let output = with(&server, answers).run(["me", "logout", "--yes"]);
    let shown = output.expect(1).json();
    assert_eq!(shown["status"], 204);
    assert_eq!(shown["before"]["id"], 3432);
    assert_eq!(shown["after"]["id"], 3432);
    assert_eq!(shown["observed"], "still-there");
    // A refusal is reported after what was read.
    let refused: Answers = &[
        ("GET", ME, 200, ADA),
        ("GET", SESSION, 200, ONE),
        ("DELETE", LOGOUT, 403, r#"{"error":"Forbidden"}"#),
    ];
    let output = with(&server, refused).run(["me", "logout", "--yes"]);
    let output = output.expect(3).prints("still-there");
    assert_eq!(output.json()["status"], 403);
}

/// Once the request is out, a script must not read that nothing was sent.
#[test]
fn an_answer_to_a_sign_out_that_makes_no_sense_is_no_failure_before_it() {
    for (status, body) in [
        (
            404,
            r#"{"error":"InvalidEndpoint","description":"Not found"}"#,
        ),
        (302, ""),
        (200, "<html>"),
    ] {
        let server = Server::new();
        let answers: Answers = vec![
            ("GET", ME, 200, ADA),
            ("GET", SESSION, 200, ONE),
            ("DELETE", LOGOUT, status, body),
        ]
        .leak();
        let output = with(&server, answers)
            .run(["me", "logout", "--yes"])
            .expect(1);
        output.shows(LOGOUT);
    }
}

#[test]
fn a_cookie_is_proof_and_is_never_printed() {
    let server = Server::new();
    let me = r#"{"user":{"id":12345,"name":"Ada","role":"admin"}}"#;
    let answers: Answers = Box::leak(Box::new([
        ("GET", "/api/v2/users/me", 200, me),
        ("GET", SESSION, 200, ONE),
    ]));
    let proxy = answering(&server, answers);
    let program = Program::new()
        .with("ZENTOP_URL", &proxy.url())
        .with("ZENTOP_SESSION_COOKIE", COOKIE);
    let output = program.run(["-vv", "me", "show"]).expect(0);
    assert_eq!(output.json()["session"]["id"], 3432);
    no_secret(&program, &output, &[COOKIE]);
    let output = browser(&server).run(["auth", "status"]).expect(0);
    output.prints("session cookie");
    let broken = Program::new()
        .with("ZENTOP_URL", &proxy.url())
        .with("ZENTOP_SESSION_COOKIE", "a; b=c");
    let output = broken.run(["me", "show"]).expect(3);
    output.shows("session cookie contains a character");
}

#[test]
fn what_cannot_be_recorded_is_not_sent() {
    let server = Server::new();
    let program = browser(&server).with_settings("[journal]\npath = \"/dev/null/journal.jsonl\"\n");
    let output = program.run(["me", "logout", "--yes"]).expect(5);
    output.shows("nothing was sent, because it could not be recorded");
    assert!(server.sent().is_empty());
    let chat = Program::new()
        .with("ZENTOP_URL", &server.url())
        .with("ZENDESK_CHAT_TOKEN", &server.credentials().chat_token)
        .with_settings("[journal]\npath = \"/dev/null/journal.jsonl\"\n");
    let output = chat.run(["chat", "account", "set", "billing.city=Delft", "--yes"]);
    output
        .expect(5)
        .shows("nothing was sent, because it could not be recorded");
    assert!(server.sent().is_empty());
}

/// Chat has a token of its own, and Help Center shows its session to anybody: no mistake in Support's
/// credentials keeps them from it.
#[test]
fn broken_credentials_of_support_matter_to_neither_chat_nor_help_center() {
    let server = Server::new();
    let chat = server.credentials().chat_token;
    let program = || Program::new().with("ZENTOP_URL", &server.url());
    let settings =
        |secret: &str| format!("[profiles.default]\nurl = \"{}\"\n{secret}\n", server.url());
    let programs = [
        program().with("ZENDESK_EMAIL", "ada@example.com"),
        program().with("ZENDESK_API_TOKEN", "half-a-pair"),
        program().with_settings(&settings("token_command = [\"/bin/false\"]")),
        program().with_settings(&settings("token_file = \"/nonexistent/token\"")),
        program().with_settings("[profiles.default]\nsubdomain = \"acme\"\ntoken_file = \"/x\"\n"),
    ];
    for program in programs {
        let program = program.with("ZENDESK_CHAT_TOKEN", &chat);
        program.run(["chat", "account", "show"]).expect(0);
        let output = program.run(["help-center", "session"]).expect(0);
        assert!(output.json()["csrf_token"].is_string());
        output.shows("asked as an anonymous visitor");
    }
    assert!(server.sent().is_empty());
}

#[test]
fn the_help_center_session_needs_no_credentials() {
    let server = Server::new();
    let program = Program::new().with("ZENTOP_URL", &server.url());
    let output = program.run(["help-center", "session"]).expect(0);
    assert!(output.json()["csrf_token"].is_string());
    output.shows("anonymous visitor");
    assert_eq!(server.reads_of(HELP_CENTER), 1);
}
