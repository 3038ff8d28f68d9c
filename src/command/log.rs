//! The log, for finding the cause of a problem.

use std::fs::File;
use std::io::{self, Write};
use std::sync::{Mutex, OnceLock};

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use super::exit::Failure;
use crate::files;
use crate::settings::{LogLevel, Settings};

/// Starts the log if one was asked for. Its lines name requests by path, and never their secrets.
pub(super) fn start(settings: &Settings) -> Result<(), Failure> {
    let Some(log) = &settings.log else {
        return Ok(());
    };
    let file = files::append(&log.path).map_err(|error| Failure::usage(error.to_string()))?;
    let level = match log.level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    };
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_writer(Mutex::new(LogFile(file)));
    // A second initialisation in one process, as in tests, keeps the first log.
    let _ = tracing_subscriber::registry()
        .with(lines)
        .with(Targets::new().with_target("zentop", level))
        .try_init();
    Ok(())
}

/// Why a line of the log could not be written first, if one could not.
static LOST: OnceLock<String> = OnceLock::new();

/// Why not all of the log was written, if so.
pub(super) fn lost() -> Option<&'static str> {
    LOST.get().map(String::as_str)
}

/// The file of the log, which notes that a line could not be written: whoever asked for it is told at the end.
struct LogFile(File);

/// An entry comes as a whole, with one line end behind it, and is one line: a panic has its words on
/// several.
impl Write for LogFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let entry = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let written = if entry.iter().any(u8::is_ascii_control) {
            let plain = |byte: &u8| if byte.is_ascii_control() { b' ' } else { *byte };
            let mut line: Vec<u8> = entry.iter().map(plain).collect();
            line.extend_from_slice(&bytes[entry.len()..]);
            self.0.write_all(&line).map(|()| bytes.len())
        } else {
            self.0.write(bytes)
        };
        written.inspect_err(|error| {
            LOST.get_or_init(|| error.to_string());
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_one_line_whatever_is_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let mut file = LogFile(File::create(&path).unwrap());
        file.write_all("a\nb\u{1b}[2J\tü\n".as_bytes()).unwrap();
        file.write_all(b"c\n").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "a b [2J ü\nc\n");
    }

    /// Nothing is said while a screen may be there; it is noted for the end.
    #[test]
    #[cfg(target_os = "linux")]
    fn a_line_of_the_log_that_is_lost_is_noted() {
        assert_eq!(lost(), None);
        let full = File::options().write(true).open("/dev/full").unwrap();
        LogFile(full).write_all(b"line").unwrap_err();
        assert!(lost().unwrap().contains("space"), "{:?}", lost());
    }
}
