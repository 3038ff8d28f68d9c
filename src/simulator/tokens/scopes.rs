//! The scopes of OAuth tokens, and the one that a request needs.

use std::fmt;

use http::Method;

/// The scopes that cover everything of their kind.
const BROAD: [&str; 3] = ["read", "write", "impersonate"];
/// The families that have scopes of their own, `family:read` and `family:write`.
const FAMILIES: [&str; 20] = [
    "any_channel",
    "apps",
    "auditlogs",
    "automations",
    "brands",
    "custom_objects",
    "dynamic_content",
    "groups",
    "hc",
    "macros",
    "organizations",
    "requests",
    "satisfaction_ratings",
    "security",
    "targets",
    "tickets",
    "triggers",
    "users",
    "web_widget",
    "webhooks",
];

/// Names of scopes in the order in which they were asked for, each once. Some may be unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::simulator) struct ScopeNames(Vec<String>);

impl ScopeNames {
    /// Reads names separated by spaces, such as `read write`.
    pub(in crate::simulator) fn parse(text: &str) -> Self {
        let mut names: Vec<String> = Vec::new();
        for name in text.split_whitespace() {
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        Self(names)
    }

    pub(in crate::simulator) fn names(&self) -> &[String] {
        &self.0
    }

    /// Whether a client registered with these may ask for `wanted`. An unknown name is no obstacle
    /// here: Zendesk issues the token and refuses it everywhere.
    pub(in crate::simulator) fn cover(&self, wanted: &Self) -> bool {
        wanted
            .0
            .iter()
            .all(|name| !is_known(name) || self.has(name))
    }

    /// Whether the name is among these, or within a broad one of them.
    fn has(&self, name: &str) -> bool {
        let kind = name.rsplit(':').next().unwrap_or(name);
        self.0.iter().any(|own| own == name || own == kind)
    }

    /// Whether a token with these may make the request. One unknown name makes all of them useless.
    pub(in crate::simulator) fn permit(&self, need: &Need) -> bool {
        self.0.iter().all(|name| is_known(name)) && self.has(&need.to_string())
    }
}

impl fmt::Display for ScopeNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

fn is_known(name: &str) -> bool {
    match name.split_once(':') {
        None => BROAD.contains(&name),
        Some((family, kind)) => FAMILIES.contains(&family) && BROAD[..2].contains(&kind),
    }
}

/// The narrowest scope that lets a request through.
pub(in crate::simulator) struct Need {
    family: Option<&'static str>,
    /// The kind of access, `read` or `write`.
    pub(in crate::simulator) kind: &'static str,
}

impl Need {
    /// The scope that a request to the Support API needs. For sessions no scope is documented, so
    /// nothing less than a broad one is enough.
    pub(in crate::simulator) fn of(method: &Method, segments: &[&str]) -> Self {
        let family = match segments {
            ["users", "logout_many"] | ["users", _, "session" | "sessions" | "logout", ..] => None,
            ["users", ..] => Some("users"),
            ["organizations", ..] => Some("organizations"),
            ["security_settings", ..] => Some("security"),
            ["audit_logs", ..] => Some("auditlogs"),
            ["help_center", ..] => Some("hc"),
            _ => None,
        };
        let kind = if method == Method::GET {
            "read"
        } else {
            "write"
        };
        Self { family, kind }
    }
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.family {
            Some(family) => write!(f, "{family}:{}", self.kind),
            None => f.write_str(self.kind),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_asks_for_what_it_was_registered_with_or_for_less() {
        let client = ScopeNames::parse("read security:write");
        for (wanted, expected) in [
            ("read", true),
            ("users:read", true),
            ("security:write", true),
            ("write", false),
            ("users:write", false),
            ("read impersonate", false),
            ("sessions:read", true),
            ("", true),
        ] {
            assert_eq!(
                client.cover(&ScopeNames::parse(wanted)),
                expected,
                "{wanted}"
            );
        }
    }

    #[test]
    fn a_token_opens_what_its_scopes_say_and_nothing_after_a_misspelt_one() {
        let get = |segments: &[&str]| Need::of(&Method::GET, segments);
        let list = get(&["sessions"]);
        let person = get(&["users", "7"]);
        let theirs = get(&["users", "7", "sessions"]);
        let end = Need::of(&Method::DELETE, &["users", "7", "sessions", "8"]);
        for (scopes, expected) in [
            ("read", [true, true, true, false]),
            ("write", [false, false, false, true]),
            ("read write", [true; 4]),
            ("users:read", [false, true, false, false]),
            ("impersonate", [false; 4]),
            ("read write sessions:read", [false; 4]),
            ("", [false; 4]),
        ] {
            let scopes = ScopeNames::parse(scopes);
            let permitted = [&list, &person, &theirs, &end].map(|need| scopes.permit(need));
            assert_eq!(permitted, expected, "{scopes}");
        }
    }
}
