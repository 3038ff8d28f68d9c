//! The real binary, killed at each step of an item: fault matrix (`docs::safety`), rows 84
//! and 85.
//!
//! Afterwards the journal is whole, whatever was on the wire was announced in it, the run is
//! listed as open, and `journal recover` closes it without a request that changes anything.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use zentop::journal::{
    self, Flaw, Journal, OpenRun, Record, RecordEvent, RunMode, State, open_runs,
};
use zentop::model::{SessionKey, UserId};
use zentop::operation::Route;

use crate::support::{Gate, Program, Server, Step, keys_as_arguments};
use crate::world::who;

/// The state that a killed run left.
struct Crash {
    server: Server,
    gate: Gate,
    program: Program,
    keys: Vec<SessionKey>,
}

impl Crash {
    /// Ends three sessions by `route` and kills the run when the request with this number, from 1,
    /// has reached this step.
    fn at(route: Route, number: usize, step: Step) -> Self {
        let server = Server::new();
        let mut keys = server.sign_in(3);
        if route != Route::Exact {
            // A wide route takes all of these people's sessions.
            let users: BTreeSet<UserId> = keys.iter().map(|key| key.user).collect();
            let all = users
                .into_iter()
                .flat_map(|user| server.simulator.sessions_of(user));
            keys = all.map(|session| session.key).collect();
        }
        let expect = keys.len().to_string();
        let gate = Gate::before(&server);
        let program = Program::at(&gate.url(), &server.credentials().oauth_token);
        let mut arguments = vec!["end".to_owned()];
        arguments.extend(keys_as_arguments(&keys));
        arguments
            .extend(["--route", route.as_str(), "--yes", "--expect", &expect].map(str::to_owned));
        let running = program.start(&arguments);
        let mut reached = 0;
        loop {
            let held = gate.next();
            reached += usize::from(held.step == step);
            if reached == number {
                running.signal(Signal::KILL);
                running.finish();
                gate.settle();
                break;
            }
            held.let_go();
        }
        Self {
            server,
            gate,
            program,
            keys,
        }
    }

    fn records(&self) -> Vec<Record> {
        records(&self.program.journal_path())
    }

    /// Checks what must hold before recovery.
    fn check(&self) {
        let found = journal::verify(journal::lines(&self.program.journal_path()).unwrap()).unwrap();
        let torn = found.first_bad.filter(|bad| bad.what != Flaw::Unfinished);
        assert_eq!(torn, None);
        let records = self.records();
        let announced: Vec<String> = records
            .iter()
            .filter(|record| record.event == RecordEvent::Intent)
            .map(wire_form)
            .collect();
        let snapshot = self.gate.requests();
        assert!(!snapshot.is_empty());
        for request in &snapshot {
            assert!(
                announced.contains(request),
                "{request} is not in {announced:?}"
            );
        }
        let [open] = &open_runs(records.clone())[..] else {
            panic!("the run is not open");
        };
        assert_eq!(open.items.len(), without_outcome(&records));
    }

    /// Verbs that send nothing tell of the run beside what they print.
    fn is_told(&self, expected: bool) {
        let program = &self.program;
        let mine = self.keys[0].user.to_string();
        for (verb, status) in [
            (&["list", "--user", &mine, "--format", "json"][..], 0),
            (&["auth", "status"], 0),
            (&["suspend", "--user", &mine], 0),
        ] {
            let output = program.run(verb.iter().copied()).expect(status);
            assert!(!output.stdout.contains("journal recover"), "{verb:?}");
            let is_told = output.stderr.contains("1 run was not finished");
            assert_eq!(is_told, expected, "{verb:?}: {}", output.stderr);
        }
    }

    /// Recovery reads, closes and changes nothing.
    fn recover(&self) {
        let sent = self.server.sent().len();
        let output = self.program.run(["journal", "recover"]);
        assert_eq!(output.status, 1, "{}{}", output.stdout, output.stderr);
        assert_eq!(self.server.sent().len(), sent);
        let records = self.records();
        assert_eq!(open_runs(records.clone()), Vec::<OpenRun>::new());
        let finished = records.iter().rfind(|r| r.event == RecordEvent::Finished);
        let counts = &finished.unwrap().counts;
        assert_eq!(counts.values().sum::<u64>(), self.keys.len() as u64);
        self.program.run(["journal", "verify"]).expect(0);
        // What it left to do stays told until it is done, whoever does it.
        let is_left = self.keys.iter().any(|key| self.server.has(*key));
        let again = self.program.run(["journal", "recover"]);
        assert_eq!(again.status, i32::from(is_left), "{}", again.stdout);
        for key in &self.keys {
            self.server.simulator.sign_out(*key);
        }
        self.program.run(["journal", "recover"]).expect(0);
        assert_eq!(self.server.sent().len(), sent);
    }
}

