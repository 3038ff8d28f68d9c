//! The real binary, in a home of its own and a clean environment.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde_json::Value;
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT};
use signal_hook::flag::register_conditional_default;
use tempfile::TempDir;

use super::Server;
use super::running::Running;

/// A way to run the binary: a home, an account and credentials.
pub(crate) struct Program {
    home: TempDir,
    env: BTreeMap<String, String>,
}

/// The output of a run.
#[derive(Debug)]
pub(crate) struct Output {
    /// The exit status, and of a program that a signal ended 128 and the signal, as shells say it.
    pub(crate) status: i32,
    /// The signal that ended the program, if one did.
    pub(crate) ended_by: Option<i32>,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

impl Program {
    /// A home with no settings, no account and no credentials.
    pub(crate) fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut env = BTreeMap::new();
        for (name, folder) in [
            ("HOME", ""),
            ("XDG_STATE_HOME", "state"),
            ("XDG_CONFIG_HOME", "config"),
        ] {
            let path = home.path().join(folder);
            fs::create_dir_all(&path).unwrap();
            env.insert(name.to_owned(), path.display().to_string());
        }
        Self { home, env }
    }

    /// The admin of an account, by OAuth.
    pub(crate) fn admin_of(server: &Server) -> Self {
        Self::at(&server.url(), &server.credentials().oauth_token)
    }

    /// The owner of this OAuth token, at this origin.
    pub(crate) fn at(url: &str, token: &str) -> Self {
        Self::new()
            .with("ZENTOP_URL", url)
            .with("ZENDESK_OAUTH_TOKEN", token)
    }

    /// Adds an environment variable.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.env.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Adds a settings file.
    pub(crate) fn with_settings(self, text: &str) -> Self {
        let folder = self.home.path().join("config/zentop");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("settings.toml"), text).unwrap();
        self
    }

    /// The whole environment, for tests that start the program in another way.
    pub(crate) fn environment(&self) -> Vec<(&str, &str)> {
        let pairs = self.env.iter();
        pairs
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect()
    }

    /// The folder for files that zentop writes.
    pub(crate) fn state(&self) -> PathBuf {
        self.home.path().join("state/zentop")
    }

    /// The home folder.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// The journal.
    pub(crate) fn journal_path(&self) -> PathBuf {
        self.state().join("journal.jsonl")
    }

    /// The journal's records, read without the code under test. Empty if there is no journal.
    pub(crate) fn journal(&self) -> Vec<Value> {
        let text = fs::read_to_string(self.journal_path()).unwrap_or_default();
        let records = text.lines().map(|line| serde_json::from_str(line).unwrap());
        records.collect()
    }

    /// Cuts the journal after this many records, as a crash would have left it.
    pub(crate) fn forget_after(&self, records: usize) {
        let text = fs::read_to_string(self.journal_path()).unwrap();
        let first: String = text.split_inclusive('\n').take(records).collect();
        fs::write(self.journal_path(), first).unwrap();
        // A crash leaves no note of a record that was never written.
        fs::remove_file(self.state().join("journal.jsonl.head")).unwrap();
    }

    /// Runs the program to its end.
    pub(crate) fn run<A: AsRef<str>>(&self, arguments: impl IntoIterator<Item = A>) -> Output {
        self.start(arguments).finish()
    }

    /// Runs the program to its end while nobody reads what it prints.
    pub(crate) fn run_unread(&self, arguments: &[&str]) -> Output {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        self.run_into(arguments, writer.into())
    }

    /// Runs the program to its end with this as standard output.
    pub(crate) fn run_into(&self, arguments: &[&str], stdout: Stdio) -> Output {
        interrupts_are_heard();
        let mut command = Command::new(env!("CARGO_BIN_EXE_zentop"));
        command.args(arguments).env_clear().envs(&self.env);
        let command = command.current_dir(self.home.path()).stdin(Stdio::null());
        let output = command.stdout(stdout).output().unwrap();
        Output {
            stderr: String::from_utf8(output.stderr).unwrap(),
            ..Output::of(output.status)
        }
    }

    /// Runs the program to its end with this on standard input.
    pub(crate) fn run_with<A: AsRef<str>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
        input: &str,
    ) -> Output {
        let mut child = self.spawn(arguments, Stdio::piped());
        let mut stdin = child.stdin.take().unwrap();
        // Some tests are about programs that end without reading it.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        Running::new(child).finish()
    }

    /// Starts the program, for tests that talk to it while it runs.
    pub(crate) fn start<A: AsRef<str>>(&self, arguments: impl IntoIterator<Item = A>) -> Running {
        Running::new(self.spawn(arguments, Stdio::null()))
    }

    /// Starts the program while nobody reads what it prints, though somebody could.
    pub(crate) fn spawn_unread(&self, arguments: &[&str]) -> Child {
        self.spawn(arguments, Stdio::null())
    }

    fn spawn<A: AsRef<str>>(&self, arguments: impl IntoIterator<Item = A>, stdin: Stdio) -> Child {
        interrupts_are_heard();
        let mut command = Command::new(env!("CARGO_BIN_EXE_zentop"));
        for argument in arguments {
            command.arg(argument.as_ref());
        }
        command
            .env_clear()
            .envs(&self.env)
            .current_dir(self.home.path())
            .stdin(stdin)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }
}

/// A shell starts what runs in the background deaf to interrupts, `nohup` to the loss of a terminal, and
/// programs hand that on to those that they start. A handler that does what is usual is not handed on.
pub(crate) fn interrupts_are_heard() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let always = Arc::new(AtomicBool::new(true));
        for signal in [SIGHUP, SIGINT, SIGQUIT] {
            register_conditional_default(signal, Arc::clone(&always)).unwrap();
        }
    });
}

impl Output {
    /// The end of a program, of which nothing was printed.
    pub(super) fn of(ended: ExitStatus) -> Self {
        let by_signal = ended.signal().map(|signal| 128 + signal);
        Self {
            status: ended.code().or(by_signal).unwrap_or(-1),
            ended_by: ended.signal(),
            stdout: String::new(),
            stderr: String::new(),
        }
    }

    /// Checks the exit status and shows everything if it is another.
    #[track_caller]
    pub(crate) fn expect(self, status: i32) -> Self {
        assert_eq!(self.status, status, "{}{}", self.stdout, self.stderr);
        self
    }

    /// Checks that stderr has this text.
    #[track_caller]
    pub(crate) fn shows(self, part: &str) -> Self {
        assert!(
            self.stderr.contains(part),
            "no {part:?} in: {}",
            self.stderr
        );
        self
    }

    /// Checks that stdout has this text.
    #[track_caller]
    pub(crate) fn prints(self, part: &str) -> Self {
        assert!(
            self.stdout.contains(part),
            "no {part:?} in: {}",
            self.stdout
        );
        self
    }

    /// Stdout as one JSON document.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        match serde_json::from_str(&self.stdout) {
            Ok(value) => value,
            Err(error) => panic!("{error}: {}{}", self.stdout, self.stderr),
        }
    }

    /// Stdout as one JSON document a line.
    #[track_caller]
    pub(crate) fn ndjson(&self) -> Vec<Value> {
        let lines = self.stdout.lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}
