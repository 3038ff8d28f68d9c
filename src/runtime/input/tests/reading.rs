//! The threads, on a pipe in the place of a terminal.

use std::fs::File;
use std::io::{PipeWriter, Write as _, pipe};
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use portable_pty::{PtySize, native_pty_system};
use rustix::io::ioctl_fionbio;
use tokio::sync::{mpsc, watch};

use super::*;
use crate::host::system_clock;
use crate::model::Clock;
use crate::runtime::input::questions::TerminalAnswers;
use crate::runtime::input::reading;
use crate::settings::Background;

/// The other end of a terminal, and what comes out of the threads.
struct Line {
    terminal: PipeWriter,
    inputs: mpsc::Receiver<Input>,
    answers: watch::Receiver<TerminalAnswers>,
    time: Arc<AtomicI64>,
}

fn line(is_left_without_waiting: bool) -> Line {
    let (reader, terminal) = pipe().unwrap();
    ioctl_fionbio(&reader, is_left_without_waiting).unwrap();
    let (send, inputs) = mpsc::channel(8);
    let (tell, answers) = watch::channel(TerminalAnswers::default());
    let time = Arc::new(AtomicI64::new(5));
    let now = Arc::clone(&time);
    let clock = Arc::new(move || Timestamp::from_millis(now.load(Ordering::SeqCst)));
    reading::start(File::from(OwnedFd::from(reader)), clock, send, tell).unwrap();
    Line {
        terminal,
        inputs,
        answers,
        time,
    }
}

#[test]
fn a_key_has_the_time_of_its_reading_even_if_nobody_takes_it() {
    let mut line = line(false);
    line.terminal.write_all(b"\x1b").unwrap();
    let esc = line.inputs.blocking_recv().unwrap();
    assert_eq!(
        esc,
        Input::Key(KeyCode::Esc.into(), Timestamp::from_millis(5))
    );
    line.time.store(70, Ordering::SeqCst);
    line.terminal.write_all(b"\x1b[B").unwrap();
    let down = line.inputs.blocking_recv().unwrap();
    assert_eq!(
        down,
        Input::Key(KeyCode::Down.into(), Timestamp::from_millis(70))
    );
}

#[test]
fn the_channel_ends_with_the_terminal() {
    let mut line = line(false);
    line.terminal.write_all(b"j").unwrap();
    drop(line.terminal);
    assert!(line.inputs.blocking_recv().is_some());
    assert_eq!(line.inputs.blocking_recv(), None);
}

fn inputs_of(terminal: File) -> mpsc::Receiver<Input> {
    let (send, inputs) = mpsc::channel(8);
    let (tell, _answers) = watch::channel(TerminalAnswers::default());
    reading::start(terminal, system_clock(), send, tell).unwrap();
    inputs
}

/// A clock that panics when the first bytes are read.
fn clock_that_fails() -> Clock {
    let asked = AtomicI64::new(0);
    Arc::new(move || {
        assert!(asked.fetch_add(1, Ordering::SeqCst) == 0, "provoked");
        Timestamp::from_millis(5)
    })
}

#[test]
fn a_thread_that_fails_says_so_before_the_channel_ends() {
    let (reader, mut terminal) = pipe().unwrap();
    let (send, mut inputs) = mpsc::channel(8);
    let (tell, _answers) = watch::channel(TerminalAnswers::default());
    let reader = File::from(OwnedFd::from(reader));
    reading::start(reader, clock_that_fails(), send, tell).unwrap();
    terminal.write_all(b"j").unwrap();
    let Some(Input::Failed(fault)) = inputs.blocking_recv() else {
        panic!("nothing is told");
    };
    assert!(fault.to_string().contains("provoked"), "{fault}");
    assert_eq!(inputs.blocking_recv(), None);
}

#[test]
fn the_channel_ends_when_the_terminal_hangs_up() {
    let pair = native_pty_system().openpty(PtySize::default()).unwrap();
    let terminal = File::open(pair.master.tty_name().unwrap()).unwrap();
    let mut inputs = inputs_of(terminal);
    drop(pair);
    assert_eq!(inputs.blocking_recv(), None);
}

#[test]
fn the_channel_ends_when_the_terminal_cannot_be_read() {
    let mut inputs = inputs_of(File::open(std::env::temp_dir()).unwrap());
    assert_eq!(inputs.blocking_recv(), None);
}

#[test]
fn a_terminal_that_was_left_without_waiting_is_read() {
    let mut line = line(true);
    line.terminal.write_all(b"j").unwrap();
    assert!(line.inputs.blocking_recv().is_some());
}

#[tokio::test]
async fn answers_go_to_whoever_asked_and_not_to_the_keys() {
    let mut line = line(false);
    line.terminal
        .write_all(b"\x1b]11;rgb:ff/ff/ff\x07\x1b[?62c")
        .unwrap();
    let answers = line
        .answers
        .wait_for(|answers| answers.is_whole())
        .await
        .unwrap();
    assert_eq!(answers.background(), Some(Background::Light));
    drop(answers);
    // The screen hears of the background, whenever it is told, and of nothing else.
    let background = Input::Background(Background::Light);
    assert_eq!(line.inputs.recv().await, Some(background));
    assert!(line.inputs.is_empty());
}
