//! Typing that the terminal does not show, and a terminal that shows it again whatever ends that. A
//! signal that ends the program ends the task that reads, which drops what is here.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use tokio::signal::unix::signal;

use super::job::{going_on, has_shell, stop_here, terminal_stop};
use super::signals::is_ignored;
use super::streams::stderr;

/// A terminal that shows nothing of what is typed until this is dropped, or while the program is
/// stopped.
pub(crate) struct HiddenInput(Shared);

type Shared = Arc<Mutex<Option<Hidden>>>;

/// The terminal as it was before, and what was asked.
struct Hidden {
    before: Termios,
    prompt: String,
}

impl HiddenInput {
    /// Hides what is typed from now on, and asks for it. Where standard input is no terminal, nobody
    /// is asked.
    pub(crate) fn begin(prompt: &str) -> io::Result<Self> {
        let shared = Shared::default();
        if io::stdin().is_terminal() {
            listen(&shared)?;
            let hidden = Hidden {
                before: tcgetattr(io::stdin())?,
                prompt: prompt.to_owned(),
            };
            // A signal that comes in between finds how it was before.
            lock(&shared).insert(hidden).hide(OptionalActions::Flush)?;
        }
        Ok(Self(shared))
    }
}

impl Drop for HiddenInput {
    fn drop(&mut self) {
        if let Some(hidden) = lock(&self.0).take() {
            hidden.show();
        }
    }
}

impl Hidden {
    fn hide(&self, when: OptionalActions) -> io::Result<()> {
        let mut modes = self.before.clone();
        modes.local_modes.remove(LocalModes::ECHO);
        tcsetattr(io::stdin(), when, &modes)?;
        // The prompt invites to paste, so it is written only when the terminal is quiet.
        let _ = write!(stderr(), "{}: ", self.prompt);
        Ok(())
    }

    fn show(&self) {
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.before);
        let _ = writeln!(stderr());
    }
}

/// Reads the state. A panic elsewhere does not make it invalid.
fn lock(shared: &Shared) -> MutexGuard<'_, Option<Hidden>> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Shows again what is typed while the program is stopped, as a shell does it with Ctrl-Z. The task
/// goes on when nothing is hidden any more: without it the signal would do nothing.
fn listen(shared: &Shared) -> io::Result<()> {
    if is_ignored(terminal_stop()) {
        return Ok(());
    }
    let mut stops = signal(terminal_stop())?;
    let mut goes_on = signal(going_on())?;
    let shared = Arc::clone(shared);
    tokio::spawn(async move {
        while stops.recv().await.is_some() {
            if !has_shell() {
                continue;
            }
            if let Some(hidden) = &*lock(&shared) {
                hidden.show();
            }
            // The program may run on for a moment, so that only the other signal says it goes on.
            if stop_here(false).is_ok() {
                goes_on.recv().await;
            }
            if let Some(hidden) = &*lock(&shared) {
                let _ = hidden.hide(OptionalActions::Now);
            }
        }
    });
    Ok(())
}
