//! The edge to HTTP: axum in front, the desk behind.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, StreamExt};
use http::{Extensions, HeaderMap, StatusCode, Version, header};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{Predicate, SizeAbove};

use super::Simulator;
use super::line::{Line, Lines};
use super::reply::{Ending, Reply};

/// Below this, Zendesk does not compress.
const SMALLEST_COMPRESSED: u16 = 256;
/// Padding is sent in pieces of this size, so that a gigabyte of it needs no gigabyte of memory.
const SPACES: &[u8] = &[b' '; 65_536];
/// Time for the first bytes of a body to leave before the connection closes behind them.
const BEFORE_CUT: Duration = Duration::from_millis(30);

/// Marks an answer whose bytes are counted and must stay as they are.
#[derive(Clone, Copy)]
struct Untouched;

/// A simulator that listens. Dropping it stops it.
#[derive(Debug)]
pub struct Served {
    /// Where.
    pub address: SocketAddr,
    task: JoinHandle<io::Result<()>>,
    stop: DropGuard,
}

impl Served {
    /// The address for a client.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Waits until it stops by itself, which only an error makes it do.
    pub async fn wait(self) -> io::Result<()> {
        self.task.await.map_err(io::Error::other)?
    }

    /// Stops listening, lets requests under way finish, and waits for that.
    pub async fn shutdown(self) -> io::Result<()> {
        drop(self.stop);
        self.task.await.map_err(io::Error::other)?
    }
}

/// Listens on 127.0.0.1; port 0 picks a free one.
pub async fn serve(simulator: Simulator, port: u16) -> io::Result<Served> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let address = listener.local_addr()?;
    let stop = CancellationToken::new();
    let stopped = stop.clone().cancelled_owned();
    let service = simulator
        .router()
        .into_make_service_with_connect_info::<Line>();
    let server = axum::serve(Lines(listener), service).with_graceful_shutdown(stopped);
    let task = tokio::spawn(async move { server.await });
    Ok(Served {
        address,
        task,
        stop: stop.drop_guard(),
    })
}

pub(super) fn router(simulator: Simulator) -> Router {
    let compressible = |_: StatusCode, _: Version, _: &HeaderMap, extensions: &Extensions| {
        extensions.get::<Untouched>().is_none()
    };
    let when = SizeAbove::new(SMALLEST_COMPRESSED).and(compressible);
    Router::new()
        .fallback(handle)
        .layer(CompressionLayer::new().compress_when(when))
        .with_state(simulator)
}

async fn handle(State(simulator): State<Simulator>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let (reply, wait) = simulator.answer(&parts);
    if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
    if reply.ending == Ending::Closed
        && let Some(ConnectInfo(line)) = parts.extensions.get::<ConnectInfo<Line>>()
    {
        line.close();
    }
    respond(reply)
}

fn respond(reply: Reply) -> Response {
    let Reply {
        status,
        headers,
        body,
        ending,
        ..
    } = reply;
    let length = body.len();
    let (body, untouched) = match ending {
        Ending::Whole => (Body::from(body), false),
        Ending::Padded(count) => (padded(count, body), false),
        Ending::Cut(after) => (cut(body, after), true),
        Ending::Closed => (cut(Vec::new(), 0), true),
    };
    let mut response = (status, headers, body).into_response();
    if untouched {
        let length = length.to_string().parse();
        if let Ok(length) = length {
            response
                .headers_mut()
                .insert(header::CONTENT_LENGTH, length);
        }
        response.extensions_mut().insert(Untouched);
    }
    response
}

fn padded(count: u64, body: Vec<u8>) -> Body {
    let mut left = count;
    let spaces = std::iter::from_fn(move || {
        let piece = SPACES
            .get(..usize::try_from(left).unwrap_or(usize::MAX))
            .unwrap_or(SPACES);
        left -= u64::try_from(piece.len()).unwrap_or(left);
        (!piece.is_empty()).then(|| Bytes::from_static(piece))
    });
    let pieces = spaces.chain([Bytes::from(body)]);
    Body::from_stream(stream::iter(pieces.map(Ok::<_, Infallible>)))
}

fn cut(mut body: Vec<u8>, after: usize) -> Body {
    body.truncate(after);
    let start = stream::iter([Ok(Bytes::from(body))]);
    let end = stream::once(async {
        tokio::time::sleep(BEFORE_CUT).await;
        Err(io::Error::from(io::ErrorKind::ConnectionReset))
    });
    Body::from_stream(start.chain(end))
}
