//! Keyrings that are out of reach. There is no desktop here: its bus is a socket of the test's, and
//! the answers of a desktop's keyring are tested beside its code, over a mock.

use std::os::unix::net::UnixListener;

use crate::support::{Program, Server};

const PASTE: [&str; 5] = ["auth", "login", "--paste", "--store", "file"];

#[test]
fn a_clean_environment_has_no_desktop_to_ask() {
    let server = Server::new();
    let program = Program::new().with("ZENTOP_URL", &server.url());
    let none = program.run(["list"]).expect(3).shows("no credentials");
    let logout = program.run(["auth", "logout"]).expect(0);
    let show = program.run(["config", "show", "--format", "json"]);
    if cfg!(target_os = "linux") {
        none.shows("there is no session bus");
        logout
            .shows("nobody could look")
            .shows("there is no session bus");
        show.expect(0).prints("there is no session bus");
    }
}

#[test]
fn what_is_kept_elsewhere_needs_no_keyring() {
    let server = Server::new();
    let home = tempfile::tempdir().unwrap();
    // Connections wait for as long as the program lets them.
    let _silent = UnixListener::bind(home.path().join("bus")).unwrap();
    let program = Program::new()
        .with("ZENTOP_URL", &server.url())
        .with("XDG_RUNTIME_DIR", &home.path().display().to_string());
    let token = server.credentials().oauth_token;
    let login = program.run_with(PASTE, &token).expect(0);
    login.shows("kept in the file");
    let show = program.run(["config", "show", "--format", "json"]);
    let rows = show.expect(0).json();
    let row = rows.as_array().unwrap().last().unwrap();
    assert_eq!(row["key"], "sign_in");
    assert!(row["value"].as_str().unwrap().contains("the file"));
    let list = program.run(["list"]).expect(0);
    assert!(!list.stderr.contains("keyring"), "{}", list.stderr);
    // With credentials from elsewhere, nobody looks where a sign-in is saved.
    let given = program.with("ZENDESK_OAUTH_TOKEN", &token);
    let rows = given.run(["config", "show", "--format", "json"]).json();
    let row = rows.as_array().unwrap().last().unwrap();
    assert_ne!(row["key"], "sign_in");
}

#[cfg(all(target_os = "linux", not(feature = "secret-service")))]
#[test]
fn a_desktop_that_this_build_cannot_reach_is_named() {
    let server = Server::new();
    let program = Program::new().with("ZENTOP_URL", &server.url());
    let program = program.with("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere");
    let list = program.run(["list"]).expect(3).shows("no credentials");
    list.shows("nobody could look")
        .shows("built without it")
        .shows("--features secret-service");
    let token = server.credentials().oauth_token;
    let keyring = ["auth", "login", "--paste", "--store", "keyring"];
    let login = program.run_with(keyring, &token);
    let said = if login.status == 0 {
        // Saves in the kernel's keyring, where the system lets us use it.
        "built without the desktop's keyring"
    } else {
        "built without it"
    };
    login.shows(said).shows("--features secret-service");
}

#[cfg(all(target_os = "linux", feature = "secret-service"))]
#[test]
fn a_bus_that_is_dead_or_silent_is_told_and_waited_for_within_bounds() {
    let server = Server::new();
    let home = tempfile::tempdir().unwrap();
    let bus = home.path().join("bus");
    let program = Program::new().with("ZENTOP_URL", &server.url());
    let program = program.with("XDG_RUNTIME_DIR", &home.path().display().to_string());
    let dead = program.run(["list"]).expect(3).shows("no credentials");
    dead.shows("nobody could look").shows("/bus`");
    let _silent = UnixListener::bind(bus).unwrap();
    let silent = program.run(["list"]).expect(3).shows("it does not answer");
    silent
        .shows("waiting for the keyring")
        .shows("no credentials");
}
