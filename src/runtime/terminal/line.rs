//! The line to the terminal, which may take no more text for any length of time. Whoever writes
//! frames waits for it on a thread of their own; whoever gives the terminal back waits for a moment
//! and then gives up.

use std::fs::File;
use std::io::{self, ErrorKind, Write as _, stdout};
use std::os::fd::AsFd as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::{tcgetpgrp, ttyname};

/// The most that one write hands over, so that giving up is looked at in between.
const CHUNK: usize = 4096;

/// How long one wait for room lasts before it is looked whether to give up, in nanoseconds: 20 ms.
const SLICE: i64 = 20_000_000;

/// The wait where the system claims that there is room and there is none.
const CLAIMED: Duration = Duration::from_millis(5);

/// How long a frame under way may go on once the terminal is to be given back.
const LAST_FRAME: Duration = Duration::from_millis(200);

/// How long the last words to a terminal may take.
const LAST_WORDS: Duration = Duration::from_millis(250);

/// Cancels the escape sequence that a frame cut short may have begun (ECMA-48, CAN).
const CANCEL: &[u8] = b"\x18";

/// The line to the terminal.
#[derive(Debug)]
pub(crate) struct TerminalLine {
    out: File,
    state: Mutex<LineState>,
    changed: Condvar,
    taken: Arc<AtomicU64>,
}

#[derive(Debug, Default)]
struct LineState {
    /// When a frame under way is cut, once the line is held: from then on none is begun.
    held: Option<Instant>,
    /// Whether a frame is being written.
    is_busy: bool,
    /// Whether the last frame was cut short.
    is_cut: bool,
}

impl TerminalLine {
    /// Opens a line of our own to the terminal on standard output. It never blocks, which one that
    /// is shared with the shell must not be told.
    pub(crate) fn open() -> io::Result<Arc<Self>> {
        let out = match own_line() {
            Some(own) => own,
            // Frames then block the thread that writes them, and nobody else.
            None => File::from(stdout().as_fd().try_clone_to_owned()?),
        };
        Ok(Self::on(out))
    }

    fn on(out: File) -> Arc<Self> {
        Arc::new(Self {
            out,
            state: Mutex::default(),
            changed: Condvar::new(),
            taken: Arc::default(),
        })
    }

    /// The number of bytes that the terminal has taken so far.
    pub(crate) fn taken(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.taken)
    }

    /// Writes a frame, and waits as long as the terminal likes. A line that is held takes none:
    /// [`ErrorKind::NotConnected`].
    pub(super) fn send(&self, frame: &[u8]) -> io::Result<()> {
        {
            let mut state = self.state();
            if state.held.is_some() {
                return Err(ErrorKind::NotConnected.into());
            }
            state.is_busy = true;
        }
        let sent = self.push(frame, || self.state().held);
        let mut state = self.state();
        state.is_busy = false;
        state.is_cut = sent.is_err();
        self.changed.notify_all();
        sent
    }

    /// Holds frames back from now on, and waits a moment for the one under way. `false` means that
    /// the terminal did not take the rest of it.
    pub(super) fn hold(&self) -> bool {
        let mut state = self.state();
        state.held = Some(Instant::now() + LAST_FRAME);
        // Where the line blocks, the frame cannot be cut and may be under way for ever.
        let patience = LAST_FRAME * 2;
        let waited = self
            .changed
            .wait_timeout_while(state, patience, |state| state.is_busy);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        !state.is_busy
    }

    /// Takes frames again.
    pub(super) fn release(&self) {
        self.state().held = None;
    }

    /// Writes last words on a line that is held, for a moment at the longest.
    pub(super) fn say(&self, words: &[u8]) -> io::Result<()> {
        let until = Instant::now() + LAST_WORDS;
        let is_cut = std::mem::take(&mut self.state().is_cut);
        if is_cut {
            self.push(CANCEL, || Some(until))?;
        }
        self.push(words, || Some(until))
    }

    fn state(&self) -> MutexGuard<'_, LineState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes bytes until all are taken or it is time to give up.
    fn push(&self, bytes: &[u8], give_up_at: impl Fn() -> Option<Instant>) -> io::Result<()> {
        let mut rest = bytes;
        let mut has_waited = false;
        while !rest.is_empty() {
            let chunk = &rest[..rest.len().min(CHUNK)];
            match (&self.out).write(chunk) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(count) => {
                    rest = &rest[count..];
                    self.taken
                        .fetch_add(u64::try_from(count).unwrap_or(0), Ordering::Relaxed);
                    has_waited = false;
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    has_waited = self.wait_for_room(has_waited);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
            if !rest.is_empty() && give_up_at().is_some_and(|at| Instant::now() >= at) {
                return Err(ErrorKind::NotConnected.into());
            }
        }
        Ok(())
    }

    /// Waits a moment for room. `claimed` says that the wait before this one ended early and for
    /// nothing. Returns whether this one ended early.
    fn wait_for_room(&self, claimed: bool) -> bool {
        if !claimed {
            let slice = Timespec {
                tv_sec: 0,
                tv_nsec: SLICE,
            };
            let mut line = [PollFd::new(&self.out, PollFlags::OUT)];
            return poll(&mut line, Some(&slice)) != Ok(0);
        }
        let state = self.state();
        drop(self.changed.wait_timeout(state, CLAIMED));
        false
    }
}

