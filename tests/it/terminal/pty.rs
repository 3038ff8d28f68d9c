//! A program on a terminal of its own.

use std::io::{Read as _, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::fs::{Mode, OFlags, open};
use rustix::io::ioctl_fionread;
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// The longest that anything may take to appear. It is only waited for to the end where something
/// is wrong, and a machine may be busy with everything else.
const PATIENCE: Duration = Duration::from_secs(60);

/// The output of the program, as bytes and as the screen they make.
struct Output {
    raw: Vec<u8>,
    parser: vt100::Parser,
    over: bool,
    /// Whether nobody reads what the program writes.
    stalled: bool,
    /// Whether the window was closed.
    closed: bool,
}

/// A running program and the person in front of it.
pub(crate) struct Pty {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn Write + Send>,
    output: Arc<(Mutex<Output>, Condvar)>,
    reader: JoinHandle<()>,
    modes: String,
    home: TempDir,
}

/// The state when the program is over.
pub(crate) struct Left {
    pub(crate) status: u32,
    pub(crate) raw: Vec<u8>,
    pub(crate) screen: vt100::Screen,
    /// Whether the line discipline is as it was before.
    pub(crate) modes_as_before: bool,
}

impl Left {
    /// Checks that the terminal is as it was: nothing of ours is still switched on.
    pub(crate) fn assert_restored(&self) {
        let screen = &self.screen;
        assert!(!screen.alternate_screen(), "the alternate screen was left");
        assert!(!screen.hide_cursor(), "the cursor is shown");
        assert!(!screen.bracketed_paste(), "pastes are plain again");
        assert!(self.modes_as_before, "raw mode was left");
        let raw = String::from_utf8_lossy(&self.raw);
        for (on, off) in [
            ("\u{1b}[?1049h", "\u{1b}[?1049l"),
            ("\u{1b}[?2004h", "\u{1b}[?2004l"),
            ("\u{1b}[?1004h", "\u{1b}[?1004l"),
            ("\u{1b}[8l", "\u{1b}[8h"),
            ("\u{1b}[?1000h", "\u{1b}[?1000l"),
            ("\u{1b}[?1006h", "\u{1b}[?1006l"),
            ("\u{1b}[?25l", "\u{1b}[?25h"),
        ] {
            // A program that never took the terminal has nothing to give back.
            let is_off = raw.rfind(on).is_none_or(|on| Some(on) < raw.rfind(off));
            assert!(is_off, "{off:?} comes last");
        }
        self.assert_below_the_last_frame();
    }

    /// Checks where the shell goes on in a terminal that has no alternate screen: on a blank line,
    /// the last one.
    fn assert_below_the_last_frame(&self) {
        let leave = b"\x1b[?1049l";
        let Some(found) = self.raw.windows(leave.len()).rposition(|it| it == leave) else {
            return;
        };
        let (rows, columns) = self.screen.size();
        let mut parser = vt100::Parser::new(rows, columns, 0);
        parser.process(&self.raw[..found]);
        let screen = parser.screen();
        assert_eq!(screen.cursor_position(), (rows.get() - 1, 0));
        let line = screen.rows(0, columns.get()).last();
        assert_eq!(line.as_deref(), Some(""), "the last line is blank");
    }

    /// The text on the screen.
    pub(crate) fn text(&self) -> String {
        self.screen.contents()
    }
}

fn cells(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).unwrap()
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        ..PtySize::default()
    }
}

impl Pty {
    /// Starts a program in a home of its own and with nothing else in the environment.
    pub(crate) fn start(
        program: &Path,
        arguments: &[&str],
        environment: &[(&str, &str)],
        size: (u16, u16),
    ) -> Self {
        Self::on(program, arguments, environment, size, size)
    }

    /// The same on a terminal that does not know its size; what is drawn is as large as that.
    pub(crate) fn start_unsized(
        program: &Path,
        arguments: &[&str],
        environment: &[(&str, &str)],
        drawn: (u16, u16),
    ) -> Self {
        Self::on(program, arguments, environment, (0, 0), drawn)
    }

