//! One connection from this machine: the head of one request, and one page.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::Page;

/// How long a connection may take to send its request. Browsers open some that never do.
const PATIENCE: Duration = Duration::from_secs(10);

/// The largest head of a request, in bytes; a code and a state take some 300.
const LARGEST_HEAD: usize = 8 * 1024;

/// A connection that has not sent its request yet.
pub(super) struct Visit {
    stream: TcpStream,
    /// The host that requests must name, `127.0.0.1:19286`: a page elsewhere that resolves to this
    /// machine names another.
    host: String,
}

/// A browser tab that waits for its page.
#[derive(Debug)]
pub(crate) struct Tab(TcpStream);

impl Visit {
    pub(super) fn new(stream: TcpStream, port: u16) -> Self {
        let host = format!("127.0.0.1:{port}");
        Self { stream, host }
    }

    /// The query of the request. `None` if nothing was sent, or if the request was wrong and got a
    /// page that says so.
    pub(super) async fn received(mut self) -> Option<(String, Tab)> {
        let head = timeout(PATIENCE, head(&mut self.stream)).await.ok()??;
        let query = query(&head, &self.host).map(str::to_owned);
        let tab = Tab(self.stream);
        match query {
            Ok(query) => Some((query, tab)),
            Err(page) => {
                tab.show(page).await;
                None
            }
        }
    }
}

impl Tab {
    /// Sends the page. A tab that is gone by now needs none.
    pub(crate) async fn show(mut self, page: Page) {
        let answer = page.answer();
        let answered = async {
            self.0.write_all(answer.as_bytes()).await?;
            self.0.shutdown().await
        };
        let _ = timeout(PATIENCE, answered).await;
    }
}

/// The head of one request; `None` if it is not one or too large.
async fn head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let mut piece = [0; 1024];
        match stream.read(&mut piece).await {
            Ok(count) if count > 0 && head.len() < LARGEST_HEAD => {
                head.extend_from_slice(&piece[..count]);
            }
            _ => return None,
        }
    }
    String::from_utf8(head).ok()
}

/// The query of a request for our one address, or the page for a request that is wrong here.
fn query<'a>(head: &'a str, host: &str) -> Result<&'a str, Page> {
    let mut lines = head.split("\r\n");
    let mut words = lines.next().unwrap_or_default().split(' ');
    let (Some("GET"), Some(target), Some("HTTP/1.1" | "HTTP/1.0"), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(Page::NotHere);
    };
    let mut hosts = lines.filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("host").then(|| value.trim())
    });
    if (hosts.next(), hosts.next()) != (Some(host), None) {
        return Err(Page::NotHere);
    }
    match target.split_once('?') {
        Some(("/", query)) => Ok(query),
        _ => Err(Page::NotHere),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_address_on_our_host_is_ours() {
        let host = "127.0.0.1:19286";
        let ours = "GET /?a=b HTTP/1.1\r\nHost: 127.0.0.1:19286\r\nX: y\r\n\r\n";
        assert_eq!(query(ours, host), Ok("a=b"));
        for (from, to) in [
            ("GET", "POST"),
            ("GET", "HEAD"),
            ("/?a=b", "/"),
            ("/?a=b", "/favicon.ico"),
            ("/?a=b", "/x?a=b"),
            ("/?a=b", "http://127.0.0.1:19286/?a=b"),
            ("HTTP/1.1", "HTTP/2"),
            ("HTTP/1.1", "x HTTP/1.1"),
            ("127.0.0.1:19286", "localhost:19286"),
            ("127.0.0.1:19286", "evil.example:19286"),
            ("127.0.0.1:19286", "127.0.0.1:19287"),
            ("127.0.0.1:19286", "127.0.0.1"),
            ("Host: ", "Toast: "),
            ("X: y", "Host: 127.0.0.1:19286"),
        ] {
            let wrong = ours.replacen(from, to, 1);
            assert_eq!(query(&wrong, host), Err(Page::NotHere), "{wrong}");
        }
    }
}
