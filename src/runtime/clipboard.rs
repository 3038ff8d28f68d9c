//! The clipboard of the person in front of the terminal.

use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use crate::model::SafeText;
use crate::settings::child_environment;

/// How long a program may take to put text on the clipboard: they answer at once or never.
const PATIENCE: Duration = Duration::from_secs(5);

/// The most text for a terminal, in bytes: tmux and others drop a sequence of more than 100 kB, and
/// three bytes become four.
pub(super) const MOST_FOR_TERMINAL: usize = 74_000;

/// Where copied text goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clipboard {
    /// To the terminal, which may put it on a clipboard.
    Terminal,
    /// To the standard input of a program.
    Program(CopyProgram),
}

/// A program that takes text on its standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyProgram {
    argv: Vec<String>,
    patience: Duration,
}

impl CopyProgram {
    /// The program with its arguments, which is ended if it takes longer than programs do.
    pub fn new(argv: Vec<String>) -> Self {
        let patience = PATIENCE;
        Self { argv, patience }
    }

    /// The same program, which is ended after this time.
    #[must_use]
    pub fn within(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }
}

impl std::fmt::Display for CopyProgram {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.argv.join(" "))
    }
}

impl Clipboard {
    /// The clipboard that the settings name, else that of this very Mac, else the terminal's.
    pub(crate) fn choose(command: Option<Vec<String>>) -> Self {
        let argv = command.or_else(pasteboard);
        argv.map_or(Self::Terminal, |argv| Self::Program(CopyProgram::new(argv)))
    }
}

/// The program of a Mac whose person sits in front of it. Terminal.app knows no OSC 52, and iTerm2
/// obeys it only if a setting allows it.
fn pasteboard() -> Option<Vec<String>> {
    let is_remote = ["SSH_CONNECTION", "SSH_TTY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some());
    (cfg!(target_os = "macos") && !is_remote).then(|| vec!["/usr/bin/pbcopy".to_owned()])
}

/// The sequence OSC 52, which terminals and tmux pass on to the clipboard, also over SSH.
pub(crate) fn osc52(text: &str) -> String {
    format!("\u{1b}]52;c;{}\u{7}", STANDARD.encode(text))
}

/// Why a program did not copy.
#[derive(Debug, thiserror::Error)]
pub(super) enum CopyError {
    /// The program could not be run.
    #[error("copy_command: {program} cannot be run: {error}")]
    NotRun {
        program: SafeText,
        #[source]
        error: std::io::Error,
    },
    /// The program ended with a failure.
    #[error("copy_command: {program} failed ({status}): run it by hand to see why")]
    Failed {
        program: SafeText,
        status: ExitStatus,
    },
    /// The program did not end in time, and was ended.
    #[error("copy_command: {program} took longer than {} s and was ended", .limit.as_secs_f64())]
    TooSlow { program: SafeText, limit: Duration },
}

/// Runs a program that takes text on its standard input. There is no shell between, nothing of
/// ours in its environment, and nothing that it prints reaches the terminal.
pub(super) async fn run(copying: &CopyProgram, text: &str) -> Result<(), CopyError> {
    let limit = copying.patience;
    let Some((name, arguments)) = copying.argv.split_first() else {
        return Ok(());
    };
    let program = || SafeText::new(name);
    let not_run = |error| CopyError::NotRun {
        program: program(),
        error,
    };
    let mut command = Command::new(name);
    command
        .args(arguments)
        .env_clear()
        .envs(child_environment())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    if cfg!(target_os = "macos") {
        // pbcopy takes its input for ASCII unless a locale says otherwise.
        command.env("LC_CTYPE", "UTF-8");
    }
    let mut child = command.spawn().map_err(not_run)?;
    let stdin = child.stdin.take();
    let running = async {
        if let Some(mut stdin) = stdin {
            // One that reads nothing ends with a status that tells more than a closed pipe.
            let _ = stdin.write_all(text.as_bytes()).await;
        }
        child.wait().await
    };
    match tokio::time::timeout(limit, running).await {
        Ok(Ok(status)) if status.success() => Ok(()),
        Ok(Ok(status)) => Err(CopyError::Failed {
            program: program(),
            status,
        }),
        Ok(Err(error)) => Err(not_run(error)),
        Err(_) => Err(CopyError::TooSlow {
            program: program(),
            limit,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program(parts: &[&str]) -> CopyProgram {
        CopyProgram::new(parts.iter().map(|part| (*part).to_owned()).collect())
    }

    #[tokio::test]
    async fn a_program_gets_the_text_as_it_is_and_its_failure_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("copied");
        let to = file.to_str().unwrap();
        run(&program(&["tee", to]), "7/1; $(rm x)").await.unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "7/1; $(rm x)");
        let failed = run(&program(&["false"]), "x")
            .await
            .unwrap_err()
            .to_string();
        assert!(failed.contains("false failed"), "{failed}");
        let missing = run(&program(&["/no/such/program"]), "x").await.unwrap_err();
        assert!(missing.to_string().contains("cannot be run"), "{missing}");
    }

    #[test]
    fn the_settings_decide_before_anything_else() {
        let named = program(&["wl-copy"]);
        let chosen = Clipboard::choose(Some(named.argv.clone()));
        assert_eq!(chosen, Clipboard::Program(named));
    }
}
