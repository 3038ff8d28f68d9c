//! The properties of a walk, drawn at random.
#![expect(
    clippy::unused_self,
    reason = "everything about a walk is asked of the walk"
)]

use std::time::Duration;

use fastrand::Rng;
use zentop::model::{Role, UserId};
use zentop::operation::{Choice, Guardrails, PersonBehind, Plan, Route, UndecidedPolicy};
use zentop::query::{Query, Zone};
use zentop::settings::{ProtectedIds, ProtectedRule};
use zentop::simulator::{FaultEffect, FaultTrigger, ServerFault};

use crate::world::{Esc, Rough, RunSpec, Setup, World};

/// Nobody waits longer than this: an account that limits for ever would hold a run for ever.
const PATIENCE: Duration = Duration::from_secs(4 * 3_600);

/// Everything that is drawn before the account is looked at.
#[derive(Clone, Debug)]
pub(super) struct Walk {
    sessions: usize,
    users: usize,
    churn_per_minute: u32,
    limit: u32,
    share: f64,
    faults: Vec<ServerFault>,
    rough: Rough,
    pub(super) route: Route,
    pub(super) orders: RunSpec,
    pub(super) disk_fails_at: Option<u64>,
    /// How long the person looks at the plan.
    pub(super) reads: Duration,
    /// The chance of each target to leave by itself meanwhile.
    pub(super) leave: f64,
    /// Whether somebody watches the list all the while.
    pub(super) watches: bool,
}

fn one<T: Clone>(dice: &mut Rng, of: &[T]) -> T {
    of[dice.usize(..of.len())].clone()
}

fn maybe<T>(dice: &mut Rng, chance: f64, then: impl FnOnce(&mut Rng) -> T) -> Option<T> {
    (dice.f64() < chance).then(|| then(dice))
}

impl Walk {
    pub(super) fn draw(dice: &mut Rng) -> Self {
        let count = one(dice, &[0, 0, 1, 1, 2, 3]);
        let millis = |most| move |dice: &mut Rng| dice.u64(0..most);
        Self {
            sessions: dice.usize(5..160),
            users: dice.usize(5..60),
            churn_per_minute: one(dice, &[0, 0, 20, 300]),
            limit: one(dice, &[0, 200, 200, 400, 700, 2_500]),
            share: one(dice, &[0.1, 0.5, 0.5, 1.0]),
            faults: (0..count).map(|_| fault(dice)).collect(),
            rough: maybe(dice, 0.5, rough).unwrap_or_default(),
            route: one(
                dice,
                &[Route::Exact, Route::Exact, Route::User, Route::Many],
            ),
            orders: RunSpec {
                grace: Duration::from_secs(one(dice, &[0, 0, 5])),
                esc: maybe(dice, 0.5, esc),
                dies_after: Some(
                    maybe(dice, 0.2, millis(90_000)).map_or(PATIENCE, Duration::from_millis),
                ),
                input_closed: maybe(dice, 0.1, millis(60_000))
                    .map_or(Duration::ZERO, Duration::from_millis),
                ahead: dice.usize(1..40),
            },
            disk_fails_at: maybe(dice, 0.2, |dice| dice.u64(1..400)),
            reads: Duration::from_millis(dice.u64(0..120_000)),
            leave: one(dice, &[0.0, 0.0, 0.1, 0.9]),
            watches: dice.bool(),
        }
    }

    pub(super) fn setup(&self, seed: u64) -> Setup {
        Setup {
            seed,
            sessions: self.sessions,
            users: self.users,
            churn_per_minute: self.churn_per_minute,
            limit: self.limit,
            share: self.share,
            faults: self.faults.clone(),
            rough: self.rough,
        }
    }

    /// The usual guardrails and up to three protected rules.
    pub(super) fn guardrails(&self, world: &World, dice: &mut Rng) -> Guardrails {
        let people = world.simulator.users();
        let mut rules = Vec::new();
        for _ in 0..dice.usize(..4) {
            let person = one(dice, &people);
            let email = person.email.map(|email| email.to_lowercase());
            let domain = email.as_deref().and_then(|email| email.split_once('@'));
            let domain = domain.map(|(_, domain)| domain.to_owned());
            let role = one(dice, &[Role::Admin, Role::Agent]);
            let rule = match dice.u8(..4) {
                0 => Some(ProtectedRule::Role(role)),
                1 => email.map(ProtectedRule::Email),
                2 => domain.map(ProtectedRule::Domain),
                _ => Some(ProtectedRule::User(person.id)),
            };
            rules.extend(rule);
        }
        // Whoever was protected by an address before, whatever it is now, and the person behind.
        let pinned = (0..dice.usize(..3)).map(|_| one(dice, &people).id);
        let pinned: ProtectedIds = pinned.collect::<Vec<_>>().into_iter().collect();
        let behind = match dice.u8(..4) {
            0 => PersonBehind::Is(one(dice, &people).id),
            _ => PersonBehind::NotNamed,
        };
        Guardrails {
            pinned,
            behind,
            protected: rules,
            max_per_run: one(dice, &[10_000, 10_000, 50]),
            ..world.guardrails()
        }
    }

