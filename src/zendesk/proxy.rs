//! The proxy between us and an account.

use http::Uri;
use hyper_util::client::proxy::matcher::Matcher;

use super::Account;

/// The proxy that requests to `account` go through, without its user and password; `None` if they
/// go straight. It reads the variables that the HTTP client reads: `HTTPS_PROXY`, `ALL_PROXY` and
/// `NO_PROXY`.
pub(crate) fn proxy_of(account: &Account) -> Option<String> {
    // The client never uses a proxy for this very machine.
    if account.is_loopback() {
        return None;
    }
    let origin: Uri = account.origin().parse().ok()?;
    through(&Matcher::from_system(), &origin)
}

fn through(matcher: &Matcher, origin: &Uri) -> Option<String> {
    let proxy = matcher.intercept(origin)?;
    let has_password = proxy.basic_auth().is_some() || proxy.raw_auth().is_some();
    let (uri, hidden) = (proxy.uri(), if has_password { "…@" } else { "" });
    let scheme = uri.scheme_str().unwrap_or("http");
    // The authority, as a URI parser sees it, may still contain a user.
    let authority = uri.authority()?.as_str();
    let host = authority.rsplit('@').next().unwrap_or(authority);
    Some(format!("{scheme}://{hidden}{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_named_without_its_password() {
        let origin = Uri::from_static("https://acme.zendesk.com");
        for (proxy, except, named) in [
            ("", "", None),
            (
                "http://proxy.example:3128",
                "",
                Some("http://proxy.example:3128"),
            ),
            ("proxy.example:3128", "", Some("http://proxy.example:3128")),
            (
                "http://me:canary@proxy.example:3128",
                "",
                Some("http://…@proxy.example:3128"),
            ),
            (
                "socks5://me:canary@proxy.example:1080",
                "",
                Some("socks5://…@proxy.example:1080"),
            ),
            ("http://proxy.example:3128", "zendesk.com", None),
            (
                "http://proxy.example:3128",
                "example.com",
                Some("http://proxy.example:3128"),
            ),
        ] {
            let matcher = Matcher::builder().https(proxy).no(except).build();
            let found = through(&matcher, &origin);
            assert_eq!(found.as_deref(), named, "{proxy} {except}");
        }
    }
}
