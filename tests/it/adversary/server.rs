//! The account behind a socket: requests in, answers out, and a record of both.

use std::collections::BTreeMap;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use super::account::{Account, ME, Moment};
use super::answers::{Answer, Request, answer, stranger};
use super::oracle::announces;
use super::script::{Fault, Script};

/// How late an answer is that is late.
const LATE: Duration = Duration::from_millis(150);

/// A request and what became of it.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) step: usize,
    pub(super) request: Request,
    pub(super) when: Instant,
    /// When it arrived, and when it was answered or carried out.
    pub(super) arrived: Moment,
    pub(super) answered: Moment,
    pub(super) fault: Option<Fault>,
    pub(super) moved: Option<String>,
    /// The status that was sent; `None` where nothing was.
    pub(super) status: Option<u16>,
    /// Whether the account did what it asks for.
    pub(super) done: bool,
    /// Whether the journal announced it when it arrived.
    pub(super) announced: bool,
    /// The numbers of the records that were sent, and of those that were left out.
    pub(super) listed: Vec<u64>,
    pub(super) hid: Vec<u64>,
}

/// When the program is to be struck down: at which request of a step, before or after it is
/// carried out, and how.
#[derive(Clone, Copy, Debug)]
pub(super) struct Strike {
    pub(super) step: usize,
    pub(super) request: usize,
    pub(super) before: bool,
    pub(super) signal: Signal,
}

/// The account, its script and its record.
pub(super) struct Scene {
    pub(super) account: Account,
    pub(super) script: Script,
    pub(super) log: Vec<Asked>,
    /// The steps of who comes with an OAuth token, and of who comes with an API token.
    steps: [usize; 2],
    pub(super) strike: Option<Strike>,
    victim: Option<Pid>,
    journal: PathBuf,
    times: BTreeMap<(usize, String), usize>,
}

/// The server. Its threads end with the test binary.
pub(super) struct LyingServer {
    address: SocketAddr,
    shared: Arc<(Mutex<Scene>, Condvar)>,
}

impl LyingServer {
    pub(super) fn new(account: Account, script: Script, journal: PathBuf) -> Self {
        let scene = Scene {
            account,
            script,
            log: Vec::new(),
            steps: [0; 2],
            strike: None,
            victim: None,
            journal,
            times: BTreeMap::new(),
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new((Mutex::new(scene), Condvar::new()));
        let server = Self {
            address,
            shared: Arc::clone(&shared),
        };
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let shared = Arc::clone(&shared);
                // A connection is of the step in which it was opened, however late a request comes.
                let steps = shared.0.lock().unwrap().steps;
                // A connection that breaks is what these tests are about.
                thread::spawn(move || connection(&stream, steps, &shared).ok());
            }
        });
        server
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn scene(&self) -> MutexGuard<'_, Scene> {
        self.shared.0.lock().unwrap()
    }

    /// Begins a step, or two at once, and returns the moment.
    pub(super) fn begin(&self, steps: [usize; 2]) -> Moment {
        // Whatever was opened before this connection has been accepted when it is over.
        let mut last = TcpStream::connect(self.address).unwrap();
        last.write_all(b"\r\n").unwrap();
        last.read_to_end(&mut Vec::new()).unwrap();
        let mut scene = self.scene();
        scene.steps = steps;
        scene.victim = None;
        scene.account.tick()
    }

    /// Says which process carries out the step.
    pub(super) fn aim(&self, victim: Pid) {
        self.scene().victim = Some(victim);
        self.shared.1.notify_all();
    }
}

/// Serves one connection, request after request.
fn connection(
    mut stream: &TcpStream,
    steps: [usize; 2],
    shared: &(Mutex<Scene>, Condvar),
) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    while let Some(request) = read(&mut reader, steps)? {
        let (bytes, whole) = take(request, shared);
        stream.write_all(&bytes)?;
        if !whole {
            return stream.shutdown(Shutdown::Both);
        }
    }
    Ok(())
}

/// One request; `None` at the end.
fn read(reader: &mut BufReader<&TcpStream>, steps: [usize; 2]) -> io::Result<Option<Request>> {
    let (mut first, mut line, mut length) = (String::new(), String::new(), 0);
    let mut by_token = false;
    reader.read_line(&mut first)?;
    let mut words = first.split(' ');
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        return Ok(None);
    };
    while reader.read_line(&mut line)? > 2 {
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        by_token |= lower.starts_with("authorization: bearer ");
        line.clear();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let query = url::form_urlencoded::parse(query.as_bytes());
    Ok(Some(Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.into_owned().collect(),
        body: String::from_utf8_lossy(&body).into_owned(),
        step: steps[usize::from(!by_token)],
        by_token,
    }))
}

