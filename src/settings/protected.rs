//! The protected people, whom no plan may touch.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::model::{AddressError, EmailAddress, HostName, Role, SafeText, User, UserId};
use crate::query::Why;

/// One entry of a profile's `protected` list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProtectedRule {
    /// The person with this number.
    User(UserId),
    /// The person with this address, in lower case.
    Email(String),
    /// Everyone whose address ends in `@` and this domain, in lower case.
    Domain(String),
    /// Everyone with this role.
    Role(Role),
}

impl ProtectedRule {
    /// Whether any of the rules is about this person, as far as they are known.
    pub(crate) fn any_covers(
        rules: &[Self],
        user: UserId,
        role: Option<Role>,
        email: Option<&SafeText>,
    ) -> bool {
        rules.iter().any(|rule| rule.covers(user, role, email))
    }

    /// Whether the rule is about this person, as far as they are known.
    pub(crate) fn covers(
        &self,
        user: UserId,
        role: Option<Role>,
        email: Option<&SafeText>,
    ) -> bool {
        let email = || email.map(|email| email.original().trim());
        match self {
            Self::User(protected) => *protected == user,
            Self::Role(protected) => role == Some(*protected),
            Self::Email(protected) => {
                email().is_some_and(|email| is_same_address(email, protected))
            }
            Self::Domain(domain) => email()
                .and_then(HostName::in_address)
                .is_some_and(|host| HostName::is_same(host, domain)),
        }
    }

    /// Whether the rule is about addresses, which may change while the person stays the same.
    pub(crate) const fn is_of_address(&self) -> bool {
        matches!(self, Self::Email(_) | Self::Domain(_))
    }

    /// Why it cannot be known whether one of the rules is about a person, if so. Whoever has a field
    /// that a rule depends on and that was not sent may be the one whom it is about.
    pub(crate) fn doubt(rules: &[Self], person: Result<&User, Why>) -> Option<Why> {
        rules.iter().find_map(|rule| match (rule, person) {
            (Self::User(_), _) => None,
            (_, Err(why)) => Some(why),
            (Self::Role(_), Ok(user)) => (user.role == Role::Other).then_some(Why::Unreadable),
            (Self::Email(_) | Self::Domain(_), Ok(user)) => {
                user.email.is_unknown().then_some(Why::FieldNotSent)
            }
        })
    }

    /// Whether the rule depends on more than the id, so that an unknown person cannot be judged.
    pub(crate) const fn needs_to_know(&self) -> bool {
        !matches!(self, Self::User(_))
    }
}

/// Whether two addresses are the same. A name before the `@` in other letters' case is protected too,
/// since whoever is left alone needlessly is the smaller harm.
fn is_same_address(one: &str, protected: &str) -> bool {
    EmailAddress::is_same(one, protected)
        || (!one.is_ascii() && EmailAddress::is_same(&one.to_lowercase(), protected))
}

/// The people to whom a protected address once led. They stay protected when their address changes,
/// or is not sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProtectedIds(Arc<FxHashSet<UserId>>);

impl ProtectedIds {
    /// These people and those.
    #[must_use]
    pub fn with(&self, others: &Self) -> Self {
        self.0.union(&others.0).copied().collect()
    }

    /// Whether this person is one of them.
    pub fn has(&self, user: UserId) -> bool {
        self.0.contains(&user)
    }
}

impl FromIterator<UserId> for ProtectedIds {
    fn from_iter<I: IntoIterator<Item = UserId>>(people: I) -> Self {
        Self(Arc::new(people.into_iter().collect()))
    }
}

/// Text that is not a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseRuleError {
    /// The text has none of the four forms.
    #[error(
        "{0:?} names nobody: expected an e-mail address, \"@domain\", \"role:NAME\" or a user id"
    )]
    NotARule(String),
    /// The role after `role:` does not exist.
    #[error("{0:?} is not a role: expected \"admin\", \"agent\" or \"end-user\" after \"role:\"")]
    NotARole(String),
    /// Nobody can have what stands there as an address.
    #[error("{0:?} is no e-mail address: {1}")]
    WrongAddress(String, AddressError),
    /// No address can be under what stands after the `@`.
    #[error(
        "{0:?} is no domain: expected \"@\" and the whole name of one host, as in \"@example.com\"; \
         a subdomain needs an entry of its own"
    )]
    WrongDomain(String),
}

