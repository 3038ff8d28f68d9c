//! A random key of this installation, made once.

use std::path::Path;

use ring::rand::{SecureRandom as _, SystemRandom};

use super::FileError;
use super::whole::{create, read};

/// The length of a key, in bytes: that of the digest it is used with (RFC 2104 §3).
const KEY: usize = 32;

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeyError {
    /// The file cannot be used.
    #[error("{0}")]
    File(#[from] FileError),
    /// The system gives no randomness.
    #[error("the system gives no randomness")]
    NoRandomness,
    /// The file holds something else.
    #[error("the key is not one: delete its file")]
    NotAKey,
}

/// The key in a file that only its owner can read, which is made if it does not exist. Where two make
/// it at once, both have the key of the first.
pub(crate) fn random_key(path: &Path) -> Result<[u8; KEY], KeyError> {
    let mut found = read(path, KEY as u64)?;
    if found.is_none() {
        let mut fresh = [0; KEY];
        let filled = SystemRandom::new().fill(&mut fresh);
        filled.map_err(|_| KeyError::NoRandomness)?;
        create(path, &fresh)?;
        found = read(path, KEY as u64)?;
    }
    let key = found.and_then(|key| key.try_into().ok());
    key.ok_or(KeyError::NotAKey)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_what_is_none_is_told() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("state/mask.key");
        let key = random_key(&path).unwrap();
        assert_ne!(key, [0; KEY]);
        assert_eq!(random_key(&path).unwrap(), key);
        super::super::write(&path, b"short").unwrap();
        assert!(matches!(random_key(&path), Err(KeyError::NotAKey)));
    }
}
