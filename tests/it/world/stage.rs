//! Account, line and disk together.

use std::sync::Arc;

use zentop::live::{EnrichmentFound, Snapshot, Store, WalkProgress};
use zentop::model::{SafeText, Sent, SessionKey, User};
use zentop::operation::{Basis, Choice, Guardrails, Plan, Refusal, Route, plan_ending};
use zentop::simulator::{Options, ServerFault, SimulatedPerson, Simulator};
use zentop::zendesk::{Account, Budget, Client, Shares};

use super::{Line, MemoryDisk, Rough, Time};

/// The properties of a world.
#[derive(Clone, Debug)]
pub(crate) struct Setup {
    pub(crate) seed: u64,
    pub(crate) sessions: usize,
    pub(crate) users: usize,
    pub(crate) churn_per_minute: u32,
    /// The requests a minute; 0 announces many and refuses none.
    pub(crate) limit: u32,
    /// The share of the limit that may be used.
    pub(crate) share: f64,
    pub(crate) faults: Vec<ServerFault>,
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
    /// The requests that may be made in any minute.
    pub(crate) most_per_minute: usize,
}

impl World {
    /// A world that begins now.
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

    /// The snapshot that an admin's whole walk would give, without the requests for it.
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
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
            WalkProgress::identified(me, now),
            WalkProgress::Began,
            WalkProgress::Page {
                sessions: self.simulator.sessions(),
                unreadable: 0,
            },
            WalkProgress::People {
                asked: people.iter().map(|user| user.id).collect(),
                users: people,
                asked_at: now,
            },
            WalkProgress::Enriched(EnrichmentFound::CustomRoles(Vec::new())),
            WalkProgress::Finished { rest_until: now },
        ] {
            store.take(step, now);
        }
        store.snapshot()
    }

    /// The usual guardrails.
    pub(crate) fn guardrails(&self) -> Guardrails {
        Guardrails {
            own_user: self.simulator.own_user(),
            ..Guardrails::default()
        }
    }

    /// The choice of the first sessions of the account that are not one's own.
    pub(crate) fn first(&self, count: usize) -> Choice {
        Choice::sessions(self.first_keys(count))
    }

    /// The first sessions of the account that are not one's own.
    pub(crate) fn first_keys(&self, count: usize) -> Vec<SessionKey> {
        let own = self.simulator.own_user();
        let sessions = self.simulator.sessions().into_iter();
        let keys = sessions.map(|session| session.key);
        let others: Vec<SessionKey> = keys.filter(|key| Some(key.user) != own).collect();
        others.into_iter().take(count).collect()
    }

    /// The plan for a choice.
    pub(crate) fn plan(
        &self,
        choice: &Choice,
        route: Route,
        guardrails: &Guardrails,
    ) -> Result<Plan, Refusal> {
        let basis = Basis {
            account: "acme",
            snapshot: &self.snapshot(),
            guardrails,
            now: self.time.now(),
        };
        plan_ending(choice, route, &basis)
    }
}

fn user(person: &SimulatedPerson) -> User {
    User {
        id: person.id,
        name: Sent::Is(SafeText::new(&person.name)),
        email: (person.email.as_deref().map(SafeText::new)).into(),
        role: person.role,
        suspended: Some(person.suspended),
        active: Some(person.active),
        organization: (person.organization).into(),
        custom_role: (person.custom_role).into(),
        time_zone: Some(SafeText::new(&person.time_zone)),
        tags: Some(Box::default()),
    }
}
