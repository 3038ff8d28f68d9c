//! The session of a browser's cookie, and the token that every change beside it needs.

use super::*;

#[test]
fn with_a_session_cookie_the_session_is_shown_renewed_and_seen_to_go() {
    let server = Server::new();
    let (program, cookie) = (browser(&server), server.credentials().session_cookie);
    let own = server.simulator.browser_session().unwrap();
    let others = server.simulator.sessions().len() - 1;
    let shown = program.run(["me", "show"]).expect(0).json();
    assert_eq!(shown["session"]["id"], own.session.get());
    let renewed = program.run(["me", "renew", "--reveal"]).expect(0);
    let token = renewed.json()["authenticity_token"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(renewed.stdout.contains("X-CSRF-Token"));

    let output = program.run(["me", "logout"]).expect(0);
    let output = output.shows("the session of the cookie").shows("dry run");
    assert_eq!(output.json()["before"]["id"], own.session.get());
    assert!(server.has(own) && server.sent().is_empty());

    let output = program.run(["-vv", "me", "logout", "--yes"]).expect(0);
    let shown = output.json();
    assert_eq!(
        (&shown["observed"], &shown["status"]),
        (&"signed-out".into(), &204.into())
    );
    assert_eq!(shown["after"], Value::Null);
    assert!(!server.has(own));
    assert_eq!(server.simulator.sessions().len(), others);
    assert_eq!(server.sent().len(), 1);
    no_secret(&program, &output, &[&cookie, &token]);
    let journal = program.journal();
    let [intent, outcome] = journal.as_slice() else {
        panic!("{journal:?}");
    };
    for record in [intent, outcome] {
        assert_eq!(record["route"], "sign-out");
        assert_eq!(record["user_id"], own.user.get());
        assert_eq!(record["session_id"], own.session.get());
        assert_eq!(record["auth_kind"], "cookie");
    }
    assert_eq!(
        (&intent["event"], &outcome["event"]),
        (&"intent".into(), &"outcome".into())
    );
    assert_eq!(
        (&outcome["state"], &outcome["http_status"]),
        (&"ended-by-list".into(), &204.into())
    );
    // From here on the cookie is worth as much as none.
    program
        .run(["me", "show"])
        .expect(3)
        .shows("anonymous visitor");
}

#[test]
fn a_session_that_zendesk_does_not_name_is_not_said_to_have_ended() {
    for (envelope, observed, words) in [
        (
            Envelope::Null,
            "no-session",
            "nothing can be said to have ended",
        ),
        (Envelope::Absent, "unknown", "could not be seen"),
    ] {
        let server = Server::with(|options| options.envelope = envelope);
        let output = browser(&server).run(["me", "logout", "--yes"]).expect(1);
        assert_eq!(output.json()["observed"], observed);
        assert!(output.stdout.contains(words));
    }
}

#[test]
fn tokens_leave_every_session_alone_and_say_so() {
    let server = Server::new();
    let known = server.credentials();
    let count = server.simulator.sessions().len();
    let basic = |variable: &str, secret: &str| {
        Program::new()
            .with("ZENTOP_URL", &server.url())
            .with("ZENDESK_EMAIL", &known.email)
            .with(variable, secret)
    };
    for program in [
        Program::admin_of(&server),
        Program::at(&server.url(), &known.agent_token),
        Program::at(&server.url(), &known.end_user_token),
        basic("ZENDESK_API_TOKEN", &known.api_token),
        basic("ZENDESK_PASSWORD", &known.password),
    ] {
        let output = program.run(["me", "logout", "--yes"]).expect(1);
        let output = output.shows("has no effect").prints("still-there");
        assert!(!output.stdout.contains("signed-out"));
        let journal = program.journal();
        assert_eq!(journal.last().unwrap()["state"], "still-listed");
        program.run(["me", "renew"]).expect(0).prints("of no use");
        program
            .run(["help-center", "session"])
            .expect(0)
            .prints("********");
    }
    assert_eq!(server.simulator.sessions().len(), count);
}

/// Somebody who is signed in to the account behind this proxy with a browser.
fn browser_at(server: &Server, proxy: &Proxy) -> Program {
    Program::new().with("ZENTOP_URL", &proxy.url()).with(
        "ZENTOP_SESSION_COOKIE",
        &server.credentials().session_cookie,
    )
}

/// The verbs that change something, with the method of each, for somebody who is signed in and has a token.
fn changes(server: &Server) -> Vec<(&'static str, Vec<String>)> {
    let simulator = &server.simulator;
    let own = simulator.browser_session().unwrap().user;
    let people = simulator.users().into_iter();
    let mut others = people.filter(|one| {
        let is_in = !simulator.sessions_of(one.id).is_empty();
        one.id != own && one.active && !one.suspended && is_in && simulator.tokens_of(one.id) > 0
    });
    let user = others.next().expect("there is somebody").id;
    let (sessions, tokens) = (simulator.sessions_of(user).len(), simulator.tokens_of(user));
    let verb = |words: &str, count: usize| {
        let line = format!("{words} --user {user} --yes --expect {count}");
        line.split(' ').map(str::to_owned).collect()
    };
    vec![
        ("PUT", verb("suspend", 1)),
        ("DELETE", verb("tokens revoke", tokens)),
        ("POST", verb("end --route many", sessions)),
    ]
}

/// A browser sends its cookie with whatever a page asks of it, so a change needs the token of the session
/// beside it; what only reads does not.
#[test]
fn every_change_beside_a_cookie_carries_the_token_of_its_session() {
    let server = Server::new();
    let mut all = changes(&server);
    let mut single = all[2].1.clone();
    single.splice(1..3, []);
    all.insert(2, ("DELETE", single));
    for (method, verb) in all {
        let proxy = Proxy::new(&server, |_, target| ProxyAnswer::Forward(target.to_owned()));
        let program = browser_at(&server, &proxy);
        let output = program.run(&verb);
        let (mut changes, mut reads) = (0, 0);
        for head in proxy.heads() {
            let lower = head.to_ascii_lowercase();
            let token = lower
                .split("\r\n")
                .find_map(|line| line.strip_prefix("x-csrf-token:"));
            assert!(!head.contains("session/renew"), "{head}");
            if head.starts_with("GET ") {
                assert_eq!(token, None, "{head}");
                reads += 1;
            } else {
                assert!(head.starts_with(method), "{head}");
                assert!(
                    token.is_some_and(|token| !token.trim().is_empty()),
                    "{head}"
                );
                changes += 1;
            }
        }
        assert!(changes > 0 && reads > 0, "{verb:?} {}", output.stderr);
        if method == "DELETE" && verb[0] == "end" {
            let count: usize = verb[verb.len() - 1].parse().unwrap();
            for _ in 0..count {
                server.simulator.sign_in(verb[2].parse().unwrap()).unwrap();
            }
        }
    }
}

/// Without that token every change would be refused, so that none is sent.
#[test]
fn a_cookie_that_comes_without_its_token_changes_nothing() {
    let server = Server::new();
    let own = server.simulator.browser_session().unwrap().user;
    for token in [
        "",
        r#","authenticity_token":null"#,
        r#","authenticity_token":5"#,
    ] {
        for (_, mut verb) in changes(&server) {
            let me = format!(r#"{{"user":{{"id":{own},"name":"Ada","role":"admin"{token}}}}}"#);
            let proxy = Proxy::new(&server, move |_, target| match target {
                ME => answer(200, &me),
                _ => ProxyAnswer::Forward(target.to_owned()),
            });
            let program = browser_at(&server, &proxy);
            let output = program.run(&verb).expect(3);
            output
                .shows("no authenticity token")
                .shows("take the cookie anew");
            verb.retain(|word| word != "--yes");
            program.run(&verb).expect(3).shows("no authenticity token");
            assert!(proxy.sent().is_empty());
            program.run(["list", "--limit", "1"]).expect(0);
        }
    }
}
