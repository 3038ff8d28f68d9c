//! Job control: the program is stopped, and goes on.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::process::{
    Signal as RawSignal, getpgrp, getpid, getppid, getsid, kill_current_process_group, kill_process,
};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;

/// The number of requests to stop that can wait: one more changes nothing.
const WAITING: usize = 2;

/// The program's part in the shell's job control.
pub struct JobControl {
    /// Requests from outside to stop, which no longer stop the program by themselves.
    pub stops: mpsc::Receiver<()>,
    /// News that the program goes on after it was stopped.
    pub goes_on: mpsc::Receiver<()>,
    went_on: Arc<AtomicBool>,
}

impl JobControl {
    /// Job control that never does anything, and the side of whoever makes it do something.
    pub fn quiet() -> (Self, JobControlSwitch) {
        let (stop, stops) = mpsc::channel(WAITING);
        let (go_on, goes_on) = mpsc::channel(WAITING);
        let went_on = Arc::<AtomicBool>::default();
        let control = Self {
            stops,
            goes_on,
            went_on: Arc::clone(&went_on),
        };
        let switch = JobControlSwitch {
            stop,
            go_on,
            went_on,
        };
        (control, switch)
    }

    /// Whether the program was stopped and went on since this was asked last. The system says so
    /// before any key that was typed meanwhile can be read.
    pub(crate) fn take_went_on(&self) -> bool {
        self.went_on.swap(false, Ordering::SeqCst)
    }
}

/// The side of job control that stops the program and lets it go on.
#[derive(Clone)]
pub struct JobControlSwitch {
    stop: mpsc::Sender<()>,
    go_on: mpsc::Sender<()>,
    went_on: Arc<AtomicBool>,
}

impl JobControlSwitch {
    /// Asks the program to stop.
    pub fn stop(&self) {
        // One that waits already is enough.
        let _ = self.stop.try_send(());
    }

    /// Tells the program that it was stopped and goes on.
    pub fn go_on(&self) {
        self.went_on.store(true, Ordering::SeqCst);
        let _ = self.go_on.try_send(());
    }
}

/// Listens to the shell. The tasks behind it have no owner, because their end needs no consequence.
pub(crate) fn job_control() -> io::Result<JobControl> {
    let (control, switch) = JobControl::quiet();
    let mut stops = signal(terminal_stop())?;
    let mut goes_on = signal(going_on())?;
    // This runs within the signal's handler, before anything else of the program.
    signal_hook::flag::register(RawSignal::CONT.as_raw(), Arc::clone(&control.went_on))?;
    let stop = switch.clone();
    tokio::spawn(async move {
        while stops.recv().await.is_some() {
            stop.stop();
        }
    });
    tokio::spawn(async move {
        while goes_on.recv().await.is_some() {
            let _ = switch.go_on.try_send(());
        }
    });
    Ok(control)
}

/// The signal by which a terminal and a shell ask a program to stop.
pub(super) fn terminal_stop() -> SignalKind {
    SignalKind::from_raw(RawSignal::TSTP.as_raw())
}

/// The signal by which they let it go on.
pub(super) fn going_on() -> SignalKind {
    SignalKind::from_raw(RawSignal::CONT.as_raw())
}

/// Whether a shell could let the program go on: without one, a program that stops stays so. A shell
/// that does so gives each job a process group apart from its own, which is that of the session.
pub(crate) fn has_shell() -> bool {
    let of_parent = getppid().and_then(|parent| getsid(Some(parent)).ok());
    let is_below = matches!((of_parent, getsid(None)), (Some(parent), Ok(own)) if parent == own);
    is_below && getsid(None).is_ok_and(|session| session != getpgrp())
}

/// Stops this process until somebody lets it go on, and with it the whole job if `whole_job`.
pub(crate) fn stop_here(whole_job: bool) -> io::Result<()> {
    if whole_job {
        kill_current_process_group(RawSignal::TSTP)?;
    }
    Ok(kill_process(getpid(), RawSignal::STOP)?)
}

/// Lets a file that grows past the limit of the process be an error like a full disk, in place of
/// a signal that ends the program without a word.
pub(crate) fn outlive_file_limits() {
    // Where this is not allowed, the limit ends the program as it ends every other.
    let _ = signal_hook::flag::register(RawSignal::XFSZ.as_raw(), Arc::default());
}
