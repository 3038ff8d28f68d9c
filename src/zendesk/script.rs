//! A transport that answers from a script, for the tests of this folder.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::HeaderMap;
use secrecy::ExposeSecret as _;

use super::{
    Account, AuthKind, Budget, Client, Reply, Request, Shares, Standing, Transport, TransportError,
};

type Answer = Result<Reply, TransportError>;

/// The script. It answers in order and remembers what was asked. A request beyond its end is broken
/// off.
#[derive(Default)]
pub(crate) struct Script {
    answers: Mutex<VecDeque<Answer>>,
    asked: Mutex<Vec<Request>>,
    /// The kind of credentials, where that matters.
    kind: Option<AuthKind>,
}

impl Script {
    pub(crate) fn of(answers: impl IntoIterator<Item = Answer>) -> Arc<Self> {
        Arc::new(Self {
            answers: Mutex::new(answers.into_iter().collect()),
            asked: Mutex::default(),
            kind: None,
        })
    }

    /// The same under credentials of this kind.
    pub(crate) fn under(kind: AuthKind, answers: impl IntoIterator<Item = Answer>) -> Arc<Self> {
        Arc::new(Self {
            answers: Mutex::new(answers.into_iter().collect()),
            asked: Mutex::default(),
            kind: Some(kind),
        })
    }

    /// The token that each request has beside its credentials, if it has one.
    pub(crate) fn tokens(&self) -> Vec<Option<String>> {
        let asked = self.asked.lock().unwrap();
        let token = |request: &Request| Some(request.csrf.as_ref()?.expose_secret().to_owned());
        asked.iter().map(token).collect()
    }

    /// A client of `acme` whose budget never makes it wait.
    pub(crate) fn client(self: &Arc<Self>) -> Client {
        let plenty = Shares {
            watching: 1.0,
            ending: 1.0,
            assumed_limit: 1_000_000,
        };
        let account = Account::from_subdomain("acme").unwrap();
        Client::new(account, Arc::clone(self) as _, Budget::new(plenty))
    }

    /// Each request as `METHOD path?query`.
    pub(crate) fn asked(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked
            .iter()
            .map(|request| format!("{} {}?{}", request.method, request.path, request.query))
            .collect()
    }

    /// The body of each request that had one.
    pub(crate) fn bodies(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        let bodies = asked.iter().filter_map(|request| request.body.as_ref());
        bodies
            .map(|body| String::from_utf8_lossy(body).into_owned())
            .collect()
    }
}

impl Transport for Script {
    fn standing(&self) -> Option<Standing> {
        self.kind.map(|kind| Standing {
            kind,
            may_write: None,
            ends_at: None,
            may_return: false,
        })
    }

    fn send(&self, request: Request) -> BoxFuture<'_, Answer> {
        self.asked.lock().unwrap().push(request);
        let answer = self.answers.lock().unwrap().pop_front();
        Box::pin(async move {
            answer.unwrap_or_else(|| {
                Err(TransportError::Broken {
                    cause: "beyond the script".to_owned(),
                    source: None,
                })
            })
        })
    }
}

/// An answer with these headers.
#[expect(
    clippy::unnecessary_wraps,
    reason = "a script holds failures beside answers"
)]
pub(crate) fn reply(status: u16, headers: &[(&'static str, &str)], body: &str) -> Answer {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(*name, value.parse().unwrap());
    }
    Ok(Reply {
        status,
        headers: map,
        body: Bytes::copy_from_slice(body.as_bytes()),
    })
}
