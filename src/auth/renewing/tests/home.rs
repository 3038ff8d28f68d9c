//! A home with a sign-in in it, and a token endpoint with the answers that a test wants.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::HeaderMap;
use tempfile::TempDir;

use super::super::super::saved_sign_in::SavedSignIn;
use super::super::super::store::{SecretFile, SecretStore};
use super::super::{Opening, RenewingProvider};
use crate::model::Timestamp;
use crate::zendesk::oauth::{Authority, Registration};
use crate::zendesk::{Account, Reply, Request, Transport, TransportError};

pub(super) type Answer = Result<Reply, TransportError>;

/// A token endpoint that answers in order, each time after others had time to ask as well.
#[derive(Default)]
pub(super) struct Endpoint {
    answers: Mutex<VecDeque<Answer>>,
    asked: Mutex<Vec<String>>,
}

impl Endpoint {
    pub(super) fn of(answers: impl IntoIterator<Item = Answer>) -> Arc<Self> {
        Arc::new(Self {
            answers: Mutex::new(answers.into_iter().collect()),
            asked: Mutex::default(),
        })
    }

    /// The bodies of the requests.
    pub(super) fn asked(&self) -> Vec<String> {
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
pub(super) fn reply(status: u16, body: &str) -> Answer {
    Ok(Reply {
        status,
        headers: HeaderMap::new(),
        body: Bytes::copy_from_slice(body.as_bytes()),
    })
}

pub(super) fn tokens(name: &str) -> Answer {
    reply(
        201,
        &format!(
            r#"{{"access_token":"CANARY-A-{name}","refresh_token":"CANARY-R-{name}",
                "token_type":"bearer","scope":"read write","expires_in":1800}}"#
        ),
    )
}

pub(super) fn lost() -> Answer {
    Err(TransportError::Broken {
        cause: "reset".to_owned(),
        source: None,
    })
}

pub(super) fn invalid() -> Answer {
    reply(400, r#"{"error":"invalid_grant"}"#)
}

/// A home folder with a saved sign-in.
pub(super) struct Home {
    pub(super) folder: TempDir,
    pub(super) endpoint: Arc<Endpoint>,
    pub(super) now: Timestamp,
}

impl Home {
    pub(super) async fn with(
        saved_sign_in: &SavedSignIn,
        answers: impl IntoIterator<Item = Answer>,
    ) -> Self {
        let home = Self {
            folder: tempfile::tempdir().unwrap(),
            endpoint: Endpoint::of(answers),
            now: Timestamp::from_seconds(1_000),
        };
        saved_sign_in.save(&*home.store()).await.unwrap();
        home
    }

    pub(super) fn store(&self) -> Arc<dyn SecretStore> {
        Arc::new(SecretFile(self.folder.path().join("login.json")))
    }

    pub(super) async fn saved(&self) -> Option<SavedSignIn> {
        let store = self.store();
        let saved = SavedSignIn::load(&*store, "https://acme.zendesk.com").await;
        saved.unwrap()
    }

    /// A process that loads the sign-in as it is saved now.
    pub(super) async fn process(&self) -> RenewingProvider {
        self.process_with(self.store()).await
    }

    pub(super) async fn process_with(&self, store: Arc<dyn SecretStore>) -> RenewingProvider {
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
        let saved_sign_in = self.saved().await.unwrap();
        RenewingProvider::new(saved_sign_in, store, lock, opening, Arc::new(move || now))
    }
}
