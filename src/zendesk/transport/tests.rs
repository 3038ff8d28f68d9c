use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::zendesk::{Account, Credentials};

/// `{"sessions":[]}`, gzipped.
const GZIPPED: [u8; 35] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xab, 0x56, 0x2a, 0x4e, 0x2d, 0x2e,
    0xce, 0xcc, 0xcf, 0x2b, 0x56, 0xb2, 0x8a, 0x8e, 0xad, 0x05, 0x00, 0xac, 0x84, 0xeb, 0x24, 0x0f,
    0x00, 0x00, 0x00,
];

/// A server that sends these bytes to whoever connects, and hangs up.
struct Server {
    account: Account,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn saying(answer: impl Into<Vec<u8>>) -> Self {
        Self::slowly(answer, usize::MAX, Duration::ZERO).await
    }

    /// A server that sends the answer in pieces of `size` bytes, with a pause between them.
    async fn slowly(answer: impl Into<Vec<u8>>, size: usize, pause: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let (record, answer) = (Arc::clone(&heard), answer.into());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let request = request(&mut stream).await;
                record.lock().unwrap().push(request);
                for piece in answer.chunks(size.min(answer.len().max(1))) {
                    if stream.write_all(piece).await.is_err() {
                        break;
                    }
                    tokio::time::sleep(pause).await;
                }
            }
        });
        Self {
            account: Account::from_url(&format!("http://{address}")).unwrap(),
            heard,
        }
    }

    fn transport(&self) -> HttpTransport {
        self.within(Limits::default())
    }

    fn within(&self, limits: Limits) -> HttpTransport {
        let credentials = Credentials::oauth("CANARY").unwrap();
        HttpTransport::new(&self.account, &credentials, limits).unwrap()
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

/// The head of one request and as much of its body as came with it, in lower case.
async fn request(stream: &mut TcpStream) -> String {
    let mut heard = Vec::new();
    let mut piece = [0; 1_024];
    while !heard.windows(4).any(|window| window == b"\r\n\r\n") {
        match stream.read(&mut piece).await {
            Ok(count) if count > 0 => heard.extend_from_slice(&piece[..count]),
            _ => break,
        }
    }
    String::from_utf8_lossy(&heard).to_lowercase()
}

fn asking(method: Method) -> Request {
    Request {
        csrf: None,
        only_with: None,
        method,
        path: "/api/v2/users/1/sessions/2".to_owned(),
        query: "ids=31337".to_owned(),
        body: None,
    }
}

fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    [head.as_bytes(), body].concat()
}

/// A gzip stream of a zero byte and then runs of 258 zeros, 13 bits each (RFC 1951 §3.2.6),
/// that comes to `size` bytes.
fn bomb(size: usize) -> Vec<u8> {
    let head = [1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0];
    let run = [1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0];
    let bits: Vec<u8> = head
        .into_iter()
        .chain(std::iter::repeat_n(run, size / 258).flatten())
        .collect();
    let mut stream = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    stream.extend(bits.chunks(8).map(|byte| {
        byte.iter()
            .enumerate()
            .fold(0, |sum, (place, bit)| sum | bit << place)
    }));
    stream
}

#[tokio::test]
async fn a_session_cookie_takes_the_place_of_authorization_and_a_change_has_its_token_beside_it() {
    let server = Server::saying(answer("204 No Content", b"")).await;
    let cookie = Credentials::cookie("CANARY").unwrap();
    let transport = HttpTransport::new(&server.account, &cookie, Limits::default()).unwrap();
    let mut leaving = asking(Method::DELETE);
    leaving.csrf = Some("a+/=".into());
    transport.send(leaving).await.unwrap();
    transport.send(asking(Method::GET)).await.unwrap();
    let heard = server.heard();
    assert!(heard[0].contains("\r\nx-csrf-token: a+/=\r\n"));
    assert!(!heard[1].contains("x-csrf-token"));
    for request in &heard {
        assert!(request.contains("\r\ncookie: _zendesk_session=canary\r\n"));
        assert!(!request.contains("authorization"));
    }
}