impl FromStr for ProtectedRule {
    type Err = ParseRuleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let shown = || -> String { text.chars().take(60).collect() };
        let not_a_rule = || ParseRuleError::NotARule(shown());
        let lower = text.to_lowercase();
        if let Some(word) = lower.strip_prefix("role:") {
            return match Role::from_api(word) {
                Role::Other => Err(ParseRuleError::NotARole(word.chars().take(40).collect())),
                role => Ok(Self::Role(role)),
            };
        }
        if lower.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(not_a_rule());
        }
        match lower.rsplit_once('@') {
            None => lower.parse().map(Self::User).map_err(|_| not_a_rule()),
            Some((_, "")) => Err(not_a_rule()),
            // A rule that no address can meet would protect nobody in silence.
            Some(("", domain)) if is_domain(domain) => Ok(Self::Domain(domain.to_owned())),
            Some(("", _)) => Err(ParseRuleError::WrongDomain(shown())),
            Some(_) => match lower.parse::<EmailAddress>() {
                Ok(_) => Ok(Self::Email(lower)),
                Err(why) => Err(ParseRuleError::WrongAddress(shown(), why)),
            },
        }
    }
}

/// Whether an address can be under this.
fn is_domain(text: &str) -> bool {
    format!("a@{text}").parse::<EmailAddress>().is_ok()
}

impl fmt::Display for ProtectedRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => id.fmt(f),
            Self::Email(address) => f.write_str(address),
            Self::Domain(domain) => write!(f, "@{domain}"),
            Self::Role(role) => write!(f, "role:{}", role.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_forms_are_told_apart() {
        for (text, rule) in [
            (
                "CEO@Example.com",
                ProtectedRule::Email("ceo@example.com".into()),
            ),
            ("@Example.org", ProtectedRule::Domain("example.org".into())),
            ("role:admin", ProtectedRule::Role(Role::Admin)),
            ("role:end-user", ProtectedRule::Role(Role::EndUser)),
            ("12345", ProtectedRule::User(UserId::new(12_345).unwrap())),
        ] {
            assert_eq!(text.parse(), Ok(rule.clone()), "{text}");
            assert_eq!(rule.to_string().parse(), Ok(rule));
        }
    }

    #[test]
    fn a_host_is_the_same_as_punycode_and_no_other_host_is() {
        let covers = |rule: &str, email: &str| {
            let rule: ProtectedRule = rule.parse().unwrap();
            rule.covers(UserId::new(1).unwrap(), None, Some(&SafeText::new(email)))
        };
        for rule in [
            "ceo@bücher.example",
            "@bücher.example",
            "ceo@xn--bcher-kva.example",
            "@XN--BCHER-KVA.example",
        ] {
            for email in [
                "CEO@xn--bcher-kva.example",
                "ceo@bücher.example",
                "ceo@BU\u{308}CHER.example",
            ] {
                assert!(covers(rule, email), "{rule} {email}");
            }
            for email in [
                "ceo@bucher.example",
                "ceo@sub.bücher.example",
                "bücher.example",
            ] {
                assert!(!covers(rule, email), "{rule} {email}");
            }
        }
    }

    #[test]
    fn what_protects_nobody_is_an_error() {
        for text in [
            "",
            "@",
            "ceo",
            "ceo@",
            "0",
            "-1",
            "role:",
            "role:boss",
            "role:other",
            "a b@c",
            "a@b\n",
            "*@example.com",
            "ann@example*",
            "ann@example.com,tom@example.com",
            "ann@example.com;tom@example.com",
            "mailto:ann@example.com",
            "\"ann@example.com\"",
            "<ann@example.com>",
            "ann@@example.com",
            "ann@example.com.",
            "ann@example..com",
            "ann\u{200b}@example.com",
            "@*",
            "@*.example.com",
            "@@example.com",
            "@vendor.example.",
            "@.vendor.example",
            "@a.example,@b.example",
            "@https://a.example",
            "@a.example/b",
            "@exa%mple.com",
            "@exam\u{200b}ple.com",
        ] {
            let refused = text.parse::<ProtectedRule>();
            assert!(refused.is_err(), "{text:?}");
        }
        let words = |text: &str| text.parse::<ProtectedRule>().unwrap_err().to_string();
        assert!(words("ann@a.b,tom@a.b").contains("put each on a line of its own"));
        assert!(words("@*.example.com").contains("a subdomain needs an entry"));
    }
}
