//! The Chat account, with each refusal.

use std::path::Path;

use zentop::simulator::ChatOrigin;

use super::{Answers, answering};
use crate::support::{Output, Program, Proxy, Server, no_secret};
use crate::terminal::{Pty, ZENTOP};

const PATH: &str = "/api/v2/chat/account";
const TOKEN: &str = "chat-token-for-tests";

/// Seed 004's example, with a name that wants to steer the terminal.
const OWNER: &str = r#"{"account_key":"zendesk-chat-account-key","billing":{"additional_info":"",
 "company":"John\u001b[2J and Friends","cycle":1,"email":"john@example.com","first_name":"Jonathan",
 "last_name":"Doe\u202e"},"create_date":"2014-08-06T11:02:09Z","plan":{"analytics":false,
 "max_agents":2,"max_concurrent_chats":"unlimited","max_history_search_days":"unlimited",
 "name":"team"},"status":"active"}"#;
const ADMIN: &str = r#"{"account_key":"k","billing":null,"plan":{},"status":"active"}"#;
const UNAUTHORIZED: &str = r#"{"error":"Unauthorized","description":"The server could not verify that you are authorized to access the requested resource"}"#;

fn chat(proxy: &Proxy) -> Program {
    Program::new()
        .with("ZENTOP_URL", &proxy.url())
        .with("ZENDESK_CHAT_TOKEN", TOKEN)
}

/// The output of a verb on a server with these answers, and how many changes it sent.
fn run(answers: Answers, verb: &[&str]) -> (Output, usize) {
    let server = Server::new();
    let proxy = answering(&server, answers);
    let program = chat(&proxy);
    let output = program.run(["chat", "account"].iter().chain(verb));
    no_secret_or_words(&program, &output);
    (output, proxy.sent().len())
}

/// Checks that neither the token nor anything that steers a terminal is printed.
fn no_secret_or_words(program: &Program, output: &Output) {
    let ascii = Output {
        status: output.status,
        ended_by: output.ended_by,
        // A table for people may have letters of any script.
        stdout: output.stdout.replace(|sign: char| !sign.is_ascii(), "?"),
        stderr: output.stderr.clone(),
    };
    no_secret(program, &ascii, &[TOKEN]);
    for sign in ['\u{1b}', '\u{202e}'] {
        assert!(!output.stdout.contains(sign) && !output.stderr.contains(sign));
    }
}

#[test]
fn it_is_shown_for_people_and_for_scripts_with_words_where_numbers_are_expected() {
    let answers: Answers = &[("GET", PATH, 200, OWNER)];
    let (output, _) = run(answers, &["show"]);
    let output = output.expect(0).prints("plan.max_agents");
    let output = output.prints("unlimited").prints("billing.company");
    assert!(output.stdout.contains("and Friends"));
    let (output, _) = run(answers, &["show", "--format", "json"]);
    let shown = output.expect(0).json();
    assert_eq!(shown["chat"]["plan"]["max_concurrent_chats"], "unlimited");
    assert_eq!(shown["chat"]["plan"]["max_agents"], 2);
    assert_eq!(shown["chat"]["billing"]["cycle"], 1);
    let (output, _) = run(&[("GET", PATH, 200, ADMIN)], &["show"]);
    output
        .expect(0)
        .prints("shown to the account's owner alone");
}

#[test]
fn each_refusal_says_what_to_do() {
    let server = Server::new();
    let no_token = Program::new().with("ZENTOP_URL", &server.url());
    let output = no_token.run(["chat", "account", "show"]).expect(3);
    output
        .shows("ZENDESK_CHAT_TOKEN")
        .shows("made in Chat itself");
    let cases: [(Answers, i32, &str); 5] = [
        (
            &[("GET", PATH, 401, UNAUTHORIZED)],
            3,
            "made in Chat itself",
        ),
        (&[("GET", PATH, 403, UNAUTHORIZED)], 3, "admins of Chat"),
        (
            &[(
                "GET",
                PATH,
                404,
                r#"{"error":"InvalidEndpoint","description":"Not found"}"#,
            )],
            4,
            "no Zendesk Chat account here",
        ),
        (
            &[("GET", PATH, 404, "<html>")],
            4,
            "no Zendesk Chat account here",
        ),
        (&[("GET", PATH, 200, "{}")], 4, "not a Chat account"),
    ];
    for (answers, status, words) in cases {
        let (output, _) = run(answers, &["show"]);
        output.expect(status).shows(words);
    }
}

