//! What the token endpoint refuses, and what becomes of an answer that never came.

use std::time::Duration;

use serde::Deserialize;

use super::super::refusal::shown;
use crate::model::SafeText;

/// A request to the token endpoint that gave no tokens. Holds no secret.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OAuthError {
    /// `invalid_grant`: the code or the refresh token is not good any more (RFC 6749 §5.2).
    #[error("Zendesk does not accept it any more: {0}")]
    InvalidGrant(SafeText),
    /// Any other clear no, in Zendesk's words.
    #[error("Zendesk said no: {0}")]
    Refused(SafeText),
    /// Nothing was sent.
    #[error("cannot reach Zendesk: {0}")]
    NotSent(SafeText),
    /// Zendesk is too busy to answer, and did nothing.
    #[error("Zendesk is busy and asks to wait {} s", wait.as_secs())]
    Busy {
        /// How long it asks to wait.
        wait: Duration,
    },
    /// It was sent, and no answer that can be used came back: it may have had its effect.
    #[error("the answer was lost: {0}")]
    Lost(SafeText),
}

impl OAuthError {
    pub(super) fn lost(why: &str) -> Self {
        Self::Lost(shown(why))
    }
}

/// A refusal as of RFC 6749 §5.2.
#[derive(Deserialize)]
pub(super) struct Refusal {
    error: String,
    error_description: Option<String>,
}

impl From<Refusal> for OAuthError {
    fn from(refusal: Refusal) -> Self {
        let code = shown(&refusal.error);
        let words = match refusal.error_description {
            Some(words) => shown(&format!("{code}: {words}")),
            None => code,
        };
        match refusal.error.as_str() {
            "invalid_grant" => Self::InvalidGrant(words),
            _ => Self::Refused(words),
        }
    }
}
