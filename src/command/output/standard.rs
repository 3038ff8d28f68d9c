//! The one way to standard output.

use std::io::{self, BufWriter, ErrorKind, IsTerminal as _, Stdout, Write};

use rustix::io::Errno;

use crate::host::{self, Spelled, Spelling};

/// The bytes that are written at once.
const AT_ONCE: usize = 64 * 1024;

/// Standard output, buffered. A reader that goes away is no failure: whatever else is written is
/// let go, so that `zentop list | head` ends quietly, and a run that was confirmed goes on to its
/// end, its record and its report.
type Buffered = BufWriter<StandardOutput<Spelled<Stdout>>>;

/// Standard output for people to read, in signs that the locale has.
pub(in crate::command) fn stdout() -> Buffered {
    BufWriter::with_capacity(AT_ONCE, StandardOutput::new(host::stdout()))
}

/// Standard output for machines, as it is, unless it is a terminal.
pub(in crate::command) fn stdout_of_machines() -> Buffered {
    if is_terminal() {
        return stdout();
    }
    let out = Spelled::new(io::stdout(), Spelling::Unicode);
    BufWriter::with_capacity(AT_ONCE, StandardOutput::new(out))
}

/// Whether standard output is a terminal.
pub(in crate::command) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// An output whose reader may go away at any time.
#[derive(Debug)]
pub(in crate::command) struct StandardOutput<W> {
    out: W,
    has_reader: bool,
}

impl<W: Write> StandardOutput<W> {
    fn new(out: W) -> Self {
        Self {
            out,
            has_reader: true,
        }
    }

    /// Does something with the output while it has a reader; afterwards `done` stands for it.
    fn with<T>(&mut self, done: T, act: impl FnOnce(&mut W) -> io::Result<T>) -> io::Result<T> {
        if !self.has_reader {
            return Ok(done);
        }
        match act(&mut self.out) {
            Err(error) if is_without_reader(&error) => {
                self.has_reader = false;
                Ok(done)
            }
            result => result.map_err(|error| not_written(&error)),
        }
    }
}

impl<W: Write> Write for StandardOutput<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.with(bytes.len(), |out| out.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.with((), Write::flush)
    }
}

/// The same error in words for whoever asked for the output.
fn not_written(error: &io::Error) -> io::Error {
    let words = format!(
        "standard output could not be written: {error}\n  what was written is not complete; make \
         room or write elsewhere, and ask again"
    );
    io::Error::new(error.kind(), words)
}

/// Whether the reader went away: a pipe is broken, or a terminal was hung up.
fn is_without_reader(error: &io::Error) -> bool {
    error.kind() == ErrorKind::BrokenPipe || error.raw_os_error() == Some(Errno::IO.raw_os_error())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An output that takes so many bytes, and then fails in this way.
    struct Failing(usize, ErrorKind);

    impl Write for Failing {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let taken = bytes.len().min(self.0);
            self.0 -= taken;
            match taken {
                0 => Err(self.1.into()),
                taken => Ok(taken),
            }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_went_away_is_no_failure_and_a_full_disk_is_one() {
        let mut out = StandardOutput::new(Failing(10, ErrorKind::BrokenPipe));
        assert!(out.write_all(&[b'x'; 100]).is_ok() && out.flush().is_ok());
        assert!(out.write_all(b"more").is_ok(), "and it stays so");
        let mut out = StandardOutput::new(Failing(10, ErrorKind::StorageFull));
        let error = out.write_all(&[b'x'; 100]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::StorageFull);
        assert!(error.to_string().starts_with("standard output"), "{error}");
    }
}
