//! The real program on a real terminal: it takes the terminal over, and gives it back whatever
//! happens.
#![cfg(unix)]

mod grammar;
mod hands;
mod losing;
mod pty;
#[cfg(target_os = "linux")]
mod shell;

use std::path::Path;
use std::sync::Arc;

use rustix::process::Signal;
use zentop::host::system_clock;
use zentop::runtime::TerminalGuard;
use zentop::settings::Spelling;
use zentop::simulator::{Options, Simulator, serve};

use self::grammar::stranger;
pub(crate) use self::pty::Pty;
use crate::screens::hostile_values;

pub(crate) const ZENTOP: &str = env!("CARGO_BIN_EXE_zentop");
const DEMO: [&str; 7] = ["demo", "--sessions", "60", "--users", "60", "--churn", "0"];

fn demo(size: (u16, u16)) -> Pty {
    Pty::start(Path::new(ZENTOP), &DEMO, &[], size)
}

/// Marks three end users' sessions and ends them.
/// Waits until the program knows whose credentials it has, which it must before it ends anything.
pub(crate) fn knows_who_acts(program: &mut Pty) {
    program.sees_that("rows of one's own", |screen| {
        screen.lines().any(|line| line.starts_with("@ "))
    });
}

fn end_three(program: &mut Pty) {
    knows_who_acts(program);
    program.keys("/end-user\r");
    // Roles come with the names, which come after the sessions.
    program.sees_that("end users", |screen| {
        screen.contains(" match") && !screen.contains(" 0 of ") && !screen.contains("FILTER")
    });
    program.keys("   K");
    program.sees("out of 3 sessions");
    program.answer("3", "type 3 and Enter: 3");
    program.keys("\r");
    program.sees("│ Over at ");
}

#[test]
fn three_sessions_are_ended_and_the_terminal_comes_back_with_a_report() {
    let mut program = demo((120, 40));
    program.sees("LIVE");
    end_three(&mut program);
    program.sees("session listed");
    program.keys("q");
    program.keys("q");
    let left = program.left();
    assert_eq!(left.status, 0, "{}", left.text());
    left.assert_restored();
    let text = left.text();
    assert!(
        text.contains("zentop: run ") && text.contains("3 sessions "),
        "{text}"
    );
    assert!(text.contains("journal head "), "{text}");
    assert_eq!(stranger(&left.raw), None);
}

#[test]
fn every_signal_gives_the_terminal_back_and_is_told_to_the_shell() {
    let signals = [Signal::HUP, Signal::INT, Signal::QUIT, Signal::TERM];
    let started = signals.map(|signal| (signal, demo((80, 24))));
    for (signal, program) in started {
        program.sees("LIVE");
        program.kill(signal);
        let left = program.left();
        let number = u32::try_from(signal.as_raw()).unwrap();
        assert_eq!(left.status, 128 + number, "{signal:?}: {}", left.text());
        left.assert_restored();
    }
}

#[test]
fn a_terminal_that_is_too_small_says_so_until_it_grows() {
    let mut program = demo((20, 5));
    program.sees("too small");
    program.keys("aK");
    program.resize(80, 24);
    program.sees("LIVE");
    program.resize(20, 5);
    program.sees("too small");
    program.resize(100, 30);
    program.sees("LIVE");
    program.keys("q");
    let left = program.left();
    assert_eq!(left.status, 0);
    left.assert_restored();
}

/// Not a test: the process that the next one runs on a terminal.
/// A terminal that cannot place the cursor gets a sentence and what to do instead, not a screen.
#[test]
fn a_dumb_terminal_is_told_what_works_on_it() {
    for (term, arguments) in [("dumb", &DEMO[..]), ("unknown", &DEMO), ("dumb", &[])] {
        let environment = [
            ("TERM", term),
            ("ZENTOP_URL", "http://127.0.0.1:9"),
            ("ZENDESK_OAUTH_TOKEN", "no-such-token"),
        ];
        let left = Pty::start(Path::new(ZENTOP), arguments, &environment, (80, 24)).left();
        let text = left.text().replace('\n', " ");
        assert_eq!(left.status, 2, "{text}");
        assert!(
            text.contains("place the cursor") && text.contains("zentop list"),
            "{text}"
        );
        assert!(!left.raw.contains(&0x1b), "no escape codes: {text}");
    }
}

/// What is printed without the screen has no escape codes there, not even on a terminal.
#[test]
fn a_dumb_terminal_gets_no_escape_codes_from_verbs() {
    for arguments in [
        &["help"][..],
        &["--help"],
        &["help", "end"],
        &["config", "check"],
        &["nonsense"],
    ] {
        let left = Pty::start(Path::new(ZENTOP), arguments, &[("TERM", "dumb")], (80, 24)).left();
        let raw = String::from_utf8_lossy(&left.raw).into_owned();
        assert!(!left.raw.contains(&0x1b), "{arguments:?}: {raw:?}");
        assert!(!raw.trim().is_empty(), "{arguments:?}");
    }
}

