//! What is left of a run on the screen, however that ends: the file and the command are told as without a
//! screen, and by every later start until it is done.

use std::path::Path;

use rustix::process::Signal;

use crate::support::{Program, Server};
use crate::terminal::{Pty, ZENTOP, knows_who_acts};

/// How somebody ends the program, or the run in it.
#[derive(Debug, Clone, Copy)]
enum Ending {
    Esc,
    Quit,
    Signal(Signal),
    ClosedWindow,
}

const ENDINGS: [Ending; 5] = [
    Ending::Esc,
    Ending::Quit,
    Ending::Signal(Signal::TERM),
    Ending::Signal(Signal::HUP),
    Ending::ClosedWindow,
];

fn screen_of(program: &Program) -> Pty {
    let screen = Pty::start(Path::new(ZENTOP), &[], &program.environment(), (200, 40));
    screen.sees("LIVE");
    screen
}

/// Begins a run on three people, of whom Zendesk keeps the first request waiting.
fn held_run(server: &Server, program: &Program, key: &str) -> Pty {
    let screen = confirmed_run(program, key);
    screen.sees_that("a request", |_| !server.sent().is_empty());
    screen
}

/// Confirms a run on three people.
fn confirmed_run(program: &Program, key: &str) -> Pty {
    let mut screen = screen_of(program);
    knows_who_acts(&mut screen);
    screen.keys("/end-user\r");
    screen.sees_that("end users", |screen| {
        screen.contains(" match") && !screen.contains(" 0 of ") && !screen.contains("FILTER")
    });
    screen.keys("   ");
    screen.sees("3 marked");
    screen.keys(key);
    screen.sees("cancels itself in");
    screen.sees_that("facts", |screen| !screen.contains("reading "));
    screen.answer("3", "3 and Enter: 3");
    screen.keys("\r");
    screen
}

/// Ends the run, and returns what the program said of it: on the screen after Esc, else behind it.
fn ended(mut screen: Pty, how: Ending) -> String {
    match how {
        Ending::Esc => {
            screen.keys("\u{1b}");
            screen.sees("what is left of it, ");
            let text = screen.text();
            screen.keys("qq");
            screen.left();
            return text;
        }
        Ending::Quit => {
            screen.keys("q");
            screen.sees("stop and quit");
            screen.keys("s");
        }
        Ending::Signal(signal) => screen.kill(signal),
        Ending::ClosedWindow => {
            let (mut child, _home) = screen.close();
            child.wait().unwrap();
            return String::new();
        }
    }
    screen.left().text()
}

/// The file that a command goes on with.
fn file_of(text: &str, command: &str) -> String {
    let after = text.split(command).nth(1);
    let after = after.unwrap_or_else(|| panic!("no {command:?}: {text}"));
    after.split_whitespace().next().unwrap().to_owned()
}

#[test]
fn what_is_left_of_a_run_on_the_screen_is_in_a_file_and_told_however_it_ends() {
    let offboard = ("F", "PUT", "zentop offboard --from ");
    let end = ("K", "DELETE", "zentop apply ");
    let of_each = ENDINGS.map(|how| (offboard, how));
    let cases = of_each.into_iter().chain([
        (end, Ending::Esc),
        (end, Ending::Signal(Signal::TERM)),
        (end, Ending::ClosedWindow),
    ]);
    for ((key, method, command), how) in cases {
        let server = Server::new();
        server.faults(&format!(
            "[[fault]]\nmethod = \"{method}\"\npath = \"/api/v2/users/**\"\n\
             then.status = {{ code = 429, headers = [[\"Retry-After\", \"99999999\"]] }}"
        ));
        let program = Program::admin_of(&server);
        let text = ended(held_run(&server, &program, key), how);
        server.simulator.clear_faults();
        // Nobody reads what is written to a window that is closed.
        if !matches!(how, Ending::ClosedWindow) {
            assert!(text.contains(command.trim_end()), "{how:?}: {text}");
        }
        let list = program.run(["list", "--format", "json"]).expect(0);
        list.shows("what is left of 1 run is not carried out");
        let recovered = program.run(["journal", "recover"]).expect(1);
        let file = file_of(&recovered.stdout, command);

        // The next start names it by itself.
        let mut screen = screen_of(&program);
        screen.sees("what is left of it, ");
        screen.keys("q");
        screen.left();

        let run = if key == "F" {
            program.run(["offboard", "--from", &file, "--yes", "--expect", "3"])
        } else {
            program.run(["apply", &file])
        };
        run.expect(0);
        program.run(["journal", "recover"]).expect(0);
        assert!(!Path::new(&file).exists(), "{how:?}");
    }
}

/// Whoever leaves a run before anything was sent has lost nothing of what they chose: the file has all of it,
/// and says that nothing was done.
#[test]
fn a_run_that_was_left_before_its_first_request_is_whole_in_the_file() {
    let server = Server::new();
    let program = Program::admin_of(&server).with_settings("[guard]\ngrace_seconds = 60\n");
    let mut screen = confirmed_run(&program, "K");
    screen.sees("0 of 3");
    screen.keys("\u{1b}");
    screen.sees("nothing of it was done, 3 sessions: ");
    screen.keys("qq");
    screen.left();
    assert_eq!(server.sent().len(), 0);
    let recovered = program.run(["journal", "recover"]).expect(1);
    let recovered = recovered
        .prints("it did nothing, and what it was to do is not done")
        .prints("nothing of it was done, 3 sessions: zentop apply ");
    let file = file_of(&recovered.stdout, "zentop apply ");
    program.run(["apply", &file]).expect(0);
    assert_eq!(server.sent().len(), 3);
    program.run(["journal", "recover"]).expect(0);
}

/// Where the file cannot be written the run keeps no end in its record, so that the next look writes it.
#[test]
fn a_run_whose_rest_cannot_be_written_stays_open_until_it_can_be() {
    let server = Server::new();
    let people = server.end_users(3);
    for user in &people {
        server.simulator.sign_in(*user).unwrap();
    }
    server.faults(
        "[[fault]]\nmethod = \"DELETE\"\npath = \"/api/v2/users/**\"\n\
         then.status = { code = 429, headers = [[\"Retry-After\", \"99999999\"]] }",
    );
    let program = Program::admin_of(&server);
    std::fs::create_dir_all(program.state()).unwrap();
    let plans = program.state().join("plans");
    std::fs::write(&plans, "").unwrap();
    let mut verb: Vec<String> = ["end", "--yes", "--at-most", "50", "--user"]
        .map(str::to_owned)
        .to_vec();
    verb.extend(people.iter().map(ToString::to_string));
    let mut running = program.start(verb);
    running.wait_for_talk("paused until");
    running.signal(Signal::TERM);
    running
        .finish()
        .shows("what is left of it")
        .shows("cannot be written");
    let ends = |program: &Program| {
        let journal = program.journal();
        let ends = journal
            .iter()
            .filter(|record| record["event"] == "finished");
        ends.count()
    };
    assert_eq!(ends(&program), 0);
    server.simulator.clear_faults();
    std::fs::remove_file(&plans).unwrap();
    let recovered = program.run(["journal", "recover"]).expect(1);
    let file = file_of(&recovered.stdout, "zentop apply ");
    assert_eq!(ends(&program), 1);
    program.run(["apply", &file]).expect(0);
    program.run(["journal", "recover"]).expect(0);
}
