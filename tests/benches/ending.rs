//! How long ending takes and what it costs the account: ten thousand sessions of 2,500 people
//! by each route under a limit, in virtual time, and how soon Esc stops a run.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and has nothing better to do than to stop if it cannot go on"
)]

#[expect(dead_code, reason = "the tests use all of it")]
#[path = "../it"]
mod it {
    pub(crate) mod world;
}

use std::time::Instant;

use fastrand::Rng;
use tokio::runtime::Builder;
use zentop::model::{SessionKey, UserId};
use zentop::operation::{Choice, Guardrails, Route};

use it::world::{Esc, Heard, Rough, Run, RunSpec, Setup, World, complaints};

const PEOPLE: usize = 2_500;
const SESSIONS_EACH: usize = 4;

/// Requests a minute of the account: Zendesk's Team and Professional plans have 400 and 700.
const LIMIT: u32 = 700;
const SHARE: f64 = 0.5;

/// Runs that are stopped at a random moment.
const CANCELS: usize = 200;

/// Aims: the time a run takes beyond what its requests need, and how late a request may be.
const MOST_TIME: f64 = 1.05;
const MOST_AFTER_ESC: i64 = 100;

fn main() {
    // `cargo test --benches` would measure an unoptimised build.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    println!(
        "{} sessions of {PEOPLE} people, {LIMIT} requests a minute, share {SHARE}",
        PEOPLE * SESSIONS_EACH
    );
    for route in Route::ALL {
        by(route);
    }
    stopped();
}

/// Runs on a clock of its own, which moves only while all wait.
fn virtually<T>(work: impl Future<Output = T>) -> T {
    let mut runtime = Builder::new_current_thread();
    let runtime = runtime.enable_time().start_paused(true).build().unwrap();
    runtime.block_on(work)
}

/// All of a large account by one route.
fn by(route: Route) {
    let began = Instant::now();
    virtually(async {
        let world = World::new(&Setup {
            sessions: 10,
            users: PEOPLE + 100,
            limit: LIMIT,
            share: SHARE,
            ..Setup::default()
        });
        let keys = sign_in(&world);
        let guardrails = Guardrails {
            max_per_run: keys.len(),
            ..world.guardrails()
        };
        let plan = world
            .plan(&Choice::sessions(keys), route, &guardrails)
            .unwrap();
        let items = plan.targets().len();
        let run = world.end(plan, guardrails, RunSpec::default()).await;
        report(route, items, &world, &run, began);
    });
}

fn sign_in(world: &World) -> Vec<SessionKey> {
    let own = world.simulator.own_user();
    let people = world.simulator.users().into_iter().map(|person| person.id);
    let others: Vec<UserId> = people.filter(|id| Some(*id) != own).take(PEOPLE).collect();
    let rounds = (0..SESSIONS_EACH).flat_map(|_| &others);
    rounds
        .map(|user| world.simulator.sign_in(*user).unwrap())
        .collect()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "figures far below 2^52, which are rounded for people anyway"
)]
fn report(route: Route, items: usize, world: &World, run: &Run, began: Instant) {
    assert_eq!(complaints(world, run), Vec::<String>::new());
    let log = world.line.log();
    let limited = |heard: Heard| matches!(heard, Heard::Status(429, _));
    let drawn = log
        .iter()
        .filter(|sent| sent.heard.is_some_and(|(_, heard)| limited(heard)))
        .count();
    let requests = log.len();
    let minutes = (run.ended.at.millis() - run.began.at.millis()) as f64 / 60_000.0;
    let needed = requests as f64 / (SHARE * f64::from(LIMIT));
    let time = if needed > 1.0 {
        let ratio = minutes / needed;
        let verdict = if ratio <= MOST_TIME { "ok" } else { "MISSED" };
        format!("{ratio:.3} of the time needed, aim <= {MOST_TIME} {verdict}")
    } else {
        format!("{requests} of {LIMIT} requests a minute")
    };
    println!(
        "{:5}  {requests:5} requests  {minutes:6.2} min  {time}; 429: {drawn}, aim 0 {}; \
         {:.4} requests per item; {:.2} s on the wall",
        route.as_str(),
        if drawn == 0 { "ok" } else { "MISSED" },
        requests as f64 / items as f64,
        began.elapsed().as_secs_f64()
    );
}

/// Milliseconds from Esc to the last request that began after it, over seeded runs.
fn stopped() {
    let began = Instant::now();
    let mut late: Vec<i64> = (0..).filter_map(after_esc).take(CANCELS).collect();
    late.sort_unstable();
    let (p99, max) = (late[late.len() * 99 / 100], late[late.len() - 1]);
    let verdict = if max <= MOST_AFTER_ESC {
        "ok"
    } else {
        "MISSED"
    };
    println!(
        "Esc to the last new request, {CANCELS} runs: p99 {p99} ms, max {max} ms, \
         aim <= {MOST_AFTER_ESC} ms {verdict}; {:.2} s on the wall",
        began.elapsed().as_secs_f64()
    );
}

/// The same for one seed; `None` if the run was over before Esc.
fn after_esc(seed: u64) -> Option<i64> {
    let mut dice = Rng::with_seed(seed);
    let route = Route::ALL[dice.usize(..Route::ALL.len())];
    virtually(async {
        let world = World::new(&Setup {
            seed,
            sessions: 500,
            users: 300,
            limit: 200,
            rough: Rough {
                drop: 0.05,
                refuse: 0.05,
                latency_ms: dice.u64(0..2_000),
                ..Rough::default()
            },
            ..Setup::default()
        });
        let guardrails = world.guardrails();
        let plan = world.plan(&world.first(400), route, &guardrails).unwrap();
        let orders = RunSpec {
            esc: Some(Esc::AfterMs(dice.u64(0..200_000))),
            ..RunSpec::default()
        };
        let run = world.end(plan, guardrails, orders).await;
        assert_eq!(complaints(&world, &run), Vec::<String>::new());
        let stopped = run.stopped_at?.at.millis();
        let last = world.line.log().last().map(|sent| sent.moment.at.millis());
        Some(last.map_or(0, |last| (last - stopped).max(0)))
    })
}
