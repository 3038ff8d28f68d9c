//! The record: what it holds, how it is checked, and that nothing is ended without it.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use crate::support::{Program, Server};

/// Ends one fresh session and returns the program's home with its journal.
fn after_one_run(server: &Server) -> Program {
    let program = Program::admin_of(server);
    let key = server.sign_in(1)[0].to_string();
    let arguments = ["end", "--session", &key, "--yes", "--expect", "1"];
    program.run(arguments).expect(0);
    program
}

#[test]
fn a_run_is_shown_and_its_chain_holds() {
    let server = Server::new();
    let program = after_one_run(&server);
    let shown = program.run(["journal", "show"]).expect(0).ndjson();
    assert_eq!(shown, program.journal());
    let events: Vec<&str> = shown
        .iter()
        .map(|record| record["event"].as_str().unwrap())
        .collect();
    assert_eq!(
        events,
        ["confirmed", "intent", "outcome", "finished", "verified"]
    );
    let last = program.run(["journal", "show", "--last", "2"]).expect(0);
    assert_eq!(last.ndjson(), shown[3..]);
    let run = shown[0]["run"].as_str().unwrap();
    let of_run = program.run(["journal", "show", "--run", run]).expect(0);
    assert_eq!(of_run.ndjson(), shown);
    let head = shown[4]["hash"].as_str().unwrap();
    let verified = program.run(["journal", "verify"]).expect(0);
    verified.prints("unbroken: 5 records").prints(head);
    program
        .run(["journal", "verify", "--anchor", head])
        .expect(0);
}

#[test]
fn row_87_tampering_is_found() {
    let server = Server::new();
    let program = after_one_run(&server);
    let path = program.journal_path();
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let head = program.journal()[4]["hash"].as_str().unwrap().to_owned();

    fs::write(
        &path,
        text.replace("\"state\":\"ended\"", "\"state\":\"failed\""),
    )
    .unwrap();
    program
        .run(["journal", "verify"])
        .expect(1)
        .prints("broken");
    fs::write(
        &path,
        [lines[0], lines[1], lines[3], lines[4], ""].join("\n"),
    )
    .unwrap();
    program
        .run(["journal", "verify"])
        .expect(1)
        .prints("broken");
    // A cut-off end leaves a chain that holds; only a hash from before can tell.
    fs::write(&path, [lines[0], lines[1], ""].join("\n")).unwrap();
    program.run(["journal", "verify"]).expect(0);
    program
        .run(["journal", "verify", "--anchor", &head])
        .expect(1);
}

#[test]
fn an_export_can_do_without_names() {
    let server = Server::new();
    let program = after_one_run(&server);
    let user = program.journal()[0]["os_user"].as_str().unwrap().to_owned();
    let host = program.journal()[0]["host"].as_str().unwrap().to_owned();
    let plain = program.run(["journal", "export"]).expect(0);
    assert_eq!(plain.ndjson().len(), 5);
    let redacted = program.run(["journal", "export", "--redact"]).expect(0);
    assert_eq!(redacted.ndjson().len(), 5);
    for record in redacted.ndjson() {
        assert_ne!(record["os_user"], user);
        assert_ne!(record["host"], host);
    }
}

#[test]
fn row_91_only_its_owner_reads_the_record() {
    let server = Server::new();
    let program = after_one_run(&server);
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&program.journal_path()), 0o600);
    assert_eq!(mode(&program.state()), 0o700);
}

#[test]
fn without_a_journal_the_verbs_say_so() {
    let program = Program::new();
    for verb in ["show", "verify", "export"] {
        program.run(["journal", verb]).expect(2).says("journal");
    }
}

#[test]
fn row_81_without_a_record_nothing_is_sent() {
    let server = Server::new();
    let key = server.sign_in(1)[0];
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("a-file");
    fs::write(&file, "x").unwrap();
    let link = elsewhere.path().join("link.jsonl");
    symlink(&file, &link).unwrap();
    let open = elsewhere.path().join("open");
    fs::create_dir(&open).unwrap();
    fs::set_permissions(&open, fs::Permissions::from_mode(0o777)).unwrap();
    let mut places = vec![
        "/dev/full".to_owned(),
        // A folder where a file should be, and a file where a folder should be.
        elsewhere.path().display().to_string(),
        file.join("journal.jsonl").display().to_string(),
        link.display().to_string(),
        // Where others could replace the record.
        open.join("journal.jsonl").display().to_string(),
    ];
    let closed = elsewhere.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o500)).unwrap();
    // Root may write anywhere, so that this cannot be tried as root.
    if fs::write(closed.join("probe"), "").is_err() {
        places.push(closed.join("journal.jsonl").display().to_string());
    }
    for place in places {
        let program =
            Program::admin_of(&server).with_settings(&format!("[journal]\npath = \"{place}\"\n"));
        let key = key.to_string();
        let arguments = ["end", "--session", &key, "--yes", "--expect", "1"];
        let output = program.run(arguments).expect(5);
        output.says("could not be recorded");
        assert!(server.sent().is_empty(), "{place}");
    }
    assert!(server.has(key));
    assert_eq!(fs::read_to_string(&file).unwrap(), "x");
}