/// A line of our own to the terminal on standard output, which does not block.
fn own_line() -> Option<File> {
    let by_name = || {
        let name = ttyname(stdout(), Vec::new()).ok()?;
        open(name.to_str().ok()?)
    };
    // A terminal of another user cannot be opened by its name; the one that controls this process
    // always can.
    let controlling = || {
        let own = open("/dev/tty")?;
        let is_same = tcgetpgrp(&own).ok()? == tcgetpgrp(stdout()).ok()?;
        is_same.then_some(own)
    };
    let own = by_name().or_else(controlling)?;
    rustix::io::ioctl_fionbio(&own, true).ok()?;
    Some(own)
}

fn open(path: &str) -> Option<File> {
    let file = File::options().read(true).write(true).open(path).ok()?;
    rustix::termios::isatty(&file).then_some(file)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::os::fd::OwnedFd;
    use std::os::unix::net::UnixStream;

    use super::*;

    /// A line, and the side that takes from it or does not.
    fn line() -> (Arc<TerminalLine>, UnixStream) {
        let (ours, theirs) = UnixStream::pair().unwrap();
        ours.set_nonblocking(true).unwrap();
        (TerminalLine::on(File::from(OwnedFd::from(ours))), theirs)
    }

    #[test]
    fn giving_back_waits_for_no_terminal_that_takes_nothing() {
        let (line, mut theirs) = line();
        let writer = {
            let line = Arc::clone(&line);
            std::thread::spawn(move || line.send(&vec![b'x'; 8 << 20]))
        };
        let taken = line.taken();
        let mut first = [0];
        theirs.read_exact(&mut first).unwrap();
        let began = Instant::now();
        assert!(line.hold(), "the frame was cut");
        assert!(line.say(b"restored").is_err());
        assert!(began.elapsed() < Duration::from_millis(1_500));
        let cut = writer.join().unwrap().unwrap_err();
        assert_eq!(cut.kind(), ErrorKind::NotConnected);
        assert!(taken.load(Ordering::Relaxed) > 0);
        // Whoever reads on finds the frame cut, its sequence cancelled, and the last words.
        drop(std::thread::spawn(move || {
            let mut all = Vec::new();
            let _ = theirs.read_to_end(&mut all);
        }));
    }

    #[test]
    fn a_line_that_is_held_takes_no_frame_until_it_is_released() {
        let (line, mut theirs) = line();
        assert!(line.hold());
        assert_eq!(
            line.send(b"frame").unwrap_err().kind(),
            ErrorKind::NotConnected
        );
        line.say(b"bye").unwrap();
        line.release();
        line.send(b"frame").unwrap();
        let mut all = [0; 8];
        theirs.read_exact(&mut all).unwrap();
        assert_eq!(&all, b"byeframe");
    }
}
