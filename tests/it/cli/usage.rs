//! Settings, flags, help, and the verbs that need no account.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use rustix::process::Signal;

use crate::support::{Program, Server};

#[test]
fn without_an_account_or_credentials_it_says_how_to_begin() {
    let nothing = Program::new();
    let account = Program::new().with("ZENDESK_SUBDOMAIN", "acme");
    for program in [&nothing, &account] {
        for verb in [
            &[][..],
            &["list"],
            &["end", "--user", "5"],
            &["auth", "status"],
        ] {
            let output = program.run(verb).expect(3);
            output.shows("zentop demo").shows("ZENDESK_OAUTH_TOKEN");
        }
    }
}

#[test]
fn row_41_plain_http_is_for_loopback_literals_alone() {
    for url in [
        "http://acme.zendesk.com",
        "http://localhost:9",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "http://0x7f.1.evil.example",
    ] {
        let program = Program::at(url, "abc");
        program.run(["list"]).expect(2).shows("use https://");
    }
    let program = Program::at("http://user@127.0.0.1:9", "abc");
    program.run(["list"]).expect(2);
}

#[test]
fn a_mistake_in_the_settings_is_told_with_its_place_and_what_was_meant() {
    let program = Program::new().with_settings("\ntehme = \"dark\"\n");
    let output = program.run(["list"]).expect(2);
    output
        .shows("config/zentop/settings.toml:2:1")
        .shows("did you mean `theme`?");
    let program = Program::new();
    let output = program.run(["list", "--config", "no-such.toml"]);
    output.expect(2).shows("no-such.toml");
    let program = Program::new();
    program
        .run(["list", "--profile", "prod"])
        .expect(2)
        .shows("prod");
}

#[test]
fn row_44_a_secret_on_the_command_line_is_refused_and_not_repeated() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    for flag in [
        "--token",
        "--oauth-token",
        "--api-token",
        "--password",
        "--client-secret",
    ] {
        for arguments in [["list", flag, "canary-7"], [flag, "canary-7", "list"]] {
            let output = program.run(arguments).expect(2);
            let output = output.shows("ZENDESK_OAUTH_TOKEN in the environment");
            assert!(!output.stderr.contains("canary") && output.stdout.is_empty());
        }
        let output = program.run(["list", &format!("{flag}=canary-7")]).expect(2);
        assert!(!output.stderr.contains("canary"));
    }
    assert_eq!(server.simulator.request_count(), 0);
}

#[test]
fn help_names_every_verb_and_has_examples() {
    let help = Program::new().run(["--help"]).expect(0);
    for word in [
        "Examples:",
        "zentop end --user 12345 --yes --expect 3",
        "Exit status",
        "demo",
        "simulate",
        "list",
        "auth",
        "journal",
        "completions",
    ] {
        assert!(help.stdout.contains(word), "{word}");
    }
    let lines = help.stdout.lines();
    assert!((24..60).contains(&lines.clone().count()));
    assert!(lines.map(str::len).max() <= Some(100));
    assert!(
        !help.stdout.contains("--token"),
        "what is refused is not offered"
    );
    Program::new()
        .run(["--version"])
        .expect(0)
        .prints("zentop ");
    Program::new().run(["lst"]).expect(2).shows("list");
}

#[test]
fn the_help_of_each_verb_fits_a_screen_and_has_something_to_copy() {
    for verb in [
        "list", "end", "plan", "apply", "suspend", "tokens", "incident", "simulate", "auth", "me",
        "chat", "config", "journal",
    ] {
        let help = Program::new().run([verb, "--help"]).expect(0).stdout;
        assert!(help.contains("Examples:\n  zentop "), "{verb}: {help}");
        // That of `list` has the whole query language below its options.
        let most = if verb == "list" { 74 } else { 60 };
        assert!(help.lines().count() < most, "{verb}: {help}");
        let widest = help.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(100), "{verb}: {help}");
        assert_eq!(Program::new().run([verb, "-h"]).expect(0).stdout, help);
    }
}

