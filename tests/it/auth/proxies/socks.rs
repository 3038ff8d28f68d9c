//! What goes through a SOCKS proxy.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use super::super::origin::{CANARY, Signed, Tls};
use crate::support::Program;

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
