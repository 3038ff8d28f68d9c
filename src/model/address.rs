//! E-mail addresses, as people are named by them: the same address or not, and nothing between.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use super::{HostName, SafeText};

/// The longest address that can be delivered to, in bytes (RFC 5321, 4.5.3.1.3, without the angle
/// brackets).
const LONGEST: usize = 254;

/// The longest name of a host, in bytes (RFC 1035, 2.3.4).
const LONGEST_HOST: usize = 253;

/// The longest part of such a name between two dots, in bytes.
const LONGEST_LABEL: usize = 63;

/// What stands between two addresses, beside blanks.
const BETWEEN: &str = ",;";

/// The signs that mean something else to a search or in a header.
const NEVER: &str = "\"*:<>()[]\\";

/// An e-mail address that may be searched for.
///
/// Two of them are the same if they differ in the case of ASCII letters alone, or in whether the host
/// is written as punycode. Nothing else is folded: what stands before the `@` belongs to whoever runs
/// the host, and `ann+x@`, `a.nn@` and `änn@` may be three people.
#[derive(Clone)]
pub struct EmailAddress {
    written: SafeText,
    key: Box<str>,
    host_at: usize,
}

/// Why a text is not an e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// There is no `@`, or nothing on one side of it.
    #[error("an address has a name, one @ and a host")]
    Shape,
    /// There is something in it that stands between two addresses.
    #[error("an address has no blanks and no commas; put each on a line of its own")]
    Several,
    /// There is a sign in it that a search takes for something else.
    #[error("{0:?} cannot be searched for as part of an address")]
    Sign(char),
    /// There is something in it that cannot be seen.
    #[error("it has a character that cannot be seen (U+{0:04X}); type the address anew")]
    Invisible(u32),
    /// It is longer than any address.
    #[error("it is longer than any address")]
    TooLong,
    /// What stands after the `@` is no name of a host.
    #[error("what stands after the @ is no host")]
    Host,
}

impl EmailAddress {
    /// The form in which addresses are compared, of whatever Zendesk sent; `None` if it is no address
    /// at all.
    pub(crate) fn compared(sent: &str) -> Option<Cow<'_, str>> {
        let sent = sent.trim();
        let (mailbox, host) = sent.rsplit_once('@')?;
        if mailbox.is_empty() || host.is_empty() {
            return None;
        }
        if sent.is_ascii() {
            let is_lower = !sent.bytes().any(|byte| byte.is_ascii_uppercase());
            return Some(if is_lower {
                Cow::Borrowed(sent)
            } else {
                Cow::Owned(sent.to_ascii_lowercase())
            });
        }
        let host = HostName::compared(host);
        Some(Cow::Owned(format!(
            "{}@{host}",
            mailbox.to_ascii_lowercase()
        )))
    }

    /// Whether two texts are one address.
    pub(crate) fn is_same(one: &str, other: &str) -> bool {
        let (one, other) = (one.trim(), other.trim());
        if one.is_ascii() && other.is_ascii() {
            return one.eq_ignore_ascii_case(other);
        }
        Self::compared(one).is_some_and(|one| Self::compared(other) == Some(one))
    }

    /// The address as somebody wrote it.
    pub fn written(&self) -> &SafeText {
        &self.written
    }

    /// The form in which addresses are compared.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// The host, as punycode.
    pub fn host(&self) -> &str {
        self.key.get(self.host_at..).unwrap_or_default()
    }

    /// Every spelling that Zendesk may have it in: with the host as it was written, and where that is
    /// not ASCII, or punycode, in the other one too.
    pub(crate) fn spellings(&self) -> Vec<String> {
        let written = self.written.original();
        let mailbox = written
            .rsplit_once('@')
            .map_or(written, |(mailbox, _)| mailbox);
        let mut spellings = vec![written.to_owned()];
        if let Some(readable) = HostName::readable(self.host()) {
            for host in [self.host(), &readable] {
                let spelling = format!("{mailbox}@{host}");
                if !spellings
                    .iter()
                    .any(|known| known.eq_ignore_ascii_case(&spelling))
                {
                    spellings.push(spelling);
                }
            }
        }
        spellings
    }

    /// Whether an address that Zendesk sent is this one.
    pub fn is(&self, sent: &SafeText) -> bool {
        Self::compared(sent.original()).is_some_and(|sent| *sent == *self.key)
    }
}

impl FromStr for EmailAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        if text.len() > LONGEST {
            return Err(AddressError::TooLong);
        }
        for sign in text.chars() {
            if sign.is_whitespace() || BETWEEN.contains(sign) {
                return Err(AddressError::Several);
            }
            if sign.is_control() || SafeText::is_forbidden(sign) {
                return Err(AddressError::Invisible(u32::from(sign)));
            }
            if NEVER.contains(sign) {
                return Err(AddressError::Sign(sign));
            }
        }
        let (mailbox, host) = text.split_once('@').ok_or(AddressError::Shape)?;
        if mailbox.is_empty() || host.is_empty() || host.contains('@') {
            return Err(AddressError::Shape);
        }
        let host = HostName::compared(host);
        if !is_host(&host) {
            return Err(AddressError::Host);
        }
        let key = format!("{}@{host}", mailbox.to_ascii_lowercase());
        Ok(Self {
            written: SafeText::new(text),
            host_at: mailbox.len() + 1,
            key: key.into(),
        })
    }
}