#[test]
fn completions_know_the_verbs() {
    for shell in ["bash", "zsh", "fish"] {
        let output = Program::new().run(["completions", shell]).expect(0);
        for verb in ["list", "end", "simulate", "journal"] {
            assert!(output.stdout.contains(verb), "{shell} {verb}");
        }
    }
    Program::new().run(["completions", "csh"]).expect(2);
}

#[test]
fn the_manual_has_a_page_for_the_program_and_one_for_each_verb() {
    let program = Program::new();
    let main = program.run(["man"]).expect(0);
    for part in [".TH zentop 1", "Exit status", "zentop\\-list(1)"] {
        main_has(&main.stdout, part);
    }
    program.run(["man", "--out", "pages"]).expect(0);
    for verb in [
        "",
        "-list",
        "-end",
        "-journal",
        "-journal-verify",
        "-config-check",
    ] {
        let page = program.home().join(format!("pages/zentop{verb}.1"));
        let text = std::fs::read_to_string(&page).unwrap();
        assert!(
            text.contains(&format!("zentop{}", verb.replace('-', "\\-"))),
            "{verb}"
        );
        assert!(
            !text.contains("oauth-token"),
            "what is refused is not offered"
        );
    }
    // Everybody may read them and nobody else may change them, whatever the umask says, also those of before.
    let mode = |path: &str| {
        let found = std::fs::metadata(program.home().join(path)).unwrap();
        found.permissions().mode() & 0o777
    };
    let page = program.home().join("pages/zentop.1");
    for before in [0o666, 0o600] {
        std::fs::set_permissions(&page, std::fs::Permissions::from_mode(before)).unwrap();
        program.run(["man", "--out", "pages"]).expect(0);
        assert_eq!(mode("pages/zentop.1"), 0o644, "{before:o}");
    }
    for umask in ["000", "077"] {
        let folder = format!("pages-{umask}");
        let script = format!(
            "umask {umask}; exec {} man --out within/{folder}",
            env!("CARGO_BIN_EXE_zentop")
        );
        let made = Command::new("sh")
            .args(["-c", &script])
            .current_dir(program.home())
            .status();
        assert!(made.unwrap().success());
        assert_eq!(mode("within"), 0o755, "{umask}");
        assert_eq!(mode(&format!("within/{folder}")), 0o755, "{umask}");
        let page = format!("within/{folder}/zentop.1");
        assert_eq!(mode(&page), 0o644, "{umask}");
        std::fs::remove_dir_all(program.home().join("within")).unwrap();
    }
    // What a link in the place of a page leads to is somebody's.
    let secret = program.home().join("secret");
    std::fs::write(&secret, "mine").unwrap();
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o600)).unwrap();
    std::fs::remove_file(&page).unwrap();
    std::os::unix::fs::symlink(&secret, &page).unwrap();
    let output = program.run(["man", "--out", "pages"]).expect(2);
    output.shows("pages/zentop.1 is a link; take it away first");
    assert_eq!(std::fs::read_to_string(&secret).unwrap(), "mine");
    assert_eq!(mode("secret"), 0o600);
    std::fs::write(program.home().join("file"), "").unwrap();
    let output = program.run(["man", "--out", "file"]);
    output.expect(2).shows("cannot write to file");
    let output = program.run(["man", "--out", "-"]);
    output.expect(2).shows("what has this name is ./-");
    assert!(!program.home().join("-").exists());
}

#[track_caller]
fn main_has(page: &str, part: &str) {
    assert!(page.contains(part), "no {part:?} in {page}");
}

