//! Taking the terminal, and giving it back whatever happens.
//!
//! A panic of the loop gives it back before its message is printed. A panic of anything else does
//! not touch it, because the loop goes on drawing: its place goes to the log, its end is an event
//! for its owner, and its message is printed once the terminal is given back.
//!
//! - `steady` keeps what is drawn in its columns

mod steady;

use std::backtrace::Backtrace;
use std::io::{self, IsTerminal as _, Write as _, stdout};
use std::panic::PanicHookInfo;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::thread::{self, ThreadId};

use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, EnableBracketedPaste, EnableFocusChange,
};
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

pub(crate) use self::steady::Steady;
use super::input::{enter_layouts, leave_layouts};
use crate::model::SafeText;

/// Explicit bidirectional mode off and on (ECMA-48 BDSM, terminal-wg draft): a full-screen
/// program lays out its own cells, and a right-to-left name must not move its neighbours.
const BIDI_EXPLICIT: &str = "\u{1b}[8l";
const BIDI_IMPLICIT: &str = "\u{1b}[8h";

/// The number of panic messages that are remembered until they can be printed; the log has all of
/// them.
const REMEMBERED: usize = 8;

/// The terminal while we have it. The panic hook has no other way to know.
struct Taken {
    /// The thread whose loop draws on it.
    by: ThreadId,
    /// The messages of panics in other threads meanwhile.
    faults: Vec<String>,
}

static TAKEN: Mutex<Option<Taken>> = Mutex::new(None);

/// The state of the terminal. A panic elsewhere leaves a state that is still true.
fn taken() -> MutexGuard<'static, Option<Taken>> {
    TAKEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The terminal that frames are drawn on.
pub(crate) type RealTerminal = Terminal<Steady<CrosstermBackend<io::BufWriter<io::Stdout>>>>;

/// Holds the terminal; dropping it gives it back.
#[must_use = "dropping the guard gives the terminal back"]
pub struct TerminalGuard(());

/// The size of the buffer that makes one write of one frame: larger than any frame at 300×100 with
/// all its colours.
const FRAME_BUFFER: usize = 256 * 1024;

impl TerminalGuard {
    /// Takes the terminal: raw mode, alternate screen, bracketed paste, focus reports.
    pub fn take() -> io::Result<(Self, RealTerminal)> {
        if !stdout().is_terminal() || !io::stdin().is_terminal() {
            return Err(io::Error::other(
                "the screen needs a terminal on stdin and stdout",
            ));
        }
        hook_panics();
        *taken() = Some(Taken {
            by: thread::current().id(),
            faults: Vec::new(),
        });
        let taken = enable_raw_mode().and_then(|()| {
            let mut out = stdout();
            execute!(
                out,
                EnterAlternateScreen,
                EnableBracketedPaste,
                EnableFocusChange
            )?;
            out.write_all(BIDI_EXPLICIT.as_bytes())?;
            out.write_all(enter_layouts().as_bytes())?;
            execute!(out, cursor::Hide)?;
            let backend = CrosstermBackend::new(io::BufWriter::with_capacity(FRAME_BUFFER, out));
            Terminal::new(Steady(backend))
        });
        match taken {
            Ok(terminal) => Ok((Self(()), terminal)),
            Err(error) => {
                restore();
                Err(error)
            }
        }
    }
}

impl Drop for TerminalGuard {
    fn drop(&mut self) {
        restore();
    }
}

/// Gives the terminal back, once. Every step is tried even if one before it fails.
pub(crate) fn restore() {
    let Some(taken) = taken().take() else {
        return;
    };
    let mut out = stdout();
    let _ = out.write_all(BIDI_IMPLICIT.as_bytes());
    let _ = out.write_all(leave_layouts().as_bytes());
    let _ = execute!(out, DisableFocusChange, DisableBracketedPaste);
    let _ = execute!(out, LeaveAlternateScreen, cursor::Show);
    let _ = disable_raw_mode();
    let _ = out.flush();
    for fault in taken.faults {
        let _ = writeln!(io::stderr(), "zentop: {fault}");
    }
}

/// Sets the panic hook. What a panic means depends on its thread; see the head of this file.
fn hook_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            log(panic);
            if !is_beside(panic) {
                restore();
                before(panic);
            }
        }));
    });
}

/// Whether the loop goes on drawing after this panic, whose message is then remembered.
fn is_beside(panic: &PanicHookInfo<'_>) -> bool {
    match &mut *taken() {
        Some(taken) if taken.by != thread::current().id() => {
            if taken.faults.len() < REMEMBERED {
                let message = SafeText::new(&panic.to_string().replace('\n', " "));
                taken.faults.push(message.as_str().to_owned());
            }
            true
        }
        _ => false,
    }
}

fn log(panic: &PanicHookInfo<'_>) {
    let thread = thread::current();
    let thread = thread.name().unwrap_or("without a name");
    // The backtrace is empty unless RUST_BACKTRACE asks for it.
    let backtrace = Backtrace::capture();
    tracing::error!(thread, %panic, %backtrace, "a fault of zentop's own");
}