    fn on(
        program: &Path,
        arguments: &[&str],
        environment: &[(&str, &str)],
        stated: (u16, u16),
        (columns, rows): (u16, u16),
    ) -> Self {
        let pair = native_pty_system()
            .openpty(size(stated.0, stated.1))
            .unwrap();
        let home = tempfile::tempdir().unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env_clear();
        command.env("HOME", home.path());
        command.env("TERM", "xterm-256color");
        for (name, value) in environment {
            command.env(name, value);
        }
        command.cwd(home.path());
        let modes = modes(&*pair.master);
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let output = Arc::new((
            Mutex::new(Output {
                raw: Vec::new(),
                parser: vt100::Parser::new(cells(rows), cells(columns), 0),
                over: false,
                stalled: false,
                closed: false,
            }),
            Condvar::new(),
        ));
        let mut out = pair.master.try_clone_reader().unwrap();
        let reader = {
            let output = Arc::clone(&output);
            std::thread::spawn(move || {
                let mut buffer = [0; 16 * 1024];
                loop {
                    let now = output.0.lock().unwrap();
                    drop(output.1.wait_while(now, |now| now.stalled).unwrap());
                    // Linux says EIO where others say the end.
                    let count = out.read(&mut buffer).unwrap_or(0);
                    let mut now = output.0.lock().unwrap();
                    now.raw.extend_from_slice(&buffer[..count]);
                    now.parser.process(&buffer[..count]);
                    now.over = count == 0;
                    output.1.notify_all();
                    if count == 0 || now.closed {
                        return;
                    }
                }
            })
        };
        Self {
            child,
            keyboard: pair.master.take_writer().unwrap(),
            master: pair.master,
            output,
            reader,
            modes,
            home,
        }
    }

    /// Types keys one by one, no faster than somebody types: what comes faster is a paste. A
    /// sequence that begins with Esc is one key.
    pub(crate) fn keys(&mut self, keys: &str) {
        let pieces = if keys.starts_with('\u{1b}') {
            vec![keys.to_owned()]
        } else {
            keys.chars().map(String::from).collect()
        };
        for piece in pieces {
            self.burst(&piece);
            self.is_read();
            self.within(Duration::from_millis(20), |_| false);
        }
    }

    /// Waits for a moment until the program has read what was typed: keys that lie in the terminal
    /// together, because the program got no processor, would be read as a paste.
    fn is_read(&self) {
        let deadline = Instant::now() + Duration::from_secs(2);
        let terminal = self.master.tty_name().unwrap();
        let opened = OFlags::RDWR | OFlags::NOCTTY | OFlags::NONBLOCK;
        // It is gone with the program.
        let Ok(terminal) = open(&terminal, opened, Mode::empty()) else {
            return;
        };
        while ioctl_fionread(&terminal).is_ok_and(|waiting| waiting > 0)
            && Instant::now() < deadline
        {
            self.within(Duration::from_millis(2), |_| false);
        }
    }

    /// Types keys all at once.
    pub(crate) fn burst(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Everything that the program wrote so far.
    #[cfg(target_os = "linux")]
    pub(crate) fn written(&self) -> Vec<u8> {
        self.output.0.lock().unwrap().raw.clone()
    }

    /// Types an answer until it is on the screen: keys that came before a dialog could be seen are
    /// not taken, and the first key may come in that very moment.
    pub(crate) fn answer(&mut self, answer: &str, echo: &str) {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            self.keys(answer);
            if self.within(Duration::from_millis(1_200), |screen| screen.contains(echo)) {
                return;
            }
            // A field may have taken it, on a machine that shows it later.
            self.keys("\u{15}");
        }
        panic!("{echo:?} did not appear:\n{}", self.text());
    }

