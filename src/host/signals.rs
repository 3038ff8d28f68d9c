//! The ways in which the system asks the program to end.

use std::io;
use std::sync::{LazyLock, OnceLock};
use std::time::Duration;

use rustix::process::Signal as RawSignal;
use signal_hook::low_level::emulate_default_handler;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

use crate::model::caught;

/// The number of requests to end that can wait: those after the second change nothing.
const WAITING: usize = 4;

/// Two requests closer together than this are one: wrappers send theirs to the process and once
/// more to its group.
const SAME_REQUEST: Duration = Duration::from_millis(100);

/// A request to end, by its signal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signal(pub u8);

impl Signal {
    /// The terminal hung up.
    pub(crate) const HANGUP: Self = Self(1);

    /// Somebody asks the program to end.
    const TERMINATE: Self = Self(15);

    /// The exit status by convention.
    pub(crate) fn exit_status(self) -> u8 {
        128_u8.saturating_add(self.0)
    }

    /// Notes that the program ends by this signal as soon as it has recorded and told what it did.
    /// The first one counts.
    pub(crate) fn ends_the_program(self) {
        let _ = ENDS_BY.set(self);
    }

    /// Ends the process as the signal does by itself. Whoever started it goes by that: a shell stops
    /// its loop, which it does after no exit status. Returns the status that says the same, where the
    /// system does not end the process by this signal.
    pub(crate) fn end_the_process(self) -> u8 {
        let _ = emulate_default_handler(i32::from(self.0));
        self.exit_status()
    }

    /// Whether somebody who sends it twice wants the program to end at once. A shell sends its own
    /// hangup after that of the terminal, so two of these are one.
    fn can_insist(self) -> bool {
        matches!(self.0, 2 | 3 | 15)
    }
}

/// Tells whether the program is asked again to end.
#[derive(Debug, Default)]
pub(crate) struct Insistence(Option<Instant>);

impl Insistence {
    /// Takes in a request to end. `true` means that it is a second one.
    pub(crate) fn hears(&mut self, signal: Signal, now: Instant) -> bool {
        if !signal.can_insist() {
            return false;
        }
        match self.0 {
            None => {
                self.0 = Some(now);
                false
            }
            Some(first) => now.duration_since(first) >= SAME_REQUEST,
        }
    }
}

/// The signal that the program ends by once everything is recorded and told.
static ENDS_BY: OnceLock<Signal> = OnceLock::new();

/// The signal that the program ends by, if one stopped what it did.
pub(crate) fn ends_by() -> Option<Signal> {
    ENDS_BY.get().copied()
}

/// The second request to end, once it has come. It is one for the process, because what is waited
/// for at its very end belongs to no command.
static INSISTED: LazyLock<watch::Sender<Option<Signal>>> =
    LazyLock::new(|| watch::Sender::new(None));

/// Waits for a second request to end.
pub(crate) async fn insisted() -> Signal {
    let mut insisted = INSISTED.subscribe();
    match insisted
        .wait_for(Option::is_some)
        .await
        .map(|signal| *signal)
    {
        Ok(Some(signal)) => signal,
        _ => std::future::pending().await,
    }
}

/// The signals that whoever started the program wants it to ignore, as `nohup` does: they stay so.
/// It is asked once, before the program has handlers of its own.
static IGNORED: LazyLock<Ignored> = LazyLock::new(Ignored::by_the_system);

#[derive(Clone, Copy)]
struct Ignored(u64);

impl Ignored {
    /// Where the system does not tell, none is ignored.
    fn by_the_system() -> Self {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        Self::in_status(&status)
    }

    fn in_status(status: &str) -> Self {
        let line = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        let mask = line.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
        Self(mask.unwrap_or_default())
    }

    fn contains(self, kind: SignalKind) -> bool {
        let place = u32::try_from(kind.as_raw_value() - 1).unwrap_or(u32::MAX);
        1_u64
            .checked_shl(place)
            .is_some_and(|bit| self.0 & bit != 0)
    }
}

