//! Runs that are stopped by hand, above all while the account makes them wait for long.

use std::os::unix::process::CommandExt as _;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Signal, kill_process_group};
use serde_json::Value;
use zentop::model::SessionKey;

use crate::support::{
    Program, Running, Server, interrupts_are_heard, keys_as_arguments, oracle_of,
};

/// The most time between the signal and the end of the process. Requests under way finish first,
/// which on loopback takes no time; a wait that the server asked for would be minutes.
const AT_ONCE: Duration = Duration::from_secs(10);

/// Ends `keys`, waits until the run reports a pause, stops it and holds the oracle.
fn stopped_in_a_pause(server: &Server, keys: &[SessionKey]) -> Value {
    let program = Program::admin_of(server);
    let mut arguments = vec!["end".to_owned()];
    arguments.extend(keys_as_arguments(keys));
    arguments.extend(["--yes", "--expect"].map(str::to_owned));
    arguments.extend([keys.len().to_string(), "--format".into(), "json".into()]);
    let mut running = program.start(&arguments);
    running.wait_for_talk("paused until");
    running.signal(Signal::INT);
    let output = running.within(AT_ONCE).finish().expect(130);
    assert_eq!(output.ended_by, Some(Signal::INT.as_raw()));
    let output = output.shows("stopped by hand");
    let report = output.json();
    let journal = program.journal();
    oracle_of(&program, keys, &server.sent(), &report);
    let left = report["counts"]["not attempted"].as_u64();
    let cancelled = journal.iter().any(|record| record["event"] == "cancelled");
    assert_eq!(
        cancelled,
        left.is_some(),
        "what was never begun is on record"
    );
    report
}

/// A 429 that asks for years, on the path of one session.
fn locked_out(key: SessionKey) -> String {
    format!(
        "[[fault]]\nmethod = \"DELETE\"\npath = \"/api/v2/users/{}/sessions/{}\"\n\
         then.status = {{ code = 429, headers = [[\"Retry-After\", \"99999999\"]] }}",
        key.user, key.session
    )
}

/// A run says how long it takes, and why it stands still.
#[test]
fn a_wait_for_an_overloaded_server_is_told_with_its_reason() {
    let server = Server::new();
    let key = server.sign_in(1)[0];
    server.faults(
        "[[fault]]\nmethod = \"DELETE\"\npath = \"/api/v2/users/*/sessions/*\"\n\
         then.status = { code = 503, headers = [[\"Retry-After\", \"20\"]] }",
    );
    let program = Program::admin_of(&server);
    let one = key.to_string();
    let mut running = program.start(["end", "--session", &one, "--yes", "--expect", "1"]);
    running.wait_for_talk("Zendesk is overloaded or in maintenance");
    running.signal(Signal::INT);
    running.within(AT_ONCE).finish().expect(130);

    let server = Server::with(|options| (options.sessions, options.rate_limit) = (250, 30));
    let dry = Program::admin_of(&server).run(["end", "--filter", "role:end-user"]);
    dry.expect(0).shows("run: ").shows(" requests, about ");
}

#[test]
fn row_13_a_wait_of_years_is_told_even_for_the_last_item_and_can_be_left() {
    let server = Server::new();
    let keys = server.sign_in(1);
    server.faults(&locked_out(keys[0]));
    let report = stopped_in_a_pause(&server, &keys);
    assert_eq!(report["items"][0]["outcome"], "failed");
    assert_eq!(server.sent().len(), 1);
}

#[test]
fn row_13_a_wait_of_years_can_be_left() {
    let server = Server::new();
    let keys = server.sign_in(3);
    server.faults(&locked_out(keys[0]));
    let report = stopped_in_a_pause(&server, &keys);
    assert_eq!(report["counts"]["failed"], 1);
    assert_eq!(report["counts"]["not attempted"], 2);
}

#[test]
fn what_was_ended_before_a_long_wait_is_told_without_waiting() {
    let server = Server::new();
    let keys = server.sign_in(8);
    server.faults(&locked_out(keys[1]));
    let report = stopped_in_a_pause(&server, &keys);
    let items = report["items"].as_array().unwrap();
    assert_eq!(items[0]["outcome"], "ended");
    assert_eq!(items[0]["verdict"], "not verified yet");
    assert_eq!(items[7]["outcome"], "not attempted");
}

#[test]
fn row_77_a_repetition_that_waits_its_turn_is_given_up() {
    let server = Server::new();
    let keys = server.sign_in(8);
    // The third fails and would be repeated within a second if the account were not locked.
    server.faults(&format!(
        "[[fault]]\nmethod = \"DELETE\"\npath = \"/api/v2/users/{}/sessions/{}\"\n\
         then.status = {{ code = 503 }}",
        keys[2].user, keys[2].session
    ));
    // The lock comes late enough for the third to have been sent beside the second.
    server.faults(&format!("{}\ndelay_ms = 500\n", locked_out(keys[1])));
    let report = stopped_in_a_pause(&server, &keys);
    assert_eq!(report["items"][1]["outcome"], "failed");
    assert_eq!(report["items"][2]["outcome"], "unknown");
}

/// Whoever runs the program in a loop stops the loop by what stops the program: a shell goes on after
/// any exit status, so the program ends by the signal itself, once everything is on record and told.
#[test]
fn a_run_that_a_signal_stops_is_told_and_ends_by_that_signal() {
    for signal in [Signal::INT, Signal::TERM, Signal::HUP, Signal::QUIT] {
        let server = Server::new();
        let keys = server.sign_in(2);
        server.faults(&locked_out(keys[0]));
        let program = Program::admin_of(&server);
        let mut arguments = vec!["end".to_owned()];
        arguments.extend(keys_as_arguments(&keys));
        let more = ["--yes", "--expect", "2", "--report", "r.json"];
        arguments.extend(more.map(str::to_owned));
        let mut running = program.start(&arguments);
        running.wait_for_talk("paused until");
        running.signal(signal);
        let output = running.within(AT_ONCE).finish();
        assert_eq!(output.ended_by, Some(signal.as_raw()), "{}", output.stderr);
        output.shows("stopped by hand");
        assert!(program.home().join("r.json").metadata().unwrap().len() > 0);
        let events = program.journal().into_iter();
        let mut events = events.filter_map(|record| record["event"].as_str().map(str::to_owned));
        assert!(events.any(|event| event == "cancelled"), "{signal:?}");
    }
}

/// The same while the run is over and its proof is looked for: what was done is told, and the loop ends.
#[test]
fn a_shell_does_not_go_on_to_the_next_people_after_an_interrupt() {
    let server = Server::new();
    let keys = server.sign_in(2);
    server.faults(&locked_out(keys[0]));
    let program = Program::admin_of(&server);
    let text: Vec<String> = keys.iter().map(ToString::to_string).collect();
    let text = text.join(" ");
    let script = format!(
        "for key in {text}; do {} end --session $key --yes --expect 1 || true; done; echo went on >&2",
        env!("CARGO_BIN_EXE_zentop")
    );
    interrupts_are_heard();
    let mut shell = std::process::Command::new("bash");
    let shell = shell.args(["-c", &script]).env_clear();
    let shell = shell.envs(program.environment()).process_group(0);
    let shell = shell.current_dir(program.home()).stdin(Stdio::null());
    let shell = shell.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = Running::new(shell.spawn().unwrap());
    running.wait_for_talk("paused until");
    kill_process_group(running.pid(), Signal::INT).unwrap();
    let output = running.within(AT_ONCE).finish();
    assert!(!output.stderr.contains("went on"), "{}", output.stderr);
    assert!(server.has(keys[1]), "nobody else is signed out");
}
