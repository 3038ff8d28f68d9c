//! Each kind of credentials, and those that are refused.

use std::net::{Ipv4Addr, TcpListener};

use crate::support::{Output, Program, Server};

/// A program with an e-mail address, and a secret in this variable.
fn basic(server: &Server, variable: &str, secret: &str) -> Program {
    Program::new()
        .with("ZENTOP_URL", &server.url())
        .with("ZENDESK_EMAIL", &server.credentials().email)
        .with(variable, secret)
}

fn status(program: &Program) -> Output {
    program.run(["auth", "status"])
}

#[test]
fn status_says_whose_credentials_these_are_and_what_they_can_do() {
    let server = Server::with(|options| options.rate_limit = 700);
    let own = server.simulator.own_user().unwrap().to_string();
    let known = server.credentials();
    let admin = status(&Program::admin_of(&server)).expect(0);
    let admin = admin
        .prints("OAuth access token")
        .prints(&own)
        .prints(", admin");
    let admin = admin
        .prints("every session of the account")
        .prints("700 a minute");
    assert!(!admin.stdout.contains("2027"), "an OAuth token stays");

    status(&basic(&server, "ZENDESK_API_TOKEN", &known.api_token))
        .expect(0)
        .prints("API token (Basic)")
        .prints("2027-04-30")
        .prints("ZENDESK_OAUTH_TOKEN");
    status(&basic(&server, "ZENDESK_PASSWORD", &known.password))
        .expect(0)
        .prints("password (Basic)");
    status(&Program::at(&server.url(), &known.agent_token))
        .expect(0)
        .prints(", agent")
        .prints("only its own sessions");
    status(&Program::at(&server.url(), &known.read_only_token))
        .expect(0)
        .prints("the token's scope does not include write");
    let barred = Program::admin_of(&server).with_settings("[profiles.default]\nread_only = true\n");
    status(&barred)
        .expect(0)
        .prints("nothing: read-only is set");
}

#[test]
fn every_kind_lists_the_same() {
    let server = Server::new();
    let known = server.credentials();
    let count = server.simulator.sessions().len();
    for program in [
        Program::admin_of(&server),
        Program::at(&server.url(), &known.read_only_token),
        basic(&server, "ZENDESK_API_TOKEN", &known.api_token),
        basic(&server, "ZENDESK_PASSWORD", &known.password),
    ] {
        let lines = program
            .run(["list", "--format", "ndjson"])
            .expect(0)
            .ndjson();
        assert_eq!(lines.len(), count);
    }
}

#[test]
fn a_clock_that_is_off_is_told() {
    let server = Server::new();
    server.faults("[[fault]]\nthen.date = \"Sun, 06 Nov 1994 08:49:37 GMT\"");
    status(&Program::admin_of(&server))
        .expect(0)
        .prints("s ahead; ages");
    server.simulator.clear_faults();
    server.faults("[[fault]]\nthen.date = \"yesterday\"");
    status(&Program::admin_of(&server))
        .expect(0)
        .prints("did not tell its time");
}

#[test]
fn refused_credentials_are_exit_status_3_on_every_verb() {
    let server = Server::new();
    let wrong_token = Program::at(&server.url(), "0123456789abcdef");
    // Zendesk answers a wrong password with 200 for nobody.
    let wrong_password = basic(&server, "ZENDESK_PASSWORD", "not-it");
    for verb in [
        &["list"][..],
        &["end", "--filter", "name:x"],
        &["auth", "status"],
        &["me", "show"],
    ] {
        let output = wrong_token.run(verb).expect(3);
        let output = output
            .shows("refused the credentials")
            .shows("check the token");
        assert!(!output.stderr.contains("0123456789abcdef"));
        wrong_password
            .run(verb)
            .expect(3)
            .shows("anonymous visitor");
    }
    assert!(server.sent().is_empty());
}

#[test]
fn a_host_that_is_not_zendesk_is_exit_status_4() {
    let server = Server::new();
    server.faults("[[fault]]\nthen.html = { code = 200 }");
    let program = Program::admin_of(&server);
    program.run(["list"]).expect(4).shows("a page of HTML");
    server.simulator.clear_faults();
    server.faults("[[fault]]\nthen.html = { code = 404 }");
    program.run(["list"]).expect(4).shows("check the subdomain");
}

#[test]
fn nobody_there_is_exit_status_4() {
    // A port that was free a moment ago.
    let closed = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = closed.local_addr().unwrap();
    drop(closed);
    let program = Program::at(&format!("http://{address}"), "abc");
    let output = program.run(["list"]).expect(4);
    let output = output
        .shows("cannot reach 127.0.0.1")
        .shows("check the subdomain");
    assert!(output.stdout.is_empty());
}

#[test]
fn a_redirect_is_not_followed_with_credentials() {
    let server = Server::new();
    let foreign = crate::support::Foreign::new();
    server.faults(&format!(
        "[[fault]]\nthen.redirect = {{ code = 302, location = \"{}/api/v2/users/me\" }}",
        foreign.url()
    ));
    let output = Program::admin_of(&server).run(["list"]);
    output.expect(4).shows("does not follow").shows("renamed");
    assert_eq!(foreign.connections(), 0);
}

#[test]
fn the_current_session_is_shown_where_there_is_one() {
    let server = Server::new();
    let own = server.simulator.own_user().unwrap();
    let shown = Program::admin_of(&server)
        .run(["me", "show"])
        .expect(0)
        .json();
    assert_eq!(shown["user_id"], own.get());
    assert_eq!(shown["session"]["user_id"], own.get());
    for session in server.simulator.sessions_of(own) {
        server.simulator.sign_out(session.key);
    }
    let shown = Program::admin_of(&server)
        .run(["me", "show"])
        .expect(0)
        .json();
    assert!(shown["session"].is_null());
}

