//! Keys, pastes and changes of size, with the moment at which they arrived. A thread of its own
//! reads them, so that a key typed while the program was busy is known to be older than what the
//! program drew afterwards.

use std::thread;

use crossterm::event::{self, KeyEvent};
use tokio::sync::mpsc;

use crate::model::{Clock, Timestamp};

/// The number of inputs that can wait: more than a held key makes in any pause, and a paste is one
/// event.
const WAITING: usize = 1024;

/// Something the person at the terminal did.
#[derive(Debug, Clone)]
pub enum Input {
    /// A key was pressed, at this moment.
    Key(KeyEvent, Timestamp),
    /// This text was pasted.
    Paste(String),
    /// The terminal has another size.
    Resized,
    /// The terminal lost the focus.
    FocusLost,
}

/// Reads the keyboard until the terminal or the receiver is gone.
pub(crate) fn keyboard(clock: Clock) -> std::io::Result<mpsc::Receiver<Input>> {
    let (send, receive) = mpsc::channel(WAITING);
    thread::Builder::new()
        .name("keyboard".to_owned())
        .spawn(move || {
            while let Ok(event) = event::read() {
                let input = match event {
                    event::Event::Key(key) => Input::Key(key, clock()),
                    event::Event::Paste(text) => Input::Paste(text),
                    event::Event::Resize(..) => Input::Resized,
                    event::Event::FocusLost => Input::FocusLost,
                    event::Event::FocusGained | event::Event::Mouse(_) => continue,
                };
                if send.blocking_send(input).is_err() {
                    return;
                }
            }
        })?;
    Ok(receive)
}
