//! The journal: what it holds, how it is checked, and that nothing is ended without it.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Program, Server};

/// Ends one fresh session and returns the program's home with its journal.
fn after_one_run(server: &Server) -> Program {
    let program = Program::admin_of(server);
    end_one(server, &program);
    program
}

fn end_one(server: &Server, program: &Program) {
    let key = server.sign_in(1)[0].to_string();
    let arguments = ["end", "--session", &key, "--yes", "--expect", "1"];
    program.run(arguments).expect(0);
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

/// A run with a slip in its name is no run without records, and half a hash is no journal that was cut.
#[test]
fn a_run_or_an_anchor_that_is_none_is_told_as_that() {
    let server = Server::new();
    let program = after_one_run(&server);
    for run in ["20260101T000000Z-aaaaaa", "nope", ""] {
        let shown = program.run(["journal", "show", "--run", run]).expect(1);
        assert_eq!(shown.stdout, "", "{run:?}");
        shown.shows("no record in");
    }
    let head = program.journal()[4]["hash"].as_str().unwrap().to_owned();
    for anchor in [&head[..12], "zz", "", &format!("{head}0")] {
        let verified = program.run(["journal", "verify", "--anchor", anchor]);
        verified.expect(2).shows("64 characters");
    }
    let loud = head.to_uppercase();
    program
        .run(["journal", "verify", "--anchor", &loud])
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
    // A journal whose end was cut off has a valid chain; only a hash from before can show the cut,
    // and the last one is kept beside the journal.
    fs::write(&path, [lines[0], lines[1], ""].join("\n")).unwrap();
    let verified = program.run(["journal", "verify"]).expect(1);
    verified.prints("its end was cut off");
    fs::remove_file(path.with_file_name("journal.jsonl.head")).unwrap();
    program.run(["journal", "verify"]).expect(0);
    program
        .run(["journal", "verify", "--anchor", &head])
        .expect(1);
}

/// The journal of one run with a byte of its last record broken.
fn damaged(server: &Server) -> Program {
    let program = after_one_run(server);
    let text = fs::read_to_string(program.journal_path()).unwrap();
    let at = text.rfind(",\"prev\"").unwrap();
    let broken = [&text[..at], "X", &text[at + 1..]].concat();
    fs::write(program.journal_path(), broken).unwrap();
    program
}

#[test]
fn damage_is_told_by_every_verb_and_by_the_next_run_and_never_heals() {
    let server = Server::new();
    let program = damaged(&server);
    for verb in ["show", "export"] {
        let output = program.run(["journal", verb]).expect(1);
        let output = output.shows("line 5").shows("is not a record");
        assert!(output.ndjson().len() >= 4, "the rest is shown");
    }
    // The export is recorded, and the damage before it.
    let program = damaged(&server);
    let verify = |program: &Program| program.run(["journal", "verify"]).expect(1);
    verify(&program)
        .prints("broken: line 5")
        .prints("no record tells");
    let end = |program: &Program| {
        let key = server.sign_in(1)[0].to_string();
        program
            .run(["end", "--session", &key, "--yes", "--expect", "1"])
            .expect(0)
    };
    end(&program)
        .shows("the journal")
        .shows("is damaged: 1 line")
        .shows("line 5");
    verify(&program)
        .prints("broken: line 5")
        .prints("damaged lines: 1");
    end(&program);
    verify(&program)
        .prints("broken: line 5")
        .prints("damaged lines: 1");
    let records = program.run(["journal", "show"]).expect(1).ndjson();
    let noted: Vec<&Value> = (records.iter())
        .filter(|record| record["event"] == "damaged")
        .collect();
    assert_eq!(noted.len(), 1);
    assert_eq!(noted[0]["damaged_lines"], 1);
    assert_eq!(noted[0]["damaged_line"], 5);
    assert_eq!(noted[0]["damaged_after"], records[3]["hash"]);
    assert_eq!(
        records[4], *noted[0],
        "it comes before what is recorded next"
    );
    let recovered = program.run(["journal", "recover"]).expect(1);
    recovered.shows("line 5");
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
    assert_eq!(redacted.ndjson().len(), 6, "and the first export");
    for record in redacted.ndjson() {
        assert_ne!(record["os_user"], user);
        assert_ne!(record["host"], host);
    }
    let journal = program.journal();
    let answer = |record: &Value| (record["event"].clone(), record["detail"].clone());
    assert_eq!(
        answer(&journal[5]),
        (json!("exported"), json!("5 records, in full"))
    );
    assert_eq!(
        answer(&journal[6]),
        (json!("exported"), json!("6 records, redacted"))
    );
    program.run(["journal", "verify"]).expect(0);
}

/// The output of the system's own `id`.
fn id(options: &str) -> Option<String> {
    let output = Command::new("id").arg(options).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    output.status.success().then(|| text.trim().to_owned())
}

#[test]
fn nobody_names_the_actor_but_the_system() {
    let server = Server::new();
    let honest = after_one_run(&server);
    let uid = id("-ru").unwrap();
    let name = id("-run").unwrap_or_else(|| format!("uid {uid}"));
    let actor = |program: &Program| {
        let record = program.journal()[0].clone();
        ["os_user", "uid", "host", "tty_or_ssh"].map(|field| record[field].clone())
    };
    assert_eq!(actor(&honest)[0], name);
    assert_eq!(actor(&honest)[1].to_string(), uid);

    let mut forger = Program::admin_of(&server);
    for variable in ["LOGNAME", "USER", "USERNAME", "SUDO_USER", "HOSTNAME"] {
        forger = forger.with(variable, "mallory");
    }
    let forger = forger.with("SSH_CONNECTION", "mallory 1 mallory 2");
    end_one(&server, &forger);
    assert_eq!(actor(&forger), actor(&honest));
}

#[test]
fn an_export_of_a_copy_that_cannot_be_written_to_says_so() {
    let server = Server::new();
    let program = after_one_run(&server);
    let others = fs::Permissions::from_mode(0o644);
    fs::set_permissions(program.journal_path(), others).unwrap();
    let before = program.journal();
    let exported = program.run(["journal", "export"]).expect(0);
    assert_eq!(exported.shows("is not in the journal").ndjson(), before);
    assert_eq!(program.journal(), before);
}

#[test]
fn a_record_tells_one_set_of_settings_from_another() {
    let server = Server::new();
    let program = after_one_run(&server);
    let hash = |program: &Program| program.journal().last().unwrap()["config_hash"].clone();
    let plain = hash(&program);
    assert_eq!(plain.as_str().unwrap().len(), 16);
    let end = || {
        let key = server.sign_in(1)[0].to_string();
        ["end", "--session", &key, "--yes", "--expect", "1"].map(str::to_owned)
    };
    program.run(end()).expect(0);
    assert_eq!(hash(&program), plain);
    let program = program.with_settings("[guard]\nmax_per_run = 7\n");
    program.run(end()).expect(0);
    assert_ne!(hash(&program), plain);
}

#[test]
fn what_hinders_a_run_is_on_record_and_a_dry_run_is_not() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let keys = server.sign_in(2);
    let (one, other) = (keys[0].to_string(), keys[1].user.to_string());
    program.run(["end", "--session", &one]).expect(0);
    program.run(["suspend", "--user", &other]).expect(0);
    assert!(program.journal().is_empty());

    let wrong = ["--yes", "--expect", "9"];
    let end = ["end", "--session", &one];
    let suspend = ["suspend", "--user", &other];
    program.run(end.iter().chain(&wrong)).expect(5);
    program.run(suspend.iter().chain(&wrong)).expect(5);
    let program = program.with("ZENDESK_OAUTH_TOKEN", "revoked-long-ago");
    program.run(end.iter().chain(&wrong)).expect(3);
    let program = program.with("ZENDESK_OAUTH_TOKEN", &server.credentials().oauth_token);
    server.faults("[[fault]]\npath = \"/api/v2/users/me\"\nthen.html = { code = 500 }");
    program.run(end.iter().chain(&wrong)).expect(4);

    let journal = program.journal();
    let events: Vec<&Value> = journal.iter().map(|record| &record["event"]).collect();
    assert_eq!(events, ["refused", "refused", "auth-failed", "list-failed"]);
    let said = journal[0]["detail"].as_str().unwrap();
    assert!(said.contains("--expect 9"), "{said}");
    assert!(server.sent().is_empty());
    program.run(["journal", "verify"]).expect(0);
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
        program.run(["journal", verb]).expect(2).shows("journal");
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
        "/dev/null".to_owned(),
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
        output.shows("could not be recorded");
        assert!(server.sent().is_empty(), "{place}");
    }
    assert!(server.has(key));
    assert_eq!(fs::read_to_string(&file).unwrap(), "x");
}
