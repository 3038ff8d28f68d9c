//! Why a verb could not be carried out, typed by what failed, so that the exit status and the
//! journal's word follow from it.
//!
//! - `conversions` how the errors of other layers become failures

mod conversions;

use std::error::Error;
use std::io;
use std::sync::Arc;

use crate::chat;
use crate::journal::Hindrance;
use crate::live::ReadError;
use crate::operation::{NotRecorded, Refusal};
use crate::settings::SettingsError;
use crate::zendesk::{ApiError, ApiErrorKind, logged};

/// The exit status of a verb that succeeded and found something that needs attention.
pub(super) const SOMETHING_TO_SEE: u8 = 1;

/// A message, or an error of any layer whose message is good enough.
pub(super) type FailureText = Box<dyn Error + Send + Sync>;

/// A verb that could not be carried out. It is shown as one sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The usage is wrong.
    #[error(transparent)]
    Usage(FailureText),
    /// The settings cannot be used.
    #[error(transparent)]
    Settings(SettingsError),
    /// There are no credentials, or they are refused.
    #[error(transparent)]
    Credentials(FailureText),
    /// The server could not be reached, or its answer could not be understood.
    #[error(transparent)]
    Server(FailureText),
    /// A request to Zendesk failed.
    #[error("{0}\n  {advice}", advice = .0.advice())]
    Api(#[source] Arc<ApiError>),
    /// The account could not be read as it was asked for.
    #[error(transparent)]
    Read(ReadError),
    /// A guardrail stopped it: the count, a protected target, read-only, no record.
    #[error(transparent)]
    Guardrail(FailureText),
    /// There is no plan, for this reason.
    #[error(transparent)]
    Refusal(Refusal),
    /// There is no plan, and that is not known to be all: something could not be read.
    #[error(
        "{0}\n  that is not proved to be all: what could not be read may be chosen too, and \
             nothing was sent"
    )]
    NotSeen(Refusal),
    /// There is no plan to change the Chat account, for this reason.
    #[error(transparent)]
    Chat(chat::Refusal),
    /// The record of a change cannot be written.
    #[error(transparent)]
    NotRecorded(NotRecorded),
    /// The operating system refused something.
    #[error(transparent)]
    System(io::Error),
    /// Another failure, after the name of what it is about.
    #[error("{what}: {failure}")]
    About {
        /// The name of what it is about.
        what: String,
        /// The failure itself.
        #[source]
        failure: Box<Failure>,
    },
    /// Another failure, with one more line on what it means.
    #[error("{failure}\n  {more}")]
    And {
        /// The failure itself.
        #[source]
        failure: Box<Failure>,
        /// The line that is added.
        more: String,
    },
}

/// The classes of failures that a script can tell apart (`docs::cli`, "Output").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FailureClass {
    System,
    NotSeen,
    Usage,
    Credentials,
    Server,
    Guardrail,
}

impl Failure {
    /// A failure because usage or settings are wrong.
    pub(super) fn usage(words: impl Into<FailureText>) -> Self {
        Self::Usage(words.into())
    }

    /// A failure because there are no credentials, or they are refused.
    pub(super) fn credentials(words: impl Into<FailureText>) -> Self {
        Self::Credentials(words.into())
    }

    /// A failure because the server could not be reached, or its answer could not be understood.
    pub(super) fn server(words: impl Into<FailureText>) -> Self {
        Self::Server(words.into())
    }

    /// A failure because a guardrail stopped it: the count, a protected target, read-only, no
    /// record.
    pub(super) fn guardrail(words: impl Into<FailureText>) -> Self {
        Self::Guardrail(words.into())
    }

    /// A failure because there is no plan, where what could not be read is worth `unread`. That an
    /// empty choice is empty is then not known.
    pub(super) fn no_plan(refusal: Refusal, unread: u8) -> Self {
        match refusal {
            Refusal::Empty { .. } if unread == SOMETHING_TO_SEE => Self::NotSeen(refusal),
            refusal => refusal.into(),
        }
    }

    /// A failure because the operating system refused something.
    pub(super) fn system(error: io::Error) -> Self {
        Self::System(error)
    }

    /// Whether a guardrail refused it.
    pub(super) fn is_of_a_guardrail(&self) -> bool {
        self.class() == FailureClass::Guardrail
    }

    /// The same failure, with one more line on what it means.
    pub(super) fn and(self, more: &str) -> Self {
        Self::And {
            failure: Box::new(self),
            more: more.to_owned(),
        }
    }

    /// The same failure, after the name of what it is about.
    pub(super) fn about(self, what: &str) -> Self {
        Self::About {
            what: what.to_owned(),
            failure: Box::new(self),
        }
    }