/// The bytes of an answer, and whether the connection goes on after them.
fn take(request: Request, (scene, aimed): &(Mutex<Scene>, Condvar)) -> (Vec<u8>, bool) {
    let mut arriving = scene.lock().unwrap();
    let strike = arriving.due(&request);
    if strike.is_some() {
        let waits = |scene: &mut Scene| scene.victim.is_none();
        arriving = aimed.wait_while(arriving, waits).unwrap();
    }
    let index = arriving.arrives(request);
    let fault = arriving.log[index].fault;
    if let Some(strike) = strike.filter(|strike| strike.before) {
        arriving.fall(strike);
        return (Vec::new(), false);
    }
    drop(arriving);
    if fault == Some(Fault::Late) {
        thread::sleep(LATE);
    }
    let mut scene = scene.lock().unwrap();
    let answer = scene.carry_out(index);
    if let Some(strike) = strike.filter(|strike| !strike.before) {
        scene.fall(strike);
    }
    let rate = (scene.account.limit, index);
    drop(scene);
    if fault == Some(Fault::Stale) {
        thread::sleep(LATE);
    }
    answer.map_or((Vec::new(), false), |answer| bytes(&answer, fault, rate))
}

impl Scene {
    /// The strike that the next request brings.
    fn due(&self, request: &Request) -> Option<Strike> {
        let step = request.step;
        let of_step = self.log.iter().filter(|asked| asked.step == step);
        let strike = self.strike.filter(|strike| strike.step == step)?;
        (of_step.count() == strike.request).then_some(strike)
    }

    fn fall(&self, strike: Strike) {
        // Whoever is over already needs no signal.
        let _ = self.victim.map(|pid| kill_process(pid, strike.signal));
    }

    /// Notes a request, before which something may happen in the account, and draws its fault.
    fn arrives(&mut self, request: Request) -> usize {
        let key = format!("{} {} {:?}", request.method, request.path, request.query);
        let step = request.step;
        let times = self.times.entry((step, key.clone())).or_default();
        *times += 1;
        let mut dice = self.script.dice(step, &key, *times);
        self.account.settle();
        let moved = self.script.moves(&mut dice, &mut self.account);
        let fault = self.script.fault(&mut dice, request.reads());
        let journal = std::fs::read_to_string(&self.journal).unwrap_or_default();
        let now = self.account.tick();
        self.log.push(Asked {
            step,
            announced: request.reads() || announces(&journal, &request),
            request,
            when: Instant::now(),
            arrived: now,
            answered: now,
            fault,
            moved,
            status: None,
            done: false,
            listed: Vec::new(),
            hid: Vec::new(),
        });
        self.log.len() - 1
    }

    /// Does what a request asks for, or not, and answers it, or not.
    fn carry_out(&mut self, index: usize) -> Option<Answer> {
        let (request, fault) = (self.log[index].request.clone(), self.log[index].fault);
        let idle = match fault {
            Some(Fault::Status(status)) => Some(Answer::new(status, refusal(status))),
            Some(Fault::Cut) => Some(Answer::new(0, Value::Null)),
            Some(Fault::Idle) => Some(self.pretends(&request)),
            _ => None,
        };
        let is_idle = idle.is_some();
        let mut sent = idle.unwrap_or_else(|| answer(&mut self.account, &request));
        let done = !is_idle && sent.status < 300;
        let before = numbers(&sent);
        let odd = fault.and_then(|fault| self.lie(fault, &mut sent));
        let mut listed = numbers(&sent);
        listed.retain(|id| Some(*id) != odd);
        match fault {
            Some(Fault::StatusAfter(status)) => sent = Answer::new(status, refusal(status)),
            Some(Fault::CutAfter) => sent.status = 0,
            _ => {}
        }
        let now = self.account.tick();
        let asked = &mut self.log[index];
        let unreadable = matches!(fault, Some(Fault::Half | Fault::Html | Fault::Blank));
        let unlisted = unlisted(&self.account, &request);
        let hid = before.into_iter().chain(unlisted);
        asked.hid = hid.filter(|id| !listed.contains(id)).collect();
        asked.listed = if unreadable || sent.status == 0 {
            Vec::new()
        } else {
            listed
        };
        asked.answered = now;
        asked.done = done;
        asked.status = (sent.status > 0).then_some(sent.status);
        (sent.status > 0).then_some(sent)
    }

