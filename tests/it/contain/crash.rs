//! The real binary, killed at each step of a suspension and of a revocation. Recovery reads,
//! closes and changes nothing.

use rustix::process::Signal;
use zentop::journal::{self, Record, RecordEvent, open_runs};

use super::{foreign_tokens, suspended};
use crate::support::{Gate, Program, Server, Step};

/// Starts a verb through a gate and kills it when its first request has reached this step.
fn killed(server: &Server, arguments: &[String], step: Step) -> Program {
    let gate = Gate::before(server);
    let program = Program::at(&gate.url(), &server.credentials().oauth_token);
    let running = program.start(arguments);
    loop {
        let held = gate.next();
        if held.step == step {
            running.signal(Signal::KILL);
            running.finish();
            gate.settle();
            return program;
        }
        held.let_go();
    }
}

fn records(program: &Program) -> Vec<Record> {
    let reader = journal::read(&program.journal_path()).unwrap();
    reader.filter_map(Result::ok).collect()
}

/// Checks that the run is open, that `journal recover` says this and closes it, and that nothing
/// was sent for it.
fn recovers(server: &Server, program: &Program, message: &str) {
    let [open] = &open_runs(records(program))[..] else {
        panic!("the run is not open");
    };
    // Once the answer is on its way, its outcome may be on the disk before the end.
    let message = if open.items.is_empty() {
        "lacks only its end"
    } else {
        message
    };
    let sent = server.sent().len();
    let output = program.run(["journal", "recover"]);
    output.expect(1).prints("closed now").prints(message);
    assert_eq!(server.sent().len(), sent);
    let records = records(program);
    assert!(open_runs(records.clone()).is_empty());
    let last = records.last().unwrap();
    assert_eq!(last.event, RecordEvent::Finished);
    assert_eq!(last.counts.values().sum::<u64>(), 1);
    for verb in ["verify", "recover"] {
        program.run(["journal", verb]).expect(0);
    }
}

fn arguments(verb: &[&str], id: u64) -> Vec<String> {
    let id = id.to_string();
    let all = [verb, &[id.as_str(), "--yes", "--expect", "1"]].concat();
    all.into_iter().map(str::to_owned).collect()
}

#[test]
fn an_unfinished_suspension_is_looked_up() {
    for step in Step::ALL {
        let server = Server::new();
        let people = server.end_users(1);
        let verb = arguments(&["suspend", "--user"], people[0].get());
        let program = killed(&server, &verb, step);
        // The gate passes a request on only when the test lets it go.
        let message = if step == Step::Arrived {
            "is not suspended"
        } else {
            "is suspended"
        };
        assert_eq!(suspended(&server, &people), [step != Step::Arrived]);
        recovers(&server, &program, message);
    }
}

#[test]
fn an_unfinished_revocation_is_looked_up() {
    for step in Step::ALL {
        let server = Server::new();
        let token = foreign_tokens(&server, 1)[0].0;
        let verb = arguments(&["tokens", "revoke", "--id"], token.get());
        let program = killed(&server, &verb, step);
        let message = if step == Step::Arrived {
            "is still listed"
        } else {
            "is no longer listed"
        };
        recovers(&server, &program, message);
    }
}