fn records(path: &Path) -> Vec<Record> {
    journal::read(path)
        .unwrap()
        .filter_map(Result::ok)
        .collect()
}

fn without_outcome(records: &[Record]) -> usize {
    let count = |event| {
        records
            .iter()
            .filter(|record| record.event == event)
            .count()
    };
    count(RecordEvent::Intent) - count(RecordEvent::Outcome)
}

/// The request that an intent announces.
fn wire_form(record: &Record) -> String {
    let user = record.user_id.unwrap_or_default();
    match record.route {
        Some(journal::RecordRoute::Exact) => format!(
            "DELETE /api/v2/users/{user}/sessions/{}",
            record.session_id.unwrap()
        ),
        Some(journal::RecordRoute::User) => format!("DELETE /api/v2/users/{user}/sessions"),
        _ => {
            let ids: Vec<String> = record.user_ids.iter().map(ToString::to_string).collect();
            format!("POST /api/v2/users/logout_many?ids={}", ids.join(","))
        }
    }
}

#[test]
fn a_run_that_is_killed_at_any_step_is_recorded_and_recovered() {
    for step in Step::ALL {
        for number in 1..=3 {
            let crash = Crash::at(Route::Exact, number, step);
            crash.check();
            crash.recover();
        }
    }
}

#[test]
fn the_wide_routes_are_no_different() {
    for route in [Route::User, Route::Many] {
        for step in Step::ALL {
            let crash = Crash::at(route, 1, step);
            crash.check();
            crash.recover();
        }
    }
}

#[test]
fn a_journal_that_was_cut_at_any_byte_is_taken_up_again() {
    let crash = Crash::at(Route::Exact, 3, Step::Arrived);
    let path = crash.program.journal_path();
    let whole = fs::read(&path).unwrap();
    let ends = whole.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    let ends: Vec<usize> = ends.map(|(at, _)| at + 1).collect();
    let [.., last_but_two, _, _] = ends[..] else {
        panic!("too few records")
    };
    for length in (last_but_two..whole.len()).step_by(11) {
        fs::write(&path, &whole[..length]).unwrap();
        // A crash takes nothing that was durable, so what is remembered of the end goes as well.
        let _ = fs::remove_file(path.with_file_name("journal.jsonl.head"));
        let found = journal::verify(journal::lines(&path).unwrap()).unwrap();
        let bad = found.first_bad.map(|bad| bad.what);
        assert!(matches!(bad, None | Some(Flaw::Unfinished)), "{bad:?}");
        assert_eq!(open_runs(records(&path)).len(), 1, "{length}");
        let mut journal = Journal::open(&path, who(RunMode::Headless)).unwrap();
        let by = journal::Hindrance::Guardrail;
        let entry = journal::Entry::Hindered { by, what: "" };
        let now = zentop::host::system_clock()();
        journal.append(&entry, now).unwrap();
        let found = journal::verify(journal::lines(&path).unwrap()).unwrap();
        assert_eq!(found.first_bad, None, "{length}");
        assert_eq!(open_runs(records(&path)).len(), 1, "{length}");
    }
}

#[test]
fn a_run_that_waits_to_be_looked_up_is_told_beside_and_so_is_what_was_never_sent() {
    let crash = Crash::at(Route::Exact, 1, Step::Arrived);
    crash.is_told(true);
    let output = crash.program.run(["journal", "recover"]).expect(1);
    output.prints("2 items were never sent, of 3");
    crash.is_told(false);
}

