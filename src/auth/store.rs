//! Where a sign-in is kept. A store takes and gives a text and knows nothing of what it says.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use keyring_core::{CredentialStore, Entry, Error as KeyringError};
use secrecy::{ExposeSecret as _, SecretString};

use super::private::{self, PrivateError};
use crate::model::SafeText;

/// How the keyring names what is ours.
const SERVICE: &str = "zentop";

/// One place for one text.
pub trait Store: fmt::Debug + Send + Sync {
    /// What was saved last; `None` if nothing is there.
    fn load(&self) -> Result<Option<SecretString>, StoreError>;
    /// Puts `text` in the place of what was there, and returns when it is safe there.
    fn save(&self, text: &SecretString) -> Result<(), StoreError>;
    /// Deletes it; `false` if nothing was there.
    fn forget(&self) -> Result<bool, StoreError>;
    /// Where this is, as the end of "kept in".
    fn place(&self) -> String;
}

/// Why a store did not do it. Never what is in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// There is no keyring, it is locked, or the system does not let us at it.
    #[error("the keyring cannot be used: {0}")]
    NoKeyring(SafeText),
    /// The file.
    #[error(transparent)]
    File(#[from] PrivateError),
    /// What is there is no sign-in of this version.
    #[error("what is kept in {place} cannot be used: {says}")]
    Unreadable {
        /// Where it is.
        place: String,
        /// What is wrong with it.
        says: &'static str,
    },
}

/// The system's keyring.
#[derive(Debug)]
pub(super) struct Keyring {
    system: Arc<CredentialStore>,
    user: String,
}

impl Keyring {
    /// The entry for `user` in the keyring of this system.
    pub(super) fn open(user: &str) -> Result<Self, StoreError> {
        let keyring = Self {
            system: system_keyring()?,
            user: user.to_owned(),
        };
        keyring.entry()?;
        Ok(keyring)
    }

    /// The entry as this very thread can get at it: in Linux a thread has its keyrings for
    /// itself. Where no login session has one, as in a container, the first opening makes one in
    /// its course, and only the second looks into it.
    fn entry(&self) -> Result<Entry, StoreError> {
        let build = || self.system.build(SERVICE, &self.user, None);
        build().and_then(|_| build()).map_err(no_keyring)
    }
}

#[cfg(target_os = "linux")]
fn system_keyring() -> Result<Arc<CredentialStore>, StoreError> {
    let store = linux_keyutils_keyring_store::Store::new().map_err(no_keyring)?;
    Ok(store)
}

#[cfg(not(target_os = "linux"))]
fn system_keyring() -> Result<Arc<CredentialStore>, StoreError> {
    let says = "zentop knows none on this system";
    Err(StoreError::NoKeyring(SafeText::new(says)))
}

/// Some errors of the library carry what was found, so only their kind is told.
#[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
fn no_keyring(error: KeyringError) -> StoreError {
    let says = match &error {
        KeyringError::PlatformFailure(cause) | KeyringError::NoStorageAccess(cause) => {
            cause.to_string()
        }
        KeyringError::BadEncoding(_) | KeyringError::BadDataFormat(..) => {
            "what it holds is no text".to_owned()
        }
        KeyringError::Ambiguous(_) => "it holds several".to_owned(),
        other => other.to_string(),
    };
    StoreError::NoKeyring(SafeText::new(&says))
}

impl Store for Keyring {
    fn load(&self) -> Result<Option<SecretString>, StoreError> {
        match self.entry()?.get_password() {
            Ok(text) => Ok(Some(text.into())),
            Err(KeyringError::NoEntry) => Ok(None),
            Err(error) => Err(no_keyring(error)),
        }
    }

    fn save(&self, text: &SecretString) -> Result<(), StoreError> {
        self.entry()?
            .set_password(text.expose_secret())
            .map_err(no_keyring)
    }

    fn forget(&self) -> Result<bool, StoreError> {
        match self.entry()?.delete_credential() {
            Ok(()) => Ok(true),
            Err(KeyringError::NoEntry) => Ok(false),
            Err(error) => Err(no_keyring(error)),
        }
    }

    fn place(&self) -> String {
        if cfg!(target_os = "linux") {
            "the kernel's keyring, until a restart or some days without use".to_owned()
        } else {
            "the keyring".to_owned()
        }
    }
}

/// A file that only its owner can read.
#[derive(Debug)]
pub(super) struct SecretFile(pub(super) PathBuf);

impl Store for SecretFile {
    fn load(&self) -> Result<Option<SecretString>, StoreError> {
        let Some(bytes) = private::read(&self.0)? else {
            return Ok(None);
        };
        let text = String::from_utf8(bytes).map_err(|_| StoreError::Unreadable {
            place: self.place(),
            says: "it is no text",
        })?;
        Ok(Some(text.into()))
    }

    fn save(&self, text: &SecretString) -> Result<(), StoreError> {
        Ok(private::write(&self.0, text.expose_secret().as_bytes())?)
    }

    fn forget(&self) -> Result<bool, StoreError> {
        Ok(private::remove(&self.0)?)
    }

    fn place(&self) -> String {
        format!("the file {}", SafeText::new(&self.0.to_string_lossy()))
    }
}

/// Nowhere: for what can be had again at any time and is not worth keeping.
#[derive(Debug)]
pub(super) struct Nowhere;

impl Store for Nowhere {
    fn load(&self) -> Result<Option<SecretString>, StoreError> {
        Ok(None)
    }

    fn save(&self, _: &SecretString) -> Result<(), StoreError> {
        Ok(())
    }

    fn forget(&self) -> Result<bool, StoreError> {
        Ok(false)
    }

    fn place(&self) -> String {
        "memory alone".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use keyring_core::mock;

    use super::*;

    fn holds_one_text(store: &dyn Store) {
        assert!(store.load().unwrap().is_none());
        assert_eq!(store.forget(), Ok(false));
        for text in ["CANARY-1", "CANARY-2"] {
            store.save(&text.into()).unwrap();
            assert_eq!(store.load().unwrap().unwrap().expose_secret(), text);
        }
        assert!(!format!("{store:?}").contains("CANARY"));
        assert_eq!(store.forget(), Ok(true));
        assert!(store.load().unwrap().is_none());
    }

    fn mocked() -> Keyring {
        Keyring {
            system: mock::Store::new().unwrap(),
            user: "https://acme.example default".to_owned(),
        }
    }

    #[test]
    fn each_store_holds_one_text() {
        let home = tempfile::tempdir().unwrap();
        holds_one_text(&SecretFile(home.path().join("logins/acme.json")));
        holds_one_text(&mocked());
    }

    #[test]
    fn a_keyring_that_is_locked_says_so_and_not_what_it_holds() {
        for (error, says) in [
            (KeyringError::NoStorageAccess("locked".into()), "locked"),
            (KeyringError::BadEncoding(b"CANARY".to_vec()), "no text"),
            (KeyringError::NoDefaultStore, "keyring cannot be used"),
        ] {
            let keyring = mocked();
            let entry = keyring.entry().unwrap();
            let cred: &mock::Cred = entry.as_any().downcast_ref().unwrap();
            cred.set_error(error);
            let error = keyring.load().unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(shown.contains(says), "{shown}");
            assert!(
                !shown.contains("CANARY") && !shown.contains("67, 65"),
                "{shown}"
            );
        }
    }
}
