//! The sign-ins of one account and profile on this machine, and the lock under which they
//! change: a refresh token is good for one renewal, so two processes must not both use it.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use ring::digest::{SHA256, digest};
use tokio::time::{Instant, timeout};

use super::saved_sign_in::SavedSignIn;
use super::store::{SecretFile, SecretFileError, SecretStore, StoreError, keyrings};
use crate::files::{self, FileError, LockPatience};
use crate::model::{SafeText, hex, on_a_thread};
use crate::settings::StoreChoice;
use crate::zendesk::Account;

/// How long to wait for another process: longer than that one may wait for a person to unlock the
/// keyring, and then for the token endpoint. A renewal takes longer than a few pauses.
const LOCK_PATIENCE: LockPatience = LockPatience {
    limit: Duration::from_secs(100),
    pause: Duration::from_millis(20),
};

/// How long to clear up a store that the new sign-in is not saved in.
const CLEARING: Duration = Duration::from_secs(5);

/// The places of the sign-ins of one account and profile.
#[derive(Clone, Debug)]
pub(crate) struct SavedSignIns {
    origin: String,
    /// The path of the files, without the extension for the kind of each.
    stem: PathBuf,
    file: Arc<dyn SecretStore>,
    /// The keyrings, the one that lasts longest first.
    keyrings: Vec<Arc<dyn SecretStore>>,
}

/// A sign-in and the place where it was found.
#[derive(Clone, Debug)]
pub(crate) struct FoundSignIn {
    /// The sign-in that was found.
    pub saved_sign_in: SavedSignIn,
    /// The store that it was found in.
    pub store: Arc<dyn SecretStore>,
}

/// The outcome of forgetting a sign-in: whether there was one, and which keyring could not be
/// asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Forgotten {
    /// Whether there was a sign-in.
    pub any: bool,
    /// Why a keyring could not be asked.
    pub unreached: Option<StoreError>,
}

impl SavedSignIns {
    /// The sign-ins of `account` under the name `profile`, with files below `state_dir`, and in the
    /// keyrings of this system. `has_session_bus`: whether the environment names a desktop's bus.
    pub(crate) fn new(
        account: &Account,
        profile: &str,
        state_dir: &Path,
        has_session_bus: bool,
    ) -> Self {
        let user = format!("{} {profile}", account.origin());
        let shared = |keyring| Arc::new(keyring) as Arc<dyn SecretStore>;
        let keyrings = keyrings(&user, has_session_bus);
        let keyrings = keyrings.into_iter().map(shared).collect();
        Self::with_keyrings(account, profile, state_dir, keyrings)
    }

    fn with_keyrings(
        account: &Account,
        profile: &str,
        state_dir: &Path,
        keyrings: Vec<Arc<dyn SecretStore>>,
    ) -> Self {
        let key = format!("{}\0{profile}", account.origin());
        // A profile's name may hold any character, so the file's name holds a digest of it.
        let digest = digest(&SHA256, key.as_bytes());
        let short = hex(&digest.as_ref()[..8]);
        let host = account.host().replace(|sign: char| !is_plain(sign), "_");
        let stem = state_dir.join("logins").join(format!("{host}-{short}"));
        Self {
            origin: account.origin().to_owned(),
            file: Arc::new(SecretFile(beside(&stem, "json"))),
            stem,
            keyrings,
        }
    }

    /// The file, or the first keyring that can save something. One that is locked is not skipped: a
    /// secret in the next one may not last.
    ///
    /// # Errors
    /// If none can be used, with the reasons of each.
    pub(crate) async fn store(
        &self,
        choice: StoreChoice,
    ) -> Result<Arc<dyn SecretStore>, StoreError> {
        if choice == StoreChoice::File {
            self.file.try_out().await?;
            return Ok(Arc::clone(&self.file));
        }
        let mut reasons = Vec::new();
        for keyring in &self.keyrings {
            match keyring.try_out().await {
                Ok(()) => return Ok(Arc::clone(keyring)),
                Err(StoreError::NoKeyring(why)) => reasons.push(why.to_string()),
                Err(error) => return Err(error),
            }
        }
        if reasons.is_empty() {
            reasons.push("zentop knows no keyring on this system".to_owned());
        }
        Err(StoreError::NoKeyring(SafeText::new(&reasons.join("; "))))
    }

