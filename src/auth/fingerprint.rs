//! The fingerprint of a secret, for the journal: enough to tell one from another, and nothing that
//! leads back to it.
//!
//! The first 8 bytes of HMAC-SHA-256 over the secret, in hex, under a random key of 32 bytes
//! that is made once and kept beside the journal, readable by its owner alone. Without the key
//! nobody can try secrets out; with it, nobody gets at more than 8 bytes of a digest. A sign-in
//! that is renewed has one mark for all its tokens, so its fingerprint stays the same.

use std::path::Path;

use ring::hmac;
use ring::rand::{SecureRandom as _, SystemRandom};
use secrecy::{ExposeSecret as _, SecretString};

use crate::files::random_key;
use crate::model::hex;
use crate::zendesk::logged;

/// The length of a fingerprint, in bytes.
const TOLD: usize = 8;

/// The fingerprint of `secret` under the key in the file `key`, which is made if it does not exist.
/// `None` if that is impossible: a journal without fingerprints is better than none.
pub(super) fn fingerprint(key: &Path, secret: &SecretString) -> Option<String> {
    let key = random_key(key).inspect_err(|error| {
        tracing::warn!("no fingerprint of the credentials: {}", logged(error));
    });
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key.ok()?);
    let tag = hmac::sign(&key, secret.expose_secret().as_bytes());
    Some(hex(&tag.as_ref()[..TOLD]))
}

/// A random word of 16 bytes in hex.
pub(super) fn random_word() -> SecretString {
    let mut bytes = [0; 16];
    // Without randomness there is no TLS either; a mark that repeats does no harm.
    let _ = SystemRandom::new().fill(&mut bytes);
    hex(&bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_tells_secrets_apart_and_depends_on_the_key() {
        let home = tempfile::tempdir().unwrap();
        let key = home.path().join("state/fingerprint.key");
        let of = |key: &Path, secret: &str| fingerprint(key, &secret.into()).unwrap();
        let first = of(&key, "CANARY-1");
        assert_eq!(first.len(), 2 * TOLD);
        assert_eq!(first, of(&key, "CANARY-1"));
        assert_ne!(first, of(&key, "CANARY-2"));
        assert_ne!(first, of(&home.path().join("other.key"), "CANARY-1"));
        std::fs::write(&key, "short").unwrap();
        assert_eq!(fingerprint(&key, &"CANARY-1".into()), None);
    }

    #[test]
    fn marks_do_not_repeat() {
        let (one, other) = (random_word(), random_word());
        assert_eq!(one.expose_secret().len(), 32);
        assert_ne!(one.expose_secret(), other.expose_secret());
    }
}
