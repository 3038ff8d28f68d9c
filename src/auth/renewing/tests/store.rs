//! A store that does not take what is renewed.

use super::*;

/// A store that can be made to fail.
#[derive(Debug)]
struct Full {
    inner: SecretFile,
    saves_left: Mutex<u32>,
    was_refused: AtomicBool,
}

impl SecretStore for Full {
    fn load(&self) -> Stored<'_, Option<SecretString>> {
        self.inner.load()
    }

    fn save<'a>(&'a self, text: &'a SecretString) -> Stored<'a, ()> {
        let mut left = self.saves_left.lock().unwrap();
        if *left == 0 {
            self.was_refused.store(true, Ordering::Relaxed);
            let refused = StoreError::Unreadable {
                place: self.place(),
                message: "no space left",
            };
            return Box::pin(std::future::ready(Err(refused)));
        }
        *left -= 1;
        self.inner.save(text)
    }

    fn forget(&self) -> Stored<'_, bool> {
        self.inner.forget()
    }

    fn try_out(&self) -> Stored<'_, ()> {
        self.inner.try_out()
    }

    fn place(&self) -> String {
        self.inner.place()
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_was_refused_costs_a_wait_before_and_no_tokens_after() {
    let full = |home: &Home, saves_left| {
        Arc::new(Full {
            inner: SecretFile(home.folder.path().join("login.json")),
            saves_left: Mutex::new(saves_left),
            was_refused: AtomicBool::new(false),
        })
    };
    let home = Home::with(&code("1"), [tokens("2")]).await;
    let store = full(&home, 0);
    let renewing = home.process_with(Arc::clone(&store) as _).await;
    let error = renewing.renew(Instant::now()).await.unwrap_err();
    assert!(matches!(error, ProviderError::Later { .. }), "{error:?}");
    assert!(shows(&error).contains("no space left"));
    assert!(home.endpoint.asked().is_empty());
    *store.saves_left.lock().unwrap() = 2;
    tokio::time::advance(Duration::from_secs(5)).await;
    assert_eq!(renewing.renew(Instant::now()).await, Ok(true));

    let home = Home::with(&code("1"), [tokens("2")]).await;
    let store = full(&home, 1);
    let renewing = home.process_with(Arc::clone(&store) as _).await;
    for _ in 0..3 {
        let error = renewing.renew(Instant::now()).await.unwrap_err();
        assert!(store.was_refused.load(Ordering::Relaxed));
        assert!(matches!(error, ProviderError::Later { .. }), "{error:?}");
        assert!(
            shows(&error).contains("could not be kept") && shows(&error).contains("auth login")
        );
        assert_eq!(
            token(&renewing).await,
            "CANARY-A-1",
            "what is not kept is not used"
        );
        tokio::time::advance(Duration::from_secs(200)).await;
    }
    *store.saves_left.lock().unwrap() = 1;
    assert_eq!(renewing.renew(Instant::now()).await, Ok(true));
    assert_eq!(token(&renewing).await, "CANARY-A-2");
    assert_eq!(home.endpoint.asked().len(), 1, "and never asked for twice");
}

/// Nothing but `invalid_grant` is a verdict on the sign-in.
#[tokio::test(start_paused = true)]
async fn a_lock_or_a_keyring_that_fails_is_tried_again() {
    let home = Home::with(&code("1"), [tokens("2")]).await;
    let renewing = home.process().await;
    let saved = home.folder.path().join("login.json");
    let moved = home.folder.path().join("moved");
    std::fs::rename(&saved, &moved).unwrap();
    std::fs::create_dir(&saved).unwrap();
    let first = later(&renewing).await;
    tokio::time::advance(first).await;
    let second = later(&renewing).await;
    assert!(second > first);
    tokio::time::advance(second).await;
    std::fs::remove_dir(&saved).unwrap();
    std::fs::rename(&moved, &saved).unwrap();
    assert_eq!(renewing.renew(Instant::now()).await, Ok(true));
    assert_eq!(token(&renewing).await, "CANARY-A-2");
}
