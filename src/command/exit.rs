//! What went wrong, as one sentence that says what to do, and the exit status for scripts.

use std::fmt;

use crate::chat;
use crate::journal::Hindrance;
use crate::live::ReadError;
use crate::operation::{NotRecorded, Refusal};
use crate::settings::SettingsError;
use crate::zendesk::ApiError;

/// Done, and there is something to see.
pub(super) const SOMETHING_TO_SEE: u8 = 1;

/// A verb that could not be carried out.
#[derive(Debug)]
pub struct Failure {
    status: u8,
    message: String,
}

impl Failure {
    /// Wrong usage or settings.
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self {
            status: 2,
            message: message.into(),
        }
    }

    /// No credentials, or refused ones.
    pub(super) fn credentials(message: impl Into<String>) -> Self {
        Self {
            status: 3,
            message: message.into(),
        }
    }

    /// The server could not be reached or made no sense.
    pub(super) fn server(message: impl Into<String>) -> Self {
        Self {
            status: 4,
            message: message.into(),
        }
    }

    /// Refused by a guardrail: the count, a protected target, read-only, no record.
    pub(super) fn guardrail(message: impl Into<String>) -> Self {
        Self {
            status: 5,
            message: message.into(),
        }
    }

    /// The operating system said no.
    #[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
    pub(super) fn system(error: std::io::Error) -> Self {
        Self {
            status: 1,
            message: error.to_string(),
        }
    }

    /// The same, with a line more on what that means.
    pub(super) fn and(self, message: &str) -> Self {
        Self {
            message: format!("{}\n  {message}", self.message),
            ..self
        }
    }

    /// The same, after what it is about.
    pub(super) fn about(self, what: &str) -> Self {
        Self {
            message: format!("{what}: {}", self.message),
            ..self
        }
    }

    /// What kept the verb from beginning, if the journal has a word for it.
    pub(super) fn hindrance(&self) -> Option<Hindrance> {
        match self.status {
            3 => Some(Hindrance::Credentials),
            4 => Some(Hindrance::List),
            5 => Some(Hindrance::Guardrail),
            _ => None,
        }
    }

    /// The exit status (cli.md, "Output").
    pub fn status(&self) -> u8 {
        self.status
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<SettingsError> for Failure {
    fn from(error: SettingsError) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::guardrail(refusal.to_string())
    }
}

impl From<chat::Refusal> for Failure {
    fn from(refusal: chat::Refusal) -> Self {
        let message = refusal.to_string();
        match refusal {
            chat::Refusal::ReadOnly | chat::Refusal::ReadScope => Self::guardrail(message),
            chat::Refusal::NotOwner => Self::credentials(message),
            chat::Refusal::NotWritable(_)
            | chat::Refusal::Twice(_)
            | chat::Refusal::Unknown { .. }
            | chat::Refusal::Kind { .. }
            | chat::Refusal::Nothing => Self::usage(message),
        }
    }
}

impl From<NotRecorded> for Failure {
    fn from(error: NotRecorded) -> Self {
        match error {
            NotRecorded::Intent(_) => Self::guardrail(error.to_string()),
            NotRecorded::Outcome(_) => Self::system(std::io::Error::other(error.to_string())),
        }
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        match &error {
            ReadError::Api(error) => Self::from(&**error),
            ReadError::OwnOnly => Self::guardrail(error.to_string()),
            ReadError::Nameless(error) => Self::from(&**error)
                .about("not everybody could be looked up, so a filter or a role may miss some"),
        }
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self::from(&error)
    }
}

impl From<&ApiError> for Failure {
    fn from(error: &ApiError) -> Self {
        let message = format!("{error}\n  {}", error.advice());
        match error {
            ApiError::Unauthorized { .. }
            | ApiError::SignedOut { .. }
            | ApiError::Anonymous
            | ApiError::Forbidden { .. } => Self::credentials(message),
            _ => Self::server(message),
        }
    }
}
