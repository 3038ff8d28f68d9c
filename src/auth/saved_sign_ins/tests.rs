use super::super::saved_sign_in::GrantKind;
use super::super::saved_sign_in::tests::saved_sign_in;
use super::super::store::mocked::{absent, locked, working};
use super::*;
use crate::model::Timestamp;

fn saved_sign_ins(account: &str, profile: &str, state: &Path) -> SavedSignIns {
    with(account, profile, state, Vec::new())
}

fn with(
    account: &str,
    profile: &str,
    state: &Path,
    keyrings: Vec<Arc<dyn SecretStore>>,
) -> SavedSignIns {
    let account = Account::from_subdomain(account).unwrap();
    SavedSignIns::with_keyrings(&account, profile, state, keyrings)
}

/// The sign-ins of a machine with these keyrings, and its state folder.
fn machine(keyrings: Vec<Arc<dyn SecretStore>>) -> (SavedSignIns, tempfile::TempDir) {
    let state = tempfile::tempdir().unwrap();
    (with("acme", "default", state.path(), keyrings), state)
}

fn pasted(name: &str) -> SavedSignIn {
    saved_sign_in(GrantKind::Pasted, name)
}

async fn place(saved_sign_ins: &SavedSignIns, choice: Option<StoreChoice>) -> Option<String> {
    let found = saved_sign_ins.find(choice).await.unwrap();
    found.map(|found| found.store.place())
}

#[tokio::test]
async fn each_account_and_profile_has_its_own() {
    let state = tempfile::tempdir().unwrap();
    let own = saved_sign_ins("acme", "default", state.path());
    let saved = pasted("1");
    let file = own.store(StoreChoice::File).await.unwrap();
    own.keep(&saved, &file).await.unwrap();
    let found = own.find(Some(StoreChoice::File)).await.unwrap().unwrap();
    assert!(found.saved_sign_in.has_tokens_of(&saved));
    for other in [
        saved_sign_ins("acme", "other", state.path()),
        saved_sign_ins("acme2", "default", state.path()),
        saved_sign_ins("acme", "default/../../x", state.path()),
    ] {
        assert_eq!(place(&other, Some(StoreChoice::File)).await, None);
        assert_eq!(other.stem.parent(), own.stem.parent());
    }
    assert!(own.forget().await.unwrap().any);
    assert_eq!(place(&own, Some(StoreChoice::File)).await, None);
}

#[tokio::test]
async fn the_first_keyring_that_takes_something_keeps_it() {
    let keyring = StoreChoice::Keyring;
    let (machine_with_both, _state) = machine(vec![working("lasting"), working("passing")]);
    let store = machine_with_both.store(keyring).await.unwrap();
    assert_eq!(store.place(), "lasting");
    let (without_desktop, _state) = machine(vec![absent("lasting"), working("passing")]);
    let store = without_desktop.store(keyring).await.unwrap();
    assert_eq!(store.place(), "passing");
    // A sign-in that was saved in a lasting keyring must not be lost at the next restart.
    let (unlocked_by_nobody, _state) = machine(vec![locked("lasting"), working("passing")]);
    let error = unlocked_by_nobody.store(keyring).await.unwrap_err();
    assert!(error.to_string().contains("lasting is locked"), "{error}");
    let (bare, _state) = machine(vec![absent("lasting"), absent("passing")]);
    let error = bare.store(keyring).await.unwrap_err();
    assert!(matches!(&error, StoreError::NoKeyring(_)), "{error:?}");
    for part in ["lasting cannot be used", "passing cannot be used"] {
        assert!(error.to_string().contains(part), "{error}");
    }
    let (unknown, _state) = machine(Vec::new());
    let error = unknown.store(keyring).await.unwrap_err();
    assert!(error.to_string().contains("knows no keyring"), "{error}");
}

