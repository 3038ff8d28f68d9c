//! The end of a file: its last whole line, and what a crash left after it.

use std::io;

use super::chain::{Link, sha256_hex};
use super::{Receipt, Storage};

/// The number of bytes that are read at first: dozens of records, and one disk read.
const WINDOW: u64 = 64 * 1024;

/// The end of the file as it was when it had `len` bytes.
#[derive(Clone, Debug, Default)]
pub(super) struct Tail {
    /// The length that this describes.
    pub(super) len: u64,
    /// The last whole record; `None` in a file without any.
    pub(super) last: Option<Receipt>,
    /// What stands after the record and has to be accounted for.
    pub(super) torn: Option<Torn>,
    /// Whether the last line lacks its end.
    pub(super) unended: bool,
}

/// What is left of a write that was cut short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Torn {
    /// A whole record without its end of line; it counts.
    NoEnd,
    /// Bytes that are no record; they are kept, and passed over.
    Junk {
        /// The number of bytes, without the last end of line.
        bytes: u64,
        /// Their SHA-256.
        sha256: String,
    },
}

impl Tail {
    /// Reads backwards from `len` until a whole record is found.
    pub(super) fn read(storage: &dyn Storage, len: u64) -> io::Result<Self> {
        let mut window = WINDOW.min(len);
        loop {
            let mut bytes = vec![0; usize::try_from(window).map_err(io::Error::other)?];
            storage.read_at(len - window, &mut bytes)?;
            if let Some(tail) = Self::within(&bytes, len, window == len) {
                return Ok(tail);
            }
            window = window.saturating_mul(4).min(len);
        }
    }

    /// The tail, if `bytes` (the end of the file, or all of it) hold a whole record.
    fn within(bytes: &[u8], len: u64, is_all: bool) -> Option<Self> {
        let unended = bytes.last().is_some_and(|byte| *byte != b'\n');
        let text = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let mut end = text.len();
        loop {
            let newline = memchr::memrchr(b'\n', &text[..end]);
            if newline.is_none() && !is_all {
                return None;
            }
            let start = newline.map_or(0, |at| at + 1);
            if let Some(link) = Link::of(&text[start..end]) {
                let junk = text.get(end + 1..);
                let torn = match junk {
                    Some(junk) => Some(Torn::junk(junk)),
                    None => unended.then_some(Torn::NoEnd),
                };
                let last = Some(Receipt {
                    seq: link.seq,
                    hash: link.hash,
                });
                return Some(Self {
                    len,
                    last,
                    torn,
                    unended,
                });
            }
            let Some(at) = newline else {
                let torn = (!bytes.is_empty()).then(|| Torn::junk(text));
                return Some(Self {
                    len,
                    last: None,
                    torn,
                    unended,
                });
            };
            end = at;
        }
    }
}

impl Torn {
    fn junk(bytes: &[u8]) -> Self {
        Self::Junk {
            bytes: bytes.len() as u64,
            sha256: sha256_hex(bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"seq":7,"event":"intent","prev":"p","hash":"0123456789012345678901234567890123456789012345678901234567890123"}"#;

    fn tail(text: &str) -> Tail {
        Tail::within(text.as_bytes(), text.len() as u64, true).unwrap()
    }

    #[test]
    fn the_last_whole_record_is_found_behind_what_a_crash_left() {
        assert!(tail("").last.is_none() && tail("").torn.is_none());
        let whole = tail(&format!("x\n{LINE}\n"));
        assert_eq!(
            (whole.last.map(|last| last.seq), whole.torn),
            (Some(7), None)
        );
        assert_eq!(tail(LINE).torn, Some(Torn::NoEnd));
        for (after, junk) in [
            ("{\"v\"", "{\"v\""),
            ("a\nb", "a\nb"),
            ("a\n\n", "a\n"),
            ("\n", ""),
        ] {
            let torn = tail(&format!("{LINE}\n{after}"));
            assert_eq!(torn.last.map(|last| last.seq), Some(7), "{after:?}");
            assert_eq!(torn.torn, Some(Torn::junk(junk.as_bytes())), "{after:?}");
            assert_eq!(torn.unended, !after.ends_with('\n'));
        }
        assert_eq!(tail("junk\n").torn, Some(Torn::junk(b"junk")));
    }
}
