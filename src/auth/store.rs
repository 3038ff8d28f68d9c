//! The places where sign-ins are saved. A store takes and returns a text, and does not know its
//! meaning.
//!
//! - `file` a file of the owner's; `file_error` why it is not used, and what to do
//! - `keyring` one keyring: the library's threads, limits of time, and what an error means
//! - `systems` which keyrings this system has; `desktop` the one of a desktop session, `keychain`
//!   that of macOS
//!
//! The choice among them is made in `saved_sign_ins`.

#[cfg(all(target_os = "linux", feature = "secret-service"))]
mod desktop;
mod file;
mod file_error;
#[cfg(target_os = "macos")]
mod keychain;
mod keyring;
mod systems;

use std::fmt;

use futures_util::future::{BoxFuture, ready};
use secrecy::SecretString;

use crate::model::SafeText;

pub(super) use self::file::SecretFile;
pub(crate) use self::file_error::SecretFileError;
pub(super) use self::file_error::{LARGEST, read as read_secret};
#[cfg(test)]
pub(super) use self::keyring::tests as mocked;
pub(super) use self::systems::keyrings;

/// The result of a call of a store, which may take as long as a person needs to unlock it.
pub(crate) type Stored<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// A place for one secret text.
pub(crate) trait SecretStore: fmt::Debug + Send + Sync {
    /// Loads the text that was saved last; `None` if nothing is there.
    fn load(&self) -> Stored<'_, Option<SecretString>>;
    /// Saves `text` in place of what was there, and returns when it is safe.
    fn save<'a>(&'a self, text: &'a SecretString) -> Stored<'a, ()>;
    /// Deletes the text; `false` if there was none.
    fn forget(&self) -> Stored<'_, bool>;
    /// Finds out whether the store can be used, before anything depends on it.
    fn try_out(&self) -> Stored<'_, ()>;
    /// The name of the place, as the end of "kept in".
    fn place(&self) -> String;
}

/// Why a store failed. It never holds what is in the store.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum StoreError {
    /// The keyring does not exist, or the system does not let us use it.
    #[error("{0}")]
    NoKeyring(SafeText),
    /// The keyring exists and is locked.
    #[error("{0}")]
    Locked(SafeText),
    /// The file cannot be used.
    #[error(transparent)]
    File(#[from] SecretFileError),
    /// The text is not a sign-in of this version.
    #[error("what is kept in {place} cannot be used: {message}")]
    Unreadable {
        /// The place of the text.
        place: String,
        /// The mistake in it.
        message: &'static str,
    },
}

impl StoreError {
    /// Whether unlocking or starting a keyring would help.
    pub(crate) fn is_about_keyring(&self) -> bool {
        matches!(self, Self::NoKeyring(_) | Self::Locked(_))
    }
}

/// A store that saves nothing, for tokens that can be asked for again at any time.
#[derive(Debug)]
pub(super) struct Nowhere;

impl SecretStore for Nowhere {
    fn load(&self) -> Stored<'_, Option<SecretString>> {
        Box::pin(ready(Ok(None)))
    }

    fn save<'a>(&'a self, _: &'a SecretString) -> Stored<'a, ()> {
        Box::pin(ready(Ok(())))
    }

    fn forget(&self) -> Stored<'_, bool> {
        Box::pin(ready(Ok(false)))
    }

    fn try_out(&self) -> Stored<'_, ()> {
        Box::pin(ready(Ok(())))
    }

    fn place(&self) -> String {
        "memory alone".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    async fn holds_one_text(store: &dyn SecretStore) {
        assert!(store.load().await.unwrap().is_none());
        assert_eq!(store.forget().await, Ok(false));
        for text in ["CANARY-1", "CANARY-2"] {
            store.save(&text.into()).await.unwrap();
            store.try_out().await.unwrap();
            let saved = store.load().await.unwrap().unwrap();
            assert_eq!(saved.expose_secret(), text);
        }
        assert!(!format!("{store:?}").contains("CANARY"));
        assert_eq!(store.forget().await, Ok(true));
        assert!(store.load().await.unwrap().is_none());
    }

    #[tokio::test]
    async fn each_store_holds_one_text() {
        let home = tempfile::tempdir().unwrap();
        holds_one_text(&SecretFile(home.path().join("logins/acme.json"))).await;
        holds_one_text(&*mocked::working("the mock's keyring")).await;
    }
}
