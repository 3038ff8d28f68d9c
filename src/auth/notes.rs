//! Notes on what some answers of Zendesk mean under the credentials in use.

use crate::zendesk::{ApiError, AuthKind};

/// What is said of a session of the credentials about which Zendesk says nothing.
pub(crate) const SESSION_NOT_SAID: &str =
    "not known: the answer does not say whether these credentials have a session";

/// The meaning of an answer in which Zendesk names a session for the credentials, or none (Sessions
/// API, "Delete the Authenticated Session").
pub(crate) const fn session_note(auth: AuthKind, is_named: bool) -> &'static str {
    match (auth, is_named) {
        (AuthKind::Cookie, true) => "the session of the cookie",
        (AuthKind::Cookie, false) => "none: the cookie's session is over, or Zendesk does not say",
        (AuthKind::OAuth, true) => {
            "Zendesk names this session, but an OAuth token owns no session: `me logout` does \
             not concern it"
        }
        (AuthKind::OAuth, false) => {
            "none: an OAuth token owns no session, so signing out does not concern it"
        }
        (AuthKind::ApiToken | AuthKind::Password, true) => {
            "Zendesk names this session, but Basic credentials own no session: `me logout` does \
             not concern it"
        }
        (AuthKind::ApiToken | AuthKind::Password, false) => {
            "none: Basic credentials own no session, so signing out does not concern them"
        }
    }
}

/// The advice where there is no Help Center session.
pub(crate) fn help_center_advice(error: &ApiError) -> Option<&'static str> {
    (error.status()? == 404).then_some(
        "this account has no Help Center that is active, and then there is no such session; check \
         the subdomain if it should have one",
    )
}
