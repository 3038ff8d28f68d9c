//! Names and values, as queries, forms and flat JSON objects carry them.

use std::fmt::Write as _;

use axum::extract::Query;
use http::Uri;
use serde_json::Value;

/// Names and values in order; a name may occur twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads the fields of a query or a form.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let uri: Uri = format!("/?{text}").parse().ok()?;
        let Query(pairs) = Query::try_from_uri(&uri).ok()?;
        Some(Self(pairs))
    }

    /// Reads the fields of a JSON object; whatever is neither a text nor a number is left out.
    pub(super) fn from_json(body: &[u8]) -> Option<Self> {
        let Value::Object(map) = serde_json::from_slice(body).ok()? else {
            return None;
        };
        let pairs = map.into_iter().filter_map(|(name, value)| match value {
            Value::String(text) => Some((name, text)),
            Value::Number(number) => Some((name, number.to_string())),
            _ => None,
        });
        Some(Self(pairs.collect()))
    }

    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The first value with this name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// Every value with this name.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let pairs = self.0.iter().filter(move |(key, _)| key == name);
        pairs.map(|(_, value)| value.as_str())
    }
}

/// A text as it stands in a query (RFC 3986, section 2.1).
pub(super) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Names of fields whose values would let a reader of the ledger in somewhere.
const SECRET: [&str; 7] = [
    "access_token",
    "client_secret",
    "code",
    "code_verifier",
    "refresh_token",
    "state",
    "token",
];

/// A target with the values of its secret parameters left out.
pub(super) fn without_secrets(target: &str) -> String {
    let Some((path, query)) = target.split_once('?') else {
        return target.to_owned();
    };
    let fields = query.split('&').map(|pair| {
        let fields = Fields::parse(pair).unwrap_or_default();
        let secret = SECRET.iter().find(|name| fields.get(name).is_some());
        secret.map_or_else(|| pair.to_owned(), |name| format!("{name}=[redacted]"))
    });
    format!("{path}?{}", fields.collect::<Vec<_>>().join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_and_json_read_alike() {
        let form = Fields::parse("scope=read+write&expires_in=600&x=%2F").unwrap();
        let json = br#"{"scope":"read write","expires_in":600,"x":"/","deep":{"y":1}}"#;
        let json = Fields::from_json(json).unwrap();
        for name in ["scope", "expires_in", "x", "deep"] {
            assert_eq!(form.get(name), json.get(name), "{name}");
        }
        assert_eq!(form.get("scope"), Some("read write"));
        assert_eq!(Fields::from_json(b"[1]"), None);
        assert_eq!(Fields::parse("a b\n"), None);
        let twice = Fields::parse("a=1&b=2&a=3").unwrap();
        assert!(twice.all("a").eq(["1", "3"]));
    }

    #[test]
    fn what_is_encoded_reads_back() {
        let text = "a b&c=d/é+%\u{1f600}";
        let fields = Fields::parse(&format!("x={}", encode(text))).unwrap();
        assert_eq!(fields.get("x"), Some(text));
    }

    #[test]
    fn secrets_are_left_out_however_they_are_spelt() {
        assert_eq!(
            without_secrets("/a?client_id=c&state=xyz&%63ode=abc&code_challenge=k&code"),
            "/a?client_id=c&state=[redacted]&code=[redacted]&code_challenge=k&code=[redacted]"
        );
        assert_eq!(without_secrets("/a?page[size]=1"), "/a?page[size]=1");
        assert_eq!(without_secrets("/a"), "/a");
    }
}
