//! Why a renewal failed, and whether trying again could do harm.

use super::super::saved_sign_in::GrantKind;
use crate::zendesk::ProviderError;
use crate::zendesk::oauth::OAuthError;

/// The advice when only a new sign-in helps.
pub(super) const SIGN_IN: &str = "sign in again with `zentop auth login`";

/// Why there are no new tokens.
pub(super) struct RenewalFailure {
    pub(super) message: ProviderError,
    /// The refresh token is used up, or may be.
    pub(super) is_spent: bool,
}

impl RenewalFailure {
    /// Only the person can help.
    #[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
    pub(super) fn signed_out(message: impl ToString) -> Self {
        Self {
            message: ProviderError::SignedOut(message.to_string()),
            is_spent: false,
        }
    }

    /// The refresh token is used up, or may be.
    pub(super) fn spent(what: &str) -> Self {
        Self {
            is_spent: true,
            // The remedy first: what comes after may be cut short.
            ..Self::signed_out(format!("{SIGN_IN}: {what}"))
        }
    }

    /// It may work later.
    #[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
    fn not_now(why: impl ToString) -> Self {
        Self {
            message: ProviderError::NotNow(why.to_string()),
            is_spent: false,
        }
    }

    /// What a refusal of the token endpoint comes to.
    pub(super) fn of(error: OAuthError, grant_kind: GrantKind) -> Self {
        match error {
            OAuthError::NotSent(_) => Self::not_now(format!(
                "the access token has ended and is not renewed: {error}"
            )),
            OAuthError::Busy { wait } => ProviderError::Busy { wait }.into(),
            // A client's secret is not used up, so it may be shown again.
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
