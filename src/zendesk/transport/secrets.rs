//! The secrets in use are taken out of whatever a server sends, before anything else looks at it. A
//! server, or a proxy on the way, may repeat what it was sent; what it says is shown, logged and
//! written into the journal.
//!
//! - `escapes` the escapes of JSON, addresses and HTML, read back into the text that they stand for

mod escapes;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use memchr::memchr;
use memchr::memmem::Finder;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

use self::escapes::{percent_decoded, without_entities, without_escapes};
use super::Reply;

/// What stands where a secret was.
const IN_PLACE: &str = "[secret]";

/// The whole body that takes the place of one out of which a secret could not be taken.
const LEFT_OUT: &[u8] = b"(words with a secret in them)";

/// The shortest text that is taken out of what a server says of a failure, in bytes.
const SHORTEST: usize = 4;

/// The shortest text that is taken out of facts: a shorter one may be an ordinary word, and nobody's
/// name or address may change for it.
const SHORTEST_IN_FACTS: usize = 12;

/// The shortest part of a secret that is taken out where other bytes stand beside it in base64.
const SHORTEST_INSIDE: usize = 6;

/// The secrets in use, in each form in which one may come back.
#[derive(Default)]
pub(in crate::zendesk) struct SecretsInUse(Vec<SecretString>);

impl SecretsInUse {
    /// Adds a secret: itself, percent-encoded, in base64, also where something stands before it there, and
    /// in hexadecimal.
    pub(in crate::zendesk) fn add(&mut self, secret: &str) {
        let secret = secret.trim();
        let each = |escape| each_byte(secret, escape);
        let mut forms = vec![
            secret.to_owned(),
            percent_encoded(secret, |byte| format!("%{byte:02X}")),
            percent_encoded(secret, |byte| format!("%{byte:02x}")),
            each(|byte| format!("%{byte:02X}")),
            each(|byte| format!("%{byte:02x}")),
            each(|byte| format!("{byte:02X}")),
            each(|byte| format!("{byte:02x}")),
            STANDARD_NO_PAD.encode(secret),
            URL_SAFE_NO_PAD.encode(secret),
        ];
        for inside in inside_of_base64(secret.as_bytes()) {
            forms.extend([STANDARD_NO_PAD, URL_SAFE_NO_PAD].map(|engine| engine.encode(inside)));
        }
        for form in forms {
            let is_new = |known: &SecretString| known.expose_secret() != form;
            if form.len() >= SHORTEST && self.0.iter().all(is_new) {
                self.0.push(form.into());
            }
        }
        // A longer one may have a shorter one in it.
        self.0
            .sort_by_key(|form| std::cmp::Reverse(form.expose_secret().len()));
    }

    /// Adds what a header proves with: a token, a cookie, or a name and a password.
    pub(in crate::zendesk) fn add_proof(&mut self, header: &HeaderValue) {
        let Ok(text) = std::str::from_utf8(header.as_bytes()) else {
            return;
        };
        if let Some(pair) = text.strip_prefix("Basic ") {
            self.add(pair);
            let pair = STANDARD.decode(pair).ok();
            let pair = pair.and_then(|pair| String::from_utf8(pair).ok());
            if let Some((_, secret)) = pair.as_deref().and_then(|pair| pair.split_once(':')) {
                self.add(secret);
            }
            return;
        }
        let scheme = text.strip_prefix("Bearer ");
        self.add(scheme.unwrap_or_else(|| text.split_once('=').map_or(text, |(_, value)| value)));
    }

    /// The answer without them.
    pub(in crate::zendesk) fn taken_out_of(&self, reply: Reply) -> Reply {
        let is_fact = (200..300).contains(&reply.status);
        let shortest = if is_fact { SHORTEST_IN_FACTS } else { SHORTEST };
        let forms = self.0.iter().map(SecretString::expose_secret);
        let wanted: Vec<&str> = forms.filter(|form| form.len() >= shortest).collect();
        let search = Search::of(&wanted);
        Reply {
            headers: search.headers(reply.headers),
            body: search.body(reply.body),
            ..reply
        }
    }
}

/// The parts of a secret that have the same base64 whatever stands before and after it: whole groups of
/// three bytes, beginning at its first, second or third byte (RFC 4648 §4). One that is short might be
/// met by chance.
fn inside_of_base64(secret: &[u8]) -> impl Iterator<Item = &[u8]> {
    let parts = (0..3).filter_map(|skipped| secret.get(skipped..));
    let whole = parts.map(|part| &part[..part.len() - part.len() % 3]);
    whole.filter(|part| part.len() >= SHORTEST_INSIDE)
}

