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

impl Write for LogFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).inspect_err(|error| {
            LOST.get_or_init(|| error.to_string());
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    /// Nothing is said while a screen may be there; it is noted for the end.
    #[test]
    fn a_line_of_the_log_that_is_lost_is_noted() {
        assert_eq!(lost(), None);
        let full = File::options().write(true).open("/dev/full").unwrap();
        LogFile(full).write_all(b"line").unwrap_err();
        assert!(lost().unwrap().contains("space"), "{:?}", lost());
    }
}
