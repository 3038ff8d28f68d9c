//! Plays the browser: follows the address that the program prints, allows or denies on the
//! account's page, and returns to where the page sends it.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::support::{Output, Program, Running, Server};

/// The time-out of every request; nothing on loopback takes this long.
const PATIENCE: Duration = Duration::from_secs(30);

/// An answer as a browser gets it.
pub(super) struct Seen {
    /// The status line and the headers.
    pub(super) head: String,
    /// The body: the page.
    pub(super) body: String,
}

/// Sends one request to an `http://` address on this machine.
pub(super) fn ask(method: &str, url: &str, form: &str) -> Seen {
    let (host, target) = split(url);
    ask_as(method, &host, &host, &target, form)
}

/// Sends one request to an `http://` address, with `named` as its host.
pub(super) fn ask_as(method: &str, host: &str, named: &str, target: &str, form: &str) -> Seen {
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let request = format!(
        "{method} {target} HTTP/1.1\r\nHost: {named}\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    Seen {
        head: head.to_owned(),
        body: body.to_owned(),
    }
}

/// Splits an address into the host with its port, and the rest.
fn split(url: &str) -> (String, String) {
    let rest = url.strip_prefix("http://").expect("a plain address");
    let slash = rest.find('/').unwrap_or(rest.len());
    (rest[..slash].to_owned(), rest[slash..].to_owned())
}

/// Ports below those that a system gives to whoever asks for any, so that nothing else takes one
/// between the moment it was found free and its use.
const PORTS: Range<u16> = 20_000..32_000;

/// A free port that no other test has.
pub(super) fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    const EACH_PROCESS: u32 = 16;
    let first = std::process::id().wrapping_mul(EACH_PROCESS);
    let ports = std::iter::repeat_with(|| {
        let port = first.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed))
            % u32::from(PORTS.end - PORTS.start);
        PORTS.start + u16::try_from(port).unwrap()
    });
    let is_free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    ports.take(PORTS.len()).find(is_free).expect("a free port")
}

/// An account whose client may come back to `port`, and a program that knows the client.
pub(super) fn account(port: u16) -> (Server, Program) {
    let server = Server::with(|options| {
        options.oauth.redirect_uris = vec![format!("http://127.0.0.1:{port}/")];
    });
    let program = program(&server, port);
    (server, program)
}

/// A program in a home of its own that knows the account's client.
pub(super) fn program(server: &Server, port: u16) -> Program {
    let client = server.credentials().oauth_client_id;
    Program::new()
        .with("ZENTOP_URL", &server.url())
        .with_settings(&format!(
            "[profiles.default]\nclient_id = \"{client}\"\nredirect_ports = [{port}]\n"
        ))
}

/// A sign-in under way: the program waits for the browser.
pub(super) struct Waiting {
    pub(super) program: Running,
    /// The address that the program printed.
    pub(super) url: String,
}

/// Begins `auth login --store file --no-browser` with these arguments.
pub(super) fn begin(program: &Program, more: &[&str]) -> Waiting {
    let usual = ["auth", "login", "--store", "file", "--no-browser"];
    let mut running = program.start(usual.iter().chain(more));
    running.wait_for_talk("waiting for the browser");
    let words = running.talk().split_whitespace();
    let mut addresses = words.filter(|word| word.contains("/oauth/authorizations/new?"));
    let url = addresses.next().expect("an address is printed").to_owned();
    Waiting {
        program: running,
        url,
    }
}

impl Waiting {
    /// Chooses `allow` or `deny` on the account's page; returns where the browser is sent then.
    pub(super) fn decide(&self, decision: &str) -> String {
        let page = ask("GET", &self.url, "");
        assert!(page.head.starts_with("HTTP/1.1 200"), "{}", page.head);
        let (address, query) = self.url.split_once('?').unwrap();
        let form = format!("{query}&decision={decision}");
        let answer = ask("POST", address.trim_end_matches("/new"), &form);
        let mut locations = answer.head.lines().filter_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("location").then_some(value)
        });
        locations.next().expect("a way back").to_owned()
    }

    /// Allows it, returns to the program, and waits for its end.
    pub(super) fn allow(self) -> (Seen, Output) {
        let back = self.decide("allow");
        let page = ask("GET", &back, "");
        (page, self.program.finish())
    }
}

/// Signs in successfully.
#[track_caller]
pub(super) fn sign_in(program: &Program) -> Output {
    let (page, output) = begin(program, &[]).allow();
    assert!(page.body.contains("zentop is signed in"), "{}", page.body);
    output.expect(0)
}

/// An account, and a program that is signed in to it.
pub(super) fn signed_in() -> (Server, Program) {
    let (server, program) = account(free_port());
    sign_in(&program);
    (server, program)
}

/// The file that the sign-in is saved in.
pub(super) fn saved(program: &Program) -> Option<std::path::PathBuf> {
    let folder = std::fs::read_dir(program.state().join("logins")).ok()?;
    let paths = folder.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .last()
}

/// The content of that file.
pub(super) fn saved_json(program: &Program) -> serde_json::Value {
    let text = std::fs::read_to_string(saved(program).expect("a sign-in is kept"));
    serde_json::from_str(&text.unwrap()).unwrap()
}

/// Waits until a condition holds.
#[track_caller]
pub(super) fn until(what: &str, is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE, "never: {what}");
        std::thread::yield_now();
    }
}
