//! Proxies: what those that refuse said is told, none is asked until somebody's account is locked, and
//! what one lets through goes through it.

// The server has an authority of its own, in a file that is not read on macOS.
#[cfg(not(target_os = "macos"))]
mod socks;

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread;

use super::origin::CANARY;
use crate::support::{Output, Program};

const PASSWORD: &str = "CANARY-proxy-password";

/// A proxy that says this to whoever connects. Its thread ends with the test binary.
struct Proxy {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Proxy {
    fn saying(answer: &'static [u8]) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&heard);
        thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                let mut piece = [0; 4096];
                let count = stream.read(&mut piece).unwrap_or(0);
                record.lock().unwrap().push(piece[..count].to_vec());
                let _ = stream.write_all(answer);
            }
        });
        Self { address, heard }
    }

    /// The program behind this proxy, and how often the proxy was asked.
    fn run(&self, scheme: &str, verb: &[&str]) -> (Output, usize) {
        let proxy = format!("{scheme}://ada:{PASSWORD}@{}", self.address);
        let program = Program::new()
            .with("ZENDESK_SUBDOMAIN", "acme")
            .with("ZENDESK_OAUTH_TOKEN", "a-token-of-nobody")
            .with("HTTPS_PROXY", &proxy)
            .with("ZENTOP_LOG", "trace");
        let output = program.run(verb);
        let log = std::fs::read_to_string(program.state().join("zentop.log")).unwrap();
        for text in [&output.stdout, &output.stderr, &log] {
            assert!(!text.contains(PASSWORD), "{text}");
        }
        (output, self.heard.lock().unwrap().len())
    }
}

#[test]
fn a_proxy_that_wants_a_password_is_asked_once() {
    let proxy = Proxy::saying(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    for verb in [&["list"][..], &["auth", "status"]] {
        proxy.heard.lock().unwrap().clear();
        let (output, asked) = proxy.run("http", verb);
        let output = output.expect(4).shows("407").shows("HTTPS_PROXY");
        output.shows(&proxy.address.to_string());
        assert_eq!(asked, 1);
    }
}

#[test]
fn what_a_proxy_says_is_told() {
    let refusing = Proxy::saying(b"HTTP/1.1 403 Forbidden\r\n\r\n");
    let (output, asked) = refusing.run("http", &["list"]);
    output
        .expect(4)
        .shows("status 403")
        .shows("acme.zendesk.com")
        .shows(&refusing.address.to_string());
    assert_eq!(asked, 2, "once for the request and once for the status");
    let failing = Proxy::saying(b"HTTP/1.1 502 Bad Gateway\r\n\r\n");
    let (output, asked) = failing.run("http", &["list"]);
    output.expect(4).shows("status 502");
    assert!((2..=6).contains(&asked), "{asked}");
}

#[test]
fn socks_is_spoken() {
    let proxy = Proxy::saying(&[5, 0xff]);
    let (output, _) = proxy.run("socks5h", &["list"]);
    output.expect(4).shows("socks5h://");
    assert_eq!(proxy.heard.lock().unwrap()[0][0], 5);
}

/// A proxy that is not understood would be left out, and the secret would go around it. A file without an
/// authority is named as what it is.
#[test]
fn what_the_environment_says_of_the_way_is_understood_or_refused() {
    let program = || {
        Program::new()
            .with("ZENDESK_SUBDOMAIN", "acme")
            .with("ZENDESK_OAUTH_TOKEN", CANARY)
    };
    for proxy in ["socks://127.0.0.1:1", "junk://x", "http//127.0.0.1:1"] {
        for name in ["HTTPS_PROXY", "ALL_PROXY"] {
            let output = program().with(name, proxy).run(["list"]).expect(2);
            output.shows(name).shows("socks5h://HOST:PORT");
        }
    }
    let empty = tempfile::NamedTempFile::new().unwrap();
    for (path, why) in [
        ("", "is empty"),
        (empty.path().to_str().unwrap(), "no certificate in it"),
    ] {
        let output = program().with("SSL_CERT_FILE", path).run(["list"]);
        output.expect(2).shows("SSL_CERT_FILE").shows(why);
    }
}
