//! The end of a sign-in.

use super::browser::{saved, saved_json, signed_in};
use crate::support::Program;

#[test]
fn a_sign_in_is_forgotten_here_and_its_token_lives_on() {
    let (server, program) = signed_in();
    let token = saved_json(&program)["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let output = program.run(["auth", "logout"]).expect(0);
    let output = output.shows("forgotten on this machine").shows("--revoke");
    output.shows("no session of a browser and no other token has ended");
    assert!(saved(&program).is_none());
    program.run(["list"]).expect(3).shows("zentop auth login");
    Program::at(&server.url(), &token).run(["list"]).expect(0);
    program
        .run(["auth", "logout"])
        .expect(0)
        .shows("no sign-in");
}

#[test]
fn a_sign_in_is_revoked_before_it_is_forgotten() {
    let (server, program) = signed_in();
    let json = saved_json(&program);
    let token = json["access_token"].as_str().unwrap();
    server.faults("[[fault]]\nmethod = \"DELETE\"\nthen.status = { code = 503 }");
    let output = program.run(["auth", "logout", "--revoke"]).expect(4);
    output.shows("is failing").shows("nothing is forgotten");
    assert!(saved(&program).is_some());
    server.simulator.clear_faults();

    program
        .run(["auth", "logout", "--revoke"])
        .expect(0)
        .shows("is revoked and forgotten");
    assert!(saved(&program).is_none());
    Program::at(&server.url(), token).run(["list"]).expect(3);
    let journal = program.journal();
    let of = |record: &serde_json::Value| record["route"] == "revoke";
    let records: Vec<_> = journal.iter().filter(|record| of(record)).collect();
    let states: Vec<_> = records.iter().map(|record| &record["state"]).collect();
    assert_eq!(
        records.len(),
        4,
        "twice announced, twice answered: {records:?}"
    );
    assert_eq!(
        (states[1], states[3]),
        (&"unknown".into(), &"revoked".into())
    );
    assert!(records.iter().all(|record| record["token_id"].is_u64()));
    // Only this token was revoked: the admin's other one is still valid.
    Program::admin_of(&server).run(["list"]).expect(0);
}

#[test]
fn a_revocation_that_was_put_off_is_sent_again() {
    for status in [429, 503] {
        let (server, program) = signed_in();
        server.faults(&format!(
            "[[fault]]\nmethod = \"DELETE\"\nwhen.first = 1\n\
             then.status = {{ code = {status}, headers = [['retry-after', '3']] }}"
        ));
        let output = program.run(["auth", "logout", "--revoke"]).expect(0);
        let output = output
            .shows("waiting 3 s")
            .shows("is revoked and forgotten");
        assert_eq!(
            output.stderr.matches("waiting").count(),
            1,
            "{}",
            output.stderr
        );
        let journal = program.journal();
        let last = journal.iter().rfind(|record| record["event"] == "outcome");
        assert_eq!(last.unwrap()["attempts"], 2, "{journal:?}");
    }
}

#[test]
fn read_only_revokes_nothing() {
    let (server, program) = signed_in();
    let output = program.run(["--read-only", "auth", "logout", "--revoke"]);
    output.expect(5).shows("read-only");
    assert!(saved(&program).is_some());
    assert!(server.sent().iter().all(|sent| sent.method == "POST"));
    program.run(["auth", "status"]).expect(0);
}

#[test]
fn what_has_ended_already_is_forgotten_all_the_same() {
    let (server, program) = signed_in();
    server.simulator.revoke_tokens();
    let output = program.run(["auth", "logout", "--revoke"]).expect(0);
    output.shows("nothing to revoke");
    assert!(saved(&program).is_none());
}

#[test]
fn what_had_ended_before_is_not_called_revoked() {
    let (server, program) = signed_in();
    server.faults(
        "[[fault]]\nmethod = \"DELETE\"\nthen.status = { code = 404, \
         body = '{\"error\":\"RecordNotFound\",\"description\":\"Not found\"}' }",
    );
    let output = program.run(["auth", "logout", "--revoke"]).expect(0);
    output.shows("its token had ended before it could be revoked");
    assert!(saved(&program).is_none());
}
