//! One keyring. Its library blocks and must not be called by a task, so each call has a thread of
//! its own; and the keyring may ask the person to unlock it, so each call has its limits.

use std::fmt;
use std::sync::{Arc, Weak};
use std::time::Duration;

use futures_util::FutureExt as _;
use keyring_core::{CredentialStore, Entry, Error as KeyringError};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::{Mutex, oneshot};
use tokio::time::{Instant, timeout};

use super::{SecretStore, StoreError, Stored};
use crate::model::{SafeText, on_a_thread};

/// The name under which the keyring lists our entries.
const SERVICE: &str = "zentop";

/// The name of the trial entry, before the name of the sign-in that it makes way for.
const TRIAL: &str = "trial of";

/// How long a keyring is not asked again after the person did not unlock it.
const REST: Duration = Duration::from_secs(60);

/// The time that a keyring may take.
#[derive(Clone, Copy, Debug)]
struct Patience {
    /// The time until its first answer. Some are started by the question.
    answer: Duration,
    /// The time until a call is done, in which a person may have to unlock it.
    unlock: Duration,
}

impl Patience {
    const USUAL: Self = Self {
        answer: Duration::from_secs(5),
        unlock: Duration::from_secs(60),
    };
}

/// Connects to a keyring. It is called anew for each call, since a keyring may be restarted.
pub(super) type Reaching =
    Arc<dyn Fn() -> keyring_core::Result<Arc<CredentialStore>> + Send + Sync>;

/// The properties that tell one keyring from another.
pub(super) struct KeyringKind {
    /// The keyring's name in sentences.
    pub(super) name: &'static str,
    /// How long the keyring stores entries, unless that is until somebody deletes them.
    pub(super) keeps: &'static str,
    /// The call that connects to it.
    pub(super) reaching: Reaching,
    /// The meaning of an error of the library, where its number says more than its words.
    pub(super) meaning: fn(&KeyringError) -> Option<Meaning>,
}

/// The meaning of an error of the library.
#[cfg_attr(
    not(any(
        target_os = "macos",
        all(target_os = "linux", feature = "secret-service")
    )),
    expect(
        dead_code,
        reason = "only a desktop's keyring says more than its words"
    )
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The keyring exists and is locked.
    Locked(&'static str),
    /// The keyring cannot be used at all.
    Unusable(&'static str),
}

/// The state of a thread that talks to a keyring.
struct KeyringCall {
    entry: Entry,
    /// The sign that somebody still waits for the answer.
    waited_for: Weak<()>,
}

/// One entry of one keyring.
pub(in crate::auth) struct Keyring {
    kind: KeyringKind,
    patience: Patience,
    /// The user name of the entry.
    user: String,
    /// The lock for one call at a time, since a second call would ask the person to unlock the
    /// keyring again; with the time at which the person last did not unlock it.
    turn: Arc<Mutex<Option<Instant>>>,
}

impl Keyring {
    pub(super) fn new(kind: KeyringKind, user: &str) -> Self {
        Self {
            kind,
            patience: Patience::USUAL,
            user: user.to_owned(),
            turn: Arc::default(),
        }
    }

    /// Does `act` with the entry called `user`, and goes on with it even where the answer takes so
    /// long that nobody waits for it any more.
    async fn with_entry<T: Send + 'static>(
        &self,
        user: String,
        act: impl FnOnce(KeyringCall) -> keyring_core::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let unlocking = self.patience.unlock;
        let waits = || {
            self.locked(&format!(
                "was not unlocked within {} s",
                unlocking.as_secs()
            ))
        };
        let turn = Arc::clone(&self.turn).lock_owned();
        let mut turn = timeout(unlocking, turn).await.map_err(|_| waits())?;
        if turn.is_some_and(|refused| refused.elapsed() < REST) {
            return Err(self.locked("was not unlocked a moment ago"));
        }
        let (reaching, meaning) = (Arc::clone(&self.kind.reaching), self.kind.meaning);
        let (reached, answers) = oneshot::channel();
        let waiting = Arc::new(());
        let waited_for = Arc::downgrade(&waiting);
        let call = on_a_thread(move || {
            let done = reaching().and_then(|system| {
                let _ = reached.send(());
                let entry = entry(&*system, &user)?;
                act(KeyringCall { entry, waited_for })
            });
            let meant = done.as_ref().err().and_then(meaning);
            *turn = matches!(meant, Some(Meaning::Locked(_))).then(Instant::now);
            done
        });
        let answers = timeout(self.patience.answer, answers).await;
        let _ = answers.map_err(|_| self.unusable("it does not answer"))?;
        let done = timeout(unlocking, call).await;
        drop(waiting);
        match done {
            Ok(Ok(done)) => done.map_err(|error| self.failed(&error)),
            // The words of a library's panic may quote a secret.
            Ok(Err(_)) => Err(self.unusable("the call broke off")),
            Err(_) => Err(waits()),
        }
    }

    fn unusable(&self, why: &str) -> StoreError {
        StoreError::NoKeyring(SafeText::new(&format!(
            "{} cannot be used: {why}",
            self.kind.name
        )))
    }

    fn locked(&self, why: &str) -> StoreError {
        StoreError::Locked(SafeText::new(&format!(
            "{} is locked: it {why}",
            self.kind.name
        )))
    }

    /// Describes an error. Some errors of the library carry the secret, so only their kind is used.
    fn failed(&self, error: &KeyringError) -> StoreError {
        match (self.kind.meaning)(error) {
            Some(Meaning::Locked(why)) => return self.locked(why),
            Some(Meaning::Unusable(why)) => return self.unusable(why),
            None => {}
        }
        match error {
            KeyringError::PlatformFailure(cause) | KeyringError::NoStorageAccess(cause) => {
                self.unusable(&cause.to_string())
            }
            KeyringError::BadEncoding(_) | KeyringError::BadDataFormat(..) => {
                self.unusable("what it holds is no text")
            }
            KeyringError::Ambiguous(_) => {
                self.unusable("it holds several sign-ins; `zentop auth logout` forgets them all")
            }
            other => self.unusable(&other.to_string()),
        }
    }
}

