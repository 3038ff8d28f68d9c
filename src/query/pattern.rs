//! Text to compare with, perhaps with stars.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;

use super::fold::fold;
use crate::model::{EmailAddress, HostName};

/// Text as it was typed and as it is compared: literal parts, with a star between each two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    pub(super) typed: Vec<String>,
    folded: Vec<String>,
}

impl Pattern {
    /// Text that is compared folded.
    pub(super) fn of_text(parts: &[String]) -> Self {
        Self {
            typed: parts.to_vec(),
            folded: parts.iter().map(|part| fold(part)).collect(),
        }
    }

    /// An address, which is compared as `--email` is. Before its `@` nothing but ASCII letter case is
    /// folded.
    pub(super) fn of_address(parts: &[String]) -> Self {
        if let [only] = parts {
            let compared = EmailAddress::compared(only).map(Cow::into_owned);
            let folded = vec![compared.unwrap_or_else(|| only.to_ascii_lowercase())];
            return Self::compared_as(parts, folded);
        }
        let mut is_host = false;
        let fold = |part: &String| match part.rsplit_once('@') {
            Some((mailbox, host)) => {
                is_host = true;
                format!("{}@{}", mailbox.to_ascii_lowercase(), readable(host))
            }
            None if is_host => readable(part),
            None => part.to_ascii_lowercase(),
        };
        Self::compared_as(parts, parts.iter().map(fold).collect())
    }

    /// A host, which is compared as `--domain` is, with or without an `@` before it.
    pub(super) fn of_host(parts: &[String]) -> Self {
        let bare = |part: &String| part.strip_prefix('@').unwrap_or(part).to_owned();
        let folded = match parts {
            [only] => vec![HostName::compared(&bare(only)).into_owned()],
            [first, rest @ ..] => std::iter::once(bare(first))
                .chain(rest.iter().cloned())
                .map(|part| readable(&part))
                .collect(),
            [] => Vec::new(),
        };
        Self::compared_as(parts, folded)
    }

    fn compared_as(parts: &[String], folded: Vec<String>) -> Self {
        let typed = parts.to_vec();
        Self { typed, folded }
    }

    /// The text to look for, if it has no stars.
    pub(crate) fn literal(&self) -> Option<&str> {
        match &self.folded[..] {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Whether this is the whole of a text that was folded alike.
    pub(super) fn is_whole(&self, text: &str) -> bool {
        let [first, middle @ .., last] = &self.folded[..] else {
            return self.literal() == Some(text);
        };
        let rest = text.strip_prefix(first.as_str());
        let rest = rest.and_then(|rest| rest.strip_suffix(last.as_str()));
        rest.is_some_and(|rest| in_order(middle, rest))
    }

    /// Whether this is the whole of an address.
    pub(super) fn is_whole_address(&self, address: &str) -> bool {
        if let Some(literal) = self.literal() {
            return EmailAddress::is_same(address, literal);
        }
        let Some(compared) = EmailAddress::compared(address) else {
            return self.is_whole(&address.to_ascii_lowercase());
        };
        let (mailbox, host) = compared.rsplit_once('@').unwrap_or_default();
        let is_readable = |host: String| self.is_whole(&format!("{mailbox}@{host}"));
        self.is_whole(&compared) || HostName::readable(host).is_some_and(is_readable)
    }

    /// Whether this is the whole of a host.
    pub(super) fn is_whole_host(&self, host: &str) -> bool {
        if let Some(literal) = self.literal() {
            return HostName::is_same(host, literal);
        }
        let compared = HostName::compared(host);
        let is_readable = |host: String| self.is_whole(&host);
        self.is_whole(&compared) || HostName::readable(&compared).is_some_and(is_readable)
    }

    /// Whether this occurs anywhere in folded text.
    pub(super) fn is_in(&self, text: &str) -> bool {
        in_order(&self.folded, text)
    }
}

/// A part of a host in the form in which people read hosts: in lower case and composed.
fn readable(part: &str) -> String {
    part.to_lowercase().nfc().collect()
}

/// Whether the parts occur one after the other.
fn in_order(parts: &[String], text: &str) -> bool {
    let mut rest = text;
    parts.iter().all(|part| match rest.find(part.as_str()) {
        Some(at) => {
            rest = &rest[at + part.len()..];
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text_and_the_rest_is_compared_whole() {
        let parts = |text: &str| text.split('*').map(str::to_owned).collect::<Vec<_>>();
        for (pattern, text, whole, within) in [
            ("Ann", "ann", true, true),
            ("ann", "anna", false, true),
            ("ann*", "anna", true, true),
            ("*na", "anna", true, true),
            ("a*a", "anna", true, true),
            ("a*a", "a", false, false),
            ("a*n*n*a", "anna", true, true),
            ("a*n*n*n*a", "anna", false, false),
            ("*", "", true, true),
            ("n*", "anna", false, true),
        ] {
            let pattern = Pattern::of_text(&parts(pattern));
            assert_eq!(pattern.is_whole(text), whole, "{pattern:?} {text}");
            assert_eq!(pattern.is_in(text), within, "{pattern:?} {text}");
        }
    }

    #[test]
    fn hosts_agree_whether_they_are_punycode_or_not() {
        let parts = |text: &str| text.split('*').map(str::to_owned).collect::<Vec<_>>();
        let hosts = [
            "b\u{fc}cher.example",
            "XN--bcher-kva.Example",
            "BU\u{308}CHER.example",
        ];
        for host in hosts {
            for typed in hosts.iter().copied().chain(["@b\u{fc}cher.example"]) {
                assert!(
                    Pattern::of_host(&parts(typed)).is_whole_host(host),
                    "{typed} {host}"
                );
            }
            for typed in ["*cher.example", "B\u{dc}*", "xn--*", "@bu\u{308}*example"] {
                assert!(
                    Pattern::of_host(&parts(typed)).is_whole_host(host),
                    "{typed} {host}"
                );
            }
            for typed in [
                "cher.example",
                "bucher.example",
                "*.b\u{fc}cher.example",
                "*bucher*",
            ] {
                assert!(
                    !Pattern::of_host(&parts(typed)).is_whole_host(host),
                    "{typed} {host}"
                );
            }
            let address = format!("Ann@{host}");
            for typed in hosts.map(|host| format!("ANN@{host}")) {
                assert!(
                    Pattern::of_address(&parts(&typed)).is_whole_address(&address),
                    "{typed}"
                );
            }
            for typed in ["ann@*", "a*@B\u{dc}CHER*", "*@xn--*", "*n@bu\u{308}cher.*"] {
                assert!(
                    Pattern::of_address(&parts(typed)).is_whole_address(&address),
                    "{typed}"
                );
            }
        }
        // Before the @, only ASCII letter case makes no difference.
        let other = Pattern::of_address(&parts("\u{c4}nn@b\u{fc}cher.example"));
        assert!(!other.is_whole_address("\u{e4}nn@b\u{fc}cher.example"));
    }
}