#[test]
fn row_99_a_screen_needs_a_terminal() {
    let server = Server::new();
    for (program, verb) in [
        (Program::new(), &["demo", "--sessions", "20"][..]),
        (Program::admin_of(&server), &[]),
    ] {
        let output = program.run(verb).expect(2).shows("terminal");
        // The escapes of a screen help nobody in a log file.
        assert!(output.stdout.is_empty(), "{:?}", output.stdout);
        assert!(!output.stderr.contains('\u{1b}') && output.stderr.lines().count() < 4);
    }
}

#[test]
fn simulate_says_how_to_get_in_and_ends_when_asked() {
    for signal in [Signal::TERM, Signal::INT] {
        let program = Program::new();
        let mut running = program.start(["simulate", "--sessions", "30", "--users", "20"]);
        let line = running.wait_for_line();
        let answer: serde_json::Value = serde_json::from_str(&line).unwrap();
        let text = |field: &str| answer[field].as_str().unwrap().to_owned();
        let admin = Program::at(&text("url"), &text("oauth_token"));
        let lines = admin.run(["list", "--format", "ndjson"]).expect(0).ndjson();
        assert!(
            lines.len() >= 25,
            "churn takes some, not most: {}",
            lines.len()
        );
        let by_token = Program::new()
            .with("ZENTOP_URL", &text("url"))
            .with("ZENDESK_EMAIL", &text("email"))
            .with("ZENDESK_API_TOKEN", &text("api_token"));
        by_token.run(["auth", "status"]).expect(0);
        running.signal(signal);
        let output = running.finish().expect(0);
        assert!(output.stderr.is_empty(), "{}", output.stderr);
    }
}

#[test]
fn simulate_plays_faults_from_a_file_and_refuses_nonsense() {
    let program = Program::new();
    std::fs::write(
        program.home().join("bad.toml"),
        "[[fault]]\nthen = \"sing\"",
    )
    .unwrap();
    let output = program.run(["simulate", "--faults", "bad.toml"]);
    output.expect(2).shows("bad.toml").shows("sing");
    std::fs::write(
        program.home().join("good.toml"),
        "[[fault]]\nthen.html = { code = 502 }",
    )
    .unwrap();
    let mut running = program.start(["simulate", "--faults", "good.toml"]);
    let answer: serde_json::Value = serde_json::from_str(&running.wait_for_line()).unwrap();
    let admin = Program::at(answer["url"].as_str().unwrap(), "x");
    admin.run(["auth", "status"]).expect(4).shows("502");
    running.signal(Signal::TERM);
    running.finish().expect(0);
}

/// A service whose home folder is a device has no settings, and may look at its account all the same. Without a
/// record it changes nothing.
#[test]
fn a_home_that_is_a_device_is_no_settings_and_no_record() {
    let server = Server::new();
    let key = server.sign_in(1)[0];
    let program = Program::admin_of(&server)
        .with("HOME", "/dev/null")
        .with("XDG_CONFIG_HOME", "")
        .with("XDG_STATE_HOME", "");
    program
        .run(["list", "--user", &key.user.to_string()])
        .expect(0);
    program.run(["config", "check"]).expect(0);
    let count = server.simulator.sessions_of(key.user).len().to_string();
    let end = [
        "end",
        "--user",
        &key.user.to_string(),
        "--yes",
        "--expect",
        &count,
    ];
    program.run(end).expect(5).shows("record");
    assert!(server.has(key) && server.sent().is_empty());
}

/// `-` is standard output here as it is standard input elsewhere, and no file of that name.
#[test]
fn a_plan_to_a_hyphen_is_printed() {
    let server = Server::new();
    let key = server.sign_in(1)[0];
    let program = Program::admin_of(&server);
    let output = program.run(["plan", "--user", &key.user.to_string(), "--out", "-"]);
    output.expect(0).prints("\"version\": 2");
    assert!(!program.home().join("-").exists());
}

#[test]
fn a_number_that_no_user_can_have_is_told_as_that() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let output = program.run(["find", "99999999999999999999"]).expect(2);
    output.shows("a whole number from 1 to 9223372036854775807");
}