/// The entry as this thread can reach it: in Linux each thread has its own keyrings of the kernel.
/// Where no login session has one, as in a container, the first attempt creates one on the way, and
/// only the second looks into it.
fn entry(system: &CredentialStore, user: &str) -> keyring_core::Result<Entry> {
    system.build(SERVICE, user, None)?;
    system.build(SERVICE, user, None)
}

/// The result, with `None` in place of an error that says that nothing is there.
fn if_there<T>(found: keyring_core::Result<T>) -> keyring_core::Result<Option<T>> {
    match found {
        Err(KeyringError::NoEntry) => Ok(None),
        found => found.map(Some),
    }
}

impl KeyringCall {
    fn read(&self) -> keyring_core::Result<Option<SecretString>> {
        let text = if_there(self.entry.get_password())?;
        Ok(text.map(SecretString::from))
    }

    /// Writes nothing once nobody waits: the person may unlock the keyring at any time, and others
    /// may have saved something newer by then. Reading unlocks it, so there is no more waiting
    /// between the look and the writing.
    fn write(&self, text: &SecretString) -> keyring_core::Result<()> {
        match self.read() {
            Ok(_) | Err(KeyringError::BadEncoding(_) | KeyringError::BadDataFormat(..)) => {}
            Err(error) => return Err(error),
        }
        if self.waited_for.strong_count() == 0 {
            return Ok(());
        }
        self.entry.set_password(text.expose_secret())
    }

    /// Deletes every entry under the name, since others may have put some there as well.
    fn delete(&self) -> keyring_core::Result<bool> {
        match if_there(self.entry.delete_credential()) {
            Err(KeyringError::Ambiguous(entries)) => {
                for entry in entries {
                    if_there(entry.delete_credential())?;
                }
                Ok(true)
            }
            deleted => deleted.map(|deleted| deleted.is_some()),
        }
    }
}

impl SecretStore for Keyring {
    fn load(&self) -> Stored<'_, Option<SecretString>> {
        self.with_entry(self.user.clone(), |call| call.read())
            .boxed()
    }

    fn save<'a>(&'a self, text: &'a SecretString) -> Stored<'a, ()> {
        let text = text.clone();
        self.with_entry(self.user.clone(), move |call| call.write(&text))
            .boxed()
    }

    fn forget(&self) -> Stored<'_, bool> {
        self.with_entry(self.user.clone(), |call| call.delete())
            .boxed()
    }

    /// Tries the keyring by making an entry, because looking for one that does not exist unlocks
    /// nothing.
    fn try_out(&self) -> Stored<'_, ()> {
        let write = |call: KeyringCall| {
            call.write(&"nothing".into())?;
            call.delete().map(drop)
        };
        self.with_entry(format!("{TRIAL} {}", self.user), write)
            .boxed()
    }

    fn place(&self) -> String {
        format!("{}{}", self.kind.name, self.kind.keeps)
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring")
            .field("name", &self.kind.name)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
pub(in crate::auth) mod tests;
