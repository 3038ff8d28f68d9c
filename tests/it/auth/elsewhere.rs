//! Secrets from helpers and files. A settings file can run a program, so it has to be private;
//! so has a file with a secret in it.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use crate::support::{Program, Server, no_secret};

const CANARY: &str = "canary-5d1f0c7b";

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// A program with this profile.
fn with(server: &Server, profile: &str) -> Program {
    Program::new()
        .with("ZENTOP_URL", &server.url())
        .with("PATH", "/usr/bin:/bin")
        .with_settings(&format!("[profiles.default]\n{profile}\n"))
}

fn command(argv: &[&str]) -> String {
    let argv: Vec<String> = argv.iter().map(|part| format!("{part:?}")).collect();
    format!("token_command = [{}]", argv.join(", "))
}

/// A file with a secret in a folder of its own.
fn secret_file(home: &Path, text: &str) -> PathBuf {
    let folder = home.join("private");
    fs::create_dir_all(&folder).unwrap();
    chmod(&folder, 0o700);
    let path = folder.join("token");
    fs::write(&path, text).unwrap();
    chmod(&path, 0o600);
    path
}

#[test]
fn a_helper_gives_each_kind_of_secret() {
    let server = Server::new();
    let known = server.credentials();
    let email = &known.email;
    for (profile, kind) in [
        (command(&["echo", &known.oauth_token]), "OAuth access token"),
        (
            format!(
                "auth = \"api-token\"\nemail = \"{email}\"\n{}",
                command(&["echo", &known.api_token])
            ),
            "API token (Basic)",
        ),
        (
            format!(
                "auth = \"password\"\nemail = \"{email}\"\n{}",
                command(&["echo", &known.password])
            ),
            "password (Basic)",
        ),
    ] {
        let program = with(&server, &profile);
        program.run(["list"]).expect(0);
        let status = program.run(["auth", "status"]).expect(0).prints(kind);
        let status = status.prints("settings.toml:");
        no_secret(
            &program,
            &status,
            &[&known.oauth_token, &known.api_token, &known.password],
        );
    }
}

#[test]
fn a_helper_that_has_a_newer_secret_is_asked_again() {
    let server = Server::new();
    let home = tempfile::tempdir().unwrap();
    let script = home.path().join("helper");
    let snapshot = home.path().join("seen");
    // It prints an old token the first time, then a good one.
    let text = format!(
        "#!/bin/sh\nif [ -e '{0}' ]; then echo {1}; else touch '{0}'; echo old-{1}; fi\n",
        snapshot.display(),
        server.credentials().oauth_token
    );
    fs::write(&script, text).unwrap();
    chmod(&script, 0o700);
    let program = with(&server, &command(&[script.to_str().unwrap()]));
    program.run(["list"]).expect(0);
    assert!(snapshot.exists());
}

#[test]
fn a_helper_that_gives_no_secret_is_told_without_what_it_said() {
    let server = Server::new();
    let two_lines = format!("echo {CANARY}; echo {CANARY}");
    let escape = format!("printf '{CANARY}\\033[2J'");
    let failing = format!("echo {CANARY}; echo {CANARY} >&2; exit 7");
    for (argv, message) in [
        (&["sh", "-c", &failing][..], "exit status: 7"),
        (&["sh", "-c", &two_lines], "one line of plain text"),
        (&["sh", "-c", &escape], "one line of plain text"),
        (&["true"], "gave nothing"),
        (&["/nonexistent/helper"], "cannot be run"),
        (&["sh", "-c", "yes canary"], "more than a secret"),
        // There is no shell between: this is one odd name.
        (&["echo canary; id"], "cannot be run"),
    ] {
        let program = with(&server, &command(argv));
        let output = program.run(["-vvv", "list"]).expect(3).shows(message);
        let output = output.shows("token_command");
        no_secret(&program, &output, &[CANARY]);
    }
    assert_eq!(server.simulator.request_count(), 0);
}

