//! How fast pages of sessions become sessions: `Client::sessions` on the simulator's own
//! bytes, beside `serde_json` into a bare derived struct on the same bytes.
#![expect(
    clippy::unwrap_used,
    reason = "a benchmark that cannot go on has nothing better to do than to stop"
)]

#[expect(dead_code, reason = "every benchmark uses a part of it")]
mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::{Body, Bytes};
use futures_util::future::BoxFuture;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use tower::ServiceExt as _;
use zentop::host::system_clock;
use zentop::simulator::{Options, Simulator};
use zentop::zendesk::{
    Account, Budget, Client, Purpose, Reply, Request, Shares, Transport, TransportError,
};

use support::bare::BarePage;
use support::figure::{Aim, Figure, Sample, Watch, is_bench};

/// Pages decoded in turn, so that no branch predictor learns one by heart.
const PAGES: usize = 50;

/// How often each page is decoded for one measurement.
const ROUNDS: usize = 10;

const SAMPLES: usize = 30;

/// Answers with one page after the other, at once.
struct Fixed {
    pages: Vec<Reply>,
    next: AtomicUsize,
}

impl Transport for Fixed {
    fn send(&self, _: Request) -> BoxFuture<'_, Result<Reply, TransportError>> {
        let next = self.next.fetch_add(1, Ordering::Relaxed) % self.pages.len();
        let reply = self.pages[next].clone();
        Box::pin(async move { Ok(reply) })
    }
}

/// The first pages of a simulated account, as they go over the wire.
async fn pages() -> Vec<Reply> {
    let simulator = Simulator::new(Options {
        sessions: PAGES * 100,
        churn_per_minute: 0,
        rate_limit: 0,
        ..Options::new(system_clock())
    });
    let bearer = format!("Bearer {}", simulator.credentials().oauth_token);
    let mut after = String::new();
    let mut pages = Vec::new();
    for _ in 0..PAGES {
        let uri = format!("http://127.0.0.1:4000/api/v2/sessions?page%5Bsize%5D=100{after}");
        let request = http::Request::get(uri)
            .header("authorization", &bearer)
            .header("host", "127.0.0.1:4000")
            .body(Body::empty())
            .unwrap();
        let answer = simulator.router().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body: Bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let page: BarePage = serde_json::from_slice(&body).unwrap();
        assert_eq!(page.sessions.len(), 100);
        after = page.after();
        pages.push(Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
        });
    }
    pages
}

fn client(transport: Arc<Fixed>) -> Client {
    let plenty = Shares {
        watching: 1.0,
        ending: 1.0,
        assumed_limit: u32::MAX,
    };
    let account = Account::from_url("http://127.0.0.1:4000").unwrap();
    Client::new(account, transport, Budget::new(plenty))
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    if !is_bench() {
        return;
    }
    let mut pages = pages().await;
    let size: usize = pages.iter().map(|page| page.body.len()).sum();
    for page in &mut pages {
        // A limit out of reach: waiting for a minute to pass is not what is measured here.
        page.headers = HeaderMap::from_iter([(
            HeaderName::from_static("x-rate-limit"),
            HeaderValue::from_static("4000000000"),
        )]);
    }
    let bodies: Vec<Bytes> = pages.iter().map(|page| page.body.clone()).collect();
    let transport = Arc::new(Fixed {
        pages,
        next: AtomicUsize::new(0),
    });

    let (mut ours, mut enveloped, mut bare) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..SAMPLES {
        let client = client(Arc::clone(&transport));
        ours.push(
            rate(async || {
                let page = client.sessions(Purpose::Walk, None).await.unwrap();
                assert_eq!((page.value.sessions.len(), page.value.unreadable), (100, 0));
                std::hint::black_box(page);
            })
            .await,
        );
        enveloped.push(
            rate(async || {
                let request = Request {
                    method: Method::GET,
                    path: "/api/v2/sessions".to_owned(),
                    query: "page%5Bsize%5D=100".to_owned(),
                    body: None,
                    csrf: None,
                    only_with: None,
                };
                let reply = transport.send(request).await.unwrap();
                let page: BarePage = serde_json::from_slice(&reply.body).unwrap();
                std::hint::black_box(page);
            })
            .await,
        );
        let mut next = bodies.iter().cycle();
        bare.push(
            rate(async || {
                let page: BarePage = serde_json::from_slice(next.next().unwrap()).unwrap();
                std::hint::black_box(page);
            })
            .await,
        );
    }
    let [enveloped, bare] = [enveloped, bare].map(Sample::of);
    Figure::new("decode, sessions", &Sample::of(ours), "M/s")
        .peer(
            "same transport + bare struct",
            &enveloped,
            Aim::AtLeast(1.0),
        )
        .peer("bare from_slice", &bare, Aim::AtLeast(1.0))
        .note(&format!("{} bytes a page", size / PAGES))
        .print();
}

/// Millions of sessions a second of processor time of something that takes in one page.
async fn rate(mut page: impl AsyncFnMut()) -> f64 {
    let watch = Watch::start();
    for _ in 0..PAGES * ROUNDS {
        page().await;
    }
    let micros = watch.millis() * 1e3;
    #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
    let sessions = (PAGES * ROUNDS * 100) as f64;
    sessions / micros
}
