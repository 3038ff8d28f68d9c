//! Account, line and disk together, and a run on them.

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;
use zentop::live::{Snapshot, Store, WalkProgress};
use zentop::model::{SafeText, SessionKey, User};
use zentop::simulator::{Fault, Options, Person, Simulator};
use zentop::terminate::journal::{Journal, Login, Mode, Place, RunId, Who};
use zentop::terminate::{
    Choice, Guardrails, ItemState, Plan, Reason, Refusal, Report, Route, RunProgress, Tools,
    execute, plan,
};
use zentop::zendesk::{Account, Budget, Client, Shares};

use super::{Line, MemoryDisk, Moment, Rough, Time};

/// What a world is like.
#[derive(Clone, Debug)]
pub(crate) struct Setup {
    pub(crate) seed: u64,
    pub(crate) sessions: usize,
    pub(crate) users: usize,
    pub(crate) churn_per_minute: u32,
    /// Requests a minute; 0 announces many and refuses none.
    pub(crate) limit: u32,
    /// The share of it that may be used.
    pub(crate) share: f64,
    pub(crate) faults: Vec<Fault>,
    pub(crate) rough: Rough,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            seed: 1,
            sessions: 120,
            users: 80,
            churn_per_minute: 0,
            limit: 0,
            share: Shares::default().ending,
            faults: Vec::new(),
            rough: Rough::default(),
        }
    }
}

/// An account, the way to it, and a disk for the journal.
pub(crate) struct World {
    pub(crate) time: Time,
    pub(crate) simulator: Simulator,
    pub(crate) line: Arc<Line>,
    pub(crate) client: Client,
    pub(crate) disk: MemoryDisk,
    /// Requests that may be made in any minute.
    pub(crate) most_per_minute: usize,
}

/// When somebody presses Esc.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Esc {
    /// So many milliseconds after the run began.
    AfterMs(u64),
    /// As soon as so many items are done.
    Item(usize),
    /// So many milliseconds after the run said that it waits.
    PausedMs(u64),
}

/// How a run goes.
#[derive(Clone, Debug)]
pub(crate) struct Orders {
    pub(crate) grace: Duration,
    pub(crate) esc: Option<Esc>,
    /// The process dies then.
    pub(crate) dies_after: Option<Duration>,
    /// So long nobody takes in what the run tells.
    pub(crate) deaf: Duration,
    /// Steps that the run may be ahead of whoever takes them in.
    pub(crate) ahead: usize,
}

impl Default for Orders {
    fn default() -> Self {
        Self {
            grace: Duration::ZERO,
            esc: None,
            dies_after: None,
            deaf: Duration::ZERO,
            ahead: 256,
        }
    }
}

/// A run that is over, or died.
pub(crate) struct Run {
    pub(crate) id: RunId,
    pub(crate) plan: Plan,
    pub(crate) rails: Guardrails,
    pub(crate) began: Moment,
    pub(crate) ended: Moment,
    /// When Esc was pressed.
    pub(crate) stopped_at: Option<Moment>,
    /// `None`: it died.
    pub(crate) report: Option<Arc<Report>>,
    /// What it told on the way.
    pub(crate) told: Vec<RunProgress>,
}

