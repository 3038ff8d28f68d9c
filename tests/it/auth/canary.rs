//! No byte that the program writes holds a secret, but for the one file that is there to save it:
//! not its output, not the log at its most verbose, not the journal, not a panic.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use futures_util::FutureExt as _;
use memchr::memmem::Finder;
use zentop::zendesk::{
    Account, Budget, Client, Credentials, HttpTransport, Limits, Purpose, Shares,
};

use super::browser::{account, begin, free_port, saved, saved_json};
use crate::support::{Output, Program, Server};
use crate::terminal::{Pty, ZENTOP};

const CANARY: &str = "canary-c0ffee-0123456789abcdef";

/// Everything that was written, by its place.
#[derive(Default)]
struct Written(BTreeMap<String, Vec<u8>>);

impl Written {
    fn add(&mut self, place: &str, bytes: &[u8]) {
        let place = format!("{} {place}", self.0.len());
        self.0.insert(place, bytes.to_vec());
    }

    fn output(&mut self, what: &str, output: &Output) {
        self.add(&format!("stdout of {what}"), output.stdout.as_bytes());
        self.add(&format!("stderr of {what}"), output.stderr.as_bytes());
    }

    /// Adds every file below the home but those that are there to save the secret.
    fn files(&mut self, folder: &Path, but: &[PathBuf]) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                self.files(&path, but);
            } else if !but.contains(&path) {
                let bytes = fs::read(&path).unwrap();
                self.add(&path.display().to_string(), &bytes);
            }
        }
    }

    /// Holds O5, and reports how much was searched.
    #[expect(clippy::print_stdout, reason = "the figure is for the reader")]
    fn search(&self, secrets: &[&str]) {
        let mut hits = Vec::new();
        for secret in secrets {
            assert!(secret.len() >= 16, "too short to look for");
            for form in forms(secret) {
                let finder = Finder::new(&form);
                for (place, bytes) in &self.0 {
                    if finder.find(bytes).is_some() {
                        hits.push(format!("{place}: {}", String::from_utf8_lossy(&form)));
                    }
                }
            }
        }
        let bytes: usize = self.0.values().map(Vec::len).sum();
        println!(
            "canary scan: {} secrets, {} places, {bytes} bytes, {} hits",
            secrets.len(),
            self.0.len(),
            hits.len()
        );
        assert!(hits.is_empty(), "{hits:#?}");
    }
}

/// The forms of a secret: as it is, without its ends, and as base64 at every offset.
fn forms(secret: &str) -> Vec<Vec<u8>> {
    let mut forms = vec![secret.as_bytes().to_vec(), secret.as_bytes()[2..].to_vec()];
    for before in 0..3 {
        for engine in [&STANDARD, &URL_SAFE_NO_PAD] {
            let padded = format!("{}{secret}", "x".repeat(before));
            let encoded = engine.encode(padded);
            // The first and last letters depend on what is beside it.
            let inner = encoded.trim_end_matches('=');
            forms.push(inner.as_bytes()[4..inner.len() - 2].to_vec());
        }
    }
    forms
}

fn basic(server: &Server, name: &str, secret: &str) -> (Program, String) {
    let email = server.credentials().email;
    let program = Program::new()
        .with("ZENTOP_URL", &server.url())
        .with("ZENDESK_EMAIL", &email)
        .with(name, secret);
    let user = if name == "ZENDESK_API_TOKEN" {
        format!("{email}/token")
    } else {
        email
    };
    (program, STANDARD.encode(format!("{user}:{secret}")))
}

/// Everything that a day of use writes, at the most verbose.
fn a_day(server: &Server, program: &Program, written: &mut Written) {
    let key = server.sign_in(1)[0].to_string();
    for verb in [
        &["auth", "status"][..],
        &["auth", "status", "--format", "json"],
        &["list", "--format", "json"],
        &["end", "--session", &key],
        &[
            "end",
            "--session",
            &key,
            "--yes",
            "--expect",
            "1",
            "--report",
            "run.json",
        ],
        &["me", "show"],
        &["config", "show"],
        &["config", "check"],
        &["journal", "show"],
        &["journal", "export", "--redact"],
        &["--token", "x", "list"],
    ] {
        let output = program.run(["-vvv"].iter().chain(verb));
        written.output(&verb.join(" "), &output);
    }
    for fault in [
        "then.status = { code = 401 }",
        "then.status = { code = 500 }",
        "then = \"close\"",
        "then.html = { code = 200 }",
        "then.redirect = { code = 302, location = \"http://127.0.0.1:9/\" }",
    ] {
        server.faults(&format!("[[fault]]\npath = \"/api/v2/**\"\n{fault}"));
        written.output(fault, &program.run(["-vvv", "auth", "status"]));
        server.simulator.clear_faults();
    }
    let zentop = Path::new(ZENTOP);
    let mut screen = Pty::start(zentop, &["-vvv"], &program.environment(), (120, 40));
    screen.sees("LIVE");
    screen.keys("q");
    written.add("the screen", &screen.left().raw);
}

fn talkative(program: Program) -> Program {
    program
        .with("ZENTOP_LOG", "trace")
        .with("RUST_LOG", "trace")
        .with("RUST_BACKTRACE", "full")
}