#[test]
#[ignore = "it panics while it holds the terminal"]
fn panics() {
    let (guard, backend) = TerminalGuard::take(Spelling::Unicode).unwrap();
    let mut terminal = ratatui::Terminal::new(backend).unwrap();
    terminal
        .draw(|frame| frame.render_widget("a whole frame", frame.area()))
        .unwrap();
    std::mem::forget(guard);
    panic!("provoked");
}

/// Not a test: a process in which what is dropped by a panic panics as well, which ends it at once.
#[test]
#[ignore = "it panics twice while it holds the terminal"]
fn panics_twice() {
    struct Falls;
    impl Drop for Falls {
        fn drop(&mut self) {
            panic!("provoked again");
        }
    }
    let (guard, backend) = TerminalGuard::take(Spelling::Unicode).unwrap();
    let mut terminal = ratatui::Terminal::new(backend).unwrap();
    terminal
        .draw(|frame| frame.render_widget("a whole frame", frame.area()))
        .unwrap();
    std::mem::forget(guard);
    let _falls = Falls;
    panic!("provoked");
}

/// Not a test: a process that goes on drawing after a panic in another thread.
#[test]
#[ignore = "it panics while it holds the terminal"]
fn goes_on() {
    let (guard, backend) = TerminalGuard::take(Spelling::Unicode).unwrap();
    let mut terminal = ratatui::Terminal::new(backend).unwrap();
    let beside = std::thread::spawn(|| panic!("provoked"));
    assert!(beside.join().is_err());
    terminal
        .draw(|frame| frame.render_widget("afterwards", frame.area()))
        .unwrap();
    drop(guard);
}

#[test]
fn a_panic_beside_the_loop_leaves_the_terminal_to_it_and_is_printed_at_the_end() {
    let this = std::env::current_exe().unwrap();
    let only = ["--exact", "terminal::goes_on", "--ignored", "--nocapture"];
    let left = Pty::start(&this, &only, &[], (80, 24)).left();
    left.assert_restored();
    let raw = String::from_utf8_lossy(&left.raw).into_owned();
    let at = |text: &str| raw.find(text).unwrap_or_else(|| panic!("{text}: {raw:?}"));
    assert!(at("afterwards") < at("\u{1b}[?1049l"));
    assert!(at("\u{1b}[?1049l") < at("provoked"));
    assert_eq!(raw.matches("provoked").count(), 1);
    assert!(!left.text().contains("afterwards"));
}

#[test]
fn a_panic_of_the_loop_gives_the_terminal_back_before_its_message() {
    let this = std::env::current_exe().unwrap();
    let only = ["--exact", "terminal::panics", "--ignored", "--nocapture"];
    let left = Pty::start(&this, &only, &[], (80, 24)).left();
    left.assert_restored();
    let text = left.text();
    assert!(
        text.contains("panicked at") && text.contains("provoked"),
        "{text}"
    );
    assert!(!text.contains("a whole frame"), "{text}");
}

#[test]
fn a_panic_during_a_panic_finds_the_terminal_given_back() {
    let this = std::env::current_exe().unwrap();
    let only = [
        "--exact",
        "terminal::panics_twice",
        "--ignored",
        "--nocapture",
    ];
    let left = Pty::start(&this, &only, &[], (80, 24)).left();
    left.assert_restored();
    let raw = String::from_utf8_lossy(&left.raw).into_owned();
    let at = |text: &str| raw.find(text).unwrap_or_else(|| panic!("{text}: {raw:?}"));
    assert!(at("\u{1b}[?1049l") < at("provoked again"));
    assert!(left.status != 0 && !left.text().contains("a whole frame"));
}

#[test]
fn no_name_in_the_account_reaches_the_terminal_as_anything_but_text() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let simulator = Simulator::new(Options {
        sessions: 150,
        users: 80,
        churn_per_minute: 0,
        rate_limit: 100_000,
        ..Options::new(Arc::clone(&system_clock()))
    });
    for (person, name) in simulator
        .users()
        .iter()
        .zip(hostile_values().iter().cycle())
    {
        simulator.edit_user(person.id, |person| {
            person.name.clone_from(name);
            person.email = Some(name.clone());
        });
    }
    let served = runtime.block_on(serve(simulator.clone(), 0)).unwrap();
    let credentials = simulator.credentials();
    let environment = [
        ("ZENTOP_URL", &*served.url()),
        ("ZENDESK_OAUTH_TOKEN", &*credentials.oauth_token),
    ];
    let mut program = Pty::start(Path::new(ZENTOP), &[], &environment, (200, 60));
    program.sees("LIVE");
    for _ in 0..4 {
        program.keys("\x06");
        program.keys("jjT");
    }
    program.keys("s");
    program.sees("Sort by");
    // A key that came together with Esc would be read as Alt and that key.
    program.keys("\x1b");
    program.sees_that("the list", |screen| !screen.contains("Sort by"));
    program.keys("g");
    end_three(&mut program);
    program.sees("session listed");
    program.keys("q");
    program.keys("q");
    let left = program.left();
    assert_eq!(left.status, 0, "{}", left.text());
    left.assert_restored();
    assert!(left.raw.len() > 20_000);
    assert_eq!(stranger(&left.raw), None);
}