    /// Presses keys until the screen shows what they are for: a machine that is busy may show a dialog
    /// before it takes keys for it.
    pub(crate) fn keys_until(&mut self, keys: &str, is: impl Fn(&str) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            self.keys(keys);
            if self.within(Duration::from_millis(1_200), &is) {
                return;
            }
        }
        panic!("{keys:?} did nothing:\n{}", self.text());
    }

    /// Waits for a text on the screen.
    pub(crate) fn sees(&self, text: &str) {
        self.sees_that(text, |screen| screen.contains(text));
    }

    /// Waits until something is true of the screen.
    pub(crate) fn sees_that(&self, what: &str, is: impl Fn(&str) -> bool) {
        let output = self.within(PATIENCE, is);
        assert!(output, "{what:?} did not appear:\n{}", self.text());
    }

    fn within(&self, time: Duration, is: impl Fn(&str) -> bool) -> bool {
        let (output, changed) = &*self.output;
        let waits = |output: &mut Output| !output.over && !is(&output.parser.screen().contents());
        let guard = output.lock().unwrap();
        let (output, _) = changed.wait_timeout_while(guard, time, waits).unwrap();
        is(&output.parser.screen().contents())
    }

    /// The text on the screen now.
    pub(crate) fn text(&self) -> String {
        self.output.0.lock().unwrap().parser.screen().contents()
    }

    /// Stops reading what the program writes, so that its terminal takes nothing before long.
    pub(crate) fn stall(&self) {
        self.output.0.lock().unwrap().stalled = true;
    }

    /// Has frames written until the terminal takes no more: the size is changed, so that each is
    /// whole.
    pub(crate) fn fill(&self) {
        for turn in 0..40_u16 {
            let columns = 150 + turn % 2;
            self.master.resize(size(columns, 50)).unwrap();
            let output = self.output.0.lock().unwrap();
            drop(
                self.output
                    .1
                    .wait_timeout(output, Duration::from_millis(25)),
            );
        }
    }

    /// The number of the process.
    #[cfg(target_os = "linux")]
    pub(crate) fn id(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// The folder that the program was started in.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// Whether the alternate screen is shown.
    #[cfg(target_os = "linux")]
    pub(crate) fn is_alternate(&self) -> bool {
        let output = self.output.0.lock().unwrap();
        output.parser.screen().alternate_screen()
    }

    /// Whether the cursor is hidden.
    #[cfg(target_os = "linux")]
    pub(crate) fn hides_cursor(&self) -> bool {
        self.output.0.lock().unwrap().parser.screen().hide_cursor()
    }

    /// Waits for the end of the program, whatever its terminal takes, and returns its status.
    pub(crate) fn ends_within(&mut self, time: Duration) -> Option<u32> {
        let deadline = Instant::now() + time;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return Some(status_of(&status));
            }
            if Instant::now() > deadline {
                return None;
            }
            let output = self.output.0.lock().unwrap();
            drop(
                self.output
                    .1
                    .wait_timeout(output, Duration::from_millis(10)),
            );
        }
    }

    /// Closes the window: the terminal hangs up. The rest is what is left of the program.
    pub(crate) fn close(self) -> (Box<dyn Child + Send + Sync>, TempDir) {
        drop(self.keyboard);
        drop(self.master);
        {
            let mut output = self.output.0.lock().unwrap();
            (output.stalled, output.closed) = (false, true);
            self.output.1.notify_all();
        }
        // It ends with the next frame, and nothing holds the terminal then.
        self.reader.join().unwrap();
        (self.child, self.home)
    }

    /// Whether the terminal shows what is typed.
    pub(crate) fn echoes(&self) -> bool {
        let modes = self.master.get_termios().unwrap();
        modes
            .local_flags
            .iter_names()
            .any(|(name, _)| name == "ECHO")
    }

    /// Gives the terminal another size.
    pub(crate) fn resize(&self, columns: u16, rows: u16) {
        let mut output = self.output.0.lock().unwrap();
        output
            .parser
            .screen_mut()
            .set_size(cells(rows), cells(columns));
        self.master.resize(size(columns, rows)).unwrap();
    }

    /// Sends a signal.
    pub(crate) fn kill(&self, signal: Signal) {
        let id = i32::try_from(self.child.process_id().unwrap()).unwrap();
        kill_process(Pid::from_raw(id).unwrap(), signal).unwrap();
    }

    /// Waits for the end of the program.
    pub(crate) fn left(mut self) -> Left {
        self.within(PATIENCE, |_| false);
        if !self.output.0.lock().unwrap().over {
            self.child.kill().unwrap();
            panic!("the program goes on:\n{}", self.text());
        }
        let status = status_of(&self.child.wait().unwrap());
        let modes_as_before = modes(&*self.master) == self.modes;
        self.reader.join().unwrap();
        let output = self.output.0.lock().unwrap();
        Left {
            status,
            raw: output.raw.clone(),
            screen: output.parser.screen().clone(),
            modes_as_before,
        }
    }
}

/// The line discipline, as text to compare.
fn modes(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().unwrap())
}

/// The exit status, and of a program that a signal ended 128 and the signal, as shells say it.
fn status_of(ended: &ExitStatus) -> u32 {
    let number = match ended.signal() {
        Some("Hangup") => 1,
        Some("Interrupt") => 2,
        Some("Quit") => 3,
        Some("Terminated") => 15,
        Some(_) | None => return ended.exit_code(),
    };
    128 + number
}