#[test]
fn a_secret_is_read_from_a_private_file() {
    let server = Server::new();
    let home = tempfile::tempdir().unwrap();
    let path = secret_file(
        home.path(),
        &format!("{}\n", server.credentials().oauth_token),
    );
    let program = with(&server, &format!("token_file = {:?}", path.display()));
    program.run(["list"]).expect(0);
    chmod(&path, 0o400);
    program.run(["list"]).expect(0);
}

#[test]
fn a_file_that_is_not_private_is_refused_and_the_remedy_can_be_pasted() {
    let server = Server::new();
    let home = tempfile::tempdir().unwrap();
    let path = secret_file(home.path(), CANARY);
    let folder = path.parent().unwrap();
    let link = home.path().join("link");
    symlink(&path, &link).unwrap();
    for (file, of_folder, named, message) in [
        (
            0o644,
            0o700,
            &path,
            format!("run chmod 600 '{}'", path.display()),
        ),
        (
            0o660,
            0o700,
            &path,
            format!("run chmod 600 '{}'", path.display()),
        ),
        (
            0o600,
            0o777,
            &path,
            format!("run chmod go-w '{}'", folder.display()),
        ),
        (0o600, 0o700, &link, "symbolic link".to_owned()),
        (
            0o600,
            0o700,
            &home.path().join("none"),
            "is not there".to_owned(),
        ),
    ] {
        chmod(&path, file);
        chmod(folder, of_folder);
        let program = with(&server, &format!("token_file = {:?}", named.display()));
        let output = program.run(["list"]).expect(3).shows(&message);
        no_secret(&program, &output, &[CANARY]);
    }
    assert_eq!(server.simulator.request_count(), 0);
}

#[test]
fn nothing_runs_that_somebody_else_could_have_written() {
    let server = Server::new();
    let home = tempfile::tempdir().unwrap();
    let ran = home.path().join("ran");
    let program = with(&server, &command(&["touch", ran.to_str().unwrap()]));
    let settings = program.home().join("config/zentop/settings.toml");
    chmod(&settings, 0o666);
    program
        .run(["list"])
        .expect(2)
        .shows("chmod go-w")
        .shows("token_command");
    chmod(&settings, 0o600);
    chmod(settings.parent().unwrap(), 0o777);
    program.run(["list"]).expect(2).shows("chmod go-w");
    chmod(settings.parent().unwrap(), 0o700);
    fs::copy(&settings, program.home().join("here.toml")).unwrap();
    program
        .run(["--config", "here.toml", "list"])
        .expect(2)
        .shows("current folder");
    assert!(!ran.exists());
    program.run(["list"]).expect(3);
    assert!(ran.exists());
}

#[test]
fn a_sign_in_that_is_not_private_is_not_used() {
    let (_server, program) = super::browser::signed_in();
    let path = super::browser::saved(&program).unwrap();
    chmod(&path, 0o644);
    program.run(["list"]).expect(3).shows("chmod 600");
    chmod(&path, 0o600);
    let folder = path.parent().unwrap();
    chmod(folder, 0o777);
    program.run(["list"]).expect(3).shows("chmod go-w");
    chmod(folder, 0o700);
    program.run(["list"]).expect(0);
    let moved = path.with_extension("moved");
    fs::rename(&path, &moved).unwrap();
    symlink(&moved, &path).unwrap();
    program.run(["list"]).expect(3).shows("symbolic link");
}

#[test]
fn a_helper_is_told_neither_secrets_nor_the_account() {
    let server = Server::new();
    let token = server.credentials().oauth_token;
    let home = tempfile::tempdir().unwrap();
    let found = home.path().join("environment");
    let script = format!("env > '{}'; echo {token}", found.display());
    let program = with(&server, &command(&["sh", "-c", &script]))
        .with("ZENDESK_CHAT_TOKEN", CANARY)
        .with("ZENTOP_LOG", "info")
        .with("OTHER", "kept");
    program.run(["list"]).expect(0);
    let found = fs::read_to_string(found).unwrap();
    assert!(
        found.contains("OTHER=kept") && found.contains("HOME="),
        "{found}"
    );
    for ours in ["ZENDESK_", "ZENTOP_", CANARY] {
        assert!(!found.contains(ours), "{found}");
    }
}
