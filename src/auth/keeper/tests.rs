use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use http::HeaderMap;
use secrecy::SecretString;
use tempfile::TempDir;

use super::super::login::tests::{grant, login};
use super::super::store::{SecretFile, StoreError};
use super::*;
use crate::model::Timestamp;
use crate::zendesk::oauth::Registration;
use crate::zendesk::{Account, Reply, Request, Transport, TransportError};

type Answer = Result<Reply, TransportError>;

/// A token endpoint that answers in order, each time after others had time to ask as well.
#[derive(Default)]
struct Endpoint {
    answers: Mutex<VecDeque<Answer>>,
    asked: Mutex<Vec<String>>,
}

impl Endpoint {
    fn of(answers: impl IntoIterator<Item = Answer>) -> Arc<Self> {
        Arc::new(Self {
            answers: Mutex::new(answers.into_iter().collect()),
            asked: Mutex::default(),
        })
    }

    /// The bodies that were sent.
    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Transport for Endpoint {
    fn send(&self, request: Request) -> BoxFuture<'_, Answer> {
        let body = request.body.unwrap_or_default();
        self.asked
            .lock()
            .unwrap()
            .push(String::from_utf8(body.to_vec()).unwrap());
        let answer = self.answers.lock().unwrap().pop_front();
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            answer.expect("asked more often than expected")
        })
    }
}

#[expect(clippy::unnecessary_wraps, reason = "failures stand beside answers")]
fn reply(status: u16, body: &str) -> Answer {
    Ok(Reply {
        status,
        headers: HeaderMap::new(),
        body: Bytes::copy_from_slice(body.as_bytes()),
    })
}

fn tokens(name: &str) -> Answer {
    reply(
        201,
        &format!(
            r#"{{"access_token":"CANARY-A-{name}","refresh_token":"CANARY-R-{name}",
                "token_type":"bearer","scope":"read write","expires_in":1800}}"#
        ),
    )
}

fn lost() -> Answer {
    Err(TransportError::Broken {
        cause: "reset".to_owned(),
    })
}