/// A text with each of its bytes in another form.
fn each_byte(text: &str, form: fn(u8) -> String) -> String {
    text.bytes().map(form).collect()
}

/// A text with everything but letters, digits and `-._~` percent-encoded (RFC 3986 §2.3).
fn percent_encoded(text: &str, escape: fn(u8) -> String) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&escape(byte));
        }
    }
    encoded
}

/// How often one escape may be inside another.
const ESCAPED_AT_MOST: usize = 3;

/// Each kind of escapes, by the sign that begins one.
const ESCAPES: [(u8, fn(&[u8]) -> Vec<u8>); 3] = [
    (b'\\', without_escapes),
    (b'%', percent_decoded),
    (b'&', without_entities),
];

/// The search for the secrets in one answer.
struct Search<'a>(Vec<(Finder<'a>, &'a str)>);

impl<'a> Search<'a> {
    fn of(wanted: &[&'a str]) -> Self {
        let finder = |form: &&'a str| (Finder::new(*form), *form);
        Self(wanted.iter().map(finder).collect())
    }

    fn finds_any(&self, text: &[u8]) -> bool {
        self.0.iter().any(|(finder, _)| finder.find(text).is_some())
    }

    fn headers(&self, mut headers: HeaderMap) -> HeaderMap {
        for value in headers.values_mut() {
            if self.finds_any(value.as_bytes()) {
                let clean = HeaderValue::from_bytes(&self.replaced(value.as_bytes()));
                *value = clean.unwrap_or_else(|_| HeaderValue::from_static(IN_PLACE));
            }
            if self.finds_any_escaped(value.as_bytes()) {
                *value = HeaderValue::from_static(IN_PLACE);
            }
        }
        headers
    }

    fn body(&self, body: Bytes) -> Bytes {
        if !self.finds_any(&body) && !self.finds_any_escaped(&body) {
            return body;
        }
        // Numbers have none: a secret in digits may be somebody's id.
        let json = serde_json::from_slice(&body).map(|json| self.json(json));
        let clean = match json.map(|json| serde_json::to_vec(&json)) {
            Ok(Ok(json)) => json,
            _ => self.replaced(&body),
        };
        if self.finds_any_escaped(&clean) {
            return Bytes::from_static(LEFT_OUT);
        }
        clean.into()
    }

    /// Whether a text has one of them once its escapes are read, of JSON, of addresses or of HTML, in any
    /// order; a server may escape some letters and not others, and a proxy what is escaped already.
    fn finds_any_escaped(&self, text: &[u8]) -> bool {
        self.finds_any_within(text, ESCAPED_AT_MOST)
    }

    fn finds_any_within(&self, text: &[u8], deep: usize) -> bool {
        let plain = ESCAPES.iter().filter_map(|(sign, read)| {
            memchr(*sign, text)?;
            Some(read(text)).filter(|plain| plain != text)
        });
        let mut plain = plain.filter(|_| deep > 0);
        plain.any(|plain| self.finds_any(&plain) || self.finds_any_within(&plain, deep - 1))
    }

    fn json(&self, json: Value) -> Value {
        match json {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(items) => items.into_iter().map(|item| self.json(item)).collect(),
            Value::Object(fields) => {
                let field = |(name, value)| (self.text(name), self.json(value));
                Value::Object(fields.into_iter().map(field).collect())
            }
            other => other,
        }
    }

    fn text(&self, text: String) -> String {
        if self.finds_any(text.as_bytes()) {
            String::from_utf8_lossy(&self.replaced(text.as_bytes())).into_owned()
        } else {
            text
        }
    }

    fn replaced(&self, text: &[u8]) -> Vec<u8> {
        let mut clean = text.to_vec();
        for (finder, form) in &self.0 {
            let mut rest = clean.as_slice();
            let mut next = Vec::with_capacity(rest.len());
            while let Some(at) = finder.find(rest) {
                next.extend_from_slice(&rest[..at]);
                next.extend_from_slice(IN_PLACE.as_bytes());
                rest = &rest[at + form.len()..];
            }
            next.extend_from_slice(rest);
            clean = next;
        }
        clean
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "tok/SECRET+canary=99";

    fn clean(status: u16, location: &str, body: &str) -> (String, String) {
        let mut secrets = SecretsInUse::default();
        secrets.add(TOKEN);
        let headers = [(http::header::LOCATION, location.parse().unwrap())];
        let reply = secrets.taken_out_of(Reply {
            status,
            headers: headers.into_iter().collect(),
            body: Bytes::copy_from_slice(body.as_bytes()),
        });
        let location = reply.headers["location"].to_str().unwrap().to_owned();
        (location, String::from_utf8(reply.body.to_vec()).unwrap())
    }

    #[test]
    fn a_secret_comes_back_in_no_form() {
        let forms = [
            TOKEN.to_owned(),
            percent_encoded(TOKEN, |byte| format!("%{byte:02X}")),
            percent_encoded(TOKEN, |byte| format!("%{byte:02x}")),
            STANDARD.encode(TOKEN),
            URL_SAFE_NO_PAD.encode(TOKEN),
            STANDARD.encode(format!("Bearer {TOKEN}")),
            STANDARD.encode(format!("x{TOKEN}.")),
            URL_SAFE_NO_PAD.encode(format!("xy{TOKEN}")),
            each_byte(TOKEN, |byte| format!("{byte:02x}")),
            each_byte(TOKEN, |byte| format!("%{byte:02X}")),
            TOKEN.replace('/', r"\/"),
            TOKEN.replace('t', r"\u0074"),
            TOKEN.replace('c', "%63"),
            TOKEN.replace('c', "&#99;"),
            TOKEN.replace('c', "&#x63;"),
            // One escape inside another, and two kinds side by side.
            TOKEN.replace('c', "%2563"),
            TOKEN.replace('c', "&#37;63"),
            TOKEN.replace('c', r"\u002563"),
            TOKEN.replace('c', "%63").replace('n', "&#110;"),
        ];
        for form in forms {
            for status in [200, 302, 403, 422, 500] {
                for body in [
                    format!("<p>no {form} here</p>"),
                    format!(r#"{{"error":"no {form} here","{form}":[7]}}"#),
                    format!(r#"{{"error":"no {form} here \ud800"}}"#),
                ] {
                    let in_url = Some(&form).filter(|form| !form.contains('\\'));
                    let location = format!("/?t={}", in_url.map_or(TOKEN, String::as_str));
                    let (location, body) = clean(status, &location, &body);
                    let plain = without_escapes(body.as_bytes());
                    for text in [location.as_bytes(), body.as_bytes(), &plain] {
                        let text = String::from_utf8_lossy(text);
                        let is_there = text.contains("canary") && !text.contains(r"\u0074");
                        assert!(!is_there, "{status} {text}");
                        assert!(
                            !text.contains("63anary") && !text.contains(";anary"),
                            "{text}"
                        );
                        // At the edges of base64 something else may share a letter with it.
                        let inside = form.len() / 2 - 4..form.len() / 2 + 4;
                        let is_there = in_url.is_some() && text.contains(&form[inside]);
                        assert!(!is_there, "{status} {text}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_rest_of_an_answer_stays() {
        let untouched = r#"{"users":[{"id":1,"name":"A \u00e9 \"b\""}]}"#;
        assert_eq!(clean(200, "/x", untouched), ("/x".into(), untouched.into()));
        let body = format!(r#"{{"error":"{TOKEN} may not","count":10000000000000001}}"#);
        let (location, body) = clean(403, &format!("https://e.example/?t={TOKEN}&x=1"), &body);
        assert_eq!(location, "https://e.example/?t=[secret]&x=1");
        let json: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(json["error"], "[secret] may not");
        assert_eq!(json["count"], 10_000_000_000_000_001_u64);
    }

    #[test]
    fn a_short_secret_changes_no_facts() {
        let mut secrets = SecretsInUse::default();
        secrets.add("example");
        for (status, expected) in [(200, "a@example.com"), (403, "a@[secret].com")] {
            let reply = secrets.taken_out_of(Reply {
                status,
                headers: HeaderMap::new(),
                body: Bytes::from_static(b"a@example.com"),
            });
            assert_eq!(reply.body, expected);
        }
    }

    #[test]
    fn what_a_header_proves_with_is_a_secret_in_each_part() {
        let pair = STANDARD.encode("ann@example.com/token:hunter2222");
        for (header, parts) in [
            ("Bearer abcdef12345".to_owned(), vec!["abcdef12345"]),
            (format!("Basic {pair}"), vec![&*pair, "hunter2222"]),
            ("_zendesk_session=BAh7C--5f".to_owned(), vec!["BAh7C--5f"]),
        ] {
            let mut secrets = SecretsInUse::default();
            secrets.add_proof(&header.parse().unwrap());
            for part in parts {
                let reply = secrets.taken_out_of(Reply {
                    status: 500,
                    headers: HeaderMap::new(),
                    body: Bytes::from(format!("no {part}.")),
                });
                assert_eq!(reply.body, "no [secret].", "{header}");
            }
        }
    }
}
