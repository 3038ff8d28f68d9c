//! An origin that nobody may ever connect to.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};

/// A listener on another port, which is another origin. Connections stay in its queue until they
/// are counted, so that no thread has to watch it.
pub(crate) struct Foreign(TcpListener);

impl Foreign {
    /// Starts to listen.
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        Self(listener)
    }

    /// Scheme, host and port.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.0.local_addr().unwrap())
    }

    /// The port.
    pub(crate) fn port(&self) -> u16 {
        self.0.local_addr().unwrap().port()
    }

    /// How many connections there were since the last call.
    pub(crate) fn connections(&self) -> usize {
        let mut count = 0;
        loop {
            match self.0.accept() {
                Ok(_) => count += 1,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return count,
                Err(error) => panic!("{error}"),
            }
        }
    }
}

#[test]
fn a_foreign_origin_notices_who_connects() {
    let foreign = Foreign::new();
    assert_eq!(foreign.connections(), 0);
    drop(std::net::TcpStream::connect(("127.0.0.1", foreign.port())).unwrap());
    assert_eq!(foreign.connections(), 1);
}
