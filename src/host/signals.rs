//! The ways in which others ask the program to end.

use std::io;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;

/// A request to end, by its number on the operating system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signal(pub u8);

impl Signal {
    /// The exit status by convention.
    pub fn exit_status(self) -> u8 {
        128_u8.saturating_add(self.0)
    }
}

/// Requests to end, instead of the default of dying at once. A second one of a kind is told
/// again. The tasks behind it have no owner, because their end needs no consequence: they end
/// with the receiver or with the program, hold nothing, and do nothing that could fail.
pub fn signals() -> io::Result<mpsc::Receiver<Signal>> {
    let (send, receive) = mpsc::channel(4);
    for kind in [
        SignalKind::hangup(),
        SignalKind::interrupt(),
        SignalKind::quit(),
        SignalKind::terminate(),
    ] {
        let mut signal = signal(kind)?;
        let number = u8::try_from(kind.as_raw_value()).unwrap_or_default();
        let send = send.clone();
        tokio::spawn(async move {
            while signal.recv().await.is_some() {
                if send.send(Signal(number)).await.is_err() {
                    return;
                }
            }
        });
    }
    Ok(receive)
}
