//! A client without a socket and a clock that is set by hand, for the tests in this folder.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::body::{Body, to_bytes};
use http::{HeaderMap, Request, StatusCode};
use serde_json::Value;
use tower::ServiceExt as _;

use super::{Options, Simulator};
use crate::model::Timestamp;

pub(super) struct Probe {
    pub(super) simulator: Simulator,
    now: Arc<AtomicI64>,
}

pub(super) struct ProbeAnswer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    /// The body; `None` if the connection broke before the end.
    pub(super) body: Option<Vec<u8>>,
}

impl Probe {
    /// A small account that does not change by itself and limits nothing, unless `change` says
    /// otherwise.
    pub(super) fn new(change: impl FnOnce(&mut Options)) -> Self {
        let now = Arc::new(AtomicI64::new(1_780_000_000_000));
        let reading = Arc::clone(&now);
        let clock = move || Timestamp::from_millis(reading.load(Ordering::Relaxed));
        let mut options = Options {
            sessions: 250,
            users: 300,
            churn_per_minute: 0,
            rate_limit: 0,
            ..Options::new(Arc::new(clock))
        };
        change(&mut options);
        let simulator = Simulator::new(options);
        Self { simulator, now }
    }

    pub(super) fn pass(&self, seconds: i64) {
        self.now.fetch_add(seconds * 1_000, Ordering::Relaxed);
    }

    pub(super) async fn send(&self, method: &str, path: &str, authorization: &str) -> ProbeAnswer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "127.0.0.1:8080");
        if !authorization.is_empty() {
            request = request.header("authorization", authorization);
        }
        self.request(request.body(Body::empty()).unwrap()).await
    }

    pub(super) async fn request(&self, request: Request<Body>) -> ProbeAnswer {
        let response = self.simulator.router().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        ProbeAnswer {
            status: parts.status,
            headers: parts.headers,
            body: to_bytes(body, usize::MAX).await.ok().map(Vec::from),
        }
    }

    /// Sends a request as the admin's browser.
    pub(super) async fn browse(&self, method: &str, path: &str) -> ProbeAnswer {
        let cookie = self.simulator.credentials().session_cookie;
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "127.0.0.1:8080")
            .header("cookie", format!("_zendesk_session={cookie}"));
        self.request(request.body(Body::empty()).unwrap()).await
    }

    /// Sends a PUT with a JSON body.
    pub(super) async fn put(&self, path: &str, authorization: &str, body: &str) -> ProbeAnswer {
        let request = Request::put(path)
            .header("host", "127.0.0.1:8080")
            .header("authorization", authorization)
            .header("content-type", "application/json");
        self.request(request.body(body.to_owned().into()).unwrap())
            .await
    }

    /// Sends a GET as the admin.
    pub(super) async fn get(&self, path: &str) -> ProbeAnswer {
        self.send("GET", path, &self.admin()).await
    }

    /// Sends a DELETE as the admin.
    pub(super) async fn delete(&self, path: &str) -> ProbeAnswer {
        self.send("DELETE", path, &self.admin()).await
    }

    pub(super) fn admin(&self) -> String {
        format!("Bearer {}", self.simulator.credentials().oauth_token)
    }
}

impl ProbeAnswer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(self.body.as_ref().unwrap()).unwrap()
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8(self.body.clone().unwrap()).unwrap()
    }
}