impl World {
    /// A world as of now.
    pub(crate) fn new(setup: &Setup) -> Self {
        fastrand::seed(setup.seed);
        let time = Time::new();
        let simulator = Simulator::new(Options {
            sessions: setup.sessions,
            users: setup.users,
            seed: setup.seed,
            churn_per_minute: setup.churn_per_minute,
            rate_limit: setup.limit,
            faults: setup.faults.clone(),
            ..Options::new(time.clock())
        });
        let token = simulator.credentials().oauth_token;
        let line = Line::new(
            simulator.router(),
            &token,
            time.clone(),
            setup.rough,
            setup.seed,
        );
        let budget = Budget::new(Shares {
            ending: setup.share,
            ..Shares::default()
        });
        let account = Account::from_url("http://127.0.0.1").unwrap();
        let client = Client::new(account, Arc::clone(&line) as _, budget);
        // Without a limit the simulator announces Zendesk's ceiling.
        let limit = if setup.limit == 0 {
            100_000
        } else {
            setup.limit
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a small number, of which the fraction is to be dropped"
        )]
        let most_per_minute = (setup.share * f64::from(limit) + 1e-6) as usize;
        Self {
            disk: MemoryDisk::new(time.clone()),
            time,
            simulator,
            line,
            client,
            most_per_minute,
        }
    }

    /// What an admin's whole walk would show, without the requests for it.
    pub(crate) fn seen(&self) -> Arc<Snapshot> {
        let now = self.time.now();
        let people: Vec<User> = self
            .simulator
            .users()
            .into_iter()
            .map(|person| user(&person))
            .collect();
        let own = self.simulator.own_user().unwrap();
        let me = people.iter().find(|user| user.id == own).unwrap().clone();
        let mut store = Store::new();
        for step in [
            WalkProgress::Identified(me),
            WalkProgress::Began,
            WalkProgress::Page {
                sessions: self.simulator.sessions(),
                unreadable: 0,
            },
            WalkProgress::People {
                asked: people.iter().map(|user| user.id).collect(),
                users: people,
            },
            WalkProgress::Finished { rest_until: now },
        ] {
            store.take(step, now);
        }
        store.snapshot()
    }

    /// The usual guardrails.
    pub(crate) fn rails(&self) -> Guardrails {
        Guardrails {
            own_user: self.simulator.own_user(),
            ..Guardrails::default()
        }
    }

    /// The first sessions of the account that are not one's own.
    pub(crate) fn first(&self, count: usize) -> Choice {
        let own = self.simulator.own_user();
        let sessions = self.simulator.sessions().into_iter();
        let keys = sessions.map(|session| session.key);
        let others: Vec<SessionKey> = keys.filter(|key| Some(key.user) != own).collect();
        Choice::Sessions(others.into_iter().take(count).collect())
    }

    /// The plan for a choice.
    pub(crate) fn plan(
        &self,
        choice: &Choice,
        route: Route,
        rails: &Guardrails,
    ) -> Result<Plan, Refusal> {
        plan(choice, route, "acme", &self.seen(), rails, self.time.now())
    }

    /// Carries a plan out.
    pub(crate) async fn end(&self, plan: Plan, rails: Guardrails, orders: Orders) -> Run {
        let began = self.time.moment();
        let id = RunId::new(began.at, [7, 7, 7]);
        let count = plan.targets().len();
        let confirmed = plan.clone().confirm_count(count).unwrap();
        let (send, heard) = mpsc::channel(orders.ahead);
        let stop = CancellationToken::new();
        let disk = self.disk.clone();
        let tools = Tools {
            client: self.client.clone(),
            journal: Box::new(move || Journal::on(Box::new(disk), who())),
            rails: rails.clone(),
            clock: self.time.clock(),
            jitter: fastrand::f64,
            grace: orders.grace,
            stop: stop.clone(),
            progress: send,
        };
        let running = execute(confirmed, Reason::default(), id.clone(), tools);
        let running = async {
            match orders.dies_after {
                None => Some(running.await),
                Some(life) => timeout(life, running).await.ok(),
            }
        };
        let listening = self.listen(heard, stop, &orders);
        let (report, (told, stopped_at)) = tokio::join!(running, listening);
        Run {
            id,
            plan,
            rails,
            began,
            ended: self.time.moment(),
            stopped_at,
            report,
            told,
        }
    }

    /// Takes in what a run tells, and presses Esc when it is time.
    async fn listen(
        &self,
        mut heard: mpsc::Receiver<RunProgress>,
        stop: CancellationToken,
        orders: &Orders,
    ) -> (Vec<RunProgress>, Option<Moment>) {
        let after = |ms| Instant::now() + Duration::from_millis(ms);
        let (esc, deaf) = (orders.esc, Instant::now() + orders.deaf);
        let mut due = match esc {
            Some(Esc::AfterMs(ms)) => Some(after(ms)),
            _ => None,
        };
        let (mut told, mut stopped_at, mut done) = (Vec::new(), None, 0);
        loop {
            let alarm = sleep_until(due.unwrap_or_else(Instant::now));
            tokio::select! {
                biased;
                () = alarm, if due.is_some() => {
                    due = None;
                    stopped_at = Some(self.time.moment());
                    stop.cancel();
                }
                step = async { sleep_until(deaf).await; heard.recv().await } => {
                    let Some(step) = step else { return (told, stopped_at) };
                    done += usize::from(matches!(&step, RunProgress::Item { state: ItemState::Done(_), .. }));
                    due = match (esc, &step) {
                        _ if stopped_at.is_some() || due.is_some() => due,
                        (Some(Esc::Item(item)), _) if done >= item => Some(Instant::now()),
                        (Some(Esc::PausedMs(ms)), RunProgress::Paused { .. }) => Some(after(ms)),
                        _ => None,
                    };
                    told.push(step);
                }
            }
        }
    }
}

fn user(person: &Person) -> User {
    User {
        id: person.id,
        name: SafeText::new(&person.name),
        email: person.email.as_deref().map(SafeText::new),
        role: person.role,
        suspended: person.suspended,
        active: person.active,
        organization: person.organization,
        custom_role: person.custom_role,
        time_zone: Some(SafeText::new(&person.time_zone)),
    }
}

fn who() -> Who {
    Who {
        place: Place {
            os_user: "ada".to_owned(),
            uid: 1000,
            host: "desk".to_owned(),
            tty_or_ssh: None,
            pid: 4242,
        },
        login: Login {
            account: "acme".to_owned(),
            origin: "http://127.0.0.1".to_owned(),
            zd_user_id: None,
            zd_email_claimed: None,
            auth_kind: "oauth",
            token_fingerprint: None,
        },
        mode: Mode::Headless,
        skew_ms: None,
    }
}
