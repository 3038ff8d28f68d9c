//! Standard output and standard error for people to read: in ASCII where the locale has nothing
//! else.

use std::io::{self, Stderr, Stdout, Write};

use crate::model::ascii;
pub(crate) use crate::settings::Spelling;
use crate::settings::charset_of_locale;

/// Standard output, for text that people read.
pub(crate) fn stdout() -> Spelled<Stdout> {
    Spelled::new(io::stdout(), charset_of_locale())
}

/// Standard error.
pub(crate) fn stderr() -> Spelled<Stderr> {
    Spelled::new(io::stderr(), charset_of_locale())
}

/// A writer that spells UTF-8 as the locale can show it.
#[derive(Debug)]
pub(crate) struct Spelled<W> {
    inner: W,
    spelling: Spelling,
    /// The bytes of a sign that is not whole yet.
    rest: Vec<u8>,
}

impl<W: Write> Spelled<W> {
    pub(crate) fn new(inner: W, spelling: Spelling) -> Self {
        Self {
            inner,
            spelling,
            rest: Vec::new(),
        }
    }
}

impl<W: Write> Write for Spelled<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.spelling == Spelling::Unicode {
            return self.inner.write(bytes);
        }
        let mut all = std::mem::take(&mut self.rest);
        all.extend_from_slice(bytes);
        for chunk in all.utf8_chunks() {
            self.inner.write_all(ascii(chunk.valid()).as_bytes())?;
            let wrong = chunk.invalid();
            let is_last = all.ends_with(wrong) && !wrong.is_empty();
            let is_begun =
                std::str::from_utf8(wrong).is_err_and(|error| error.error_len().is_none());
            if is_last && is_begun {
                self.rest = wrong.to_vec();
            } else if !wrong.is_empty() {
                self.inner.write_all(b"?")?;
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
