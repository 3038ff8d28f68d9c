//! The real program on a terminal that takes nothing, is closed, or knows too little.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use tokio::runtime::Runtime;
use zentop::host::system_clock;
use zentop::journal::{Record, RecordEvent, read};
use zentop::simulator::{Options, Served, Simulator, serve};

use super::pty::Pty;
use super::{DEMO, ZENTOP, end_three};
use crate::support::{Foreign, at_once};

/// An account on a server of its own.
struct Account {
    simulator: Simulator,
    served: Served,
    runtime: Runtime,
}

impl Account {
    fn new(latency: Duration) -> Self {
        let runtime = Runtime::new().unwrap();
        let simulator = Simulator::new(Options {
            sessions: 150,
            users: 150,
            churn_per_minute: 0,
            rate_limit: 100_000,
            latency,
            ..Options::new(Arc::clone(&system_clock()))
        });
        let served = runtime.block_on(serve(simulator.clone(), 0)).unwrap();
        Self {
            simulator,
            served,
            runtime,
        }
    }

    /// Starts a program on this account.
    fn start(&self, program: &str, arguments: &[&str], more: &[(&str, &str)]) -> Pty {
        let (url, credentials) = (self.served.url(), self.simulator.credentials());
        let mut environment = vec![
            ("ZENTOP_URL", &*url),
            ("ZENDESK_OAUTH_TOKEN", &*credentials.oauth_token),
        ];
        environment.extend_from_slice(more);
        Pty::start(Path::new(program), arguments, &environment, (120, 40))
    }

    /// The number of requests that ended something.
    fn ended(&self) -> usize {
        let ledger = self.simulator.ledger();
        ledger
            .iter()
            .filter(|entry| entry.method == "DELETE")
            .count()
    }

    /// Begins to end everybody, and stops reading the terminal once that is under way.
    fn long_run_that_nobody_sees(&self) -> Pty {
        let mut program = self.start(ZENTOP, &[], &[]);
        program.sees("LIVE");
        program.sees_that("all names", |screen| !screen.contains("? id "));
        program.keys("aK");
        program.sees("cancels itself in");
        program.sees_that("facts", |screen| !screen.contains("reading "));
        // What does not fit is read to its end before it can be confirmed.
        program.keys_until("\u{1b}[F", |screen| !screen.contains("must be shown first"));
        let screen = program.text();
        let (_, rest) = screen.split_once("type ").unwrap();
        let (asked, _) = rest.split_once(" and Enter").unwrap();
        program.answer(asked, &format!("Enter: {asked}"));
        program.keys("\r");
        program.sees("─ Ending ");
        self.until(|ended| ended > 0);
        program.stall();
        // Frames fill what the terminal holds for whoever reads it.
        program.fill();
        program
    }

    fn until(&self, is: impl Fn(usize) -> bool) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while !is(self.ended()) {
            assert!(Instant::now() < deadline, "{} ended", self.ended());
            self.runtime.block_on(tokio::task::yield_now());
        }
    }
}

fn state(home: &Path) -> PathBuf {
    home.join(".local/state/zentop")
}

fn journal(home: &Path) -> Vec<Record> {
    let path = state(home).join("journal.jsonl");
    read(&path).unwrap().map(Result::unwrap).collect()
}

fn count(records: &[Record], event: RecordEvent) -> usize {
    records
        .iter()
        .filter(|record| record.event == event)
        .count()
}

/// Every intent has its outcome, and the run its end.
fn assert_finished(records: &[Record]) {
    let (intents, outcomes) = (RecordEvent::Intent, RecordEvent::Outcome);
    assert_eq!(count(records, intents), count(records, outcomes));
    assert_eq!(count(records, RecordEvent::Finished), 1);
}

#[test]
fn esc_and_signals_stop_a_run_whose_terminal_takes_nothing() {
    let cases = [None, Some(Signal::TERM), Some(Signal::HUP)];
    at_once(cases.map(|case| (format!("{case:?}"), case)), |signal| {
        let account = Account::new(Duration::from_millis(400));
        let mut program = account.long_run_that_nobody_sees();
        match signal {
            None => program.keys("\x1b"),
            Some(signal) => program.kill(signal),
        }
        let at = account.ended();
        if signal.is_none() {
            program.keys("\x1b");
            program.kill(Signal::TERM);
        }
        let status = program.ends_within(Duration::from_secs(5));
        assert!(
            status.is_some_and(|status| status > 128),
            "{signal:?}: {status:?}"
        );
        let ended = account.ended();
        assert!(
            ended <= at + 8 && ended < 140,
            "{signal:?}: {at}, then {ended}"
        );
        assert_finished(&journal(program.home()));
    });
}