#[tokio::test]
async fn a_request_says_what_zendesk_requires() {
    let server = Server::saying(answer("200 OK\r\nX-Request-Id: abc", b"{}")).await;
    let transport = server.transport();
    let reply = transport.send(asking(Method::GET)).await.unwrap();
    assert_eq!((reply.status, &reply.body[..]), (200, &b"{}"[..]));
    assert_eq!(reply.headers["x-request-id"], "abc");
    transport.send(asking(Method::DELETE)).await.unwrap();
    let mut posting = asking(Method::POST);
    posting.body = Some(Bytes::from_static(b"{}"));
    transport.send(posting).await.unwrap();
    let heard = server.heard();
    assert!(heard[0].starts_with("get /api/v2/users/1/sessions/2?ids=31337 http/1.1\r\n"));
    assert!(!heard[0].contains("content-type"));
    for request in &heard {
        assert!(request.contains("\r\nauthorization: bearer canary\r\n"));
        assert!(request.contains("\r\naccept: application/json\r\n"));
        assert!(request.contains("\r\naccept-encoding: gzip\r\n"));
        assert!(request.contains(concat!(
            "\r\nuser-agent: zentop/",
            env!("CARGO_PKG_VERSION"),
            "\r\n"
        )));
    }
    for request in &heard[1..] {
        assert!(request.contains("\r\ncontent-type: application/json\r\n"));
    }
    assert!(!format!("{transport:?}").to_lowercase().contains("canary"));
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_nothing_else() {
    let elsewhere = Server::saying(answer("200 OK", b"{}")).await;
    for code in [301, 302, 303, 307, 308] {
        for target in [elsewhere.account.origin(), ""] {
            let head = format!("{code} Moved\r\nLocation: {target}/login");
            let server = Server::saying(answer(&head, b"")).await;
            let reply = server.transport().send(asking(Method::DELETE)).await;
            assert_eq!(reply.unwrap().status, code);
            assert_eq!(server.heard().len(), 1);
        }
    }
    assert!(elsewhere.heard().is_empty());
}

#[tokio::test]
async fn a_cookie_is_not_sent_back() {
    let server = Server::saying(answer("200 OK\r\nSet-Cookie: _zendesk_cookie=x", b"")).await;
    let transport = server.transport();
    for _ in 0..2 {
        transport.send(asking(Method::GET)).await.unwrap();
    }
    assert!(
        server
            .heard()
            .iter()
            .all(|request| !request.contains("cookie"))
    );
    assert_eq!(server.heard().len(), 2);
}

#[tokio::test]
async fn a_body_is_capped_after_it_is_unpacked() {
    let packed = answer("200 OK\r\nContent-Encoding: gzip", &GZIPPED);
    let server = Server::saying(packed).await;
    let reply = server.transport().send(asking(Method::GET)).await.unwrap();
    assert_eq!(&reply.body[..], br#"{"sessions":[]}"#);

    let bomb = bomb(100_000_000);
    assert!(bomb.len() < 1_000_000);
    let chunk = format!("{:x}\r\n{}\r\n0\r\n\r\n", 9_000_000, "x".repeat(9_000_000));
    for answer in [
        answer("200 OK\r\nContent-Encoding: gzip", &bomb),
        answer("200 OK", &vec![b'x'; 9_000_000]),
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n".to_vec(),
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunk}").into_bytes(),
        format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(9_000_000)).into_bytes(),
    ] {
        let server = Server::saying(answer).await;
        let error = server.transport().send(asking(Method::GET)).await;
        assert!(
            matches!(error, Err(TransportError::TooLarge { limit: 8_000_000 })),
            "{:?}",
            error.map(|reply| reply.body.len())
        );
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_may_have_taken_effect() {
    for answer in [
        "",
        "HTTP/1.1 200",
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
        "SSH-2.0-OpenSSH\r\n",
    ] {
        let server = Server::saying(answer).await;
        let error = server.transport().send(asking(Method::DELETE)).await;
        assert!(
            matches!(error, Err(TransportError::Broken { .. })),
            "{answer:?}: {error:?}"
        );
        assert_eq!(server.heard().len(), 1, "{answer:?}");
        assert!(!format!("{error:?}").contains("31337"));
    }
}

#[tokio::test]
async fn a_refused_connection_sent_nothing() {
    let server = Server::saying("").await;
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let nobody = Server {
        account: Account::from_url(&format!("http://{address}")).unwrap(),
        ..server
    };
    let error = nobody
        .transport()
        .send(asking(Method::GET))
        .await
        .unwrap_err();
    assert!(matches!(&error, TransportError::Connect { cause, .. } if cause.contains("refused")));
    assert!(!error.to_string().contains("31337"));
}

#[tokio::test]
async fn an_answer_that_drips_is_given_up_in_time() {
    let whole = answer("200 OK", &[b'x'; 1_000]);
    let server = Server::slowly(whole, 1, Duration::from_millis(20)).await;
    let limits = Limits {
        total: Duration::from_millis(200),
        ..Limits::default()
    };
    let error = server.within(limits).send(asking(Method::GET)).await;
    assert!(
        matches!(error, Err(TransportError::TimedOut { .. })),
        "{error:?}"
    );
}

#[tokio::test]
async fn no_path_leads_to_another_origin() {
    let server = Server::saying(answer("200 OK", b"")).await;
    let transport = server.transport();
    let paths = [
        "//evil.example/x",
        "@evil.example/",
        ":80@evil.example/",
        "https://evil.example/",
        "\\\\evil",
    ];
    for path in paths {
        let mut request = asking(Method::GET);
        path.clone_into(&mut request.path);
        transport.send(request).await.unwrap();
    }
    let host = format!("\r\nhost: {}\r\n", server.account.name());
    assert!(server.heard().iter().all(|request| request.contains(&host)));
    assert_eq!(server.heard().len(), paths.len());
}
