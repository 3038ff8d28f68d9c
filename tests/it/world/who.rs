//! Who writes a journal, where a test writes it without the program.

use zentop::terminate::journal::{Login, Mode, Place, Who};

/// Somebody at a process of this machine or another.
pub(crate) fn who(place: Place) -> Who {
    Who {
        place,
        login: Login {
            account: "acme".to_owned(),
            origin: "http://127.0.0.1".to_owned(),
            zd_user_id: None,
            zd_email_claimed: None,
            auth_kind: "oauth",
            token_fingerprint: None,
        },
        mode: Mode::Headless,
        skew_ms: None,
    }
}
