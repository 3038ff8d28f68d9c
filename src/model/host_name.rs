//! The host of an address, as it is compared.

use std::fmt;

use super::address::punycode;

/// The part of an address after its last `@`, as it is compared: ASCII letters in lower case, any
/// other host as punycode, and nothing else folded. No subdomain is the same host.
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
        Some(Self::of_host(text))
    }

    /// The host of an address; `None` if it has none.
    pub fn of_address(address: &str) -> Option<Self> {
        let (_, host) = address.trim().rsplit_once('@')?;
        (!host.is_empty()).then(|| Self::of_host(host))
    }

    fn of_host(host: &str) -> Self {
        let ascii = if host.is_ascii() {
            None
        } else {
            punycode(host)
        };
        Self(ascii.unwrap_or_else(|| host.to_ascii_lowercase()))
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
        let same = |typed: &str, address: &str| {
            HostName::parse(typed).unwrap() == HostName::of_address(address).unwrap()
        };
        for (typed, address) in [
            ("example.com", "ann@Example.COM"),
            ("@example.com", " ann@example.com "),
            ("b\u{fc}cher.example", "ann@xn--bcher-kva.example"),
            ("XN--BCHER-KVA.example", "ann@B\u{fc}cher.example"),
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
            assert_eq!(HostName::of_address(address), None, "{address}");
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