/// The line of the status with this name.
fn line<'a>(output: &'a Output, name: &str) -> &'a str {
    let found = output.stdout.lines().find(|line| line.starts_with(name));
    found.unwrap_or_else(|| panic!("no {name}: {}{}", output.stdout, output.stderr))
}

#[test]
fn the_status_of_refused_credentials_says_which_these_are_and_what_was_tried() {
    let server = Server::new();
    let email = server.credentials().email;
    let program = basic(
        &server,
        "ZENDESK_API_TOKEN",
        "0123456789abcdef0123456789abcdef",
    );
    let output = status(&program).expect(3);
    assert!(line(&output, "account").contains(&server.url()));
    assert!(line(&output, "account").contains("ZENTOP_URL"));
    assert!(line(&output, "credentials").contains("API token"));
    assert!(line(&output, "e-mail").contains(&email));
    assert!(line(&output, "e-mail").contains("ZENDESK_EMAIL"));
    assert!(line(&output, "from").contains("ZENDESK_API_TOKEN"));
    assert!(line(&output, "tried").contains("GET /api/v2/users/me"));
    assert!(line(&output, "answered").contains("401"));
    assert!(
        !output.stderr.contains("zentop auth status"),
        "{}",
        output.stderr
    );
    assert!(!output.stdout.contains("0123456789abcdef"));
    let object = program.run(["auth", "status", "--format", "json"]);
    let object = object.expect(3).json();
    assert_eq!(object["credentials"], "api_token");
    assert_eq!(object["email"], email.as_str());
    assert_eq!(object["email_source"], "ZENDESK_EMAIL");
    assert_eq!(object["tried"], "GET /api/v2/users/me");

    let wrong = Program::at(&server.url(), "wrong");
    let output = status(&wrong).expect(3);
    assert!(line(&output, "from").contains("ZENDESK_OAUTH_TOKEN"));
    let nobody = Program::new().with("ZENTOP_URL", &server.url());
    let output = status(&nobody).expect(3);
    assert_eq!(
        line(&output, "credentials").split_whitespace().last(),
        Some("none")
    );
    assert!(line(&output, "tried").contains("nothing"));
    let gone = "[profiles.default]\ntoken_file = \"/nowhere/token\"\n";
    let output = status(&nobody.with_settings(gone)).expect(3);
    assert!(line(&output, "from").contains("settings.toml:2:14"));
    assert!(line(&output, "answered").contains("/nowhere/token"));
}

#[test]
fn each_cause_of_a_refused_api_token_is_named() {
    let server = Server::new();
    let known = server.credentials();
    let quoted = format!("\"{}\"", known.api_token);
    for (secret, cause) in [
        (quoted.as_str(), "quotation marks"),
        ("YOUR_TOKEN", "placeholder"),
        ("<token>", "placeholder"),
        ("admin@acme.test/token:0123456789abcdef", "address"),
    ] {
        let output = basic(&server, "ZENDESK_API_TOKEN", secret).run(["list"]);
        let output = output.expect(3).shows(cause);
        assert!(!output.stderr.contains("30 days"), "{}", output.stderr);
        assert!(!output.stderr.contains(&known.api_token));
    }
    let other = Program::new()
        .with("ZENTOP_URL", &server.url())
        .with("ZENDESK_EMAIL", "you@example.com")
        .with("ZENDESK_API_TOKEN", "0123456789abcdef0123456789abcdef");
    other.run(["list"]).expect(3).shows("you@example.com");
}

#[test]
fn what_came_along_with_a_token_is_taken_away_and_told() {
    let server = Server::new();
    let known = server.credentials();
    let token = format!("Bearer {}", known.oauth_token);
    let output = Program::at(&server.url(), &token).run(["list"]).expect(0);
    output
        .shows("ZENDESK_OAUTH_TOKEN begins with")
        .shows("Bearer");
    let marked = format!("\u{feff}{}", known.api_token);
    basic(&server, "ZENDESK_API_TOKEN", &marked)
        .run(["list"])
        .expect(0);
    let both = Program::admin_of(&server).with("ZENDESK_SUBDOMAIN", "acme");
    let output = both.run(["list"]).expect(0);
    output.shows("the account is that of ZENTOP_URL");
}

#[test]
fn a_403_names_what_it_can_be() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    for (then, status, part) in [
        ("then.html = { code = 403 }", 4, "firewall"),
        (
            "then.status = { code = 403, body = '{\"error\":\"Access from your IP address is not allowed\"}' }",
            3,
            "IP restrictions",
        ),
        (
            "then.status = { code = 403, body = '{\"error\":\"missing the following required scopes: read\"}' }",
            3,
            "--scope",
        ),
    ] {
        server.faults(&format!("[[fault]]\npath = \"/api/v2/**\"\n{then}"));
        let output = program.run(["list"]).expect(status).shows(part);
        assert!(!output.stderr.contains("as an admin"), "{}", output.stderr);
        server.simulator.clear_faults();
    }
}

#[test]
fn a_password_is_sent_with_a_word_about_its_end() {
    let server = Server::new();
    let password = server.credentials().password;
    let program = basic(&server, "ZENDESK_PASSWORD", &password);
    program
        .run(["end", "--everyone"])
        .expect(0)
        .shows("2026-01-12");
    status(&program).expect(0).prints("2026-01-12");
}