fn invalid() -> Answer {
    reply(400, r#"{"error":"invalid_grant"}"#)
}

/// A home with a sign-in in it.
struct Home {
    folder: TempDir,
    endpoint: Arc<Endpoint>,
    now: Timestamp,
}

impl Home {
    fn with(login: &Login, answers: impl IntoIterator<Item = Answer>) -> Self {
        let home = Self {
            folder: tempfile::tempdir().unwrap(),
            endpoint: Endpoint::of(answers),
            now: Timestamp::from_seconds(1_000),
        };
        login.save(&*home.store()).unwrap();
        home
    }

    fn store(&self) -> Arc<dyn Store> {
        Arc::new(SecretFile(self.folder.path().join("login.json")))
    }

    fn kept(&self) -> Option<Login> {
        Login::load(&*self.store(), "https://acme.zendesk.com").unwrap()
    }

    /// A process that knows the sign-in as it is kept now.
    fn process(&self) -> Keeper {
        self.process_with(self.store())
    }

    fn process_with(&self, store: Arc<dyn Store>) -> Keeper {
        let (endpoint, now) = (Arc::clone(&self.endpoint), self.now);
        let opening: Opening = Box::new(move || {
            let account = Account::from_subdomain("acme").unwrap();
            let registration = Registration {
                client_id: "zentop".to_owned(),
                secret: None,
            };
            let authority = Authority::over(&account, &registration, Arc::clone(&endpoint) as _);
            Box::pin(std::future::ready(Ok(authority.unwrap())))
        });
        let lock = Some(self.folder.path().join("login.lock"));
        let login = self.kept().unwrap();
        Keeper::new(login, store, lock, opening, Arc::new(move || now))
    }
}

async fn token(keeper: &Keeper) -> String {
    match keeper.credentials().await.unwrap() {
        Credentials::OAuth(token) => token.expose_secret().to_owned(),
        other => panic!("{other:?}"),
    }
}

fn says(error: &VouchError) -> String {
    let says = format!("{error} {error:?}");
    assert!(!says.contains("CANARY"), "{says}");
    says
}

fn code(name: &str) -> Login {
    login(Way::AuthorizationCode, name)
}

#[tokio::test]
async fn a_renewal_is_kept_before_it_is_used_and_serves_everybody() {
    let home = Home::with(&code("1"), [tokens("2")]);
    let keeper = home.process();
    assert_eq!(token(&keeper).await, "CANARY-A-1");
    let sent = Instant::now();
    let many = (0..10).map(|_| keeper.renew(sent));
    for renewed in futures_util::future::join_all(many).await {
        assert_eq!(renewed, Ok(true));
    }
    assert_eq!(home.endpoint.asked().len(), 1);
    assert!(home.endpoint.asked()[0].contains("CANARY-R-1"));
    assert_eq!(token(&keeper).await, "CANARY-A-2");
    assert!(home.kept().unwrap().has_tokens_of(&keeper.login()));
    // What was just given and is refused is not asked for again.
    assert_eq!(keeper.renew(Instant::now()).await, Ok(false));
    assert_eq!(home.endpoint.asked().len(), 1);
}

#[tokio::test]
async fn of_two_processes_one_renews_and_the_other_takes_over() {
    let home = Home::with(&code("1"), [tokens("2")]);
    let (one, other) = (home.process(), home.process());
    let sent = Instant::now();
    let both = tokio::join!(one.renew(sent), other.renew(sent));
    assert_eq!(both, (Ok(true), Ok(true)));
    assert_eq!(home.endpoint.asked().len(), 1);
    assert_eq!(token(&one).await, "CANARY-A-2");
    assert_eq!(token(&other).await, "CANARY-A-2");
}

#[tokio::test]
async fn a_lost_answer_asks_the_person_and_never_zendesk_again() {
    for answer in [lost(), reply(200, "<html>"), reply(500, ""), invalid()] {
        let home = Home::with(&code("1"), [answer]);
        let keeper = home.process();
        for _ in 0..3 {
            let error = keeper.renew(Instant::now()).await.unwrap_err();
            assert!(matches!(error, VouchError::SignedOut(_)));
            assert!(says(&error).contains("zentop auth login"));
        }
        assert_eq!(home.endpoint.asked().len(), 1);
        let kept = home.kept().expect("what is kept is not overwritten");
        assert!(kept.has_tokens_of(&code("1")));
        // Somebody signs in elsewhere on this machine: it goes on.
        code("9").save(&*home.store()).unwrap();
        assert_eq!(keeper.renew(Instant::now()).await, Ok(true));
        assert_eq!(token(&keeper).await, "CANARY-A-9");
    }
}

#[tokio::test]
async fn what_may_pass_is_tried_again() {
    let refused = || {
        Err(TransportError::Connect {
            cause: "refused".to_owned(),
        })
    };
    for answer in [refused(), reply(429, ""), reply(503, "")] {
        let home = Home::with(&code("1"), [answer, tokens("2")]);
        let keeper = home.process();
        let error = keeper.renew(Instant::now()).await.unwrap_err();
        assert!(matches!(error, VouchError::NotNow(_)), "{error:?}");
        assert_eq!(keeper.renew(Instant::now()).await, Ok(true));
        assert_eq!(token(&keeper).await, "CANARY-A-2");
    }
}

/// A store that can be told not to save.
#[derive(Debug)]
struct Full {
    inner: SecretFile,
    saves_left: Mutex<u32>,
    is_full: AtomicBool,
}

impl Store for Full {
    fn load(&self) -> Result<Option<SecretString>, StoreError> {
        self.inner.load()
    }

    fn save(&self, text: &SecretString) -> Result<(), StoreError> {
        let mut left = self.saves_left.lock().unwrap();
        if *left == 0 {
            self.is_full.store(true, Ordering::Relaxed);
            return Err(StoreError::Unreadable {
                place: self.place(),
                says: "no space left",
            });
        }
        *left -= 1;
        self.inner.save(text)
    }

    fn forget(&self) -> Result<bool, StoreError> {
        self.inner.forget()
    }

    fn place(&self) -> String {
        self.inner.place()
    }
}

#[tokio::test]
async fn a_store_that_is_full_costs_nothing_before_and_is_told_after() {
    let full = |home: &Home, saves_left| {
        Arc::new(Full {
            inner: SecretFile(home.folder.path().join("login.json")),
            saves_left: Mutex::new(saves_left),
            is_full: AtomicBool::new(false),
        })
    };
    let home = Home::with(&code("1"), []);
    let keeper = home.process_with(full(&home, 0));
    let error = keeper.renew(Instant::now()).await.unwrap_err();
    assert!(says(&error).contains("no space left"));
    assert!(home.endpoint.asked().is_empty());

    let home = Home::with(&code("1"), [tokens("2")]);
    let store = full(&home, 1);
    let keeper = home.process_with(Arc::clone(&store) as _);
    let error = keeper.renew(Instant::now()).await.unwrap_err();
    assert!(store.is_full.load(Ordering::Relaxed));
    assert!(says(&error).contains("could not be kept") && says(&error).contains("auth login"));
    assert_eq!(
        token(&keeper).await,
        "CANARY-A-1",
        "what is not kept is not used"
    );
    assert!(keeper.renew(Instant::now()).await.is_err());
    assert_eq!(home.endpoint.asked().len(), 1);
}

#[tokio::test]
async fn a_token_that_has_ended_is_renewed_before_it_is_sent() {
    let mut home = Home::with(&code("1"), [tokens("2")]);
    home.now = Timestamp::from_seconds(2_800);
    let keeper = home.process();
    assert_eq!(token(&keeper).await, "CANARY-A-2");
    assert_eq!(token(&keeper).await, "CANARY-A-2");
    assert_eq!(home.endpoint.asked().len(), 1);
}

#[tokio::test]
async fn a_server_whose_tokens_end_at_once_is_not_asked_forever() {
    let ended = r#"{"access_token":"CANARY-A-2","refresh_token":"CANARY-R-2","token_type":"bearer","expires_in":0}"#;
    let mut home = Home::with(&code("1"), [reply(200, ended)]);
    home.now = Timestamp::from_seconds(2_800);
    let keeper = home.process();
    for _ in 0..5 {
        assert_eq!(token(&keeper).await, "CANARY-A-2");
    }
    assert_eq!(home.endpoint.asked().len(), 1);
}

#[tokio::test]
async fn a_client_asks_for_itself_and_a_pasted_token_for_nothing() {
    let home = Home::with(&login(Way::ClientCredentials, "1"), [lost(), tokens("2")]);
    let keeper = home.process();
    let error = keeper.renew(Instant::now()).await.unwrap_err();
    assert!(
        matches!(error, VouchError::NotNow(_)),
        "its secret is still good"
    );
    assert_eq!(keeper.renew(Instant::now()).await, Ok(true));
    assert!(home.endpoint.asked()[1].contains("client_credentials"));

    let home = Home::with(&login(Way::Pasted, "1"), []);
    let keeper = home.process();
    assert_eq!(keeper.renew(Instant::now()).await, Ok(false));
    login(Way::Pasted, "2").save(&*home.store()).unwrap();
    assert_eq!(keeper.renew(Instant::now()).await, Ok(true));
    assert_eq!(token(&keeper).await, "CANARY-A-2");
}

#[tokio::test]
async fn somebody_who_signed_out_is_signed_out() {
    let home = Home::with(&code("1"), []);
    let keeper = home.process();
    home.store().forget().unwrap();
    let error = keeper.renew(Instant::now()).await.unwrap_err();
    assert!(says(&error).contains("zentop auth login"));
    assert!(home.kept().is_none());
}

#[tokio::test]
async fn a_renewal_outlives_whoever_asked_for_it() {
    let home = Home::with(&code("1"), [tokens("2")]);
    let keeper = home.process();
    {
        let asking = keeper.renew(Instant::now());
        let nobody = tokio::time::timeout(Duration::from_millis(1), asking).await;
        assert!(nobody.is_err(), "the endpoint takes longer");
    }
    finish_renewals(Duration::from_secs(30)).await;
    assert_eq!(token(&keeper).await, "CANARY-A-2");
    let kept = home.kept().unwrap();
    assert!(kept.has_tokens_of(&code("1").renewed(grant("2"))));
}

#[tokio::test]
async fn the_standing_follows_the_tokens() {
    let home = Home::with(&code("1"), [tokens("2")]);
    let keeper = home.process();
    let ends_at = Some(Timestamp::from_seconds(100_000));
    assert_eq!(keeper.standing().ends_at, ends_at);
    assert_eq!(keeper.standing().may_write, Some(true));
    keeper.renew(Instant::now()).await.unwrap();
    assert_eq!(keeper.standing().ends_at, None, "this answer did not say");
}
