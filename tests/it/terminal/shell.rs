//! A shell with job control on a terminal, and the program as its job.

use std::path::Path;

use rustix::process::{Pid, Signal, kill_process};

use super::pty::Pty;
use super::{DEMO, ZENTOP};

/// A shell that has started the demo, which is live.
fn shell(environment: &[(&str, &str)]) -> Pty {
    let mut all = vec![("PS1", "ready> "), ("PATH", "/usr/bin:/bin")];
    all.extend_from_slice(environment);
    let mut shell = Pty::start(Path::new("/bin/sh"), &["-i"], &all, (100, 30));
    shell.sees("ready> ");
    shell.keys("stty -a | grep -o -- '-*icanon'; echo before\n");
    shell.sees("before\r\n".trim());
    shell.keys(&format!("{ZENTOP} {}\n", DEMO.join(" ")));
    shell.sees("LIVE");
    shell
}

/// The process of the program: the child of the shell.
fn job(shell: &Pty) -> Pid {
    let children = format!("/proc/{0}/task/{0}/children", shell.id());
    let children = std::fs::read_to_string(children).unwrap();
    let first = children.split_whitespace().next().unwrap();
    Pid::from_raw(first.parse().unwrap()).unwrap()
}

/// The shell has the terminal, in its own modes.
fn assert_at_the_shell(shell: &mut Pty, word: &str) {
    shell.keys(&format!("echo is{word}; stty -a | grep -o -- '-*icanon'\n"));
    shell.sees(&format!("is{word}"));
    shell.sees_that("line mode", |screen| {
        let (_, after) = screen.rsplit_once(&format!("is{word}")).unwrap_or(("", ""));
        after.lines().any(|line| line.trim() == "icanon")
    });
    assert!(!shell.is_alternate(), "the alternate screen was left");
    assert!(!shell.hides_cursor(), "the cursor is shown");
}

/// What came after the screen was taken the last time begins with a clear: a terminal without an
/// alternate screen still has the shell's lines on it.
fn assert_clears_before_it_draws(written: &[u8]) {
    let written = String::from_utf8_lossy(written);
    let (_, taken) = written.rsplit_once("\u{1b}[?1049h").unwrap();
    let clear = taken.find("\u{1b}[2J");
    let drawn = taken.find(['┌', '│', '─', 'L']);
    assert!(clear.is_some() && clear < drawn, "{taken:?}");
}

fn quits(mut shell: Pty) {
    shell.keys("q");
    // What is typed before the program is over may be its own.
    shell.answer("echo gone\n", "\ngone");
    shell.keys("exit\n");
    let left = shell.left();
    left.assert_restored();
}

/// A terminal that runs a line of its own has no shell that lets anything go on.
#[test]
fn without_a_shell_for_jobs_ctrl_z_says_so_and_stops_nothing() {
    let line = format!("{ZENTOP} {}; true", DEMO.join(" "));
    let environment = [("PATH", "/usr/bin:/bin")];
    let mut program = Pty::start(
        Path::new("/bin/sh"),
        &["-c", &line],
        &environment,
        (100, 30),
    );
    program.sees("LIVE");
    program.keys("\x1a");
    program.sees("there is no shell to go back to");
    program.keys("?");
    program.sees("─ Help ─");
    program.keys("q");
    program.keys("q");
    program.left().assert_restored();
}

#[test]
fn ctrl_z_gives_the_shell_its_terminal_and_fg_brings_everything_back() {
    let mut shell = shell(&[]);
    shell.keys("\x1a");
    shell.sees("ready> ");
    assert_at_the_shell(&mut shell, "one");
    shell.keys("fg\n");
    shell.sees_that("the list", |screen| {
        screen.contains("LIVE") && !screen.contains("isone")
    });
    assert!(shell.is_alternate() && !shell.echoes());
    assert_clears_before_it_draws(&shell.written());
    // What comes in the first moment may have been typed for the shell, and is not taken.
    shell.answer("?", "─ Help ─");
    shell.keys("q");
    quits(shell);
}

#[test]
fn a_stop_from_outside_gives_the_terminal_back_first() {
    let mut shell = shell(&[]);
    kill_process(job(&shell), Signal::TSTP).unwrap();
    shell.sees("ready> ");
    assert_at_the_shell(&mut shell, "two");
    shell.keys("fg\n");
    shell.sees_that("the list", |screen| {
        screen.contains("LIVE") && !screen.contains("istwo")
    });
    quits(shell);
}

#[test]
fn a_stop_that_nobody_can_catch_is_made_good_afterwards() {
    let mut shell = shell(&[]);
    kill_process(job(&shell), Signal::STOP).unwrap();
    shell.sees("ready> ");
    shell.keys("echo isthree\n");
    shell.sees("isthree");
    shell.keys("fg\n");
    shell.sees_that("the list", |screen| {
        screen.contains("LIVE") && !screen.contains("isthree")
    });
    assert!(shell.is_alternate() && !shell.echoes());
    assert_clears_before_it_draws(&shell.written());
    quits(shell);
}

#[test]
fn a_stop_at_a_hidden_prompt_shows_again_what_is_typed_until_it_goes_on() {
    let environment = [
        ("PS1", "ready> "),
        ("PATH", "/usr/bin:/bin"),
        ("ZENTOP_URL", "http://127.0.0.1:1"),
    ];
    let mut shell = Pty::start(Path::new("/bin/sh"), &["-i"], &environment, (100, 30));
    shell.sees("ready> ");
    shell.keys(&format!("{ZENTOP} auth login --store file --paste\n"));
    shell.sees("OAuth access token:");
    assert!(!shell.echoes());
    shell.keys("\x1a");
    shell.sees_that("the shell", |screen| screen.trim_end().ends_with("ready>"));
    shell.keys("stty -a | grep -o -- '-*echo ' | tr -d ' '; echo is'one'\n");
    shell.sees_that("the end of the answer", |screen| screen.contains("\nisone"));
    assert!(shell.text().contains("\necho\n"), "{}", shell.text());
    shell.keys("fg\n");
    shell.sees_that("the question again", |screen| {
        screen.matches("OAuth access token:").count() == 2
    });
    assert!(!shell.echoes());
    shell.keys("\x03");
    shell.answer("echo gone\n", "\ngone");
    shell.keys("exit\n");
    shell.left().assert_restored();
}