#[tokio::test]
async fn a_sign_in_is_kept_in_one_place_and_found_and_forgotten_in_each() {
    let (saved_sign_ins, _state) = machine(vec![working("lasting"), working("passing")]);
    let stores = [
        &saved_sign_ins.file,
        &saved_sign_ins.keyrings[0],
        &saved_sign_ins.keyrings[1],
        &saved_sign_ins.file,
    ];
    for store in stores {
        assert_eq!(saved_sign_ins.keep(&pasted("1"), store).await, Ok(None));
        assert_eq!(place(&saved_sign_ins, None).await, Some(store.place()));
    }
    for store in stores {
        pasted("2").save(&**store).await.unwrap();
    }
    assert!(saved_sign_ins.forget().await.unwrap().any);
    for store in stores {
        assert!(store.load().await.unwrap().is_none(), "{store:?}");
    }
    assert!(!saved_sign_ins.forget().await.unwrap().any);
}

#[tokio::test]
async fn the_later_of_two_sign_ins_is_found() {
    for (first, second, found) in [(1, 2, "passing"), (2, 1, "lasting")] {
        let (saved_sign_ins, _state) = machine(vec![working("lasting"), working("passing")]);
        for (seconds, keyring) in [first, second].into_iter().zip(&saved_sign_ins.keyrings) {
            let signed_in_at = Timestamp::from_seconds(seconds);
            let saved_sign_in = SavedSignIn {
                signed_in_at,
                ..pasted("1")
            };
            saved_sign_in.save(&**keyring).await.unwrap();
        }
        assert_eq!(place(&saved_sign_ins, None).await.as_deref(), Some(found));
        let file = Some(StoreChoice::File);
        assert_eq!(place(&saved_sign_ins, file).await, None);
    }
}

#[tokio::test]
async fn a_keyring_that_cannot_be_used_hides_no_other_and_is_told() {
    for broken in [absent("lasting"), locked("lasting")] {
        let broken: Arc<dyn SecretStore> = broken;
        let (saved_sign_ins, _state) = machine(vec![Arc::clone(&broken), working("passing")]);
        let error = saved_sign_ins.find(None).await.unwrap_err();
        assert!(error.to_string().contains("lasting"), "{error}");
        saved_sign_ins
            .keep(&pasted("1"), &saved_sign_ins.keyrings[1])
            .await
            .unwrap();
        assert_eq!(
            place(&saved_sign_ins, None).await.as_deref(),
            Some("passing")
        );
        saved_sign_ins
            .keep(&pasted("1"), &saved_sign_ins.file)
            .await
            .unwrap();
        assert!(
            place(&saved_sign_ins, None)
                .await
                .unwrap()
                .contains("the file")
        );
    }
}

#[tokio::test]
async fn what_may_be_left_in_a_keyring_is_told() {
    let (saved_sign_ins, _state) = machine(vec![locked("lasting"), working("passing")]);
    let left = saved_sign_ins
        .keep(&pasted("1"), &saved_sign_ins.file)
        .await
        .unwrap();
    assert!(matches!(left, Some(StoreError::Locked(_))), "{left:?}");
    pasted("1")
        .save(&*saved_sign_ins.keyrings[1])
        .await
        .unwrap();
    let error = saved_sign_ins.forget().await.unwrap_err();
    assert!(matches!(&error, StoreError::Locked(_)), "{error:?}");
    let rest = [&saved_sign_ins.file, &saved_sign_ins.keyrings[1]];
    for store in rest {
        assert!(store.load().await.unwrap().is_none(), "{store:?}");
    }
    let (saved_sign_ins, _state) = machine(vec![absent("lasting")]);
    let forgotten = saved_sign_ins.forget().await.unwrap();
    assert!(!forgotten.any);
    let unreached = forgotten.unreached.unwrap().to_string();
    assert!(unreached.contains("lasting cannot be used"), "{unreached}");
}

#[tokio::test(start_paused = true)]
async fn one_process_at_a_time_has_the_lock() {
    let state = tempfile::tempdir().unwrap();
    let path = state.path().join("logins/x.lock");
    let first = Lock::take(&path).await.unwrap();
    let began = Instant::now();
    let refused = Lock::take(&path).await.unwrap_err();
    assert!(began.elapsed() >= LOCK_PATIENCE.limit);
    assert!(refused.to_string().contains("x.lock"), "{refused}");
    drop(first);
    Lock::take(&path).await.unwrap();
}