#[test]
fn what_would_change_is_shown_and_nothing_is_sent_without_yes() {
    let answers: Answers = &[("GET", PATH, 200, OWNER)];
    let set = [
        "set",
        "billing.email=jane@example.com",
        "billing.first_name=Jonathan",
    ];
    let (output, sent) = run(answers, &set);
    let output = output.expect(0).shows("dry run");
    let output = output.shows("billing.email: john@example.com → jane@example.com");
    // A field that has the value already is not changed.
    assert!(!output.stderr.contains("first_name"));
    assert_eq!((sent, &output.json()["sent"]), (0, &false.into()));
    let (output, sent) = run(answers, &["set", "billing.email=john@example.com", "--yes"]);
    output.expect(0).shows("nothing to change");
    assert_eq!(sent, 0);
}

#[test]
fn what_cannot_be_set_is_refused_before_anything_is_sent() {
    let answers: Answers = &[("GET", PATH, 200, OWNER)];
    for (wish, status, words) in [
        ("plan.max_agents=9", 2, "only billing"),
        ("billing.emial=x", 2, "did you mean billing.email?"),
        ("billing.zzzzzzzz=x", 2, "there are"),
        ("billing.cycle=yearly", 2, "not of that kind"),
        ("billing.email", 2, "no FIELD=VALUE"),
        ("billing.\u{1b}[2J=x", 2, "no field"),
    ] {
        let (output, sent) = run(answers, &["set", wish, "--yes"]);
        output.expect(status).shows(words);
        assert_eq!(sent, 0, "{wish}");
    }
    let (output, sent) = run(
        &[("GET", PATH, 200, ADMIN)],
        &["set", "billing.email=x", "--yes"],
    );
    output.expect(3).shows("owner alone");
    assert_eq!(sent, 0);
    let (output, sent) = run(answers, &["set", "billing.email=x", "--yes", "--read-only"]);
    output.expect(5).shows("read-only");
    assert_eq!(sent, 0);
}

#[test]
fn what_chat_makes_of_a_change_is_read_again() {
    // The server takes the change, and goes on answering as before.
    let taken: Answers = &[("GET", PATH, 200, OWNER), ("PUT", PATH, 200, OWNER)];
    let (output, sent) = run(taken, &["set", "billing.email=jane@example.com", "--yes"]);
    let output = output.expect(1).shows("does not say what was asked for");
    assert_eq!(sent, 1);
    let shown = output.json();
    assert_eq!(
        (&shown["sent"], &shown["as_asked"]),
        (&true.into(), &false.into())
    );
    assert_eq!(shown["changes"][0]["now"], "john@example.com");
    // An account made in Support can only be read.
    for status in [401, 403, 405] {
        let answers: Answers = Box::leak(Box::new([
            ("GET", PATH, 200, OWNER),
            ("PUT", PATH, status, UNAUTHORIZED),
        ]));
        let (output, _) = run(answers, &["set", "billing.email=x", "--yes"]);
        output.expect(3).shows("made in Support can only be read");
    }
    // An answer without a reason is not taken for a refusal.
    let silent: Answers = &[("GET", PATH, 200, OWNER), ("PUT", PATH, 502, "")];
    let (output, _) = run(silent, &["set", "billing.email=x", "--yes"]);
    output.expect(1).shows("may have taken effect");
}

/// Somebody with this token, on a simulated account.
fn on(server: &Server, token: &str) -> Program {
    Program::new()
        .with("ZENTOP_URL", &server.url())
        .with("ZENDESK_CHAT_TOKEN", token)
}

