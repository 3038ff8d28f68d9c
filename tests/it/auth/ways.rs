//! Signing in as a client, and with a token that exists already.

use std::os::unix::fs::PermissionsExt as _;

use super::browser::{saved, saved_json};
use crate::support::{Program, Server, no_secret};

#[test]
fn a_client_signs_in_with_its_secret_and_needs_no_browser() {
    let server = Server::new();
    let known = server.credentials();
    let (id, secret) = (&known.oauth_service_id, &known.oauth_service_secret);
    let bare = || Program::new().with("ZENTOP_URL", &server.url());
    let count = server.simulator.sessions().len();
    let lists = |program: &Program| {
        let output = program.run(["list", "--format", "ndjson"]).expect(0);
        assert_eq!(output.ndjson().len(), count);
    };

    // From the environment alone; nothing is saved.
    let program = bare()
        .with("ZENTOP_CLIENT_ID", id)
        .with("ZENTOP_CLIENT_SECRET", secret);
    lists(&program);
    let status = program.run(["auth", "status"]).expect(0);
    let status = status.prints("of a client that acts for itself");
    no_secret(&program, &status.prints("ZENTOP_CLIENT_SECRET"), &[secret]);
    assert!(saved(&program).is_none());

    // Saved, with the secret from standard input.
    let program = bare();
    let login = [
        "auth",
        "login",
        "--store",
        "file",
        "--client-credentials",
        "--client-id",
        id,
    ];
    let output = program.run_with(login, &format!("{secret}\n")).expect(0);
    let output = output.prints("of a client that acts for itself");
    assert!(!output.stdout.contains(secret) && !output.stderr.contains(secret));
    lists(&program);
    server.simulator.expire_access_tokens();
    lists(&program);

    // Saved, with the secret from the environment, which has priority over what is saved.
    let program = bare().with("ZENTOP_CLIENT_SECRET", secret);
    let output = program.run(login).expect(0);
    output.shows("ZENTOP_CLIENT_SECRET goes before this sign-in");
    program.run(["list"]).expect(2).shows("ZENTOP_CLIENT_ID");

    // From the profile.
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("secret");
    std::fs::write(&file, secret).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    let program = bare().with_settings(&format!(
        "[profiles.default]\nauth = \"client-credentials\"\nclient_id = \"{id}\"\n\
         token_file = \"{}\"\n",
        file.display()
    ));
    lists(&program);

    let program = bare()
        .with("ZENTOP_CLIENT_ID", id)
        .with("ZENTOP_CLIENT_SECRET", "wrong-canary");
    let output = program.run(["list"]).expect(3).shows("invalid_client");
    assert!(!output.stderr.contains("canary"));
}

#[test]
#[cfg_attr(
    target_os = "macos",
    ignore = "it writes to the keychain of whoever runs it"
)]
fn what_the_keyring_keeps_is_there_for_the_next_process() {
    let server = Server::new();
    let known = server.credentials();
    let program = Program::new()
        .with("ZENTOP_URL", &server.url())
        .with_settings("[profiles.default]\nstore = \"keyring\"\n");
    let login = [
        "auth",
        "login",
        "--client-credentials",
        "--client-id",
        &known.oauth_service_id,
    ];
    let output = program.run_with(login, &known.oauth_service_secret);
    let (name, lasts) = if cfg!(target_os = "macos") {
        ("the keychain", "")
    } else {
        // There is no desktop session in a clean environment.
        ("the kernel's keyring", "until a restart")
    };
    if output.stderr.contains(&format!("{name} cannot be used")) {
        // A machine without a keyring: nothing is saved anywhere else instead.
        output.expect(3).shows("--store file");
        assert!(saved(&program).is_none());
        return;
    }
    output.expect(0).shows(name).shows(lasts);
    assert!(saved(&program).is_none());
    program.run(["list"]).expect(0);
    let status = program.run(["auth", "status"]).expect(0);
    status.prints(name);
    let settings = program.run(["config", "show"]).expect(0);
    settings.prints(&format!("kept in {name}"));
    server.simulator.expire_access_tokens();
    program.run(["list"]).expect(0);
    program.run(["auth", "logout"]).expect(0).shows("forgotten");
    program.run(["list"]).expect(3).shows("no credentials");
}

#[test]
fn a_token_is_taken_from_standard_input_if_it_is_one() {
    let server = Server::new();
    let token = server.credentials().oauth_token;
    let program = Program::new().with("ZENTOP_URL", &server.url());
    let paste = ["auth", "login", "--store", "file", "--paste"];
    let output = program.run_with(paste, &format!("  {token}\r\n")).expect(0);
    let output = output.prints("pasted").prints("read write");
    assert!(!output.stdout.contains(&token) && !output.stderr.contains(&token));
    program.run(["list"]).expect(0);
    for (input, status) in [
        ("", 2),
        ("\n", 2),
        ("two words", 2),
        ("0123456789abcdef", 3),
    ] {
        let output = program.run_with(paste, input).expect(status);
        assert!(!output.stderr.contains("0123456789abcdef"));
    }
    // The sign-in from before is still there.
    assert_eq!(saved_json(&program)["access_token"], token.as_str());
    program.run(["list"]).expect(0);
}

#[test]
fn a_sign_in_that_may_only_read_sends_nothing_else() {
    let (server, program) = super::browser::account(super::browser::free_port());
    let (_, output) = super::browser::begin(&program, &["--scope", "read"]).allow();
    output.expect(0);
    let key = server.sign_in(1)[0].to_string();
    let user = key.split('/').next().unwrap();
    for verb in [
        &["end", "--session", &key][..],
        &["suspend", "--user", user],
    ] {
        // What would be done may be looked at, and that nothing could be.
        program.run(verb).expect(3).shows("may only read");
        let acting = verb.iter().chain(&["--yes", "--expect", "1"]);
        program.run(acting).expect(3);
    }
    let output = program.run(["end", "--session", &key, "--yes", "--expect", "1"]);
    output
        .expect(3)
        .shows("this sign-in may only read")
        .shows("zentop auth login --scope");
    let sent = server.sent();
    assert!(
        sent.iter().all(|sent| sent.target.starts_with("/oauth/")),
        "{sent:?}"
    );
}
