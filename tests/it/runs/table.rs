//! Plays tests/cases/runs.toml.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::future::{Either, select};
use serde::Deserialize;
use zentop::operation::{Report, Route, Stopped};
use zentop::simulator::ServerFault;
use zentop::zendesk::Purpose;

use crate::world::{Esc, Rough, Run, RunSpec, Setup, World, complaints};

#[derive(Deserialize)]
struct Table {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    rows: Vec<u32>,
    #[serde(default)]
    route: Option<String>,
    #[serde(default = "three")]
    sessions: usize,
    #[serde(default)]
    limit: u32,
    #[serde(default)]
    fault: Vec<ServerFault>,
    #[serde(default)]
    line: Rough,
    clear_after_s: Option<u64>,
    esc: Option<Esc>,
    #[serde(default)]
    grace_ms: u64,
    /// Whether somebody reads the list all the while.
    #[serde(default)]
    polling: bool,
    expect: Option<BTreeMap<String, usize>>,
    #[serde(default)]
    stopped: Option<String>,
    requests: Option<[usize; 2]>,
    lasts_s: Option<[i64; 2]>,
}

fn three() -> usize {
    3
}

impl Case {
    fn route(&self) -> Route {
        let word = self.route.as_deref().unwrap_or("exact");
        let mut all = Route::ALL.into_iter();
        all.find(|route| route.as_str() == word).unwrap()
    }

    async fn play(&self) -> (World, Run) {
        let world = World::new(&Setup {
            sessions: self.sessions + 40,
            users: self.sessions.max(80),
            limit: self.limit,
            faults: self.fault.clone(),
            rough: self.line,
            ..Setup::default()
        });
        let guardrails = world.guardrails();
        let choice = world.first(self.sessions);
        let plan = world.plan(&choice, self.route(), &guardrails).unwrap();
        let orders = RunSpec {
            grace: Duration::from_millis(self.grace_ms),
            esc: self.esc,
            ..RunSpec::default()
        };
        let running = Box::pin(world.end(plan, guardrails, orders));
        let beside = Box::pin(self.beside(&world));
        let run = match select(running, beside).await {
            Either::Left((run, _)) => run,
            Either::Right(((), running)) => running.await,
        };
        (world, run)
    }

    /// Does what happens beside the run.
    async fn beside(&self, world: &World) {
        let simulator = world.simulator.clone();
        if let Some(seconds) = self.clear_after_s {
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            simulator.clear_faults();
        }
        if !self.polling {
            return;
        }
        loop {
            // Whatever the answer, the list is read again.
            let _ = world.client.sessions(Purpose::Walk, None).await;
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    fn judge(&self, world: &World, run: &Run) -> Vec<String> {
        let mut wrong = complaints(world, run);
        let report = run.report.as_ref().unwrap();
        let counts: BTreeMap<String, usize> = report
            .counts()
            .into_iter()
            .map(|(_, word, count)| (word.replace(' ', "-"), count))
            .collect();
        if self.expect.as_ref().is_some_and(|expect| *expect != counts) {
            wrong.push(format!("ended as {counts:?}"));
        }
        let stopped = stopped(report);
        if self.stopped.as_deref().unwrap_or("no") != stopped {
            wrong.push(format!("stopped: {stopped}"));
        }
        let log = world.line.log();
        let requests = log.iter().filter(|sent| sent.aim.is_some()).count();
        if !within(requests, self.requests) {
            wrong.push(format!("{requests} requests"));
        }
        let seconds = run.ended.at.seconds() - run.began.at.seconds();
        if !within(seconds, self.lasts_s) {
            wrong.push(format!("{seconds} s"));
        }
        wrong
    }
}

fn within<T: PartialOrd + Copy>(value: T, range: Option<[T; 2]>) -> bool {
    range.is_none_or(|[least, most]| least <= value && value <= most)
}

fn stopped(report: &Report) -> &'static str {
    match report.stopped {
        None => "no",
        Some(Stopped::ByHand) => "by hand",
        Some(Stopped::NoRecord(_)) => "no record",
        Some(Stopped::Refused(_)) => "refused",
        Some(Stopped::Failing(_)) => "failing",
        Some(Stopped::TerminalLost) => "terminal lost",
        Some(Stopped::Abandoned) => "abandoned",
        Some(Stopped::StoodStill(_)) => "stood still",
        Some(Stopped::Odd(_)) => "odd",
        Some(Stopped::LastDoor(_)) => "last door",
        Some(Stopped::OtherHands(_)) => "other hands",
        Some(Stopped::Fault(_)) => "fault",
    }
}

#[tokio::test(start_paused = true)]
async fn each_case_ends_as_the_table_says() {
    let table: Table = toml::from_str(include_str!("../../cases/runs.toml")).unwrap();
    let mut wrong = Vec::new();
    for case in table.case {
        let (world, run) = case.play().await;
        let found = case.judge(&world, &run);
        if !found.is_empty() {
            let rows = &case.rows;
            wrong.push(format!("{} {rows:?}: {found:#?}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
