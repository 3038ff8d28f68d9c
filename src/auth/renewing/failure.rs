//! Why a renewal failed, and whether trying again could do harm.

use super::super::saved_sign_in::GrantKind;
use crate::zendesk::ProviderError;
use crate::zendesk::oauth::OAuthError;

/// The advice when only a new sign-in helps.
pub(super) const SIGN_IN: &str = "sign in again with `zentop auth login`";

/// The reason why there are no new tokens.
pub(super) struct RenewalFailure {
    pub(super) message: ProviderError,
    /// Whether the refresh token is used up, or may be.
    pub(super) is_spent: bool,
}

impl RenewalFailure {
    /// A failure in which only the person can help.
    #[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
    pub(super) fn signed_out(message: impl ToString) -> Self {
        Self {
            message: ProviderError::SignedOut(message.to_string()),
            is_spent: false,
        }
    }

    /// A failure after which the refresh token is used up, or may be.
    pub(super) fn spent(what: &str) -> Self {
        Self {
            is_spent: true,
            // The remedy comes first, because the end may be cut off.
            ..Self::signed_out(format!("{SIGN_IN}: {what}"))
        }
    }

    /// A failure that may pass.
    #[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
    fn not_now(why: impl ToString) -> Self {
        Self {
            message: ProviderError::NotNow(why.to_string()),
            is_spent: false,
        }
    }

    /// The failure behind an error of the token endpoint.
    pub(super) fn of(error: OAuthError, grant_kind: GrantKind) -> Self {
        match error {
            OAuthError::NotSent(_) => Self::not_now(format!(
                "the access token has ended and is not renewed: {error}"
            )),
            OAuthError::Busy { wait } => ProviderError::Busy { wait }.into(),
            // A client's secret is not used up, so it may be sent again.
            OAuthError::Lost(_) if grant_kind == GrantKind::ClientCredentials => {
                Self::not_now(error)
            }
            OAuthError::Lost(cause) => Self::spent(&format!(
                "a renewal of the sign-in was asked for and the answer was lost ({cause}), so \
                 its tokens are not known"
            )),
            error => Self::spent(&format!("the sign-in is not renewed: {error}")),
        }
    }
}

impl From<ProviderError> for RenewalFailure {
    fn from(message: ProviderError) -> Self {
        Self {
            message,
            is_spent: false,
        }
    }
}
