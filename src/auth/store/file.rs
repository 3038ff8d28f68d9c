//! A store in a file that only its owner can read.

use std::path::PathBuf;

use futures_util::FutureExt as _;
use secrecy::{ExposeSecret as _, SecretString};

use super::file_error::{SecretFileError, read};
use super::{SecretStore, StoreError, Stored};
use crate::files;
use crate::model::{Fault, SafeText, on_a_thread};

/// A file that only its owner can read.
#[derive(Clone, Debug)]
pub(in crate::auth) struct SecretFile(pub(in crate::auth) PathBuf);

impl SecretFile {
    fn read(&self) -> Result<Option<SecretString>, StoreError> {
        let Some(bytes) = read(&self.0)? else {
            return Ok(None);
        };
        let text = String::from_utf8(bytes).map_err(|_| StoreError::Unreadable {
            place: self.place(),
            message: "it is no text",
        })?;
        Ok(Some(text.into()))
    }
}

/// Each call does its work on a thread that may wait for the disk.
impl SecretFile {
    fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, StoreError> + Send + 'static,
    ) -> Stored<'_, T> {
        let file = self.clone();
        let working = on_a_thread(move || work(&file));
        // What panicked is in the log.
        let broke_off = |_: Fault| StoreError::Unreadable {
            place: self.place(),
            message: "the work on it broke off",
        };
        async move { working.await.map_err(broke_off)? }.boxed()
    }
}

impl SecretStore for SecretFile {
    fn load(&self) -> Stored<'_, Option<SecretString>> {
        self.blocking(Self::read)
    }

    fn save<'a>(&'a self, text: &'a SecretString) -> Stored<'a, ()> {
        let text = text.clone();
        self.blocking(move |file| {
            Ok(files::write(&file.0, text.expose_secret().as_bytes())
                .map_err(SecretFileError::from)?)
        })
    }

    fn forget(&self) -> Stored<'_, bool> {
        self.blocking(|file| Ok(files::remove(&file.0).map_err(SecretFileError::from)?))
    }

    fn try_out(&self) -> Stored<'_, ()> {
        self.blocking(|file| file.read().map(drop))
    }

    fn place(&self) -> String {
        format!("the file {}", SafeText::new(&self.0.to_string_lossy()))
    }
}
