//! A raw TCP server in front of a simulated account: it passes requests on, or sends what no HTTP
//! library would.

use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use zentop::host::system_clock;

use super::{Sent, Server};

/// The time-out on loopback, where nothing takes this long; a broken test must not hang its thread
/// for ever.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the proxy does with one request.
#[derive(Clone, Debug)]
pub(crate) enum ProxyAnswer {
    /// Passes it on, asking for this path and query.
    Forward(String),
    /// Sends these bytes instead and then closes the connection if `close` says so. The first
    /// status in them, if any, counts as the answer.
    Answer {
        /// Everything that is sent.
        bytes: Vec<u8>,
        /// Whether the connection ends there.
        close: bool,
    },
}

/// Decides by method and path.
type Decide = dyn Fn(&str, &str) -> ProxyAnswer + Send + Sync;

/// The server in front.
pub(crate) struct Proxy {
    address: SocketAddr,
    sent: Arc<Mutex<Vec<Sent>>>,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// Listens in front of `server`. Its threads end with the test binary.
    pub(crate) fn new(
        server: &Server,
        act: impl Fn(&str, &str) -> ProxyAnswer + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let proxy = Self {
            address: listener.local_addr().unwrap(),
            sent: Arc::default(),
            heads: Arc::default(),
        };
        let behind = server.address();
        let sent = Arc::clone(&proxy.sent);
        let heads = Arc::clone(&proxy.heads);
        let act: Arc<Decide> = Arc::new(act);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (sent, act) = (Arc::clone(&sent), Arc::clone(&act));
                let heads = Arc::clone(&heads);
                let noted = move |method: &str, target: &str, head: &str| {
                    heads.lock().unwrap().push(head.to_owned());
                    act(method, target)
                };
                // A connection that breaks is what these tests are about.
                thread::spawn(move || connection(stream, behind, &sent, &noted).ok());
            }
        });
        proxy
    }

    /// Scheme, host and port.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every request so far that did not only read.
    pub(crate) fn sent(&self) -> Vec<Sent> {
        self.sent.lock().unwrap().clone()
    }

    /// Every request so far up to its empty line, those that only read as well.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

/// Serves one connection, request after request.
fn connection(
    mut client: TcpStream,
    behind: SocketAddr,
    sent: &Mutex<Vec<Sent>>,
    act: &dyn Fn(&str, &str, &str) -> ProxyAnswer,
) -> io::Result<()> {
    client.set_read_timeout(Some(PATIENCE))?;
    while let Some(head) = head(&mut client)? {
        let mut words = head.split(' ');
        let method = words.next().unwrap_or_default();
        let target = words.next().unwrap_or_default();
        let body = body(&mut client, &head)?;
        let at = system_clock()().millis();
        let (bytes, close) = match act(method, target, &head) {
            ProxyAnswer::Forward(onward) => {
                let asked = head.replacen(target, &onward, 1);
                // With `close`, the answer ends where the connection does.
                let asked = asked.replacen("\r\n", "\r\nconnection: close\r\n", 1);
                let mut server = TcpStream::connect(behind)?;
                server.write_all(asked.as_bytes())?;
                server.write_all(&body)?;
                let mut answer = Vec::new();
                server.read_to_end(&mut answer)?;
                (answer, true)
            }
            ProxyAnswer::Answer { bytes, close } => (bytes, close),
        };
        if method != "GET" {
            sent.lock().unwrap().push(Sent {
                at,
                method: method.to_owned(),
                target: target.to_owned(),
                status: status(&bytes),
            });
        }
        client.write_all(&bytes)?;
        if close {
            return Ok(());
        }
    }
    Ok(())
}

/// The last status in an answer, which is its final one.
fn status(bytes: &[u8]) -> Option<u16> {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text
        .lines()
        .filter_map(|line| line.strip_prefix("HTTP/1.1 "));
    lines.next_back()?.get(..3)?.parse().ok()
}

/// What comes after the empty line, which must be read before the connection is closed.
fn body(client: &mut TcpStream, head: &str) -> io::Result<Vec<u8>> {
    let lower = head.to_ascii_lowercase();
    let length = lower
        .lines()
        .find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    client.read_exact(&mut body)?;
    Ok(body)
}

/// One request up to its empty line; `None` at the end.
fn head(client: &mut TcpStream) -> io::Result<Option<String>> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if client.read(&mut byte)? == 0 {
            return Ok(None);
        }
        head.extend_from_slice(&byte);
    }
    Ok(Some(String::from_utf8_lossy(&head).into_owned()))
}
