//! The transport: straight into the simulator's router, over a line that can be bad.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use bytes::{Bytes, BytesMut};
use fastrand::Rng;
use futures_util::StreamExt as _;
use futures_util::future::BoxFuture;
use http::header::{AUTHORIZATION, HOST, RETRY_AFTER};
use serde::Deserialize;
use tower::ServiceExt as _;
use zentop::model::{SessionId, SessionKey, UserId};
use zentop::zendesk::{Limits, Reply, Request, Transport, TransportError};

use super::{Moment, Time};

/// The target of a request that would end something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Aim {
    Session(SessionKey),
    User(UserId),
    Users(Vec<UserId>),
}

/// The answer that came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// A whole answer, with the seconds of `Retry-After` where it is a number.
    Status(u16, Option<u64>),
    /// There was no connection.
    NoConnection,
    /// There was no whole answer.
    Nothing,
}

/// A request on its way out, and what came back.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    /// When the client sent it.
    pub(crate) moment: Moment,
    /// `DELETE /api/v2/…`, without the query.
    pub(crate) what: String,
    /// The target; `None` for a request that reads.
    pub(crate) aim: Option<Aim>,
    /// The answer and when it came; `None` while it is under way.
    pub(crate) heard: Option<(Moment, Heard)>,
}

/// The faults between the client and the account, drawn for each request that ends something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Rough {
    /// The chance that there is no connection.
    pub(crate) refuse: f64,
    /// The chance that the request never arrives, which only the time-out shows.
    pub(crate) lose: f64,
    /// The chance that it arrives and the answer breaks off.
    pub(crate) drop: f64,
    /// The chance that it arrives and the answer never comes.
    pub(crate) hang: f64,
    /// The longest way there and the longest way back, in milliseconds.
    pub(crate) latency_ms: u64,
}

/// The way into the account, and the log of what went over it.
pub(crate) struct Line {
    router: Router,
    authorization: String,
    time: Time,
    rough: Mutex<(Rough, Rng)>,
    log: Mutex<Vec<Sent>>,
    fuse: Mutex<Option<(u64, &'static str)>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Well,
    Refused,
    Lost,
    Dropped,
    Hung,
}

impl Line {
    /// A line to `router`, with dice of this seed.
    pub(crate) fn new(
        router: Router,
        token: &str,
        time: Time,
        rough: Rough,
        seed: u64,
    ) -> Arc<Self> {
        Arc::new(Self {
            router,
            authorization: format!("Bearer {token}"),
            time,
            rough: Mutex::new((rough, Rng::with_seed(seed))),
            log: Mutex::default(),
            fuse: Mutex::default(),
        })
    }

    /// Every request that was sent, in order.
    pub(crate) fn log(&self) -> Vec<Sent> {
        self.log.lock().unwrap().clone()
    }

    /// Makes the request with this number, counted from 1 and from now, panic among those that
    /// begin like this.
    pub(crate) fn panic_at(&self, number: u64, what: &'static str) {
        *self.fuse.lock().unwrap() = Some((number, what));
    }

    fn burns(&self, what: &str) -> bool {
        let mut fuse = self.fuse.lock().unwrap();
        match &mut *fuse {
            Some((left, which)) if what.starts_with(*which) => {
                *left = left.saturating_sub(1);
                let burns = *left == 0;
                fuse.take_if(|_| burns).is_some()
            }
            _ => false,
        }
    }

    fn cast(&self, ends: bool) -> (Fate, Duration, Duration) {
        let (rough, dice) = &mut *self.rough.lock().unwrap();
        let mut way = || Duration::from_millis(dice.u64(0..=rough.latency_ms));
        let (there, back) = (way(), way());
        let mut at = dice.f64();
        for (chance, fate) in [
            (rough.refuse, Fate::Refused),
            (rough.lose, Fate::Lost),
            (rough.drop, Fate::Dropped),
            (rough.hang, Fate::Hung),
        ] {
            if ends && at < chance {
                return (fate, there, back);
            }
            at -= chance;
        }
        (Fate::Well, there, back)
    }

