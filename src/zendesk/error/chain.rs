//! An error and all its causes in one line, for the log.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use super::ApiError;
use crate::model::SafeText;

/// The most causes that are followed, more than any library stacks up.
const DEEPEST: usize = 12;

/// An error as [`logged`] writes it.
pub(crate) struct Logged<'a>(&'a (dyn Error + 'static));

/// The error as the log has it: `error: source: source`. A request is named by its path without
/// ids, and none of Zendesk's own words are in it, because they may quote names and addresses.
pub(crate) fn logged<'a>(error: &'a (dyn Error + 'static)) -> Logged<'a> {
    Logged(error)
}

impl fmt::Display for Logged<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut written = String::new();
        let mut next = Some(self.0);
        for _ in 0..DEEPEST {
            let Some(error) = next else { break };
            let text = words(error);
            let colon = if written.is_empty() || text.is_empty() {
                ""
            } else {
                ": "
            };
            written.push_str(colon);
            written.push_str(&text);
            next = error.source();
        }
        f.write_str(&written)
    }
}

/// The words of this error alone: many errors repeat those of their cause, which has a turn of its
/// own.
fn words(error: &(dyn Error + 'static)) -> String {
    let shared = || error.downcast_ref::<Arc<ApiError>>().map(|error| &**error);
    if let Some(error) = error.downcast_ref::<ApiError>().or_else(shared) {
        return error.without_ids();
    }
    let text = error.to_string();
    let beneath = error.source().map(ToString::to_string).unwrap_or_default();
    let own = text.strip_suffix(&beneath).unwrap_or(&text);
    match own.trim_end_matches([':', ' ']) {
        "" => String::new(),
        own => SafeText::new(own).as_str().to_owned(),
    }
}

/// The innermost cause, which is the most telling one.
pub(in crate::zendesk) fn root_cause(error: &dyn Error) -> String {
    let mut cause = error.source();
    let mut text = error.to_string();
    while let Some(inner) = cause {
        text = inner.to_string();
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zendesk::{ApiErrorKind, ApiRequest, TransportError};

    #[test]
    fn every_error_beneath_is_in_the_line_and_no_id_or_message_is() {
        let request = ApiRequest::new(
            http::Method::DELETE,
            "/api/v2/users/{user}/sessions",
            "/api/v2/users/4711/sessions",
        );
        let io: Arc<dyn Error + Send + Sync> = Arc::new(std::io::Error::other("no route\u{1b}[2J"));
        let transport = TransportError::Broken {
            cause: "reset".to_owned(),
            source: Some(io),
        };
        let message = SafeText::new("ada@example.com is protected");
        let kind = ApiErrorKind::Refused {
            status: 422,
            message,
        };
        let error = ApiError::new(request, kind)
            .with_id(Some(SafeText::new("abc-1")))
            .because(transport);
        let expected = "refused (DELETE /api/v2/users/{user}/sessions, status 422, request abc-1): \
            no whole answer: reset: no route";
        assert!(logged(&error).to_string().starts_with(expected));
        assert!(!logged(&error).to_string().contains('\u{1b}'));
        let walk = crate::zendesk::WalkError {
            asked: ApiRequest::to(http::Method::GET, "/api/v2/sessions"),
            page: 3,
            source: error.into(),
        };
        let line = logged(&walk).to_string();
        assert!(!line.contains("4711") && !line.contains("ada@"), "{line}");
        let start = format!("page 3 of /api/v2/sessions: {expected}");
        assert!(line.starts_with(&start), "{line}");
    }
}
