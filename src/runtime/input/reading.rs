//! The threads that read and decode. One does nothing but read, so that the time of reading is
//! true however busy the program is; the other decodes, and waits for what a sequence lacks.
//!
//! Neither waits for the terminal in any way but to read it, which is all that a Mac supports on
//! every terminal. While the program is stopped, so are they. What was typed meanwhile is dropped
//! in the terminal; what is read before that has the time of its reading.

use std::fs::File;
use std::io::{self, ErrorKind, Read as _};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Instant;

use rustix::io::ioctl_fionbio;
use tokio::sync::{mpsc, watch};

use super::Input;
use super::decoder::{Decoded, Decoder, ReadAt};
use super::questions::{TerminalAnswer, TerminalAnswers};
use crate::model::{Clock, caught_here};

/// The number of bytes that are read at once.
const AT_ONCE: usize = 4096;

/// The number of reads that may wait to be decoded; further bytes wait in the terminal.
const AHEAD: usize = 4;

/// The number of empty reads in a row that mean the end. Ctrl-D makes one, if the program has just
/// been continued and the terminal is not raw yet.
const EMPTY_READS: u32 = 3;

/// Bytes, and when they were read.
type Heard = (Vec<u8>, ReadAt);

/// Starts the threads. They end with the terminal or with the receivers.
pub(super) fn start(
    terminal: File,
    clock: Clock,
    inputs: mpsc::Sender<Input>,
    answers: watch::Sender<TerminalAnswers>,
) -> io::Result<()> {
    let (send, heard) = sync_channel(AHEAD);
    let now = read_at(&clock);
    let failed = inputs.clone();
    thread::Builder::new()
        .name("terminal".to_owned())
        .spawn(move || or_tell(&failed, || read(terminal, &clock, &send)))?;
    thread::Builder::new()
        .name("keyboard".to_owned())
        .spawn(move || {
            or_tell(&inputs, || {
                decode(Decoder::new(now), &heard, &inputs, &answers);
            });
        })?;
    Ok(())
}

/// Does the work of a thread, and tells where it fails: without either of them nothing that is typed
/// is heard.
fn or_tell(inputs: &mpsc::Sender<Input>, work: impl FnOnce()) {
    if let Err(fault) = caught_here(work) {
        let _ = inputs.blocking_send(Input::Failed(fault));
    }
}

fn read_at(clock: &Clock) -> ReadAt {
    ReadAt {
        steady: Instant::now(),
        clock: clock(),
    }
}

fn read(mut terminal: File, clock: &Clock, send: &SyncSender<Heard>) {
    let mut buffer = [0; AT_ONCE];
    let mut empty = 0;
    while empty < EMPTY_READS {
        match terminal.read(&mut buffer) {
            Ok(0) => empty += 1,
            Ok(count) => {
                empty = 0;
                let bytes = buffer.get(..count).unwrap_or_default().to_vec();
                if send.send((bytes, read_at(clock))).is_err() {
                    return;
                }
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // Another program of this terminal left its reads not to wait.
            Err(error)
                if error.kind() == ErrorKind::WouldBlock
                    && ioctl_fionbio(&terminal, false).is_ok() => {}
            Err(_) => return,
        }
    }
}

fn decode(
    mut decoder: Decoder,
    heard: &Receiver<Heard>,
    inputs: &mpsc::Sender<Input>,
    answers: &watch::Sender<TerminalAnswers>,
) {
    loop {
        let next = match decoder.due() {
            Some(due) => heard.recv_timeout(due.saturating_duration_since(Instant::now())),
            None => heard.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        let decoded = match next {
            Ok((bytes, at)) => decoder.feed(&bytes, at),
            Err(RecvTimeoutError::Timeout) => decoder.expire(Instant::now()),
            Err(RecvTimeoutError::Disconnected) => return,
        };
        for one in decoded {
            match one {
                Decoded::Answer(answer) => {
                    answers.send_modify(|all| all.take(answer));
                    // Over a slow line it comes when nobody waits for it any more.
                    if let TerminalAnswer::Background(background) = answer
                        && inputs.blocking_send(Input::Background(background)).is_err()
                    {
                        return;
                    }
                }
                Decoded::Input(input) => {
                    if inputs.blocking_send(input).is_err() {
                        return;
                    }
                }
            }
        }
    }
}
