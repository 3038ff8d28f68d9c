//! Standard output and standard error for people to read: in ASCII where the locale has nothing
//! else, and without waiting for a terminal that was lost.

use std::io::{self, ErrorKind, Stderr, Stdout, Write};
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::isatty;

use crate::model::ascii;
pub(crate) use crate::settings::Spelling;
use crate::settings::charset_of_locale;

/// The most that is written at once where nobody may wait: a terminal that has room at all has room
/// for that.
const CHUNK: usize = 128;

/// How long last words wait for a terminal, in nanoseconds: 150 ms.
const LAST_WORDS: i64 = 150_000_000;

/// Whether the screen is over. Before that, and without a screen, output waits for whoever paused
/// their terminal.
static SCREEN_IS_OVER: AtomicBool = AtomicBool::new(false);

/// Whether a terminal took nothing of what was said at the end.
static GIVEN_UP: AtomicBool = AtomicBool::new(false);

/// From now on a terminal that takes nothing is given up soon: the program is about to end.
pub(crate) fn end_of_screen() {
    SCREEN_IS_OVER.store(true, Ordering::SeqCst);
}

/// Whether something may be written: not to a terminal that takes nothing at the end.
fn has_room(stream: impl AsFd) -> bool {
    if !isatty(&stream) {
        return true;
    }
    let patience = Timespec {
        tv_sec: 0,
        tv_nsec: LAST_WORDS,
    };
    let mut line = [PollFd::new(&stream, PollFlags::OUT)];
    let has_room = !GIVEN_UP.load(Ordering::SeqCst) && poll(&mut line, Some(&patience)) != Ok(0);
    GIVEN_UP.fetch_or(!has_room, Ordering::SeqCst);
    has_room
}

/// Standard output, for text that people read.
pub(crate) fn stdout() -> Spelled<Stdout> {
    Spelled {
        has_room: || has_room(io::stdout()),
        ..Spelled::new(io::stdout(), charset_of_locale())
    }
}

/// Standard error.
pub(crate) fn stderr() -> Spelled<Stderr> {
    Spelled {
        has_room: || has_room(io::stderr()),
        ..Spelled::new(io::stderr(), charset_of_locale())
    }
}

/// A writer that spells UTF-8 as the locale can show it.
#[derive(Debug)]
pub(crate) struct Spelled<W> {
    inner: W,
    spelling: Spelling,
    /// Whether something may be written once the screen is over.
    has_room: fn() -> bool,
    /// The bytes of a sign that is not whole yet.
    rest: Vec<u8>,
}

impl<W: Write> Spelled<W> {
    pub(crate) fn new(inner: W, spelling: Spelling) -> Self {
        Self {
            inner,
            spelling,
            has_room: || true,
            rest: Vec::new(),
        }
    }

    /// Writes bytes that are spelled already.
    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        if !SCREEN_IS_OVER.load(Ordering::SeqCst) {
            return self.inner.write_all(bytes);
        }
        for chunk in bytes.chunks(CHUNK) {
            if !(self.has_room)() {
                return Err(ErrorKind::TimedOut.into());
            }
            self.inner.write_all(chunk)?;
        }
        Ok(())
    }
}

impl<W: Write> Write for Spelled<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.spelling == Spelling::Unicode {
            self.put(bytes)?;
            return Ok(bytes.len());
        }
        let mut all = std::mem::take(&mut self.rest);
        all.extend_from_slice(bytes);
        for chunk in all.utf8_chunks() {
            self.put(ascii(chunk.valid()).as_bytes())?;
            let wrong = chunk.invalid();
            let is_last = all.ends_with(wrong) && !wrong.is_empty();
            let is_begun =
                std::str::from_utf8(wrong).is_err_and(|error| error.error_len().is_none());
            if is_last && is_begun {
                self.rest = wrong.to_vec();
            } else if !wrong.is_empty() {
                self.put(b"?")?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_that_come_in_parts_are_spelled_whole() {
        let mut out = Vec::new();
        let mut spelled = Spelled::new(&mut out, Spelling::Ascii);
        for byte in "Gaëlle · 山 x\n".as_bytes() {
            spelled.write_all(&[*byte]).unwrap();
        }
        spelled.write_all(b"\xff!").unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.is_ascii() && text.starts_with("Gaelle "), "{text:?}");
        assert!(text.ends_with("?!"), "{text:?}");
    }
}