    /// The sign-in in the kind of store that was chosen, or in whichever has one: the file first,
    /// which exists only if somebody asked for it, then the latest of the keyrings.
    ///
    /// # Errors
    /// If the saved text cannot be used, or if there may be one in a keyring that cannot be used.
    pub(crate) async fn find(
        &self,
        choice: Option<StoreChoice>,
    ) -> Result<Option<FoundSignIn>, StoreError> {
        if choice != Some(StoreChoice::Keyring)
            && let Some(found) = self.look_into(&self.file).await?
        {
            return Ok(Some(found));
        }
        if choice == Some(StoreChoice::File) {
            return Ok(None);
        }
        let mut latest: Option<FoundSignIn> = None;
        let mut failed = None;
        for keyring in &self.keyrings {
            match self.look_into(keyring).await {
                Ok(found) => {
                    let since = |found: &FoundSignIn| found.saved_sign_in.signed_in_at;
                    latest = [latest, found].into_iter().flatten().max_by_key(since);
                }
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        match (latest, failed) {
            (None, Some(error)) => Err(error),
            (latest, _) => Ok(latest),
        }
    }

    async fn look_into(
        &self,
        store: &Arc<dyn SecretStore>,
    ) -> Result<Option<FoundSignIn>, StoreError> {
        let saved_sign_in = SavedSignIn::load(&**store, &self.origin).await?;
        let store = Arc::clone(store);
        Ok(saved_sign_in.map(|saved_sign_in| FoundSignIn {
            saved_sign_in,
            store,
        }))
    }

    /// Saves a sign-in in `store`, and deletes it elsewhere, as far as possible. Returns what is
    /// locked and may still hold an older one.
    pub(crate) async fn keep(
        &self,
        saved_sign_in: &SavedSignIn,
        store: &Arc<dyn SecretStore>,
    ) -> Result<Option<StoreError>, StoreError> {
        let _lock = Lock::take(&self.lock_path()).await?;
        saved_sign_in.save(&**store).await?;
        // A file would have priority over a keyring.
        if !Arc::ptr_eq(store, &self.file) {
            self.file.forget().await?;
        }
        let mut left = None;
        let is_other = |keyring: &&Arc<dyn SecretStore>| !Arc::ptr_eq(store, keyring);
        for keyring in self.keyrings.iter().filter(is_other) {
            let Ok(forgotten) = timeout(CLEARING, keyring.forget()).await else {
                let message = format!("{} waits to be unlocked", keyring.place());
                left = Some(StoreError::Locked(SafeText::new(&message)));
                continue;
            };
            if let Err(error @ StoreError::Locked(_)) = forgotten {
                left = Some(error);
            }
        }
        Ok(left)
    }

    /// Forgets every sign-in, wherever it is saved, even one that cannot be read.
    ///
    /// # Errors
    /// If there may be one in a store that exists: the others have forgotten theirs by then.
    pub(crate) async fn forget(&self) -> Result<Forgotten, StoreError> {
        let _lock = Lock::take(&self.lock_path()).await?;
        let any = self.file.forget().await?;
        let mut forgotten = Forgotten {
            any,
            unreached: None,
        };
        let mut failed = None;
        for keyring in &self.keyrings {
            match keyring.forget().await {
                Ok(any) => forgotten.any |= any,
                Err(error @ StoreError::NoKeyring(_)) => {
                    forgotten.unreached = forgotten.unreached.or(Some(error));
                }
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        failed.map_or(Ok(forgotten), Err)
    }

    /// The file whose lock is held while a sign-in changes.
    pub(crate) fn lock_path(&self) -> PathBuf {
        beside(&self.stem, "lock")
    }
}

/// The file of this kind beside the others.
fn beside(stem: &Path, kind: &str) -> PathBuf {
    let mut path = stem.to_owned().into_os_string();
    path.push(".");
    path.push(kind);
    path.into()
}

fn is_plain(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || sign == '.' || sign == '-'
}

/// The right to change a sign-in, among all processes of this machine, until it is dropped.
#[derive(Debug)]
pub(super) struct Lock(#[expect(dead_code, reason = "the lock goes with the file")] File);

impl Lock {
    /// Waits until no other process holds the lock.
    pub(super) async fn take(path: &Path) -> Result<Self, SecretFileError> {
        let file = opened(path).await?;
        let began = Instant::now();
        let ask = || LOCK_PATIENCE.after(began.elapsed(), file.try_lock());
        while let Some(pause) = ask().map_err(|error| FileError::io(path, error))? {
            tokio::time::sleep(pause).await;
        }
        Ok(Self(file))
    }
}

/// Opens the file to lock, on a thread that may wait for the disk.
async fn opened(path: &Path) -> Result<File, FileError> {
    let owned = path.to_owned();
    on_a_thread(move || files::lockable(&owned))
        .await
        .unwrap_or_else(|fault| Err(FileError::io(path, std::io::Error::other(fault))))
}

#[cfg(test)]
mod tests;
