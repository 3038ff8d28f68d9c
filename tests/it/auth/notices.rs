//! The output of `auth status`, and messages about credentials that are refused.

use rustix::process::Signal;

use super::browser::signed_in;
use crate::support::{Program, Server};
use crate::terminal::{Pty, ZENTOP};

#[test]
fn the_status_is_one_object_for_programs() {
    let (server, program) = signed_in();
    let status = program
        .run(["auth", "status", "--format", "json"])
        .expect(0)
        .json();
    let own = server.simulator.own_user().unwrap();
    assert_eq!(status["user_id"], own.get());
    for (key, value) in [
        ("origin", server.url().as_str()),
        ("role", "admin"),
        ("credentials", "oauth"),
        ("client_id", &server.credentials().oauth_client_id),
        ("coverage", "full"),
        ("can_end", "full"),
    ] {
        assert_eq!(status[key], value, "{status}");
    }
    let words = serde_json::json!(["read", "write"]);
    assert_eq!(
        (&status["scopes"], &status["scopes_asked"]),
        (&words, &words)
    );
    assert_eq!(status["renews"], true);
    for time in ["access_expires_at", "sign_in_ends_at"] {
        zentop::model::Timestamp::parse(status[time].as_str().unwrap()).unwrap();
    }
    assert!(status["proxy"].is_null());
    let readable = status["readable"].as_array().unwrap();
    assert!(readable.iter().all(|what| what["readable"].is_boolean()));
    let about = |line: &serde_json::Value| line["about"] == "audit log";
    let advice = status["advice"].as_array().unwrap().iter();
    let audit = readable.iter().find(|what| what["what"] == "audit log");
    // A sign-in that cannot be read has its advice, and nothing else has.
    assert_eq!(
        audit.unwrap()["readable"] == false,
        advice.clone().any(about)
    );
}

#[test]
fn what_can_be_read_besides_is_probed_and_what_is_needed_is_told() {
    let server = Server::new();
    server.faults(
        "[[fault]]\npath = \"/api/v2/security_settings\"\n\
         then.status = { code = 200, body = '{\"security_settings\":{}}' }\n\
         [[fault]]\npath = \"/api/v2/audit_logs\"\nthen.status = { code = 403 }\n\
         [[fault]]\npath = \"/api/v2/custom_roles\"\nthen.status = { code = 404 }\n\
         [[fault]]\npath = \"/api/v2/access_logs\"\nthen.status = { code = 500 }",
    );
    let status = Program::admin_of(&server).run(["auth", "status"]).expect(0);
    let line = |name: &str| {
        let found = status.stdout.lines().find(|line| line.starts_with(name));
        found
            .unwrap_or_else(|| panic!("{}", status.stdout))
            .to_owned()
    };
    assert!(line("security settings").ends_with(" readable"));
    assert!(line("audit log").ends_with("not readable"));
    assert!(line("custom roles").ends_with("not readable"));
    assert!(line("access logs").contains("not known"));
    assert!(
        status
            .stdout
            .contains("-> needs an admin on the Enterprise plan")
    );
}

#[test]
fn a_sign_in_that_ends_soon_is_told() {
    let port = super::browser::free_port();
    let server = Server::with(|options| {
        options.oauth.redirect_uris = vec![format!("http://127.0.0.1:{port}/")];
        options.oauth.refresh_token_lifetime = std::time::Duration::from_secs(3 * 86_400);
    });
    let program = super::browser::program(&server, port);
    super::browser::sign_in(&program).prints("-> sign in again before that");
}

#[test]
fn a_refused_api_token_names_zendesks_change_and_the_way_out() {
    let server = Server::new();
    let known = server.credentials();
    let program = |secret: &str| {
        Program::new()
            .with("ZENTOP_URL", &server.url())
            .with("ZENDESK_EMAIL", &known.email)
            .with("ZENDESK_API_TOKEN", secret)
    };
    let names_it = |output: crate::support::Output| {
        let output = output.expect(3).shows("30 days").shows("2027-04-30");
        output.shows("zentop auth login");
    };
    for verb in [
        &["list"][..],
        &["auth", "status"],
        &["end", "--filter", "email:*x*"],
    ] {
        names_it(program("switched-off").run(verb));
    }
    for answer in [
        "then.status = { code = 401 }",
        // Zendesk was also observed to answer as for nobody (`docs::zendesk_api` §4).
        "then.status = { code = 200, body = '{\"user\":{\"id\":null,\"name\":\"Anonymous user\"}}' }",
    ] {
        server.faults(&format!("[[fault]]\npath = \"/api/v2/**\"\n{answer}"));
        names_it(program(&known.api_token).run(["list"]));
        server.simulator.clear_faults();
    }
    // Nobody else gets the notice about API tokens.
    let output = Program::at(&server.url(), "wrong").run(["list"]).expect(3);
    assert!(!output.stderr.contains("API token"), "{}", output.stderr);
}

