//! The real binary, killed at each step of a change that is not a run. Recovery reads, closes what
//! it can, reports what it cannot, and changes nothing.

use crate::support::{Gate, Program, Server, Step};

/// Events and states of the journal, in order.
fn records(program: &Program) -> Vec<(String, String)> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let records = program.journal().into_iter();
    records
        .map(|record| (text(&record["event"]), text(&record["state"])))
        .collect()
}

/// Checks that `journal recover` says this of what is open and closes it as `state`, by reading
/// alone. Once the answer is on its way the outcome may be on the disk, and then nothing is open.
fn closes(server: &Server, program: &Program, step: Step, message: &str, state: &str) {
    if step == Step::Answered && records(program).len() == 2 {
        program.run(["journal", "recover"]).expect(0);
        return;
    }
    assert_eq!(records(program).len(), 1, "announced, and no more");
    let sent = server.sent().len();
    let output = program.run(["journal", "recover"]).expect(1);
    output.prints("; closed now").prints(message);
    assert_eq!(server.sent().len(), sent);
    let last = records(program).pop().unwrap();
    assert_eq!(last, ("closed".to_owned(), state.to_owned()));
    for verb in ["verify", "recover"] {
        program.run(["journal", verb]).expect(0);
    }
}

#[test]
fn an_unfinished_sign_out_is_looked_up() {
    for step in Step::ALL {
        let server = Server::new();
        let known = server.credentials();
        let own = server.simulator.browser_session().unwrap();
        let gate = Gate::before(&server);
        let program = Program::new()
            .with("ZENTOP_URL", &gate.url())
            .with("ZENTOP_SESSION_COOKIE", &known.session_cookie);
        let running = program.start(["me", "logout", "--yes"]);
        gate.kill_at(running, (1, step));
        assert_eq!(server.has(own), step == Step::Arrived);
        if step == Step::Arrived {
            let message = "the session of these credentials is still there";
            closes(&server, &program, step, message, "still-listed");
            continue;
        }
        // The cookie is worth nothing any more, so another person has to look.
        program.run(["journal", "recover"]).expect(3);
        let program = program
            .with("ZENTOP_SESSION_COOKIE", "")
            .with("ZENDESK_OAUTH_TOKEN", &known.end_user_token);
        if records(&program).len() == 1 {
            let output = program.run(["journal", "recover"]).expect(1);
            output
                .prints("; still open")
                .prints("with an admin's credentials");
        }
        let program = program.with("ZENDESK_OAUTH_TOKEN", &known.oauth_token);
        closes(&server, &program, step, "no longer listed", "ended-by-list");
    }
}

#[test]
fn an_unfinished_end_of_the_own_token_is_looked_up() {
    for step in Step::ALL {
        let server = Server::new();
        let known = server.credentials();
        let gate = Gate::before(&server);
        let program = Program::new().with("ZENTOP_URL", &gate.url());
        let login = ["auth", "login", "--paste", "--store", "file"];
        program.run_with(login, &known.oauth_token).expect(0);
        let running = program.start(["auth", "logout", "--revoke"]);
        gate.kill_at(running, (1, step));
        if step == Step::Arrived {
            let message = "the token is still good: it is the one in use";
            closes(&server, &program, step, message, "still-listed");
            continue;
        }
        let program = program
            .with("ZENDESK_EMAIL", &known.email)
            .with("ZENDESK_API_TOKEN", &known.api_token);
        closes(&server, &program, step, "no longer listed", "ended-by-list");
    }
}

#[test]
fn an_unfinished_change_of_chat_is_closed_as_unknown() {
    for step in Step::ALL {
        let server = Server::new();
        let known = server.credentials();
        let gate = Gate::before(&server);
        let program = Program::new()
            .with("ZENTOP_URL", &gate.url())
            .with("ZENDESK_CHAT_TOKEN", &known.chat_token);
        let set = ["chat", "account", "set", "billing.city=Hoorn", "--yes"];
        gate.kill_at(program.start(set), (1, step));
        let program = program.with("ZENDESK_OAUTH_TOKEN", &known.oauth_token);
        if step == Step::Arrived {
            let program = program.with("ZENDESK_CHAT_TOKEN", "");
            let output = program.run(["journal", "recover"]).expect(1);
            output
                .prints("; still open")
                .prints("in ZENDESK_CHAT_TOKEN `zentop journal recover` looks again");
            let program = program.with("ZENDESK_CHAT_TOKEN", &known.chat_token);
            closes(&server, &program, step, "is not in the journal", "unknown");
            continue;
        }
        closes(&server, &program, step, "is not in the journal", "unknown");
    }
}

#[test]
fn whoever_begins_a_run_is_told_first() {
    let server = Server::new();
    let gate = Gate::before(&server);
    let program = Program::at(&gate.url(), &server.credentials().oauth_token);
    let running = program.start(["me", "logout", "--yes"]);
    gate.kill_at(running, (1, Step::Arrived));
    let user = server.end_users(1)[0].to_string();
    let running = program.start(["suspend", "--user", &user, "--yes", "--expect", "1"]);
    for _ in Step::ALL {
        gate.next().let_go();
    }
    let output = running.finish().expect(0);
    output.shows("was announced and has no outcome; closed now");
    let records = records(&program);
    assert_eq!(records[1], ("closed".to_owned(), "still-listed".to_owned()));
    assert_eq!(records[2].0, "confirmed");
}
