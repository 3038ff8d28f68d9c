//! Taking the terminal, and giving it back whatever happens.
//!
//! A panic of the loop gives it back before its message is printed. A panic of anything else does
//! not touch it, because the loop goes on drawing: its place goes to the log, its end is an event
//! for its owner, and its message is printed once the terminal is given back.
//!
//! - `line` the line to the terminal, which may take nothing for any length of time; `writer` makes
//!   one write of one frame
//! - `steady` keeps what is drawn in its columns, in signs that the locale has; `spill` the cells
//!   beside text that may have left them
//! - `ports` what others ask of a terminal; `size` the size of the screen

mod line;
mod ports;
mod size;
pub(super) mod spill;
mod steady;
mod writer;

use std::backtrace::Backtrace;
use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write as _, stdin, stdout};
use std::panic::PanicHookInfo;
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};
use std::thread::{self, ThreadId};

use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, EnableBracketedPaste, EnableFocusChange,
};
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{Command, cursor};
use ratatui::backend::{Backend, CrosstermBackend};
use rustix::process::getpgrp;
use rustix::termios::{QueueSelector, tcflush, tcgetpgrp};

use self::line::TerminalLine;
pub(super) use self::ports::PATIENCE;
pub use self::ports::{FrameBackend, OutputPorts, TerminalLender};
use self::size::size;
use self::steady::Steady;
use self::writer::FrameWriter;
use super::input::{LEAVE_MOUSE, enter_layouts, leave_layouts};
use crate::host::{Spelling, end_of_screen, has_shell, stderr, stop_here};
use crate::model::SafeText;
use crate::zendesk::logged;

/// Explicit bidirectional mode off and on (ECMA-48 BDSM, terminal-wg draft): a full-screen
/// program lays out its own cells, and a right-to-left name must not move its neighbours.
const BIDI_EXPLICIT: &str = "\u{1b}[8l";
const BIDI_IMPLICIT: &str = "\u{1b}[8h";

/// Default colours, on a screen that shows nothing: a terminal without an alternate screen would
/// let what stood there show through.
const CLEAR: &str = "\u{1b}[0m\u{1b}[2J";

/// Default colours.
const PLAIN: &str = "\u{1b}[0m";

/// The last line of the screen, blank: what the shell says next goes there. Where there is no
/// alternate screen, as in GNU screen by default and on the console, the last frame stays, and the
/// cursor would be in the middle of it.
const LAST_LINE: &str = "\u{1b}[999;1H\u{1b}[K";

/// The number of panic messages that are remembered until they can be printed; the log has all of
/// them.
const REMEMBERED: usize = 8;

/// The terminal while we have it. The panic hook has no other way to know.
struct Taken {
    /// The thread whose loop draws on it.
    by: ThreadId,
    /// The line to it.
    line: Arc<TerminalLine>,
    /// Whether the shell has it for a while.
    is_lent: bool,
    /// The messages of panics in other threads meanwhile.
    faults: Vec<String>,
}

static TAKEN: Mutex<Option<Taken>> = Mutex::new(None);

/// The state of the terminal. A panic elsewhere leaves a state that is still true.
fn taken() -> MutexGuard<'static, Option<Taken>> {
    TAKEN.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<B> FrameBackend for Steady<B> where B: Backend<Error = io::Error> + io::Write + Send + 'static {}

/// Holds the terminal; dropping it gives it back.
#[must_use = "dropping the guard gives the terminal back"]
pub struct TerminalGuard(Arc<TerminalLine>);

impl TerminalGuard {
    /// Takes the terminal: raw mode, alternate screen, bracketed paste, focus reports.
    pub fn take(spelling: Spelling) -> io::Result<(Self, impl FrameBackend)> {
        if !stdout().is_terminal() || !stdin().is_terminal() {
            return Err(io::Error::other(
                "the screen needs a terminal on stdin and stdout",
            ));
        }
        hook_panics();
        let line = TerminalLine::open()?;
        *taken() = Some(Taken {
            by: thread::current().id(),
            line: Arc::clone(&line),
            is_lent: false,
            faults: Vec::new(),
        });
        if let Err(error) = begin(&line) {
            restore();
            return Err(error);
        }
        let frames = CrosstermBackend::new(FrameWriter::new(Arc::clone(&line)));
        Ok((Self(line), Steady::new(frames, spelling)))
    }

