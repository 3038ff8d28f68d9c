//! The real binary, killed at each step of a suspension and of a revocation. Recovery reads,
//! closes and changes nothing.

use zentop::journal::{self, Record, RecordEvent, open_runs};

use super::{foreign_tokens, suspended};
use crate::support::{Gate, Program, Server, Step, keys_as_arguments};

/// Starts a verb through a gate and kills it when its first request has reached this step.
fn killed(server: &Server, arguments: &[String], step: Step) -> Program {
    let gate = Gate::before(server);
    let program = Program::at(&gate.url(), &server.credentials().oauth_token);
    let running = program.start(arguments);
    gate.kill_at(running, (1, step));
    gate.open();
    program
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

/// Kills a verb of so many items at its first request, and returns the file of the rest that recovery
/// names. What was never sent is told by person, and nothing is sent before that file is applied.
fn rest_of(server: &Server, arguments: &[String], of: usize) -> (Program, String) {
    let program = killed(server, arguments, Step::Arrived);
    let sent = server.sent().len();
    let recovered = program.run(["journal", "recover"]).expect(1);
    assert_eq!(server.sent().len(), sent);
    let never = format!("never sent, of {of}: nothing was done about what they are about: user ");
    let recovered = recovered.prints(&never).prints("closed now");
    let file = recovered.stdout.split("zentop apply ").nth(1).unwrap();
    let file = file.split(" --dry-run").next().unwrap().to_owned();
    let under_way = program.state().join("under-way");
    assert_eq!(std::fs::read_dir(under_way).unwrap().count(), 0);
    let dry = ["apply", &file, "--dry-run"];
    program.run(dry).expect(0).shows("nothing was sent");
    assert_eq!(server.sent().len(), sent);
    // It stays told until it is done, by reading alone.
    let still = program.run(["journal", "recover"]).expect(1);
    still
        .prints("not all that it left to do is done")
        .prints(&file);
    let listed = program.run(["list", "--limit", "1"]).expect(0);
    listed.shows("what is left of 1 run is not carried out");
    assert_eq!(server.sent().len(), sent);
    (program, file)
}

/// Carries out the file of what is left, of which nothing is told any more then.
fn carried_out(program: &Program, file: &str) {
    program.run(["apply", file]).expect(0);
    program.run(["journal", "recover"]).expect(0);
    let listed = program.run(["list", "--limit", "1"]).expect(0);
    assert!(
        !listed.stderr.contains("not carried out"),
        "{}",
        listed.stderr
    );
}

fn all_of<I: std::fmt::Display>(verb: &[&str], ids: impl IntoIterator<Item = I>) -> Vec<String> {
    let ids: Vec<String> = ids.into_iter().map(|id| id.to_string()).collect();
    let expect = [
        "--yes".to_owned(),
        "--expect".to_owned(),
        ids.len().to_string(),
    ];
    let verb = verb.iter().map(|word| (*word).to_owned());
    verb.chain(ids).chain(expect).collect()
}

#[test]
fn what_a_killed_run_never_sent_is_named_and_written_to_a_file() {
    let server = Server::new();
    let keys = server.sign_in(7);
    let ids = keys_as_arguments(&keys);
    let verb = all_of(&["end", "--session"], &ids[1..]);
    let (program, file) = rest_of(&server, &verb, 7);
    carried_out(&program, &file);
    assert!(keys.iter().all(|key| !server.has(*key)));

    let server = Server::new();
    let people = server.end_users(7);
    let (program, file) = rest_of(&server, &all_of(&["suspend", "--user"], &people), 7);
    carried_out(&program, &file);
    assert_eq!(suspended(&server, &people), [true; 7]);

    let server = Server::new();
    let tokens = foreign_tokens(&server, 4);
    let ids = tokens.iter().map(|(token, _)| token);
    let (program, file) = rest_of(&server, &all_of(&["tokens", "revoke", "--id"], ids), 4);
    carried_out(&program, &file);
    let left = tokens
        .iter()
        .map(|(_, owner)| server.simulator.tokens_of(*owner));
    assert_eq!(left.sum::<usize>(), 0);
}

/// What nobody can read of it is not done for that; a file that is taken away is somebody's decision.
#[test]
fn a_file_of_what_is_left_that_says_nothing_stays_told() {
    let server = Server::new();
    let people = server.end_users(3);
    let (program, file) = rest_of(&server, &all_of(&["suspend", "--user"], &people), 3);
    let whole = std::fs::read_to_string(&file).unwrap();
    let edited = whole.replace(&people[1].to_string(), "6130999999999");
    assert_ne!(edited, whole);
    for (text, why) in [
        ("xx", "not such a file"),
        (&whole[..whole.len() / 2], "not such a file"),
        ("", "not such a file"),
        (&edited, "it was edited"),
    ] {
        std::fs::write(&file, text).unwrap();
        let output = program.run(["journal", "recover"]).expect(1);
        output
            .prints("is not known")
            .prints(why)
            .prints("journal show");
        let listed = program.run(["list", "--limit", "1"]).expect(0);
        listed.shows("what is left of 1 run is not carried out");
    }
    std::fs::remove_file(&file).unwrap();
    program.run(["journal", "recover"]).expect(0);
}

/// While what is left cannot be written, the run stays open.
#[test]
fn what_is_left_and_cannot_be_written_is_told_until_it_can() {
    let server = Server::new();
    let people = server.end_users(3);
    let program = killed(
        &server,
        &all_of(&["suspend", "--user"], &people),
        Step::Arrived,
    );
    let plans = program.state().join("plans");
    std::fs::write(&plans, "in the way").unwrap();
    for _ in 0..2 {
        let output = program.run(["journal", "recover"]).expect(1);
        output.prints("cannot be written");
    }
    std::fs::remove_file(&plans).unwrap();
    let output = program.run(["journal", "recover"]).expect(1);
    output.prints("zentop apply ");
}

/// Whoever was to be signed out as a person is not done because other sessions of theirs are there now.
#[test]
fn what_is_left_of_a_wide_run_is_judged_by_the_person() {
    let server = Server::new();
    let keys = server.sign_in(2);
    let user = keys[1].user;
    let other = server.end_users(9)[8];
    server.simulator.sign_in(other).unwrap();
    let people = [user, other].map(|user| user.to_string());
    let verb = [
        "end",
        "--route",
        "user",
        "--user",
        &people[0],
        &people[1],
        "--yes",
        "--at-most",
        "20",
    ];
    let verb: Vec<String> = verb.iter().map(|word| (*word).to_owned()).collect();
    let program = killed(&server, &verb, Step::Arrived);
    let output = program.run(["journal", "recover"]).expect(1);
    output.prints("zentop apply ");
    for person in [user, other] {
        for session in server.simulator.sessions_of(person) {
            server.simulator.sign_out(session.key);
        }
    }
    server.simulator.sign_in(user).unwrap();
    server.simulator.sign_in(other).unwrap();
    let output = program.run(["journal", "recover"]).expect(1);
    output.prints("not all that it left to do is done");
}

/// What is done meanwhile is taken out of the file: a route that takes everything would sign that person out
/// once more, and somebody whose suspension was lifted since would be suspended again.
#[test]
fn whoever_is_done_meanwhile_is_no_part_of_what_is_left() {
    let server = Server::new();
    let people = server.end_users(3);
    let ids: Vec<String> = people.iter().map(ToString::to_string).collect();
    for user in &people {
        server.simulator.sign_in(*user).unwrap();
    }
    let verb = [
        "end",
        "--route",
        "user",
        "--yes",
        "--at-most",
        "20",
        "--user",
    ];
    let verb = verb.into_iter().map(str::to_owned).chain(ids.clone());
    let verb: Vec<String> = verb.collect();
    let program = killed(&server, &verb, Step::Arrived);
    let output = program.run(["journal", "recover"]).expect(1);
    let file = output.stdout.split("zentop apply ").nth(1).unwrap();
    let file = file.split(" --dry-run").next().unwrap().to_owned();
    let expiry = |file: &str| {
        let text = std::fs::read_to_string(file).unwrap();
        let file: serde_json::Value = serde_json::from_str(&text).unwrap();
        (file["made_at"].clone(), file["expires_at"].clone())
    };
    let before = expiry(&file);
    for session in server.simulator.sessions_of(people[1]) {
        server.simulator.sign_out(session.key);
    }
    program.run(["journal", "recover"]).expect(1).prints(&file);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(!text.contains(&ids[1]), "{text}");
    assert!(text.contains(&ids[2]), "{text}");
    assert_eq!(expiry(&file), before, "it lasts no longer for that");

    server.simulator.sign_in(people[1]).unwrap();
    program.run(["apply", &file]).expect(0);
    assert!(!server.simulator.sessions_of(people[1]).is_empty());
    assert!(server.simulator.sessions_of(people[2]).is_empty());
    program.run(["journal", "recover"]).expect(0);

    // A run that did a part of it takes that part out.
    let server = Server::new();
    let people = server.end_users(4);
    let (program, file) = rest_of(&server, &all_of(&["suspend", "--user"], &people), 4);
    let one = all_of(&["suspend", "--user"], &people[1..2]);
    program.run(one).expect(0);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(!text.contains(&people[1].to_string()), "{text}");
    (server.simulator).edit_user(people[1], |person| person.suspended = false);
    program.run(["apply", &file]).expect(0);
    assert_eq!(
        suspended(&server, &people),
        [true, false, true, true],
        "what was lifted since stays so"
    );
}

/// A run that is over leaves nothing on disk but its record.
#[test]
fn the_plan_of_a_run_is_on_disk_only_while_it_lasts() {
    let server = Server::new();
    let keys = server.sign_in(3);
    let program = Program::admin_of(&server);
    let ids = keys_as_arguments(&keys);
    program
        .run(all_of(&["end", "--session"], &ids[1..]))
        .expect(0);
    let under_way = program.state().join("under-way");
    assert_eq!(std::fs::read_dir(under_way).unwrap().count(), 0);
}
