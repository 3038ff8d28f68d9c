//! Keys, pastes and changes of size, with the moment at which their bytes were read.
//!
//! The bytes of the terminal are read and decoded here, and not by crossterm, whose types of keys
//! are used. Its events come without the time of their reading and without the key's place on
//! other layouts; it takes the head of a sequence that was split for Esc, answers of the terminal
//! for keys, and waits for the end of a paste for ever. None of this can be mended after the fact.
//! The parser is a state machine that takes one byte at a time, so that no split between two reads
//! can matter. Parsers of output (`vte`) do not say when they wait, and know none of the forms in
//! which keys come.
//!
//! - `decoder` from bytes to what they mean; `collected` a sequence until its end, `paste` a paste
//!   until its end
//! - `sequence` what a whole sequence means; `key` the keys of bytes, letters and numbers, `kitty`
//!   the keys of kitty's protocol
//! - `mouse` what the mouse reports, once it is listened to
//! - `reading` the threads that read and decode
//! - `questions` what the terminal is asked at the start, and its answers; `layouts` the protocol
//!   that tells the key's place on other layouts

mod collected;
mod decoder;
mod key;
mod kitty;
mod layouts;
mod mouse;
mod paste;
mod questions;
mod reading;
mod sequence;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io;
use std::os::fd::AsFd as _;

use crossterm::event::KeyEvent;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{mpsc, watch};

pub(super) use self::layouts::{enter_layouts, leave_layouts};
pub(super) use self::mouse::{LEAVE_MOUSE, LISTEN_TO_MOUSE};
pub(crate) use self::questions::TerminalQuestions;
use crate::app::MouseAct;
use crate::model::{Clock, Fault, Timestamp};
use crate::settings::Background;

/// The number of inputs that can wait: more than a held key makes in any pause, and a paste is one
/// event.
const WAITING: usize = 1024;

/// Something the person at the terminal did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed, at this moment.
    Key(KeyEvent, Timestamp),
    /// A key was pressed on a layout without Latin letters, and the terminal told its place.
    LayoutKey {
        /// The key as the layout has it.
        key: KeyEvent,
        /// The key at the same place of a Latin layout.
        latin: KeyEvent,
        /// The moment at which it was pressed.
        at: Timestamp,
    },
    /// This text was pasted; a very long one is cut.
    Paste(String),
    /// Something was done with the mouse, at this place of the screen.
    Mouse {
        /// What was done.
        act: MouseAct,
        /// The column, from 0.
        x: u16,
        /// The row, from 0.
        y: u16,
    },
    /// The terminal has another size.
    Resized,
    /// The terminal lost the focus.
    FocusLost,
    /// The terminal told its background, perhaps long after it was asked.
    Background(Background),
    /// The reading of the terminal failed for a fault of the program's own: nothing more is heard.
    Failed(Fault),
}

/// Reads the terminal on stdin until it or the receiver is gone. The channel ends with the
/// terminal.
pub(crate) fn keyboard(clock: Clock) -> io::Result<(mpsc::Receiver<Input>, TerminalQuestions)> {
    let (send, receive) = mpsc::channel(WAITING);
    let (tell, answers) = watch::channel(questions::TerminalAnswers::default());
    let terminal = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    tell_sizes(&send)?;
    reading::start(terminal, clock, send, tell)?;
    Ok((receive, TerminalQuestions::new(answers)))
}

/// Tells of changes of size; those that come while one waits are one with it. The task has no
/// owner, because its end needs no consequence: it ends with the receiver or the first change after
/// the terminal's end, and holds nothing that keeps the channel open.
fn tell_sizes(send: &mpsc::Sender<Input>) -> io::Result<()> {
    let mut changes = signal(SignalKind::window_change())?;
    let send = send.downgrade();
    tokio::spawn(async move {
        while changes.recv().await.is_some() {
            let Some(send) = send.upgrade() else {
                return;
            };
            if send.send(Input::Resized).await.is_err() {
                return;
            }
        }
    });
    Ok(())
}