    /// Says something else than what is so. Returns the number of a record that can be read in part.
    fn lie(&self, fault: Fault, sent: &mut Answer) -> Option<u64> {
        match fault {
            Fault::Looped if sent.body["meta"].is_object() => {
                sent.body["meta"] = json!({"has_more": true, "after_cursor": "c0"});
            }
            Fault::Another if sent.body["session"].is_array() => sent.body["session"] = json!([]),
            Fault::Another if sent.body["user"].is_object() => {
                let other = self
                    .account
                    .people()
                    .find(|who| who.role == "admin" && who.id != ME);
                let other = other.and_then(|who| {
                    stranger(&self.account, "users", usize::try_from(who.id).ok()?)
                });
                sent.body["user"] = other.unwrap_or(Value::Null);
            }
            Fault::Stranger(which) => {
                let stranger = stranger(&self.account, sent.list?, which);
                sent.records()?.extend(stranger);
            }
            Fault::Odd(which) => {
                let fields: &[&str] = match sent.list? {
                    "sessions" => &["user_id", "authenticated_at", "last_seen_at"],
                    "users" => &["email", "role", "suspended", "active", "organization_id"],
                    _ => return None,
                };
                let records = sent.records()?;
                let index = which.checked_rem(records.len())?;
                let record = &mut records[index];
                record[fields[which % fields.len()]] = json!([]);
                return record["id"].as_u64();
            }
            _ => leave_out(fault, sent.records()?),
        }
        None
    }

    /// The answer of a server that says that it did something.
    fn pretends(&self, request: &Request) -> Answer {
        let mut account = self.account.clone();
        answer(&mut account, request)
    }
}

/// The numbers of the records in an answer.
fn numbers(answer: &Answer) -> Vec<u64> {
    let id = |record: &Value| record["id"].as_u64();
    if let Some(list) = answer.list {
        let records = answer.body[list].as_array().into_iter().flatten();
        return records.filter_map(id).collect();
    }
    let single = ["user", "token", "session"].map(|name| &answer.body[name]);
    let single = single.into_iter().filter_map(|one| id(one).or(id(&one[0])));
    single.collect()
}

/// The sessions that a list of everybody does not show: it lags behind, or is one's own alone.
fn unlisted(account: &Account, request: &Request) -> Vec<u64> {
    if request.path != "/api/v2/sessions" {
        return Vec::new();
    }
    let admin = account.is_mine();
    let hidden = account.live().filter(|session| {
        session.began + account.lag > account.now || !admin && session.owner != ME
    });
    hidden.map(|session| session.id).collect()
}

/// Leaves a record out, doubles it or spoils it.
fn leave_out(fault: Fault, records: &mut Vec<Value>) {
    let count = records.len().max(1);
    match fault {
        Fault::Emptied => records.clear(),
        Fault::Without(which) if !records.is_empty() => drop(records.remove(which % count)),
        Fault::Twice(which) if !records.is_empty() => {
            let record = records[which % count].clone();
            records.push(record);
        }
        Fault::Hole(which) if !records.is_empty() => records[which % count]["id"] = Value::Null,
        _ => {}
    }
}

fn refusal(status: u16) -> Value {
    json!({"error": "Trouble", "description": format!("nothing but {status}")})
}

/// An answer on the wire, and whether the connection goes on after it.
fn bytes(
    answer: &Answer,
    fault: Option<Fault>,
    (limit, number): (usize, usize),
) -> (Vec<u8>, bool) {
    let json = answer.body.to_string();
    let body = match (&answer.body, fault) {
        (_, Some(Fault::Html)) => "<html><body>Sign in</body></html>",
        (Value::Null, _) | (_, Some(Fault::Blank)) => "",
        _ => &json,
    };
    let kind = if fault == Some(Fault::Html) {
        "text/html"
    } else {
        "application/json"
    };
    let date = httpdate::fmt_http_date(SystemTime::now());
    let wait = if answer.status == 429 {
        "retry-after: 1\r\n"
    } else {
        ""
    };
    let length = match answer.status {
        204 => String::new(),
        _ => format!("content-length: {}\r\n", body.len()),
    };
    let head = format!(
        "HTTP/1.1 {} Said\r\ndate: {date}\r\ncontent-type: {kind}\r\n{length}{wait}\
         x-request-id: r{number}\r\nx-rate-limit: {limit}\r\n\
         x-rate-limit-remaining: {}\r\n\r\n",
        answer.status,
        limit.saturating_sub(number % 100),
    );
    let sent = match fault {
        _ if answer.status == 204 => &[][..],
        Some(Fault::Half) => &body.as_bytes()[..body.len() / 2],
        _ => body.as_bytes(),
    };
    ([head.as_bytes(), sent].concat(), fault != Some(Fault::Half))
}
