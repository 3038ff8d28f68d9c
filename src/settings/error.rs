//! Errors of the settings: what happened, where, and what to do.

use std::fmt::{self, Display};
use std::path::PathBuf;

use super::source::{FilePosition, Source, shown};
use super::trust::FileTrust;

/// One mistake in the settings file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The position of the mistake.
    pub place: FilePosition,
    /// What is wrong and what would be right, in one sentence.
    pub message: String,
}

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// Settings that cannot be used. No message holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum SettingsError {
    /// A settings file that was named and does not exist.
    #[error(
        "{named_by} names {}, which is not there: write that file or name another",
        shown(path)
    )]
    NoSuchFile {
        /// The file that was named.
        path: PathBuf,
        /// The layer that named it.
        named_by: Source,
    },
    /// The file exists and cannot be read.
    #[error("cannot read {}: {reason}", shown(path))]
    Unreadable {
        /// The file that cannot be read.
        path: PathBuf,
        /// The system's message, and what to do.
        reason: String,
    },
    /// The mistakes in the file, all at once, in the order of the file and one on a line.
    #[error("{}", lines(.0))]
    InFile(Vec<Problem>),
    /// The file decides what is run or where credentials go, and another person could have written
    /// it.
    #[error("{place}: `{key}` is not taken from this file, because {}", why.reason(&place.path))]
    Untrusted {
        /// The position of the setting.
        place: FilePosition,
        /// The key of the setting.
        key: String,
        /// The reason why the file is not trusted.
        why: FileTrust,
    },
    /// A profile that does not exist in the file.
    #[error(
        "there is no profile {name:?} (asked for by {asked_by}): {}",
        profiles(existing)
    )]
    NoSuchProfile {
        /// The profile that was asked for.
        name: String,
        /// The layer that asked for it.
        asked_by: Source,
        /// The profiles that exist.
        existing: Vec<String>,
    },
    /// Two flags that both name an account.
    #[error("--subdomain and --url both name an account: give one of them")]
    TwoAccounts,
    /// A profile on the command line, and another profile's account in the environment.
    #[error(
        "--profile {profile} means {own}, but ZENDESK_SUBDOMAIN names {account}: \
         unset it, or say which with --subdomain"
    )]
    AgainstProfile {
        /// The profile of the command line.
        profile: String,
        /// The profile's account.
        own: String,
        /// The account in the environment.
        account: String,
    },
    /// A flag or an environment variable holds a value that cannot be used.
    #[error("{name} {message}")]
    BadInput {
        /// The flag or variable, or the helper or file that a secret came from.
        name: String,
        /// What is wrong and what would be right. The value of a secret is never in it.
        message: String,
    },
    /// Half of a pair of credentials.
    #[error("{has} is set and {lacks} is not: set both")]
    Incomplete {
        /// The half that is there.
        has: String,
        /// The half that is missing.
        lacks: &'static str,
    },
    /// A profile's secret that would go to an account that is not the profile's.
    #[error(
        "{named_by} names {account}, but the secret of profile {profile:?} is for {own}: \
         set ZENDESK_OAUTH_TOKEN for {account}, or leave {named_by} out"
    )]
    SecretOfAnother {
        /// The profile with the secret.
        profile: String,
        /// The profile's account.
        own: String,
        /// The account that was asked for.
        account: String,
        /// The layer that asked for it.
        named_by: Source,
    },
    /// No home folder is known, so there is nowhere to store anything.
    #[error(
        "no home folder is known, so there is no place for the journal: set HOME or XDG_STATE_HOME"
    )]
    NoHome,
}

impl SettingsError {
    pub(super) fn bad(name: &str, message: impl Display) -> Self {
        Self::BadInput {
            name: name.to_owned(),
            message: message.to_string(),
        }
    }
}

fn lines(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(Problem::to_string).collect();
    lines.join("\n")
}

fn profiles(existing: &[String]) -> String {
    if existing.is_empty() {
        return "the settings file has none, so add one there".to_owned();
    }
    let names: Vec<String> = existing.iter().map(|name| format!("{name:?}")).collect();
    format!("choose one of {}", names.join(", "))
}
