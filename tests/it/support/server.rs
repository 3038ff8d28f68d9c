//! A simulated account behind a real socket.

use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use zentop::host::system_clock;
use zentop::model::{Role, SessionKey, UserId};
use zentop::simulator::{
    IssuedCredentials, LedgerEntry, Options, Served, ServerFault, Simulator, serve,
};

/// One request that was to change something, as it was seen on the wire.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    /// When it arrived, in milliseconds since 1970.
    pub(crate) at: i64,
    /// DELETE or POST, as a rule.
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    /// The status of the answer; `None` if there was none.
    pub(crate) status: Option<u16>,
}

impl From<&LedgerEntry> for Sent {
    fn from(entry: &LedgerEntry) -> Self {
        Self {
            at: entry.at.millis(),
            method: entry.method.clone(),
            target: entry.target.clone(),
            status: entry.status,
        }
    }
}

/// A simulated account that listens on loopback until it is dropped.
pub(crate) struct Server {
    /// The account itself.
    pub(crate) simulator: Simulator,
    served: Served,
    // This is dropped last: the listener runs on it.
    _runtime: Runtime,
}

impl Server {
    /// A small account that does not change by itself and limits nothing, unless `change` says
    /// otherwise.
    pub(crate) fn with(change: impl FnOnce(&mut Options)) -> Self {
        let mut options = Options {
            sessions: 60,
            users: 40,
            churn_per_minute: 0,
            rate_limit: 0,
            logout_delay: Duration::from_secs(1),
            ..Options::new(system_clock())
        };
        change(&mut options);
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let simulator = Simulator::new(options);
        let served = runtime.block_on(serve(simulator.clone(), 0)).unwrap();
        Self {
            simulator,
            served,
            _runtime: runtime,
        }
    }

    /// The small account as it is.
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    /// Scheme, host and port.
    pub(crate) fn url(&self) -> String {
        self.served.url()
    }

    /// Host and port.
    pub(crate) fn address(&self) -> std::net::SocketAddr {
        self.served.address
    }

    /// The credentials that let a client in.
    pub(crate) fn credentials(&self) -> IssuedCredentials {
        self.simulator.credentials()
    }

    /// Adds the faults of the fault file `text` from now on.
    pub(crate) fn faults(&self, text: &str) {
        for fault in ServerFault::parse_file(text).unwrap() {
            self.simulator.add_fault(fault);
        }
    }

    /// End users who may sign in and who do not own the credentials, by id.
    pub(crate) fn end_users(&self, count: usize) -> Vec<UserId> {
        let own = self.simulator.end_user();
        let people = self.simulator.users().into_iter().filter(|person| {
            person.role == Role::EndUser
                && person.active
                && !person.suspended
                && Some(person.id) != own
        });
        let found: Vec<UserId> = people.map(|person| person.id).take(count).collect();
        assert_eq!(found.len(), count, "the account is too small");
        found
    }

    /// Signs one end user in `count` times and returns these sessions, by id. Their other sessions
    /// stay, for tests to see that nothing else is ended.
    pub(crate) fn sign_in(&self, count: usize) -> Vec<SessionKey> {
        let user = self.end_users(1)[0];
        (0..count)
            .map(|_| self.simulator.sign_in(user).unwrap())
            .collect()
    }

    /// Whether a session is still alive.
    pub(crate) fn has(&self, key: SessionKey) -> bool {
        let listed = self.simulator.sessions_of(key.user);
        listed.iter().any(|session| session.key == key)
    }

    /// Every request so far that did not only read.
    pub(crate) fn sent(&self) -> Vec<Sent> {
        let ledger = self.simulator.ledger();
        let changes = ledger.iter().filter(|entry| entry.method != "GET");
        changes.map(Sent::from).collect()
    }

    /// How many GETs of a path there were, whatever their query.
    pub(crate) fn reads_of(&self, path: &str) -> usize {
        let ledger = self.simulator.ledger();
        let is_read = |entry: &&LedgerEntry| {
            entry.method == "GET" && entry.target.split('?').next() == Some(path)
        };
        ledger.iter().filter(is_read).count()
    }
}

/// `end`'s way of naming sessions.
pub(crate) fn keys_as_arguments(keys: &[SessionKey]) -> Vec<String> {
    let mut arguments = vec!["--session".to_owned()];
    arguments.extend(keys.iter().map(ToString::to_string));
    arguments
}
