//! What must hold after every run: the oracle of the fault matrix, O1 to O4, and the promises
//! about limits, Esc and truth that can be read off the line.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use zentop::model::SessionKey;
use zentop::terminate::journal::open_runs;
use zentop::terminate::{ItemState, OutcomeKind, Report, Route, RunProgress, Step};

use super::records::{Recorded, state};
use super::{Aim, Heard, Run, Sent, World};

/// How long after Esc a request may still begin.
const ESC: Duration = Duration::from_millis(100);

/// Everything that is wrong with a run; empty if all is well.
pub(crate) fn complaints(world: &World, run: &Run) -> Vec<String> {
    let log = world.line.log();
    let mut check = Check {
        world,
        run,
        steps: run.plan.steps().into_iter().map(aimed).collect(),
        recorded: Recorded::of(&world.disk.durable(), run),
        ended: ended_by_us(world),
        wrong: Vec::new(),
    };
    check.targets(&log);
    check.limits(&log);
    check.journal();
    match &run.report {
        Some(report) => {
            check.sums(report);
            check.truth(report, &log);
        }
        None => check.death(),
    }
    check.wrong
}

struct Check<'a> {
    world: &'a World,
    run: &'a Run,
    /// The plan's requests and the items of each.
    steps: BTreeMap<Aim, Vec<usize>>,
    recorded: Recorded,
    /// Sessions that our requests ended, by the simulator's own account.
    ended: BTreeSet<SessionKey>,
    wrong: Vec<String>,
}

fn aimed(step: Step) -> (Aim, Vec<usize>) {
    match step {
        Step::Session { key, item } => (Aim::Session(key), vec![item]),
        Step::User { user, items } => (Aim::User(user), items),
        Step::Users { users, items } => (Aim::Users(users), items),
    }
}

fn ended_by_us(world: &World) -> BTreeSet<SessionKey> {
    // Whatever logout_many still has to do is looked at as well.
    let ledger = world.simulator.ledger();
    ledger.into_iter().flat_map(|entry| entry.ended).collect()
}