#[test]
fn a_token_that_ended_and_is_answered_as_for_nobody_is_renewed() {
    let (server, program) = signed_in();
    server.faults(
        "[[fault]]\npath = \"/api/v2/users/me\"\nwhen = { nth = 1 }\n\
         then.status = { code = 200, body = '{\"user\":{\"id\":null,\"name\":\"Anonymous user\"}}' }",
    );
    program.run(["list"]).expect(0);
    assert_eq!(server.simulator.refresh_count(), 1);
}

#[test]
fn a_revoked_sign_in_says_to_sign_in_again() {
    let (server, program) = signed_in();
    server.simulator.revoke_tokens();
    let output = program.run(["list"]).expect(3);
    output
        .shows("the sign-in has ended")
        .shows("zentop auth login");
}

#[test]
fn pasted_links_name_the_account() {
    for given in [
        "acme",
        "https://acme.zendesk.com/agent/tickets/1",
        "ACME.zendesk.com",
    ] {
        let program = Program::new().with("ZENDESK_SUBDOMAIN", given);
        program
            .run(["list"])
            .expect(3)
            .shows("no credentials for acme\n");
    }
}

#[test]
fn the_screen_shows_the_credentials_where_there_is_room() {
    let (_server, program) = signed_in();
    for (width, is_shown) in [(230, true), (80, false)] {
        let mut screen = on_terminal(&program, &[], width);
        screen.sees("LIVE");
        let shows_it = |screen: &str| screen.contains("OAuth for ");
        if is_shown {
            screen.sees_that("the credentials", shows_it);
        }
        screen.keys("q");
        let left = screen.left();
        assert_eq!(left.status, 0);
        let raw = String::from_utf8_lossy(&left.raw);
        assert_eq!(raw.contains("OAuth"), is_shown, "{width}");
    }
}

#[test]
fn a_token_that_is_typed_is_not_shown() {
    let server = Server::new();
    let token = server.credentials().oauth_token;
    let program = Program::new().with("ZENTOP_URL", &server.url());
    let paste = ["auth", "login", "--store", "file", "--paste"];
    let mut screen = on_terminal(&program, &paste, 120);
    screen.sees("OAuth access token:");
    assert!(
        !screen.echoes(),
        "what is pasted at the prompt stays unseen"
    );
    screen.keys(&format!("{token}\r"));
    let left = screen.left();
    assert_eq!(left.status, 0, "{}", left.text());
    assert!(left.text().contains("signed in to"), "{}", left.text());
    assert!(!String::from_utf8_lossy(&left.raw).contains(&token[..20]));
    assert!(left.modes_as_before);

    let mut screen = on_terminal(&program, &paste, 120);
    screen.sees("OAuth access token:");
    screen.keys("\u{3}");
    let left = screen.left();
    assert_eq!(left.status, 130, "{}", left.text());
    assert!(
        left.modes_as_before,
        "the terminal shows again what is typed"
    );
}

#[test]
fn a_signal_at_a_hidden_prompt_shows_again_what_is_typed() {
    let server = Server::new();
    let program = Program::new().with("ZENTOP_URL", &server.url());
    let paste = ["auth", "login", "--store", "file", "--paste"];
    for signal in [Signal::TERM, Signal::HUP, Signal::INT, Signal::QUIT] {
        let screen = on_terminal(&program, &paste, 120);
        screen.sees("OAuth access token:");
        screen.kill(signal);
        let left = screen.left();
        assert!(left.modes_as_before, "{signal:?}");
        assert_ne!(left.status, 0, "{signal:?}");
    }
}

fn on_terminal(program: &Program, arguments: &[&str], width: u16) -> Pty {
    let zentop = std::path::Path::new(ZENTOP);
    Pty::start(zentop, arguments, &program.environment(), (width, 24))
}
