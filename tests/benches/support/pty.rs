//! A program on a pseudo-terminal.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::process::environment;

/// What the program wrote, and when we read it.
type Chunk = (Instant, Vec<u8>);

/// A running program; dropping it ends it.
pub(crate) struct OnPty {
    child: Box<dyn Child + Send + Sync>,
    began: Instant,
    written: mpsc::Receiver<Chunk>,
    _master: Box<dyn MasterPty + Send>,
}

impl OnPty {
    /// Starts a program on a terminal of 120 columns and 40 rows.
    pub(crate) fn start(program: &str, arguments: &[&str], home: &Path) -> Self {
        Self::start_with(program, arguments, home, &[])
    }

    /// Starts a program with these variables beside the usual ones.
    pub(crate) fn start_with(
        program: &str,
        arguments: &[&str],
        home: &Path,
        variables: &[(&str, &str)],
    ) -> Self {
        let size = PtySize {
            rows: 40,
            cols: 120,
            ..PtySize::default()
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.cwd(home);
        command.env_clear();
        for (name, value) in environment(home) {
            command.env(name, value);
        }
        for (name, value) in variables {
            command.env(name, value);
        }
        let mut reader = pair.master.try_clone_reader().unwrap();
        let mut keyboard = pair.master.take_writer().unwrap();
        let (send, written) = mpsc::channel();
        thread::spawn(move || {
            let mut buffer = vec![0; 64 * 1024];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                // Every terminal says its kind when it is asked.
                if buffer[..count].windows(3).any(|part| part == b"\x1b[c") {
                    let _ = keyboard.write_all(b"\x1b[?62;4c");
                }
                if send
                    .send((Instant::now(), buffer[..count].to_vec()))
                    .is_err()
                {
                    return;
                }
            }
        });
        let began = Instant::now();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        Self {
            child,
            began,
            written,
            _master: pair.master,
        }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// From the start until everything written so far satisfies `enough`, in milliseconds.
    pub(crate) fn until(&self, enough: impl Fn(&[u8]) -> bool) -> Option<f64> {
        let limit = Duration::from_secs(5);
        let mut all = Vec::new();
        while let Ok((at, bytes)) = self.written.recv_timeout(limit) {
            all.extend(bytes);
            if enough(&all) {
                return Some((at - self.began).as_secs_f64() * 1e3);
            }
        }
        None
    }

    /// From the start until the program ended by itself, in milliseconds.
    pub(crate) fn until_end(mut self) -> f64 {
        self.child.wait().unwrap();
        self.began.elapsed().as_secs_f64() * 1e3
    }

    /// Forgets what was written so far and returns how many bytes that was.
    pub(crate) fn drain(&self) -> usize {
        self.written.try_iter().map(|(_, bytes)| bytes.len()).sum()
    }
}

impl Drop for OnPty {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
