//! The log, for finding the cause of a problem.

use std::sync::Mutex;

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
        .with_writer(Mutex::new(file));
    // A second initialisation in one process, as in tests, keeps the first log.
    let _ = tracing_subscriber::registry()
        .with(lines)
        .with(Targets::new().with_target("zentop", level))
        .try_init();
    Ok(())
}