/// Whether whoever started the program wants it to ignore this signal.
pub(super) fn is_ignored(kind: SignalKind) -> bool {
    IGNORED.contains(kind)
}

/// Receives requests to end, which no longer end the program by themselves: also those that nobody
/// has a use for, since they would leave the terminal as it is and requests without an outcome. A
/// second request of the same kind is received again. The tasks behind it have no owner, and their end
/// has its consequence here: what can no longer be asked to end is asked at once, see
/// [`or_terminate`].
pub(crate) fn signals() -> io::Result<mpsc::Receiver<Signal>> {
    let (send, receive) = mpsc::channel(WAITING);
    let (all, mut heard) = mpsc::channel(WAITING);
    let ignored = *IGNORED;
    for kind in [
        SignalKind::hangup(),
        SignalKind::interrupt(),
        SignalKind::quit(),
        SignalKind::terminate(),
        SignalKind::alarm(),
        SignalKind::user_defined1(),
        SignalKind::user_defined2(),
        SignalKind::from_raw(RawSignal::XCPU.as_raw()),
        SignalKind::from_raw(RawSignal::VTALARM.as_raw()),
        SignalKind::from_raw(RawSignal::PROF.as_raw()),
    ] {
        if ignored.contains(kind) {
            continue;
        }
        let mut signal = signal(kind)?;
        let number = u8::try_from(kind.as_raw_value()).unwrap_or_default();
        let all = all.clone();
        let listening = async move {
            while signal.recv().await.is_some() {
                if all.send(Signal(number)).await.is_err() {
                    return;
                }
            }
        };
        tokio::spawn(or_terminate(send.clone(), listening));
    }
    tokio::spawn(or_terminate(send.clone(), async move {
        let mut insistence = Insistence::default();
        while let Some(signal) = heard.recv().await {
            if insistence.hears(signal, Instant::now()) {
                INSISTED.send_replace(Some(signal));
            }
            // Whoever no longer listens, or has not yet heard the one before, needs no more.
            let _ = send.try_send(signal);
        }
    }));
    Ok(receive)
}

/// Asks the program to end where a task that listens for such requests fails: they no longer end it by
/// themselves, so nobody else could.
async fn or_terminate(send: mpsc::Sender<Signal>, listening: impl Future<Output = ()>) {
    if caught(listening).await.is_err() {
        let _ = send.try_send(Signal::TERMINATE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_that_nohup_ignores_stays_ignored() {
        let ignored = Ignored::in_status("Name:\tzentop\nSigIgn:\t0000000000000001\n");
        assert!(ignored.contains(SignalKind::hangup()));
        assert!(!ignored.contains(SignalKind::terminate()));
        assert!(!Ignored::in_status("").contains(SignalKind::hangup()));
    }

    #[tokio::test]
    async fn a_program_that_nobody_can_ask_to_end_any_more_ends() {
        let (send, mut receive) = mpsc::channel(WAITING);
        or_terminate(send.clone(), async {}).await;
        assert!(receive.try_recv().is_err(), "it came to its end");
        or_terminate(send, async { panic!("provoked") }).await;
        assert_eq!(receive.try_recv(), Ok(Signal(15)));
    }

    #[test]
    fn only_a_second_request_that_somebody_meant_insists() {
        let (term, int, hangup) = (Signal(15), Signal(2), Signal::HANGUP);
        let at = |millis| {
            static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
            *BEGAN + Duration::from_millis(millis)
        };
        for (heard, insists) in [
            (vec![(term, 0)], false),
            (vec![(term, 0), (term, 20)], false),
            (vec![(term, 0), (term, 400)], true),
            (vec![(int, 0), (term, 400)], true),
            (vec![(hangup, 0), (hangup, 400)], false),
            (vec![(hangup, 0), (term, 400)], false),
        ] {
            let mut insistence = Insistence::default();
            let heard: Vec<bool> = heard
                .into_iter()
                .map(|(signal, millis)| insistence.hears(signal, at(millis)))
                .collect();
            assert_eq!(heard.last(), Some(&insists), "{heard:?}");
        }
    }
}
