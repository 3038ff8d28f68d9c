//! The program and its simulator as processes of their own.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// The program as `cargo bench` built it.
pub(crate) const ZENTOP: &str = env!("CARGO_BIN_EXE_zentop");

/// Time between two looks at the memory of another process.
const LOOK: Duration = Duration::from_millis(3);

/// Clock ticks a second in `/proc/PID/stat`, which Linux keeps at 100 for programs (proc(5)).
const TICKS: f64 = 100.0;

/// An environment in which nobody's settings and no earlier journal are found.
pub(crate) fn environment(home: &Path) -> [(&'static str, String); 4] {
    [
        ("HOME", home.display().to_string()),
        ("PATH", "/usr/local/bin:/usr/bin:/bin".to_owned()),
        ("TERM", "xterm-256color".to_owned()),
        ("COLORTERM", "truecolor".to_owned()),
    ]
}

/// A program with nothing but that environment.
pub(crate) fn command(program: impl AsRef<Path>, home: &Path) -> Command {
    let mut command = Command::new(program.as_ref());
    command
        .env_clear()
        .envs(environment(home))
        .stdin(Stdio::null());
    command
}

/// `zentop simulate`, until it is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) url: String,
    pub(crate) token: String,
    /// From starting the process to its first line.
    pub(crate) began_within: Duration,
    pub(crate) home: TempDir,
}

impl Server {
    /// A quiet account of this many sessions whose request limit is never in the way.
    pub(crate) fn start(sessions: u64, users: u64) -> Self {
        let home = tempfile::tempdir().unwrap();
        let began = Instant::now();
        let mut child = command(ZENTOP, home.path())
            .arg("simulate")
            .args(["--sessions", &sessions.to_string()])
            .args(["--users", &users.to_string()])
            .args(["--churn", "0", "--rate-limit", "100000000"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        let began_within = began.elapsed();
        let answer: serde_json::Value = serde_json::from_str(&line).unwrap();
        let text = |name: &str| answer[name].as_str().unwrap().to_owned();
        Self {
            child,
            url: text("url"),
            token: text("oauth_token"),
            began_within,
            home,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a program to its end. Returns the seconds it took and its peak of resident memory in
/// MB, which is read while it runs and may so miss what it took in its last milliseconds.
pub(crate) fn run(command: Command) -> (f64, f64) {
    run_to(command, 0)
}

/// The same for a program that ends with this status.
pub(crate) fn run_to(mut command: Command, expected: i32) -> (f64, f64) {
    let began = Instant::now();
    let mut child = command.stdout(Stdio::null()).spawn().unwrap();
    let pid = child.id();
    let ended = AtomicBool::new(false);
    thread::scope(|scope| {
        let watching = scope.spawn(|| {
            let mut peak = 0.0;
            while !ended.load(Ordering::Relaxed) {
                // An ended process has no memory to tell of.
                peak = memory(&pid.to_string(), "VmHWM").unwrap_or(peak);
                thread::sleep(LOOK);
            }
            peak
        });
        let status = child.wait().unwrap();
        let taken = began.elapsed().as_secs_f64();
        ended.store(true, Ordering::Relaxed);
        assert_eq!(status.code(), Some(expected), "{status}");
        (taken, watching.join().unwrap())
    })
}

/// A line of `/proc/PID/status` in MB (10⁶ bytes).
pub(crate) fn memory(pid: &str, name: &str) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    let kibibytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024.0 / 1e6)
}

/// The seconds of processor time that a process has used so far; not a number where the system
/// has no `/proc`.
pub(crate) fn processor_time(pid: u32) -> f64 {
    let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/stat")) else {
        return f64::NAN;
    };
    // The name may contain blanks and stands in parentheses; utime and stime are fields 14
    // and 15 of all (proc(5)).
    let (_, fields) = stat.rsplit_once(')').unwrap();
    let ticks = |field: usize| -> f64 {
        let text = fields.split_whitespace().nth(field - 3).unwrap();
        text.parse().unwrap()
    };
    (ticks(14) + ticks(15)) / TICKS
}