#[test]
fn no_byte_that_is_written_holds_a_secret() {
    let mut written = Written::default();
    let mut secrets: Vec<String> = Vec::new();

    // A sign-in and everything that can happen to it.
    let (server, program) = account(free_port());
    let program = talkative(program);
    let waiting = begin(&program, &["-vvv"]);
    let back = waiting.decide("allow");
    let code = back
        .rsplit("code=")
        .next()
        .unwrap()
        .split('&')
        .next()
        .unwrap();
    secrets.push(code.to_owned());
    let page = super::browser::ask("GET", &back, "");
    written.add("the page", format!("{}{}", page.head, page.body).as_bytes());
    written.output("auth login", &waiting.program.finish().expect(0));
    let keep = |secrets: &mut Vec<String>| {
        let json = saved_json(&program);
        for name in ["access_token", "refresh_token", "mark"] {
            secrets.push(json[name].as_str().unwrap().to_owned());
        }
    };
    keep(&mut secrets);
    a_day(&server, &program, &mut written);
    server.simulator.expire_access_tokens();
    written.output("a renewal", &program.run(["-vvv", "list"]).expect(0));
    keep(&mut secrets);
    server.simulator.expire_access_tokens();
    server.faults(
        "[[fault]]\npath = \"/oauth/tokens\"\nthen.cut = { after = 150 }\ntake_effect = true",
    );
    written.output(
        "an answer cut short",
        &program.run(["-vvv", "list"]).expect(4),
    );
    server.simulator.clear_faults();
    written.output(
        "a refresh token used twice",
        &program.run(["-vvv", "list"]).expect(3),
    );
    let store = saved(&program).unwrap();
    let key = program.state().join("fingerprint.key");
    written.files(program.home(), &[store, key]);
    written.output("auth logout", &program.run(["-vvv", "auth", "logout"]));

    // Every other kind of credentials.
    let known = server.credentials();
    let service = [&known.oauth_service_id, &known.oauth_service_secret];
    let (by_token, token_header) = basic(&server, "ZENDESK_API_TOKEN", &known.api_token);
    let (by_password, password_header) = basic(&server, "ZENDESK_PASSWORD", &known.password);
    let client = Program::new()
        .with("ZENTOP_URL", &server.url())
        .with("ZENTOP_CLIENT_ID", service[0])
        .with("ZENTOP_CLIENT_SECRET", service[1]);
    for program in [Program::admin_of(&server), by_token, by_password, client] {
        let program = talkative(program);
        a_day(&server, &program, &mut written);
        let key = program.state().join("fingerprint.key");
        written.files(program.home(), &[key]);
    }
    secrets.extend([
        known.oauth_token,
        known.api_token,
        known.password,
        known.oauth_service_secret,
        token_header,
        password_header,
    ]);

    let logs = written
        .0
        .iter()
        .filter(|(place, _)| place.ends_with("zentop.log"));
    let mut logs = logs.map(|(_, bytes)| String::from_utf8_lossy(bytes));
    assert!(logs.all(|log| log.contains("/oauth/tokens") || log.contains("/api/v2/users/me")));

    written.add("a panic", &a_panic());
    secrets.push(CANARY.to_owned());
    let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
    written.search(&secrets);
}

#[test]
#[cfg(target_os = "linux")]
fn no_core_is_dumped() {
    let program = Program::new();
    let mut running = program.start(["simulate", "--sessions", "4", "--users", "4"]);
    running.wait_for_line();
    let limits = fs::read_to_string(format!("/proc/{}/limits", running.id())).unwrap();
    let line = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"));
    let words: Vec<&str> = line.unwrap().split_whitespace().collect();
    assert_eq!(words[4..6], ["0", "0"]);
}

#[test]
fn the_scan_finds_what_it_looks_for() {
    let whole = format!("email:{CANARY}!");
    for text in [
        CANARY.to_owned(),
        CANARY[2..].to_owned(),
        STANDARD.encode(&whole),
        URL_SAFE_NO_PAD.encode(format!("x{whole}")),
        STANDARD.encode(format!("xx{whole}")),
    ] {
        let found = forms(CANARY).iter().any(|form| {
            let bytes = text.as_bytes();
            bytes.windows(form.len()).any(|window| window == form)
        });
        assert!(found, "{text}");
    }
}

/// Everything that is written by a process that panics while a request is under way.
fn a_panic() -> Vec<u8> {
    let output = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "auth::canary::panics",
            "--ignored",
            "--nocapture",
        ])
        .env("RUST_BACKTRACE", "full")
        .env("RUST_LOG", "trace")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        text.contains("provoked") && text.contains("panics"),
        "{text}"
    );
    [output.stdout, output.stderr].concat()
}

/// Not a test: the process that the scan runs.
#[tokio::test]
#[ignore = "it panics with a request under way"]
async fn panics() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let account = Account::from_url(&url).unwrap();
    let credentials = Credentials::oauth(CANARY).unwrap();
    let transport = HttpTransport::new(&account, &credentials, Limits::default()).unwrap();
    let client = Client::new(account, Arc::new(transport), Budget::new(Shares::default()));
    let mut asking = Box::pin(client.me(Purpose::Walk));
    assert!((&mut asking).now_or_never().is_none());
    panic!("provoked: {client:?} {credentials:?}");
}