#[test]
fn a_second_signal_ends_the_program_within_a_second_and_on_record() {
    let account = Account::new(Duration::from_millis(1_200));
    let mut program = account.long_run_that_nobody_sees();
    program.kill(Signal::TERM);
    assert_eq!(program.ends_within(Duration::from_millis(200)), None);
    program.kill(Signal::TERM);
    let status = program.ends_within(Duration::from_secs(1));
    assert_eq!(status, Some(128 + 15));
    assert_finished(&journal(program.home()));
}

#[test]
fn a_window_that_is_closed_in_an_incident_leaves_its_report() {
    let account = Account::new(Duration::ZERO);
    let mut program = account.start(ZENTOP, &["incident", "INC-9"], &[]);
    program.sees("LIVE");
    // Watching may use the ending share, and the header counts that down.
    program.sees("faster ");
    end_three(&mut program);
    program.sees("3 ended");
    let (mut child, home) = program.close();
    let status = child.wait().unwrap();
    // The shell of a closed window sees none; a panic would be 101.
    assert!(!status.success() && status.exit_code() != 101, "{status:?}");
    let incidents = fs::read_dir(state(home.path()).join("incidents")).unwrap();
    assert_eq!(incidents.count(), 2, "Markdown and JSON");
    let records = journal(home.path());
    assert_finished(&records);
    assert_eq!(count(&records, RecordEvent::TerminalLost), 1);
}

/// Row 97: whoever ignores SIGHUP learns of the end of the terminal from the terminal alone.
#[test]
fn a_window_that_is_closed_ends_a_program_that_ignores_the_hang_up() {
    let ignoring = format!("trap '' HUP; exec {ZENTOP} {}", DEMO.join(" "));
    let program = Pty::start(Path::new("/bin/sh"), &["-c", &ignoring], &[], (80, 24));
    program.sees("LIVE");
    program.kill(Signal::HUP);
    program.resize(100, 30);
    program.sees_that("a wider list", is_wide);
    let (mut child, _home) = program.close();
    let deadline = Instant::now() + Duration::from_secs(2);
    while child.try_wait().unwrap().is_none() {
        assert!(Instant::now() < deadline, "it goes on without a terminal");
        std::thread::yield_now();
    }
}

fn is_wide(screen: &str) -> bool {
    screen.lines().any(|line| line.chars().count() > 85)
}

/// Row 103: whatever account the environment names, the demo is about its own.
#[test]
fn the_demo_neither_reads_nor_asks_a_real_account() {
    let real = Foreign::new();
    let environment = [
        ("ZENTOP_URL", &*real.url()),
        ("ZENDESK_OAUTH_TOKEN", "canary-of-a-real-account"),
        ("ZENDESK_CHAT_TOKEN", "canary-of-a-real-account"),
    ];
    let mut program = Pty::start(Path::new(ZENTOP), &DEMO, &environment, (120, 40));
    program.sees("DEMO");
    program.sees("LIVE");
    end_three(&mut program);
    program.keys("qq");
    let records = journal(program.home());
    let left = program.left();
    assert_eq!(real.connections(), 0, "{}", left.text());
    assert!(!String::from_utf8_lossy(&left.raw).contains("canary"));
    assert_finished(&records);
    let is_real = |record: &Record| record.origin.contains(&real.url());
    assert!(!records.iter().any(is_real));
}

#[test]
fn a_file_size_limit_is_a_full_disk_and_kills_nobody() {
    let account = Account::new(Duration::ZERO);
    let limited = format!("ulimit -f 0; exec {ZENTOP}");
    let mut program = account.start("/bin/sh", &["-c", &limited], &[]);
    program.sees("LIVE");
    end_three(&mut program);
    program.sees("3 not attempted");
    program.keys("qq");
    let left = program.left();
    // What was asked for was not done, since there is no record of it.
    assert_eq!(left.status, 1, "{}", left.text());
    left.assert_restored();
    assert_eq!(account.ended(), 0);
}

