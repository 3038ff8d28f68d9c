//! Seeded walks: a random account, a random choice, route and guardrails, and faults of every kind
//! at once and at random moments. After each the whole oracle.
//!
//! A hundred seeds, or as many as `ZENTOP_SEEDS` says. The same seed is the same walk.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test fails by panicking, and the figures are for whoever runs it"
)]

mod draw;

use std::collections::BTreeMap;
use std::env;
use std::time::Duration;

use fastrand::Rng;
use futures_util::future::{Either, select};
use tokio::runtime::Builder;
use zentop::operation::{OutcomeKind, Refusal};
use zentop::zendesk::Purpose;

use self::draw::Walk;
use crate::world::{Run, World, complaints};

const SEEDS: u64 = 100;

/// The result of a walk.
struct Walked {
    world: World,
    /// The run; `None` if there was no plan to carry out.
    run: Option<Run>,
}

fn walk(seed: u64) -> Walked {
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut dice = Rng::with_seed(seed);
        let walk = Walk::draw(&mut dice);
        let world = World::new(&walk.setup(seed));
        let run = end(&walk, &world, &mut dice).await;
        // Changes that the account only promised have been made by now.
        tokio::time::sleep(Duration::from_secs(10)).await;
        Walked { world, run }
    })
}

async fn end(walk: &Walk, world: &World, dice: &mut Rng) -> Option<Run> {
    let guardrails = walk.guardrails(world, dice);
    let choice = walk.choice(world, dice);
    let plan = match world.plan(&choice, walk.route, &guardrails) {
        Ok(plan) => plan,
        Err(Refusal::Empty { .. } | Refusal::AllExcluded { .. } | Refusal::TooMany { .. }) => {
            return None;
        }
        Err(refusal) => panic!("{refusal}"),
    };
    // The person reads the dialog, and the account lives on.
    tokio::time::sleep(walk.reads).await;
    for target in plan.sessions() {
        if dice.f64() < walk.leave {
            world.simulator.sign_out(target.key);
        }
    }
    let guardrails = walk.guardrails_later(&plan, guardrails, dice);
    if let Some(call) = walk.disk_fails_at {
        world.disk.fail_at(call);
    }
    let running = Box::pin(world.end(plan, guardrails, walk.orders.clone()));
    let beside = Box::pin(watch(world, walk.watches));
    match select(running, beside).await {
        Either::Left((run, _)) => Some(run),
        Either::Right(((), running)) => Some(running.await),
    }
}

/// The poller's part: it shares the budget.
async fn watch(world: &World, watches: bool) {
    if !watches {
        return;
    }
    loop {
        // Whatever the answer, the list is read again.
        let _ = world.client.sessions(Purpose::Walk, None).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

#[test]
fn nothing_that_was_promised_breaks_on_any_walk() {
    let seeds = env::var("ZENTOP_SEEDS").map_or(SEEDS, |text| text.parse().unwrap());
    let first = env::var("ZENTOP_FIRST_SEED").map_or(0, |text| text.parse().unwrap());
    let (mut runs, mut deaths, mut requests) = (0, 0, 0);
    let mut ends = BTreeMap::<OutcomeKind, usize>::new();
    for seed in first..first + seeds {
        let Walked { world, run } = walk(seed);
        let Some(run) = run else { continue };
        let complaints = complaints(&world, &run);
        assert!(
            complaints.is_empty(),
            "ZENTOP_FIRST_SEED={seed} ZENTOP_SEEDS=1: {complaints:#?}\n{:?}",
            Walk::draw(&mut Rng::with_seed(seed))
        );
        runs += 1;
        requests += world.line.log().len();
        match &run.report {
            Some(report) => {
                for (kind, _, count) in report.counts() {
                    *ends.entry(kind).or_default() += count;
                }
            }
            None => deaths += 1,
        }
    }
    eprintln!("{seeds} seeds: {runs} runs, {deaths} died; {requests} requests; {ends:?}");
    if seeds >= SEEDS {
        assert!(runs > seeds / 2 && deaths > 0, "the walks reach too little");
        let missing = OutcomeKind::ALL
            .iter()
            .find(|kind| !ends.contains_key(kind));
        assert_eq!(missing, None, "an outcome that no walk reaches");
    }
}

#[test]
fn the_same_seed_is_the_same_walk() {
    for seed in 0..10 {
        let [one, two] = [walk(seed), walk(seed)];
        let trace = |walked: &Walked| {
            let log = walked.world.line.log();
            let sent: Vec<_> = log.iter().map(|sent| (sent.moment, sent.heard)).collect();
            let head = walked.world.disk.verify().head;
            (sent, head.map(|head| head.hash))
        };
        assert_eq!(trace(&one), trace(&two), "seed {seed}");
    }
}
