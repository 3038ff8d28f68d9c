//! What somebody can do about a request that failed.

use super::kind::{A_PAGE, ApiErrorKind};
use super::missing::NO_SUCH_PAGE;
use crate::model::Fault;

impl ApiErrorKind {
    /// What somebody can do about it.
    pub(crate) fn advice(&self) -> &'static str {
        match self {
            Self::Unauthorized | Self::Anonymous => {
                "check the token or its expiry (`zentop auth status`), or sign in again with \
                 `zentop auth login`"
            }
            Self::SignedOut { .. } => "`zentop auth status` says which credentials are in use",
            Self::Renewed => "ask again: the new token is good",
            Self::OtherSignIn => {
                "see whose credentials are in use (`zentop auth status`), and begin anew"
            }
            Self::Forbidden { message } => forbidden_advice(message.as_str()),
            Self::ReadScope => "sign in with `zentop auth login --scope \"read write\"`",
            Self::NoChangeToken => {
                "take the cookie anew from a browser that is signed in, or use an OAuth token \
                 (`zentop auth login`), which needs no other beside it"
            }
            Self::Proxy {
                status: Some(407), ..
            } => {
                "put the proxy's user and password into its address, as in \
                 HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT; it is asked only once, so that no \
                 account is locked"
            }
            Self::Proxy {
                status: Some(400..500),
                ..
            } => "the proxy does not let this through: ask whoever runs it, or set NO_PROXY",
            Self::Proxy { .. } => {
                "the proxy could not connect: check its address (HTTPS_PROXY, ALL_PROXY), or set \
                 NO_PROXY"
            }
            Self::NotFound | Self::Refused { status: 404, .. } | Self::Page { status: 404 } => {
                NO_SUCH_PAGE
            }
            Self::Page { .. } => {
                "it comes from a firewall, a proxy or a sign-in page on the way and not from the \
                 API: try from another network, or ask whoever runs this one"
            }
            Self::Refused { .. } => "read what Zendesk says; trying again will not change it",
            Self::RateLimited { .. } => {
                "the account's requests are used up by all that use it; they come back by themselves"
            }
            Self::NotRenewed {
                is_refusal: true, ..
            } => {
                "compare the client with its registration (Admin Center > Apps and integrations > \
                 APIs > OAuth clients), or sign in anew with `zentop auth login`"
            }
            Self::NotRenewed { .. } => {
                "the sign-in may still be good: it is tried again with the same token"
            }
            Self::Failing { message, .. } if message.as_str() == A_PAGE => {
                "Zendesk has trouble (status.zendesk.com), or a proxy on the way has: try again later"
            }
            Self::Failing { .. } => "Zendesk has trouble (status.zendesk.com); try again later",
            Self::Redirected { .. } => "check the subdomain: the account may have been renamed",
            Self::Garbled { what } if !may_be_a_page(what.as_str()) => {
                "the answer is not as Zendesk documents it: try again, and if it stays so, tell Zendesk's \
                 support, with the number of the request"
            }
            Self::Unexpected { .. } | Self::Garbled { .. } | Self::TooLarge { .. } => {
                "check that the address is a Zendesk account and not a proxy's page"
            }
            Self::Unreachable { .. } => "check the subdomain, the network and the proxy",
            Self::NoAnswer { .. } => "check the network, then try again",
            Self::Contradictory { .. } | Self::Withheld(_) => {
                "look at who they are now, and begin anew"
            }
            Self::Fault(_) => Fault::ADVICE,
        }
    }
}

/// Whether an answer that makes no sense may be none of Zendesk's.
fn may_be_a_page(what: &str) -> bool {
    ["a page of HTML", "an empty body", "at the root"]
        .iter()
        .any(|sign| what.contains(sign))
}

/// The advice after a 403, by what it says: scope, address, person, or else role.
fn forbidden_advice(message: &str) -> &'static str {
    let lower = message.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if has(&["scope"]) {
        "the token lacks a scope: sign in with `zentop auth login --scope \"read write\"`"
    } else if has(&[
        "ip address",
        "ip restriction",
        "your ip",
        "ip is not",
        "allowlist",
        "whitelist",
    ]) {
        "the account lets in only some addresses: Admin Center > Account > Security > Advanced > IP \
         restrictions names them"
    } else if has(&["authenticitytoken", "authenticity token", "csrf"]) {
        "Zendesk did not take the token that goes with the session cookie: take the cookie anew from a \
         browser that is signed in, or use an OAuth token (`zentop auth login`)"
    } else if has(&["suspended"]) {
        "the person whose credentials these are is suspended: an admin can see why"
    } else {
        "sign in as an admin, with a token whose scope is `read write`"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SafeText;

    /// A list that is short is Zendesk's own, and no proxy is to be looked for.
    #[test]
    fn a_proxy_is_looked_for_only_where_the_answer_may_be_a_page() {
        for (what, is_page) in [
            ("a page of HTML", true),
            ("an empty body", true),
            (
                "not a list of users: data: missing field `users` at the root, line 1 column 2",
                true,
            ),
            (
                "page 2: the server counts 252 and gave 22, the list is incomplete",
                false,
            ),
            ("a session, and not whose it is", false),
        ] {
            let what = SafeText::new(what);
            let kind = ApiErrorKind::Garbled { what };
            assert_eq!(kind.advice().contains("proxy"), is_page, "{kind}");
        }
    }

    #[test]
    fn the_advice_after_a_403_fits_what_it_says() {
        for (message, part) in [
            (
                "You are missing the following required scopes: write",
                "--scope",
            ),
            (
                "Access from your IP address is not allowed",
                "IP restrictions",
            ),
            ("User is suspended", "suspended"),
            ("InvalidAuthenticityToken", "take the cookie anew"),
            (
                "Forbidden: You do not have access to this page.",
                "as an admin",
            ),
        ] {
            let message = SafeText::new(message);
            let kind = ApiErrorKind::Forbidden { message };
            assert!(kind.advice().contains(part), "{kind}: {}", kind.advice());
        }
    }
}
