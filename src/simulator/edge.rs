//! The edge to HTTP: axum in front, the state behind.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
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
use super::line::{LineHandle, LineListener};
use super::reply::{ReplyEnding, ServedReply};

/// The size in bytes below which Zendesk does not compress.
const SMALLEST_COMPRESSED: u16 = 256;
/// The most bytes of a request's body; nothing that this server understands comes near.
const LARGEST_BODY: usize = 65_536;
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
    /// The address it listens on.
    pub address: SocketAddr,
    task: JoinHandle<io::Result<()>>,
    stop: DropGuard,
}

impl Served {
    /// The base address for a client.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
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
        .into_make_service_with_connect_info::<LineHandle>();
    let server = axum::serve(LineListener(listener), service).with_graceful_shutdown(stopped);
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
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let (reply, wait) = simulator.answer(&parts, body.into());
    if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
    if reply.ending == ReplyEnding::Closed
        && let Some(ConnectInfo(line)) = parts.extensions.get::<ConnectInfo<LineHandle>>()
    {
        line.close();
    }
    respond(reply)
}

fn respond(reply: ServedReply) -> Response {
    let ServedReply {
        status,
        headers,
        body,
        ending,
        ..
    } = reply;
    let length = body.len();
    let (body, untouched) = match ending {
        ReplyEnding::Whole => (Body::from(body), false),
        ReplyEnding::Padded(count) => (padded(count, body), false),
        ReplyEnding::Cut(after) => (cut(body, after), true),
        ReplyEnding::Closed => (cut(Vec::new(), 0), true),
    };
    let mut response = (status, *headers, body).into_response();
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

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpStream;

    use super::*;
    use crate::simulator::probe::Probe;
    use crate::simulator::{FaultEffect, ServerFault};

    /// Everything that the server sends for one request, as raw bytes.
    async fn raw(then: FaultEffect, more_headers: &str) -> Vec<u8> {
        let probe = Probe::new(|options| options.faults = vec![ServerFault::on("GET", "**", then)]);
        let served = serve(probe.simulator.clone(), 0).await.unwrap();
        assert!(served.address.ip().is_loopback());
        let mut stream = TcpStream::connect(served.address).await.unwrap();
        let request = format!(
            "GET /api/v2/sessions?page[size]=20 HTTP/1.1\r\nHost: {}\r\nAuthorization: {}\r\n\
             Connection: close\r\n{more_headers}\r\n",
            served.address,
            probe.admin()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut bytes = Vec::new();
        let mut buffer = [0; 4_096];
        while let Ok(count @ 1..) = stream.read(&mut buffer).await {
            bytes.extend_from_slice(&buffer[..count]);
        }
        served.shutdown().await.unwrap();
        bytes
    }

    fn split(bytes: &[u8]) -> (String, &[u8]) {
        let end = bytes
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
            .unwrap();
        (
            String::from_utf8(bytes[..end].to_vec()).unwrap(),
            &bytes[end + 4..],
        )
    }

    #[tokio::test]
    async fn an_answer_arrives_whole_or_compressed() {
        let plain = raw(FaultEffect::Truth, "").await;
        let (head, body) = split(&plain);
        assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
        assert!(head.contains(&format!("content-length: {}", body.len())));
        let small = raw(FaultEffect::Truth, "Accept-Encoding: gzip\r\n").await;
        assert!(split(&small).0.contains("content-encoding: gzip"));
        assert!(small.len() < plain.len() / 2);
    }

    #[tokio::test]
    async fn a_cut_answer_promises_more_than_it_sends() {
        let whole = raw(FaultEffect::Truth, "").await;
        let cut = raw(FaultEffect::Cut { after: 33 }, "Accept-Encoding: gzip\r\n").await;
        let (head, body) = split(&cut);
        assert_eq!(body, &split(&whole).1[..33]);
        let promised = format!("content-length: {}", split(&whole).1.len());
        assert!(head.contains(&promised), "{head}");
    }

    #[tokio::test]
    async fn a_closed_connection_says_nothing() {
        assert_eq!(raw(FaultEffect::Close, "").await, b"");
    }

    #[tokio::test]
    async fn a_body_that_nobody_needs_is_not_read() {
        let probe = Probe::new(|_| {});
        for (length, expected) in [(LARGEST_BODY, 400), (LARGEST_BODY + 1, 413)] {
            let request = Request::post("/oauth/tokens").header("host", "127.0.0.1:8080");
            let body = Body::from(vec![b'x'; length]);
            let answer = probe.request(request.body(body).unwrap()).await;
            assert_eq!(answer.status, expected);
        }
    }

    #[tokio::test]
    async fn nobody_but_this_machine_can_connect_and_the_port_is_a_free_one() {
        let one = serve(Probe::new(|_| {}).simulator, 0).await.unwrap();
        let other = serve(Probe::new(|_| {}).simulator, 0).await.unwrap();
        for served in [&one, &other] {
            assert!(served.address.ip().is_loopback(), "{}", served.address);
        }
        assert_ne!(one.address.port(), other.address.port());
    }

    #[tokio::test]
    async fn a_dropped_server_no_longer_listens() {
        let served = serve(Probe::new(|_| {}).simulator, 0).await.unwrap();
        let address = served.address;
        assert_eq!(served.url(), format!("http://{address}"));
        drop(served);
        while TcpStream::connect(address).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}
