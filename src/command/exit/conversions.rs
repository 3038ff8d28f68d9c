//! How the errors of other layers become failures of a verb.

use std::sync::Arc;

use super::Failure;
use crate::chat;
use crate::live::ReadError;
use crate::operation::{LastDoor, NotRecorded, Refusal};
use crate::settings::SettingsError;
use crate::zendesk::ApiError;

/// How to go on where no other admin would be left who can sign in.
const LAST_DOOR: &str = "leave them out; or only end their sessions and revoke their tokens: zentop \
    offboard --without suspend";

impl From<SettingsError> for Failure {
    fn from(error: SettingsError) -> Self {
        Self::Settings(error)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::LastDoor(LastDoor::Closed) => Self::Refusal(refusal).and(LAST_DOOR),
            refusal => Self::Refusal(refusal),
        }
    }
}

impl From<chat::Refusal> for Failure {
    fn from(refusal: chat::Refusal) -> Self {
        Self::Chat(refusal)
    }
}

impl From<NotRecorded> for Failure {
    fn from(error: NotRecorded) -> Self {
        Self::NotRecorded(error)
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Api(error) => error.into(),
            ReadError::OwnOnly => Self::Read(error),
            ReadError::Nameless(error) => Self::from(error)
                .about("not everybody could be looked up, so a filter or a role may miss some"),
        }
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self::Api(Arc::new(error))
    }
}

impl From<Arc<ApiError>> for Failure {
    fn from(error: Arc<ApiError>) -> Self {
        Self::Api(error)
    }
}