    /// What the output thread asks of the terminal.
    pub(crate) fn output_ports(&self) -> OutputPorts {
        OutputPorts {
            size: Box::new(size),
            taken: self.0.taken(),
            patience: PATIENCE,
        }
    }

    /// Lends the terminal to the shell while the program is stopped.
    pub(crate) fn lender(&self) -> Box<dyn TerminalLender> {
        Box::new(Lender(Arc::clone(&self.0)))
    }
}

/// Words to the terminal before the first frame, which wait for it no longer than a moment.
impl io::Write for TerminalGuard {
    fn write(&mut self, words: &[u8]) -> io::Result<usize> {
        self.0.say(words)?;
        Ok(words.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for TerminalGuard {
    fn drop(&mut self) {
        restore();
    }
}

/// Raw mode, and everything that is switched on with it.
fn begin(line: &TerminalLine) -> io::Result<()> {
    enable_raw_mode()?;
    let mut words = String::new();
    let _ = EnterAlternateScreen.write_ansi(&mut words);
    let _ = EnableBracketedPaste.write_ansi(&mut words);
    let _ = EnableFocusChange.write_ansi(&mut words);
    let _ = write!(words, "{BIDI_EXPLICIT}{CLEAR}{}", enter_layouts());
    let _ = cursor::Hide.write_ansi(&mut words);
    line.say(words.as_bytes())
}

/// Switches everything off again. Every step is tried even if one before it fails, and none waits
/// longer than a moment: a terminal that takes nothing cannot be restored.
fn end(line: &TerminalLine) {
    line.hold();
    // Whether or not it was listened to: what was lost on the way is not known here.
    let mut words = format!(
        "{PLAIN}{LEAVE_MOUSE}{BIDI_IMPLICIT}{}{LAST_LINE}",
        leave_layouts()
    );
    let _ = DisableFocusChange.write_ansi(&mut words);
    let _ = DisableBracketedPaste.write_ansi(&mut words);
    let _ = LeaveAlternateScreen.write_ansi(&mut words);
    let _ = cursor::Show.write_ansi(&mut words);
    let _ = line.say(words.as_bytes());
    let _ = disable_raw_mode();
}

/// Gives the terminal back, once.
pub(crate) fn restore() {
    let Some(taken) = taken().take() else {
        return;
    };
    end_of_screen();
    if taken.is_lent {
        taken.line.hold();
    } else {
        end(&taken.line);
    }
    for fault in taken.faults {
        let _ = writeln!(stderr(), "zentop: {fault}");
    }
}

/// The lender of the terminal that was taken.
struct Lender(Arc<TerminalLine>);

impl TerminalLender for Lender {
    fn lend(&mut self, whole_job: bool) -> bool {
        lend(&self.0, whole_job)
    }

    fn take_again(&mut self) -> io::Result<bool> {
        take_again(&self.0)
    }
}

/// Notes whether the shell has the terminal.
fn note_lent(is_lent: bool) {
    if let Some(taken) = &mut *taken() {
        taken.is_lent = is_lent;
    }
}

fn lend(line: &TerminalLine, whole_job: bool) -> bool {
    if !has_shell() {
        return false;
    }
    note_lent(true);
    end(line);
    if let Err(error) = stop_here(whole_job) {
        tracing::warn!("the process cannot be stopped: {}", logged(&error));
    }
    true
}

fn take_again(line: &TerminalLine) -> io::Result<bool> {
    note_lent(true);
    line.hold();
    if !is_in_front() {
        return Ok(false);
    }
    // Whoever had the terminal has its own modes; raw mode is made of these.
    let _ = disable_raw_mode();
    // What was typed meanwhile was meant for somebody else.
    let _ = tcflush(stdin(), QueueSelector::IFlush);
    begin(line)?;
    line.release();
    note_lent(false);
    Ok(true)
}

/// Whether this job has the terminal. One that has none may not change its modes.
fn is_in_front() -> bool {
    match tcgetpgrp(stdin()) {
        Ok(front) => front == getpgrp(),
        // It controls nobody, so it is not lent to anybody either.
        Err(_) => true,
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