/// Whether this can be the name of a host, in ASCII.
fn is_host(host: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let is_label =
        |label: &str| (1..=LONGEST_LABEL).contains(&label.len()) && label.bytes().all(fits);
    host.len() <= LONGEST_HOST && host.split('.').all(is_label)
}

impl PartialEq for EmailAddress {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for EmailAddress {}

impl Hash for EmailAddress {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.written.fmt(f)
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EmailAddress({})", self.written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> EmailAddress {
        text.parse()
            .unwrap_or_else(|error| panic!("{text:?}: {error}"))
    }

    #[test]
    fn letter_case_and_punycode_make_no_difference_and_everything_else_does() {
        let ann = address("ann@example.com");
        for same in [
            "Ann@Example.COM",
            " ann@example.com\u{a0}",
            "ANN@EXAMPLE.COM",
        ] {
            assert_eq!(ann, address(same), "{same:?}");
            assert!(ann.is(&SafeText::new(same)), "{same:?}");
        }
        for other in [
            "joann@example.com",
            "ann@example.com.au",
            "ann+x@example.com",
            "a.nn@example.com",
            "änn@example.com",
            "ann@sub.example.com",
            "ann@example.co",
            "ann.@example.com",
        ] {
            assert_ne!(ann, address(other), "{other:?}");
            assert!(!ann.is(&SafeText::new(other)), "{other:?}");
        }
        let (host, punycode) = (address("ann@Bücher.example"), "ann@xn--bcher-kva.example");
        assert_eq!(host, address(punycode));
        assert_eq!(host.host(), "xn--bcher-kva.example");
        assert_eq!(host.to_string(), "ann@Bücher.example");
        assert!(host.is(&SafeText::new(punycode)) && address(punycode).is(host.written()));
        assert_eq!(ann.spellings(), ["ann@example.com"]);
        assert_eq!(address("Ann@Example.com").spellings(), ["Ann@Example.com"]);
        assert_eq!(host.spellings(), ["ann@Bücher.example", punycode]);
        let again = address(punycode).spellings();
        assert_eq!(again, [punycode, "ann@bücher.example"]);
        // Composition is not folded before the @, where a host may tell the two apart.
        assert_ne!(address("é@example.com"), address("e\u{301}@example.com"));
        assert_eq!(address("a@é.example"), address("a@e\u{301}.example"));
    }

    #[test]
    fn what_a_search_takes_for_something_else_is_no_address() {
        use AddressError as E;
        for (text, error) in [
            ("", E::Shape),
            ("ann", E::Shape),
            ("@example.com", E::Shape),
            ("ann@", E::Shape),
            ("ann@b@example.com", E::Shape),
            ("ann smith@example.com", E::Several),
            ("ann@example.com bob@example.com", E::Several),
            ("ann\n@example.com", E::Several),
            ("*@example.com", E::Sign('*')),
            ("role:admin@example.com", E::Sign(':')),
            ("\"ann\"@example.com", E::Sign('"')),
            ("Ann<ann@example.com>", E::Sign('<')),
            ("ann@example.com,bob@example.com", E::Several),
            ("ann@[127.0.0.1]", E::Sign('[')),
            ("ann\u{200b}@example.com", E::Invisible(0x200b)),
            ("ann\u{202e}@example.com", E::Invisible(0x202e)),
            ("ann\0@example.com", E::Invisible(0)),
            ("ann@example..com", E::Host),
            ("ann@example.com.", E::Host),
            ("ann@exa/mple.com", E::Host),
            ("ann@exa%mple.com", E::Host),
        ] {
            assert_eq!(text.parse::<EmailAddress>().err(), Some(error), "{text:?}");
        }
        let long = format!("{}@example.com", "a".repeat(260));
        assert_eq!(long.parse::<EmailAddress>().err(), Some(E::TooLong));
        let label = format!("a@{}.com", "b".repeat(64));
        assert_eq!(label.parse::<EmailAddress>().err(), Some(E::Host));
        for fits in [
            "o'brien@example.com",
            "a+b=c@example.com",
            "-x@example.com",
            "#1@e_x.com",
        ] {
            address(fits);
        }
    }

    proptest::proptest! {
        /// No text panics, and what is an address is the same when it is written again.
        #[test]
        fn any_text_is_an_address_or_not(text in proptest::prelude::any::<String>(),
                                         near in "[a-zA-Zäß.@+_ \\-]{0,24}") {
            for text in [text, near] {
                let _ = EmailAddress::compared(&text);
                if let Ok(address) = text.parse::<EmailAddress>() {
                    let again: EmailAddress = address.key().parse().unwrap();
                    assert_eq!(address, again);
                    assert!(address.is(&SafeText::new(&text)));
                    assert_eq!(again.host(), address.host());
                }
            }
        }
    }
}
