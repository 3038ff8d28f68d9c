//! Proxies: what those that refuse said is told, none is asked until somebody's account is locked, and
//! what one lets through goes through it.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use super::origin::{CANARY, Signed, Tls};
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

/// A SOCKS proxy (RFC 1928) that lets everybody through to one port of this machine, whatever host
/// they name. The hosts are what it was asked for.
struct Socks {
    address: SocketAddr,
    hosts: Arc<Mutex<Vec<String>>>,
}

impl Socks {
    fn to(port: u16) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let hosts = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&hosts);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let record = Arc::clone(&record);
                thread::spawn(move || lets_through(stream, port, &record).ok());
            }
        });
        Self { address, hosts }
    }
}

fn lets_through(
    mut client: TcpStream,
    port: u16,
    hosts: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut two = [0; 2];
    client.read_exact(&mut two)?;
    client.read_exact(&mut vec![0; two[1].into()])?;
    // No password is wanted.
    client.write_all(&[5, 0])?;
    let mut asked = [0; 4];
    client.read_exact(&mut asked)?;
    let mut read = |count: usize| -> std::io::Result<Vec<u8>> {
        let mut bytes = vec![0; count];
        client.read_exact(&mut bytes)?;
        Ok(bytes)
    };
    let host = if asked[3] == 3 {
        let count = read(1)?[0];
        String::from_utf8_lossy(&read(count.into())?).into_owned()
    } else {
        let four = read(4)?;
        Ipv4Addr::new(four[0], four[1], four[2], four[3]).to_string()
    };
    read(2)?;
    hosts.lock().unwrap().push(host);
    client.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0])?;
    let mut server = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    let (mut from, mut to) = (client.try_clone()?, server.try_clone()?);
    thread::spawn(move || std::io::copy(&mut from, &mut to));
    std::io::copy(&mut server, &mut client)?;
    Ok(())
}

/// `socks5h` leaves the name to the proxy, and `socks5` asks for an address.
#[cfg(not(target_os = "macos"))]
#[test]
fn a_request_goes_through_a_socks_proxy_and_nowhere_else() {
    // This address belongs to nobody, so that nothing answers unless the proxy does.
    for (scheme, host) in [("socks5h", "acme.zendesk.com"), ("socks5", "192.0.2.7")] {
        let server = Tls::new(Signed::ByOurs, host, 2100);
        let proxy = Socks::to(server.port);
        let program = Program::at(&format!("https://{host}"), CANARY)
            .with("SSL_CERT_FILE", server.authority.path().to_str().unwrap())
            .with("ALL_PROXY", &format!("{scheme}://{}", proxy.address));
        let output = program.run(["list"]).expect(3);
        output.shows("refused the credentials");
        let heard = server.heard().to_lowercase();
        assert!(heard.contains(&format!("authorization: bearer {CANARY}")));
        let hosts = proxy.hosts.lock().unwrap();
        assert!(!hosts.is_empty() && hosts.iter().all(|asked| asked == host));
    }
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
