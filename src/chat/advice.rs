//! What to do about a refusal of Chat.

use crate::zendesk::ApiError;

/// The advice where Chat does not show the account (`docs::zendesk_api` §7).
pub(crate) fn chat_advice(error: &ApiError) -> Option<&'static str> {
    match error.status()? {
        401 => Some(
            "Chat takes only the token of an OAuth client that was made in Chat itself, in \
             ZENDESK_CHAT_TOKEN: Support's tokens do not work there",
        ),
        403 => Some("the Chat account is shown to admins of Chat: ask one of them for a token"),
        404 => Some(
            "there is no Zendesk Chat account here: accounts with messaging instead of Chat have \
             none; check the subdomain if this one should",
        ),
        _ => None,
    }
}
