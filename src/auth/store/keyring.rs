//! One keyring. Its library blocks and must not be called by a task, so each call has a thread
//! of its own; and whoever keeps it may ask the person to unlock it, so each has its limits.

use std::fmt;
use std::sync::{Arc, Weak};
use std::time::Duration;

use futures_util::FutureExt as _;
use keyring_core::{CredentialStore, Entry, Error as KeyringError};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::{Mutex, oneshot};
use tokio::task::spawn_blocking;
use tokio::time::{Instant, timeout};

use super::{SecretStore, StoreError, Stored};
use crate::model::SafeText;

/// The name under which the keyring lists what is ours.
const SERVICE: &str = "zentop";

/// What the trial entry is called by, beside the name of the sign-in that it makes way for.
const TRIAL: &str = "trial of";

/// How long the person is left alone who did not unlock a keyring when they were asked to.
const REST: Duration = Duration::from_secs(60);

/// How long a keyring may take.
#[derive(Clone, Copy, Debug)]
struct Patience {
    /// Until it answers at all. Some are started by being asked.
    answer: Duration,
    /// Until it has done what was asked, in which time a person may have to unlock it.
    unlock: Duration,
}

impl Patience {
    const USUAL: Self = Self {
        answer: Duration::from_secs(5),
        unlock: Duration::from_secs(60),
    };
}

/// Reaches a keyring. Called anew for each call, since a keyring may be started again meanwhile.
pub(super) type Reaching =
    Arc<dyn Fn() -> keyring_core::Result<Arc<CredentialStore>> + Send + Sync>;

/// The properties that tell one keyring from another.
pub(super) struct KeyringKind {
    /// Its name in sentences.
    pub(super) name: &'static str,
    /// How long it keeps what it has, where that is not until somebody deletes it.
    pub(super) keeps: &'static str,
    /// The call that reaches it.
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
    /// The keyring is there and locked.
    Locked(&'static str),
    /// It cannot be used at all.
    Unusable(&'static str),
}

/// The state of a thread that talks to a keyring.
struct KeyringCall {
    entry: Entry,
    /// The sign that somebody waits for the answer.
    waited_for: Weak<()>,
}

/// One entry of one keyring.
pub(in crate::auth) struct Keyring {
    kind: KeyringKind,
    patience: Patience,
    /// The user name of the entry.
    user: String,
    /// One call at a time: where one waits to be unlocked, a second would ask the person again.
    /// And when the person did not unlock it.
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

    /// Does `act` with the entry called `user`, and goes on with it where the answer takes so
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
        let call = spawn_blocking(move || {
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

    /// Some errors of the library carry what was found, so only their kind is told.
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

/// The entry as this very thread can get at it: in Linux a thread has the kernel's keyrings for
/// itself. Where no login session has one, as in a container, the first building makes one in
/// its course, and only the second looks into it.
fn entry(system: &CredentialStore, user: &str) -> keyring_core::Result<Entry> {
    system.build(SERVICE, user, None)?;
    system.build(SERVICE, user, None)
}

/// `None` in the place of an error that says that nothing is there.
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

    /// Nothing is written for whoever has given it up: the person may unlock the keyring at any
    /// time, and others may have put something newer there by then. Reading unlocks it, so there
    /// is no more waiting between the look and the writing.
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

    /// Others put entries under the same name; none of them is to be found again.
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

    /// Looking whether an entry is there unlocks nothing if there is none, so one is made.
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
