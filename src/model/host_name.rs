//! The host of an address, and the one rule by which hosts are compared.

use std::borrow::Cow;
use std::fmt;

/// The part of an address after its last `@`, as it is compared. No subdomain is the same host.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HostName(String);

impl HostName {
    /// Reads a host that somebody typed, with or without an `@` before it; `None` if it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.strip_prefix('@').unwrap_or(text);
        let is_strange = |sign: char| {
            sign.is_control() || sign.is_whitespace() || "@*:\"'\\,;/<>()".contains(sign)
        };
        if text.contains(is_strange) || text.split('.').any(str::is_empty) {
            return None;
        }
        Some(Self(Self::compared(text).into_owned()))
    }

    /// The form in which every host is compared: ASCII in lower case, and any other host as punycode
    /// (UTS 46). A host that has no such form stays, in lower case.
    pub(crate) fn compared(host: &str) -> Cow<'_, str> {
        if !host.is_ascii() {
            let ascii = idna::domain_to_ascii(host);
            return Cow::Owned(ascii.unwrap_or_else(|_| host.to_lowercase()));
        }
        if host.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(host.to_ascii_lowercase())
        } else {
            Cow::Borrowed(host)
        }
    }

    /// The form in which people read a host that is compared as punycode; `None` if it has no other
    /// form than the one that is compared.
    pub(crate) fn readable(compared: &str) -> Option<String> {
        let (readable, is_known) = idna::domain_to_unicode(compared);
        (is_known.is_ok() && readable != compared).then_some(readable)
    }

    /// Whether two hosts are the same.
    pub(crate) fn is_same(one: &str, other: &str) -> bool {
        if one.is_ascii() && other.is_ascii() {
            return one.eq_ignore_ascii_case(other);
        }
        Self::compared(one) == Self::compared(other)
    }

    /// The host in an address, as it was written; `None` if it has none.
    pub(crate) fn in_address(address: &str) -> Option<&str> {
        let (_, host) = address.trim().rsplit_once('@')?;
        (!host.is_empty()).then_some(host)
    }

    /// Whether an address is under exactly this host.
    pub(crate) fn has(&self, address: &str) -> bool {
        Self::in_address(address).is_some_and(|host| Self::is_same(host, &self.0))
    }

    /// The host as it is compared.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_the_same_but_for_ascii_case_and_punycode_and_nothing_else() {
        let same = |typed: &str, address: &str| HostName::parse(typed).unwrap().has(address);
        for (typed, address) in [
            ("example.com", "ann@Example.COM"),
            ("@example.com", " ann@example.com "),
            ("b\u{fc}cher.example", "ann@xn--bcher-kva.example"),
            ("XN--BCHER-KVA.example", "ann@B\u{fc}cher.example"),
            ("B\u{dc}CHER.example", "ann@bu\u{308}cher.EXAMPLE"),
            ("b\u{fc}cher\u{3002}example", "ann@xn--bcher-kva.example"),
            // These have no punycode, and are the same all the same.
            ("\u{dc}-.example", "ann@\u{fc}-.Example"),
            ("example.com", "\"ann@home\"@example.com"),
        ] {
            assert!(same(typed, address), "{typed} {address}");
        }
        for (typed, address) in [
            ("example.com", "ann@mail.example.com"),
            ("example.com", "ann@example.com.au"),
            ("example.com", "ann@notexample.com"),
            ("strasse.example", "ann@stra\u{df}e.example"),
        ] {
            assert!(!same(typed, address), "{typed} {address}");
        }
        for address in ["ann", "", "ann@"] {
            assert_eq!(HostName::in_address(address), None, "{address}");
        }
    }

    #[test]
    fn what_is_no_host_is_refused() {
        for text in [
            "",
            "@",
            "a@b",
            "*.example.com",
            "a b",
            "a..b",
            ".com",
            "com.",
            "x:y",
            "a\nb",
        ] {
            assert_eq!(HostName::parse(text), None, "{text:?}");
        }
    }
}
