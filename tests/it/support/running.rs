//! The binary while it runs.

use std::io::{BufRead as _, BufReader, Read};
use std::process::Child;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::Output;

/// The longest any run may take. A debug build on a busy machine, with waits of ten seconds
/// that some faults ask for, stays far below.
const DEADLINE: Duration = Duration::from_secs(60);

/// Reads a pipe line by line in a thread of its own, so that a full pipe never blocks.
fn lines(pipe: impl Read + Send + 'static) -> Receiver<String> {
    let (send, receive) = channel();
    thread::spawn(move || {
        let mut pipe = BufReader::new(pipe);
        let mut line = Vec::new();
        while matches!(pipe.read_until(b'\n', &mut line), Ok(count) if count > 0) {
            let text = String::from_utf8_lossy(&line).into_owned();
            line.clear();
            if send.send(text).is_err() {
                return;
            }
        }
    });
    receive
}

struct Stream {
    lines: Receiver<String>,
    text: String,
}

impl Stream {
    fn new(pipe: impl Read + Send + 'static) -> Self {
        Self {
            lines: lines(pipe),
            text: String::new(),
        }
    }

    /// Takes the next line in; `None` at the end.
    fn next(&mut self, deadline: Instant) -> Result<Option<String>, RecvTimeoutError> {
        let left = deadline.saturating_duration_since(Instant::now());
        match self.lines.recv_timeout(left) {
            Ok(line) => {
                self.text.push_str(&line);
                Ok(Some(line))
            }
            Err(RecvTimeoutError::Disconnected) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Takes in all lines; `false` if the end does not come in time.
    fn read_to_end(&mut self, deadline: Instant) -> bool {
        loop {
            match self.next(deadline) {
                Ok(Some(_)) => {}
                Ok(None) => return true,
                Err(_) => return false,
            }
        }
    }
}

/// A run under way.
pub(crate) struct Running {
    child: Child,
    out: Stream,
    err: Stream,
    deadline: Instant,
}

impl Running {
    /// Takes over a child whose output is piped.
    pub(crate) fn new(mut child: Child) -> Self {
        let out = Stream::new(child.stdout.take().unwrap());
        let err = Stream::new(child.stderr.take().unwrap());
        Self {
            child,
            out,
            err,
            deadline: Instant::now() + DEADLINE,
        }
    }

    /// Waits for a line on stderr that contains `part`.
    pub(crate) fn wait_for_talk(&mut self, part: &str) {
        while !self.err.text.contains(part) {
            let next = self.err.next(self.deadline);
            assert!(
                matches!(next, Ok(Some(_))),
                "no {part:?}: {}",
                self.err.text
            );
        }
    }

    /// The process.
    #[cfg(target_os = "linux")]
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The process, for who sends it signals while somebody else waits for its end.
    pub(crate) fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// The text on stderr so far.
    pub(crate) fn talk(&self) -> &str {
        &self.err.text
    }

    /// Waits for the next line on stdout.
    pub(crate) fn wait_for_line(&mut self) -> String {
        match self.out.next(self.deadline) {
            Ok(Some(line)) => line,
            other => panic!("no line: {other:?} {}", self.err.text),
        }
    }

    /// Asks it to end.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// Limits the time that the rest of the run may take.
    pub(crate) fn within(mut self, limit: Duration) -> Self {
        self.deadline = Instant::now() + limit;
        self
    }

    /// Waits for its end. The pipes close with the process, so nothing needs to be polled.
    pub(crate) fn finish(mut self) -> Output {
        let in_time = [&mut self.out, &mut self.err]
            .into_iter()
            .all(|stream| stream.read_to_end(self.deadline));
        assert!(
            in_time,
            "not over in time: {}{}",
            self.out.text, self.err.text
        );
        let status = self.child.wait().unwrap();
        Output {
            stdout: std::mem::take(&mut self.out.text),
            stderr: std::mem::take(&mut self.err.text),
            ..Output::of(status)
        }
    }
}

impl Drop for Running {
    /// A test that failed half-way leaves no process behind. One that is over is left alone.
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}
