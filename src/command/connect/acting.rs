//! Who acts, for the record.

use crate::journal::{ActingCredentials, Place, RunMode, Who};
use crate::settings::Settings;
use crate::zendesk::{Account, proxy_of};

/// Who acts at this account with a secret of this kind, as far as the settings tell.
pub(in crate::command) fn acting(
    account: &Account,
    settings: &Settings,
    (auth_kind, mode): (&'static str, RunMode),
) -> Who {
    Who {
        place: Place::here(),
        credentials: ActingCredentials {
            account: account.name().to_owned(),
            origin: account.origin().to_owned(),
            proxy: proxy_of(account),
            zd_user_id: None,
            zd_email_claimed: None,
            auth_kind,
            token_fingerprint: None,
        },
        config_hash: Some(settings.fingerprint()),
        mode,
        skew_ms: None,
    }
}
