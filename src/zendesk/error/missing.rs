//! What a 404 says, which depends on what was asked for: a record that is to be changed is gone, and
//! a list that is not there says nothing of anybody.

use http::Method;

use super::ApiRequest;

/// What was asked for and is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// The record that was to be changed or removed.
    Changed,
    /// The record that was to be read.
    Record,
    /// What one person has.
    Theirs,
    /// A list or page of the account.
    Page,
}

/// The advice where the account has no such page at all.
pub(super) const NO_SUCH_PAGE: &str = "check the subdomain and the path of the address; the account's \
                                       plan, or the role behind these credentials, may not have this \
                                       page. It does not say that anybody is signed out";

impl Missing {
    /// What a 404 to this request says.
    pub(super) fn of(request: &ApiRequest) -> Self {
        let template = request.template;
        let is_record = template.ends_with('}');
        if is_record && request.method == Method::GET {
            Self::Record
        } else if is_record {
            Self::Changed
        } else if template.contains('}') {
            Self::Theirs
        } else {
            Self::Page
        }
    }

    /// What happened.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Changed => "not there any more",
            Self::Record => "there is no such record",
            Self::Theirs => "nobody of this number was found",
            Self::Page => "the account has no such page",
        }
    }

    /// What to do about it.
    pub(super) const fn advice(self) -> &'static str {
        match self {
            Self::Changed => "nothing to do: it is gone already",
            Self::Record => "it is gone, or was never there: check the number and the account",
            Self::Theirs => {
                "check the number and the account; the role behind these credentials may not see \
                 this person. It does not say that they are signed out"
            }
            Self::Page => NO_SUCH_PAGE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zendesk::{ApiError, ApiErrorKind};

    #[test]
    fn only_a_record_that_was_to_be_changed_is_called_gone() {
        for (method, template, is_gone) in [
            (Method::GET, "/api/v2/sessions", false),
            (Method::GET, "/api/v2/users/me", false),
            (Method::GET, "/api/v2/users/{user}/sessions", false),
            (
                Method::GET,
                "/api/v2/users/{user}/sessions/{session}",
                false,
            ),
            (Method::DELETE, "/api/v2/users/{user}/sessions", false),
            (Method::DELETE, "/api/v2/users/me/logout", false),
            (Method::POST, "/api/v2/users/logout_many", false),
            (
                Method::DELETE,
                "/api/v2/users/{user}/sessions/{session}",
                true,
            ),
            (Method::DELETE, "/api/v2/oauth/tokens/{token}", true),
        ] {
            let asked = ApiRequest::to(method, template);
            let error = ApiError::new(asked, ApiErrorKind::NotFound);
            let text = format!("{error}; {}", error.advice());
            let says_gone = text.contains("any more") || text.contains("gone already");
            assert_eq!(says_gone, is_gone, "{text}");
            assert!(text.contains(template), "{text}");
        }
    }
}
