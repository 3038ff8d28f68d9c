//! The page that the browser shows at the end. It is complete in itself: it loads nothing, runs
//! nothing, and repeats nothing of the address it was reached by.

/// The page, with places for its title and its text.
const TEMPLATE: &str = include_str!("../../../assets/landing.html");

/// The pages that a browser may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Page {
    /// The person is signed in.
    Done,
    /// The person or Zendesk refused to sign in.
    Denied,
    /// The person allowed it, and then something else went wrong.
    Failed,
    /// The visit does not belong to the sign-in that is waited for.
    Foreign,
    /// There is no page at this address.
    NotHere,
}

impl Page {
    const fn status(self) -> &'static str {
        match self {
            Self::Done | Self::Denied | Self::Failed => "200 OK",
            Self::Foreign => "400 Bad Request",
            Self::NotHere => "404 Not Found",
        }
    }

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Done => (
                "Signed in",
                "zentop is signed in. You can close this tab and go back to the terminal.",
            ),
            Self::Denied => (
                "Not signed in",
                "Access was not allowed, so zentop is not signed in. The terminal says more.",
            ),
            Self::Failed => (
                "Not signed in",
                "Access was allowed, but signing in failed after that. The terminal says why.",
            ),
            Self::Foreign => (
                "Not the sign-in that zentop waits for",
                "This address does not belong to the sign-in under way. Use the link that the \
                 terminal shows, in one go.",
            ),
            Self::NotHere => (
                "Nothing here",
                "zentop waits for a sign-in at another address.",
            ),
        }
    }

    /// The whole HTTP answer.
    pub(super) fn answer(self) -> String {
        let (title, text) = self.words();
        let body = TEMPLATE.replace("{title}", title).replace("{text}", text);
        format!(
            "HTTP/1.1 {}\r\n\
             Content-Type: text/html; charset=utf-8\r\n\
             Content-Length: {}\r\n\
             Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\n\
             Referrer-Policy: no-referrer\r\n\
             X-Content-Type-Options: nosniff\r\n\
             X-Frame-Options: DENY\r\n\
             Cache-Control: no-store\r\n\
             Connection: close\r\n\r\n{body}",
            self.status(),
            body.len(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_whole_and_loads_nothing() {
        for page in [
            Page::Done,
            Page::Denied,
            Page::Failed,
            Page::Foreign,
            Page::NotHere,
        ] {
            let answer = page.answer();
            let (head, body) = answer.split_once("\r\n\r\n").unwrap();
            assert!(head.contains(&format!("Content-Length: {}\r\n", body.len())));
            assert!(body.starts_with("<!doctype html>") && body.contains(page.words().0));
            assert!(!body.contains('{') || body.contains("<style>"));
            for part in [
                "{title}", "{text}", "src=", "href=", "url(", "<script", "http",
            ] {
                assert!(!body.contains(part), "{page:?} {part}");
            }
        }
    }
}
