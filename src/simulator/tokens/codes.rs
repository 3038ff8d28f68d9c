//! Authorization codes: what a person allowed, until the client picks it up.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};

use super::scopes::ScopeNames;
use crate::model::{Timestamp, UserId};

/// How long a code is valid.
const LIFETIME_MILLIS: i64 = 120_000;
/// The lengths of a verifier that RFC 7636, section 4.1 allows.
const VERIFIER_LENGTH: std::ops::RangeInclusive<usize> = 43..=128;

/// The permission that a person gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::simulator) struct Allowed {
    pub(in crate::simulator) client: u64,
    pub(in crate::simulator) redirect_uri: String,
    pub(in crate::simulator) user: UserId,
    pub(in crate::simulator) scopes: ScopeNames,
    /// The SHA-256 that the verifier must have, as base64url.
    pub(in crate::simulator) challenge: Option<String>,
}

/// The codes that were issued and not used yet.
#[derive(Default)]
pub(in crate::simulator) struct Codes(HashMap<String, (Timestamp, Allowed)>);

impl Codes {
    pub(in crate::simulator) fn add(&mut self, code: String, allowed: Allowed, now: Timestamp) {
        self.0.retain(|_, (until, _)| *until > now);
        let until = now.shifted(LIFETIME_MILLIS);
        self.0.insert(code, (until, allowed));
    }

    /// The permission behind a code, while it is valid.
    pub(in crate::simulator) fn find(&self, code: &str, now: Timestamp) -> Option<&Allowed> {
        let (until, allowed) = self.0.get(code)?;
        (now < *until).then_some(allowed)
    }

    /// Removes a code, which is valid for one attempt, whatever the result.
    pub(in crate::simulator) fn spend(&mut self, code: &str) {
        self.0.remove(code);
    }
}

impl Allowed {
    /// Whether the client that picks the code up is the one that had it made (RFC 7636, section
    /// 4.6).
    pub(in crate::simulator) fn is_proved_by(&self, verifier: Option<&str>) -> bool {
        match (&self.challenge, verifier) {
            (None, None) => true,
            (Some(challenge), Some(verifier)) => {
                VERIFIER_LENGTH.contains(&verifier.len()) && challenge_for(verifier) == *challenge
            }
            _ => false,
        }
    }
}

/// Whether this can be a challenge of method S256.
pub(in crate::simulator) fn is_challenge(text: &str) -> bool {
    let decoded = URL_SAFE_NO_PAD.decode(text);
    decoded.is_ok_and(|bytes| bytes.len() == SHA256.output_len())
}

/// The challenge of method S256.
pub(in crate::simulator) fn challenge_for(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    fn allowed() -> Allowed {
        Allowed {
            client: 1,
            redirect_uri: "http://127.0.0.1:1/".to_owned(),
            user: UserId::new(7).unwrap(),
            scopes: ScopeNames::parse("read"),
            challenge: Some(CHALLENGE.to_owned()),
        }
    }

    #[test]
    fn the_example_of_the_rfc_holds() {
        assert!(is_challenge(CHALLENGE) && !is_challenge(VERIFIER.get(1..).unwrap()));
        assert!(allowed().is_proved_by(Some(VERIFIER)));
        let other = format!("{VERIFIER}x");
        for verifier in [None, Some("short"), Some(other.as_str()), Some(CHALLENGE)] {
            assert!(!allowed().is_proved_by(verifier), "{verifier:?}");
        }
        let unbound = Allowed {
            challenge: None,
            ..allowed()
        };
        assert!(unbound.is_proved_by(None) && !unbound.is_proved_by(Some(VERIFIER)));
    }

    #[test]
    fn a_code_is_good_for_two_minutes_and_once() {
        let mut codes = Codes::default();
        let at = |seconds: i64| Timestamp::from_seconds(1_000 + seconds);
        codes.add("c".to_owned(), allowed(), at(0));
        assert_eq!(codes.find("c", at(119)), Some(&allowed()));
        assert_eq!(codes.find("c", at(120)), None);
        assert_eq!(codes.find("d", at(1)), None);
        codes.spend("c");
        assert_eq!(codes.find("c", at(1)), None);
    }
}