    async fn carry(&self, request: Request, ends: bool) -> Result<Reply, TransportError> {
        let (fate, there, back) = self.cast(ends);
        let cause = || "the line is bad on request".to_owned();
        tokio::time::sleep(there).await;
        match fate {
            Fate::Refused => {
                return Err(TransportError::Connect {
                    cause: cause(),
                    source: None,
                });
            }
            Fate::Lost => std::future::pending().await,
            Fate::Well | Fate::Dropped | Fate::Hung => {}
        }
        let reply = self.ask(request).await;
        tokio::time::sleep(back).await;
        match fate {
            Fate::Dropped => Err(TransportError::Broken {
                cause: cause(),
                source: None,
            }),
            Fate::Hung => std::future::pending().await,
            Fate::Well | Fate::Refused | Fate::Lost => reply,
        }
    }

    async fn ask(&self, request: Request) -> Result<Reply, TransportError> {
        let question = if request.query.is_empty() { "" } else { "?" };
        let uri = format!("{}{question}{}", request.path, request.query);
        let asked = http::Request::builder()
            .method(request.method)
            .uri(uri)
            .header(HOST, "127.0.0.1")
            .header(AUTHORIZATION, &self.authorization)
            .body(Body::from(request.body.unwrap_or_default()))
            .unwrap();
        let (parts, body) = self
            .router
            .clone()
            .oneshot(asked)
            .await
            .unwrap()
            .into_parts();
        Ok(Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: whole(body).await?,
        })
    }
}

impl Transport for Line {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Reply, TransportError>> {
        Box::pin(async move {
            let what = format!("{} {}", request.method, request.path);
            let aim = aim(&request);
            let ends = aim.is_some();
            let number = {
                let mut log = self.log.lock().unwrap();
                log.push(Sent {
                    moment: self.time.moment(),
                    what: what.clone(),
                    aim,
                    heard: None,
                });
                log.len() - 1
            };
            assert!(!self.burns(&what), "the line panics on request");
            let answer = tokio::time::timeout(Limits::TOTAL, self.carry(request, ends)).await;
            let answer = answer.unwrap_or_else(|_| {
                Err(TransportError::TimedOut {
                    limit: Limits::TOTAL,
                    cause: "no answer came".to_owned(),
                    source: None,
                })
            });
            let heard = match &answer {
                Ok(reply) => Heard::Status(reply.status, wait(reply)),
                Err(TransportError::Connect { .. }) => Heard::NoConnection,
                Err(_) => Heard::Nothing,
            };
            self.log.lock().unwrap()[number].heard = Some((self.time.moment(), heard));
            answer
        })
    }
}

/// The body, as far as the client would read it.
async fn whole(body: Body) -> Result<Bytes, TransportError> {
    let mut bytes = BytesMut::new();
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|error| TransportError::Broken {
            cause: error.to_string(),
            source: None,
        })?;
        if bytes.len() + piece.len() > Limits::BODY {
            let limit = Limits::BODY;
            return Err(TransportError::TooLarge { limit });
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes.freeze())
}

/// The wait that `Retry-After` asks for. The dates of these tests lie in the past, so they ask for
/// none.
fn wait(reply: &Reply) -> Option<u64> {
    let asked = reply.headers.get_all(RETRY_AFTER).iter();
    let seconds = |text: &str| match text.parse() {
        Ok(seconds) => Some(seconds),
        Err(_) => httpdate::parse_http_date(text).ok().map(|_| 0),
    };
    asked
        .filter_map(|value| seconds(value.to_str().ok()?.trim()))
        .max()
}

fn aim(request: &Request) -> Option<Aim> {
    if request.method == http::Method::GET {
        return None;
    }
    let parts: Vec<&str> = request.path.split('/').skip(3).collect();
    let user = |text: &str| UserId::new(text.parse().unwrap()).unwrap();
    Some(match parts[..] {
        ["users", "logout_many"] => {
            let ids = request.query.strip_prefix("ids=").unwrap();
            Aim::Users(ids.split(',').map(user).collect())
        }
        ["users", owner, "sessions"] => Aim::User(user(owner)),
        ["users", owner, "sessions", id] => Aim::Session(SessionKey {
            user: user(owner),
            session: SessionId::new(id.parse().unwrap()).unwrap(),
        }),
        _ => panic!("an unknown ending request: {}", request.path),
    })
}
