//! The refusals of the token endpoint, and answers that never came.

use super::super::refusal::shown;
use super::Grant;
use super::fields::AnswerFields;
use crate::model::SafeText;
use crate::zendesk::ServerWait;

/// Why a request to the token endpoint gave no tokens. It holds no secret.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OAuthError {
    /// `invalid_grant`: the code or the refresh token is no longer valid (RFC 6749 §5.2).
    #[error("Zendesk does not accept it any more: {0}")]
    InvalidGrant(SafeText),
    /// Any other clear refusal, in Zendesk's words.
    #[error("Zendesk said no: {0}")]
    Refused(SafeText),
    /// Nothing was sent, for this reason.
    #[error("cannot reach Zendesk: {0}")]
    NotSent(SafeText),
    /// Zendesk is too busy to answer, and did nothing.
    #[error("Zendesk is busy and asks to wait {} s", wait.whole().as_secs())]
    Busy {
        /// The time that it asks to wait.
        wait: ServerWait,
    },
    /// The request was sent, and no usable answer came back: it may have had its effect.
    #[error("the answer was lost: {0}")]
    Lost(SafeText),
    /// The answer has no access token that can be sent, for this reason, and a refresh token, which is
    /// in this grant: it is the only one that still renews the sign-in.
    #[error("the answer has no access token that can be used: {1}")]
    RefreshOnly(Box<Grant>, SafeText),
}

impl OAuthError {
    pub(super) fn lost(why: &str) -> Self {
        Self::Lost(shown(why))
    }
}

/// A refusal in the form of RFC 6749 §5.2.
pub(super) struct RefusedGrant {
    error: String,
    error_description: Option<String>,
}

impl RefusedGrant {
    /// The refusal in this body, if it is one. Words that cannot be read do not hide its code.
    pub(super) fn of(body: &[u8]) -> Option<Self> {
        let fields = AnswerFields::of(body)?;
        Some(Self {
            error: fields.read("error")?,
            error_description: fields.read("error_description"),
        })
    }
}

impl From<RefusedGrant> for OAuthError {
    fn from(refusal: RefusedGrant) -> Self {
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