#[test]
fn the_owner_changes_who_pays_and_chat_confirms_it() {
    let server = Server::new();
    let known = server.credentials();
    let owner = on(&server, &known.chat_token);
    let set = [
        "chat",
        "account",
        "set",
        "billing.email=pay@staff.example",
        "billing.cycle=12",
    ];
    owner.run(set).expect(0).shows("dry run");
    assert!(server.sent().is_empty());
    let output = owner.run(set.iter().chain(&["--yes"])).expect(0);
    let output = output.shows("Chat says so now");
    let changes = output.json()["changes"].clone();
    assert_eq!(changes[0]["now"], "pay@staff.example");
    assert_eq!(changes[1]["now"], 12);
    no_secret_or_words(&owner, &output);
    let sent = server.sent();
    assert_eq!(
        (sent.len(), sent[0].method.as_str(), sent[0].target.as_str()),
        (1, "PUT", PATH)
    );
    let shown = owner.run(["chat", "account", "show", "--format", "json"]);
    assert_eq!(
        shown.expect(0).json()["chat"]["billing"]["email"],
        "pay@staff.example"
    );
    let wrong = ["chat", "account", "set", "billing.email=nobody", "--yes"];
    owner.run(wrong).expect(2).shows("billing.email is invalid");
    let journal = owner.journal();
    let of = |field: &str| -> Vec<&str> {
        let values = journal.iter().map(|record| record[field].as_str());
        values.map(Option::unwrap_or_default).collect()
    };
    assert_eq!(of("event"), ["intent", "outcome", "intent", "outcome"]);
    assert_eq!(of("state"), ["", "changed", "", "refused"]);
    assert_eq!(of("auth_kind"), ["chat_token"; 4]);
    let fields = serde_json::json!(["billing.cycle", "billing.email"]);
    let recorded = journal[0]["fields"].as_array().unwrap();
    assert!(
        recorded
            .iter()
            .all(|field| fields.as_array().unwrap().contains(field))
    );
    // Nobody's address belongs in the journal.
    let text = std::fs::read_to_string(owner.journal_path()).unwrap();
    assert!(!text.contains("pay@staff.example"));

    let admin = on(&server, &known.chat_admin_token);
    admin
        .run(["chat", "account", "show"])
        .expect(0)
        .prints("shown to the account's owner alone");
    admin.run(set).expect(3).shows("not the owner's");
    // Chat does not know the tokens of Support.
    on(&server, &known.oauth_token)
        .run(["chat", "account", "show"])
        .expect(3)
        .shows("made in Chat itself");
}

#[test]
fn an_account_from_support_is_read_only_and_some_have_no_chat() {
    let server = Server::with(|options| options.chat = ChatOrigin::FromSupport);
    let owner = on(&server, &server.credentials().chat_token);
    owner.run(["chat", "account", "show"]).expect(0);
    owner
        .run(["chat", "account", "set", "billing.city=Delft", "--yes"])
        .expect(3)
        .shows("made in Support can only be read");
    let server = Server::with(|options| options.chat = ChatOrigin::Missing);
    on(&server, &server.credentials().chat_token)
        .run(["chat", "account", "show"])
        .expect(4)
        .shows("no Zendesk Chat account here");
}

#[test]
fn on_a_terminal_it_asks_and_only_yes_is_yes() {
    let server = Server::new();
    let (url, token) = (server.url(), server.credentials().chat_token);
    let environment = [
        ("ZENTOP_URL", url.as_str()),
        ("ZENDESK_CHAT_TOKEN", token.as_str()),
    ];
    let set = ["chat", "account", "set", "billing.city=Delft"];
    for (answer, changes) in [("y\r", 0), ("\r", 0), ("yes\r", 1)] {
        let mut program = Pty::start(Path::new(ZENTOP), &set, &environment, (120, 40));
        program.sees("Type yes:");
        program.keys(answer);
        let left = program.left();
        assert_eq!(left.status, 0, "{}", left.text());
        assert!(
            left.text().contains("Exampleton → Delft"),
            "{}",
            left.text()
        );
        assert_eq!(server.sent().len(), changes, "{answer:?}");
    }
}