/// A run whose answers are recorded, and of which nobody has read yet what became of it.
#[test]
fn what_nobody_read_after_a_run_is_read_by_the_next_recovery() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let keys = server.sign_in(4);
    // One answer says nothing, one refuses, and one is untrue; there is time to hold the lists back
    // before the proof asks for them.
    let answer = |key: &SessionKey, then: &str| {
        format!(
            "[[fault]]\nmethod = \"DELETE\"\npath = \"/api/v2/users/{}/sessions/{}\"\n\
             take_effect = false\n{then}\n",
            key.user, key.session
        )
    };
    server.faults(
        &[
            answer(&keys[1], "then.status = { code = 500, body = \"\" }"),
            answer(&keys[2], "then.refuse = 'forbidden'"),
            answer(
                &keys[3],
                "delay_ms = 1500\nthen.status = { code = 204, body = \"\" }",
            ),
        ]
        .concat(),
    );
    let mut arguments = vec!["end".to_owned()];
    arguments.extend(keys_as_arguments(&keys));
    arguments.extend(["--yes", "--expect", "4"].map(str::to_owned));
    let running = program.start(&arguments);
    let path = program.journal_path();
    let wait_for = |event, number: usize| {
        let deadline = Instant::now() + Duration::from_secs(20);
        let all = || records(&path).into_iter().filter(|it| it.event == event);
        while !path.exists() || all().count() < number {
            assert!(Instant::now() < deadline, "{event:?}");
            std::thread::yield_now();
        }
    };
    wait_for(RecordEvent::Intent, 4);
    // The lists alone: whose the credentials are is asked for during the run as well.
    server.faults("[[fault]]\nmethod = \"GET\"\npath = \"**/sessions\"\ndelay_ms = 60000");
    wait_for(RecordEvent::Finished, 1);
    running.signal(Signal::KILL);
    running.finish();
    server.simulator.clear_faults();

    let line = "1 run is not proved; zentop journal recover";
    program.run(["list"]).expect(0).shows(line);
    let output = program.run(["journal", "recover"]).expect(1);
    output
        .prints("what became of 3 requests; read now: 1 as it should be")
        .prints("still listed")
        .prints(&format!(
            "once more: zentop end --session {} {}",
            keys[1], keys[3]
        ))
        .prints("1 other request was refused or failed, and did nothing");
    let states: Vec<Option<State>> = records(&path)
        .into_iter()
        .filter(|record| record.event == RecordEvent::Verified)
        .map(|record| record.state)
        .collect();
    assert_eq!(states, [Some(State::EndedByList)]);
    // What is not as it should be is told until it is.
    let again = program.run(["journal", "recover"]).expect(1);
    again.prints("what became of 2 requests; read now: 0 as it should be");
    for key in &keys {
        server.simulator.sign_out(*key);
    }
    program.run(["journal", "recover"]).expect(1);
    program.run(["journal", "recover"]).expect(0);
    let output = program.run(["list"]).expect(0);
    assert!(!output.stderr.contains(line), "{}", output.stderr);
}

/// Several programs that find the same run open close it once.
#[test]
fn a_run_is_closed_once_however_many_look_it_up() {
    let crash = Crash::at(Route::Exact, 1, Step::Arrived);
    let look_up = ["journal", "recover"].map(str::to_owned);
    let all: Vec<_> = (0..3).map(|_| crash.program.start(&look_up)).collect();
    let said: Vec<String> = all.into_iter().map(|one| one.finish().stdout).collect();
    let closed = said.iter().filter(|text| text.contains("closed now"));
    assert_eq!(closed.count(), 1, "{said:#?}");
    let of = |event| {
        let records = records(&crash.program.journal_path()).into_iter();
        records.filter(|record| record.event == event).count()
    };
    let counts = (of(RecordEvent::Closed), of(RecordEvent::Finished));
    assert_eq!(counts, (1, 1));
}

/// An all-clear names the account that it is about, and tells of runs of others in the same journal.
#[test]
fn recovery_names_its_account_and_tells_of_the_runs_of_others() {
    let crash = Crash::at(Route::Exact, 1, Step::Arrived);
    let nobody = Program::admin_of(&crash.server);
    let missing = nobody.run(["journal", "recover"]).expect(2);
    assert_eq!(
        missing.stderr,
        nobody.run(["journal", "verify"]).expect(2).stderr
    );
    let other = Server::new();
    let elsewhere = Program::admin_of(&other);
    let path = elsewhere.journal_path();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::copy(crash.program.journal_path(), &path).unwrap();
    let output = elsewhere.run(["journal", "recover"]).expect(0);
    output
        .prints("no run and no change of 127.0.0.1")
        .shows("1 run of ")
        .shows(&crash.gate.url())
        .shows("is open in the same journal");
}
