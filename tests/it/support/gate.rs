//! A raw TCP server between the binary and a simulated account, which holds every request that ends
//! something at each step until the test lets it go on.

use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use rustix::process::Signal;

use super::{Running, Server};

/// The longest wait; a debug build on a busy machine stays far below.
const PATIENCE: Duration = Duration::from_secs(30);

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// It is on the wire and the account has not seen it.
    Arrived,
    /// The account has answered, and the answer is held.
    Taken,
    /// The answer is on its way back.
    Answered,
}

impl Step {
    pub(crate) const ALL: [Self; 3] = [Self::Arrived, Self::Taken, Self::Answered];
}

/// A request that waits. If it is dropped, it goes no further.
pub(crate) struct Held {
    pub(crate) step: Step,
    go: Sender<()>,
    passing: Arc<Passing>,
}

/// Requests that were let go to the account and that it has not answered yet.
#[derive(Default)]
struct Passing {
    count: Mutex<usize>,
    changed: Condvar,
}

impl Passing {
    fn enter(&self) {
        *self.count.lock().unwrap() += 1;
    }

    fn leave(&self) {
        *self.count.lock().unwrap() -= 1;
        self.changed.notify_all();
    }
}

impl Held {
    /// Lets the request go on.
    pub(crate) fn let_go(self) {
        if self.step == Step::Arrived {
            self.passing.enter();
        }
        // A connection that closed meanwhile needs nothing.
        let _ = self.go.send(());
    }
}

/// The server in between. Its threads end with the test binary.
pub(crate) struct Gate {
    address: SocketAddr,
    held: Receiver<Held>,
    requests: Arc<Mutex<Vec<String>>>,
    passing: Arc<Passing>,
}

impl Gate {
    /// Listens in front of `server`.
    pub(crate) fn before(server: &Server) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let behind = server.address();
        let (hold, held) = channel();
        let requests = Arc::<Mutex<Vec<String>>>::default();
        let passing = Arc::<Passing>::default();
        let (noted, passed) = (Arc::clone(&requests), Arc::clone(&passing));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (hold, noted) = (hold.clone(), Arc::clone(&noted));
                let passing = Arc::clone(&passed);
                // A connection that breaks is what these tests are about.
                thread::spawn(move || connection(stream, behind, &hold, &noted, &passing).ok());
            }
        });
        Self {
            address,
            held,
            requests,
            passing,
        }
    }

    /// Waits until the account has answered every request that was let go.
    pub(crate) fn settle(&self) {
        let count = self.passing.count.lock().unwrap();
        let wait = self
            .passing
            .changed
            .wait_timeout_while(count, PATIENCE, |count| *count > 0);
        assert!(!wait.unwrap().1.timed_out());
    }

    /// Scheme, host and port.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The next request that is held.
    pub(crate) fn next(&self) -> Held {
        self.held.recv_timeout(PATIENCE).unwrap()
    }

    /// Kills the program when the request of this number has come so far, and waits until the account
    /// has answered whatever was let go before.
    pub(crate) fn kill_at(&self, running: Running, (number, step): (usize, Step)) {
        let mut arrived = 0;
        loop {
            let held = self.next();
            arrived += usize::from(held.step == Step::Arrived);
            if arrived >= number && held.step == step {
                running.signal(Signal::KILL);
                running.finish();
                self.settle();
                return;
            }
            held.let_go();
        }
    }

    /// Lets everything go on that comes from now on.
    pub(crate) fn open(self) {
        thread::spawn(move || {
            loop {
                self.next().let_go();
            }
        });
    }

    /// The requests that were to end something, as method, path and query.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

/// Serves one request: the answer ends where the connection does.
fn connection(
    mut client: TcpStream,
    behind: SocketAddr,
    hold: &Sender<Held>,
    requests: &Mutex<Vec<String>>,
    passing: &Arc<Passing>,
) -> io::Result<()> {
    client.set_read_timeout(Some(PATIENCE))?;
    let asked = request(&mut client)?;
    let line = asked.lines().next().unwrap_or_default();
    let ends = !line.is_empty() && !line.starts_with("GET ");
    if ends {
        let what = line.trim_end_matches(" HTTP/1.1").replace("%2C", ",");
        requests.lock().unwrap().push(what);
    }
    let wait = |step| {
        let (go, gone) = channel();
        let passing = Arc::clone(passing);
        let held = hold.send(Held { step, go, passing });
        held.is_ok() && gone.recv().is_ok()
    };
    if ends && !wait(Step::Arrived) {
        return Ok(());
    }
    let answer = pass_on(&asked, behind);
    if ends {
        passing.leave();
    }
    let answer = answer?;
    if ends && !wait(Step::Taken) {
        return Ok(());
    }
    client.write_all(&answer)?;
    drop(client);
    if ends {
        wait(Step::Answered);
    }
    Ok(())
}

/// The whole answer of the account.
fn pass_on(asked: &str, to: SocketAddr) -> io::Result<Vec<u8>> {
    let onward = asked.replacen("\r\n", "\r\nconnection: close\r\n", 1);
    let mut server = TcpStream::connect(to)?;
    server.write_all(onward.as_bytes())?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer)?;
    Ok(answer)
}

/// One request with its body; empty at the end of the connection.
fn request(client: &mut TcpStream) -> io::Result<String> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        if client.read(&mut byte)? == 0 {
            return Ok(String::new());
        }
        bytes.extend_from_slice(&byte);
    }
    let head = String::from_utf8_lossy(&bytes).to_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    client.read_exact(&mut body)?;
    bytes.extend_from_slice(&body);
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
