//! Why a renewal failed, and whether the refresh token may be sent again.

use std::time::Duration;

use crate::zendesk::ProviderError;
use crate::zendesk::oauth::OAuthError;

/// The advice when only a new sign-in helps.
pub(super) const SIGN_IN: &str = "sign in again with `zentop auth login`";

/// The wait after the first renewal that gave no tokens; it doubles with each further one.
const FIRST_WAIT: Duration = Duration::from_secs(1);

/// The longest wait between two renewals, unless the server asks for a longer one.
const LAST_WAIT: Duration = Duration::from_secs(120);

/// The reason why there are no new tokens.
pub(super) struct RenewalFailure {
    pub(super) message: ProviderError,
    /// Whether the refresh token is known to be used up. Only the server's own word for that says
    /// so; an answer that was lost does not (`docs::zendesk_api` §5.3).
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

    /// A failure of this machine, after so many in a row: a keyring that is locked, a lock that
    /// cannot be taken, a disk that is full. It says nothing of the sign-in, so it is tried again.
    pub(super) fn of_machine(why: String, failures: u32) -> Self {
        Self::from(ProviderError::Later {
            wait: own_wait(failures),
            why,
            is_refusal: false,
        })
    }

    /// A failure after which the refresh token is used up.
    pub(super) fn spent(what: &str) -> Self {
        Self {
            is_spent: true,
            // The remedy comes first, because the end may be cut off.
            ..Self::signed_out(format!("{SIGN_IN}: {what}"))
        }
    }

    /// The failure behind an answer of the token endpoint, after so many before it in a row.
    pub(super) fn of(error: &OAuthError, failures: u32) -> Self {
        let own = own_wait(failures);
        let later = |wait, why: String, is_refusal| ProviderError::Later {
            wait,
            why,
            is_refusal,
        };
        Self::from(match error {
            OAuthError::NotSent(_) => ProviderError::NotNow(format!(
                "the access token has ended and is not renewed: {error}"
            )),
            OAuthError::Busy { wait } => {
                let why = wait.with_reason("Zendesk is busy");
                later(own.max(wait.obeyed()), why, false)
            }
            OAuthError::Lost(cause) => later(
                own,
                format!("the answer to a renewal was lost ({cause})"),
                false,
            ),
            error => later(own, format!("the sign-in is not renewed ({error})"), true),
        })
    }
}

/// The wait that we choose ourselves, after so many failures in a row.
fn own_wait(failures: u32) -> Duration {
    let doubled = 2_u32.saturating_pow(failures);
    FIRST_WAIT.saturating_mul(doubled).min(LAST_WAIT)
}

impl From<ProviderError> for RenewalFailure {
    fn from(message: ProviderError) -> Self {
        Self {
            message,
            is_spent: false,
        }
    }
}