#[test]
fn what_the_screen_shows_comes_on_a_screen_that_was_cleared() {
    let mut program = Pty::start(Path::new(ZENTOP), &DEMO, &[], (80, 24));
    program.sees("LIVE");
    program.resize(100, 30);
    program.sees_that("a wider list", is_wide);
    program.keys("\x0c?");
    program.sees("─ Help ─");
    program.keys("qq");
    let left = program.left();
    let raw = String::from_utf8_lossy(&left.raw).into_owned();
    assert!(
        raw.matches("\u{1b}[2J").count() >= 4,
        "start, resize, Ctrl-L"
    );
    left.assert_restored();
}

#[test]
fn a_terminal_that_does_not_know_its_size_is_not_blank() {
    for (more, size) in [
        (&[][..], (80, 24)),
        (&[("COLUMNS", "100"), ("LINES", "30")], (100, 30)),
    ] {
        let mut program = Pty::start_unsized(Path::new(ZENTOP), &DEMO, more, size);
        program.sees("LIVE");
        program.keys("q");
        assert_eq!(program.left().status, 0);
    }
}

#[test]
fn nothing_but_ascii_leaves_where_the_locale_has_nothing_else() {
    let account = Account::new(Duration::ZERO);
    let mut program = account.start(ZENTOP, &[], &[("LANG", "C")]);
    program.sees("LIVE");
    program.keys("?");
    program.sees("- Help -");
    program.keys("q");
    for _ in 0..4 {
        program.keys("\x06");
    }
    program.keys("T");
    program.sees_that("times", |screen| {
        screen.contains(" match") || screen.contains(':')
    });
    program.keys("q");
    let left = program.left();
    assert!(left.raw.len() > 5_000 && left.raw.is_ascii());
    left.assert_restored();
    let table = account.start(ZENTOP, &["list", "--format", "table"], &[("LANG", "C")]);
    let left = table.left();
    assert!(
        left.text().contains("6130907") && left.raw.is_ascii(),
        "{}",
        left.text()
    );
}

/// Waits until the process stands still.
#[cfg(target_os = "linux")]
fn stand_still(program: &Pty) {
    program.kill(Signal::STOP);
    let stat = format!("/proc/{}/stat", program.id());
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        let stat = fs::read_to_string(&stat).unwrap();
        let (_, state) = stat.rsplit_once(") ").unwrap();
        if state.starts_with('T') {
            return;
        }
        assert!(Instant::now() < deadline, "{state}");
        std::thread::yield_now();
    }
}

/// Keys that waited in the terminal while the program stood still belong to what somebody saw
/// before: they confirm nothing, whether a review was open or they would have opened it.
#[cfg(target_os = "linux")]
#[test]
fn keys_that_waited_while_the_program_stood_still_confirm_nothing() {
    let cases = [true, false].map(|is_open| (format!("a review is open: {is_open}"), is_open));
    at_once(cases, keys_that_waited);
}

#[cfg(target_os = "linux")]
fn keys_that_waited(is_open: bool) {
    let account = Account::new(Duration::ZERO);
    let mut program = account.start(ZENTOP, &[], &[]);
    program.sees("LIVE");
    super::knows_who_acts(&mut program);
    program.keys("/end-user\r");
    program.sees_that("end users", |screen| {
        screen.contains(" match") && !screen.contains(" 0 of ") && !screen.contains("FILTER")
    });
    program.keys("g");
    for _ in 0..5 {
        if is_open {
            program.keys("K");
            program.sees("out of 1 session");
        }
        stand_still(&program);
        program.burst(if is_open { "end\r" } else { "Kend\r" });
        program.kill(Signal::CONT);
        program.answer("?", "─ Help ─");
        assert_eq!(account.ended(), 0, "{}", program.text());
        program.keys("\u{1b}");
        program.sees_that("the list", |screen| !screen.contains("─ Help ─"));
        program.keys("\u{1b}");
        program.sees_that("no review", |screen| !screen.contains("out of 1 session"));
        program.answer("g", "LIVE");
    }
    // The same keys confirm where the program did not stand still.
    program.keys("/end-user\r");
    program.sees(" match");
    program.keys("g");
    program.keys("K");
    program.sees("out of 1 session");
    program.answer("end", "Enter: end");
    program.keys("\r");
    program.sees("1 ended");
    assert_eq!(account.ended(), 1);
    program.keys("qqq");
    program.left();
}