    /// What hindered the verb from beginning, if the journal has a word for it.
    pub(super) fn hindrance(&self) -> Option<Hindrance> {
        match self.class() {
            FailureClass::Credentials => Some(Hindrance::Credentials),
            FailureClass::Server | FailureClass::NotSeen => Some(Hindrance::List),
            FailureClass::Guardrail => Some(Hindrance::Guardrail),
            FailureClass::System | FailureClass::Usage => None,
        }
    }

    /// The exit status (`docs::cli`, "Exit status").
    pub(crate) fn status(&self) -> u8 {
        match self.class() {
            FailureClass::System | FailureClass::NotSeen => SOMETHING_TO_SEE,
            FailureClass::Usage => 2,
            FailureClass::Credentials => 3,
            FailureClass::Server => 4,
            FailureClass::Guardrail => 5,
        }
    }

    /// The failed request behind it, if there is one.
    pub(super) fn api_error(&self) -> Option<&ApiError> {
        match self {
            Self::Api(error) | Self::Read(ReadError::Api(error) | ReadError::Nameless(error)) => {
                Some(error)
            }
            Self::About { failure, .. } | Self::And { failure, .. } => failure.api_error(),
            _ => None,
        }
    }

    /// Whether there are no credentials, or they are refused.
    pub(super) fn is_of_credentials(&self) -> bool {
        self.class() == FailureClass::Credentials
    }

    /// Whether the server failed, and not the credentials or the request.
    pub(super) fn is_of_the_server(&self) -> bool {
        self.class() == FailureClass::Server
    }

    fn class(&self) -> FailureClass {
        match self {
            Self::System(_) | Self::NotRecorded(NotRecorded::Outcome(_)) => FailureClass::System,
            Self::NotSeen(_) => FailureClass::NotSeen,
            Self::Usage(_) | Self::Settings(_) => FailureClass::Usage,
            Self::Credentials(_) => FailureClass::Credentials,
            Self::Server(_) => FailureClass::Server,
            Self::Guardrail(_)
            | Self::Refusal(_)
            | Self::NotRecorded(NotRecorded::Intent(_))
            | Self::Read(ReadError::OwnOnly) => FailureClass::Guardrail,
            Self::Api(error) | Self::Read(ReadError::Api(error) | ReadError::Nameless(error)) => {
                of_a_request(error)
            }
            Self::Chat(refusal) => of_chat(refusal),
            Self::About { failure, .. } | Self::And { failure, .. } => failure.class(),
        }
    }

    /// Writes the failure to the log: a refusal by its kind and its counts, and an unexpected failure
    /// with all its causes. Of the others only the class is written, as of what is words alone: those
    /// may quote what somebody typed, or Zendesk's words.
    pub(super) fn log(&self) {
        let status = self.status();
        let cause: &(dyn Error + 'static) = match self {
            Self::About { failure, .. } | Self::And { failure, .. } => return failure.log(),
            Self::Usage(_) | Self::Settings(_) | Self::Guardrail(_) | Self::Chat(_) => {
                return tracing::info!(status, "not done: {:?}", self.class());
            }
            Self::Refusal(refusal) | Self::NotSeen(refusal) => {
                return tracing::info!(status, "no plan: {}", refusal.for_log());
            }
            Self::Credentials(words) | Self::Server(words) => match words.source() {
                Some(source) => source,
                None => return tracing::warn!(status, "failed: {:?}", self.class()),
            },
            Self::Api(error) => error,
            Self::Read(error) => error,
            Self::NotRecorded(error) => error,
            Self::System(error) => error,
        };
        tracing::warn!(status, "failed: {}", logged(cause));
    }
}

fn of_a_request(error: &ApiError) -> FailureClass {
    match error.kind {
        ApiErrorKind::Unauthorized
        | ApiErrorKind::SignedOut { .. }
        | ApiErrorKind::Anonymous
        | ApiErrorKind::NotRenewed {
            is_refusal: true, ..
        }
        | ApiErrorKind::ReadScope
        | ApiErrorKind::NoChangeToken
        | ApiErrorKind::Forbidden { .. } => FailureClass::Credentials,
        _ => FailureClass::Server,
    }
}

fn of_chat(refusal: &chat::Refusal) -> FailureClass {
    match refusal {
        chat::Refusal::ReadOnly | chat::Refusal::ReadScope => FailureClass::Guardrail,
        chat::Refusal::NotOwner => FailureClass::Credentials,
        chat::Refusal::NotWritable(_)
        | chat::Refusal::Twice(_)
        | chat::Refusal::Unknown { .. }
        | chat::Refusal::Kind { .. }
        | chat::Refusal::Nothing => FailureClass::Usage,
    }
}

/// Words for the person in place of those of the error beneath, which is still logged.
#[derive(Debug, thiserror::Error)]
#[error("{words}")]
pub(super) struct ExplainedFailure {
    words: String,
    source: ApiError,
}

impl ExplainedFailure {
    pub(super) fn new(words: String, source: ApiError) -> Self {
        Self { words, source }
    }
}

#[cfg(test)]
mod tests;
