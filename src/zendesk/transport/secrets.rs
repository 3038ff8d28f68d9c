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

/// Reads the escapes of one kind.
type ReadEscapes = fn(&[u8]) -> Vec<u8>;

/// Each kind of escapes, by the sign that begins one.
const ESCAPES: [(u8, ReadEscapes); 3] = [
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
mod tests;
