//! Connections that never come about, or end between two requests.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use http::Method;
use zentop::zendesk::{Account, Credentials, HttpTransport, Limits, Request, Transport as _};
use zentop::zendesk::{Reply, TransportError};

/// Sends one request to an address, and waits for the answer.
struct Line(HttpTransport);

impl Line {
    fn to(url: &str, limits: Limits) -> Self {
        let account = Account::from_url(url).unwrap();
        let credentials = Credentials::oauth("a-token-of-nobody").unwrap();
        Self(HttpTransport::new(&account, &credentials, limits).unwrap())
    }

    async fn ask(&self, method: Method) -> Result<Reply, TransportError> {
        let request = Request {
            method,
            path: "/api/v2/users/1/sessions/2".to_owned(),
            query: String::new(),
            body: None,
            csrf: None,
            only_with: None,
        };
        self.0.send(request).await
    }
}

#[tokio::test]
async fn row_24_a_connection_that_never_comes_about_is_given_up_in_time() {
    // The system takes the connection, and nobody says a word of TLS.
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("https://{}", silent.local_addr().unwrap());
    let connect = Duration::from_secs(1);
    let limits = Limits {
        connect,
        ..Limits::default()
    };
    let began = Instant::now();
    let error = Line::to(&url, limits).ask(Method::DELETE).await;
    let error = error.unwrap_err();
    let is_told = matches!(
        &error,
        TransportError::Connect { cause, .. } if cause.contains("no connection within 1 s")
    );
    assert!(is_told, "{error:?}");
    assert!(
        (connect..Limits::TOTAL).contains(&began.elapsed()),
        "{:?}",
        began.elapsed()
    );
}

/// The head of one request; empty where the connection has ended.
fn head_of(stream: &mut TcpStream) -> String {
    let (mut head, mut piece) = (Vec::new(), [0; 1_024]);
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut piece) {
            Ok(count) if count > 0 => head.extend_from_slice(&piece[..count]),
            _ => break,
        }
    }
    String::from_utf8_lossy(&head).into_owned()
}

#[tokio::test]
async fn row_27_a_delete_on_a_connection_that_ends_is_not_sent_again() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let heard = Arc::new(Mutex::new(Vec::new()));
    let record = Arc::clone(&heard);
    // The first request of a connection is answered, and the second one ends it.
    thread::spawn(move || {
        for (number, mut stream) in listener.incoming().map_while(Result::ok).enumerate() {
            for answers in [true, false] {
                let head = head_of(&mut stream);
                let line = head.lines().next().unwrap_or_default().to_owned();
                record.lock().unwrap().push((number, line));
                let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
                if !answers || stream.write_all(answer).is_err() {
                    break;
                }
            }
        }
    });
    let line = Line::to(&url, Limits::default());
    assert_eq!(line.ask(Method::GET).await.unwrap().status, 200);
    let error = line.ask(Method::DELETE).await.unwrap_err();
    assert!(matches!(error, TransportError::Broken { .. }), "{error:?}");
    let path = "/api/v2/users/1/sessions/2 HTTP/1.1";
    let expected = [(0, format!("GET {path}")), (0, format!("DELETE {path}"))];
    assert_eq!(*heard.lock().unwrap(), expected);
}
