//! A file that only its owner can read.

use std::path::PathBuf;

use futures_util::FutureExt as _;
use futures_util::future::ready;
use secrecy::{ExposeSecret as _, SecretString};

use super::file_error::{SecretFileError, read};
use super::{SecretStore, StoreError, Stored};
use crate::files;
use crate::model::SafeText;

/// A file that only its owner can read.
#[derive(Debug)]
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

fn from_file(error: files::FileError) -> StoreError {
    SecretFileError::from(error).into()
}

/// Files of this size are read and written in no time worth waiting for.
impl SecretStore for SecretFile {
    fn load(&self) -> Stored<'_, Option<SecretString>> {
        ready(self.read()).boxed()
    }

    fn save<'a>(&'a self, text: &'a SecretString) -> Stored<'a, ()> {
        let written = files::write(&self.0, text.expose_secret().as_bytes());
        ready(written.map_err(from_file)).boxed()
    }

    fn forget(&self) -> Stored<'_, bool> {
        ready(files::remove(&self.0).map_err(from_file)).boxed()
    }

    fn try_out(&self) -> Stored<'_, ()> {
        ready(self.read().map(drop)).boxed()
    }

    fn place(&self) -> String {
        format!("the file {}", SafeText::new(&self.0.to_string_lossy()))
    }
}
