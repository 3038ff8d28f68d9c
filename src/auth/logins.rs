//! The sign-ins of one account and profile on this machine, and the lock under which they
//! change: a refresh token is good for one renewal, so two processes must not both use it.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use ring::digest::{SHA256, digest};
use tokio::time::Instant;

use super::login::Login;
use super::private::{self, PrivateError};
use super::store::{Keyring, SecretFile, Store, StoreError};
use crate::model::hex;
use crate::settings::StoreChoice;
use crate::zendesk::Account;

/// How long to wait for another process: longer than its request to the token endpoint may take.
const LOCK_PATIENCE: Duration = Duration::from_secs(40);

/// How often to look whether the lock is free; a renewal takes longer than a few of these.
const LOCK_PAUSE: Duration = Duration::from_millis(20);

/// Where the sign-ins of one account and profile are.
#[derive(Clone, Debug)]
pub struct Logins {
    origin: String,
    profile: String,
    /// The files, up to what kind each is.
    stem: PathBuf,
}

/// A sign-in and where it is kept.
#[derive(Clone, Debug)]
pub struct Found {
    /// The sign-in.
    pub login: Login,
    /// Where it is kept.
    pub store: Arc<dyn Store>,
}

impl Logins {
    /// Those of `account` under the name `profile`, with files below `state_dir`.
    pub fn new(account: &Account, profile: &str, state_dir: &Path) -> Self {
        let key = format!("{}\0{profile}", account.origin());
        // A profile's name may hold anything, so the file's name holds a digest of it.
        let digest = digest(&SHA256, key.as_bytes());
        let short = hex(&digest.as_ref()[..8]);
        let host = account.host().replace(|sign: char| !is_plain(sign), "_");
        Self {
            origin: account.origin().to_owned(),
            profile: profile.to_owned(),
            stem: state_dir.join("logins").join(format!("{host}-{short}")),
        }
    }

    /// The store of this kind.
    pub fn store(&self, choice: StoreChoice) -> Result<Arc<dyn Store>, StoreError> {
        Ok(match choice {
            StoreChoice::File => Arc::new(SecretFile(self.file("json"))),
            StoreChoice::Keyring => {
                let user = format!("{} {}", self.origin, self.profile);
                Arc::new(Keyring::open(&user)?)
            }
        })
    }

    /// The sign-in in the store that was chosen, or in whichever has one: the file first, which
    /// is there only if somebody asked for it.
    ///
    /// # Errors
    /// If what is kept cannot be used, or if there may be one in a keyring that cannot be used.
    pub fn find(&self, choice: Option<StoreChoice>) -> Result<Option<Found>, StoreError> {
        let both = [StoreChoice::File, StoreChoice::Keyring];
        let choices = choice.as_ref().map_or(&both[..], std::slice::from_ref);
        for choice in choices {
            let store = self.store(*choice)?;
            if let Some(login) = Login::load(&*store, &self.origin)? {
                return Ok(Some(Found { login, store }));
            }
        }
        Ok(None)
    }

    /// Keeps a sign-in in the store that was chosen, and no other in the other one.
    pub async fn keep(
        &self,
        login: &Login,
        choice: StoreChoice,
    ) -> Result<Arc<dyn Store>, StoreError> {
        let store = self.store(choice)?;
        let _lock = Lock::take(&self.lock_path()).await?;
        login.save(&*store)?;
        let other = match choice {
            StoreChoice::File => StoreChoice::Keyring,
            StoreChoice::Keyring => StoreChoice::File,
        };
        // Where there is no other store there is nothing in it.
        if let Ok(other) = self.store(other) {
            other.forget()?;
        }
        Ok(store)
    }

    /// Forgets every sign-in, wherever it is kept, even one that cannot be read.
    pub async fn forget(&self) -> Result<bool, StoreError> {
        let _lock = Lock::take(&self.lock_path()).await?;
        let from_file = self.store(StoreChoice::File)?.forget()?;
        let from_keyring = match self.store(StoreChoice::Keyring) {
            Ok(keyring) => keyring.forget()?,
            Err(_) => false,
        };
        Ok(from_file || from_keyring)
    }

    /// The file whose lock is held while a sign-in changes.
    pub fn lock_path(&self) -> PathBuf {
        self.file("lock")
    }

    fn file(&self, kind: &str) -> PathBuf {
        let mut path = self.stem.clone().into_os_string();
        path.push(".");
        path.push(kind);
        path.into()
    }
}

fn is_plain(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || sign == '.' || sign == '-'
}

/// The right to change a sign-in, among all processes of this machine, until it is dropped.
#[derive(Debug)]
pub(super) struct Lock(#[expect(dead_code, reason = "the lock goes with the file")] File);

impl Lock {
    /// Waits until no other process holds it.
    pub(super) async fn take(path: &Path) -> Result<Self, PrivateError> {
        let file = private::lockable(path)?;
        let began = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self(file)),
                Err(TryLockError::WouldBlock) if began.elapsed() < LOCK_PATIENCE => {
                    tokio::time::sleep(LOCK_PAUSE).await;
                }
                Err(error) => return Err(private::failed(path, &io::Error::from(error))),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::login::Way;
    use super::super::login::tests::login;
    use super::*;

    fn logins(account: &str, profile: &str, state: &Path) -> Logins {
        Logins::new(&Account::from_subdomain(account).unwrap(), profile, state)
    }

    #[tokio::test]
    async fn each_account_and_profile_has_its_own() {
        let state = tempfile::tempdir().unwrap();
        let own = logins("acme", "default", state.path());
        let kept = login(Way::Pasted, "1");
        own.keep(&kept, StoreChoice::File).await.unwrap();
        let found = own.find(Some(StoreChoice::File)).unwrap().unwrap();
        assert!(found.login.has_tokens_of(&kept));
        for other in [
            logins("acme", "other", state.path()),
            logins("acme2", "default", state.path()),
            logins("acme", "default/../../x", state.path()),
        ] {
            assert!(other.find(Some(StoreChoice::File)).unwrap().is_none());
            assert_eq!(other.stem.parent(), own.stem.parent());
        }
        assert!(own.store(StoreChoice::File).unwrap().forget().unwrap());
        assert!(own.find(Some(StoreChoice::File)).unwrap().is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn one_process_at_a_time_has_the_lock() {
        let state = tempfile::tempdir().unwrap();
        let path = state.path().join("logins/x.lock");
        let first = Lock::take(&path).await.unwrap();
        let began = Instant::now();
        let refused = Lock::take(&path).await.unwrap_err();
        assert!(began.elapsed() >= LOCK_PATIENCE);
        assert!(refused.to_string().contains("x.lock"), "{refused}");
        drop(first);
        Lock::take(&path).await.unwrap();
    }
}
