//! What to do where Zendesk does not take the place of a page that it gave itself. That depends on the
//! list: only the one of all sessions has another way, which takes no walk.

use super::ApiRequest;

/// The list of all sessions.
const SESSIONS: &str = "/api/v2/sessions";

/// The list of all tokens, which is read as a whole whoever is named.
const TOKENS: &str = "/api/v2/oauth/tokens";

/// The advice where the place of a page of this list is refused.
pub(super) fn advice(request: &ApiRequest) -> &'static str {
    match request.template {
        SESSIONS => {
            "Zendesk does not take the place of a page that it gave itself, as where places expire while \
             a list is read: try again later, or name the people (--user, --email), which takes no walk"
        }
        TOKENS => {
            "Zendesk does not take the place of a page that it gave itself, as where places expire while \
             a list is read: try again later; the tokens of one person are read with those of all"
        }
        _ => {
            "Zendesk does not take the place of a page that it gave itself, as where places expire while \
             a list is read: try again later"
        }
    }
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;
    use crate::zendesk::{ApiError, ApiErrorKind};

    #[test]
    fn to_name_the_people_is_advice_where_that_takes_no_walk_and_nowhere_else() {
        for (template, takes_no_walk) in [
            (SESSIONS, true),
            (TOKENS, false),
            ("/api/v2/users/{user}/sessions", false),
            ("/api/v2/users", false),
            ("/api/v2/organizations/{organization}/users", false),
        ] {
            let asked = ApiRequest::to(Method::GET, template);
            let error = ApiError::new(asked, ApiErrorKind::NotFound);
            let kind = ApiErrorKind::Unexpected { status: 422 };
            let advice = error.with_kind(kind).of_place().advice();
            assert!(advice.contains("try again later"), "{template}: {advice}");
            assert_eq!(
                advice.contains("--user"),
                takes_no_walk,
                "{template}: {advice}"
            );
        }
    }
}