impl Check<'_> {
    fn say(&mut self, what: String) {
        self.wrong.push(what);
    }

    /// O1 and O2: nothing but the plan was sent, after a durable intent, and the two wide
    /// routes not twice.
    fn targets(&mut self, log: &[Sent]) {
        let mut taken = BTreeMap::<&Aim, usize>::new();
        for sent in log {
            let Some(aim) = &sent.aim else { continue };
            if !self.steps.contains_key(aim) {
                self.say(format!("O1: {} is not in the plan", sent.what));
            }
            let intent = self.recorded.intents.get(aim);
            if intent.is_none_or(|intent| *intent > sent.moment) {
                self.say(format!("O2: {} without a durable intent", sent.what));
            }
            let untaken = matches!(
                sent.heard,
                Some((_, Heard::NoConnection | Heard::Status(429, _)))
            );
            *taken.entry(aim).or_default() += usize::from(!untaken);
        }
        for (aim, times) in taken {
            if times > 1 && !matches!(aim, Aim::Session(_)) {
                self.say(format!("{aim:?} was taken {times} times"));
            }
        }
        let planned: BTreeSet<SessionKey> = self.run.plan.targets().iter().map(|t| t.key).collect();
        let people: BTreeSet<_> = planned.iter().map(|key| key.user).collect();
        let own = self.world.simulator.own_user();
        let kept: BTreeSet<_> = self
            .run
            .plan
            .kept()
            .iter()
            .map(|kept| kept.target.key)
            .collect();
        for key in self.ended.clone() {
            let meant = match self.run.plan.route {
                Route::Exact => planned.contains(&key),
                Route::User | Route::Many => people.contains(&key.user),
            };
            if !meant || Some(key.user) == own || kept.contains(&key) {
                self.say(format!("O1: {key} was ended"));
            }
        }
    }

    /// Never more than the share in any minute, nothing before a `Retry-After`, no 429 of our
    /// own making, nothing new after Esc.
    fn limits(&mut self, log: &[Sent]) {
        let most = self.world.most_per_minute.max(1);
        for pair in log.windows(most + 1) {
            let (first, last) = (pair[0].moment.at, pair[most].moment.at);
            if last < first.after(Duration::from_secs(60)) {
                self.say(format!(
                    "more than {most} requests in the minute from {first}"
                ));
                break;
            }
        }
        for sent in log {
            let Some((heard, Heard::Status(status, told))) = sent.heard else {
                continue;
            };
            let wait = match (status, told) {
                (429, told) => told.unwrap_or(10).clamp(1, 900),
                (500..600, Some(told)) => told.clamp(1, 900),
                _ => continue,
            };
            let until = heard.at.after(Duration::from_secs(wait));
            let early = log
                .iter()
                .find(|sent| sent.moment > heard && sent.moment.at < until);
            if let Some(early) = early {
                let at = early.moment.at;
                self.say(format!(
                    "asked at {at} although told at {} to wait {wait} s",
                    heard.at
                ));
            }
        }
        let ours = |entry: &zentop::simulator::LedgerEntry| {
            entry.status == Some(429) && entry.fault.is_none()
        };
        if self.world.simulator.ledger().iter().any(ours) {
            self.say("drew a 429 although alone".to_owned());
        }
        if let Some(stopped) = self.run.stopped_at {
            let late = log
                .iter()
                .find(|sent| sent.moment.at > stopped.at.after(ESC));
            if let Some(late) = late {
                self.say(format!(
                    "{} at {}, Esc at {}",
                    late.what, late.moment.at, stopped.at
                ));
            }
        }
    }

    /// The chain is whole, and without a failure of the disk every intent is closed.
    fn journal(&mut self) {
        for found in [self.world.disk.verify(), self.world.disk.verify_durable()] {
            if let Some(bad) = found.first_bad.filter(|_| !self.world.disk.has_failed()) {
                self.say(format!("the journal is broken: {bad}"));
            }
        }
        if let Some(aim) = self.recorded.repeated.first() {
            self.wrong.push(format!("{aim:?} was announced twice"));
        }
    }

    /// O3: one outcome for each item, the same in report, journal and on the screen.
    fn sums(&mut self, report: &Report) {
        let items = report.items.len();
        let counts = report.counts();
        let sum: usize = counts.iter().map(|(_, count)| count).sum();
        if items != self.run.plan.targets().len() || sum != items {
            self.say(format!("O3: {sum} outcomes of {items} items"));
        }
        let mut shown = vec![OutcomeKind::NotAttempted; items];
        for told in &self.run.told {
            if let RunProgress::Item {
                item,
                state: ItemState::Done(outcome),
            } = told
            {
                shown[*item] = outcome.kind();
            }
        }
        let failed = self.world.disk.has_failed();
        for (item, shown) in report.items.iter().zip(shown) {
            let kind = item.outcome.kind();
            if shown != kind {
                self.say(format!(
                    "O3: {} is {kind:?}, shown as {shown:?}",
                    item.target.key
                ));
            }
            let states = self.recorded.outcomes.get(&item.target.key.session);
            let states = states.map(Vec::as_slice).unwrap_or_default();
            let right = states == [state(kind)] || (failed && states.is_empty());
            if !right {
                self.say(format!(
                    "O3: {} is {kind:?}, recorded as {states:?}",
                    item.target.key
                ));
            }
        }
        let told: BTreeMap<_, _> = counts
            .iter()
            .map(|(kind, count)| (state(*kind), *count as u64))
            .collect();
        match &self.recorded.finished {
            Some(finished) if *finished != told => {
                self.say(format!("O3: finished with {finished:?}, reported {told:?}"))
            }
            None if !failed => self.say("the run has no end in the journal".to_owned()),
            _ => {}
        }
        if !failed && !self.recorded.open.is_empty() {
            self.say(format!(
                "O2: intents {:?} have no outcome",
                self.recorded.open
            ));
        }
    }

    /// O4 and its reverse: `ended` after 204 and only then, no effect behind a clear no.
    fn truth(&mut self, report: &Report, log: &[Sent]) {
        for (aim, items) in self.steps.clone() {
            let heard: Vec<Option<Heard>> = log
                .iter()
                .filter(|sent| sent.aim.as_ref() == Some(&aim))
                .map(|sent| sent.heard.map(|(_, heard)| heard))
                .collect();
            let last = heard.last().copied().flatten();
            for item in items {
                let item = &report.items[item];
                let (key, kind) = (item.target.key, item.outcome.kind());
                let fits = match kind {
                    OutcomeKind::Ended => matches!(last, Some(Heard::Status(204, _))),
                    OutcomeKind::Accepted => matches!(last, Some(Heard::Status(202, _))),
                    OutcomeKind::Gone => matches!(last, Some(Heard::Status(404, _))),
                    OutcomeKind::NotAttempted => heard.is_empty(),
                    OutcomeKind::Refused | OutcomeKind::Failed => {
                        !self.ended.contains(&key) && last.is_some()
                    }
                    OutcomeKind::Unknown => !heard.is_empty(),
                };
                if !fits {
                    self.say(format!("O4: {key} is {kind:?} after {heard:?}"));
                }
            }
        }
    }

    /// After a death: the journal names the run and all that may have been sent.
    fn death(&mut self) {
        let durable = self.world.disk.durable();
        let open = open_runs(durable.into_iter().map(|durable| durable.record));
        let items: BTreeSet<u32> = open
            .iter()
            .flat_map(|run| &run.items)
            .map(|item| item.item)
            .collect();
        if items != self.recorded.open {
            self.say(format!("open items {items:?} of {:?}", self.recorded.open));
        }
        let unfinished = self.recorded.finished.is_none() && !self.recorded.intents.is_empty();
        if unfinished && open.len() != 1 {
            self.say(format!("{} runs are open after a death", open.len()));
        }
    }
}
