//! Tests with the library's mock keyrings, and the meaning of each of its errors.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{self, mpsc};

use keyring_core::mock;

use super::*;

const USER: &str = "https://acme.example default";

fn keyring(name: &'static str, reaching: Reaching) -> Keyring {
    let kind = KeyringKind {
        name,
        keeps: "",
        reaching,
        meaning: |_| None,
    };
    Keyring::new(kind, USER)
}

/// A keyring with limits short enough for a test.
fn hasty(keyring: Keyring) -> Keyring {
    let patience = Patience {
        answer: Duration::from_millis(50),
        unlock: Duration::from_millis(50),
    };
    Keyring {
        patience,
        ..keyring
    }
}

/// A keyring that works.
pub(in crate::auth) fn working(name: &'static str) -> Arc<Keyring> {
    let system: Arc<CredentialStore> = mock::Store::new().unwrap();
    Arc::new(keyring(name, Arc::new(move || Ok(Arc::clone(&system)))))
}

/// A keyring that does not exist.
pub(in crate::auth) fn absent(name: &'static str) -> Arc<Keyring> {
    let reaching = || Err(KeyringError::NoStorageAccess("there is none".into()));
    Arc::new(keyring(name, Arc::new(reaching)))
}

/// A keyring that nobody unlocks.
pub(in crate::auth) fn locked(name: &'static str) -> Arc<Keyring> {
    let mut keyring = keyring(name, Arc::new(|| Err(KeyringError::NoEntry)));
    keyring.kind.meaning = |_| Some(Meaning::Locked("was not unlocked"));
    Arc::new(keyring)
}

/// Makes the next call of this mock keyring fail.
fn fail_next(keyring: &Keyring, error: KeyringError) {
    let system = (keyring.kind.reaching)().unwrap();
    let entry = super::entry(&*system, &keyring.user).unwrap();
    let entry: &mock::Cred = entry.as_any().downcast_ref().unwrap();
    entry.set_error(error);
}

#[tokio::test]
async fn what_a_keyring_refuses_is_told_and_not_what_it_holds() {
    let several = KeyringError::Ambiguous(Vec::new());
    for (error, message) in [
        (KeyringError::NoStorageAccess("denied".into()), "denied"),
        (KeyringError::BadEncoding(b"CANARY".to_vec()), "no text"),
        (several, "zentop auth logout"),
        (KeyringError::NoDefaultStore, "cannot be used"),
    ] {
        let keyring = working("the keyring of a test");
        fail_next(&keyring, error);
        let error = keyring.load().await.unwrap_err();
        assert!(matches!(error, StoreError::NoKeyring(_)));
        let shown = format!("{error} {error:?}");
        assert!(shown.contains(message), "{shown}");
        assert!(shown.contains("the keyring of a test"), "{shown}");
        assert!(
            !shown.contains("CANARY") && !shown.contains("67, 65"),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn one_that_is_locked_is_told_from_one_that_is_not_there() {
    let locked = locked("it").load().await.unwrap_err();
    assert!(matches!(&locked, StoreError::Locked(_)), "{locked:?}");
    assert_eq!(locked.to_string(), "it is locked: it was not unlocked");
    let absent = absent("it").load().await.unwrap_err();
    assert!(matches!(&absent, StoreError::NoKeyring(_)), "{absent:?}");
    assert_eq!(absent.to_string(), "it cannot be used: there is none");
}

#[tokio::test]
async fn one_that_does_not_answer_is_left_alone_after_a_while() {
    let (never, silence) = mpsc::channel::<()>();
    let silence = sync::Mutex::new(silence);
    let reaching = move || {
        let _ = silence.lock().unwrap().recv();
        Err(KeyringError::NoDefaultStore)
    };
    let keyring = hasty(keyring("it", Arc::new(reaching)));
    let error = keyring.load().await.unwrap_err();
    assert_eq!(error.to_string(), "it cannot be used: it does not answer");
    drop(never);
}

#[tokio::test]
async fn a_person_who_has_not_unlocked_it_yet_is_not_asked_twice() {
    let (unlocked, waiting) = mpsc::channel::<()>();
    let waiting = Arc::new(sync::Mutex::new(waiting));
    let asked = Arc::new(AtomicU32::new(0));
    let system: Arc<CredentialStore> = mock::Store::new().unwrap();
    let reaching = move || Ok(Arc::clone(&system));
    let keyring = hasty(keyring("it", Arc::new(reaching)));
    let call = || {
        let (waiting, asked) = (Arc::clone(&waiting), Arc::clone(&asked));
        keyring.with_entry(USER.to_owned(), move |_| {
            asked.fetch_add(1, Ordering::Relaxed);
            let _ = waiting.lock().unwrap().recv();
            Ok(())
        })
    };
    for _ in 0..3 {
        let error = call().await.unwrap_err();
        assert!(matches!(&error, StoreError::Locked(_)), "{error:?}");
    }
    assert_eq!(
        asked.load(Ordering::Relaxed),
        1,
        "it is the first call that waits"
    );
    drop(unlocked);
    let patient = Keyring {
        patience: Patience::USUAL,
        ..keyring
    };
    assert!(patient.load().await.unwrap().is_none());
}

#[tokio::test]
async fn what_nobody_waits_for_any_more_is_not_written() {
    let (unlock, unlocked) = mpsc::channel::<()>();
    let unlocked = sync::Mutex::new(unlocked);
    let system: Arc<CredentialStore> = mock::Store::new().unwrap();
    let reaching = move || {
        let _ = unlocked.lock().unwrap().recv();
        Ok(Arc::clone(&system))
    };
    let keyring = hasty(keyring("it", Arc::new(reaching)));
    keyring.save(&"old".into()).await.unwrap_err();
    drop(unlock);
    let patient = Keyring {
        patience: Patience::USUAL,
        ..keyring
    };
    assert!(patient.load().await.unwrap().is_none());
    patient.save(&"new".into()).await.unwrap();
    let saved = patient.load().await.unwrap().unwrap();
    assert_eq!(saved.expose_secret(), "new");
}

#[tokio::test]
async fn a_person_who_did_not_unlock_it_is_left_alone_for_a_while() {
    let keyring = locked("it");
    let first = keyring.load().await.unwrap_err();
    assert_eq!(first.to_string(), "it is locked: it was not unlocked");
    let second = keyring.load().await.unwrap_err();
    assert!(second.to_string().contains("a moment ago"), "{second}");
    *keyring.turn.lock().await = Instant::now().checked_sub(REST);
    let later = keyring.load().await.unwrap_err();
    assert_eq!(later, first);
}

#[tokio::test]
async fn a_library_that_breaks_off_takes_nothing_with_it() {
    let reaching = || panic!("CANARY");
    let keyring = keyring("it", Arc::new(reaching));
    let error = keyring.load().await.unwrap_err();
    assert_eq!(error.to_string(), "it cannot be used: the call broke off");
    assert!(keyring.load().await.is_err(), "and it can be called again");
}
