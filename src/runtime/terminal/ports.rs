//! What others ask of a terminal, and tests of a stand-in.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use ratatui::backend::Backend;
use ratatui::layout::Size;

/// The longest that a terminal may take nothing before it counts as lost: longer than a busy
/// machine or a bad line needs, and short enough for somebody who waits for a run to stop.
pub(in crate::runtime) const PATIENCE: Duration = Duration::from_secs(10);

/// A backend that frames are drawn on, by a thread of its own.
pub trait FrameBackend: Backend<Error = io::Error> + io::Write + Send + 'static {
    /// Takes in the size that the next frame was laid out for. The terminal may have another one by
    /// now.
    fn begin(&mut self, _size: Size) {}
}

/// The terminal beyond its backend.
pub struct OutputPorts {
    /// Asks for the size of the screen.
    pub size: Box<dyn Fn() -> io::Result<Size> + Send>,
    /// The number of bytes that the terminal has taken, where that is known.
    pub taken: Arc<AtomicU64>,
    /// The longest that the terminal may take nothing: ten seconds, but where that is tried.
    pub patience: Duration,
}

/// Lends the terminal to the shell while the program is stopped.
pub trait TerminalLender: Send {
    /// Gives the terminal back and stops the process, and with it the whole job if `whole_job`.
    /// Returns when it goes on; `false` means that nobody could let it go on, and it was not
    /// stopped.
    fn lend(&mut self, whole_job: bool) -> bool;

    /// Takes the terminal again. `false` means that the shell still has it.
    fn take_again(&mut self) -> io::Result<bool>;
}