    /// The guardrails when the run begins: somebody may have been protected since.
    pub(super) fn guardrails_later(
        &self,
        plan: &Plan,
        guardrails: Guardrails,
        dice: &mut Rng,
    ) -> Guardrails {
        let mut guardrails = guardrails;
        if let Some(target) = maybe(dice, 0.1, |dice| {
            one(dice, &plan.sessions().collect::<Vec<_>>()).to_owned()
        }) {
            guardrails
                .protected
                .push(ProtectedRule::User(target.key.user));
        }
        guardrails
    }

    /// A choice that may name one's own and protected sessions.
    pub(super) fn choice(&self, world: &World, dice: &mut Rng) -> Choice {
        let keys = world.simulator.sessions().into_iter().map(|each| each.key);
        match dice.u8(..5) {
            0 => Choice::everyone(),
            1 => Choice::role(one(dice, &Role::ALL)),
            2 => {
                let words = [
                    "agent",
                    "a",
                    "role:end-user",
                    "3",
                    "role:staff -name:a* or idle>1h",
                ];
                let query = Query::parse(one(dice, &words), Zone::UTC).unwrap();
                Choice::matching(query, UndecidedPolicy::Leave)
            }
            3 => {
                let mut people: Vec<UserId> = keys.map(|key| key.user).collect();
                people.retain(|_| dice.bool());
                Choice::people(people)
            }
            _ => Choice::sessions(keys.filter(|_| dice.u8(..4) > 0).collect()),
        }
    }
}

fn rough(dice: &mut Rng) -> Rough {
    let mut chance = || one(dice, &[0.0, 0.0, 0.02, 0.2]);
    Rough {
        refuse: chance(),
        lose: chance(),
        drop: chance(),
        hang: chance(),
        latency_ms: one(dice, &[0, 50, 500, 5_000]),
    }
}

fn esc(dice: &mut Rng) -> Esc {
    match dice.u8(..3) {
        0 => Esc::AfterMs(dice.u64(0..100_000)),
        1 => Esc::Item(dice.usize(0..100)),
        _ => Esc::PausedMs(dice.u64(0..30_000)),
    }
}

fn fault(dice: &mut Rng) -> ServerFault {
    let header = |wait: &str| vec![("Retry-After".to_owned(), wait.to_owned())];
    let status = |code, headers| FaultEffect::Status {
        code,
        body: String::new(),
        content_type: None,
        headers,
    };
    let gone = FaultEffect::Status {
        code: 404,
        body: r#"{"error":"RecordNotFound"}"#.to_owned(),
        content_type: None,
        headers: Vec::new(),
    };
    let waits = header(one(dice, &["0", "7", "40", "soon"]));
    let location = one(dice, &["/x", "https://evil.example/"]).to_owned();
    let then = match dice.u8(..14) {
        0 => status(200, Vec::new()),
        1 => status(401, Vec::new()),
        2 | 3 => status(403, Vec::new()),
        4 => status(422, Vec::new()),
        5 | 6 => status(429, waits),
        7 => status(503, waits),
        8 => status(one(dice, &[500, 502, 503, 504]), Vec::new()),
        9 => gone,
        10 => FaultEffect::Redirect {
            code: 307,
            location,
        },
        11 => FaultEffect::Close,
        12 => FaultEffect::Cut { after: 0 },
        _ => FaultEffect::Truth,
    };
    let when = match dice.u8(..6) {
        0 => FaultTrigger::Always,
        1 => FaultTrigger::First(dice.u64(1..30)),
        2 => FaultTrigger::Every(dice.u64(2..20)),
        3 => FaultTrigger::Probability(0.1),
        _ => FaultTrigger::Nth(dice.u64(1..40)),
    };
    // Where an answer says that nothing was done, nothing was; where it leaves that open, either
    // may be true.
    let open = matches!(
        then,
        FaultEffect::Close | FaultEffect::Cut { .. } | FaultEffect::Truth
    ) || matches!(then, FaultEffect::Status { code, .. } if code >= 500 || code == 200);
    ServerFault {
        method: maybe(dice, 0.8, |dice| one(dice, &["DELETE", "POST"]).to_owned()),
        delay_ms: one(dice, &[0, 0, 0, 900, 70_000]),
        take_effect: open.then(|| dice.bool()),
        ..ServerFault::on("DELETE", "**", then).when(when)
    }
}
