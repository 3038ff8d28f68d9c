//! Taking the terminal, and giving it back whatever happens.
//!
//! - `steady` what is drawn stays in its columns

mod steady;

use std::io::{self, IsTerminal as _, Write as _, stdout};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, EnableBracketedPaste, EnableFocusChange,
};
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

pub use self::steady::Steady;

/// Explicit bidirectional mode off and on (ECMA-48 BDSM, terminal-wg draft): a full-screen
/// program lays out its own cells, and a right-to-left name must not move its neighbours.
const BIDI_EXPLICIT: &str = "\u{1b}[8l";
const BIDI_IMPLICIT: &str = "\u{1b}[8h";

/// Whether the terminal is ours at the moment. The panic hook has no other way to know.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// What frames are drawn on.
pub type RealTerminal = Terminal<Steady<CrosstermBackend<io::BufWriter<io::Stdout>>>>;

/// Holds the terminal; dropping it gives it back.
#[must_use = "dropping the guard gives the terminal back"]
pub struct TerminalGuard(());

/// One write for one frame: larger than any frame at 300×100 with all its colours.
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
        TAKEN.store(true, Ordering::SeqCst);
        let taken = enable_raw_mode().and_then(|()| {
            let mut out = stdout();
            execute!(
                out,
                EnterAlternateScreen,
                EnableBracketedPaste,
                EnableFocusChange
            )?;
            out.write_all(BIDI_EXPLICIT.as_bytes())?;
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
pub fn restore() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = stdout();
    let _ = out.write_all(BIDI_IMPLICIT.as_bytes());
    let _ = execute!(out, DisableFocusChange, DisableBracketedPaste);
    let _ = execute!(out, LeaveAlternateScreen, cursor::Show);
    let _ = disable_raw_mode();
    let _ = out.flush();
}

/// A panic in any thread gives the terminal back before its message is printed.
fn hook_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            restore();
            before(panic);
        }));
    });
}
