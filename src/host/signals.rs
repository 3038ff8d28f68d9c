//! The ways in which the system asks the program to end.

use std::io;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;

/// A request to end, by its signal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signal(pub u8);

impl Signal {
    /// The exit status by convention.
    pub(crate) fn exit_status(self) -> u8 {
        128_u8.saturating_add(self.0)
    }
}

/// Receives requests to end, which no longer end the program by themselves. A second request of the
/// same kind is received again. The tasks behind it have no owner, because their end needs no
/// consequence: they end with the receiver, hold nothing, and do nothing that could fail.
pub(crate) fn signals() -> io::Result<mpsc::Receiver<Signal>> {
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
