//! A secret that a profile keeps elsewhere: a helper command prints it, or a file holds it.
//!
//! The command is run directly, without a shell. Its stderr is discarded, since some helpers print
//! secrets there, and its output is never repeated in a message.

use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use tokio::io::AsyncReadExt as _;
use tokio::process::Command;

use super::store::{LARGEST, SecretFileError, read_secret};
use crate::model::SafeText;
use crate::settings::{
    CredentialsInput, ProfileSecret, SecretPlace, SettingsError, child_environment,
};

/// How long a helper may take: long enough for a person to unlock a password manager.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why no secret could be fetched. It never holds what was printed or read.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum HelperError {
    /// The program could not be started.
    #[error("token_command: {program} cannot be run: {message}")]
    NotRun {
        /// The helper program.
        program: SafeText,
        /// The system's message.
        message: String,
    },
    /// The program ended with a failure.
    #[error("token_command: {program} failed ({status}): run it by hand to see why")]
    Failed {
        /// The helper program.
        program: SafeText,
        /// The program's exit status.
        status: ExitStatus,
    },
    /// The program did not end in time, and was ended.
    #[error("token_command: {program} took longer than {} s and was ended", limit.as_secs())]
    TooSlow {
        /// The helper program.
        program: SafeText,
        /// The time it had.
        limit: Duration,
    },
    /// The program printed far more than a secret.
    #[error("token_command: {program} printed more than a secret")]
    TooMuch {
        /// The helper program.
        program: SafeText,
    },
    /// The file does not exist.
    #[error("token_file: {0} is not there")]
    NoFile(SafeText),
    /// The file cannot be used.
    #[error("token_file: {0}")]
    File(#[from] SecretFileError),
    /// The text that was found is not a secret.
    #[error(transparent)]
    NoSecret(#[from] SettingsError),
}

/// Fetches the secret. Takes up to 30 s where a helper is asked.
pub(crate) async fn fetch(secret: &ProfileSecret) -> Result<CredentialsInput, HelperError> {
    let found = match secret.place() {
        SecretPlace::Command(argv) => printed(argv, PATIENCE).await?,
        SecretPlace::File(path) => {
            let bytes = read_secret(path)?
                .ok_or_else(|| HelperError::NoFile(SafeText::new(&path.to_string_lossy())))?;
            // Bytes that are not UTF-8 become a character that no secret has.
            String::from_utf8_lossy(&bytes).into_owned().into()
        }
    };
    Ok(secret.credentials(found.expose_secret())?)
}

/// The text that the command prints on stdout.
async fn printed(argv: &[String], limit: Duration) -> Result<SecretString, HelperError> {
    let (program, arguments) = argv.split_first().ok_or_else(|| HelperError::NotRun {
        program: SafeText::new(""),
        message: "it has no name".to_owned(),
    })?;
    let name = || SafeText::new(program);
    let not_run = |error: std::io::Error| HelperError::NotRun {
        program: name(),
        message: error.to_string(),
    };
    let mut child = Command::new(program)
        .args(arguments)
        .env_clear()
        .envs(child_environment())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(not_run)?;
    let out = child.stdout.take();
    let running = async {
        let mut bytes = Vec::new();
        if let Some(out) = out {
            let mut out = out.take(LARGEST + 1);
            out.read_to_end(&mut bytes).await?;
        }
        if bytes.len() as u64 > LARGEST {
            return Ok((None, bytes));
        }
        Ok((Some(child.wait().await?), bytes))
    };
    match tokio::time::timeout(limit, running).await {
        Err(_) => Err(HelperError::TooSlow {
            program: name(),
            limit,
        }),
        Ok(Err(error)) => Err(not_run(error)),
        Ok(Ok((None, _))) => Err(HelperError::TooMuch { program: name() }),
        Ok(Ok((Some(status), _))) if !status.success() => Err(HelperError::Failed {
            program: name(),
            status,
        }),
        Ok(Ok((Some(_), bytes))) => Ok(String::from_utf8_lossy(&bytes).into_owned().into()),
    }
}

#[cfg(test)]
mod tests {
    use rustix::io::Errno;
    use rustix::process::{Pid, test_kill_process};

    use super::*;

    fn shell(script: &str) -> Vec<String> {
        ["sh", "-c", script].map(str::to_owned).to_vec()
    }

    async fn run(script: &str) -> Result<SecretString, HelperError> {
        printed(&shell(script), Duration::from_secs(20)).await
    }

    #[tokio::test]
    async fn what_a_helper_prints_is_taken_and_nothing_else() {
        let found = run("echo CANARY; echo noise >&2").await.unwrap();
        assert_eq!(found.expose_secret(), "CANARY\n");
        // Stdin is empty, so the command cannot wait for an answer.
        let found = run("read line; echo \"got:$line\"").await.unwrap();
        assert_eq!(found.expose_secret(), "got:\n");
    }

    #[tokio::test]
    async fn arguments_are_not_seen_by_a_shell() {
        let argv = ["echo", "$HOME; id", "`id`"].map(str::to_owned);
        let found = printed(&argv, PATIENCE).await.unwrap();
        assert_eq!(found.expose_secret(), "$HOME; id `id`\n");
    }

    #[tokio::test]
    async fn what_goes_wrong_is_told_without_what_was_printed() {
        for (script, message) in [
            (
                "echo CANARY; echo CANARY >&2; exit 3",
                "failed (exit status: 3)",
            ),
            ("echo CANARY; kill -9 $$", "failed (signal: 9"),
            ("yes CANARY", "more than a secret"),
        ] {
            let error = run(script).await.unwrap_err();
            assert!(error.to_string().contains(message), "{error}");
            assert!(
                !format!("{error} {error:?}").contains("CANARY"),
                "{error:?}"
            );
        }
        let argv = ["/nonexistent\u{1b}[2J".to_owned()];
        let error = printed(&argv, PATIENCE).await.unwrap_err().to_string();
        assert!(
            error.contains("cannot be run") && !error.contains('\u{1b}'),
            "{error}"
        );
        assert!(printed(&[], PATIENCE).await.is_err());
    }

    #[tokio::test]
    async fn a_helper_that_hangs_is_ended() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("pid");
        let script = format!(
            "echo $$ > '{}'; echo CANARY; exec sleep 600",
            path.display()
        );
        // The time is long enough for a shell to start on a busy machine, and short enough for a
        // test.
        let error = printed(&shell(&script), Duration::from_secs(2)).await;
        let error = error.unwrap_err().to_string();
        assert!(error.contains("took longer than 2 s"), "{error}");
        let pid = std::fs::read_to_string(&path).unwrap();
        let pid = Pid::from_raw(pid.trim().parse().unwrap()).unwrap();
        while test_kill_process(pid) != Err(Errno::SRCH) {
            tokio::task::yield_now().await;
        }
    }
}
