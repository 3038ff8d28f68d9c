//! The admin who acts, where a test does not start the real binary.

use zentop::journal::{ActingCredentials, Place, RunMode, Who};

/// An admin of `acme` in this very process.
pub(crate) fn who(mode: RunMode) -> Who {
    Who {
        place: Place::here(),
        credentials: ActingCredentials {
            account: "acme".to_owned(),
            origin: "http://127.0.0.1".to_owned(),
            proxy: None,
            zd_user_id: None,
            zd_email_claimed: None,
            auth_kind: "oauth",
            token_fingerprint: None,
        },
        config_hash: None,
        mode,
        skew_ms: None,
    }
}
