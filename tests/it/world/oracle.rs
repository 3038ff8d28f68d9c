//! What must hold after every run: the oracle of the fault matrix (`docs::safety`), O1 to O4, and
//! the promises about limits, Esc and truth that can be read off the line.

mod limits;
mod sums;

use std::collections::{BTreeMap, BTreeSet};

use zentop::journal::open_runs;
use zentop::model::{SessionKey, UserId};
use zentop::operation::{PersonBehind, Route, Step, StepRequest};
use zentop::settings::ProtectedRule;

use super::records::Recorded;
use super::{Aim, Heard, Run, Sent, World};

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
    /// The sessions that our requests ended, by the simulator's ledger.
    ended: BTreeSet<SessionKey>,
    wrong: Vec<String>,
}

fn aimed(step: Step) -> (Aim, Vec<usize>) {
    let aim = match step.request {
        StepRequest::Session(key) => Aim::Session(key),
        StepRequest::SessionsOf(user) => Aim::User(user),
        StepRequest::Logout(users) => Aim::Users(users),
        other => panic!("a plan for ending holds {other:?}"),
    };
    (aim, step.items)
}

fn ended_by_us(world: &World) -> BTreeSet<SessionKey> {
    // The sessions that logout_many has still to end are looked at as well.
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
        self.effects();
    }

    /// O1 from the account's side: whatever our requests ended was planned, and nobody was
    /// protected.
    fn effects(&mut self) {
        let plan = &self.run.plan;
        let planned: BTreeSet<SessionKey> = plan.sessions().map(|target| target.key).collect();
        let people: BTreeSet<_> = planned.iter().map(|key| key.user).collect();
        for key in self.ended.clone() {
            let meant = match self.run.plan.operation().route() {
                Some(Route::Exact) => planned.contains(&key),
                Some(Route::User | Route::Many) => people.contains(&key.user),
                None => false,
            };
            let protected = self.is_protected(key.user);
            if !meant || protected {
                self.say(format!(
                    "O1: {key} was ended, meant: {meant}, protected: {protected}"
                ));
            }
        }
    }

    /// Whether somebody must not be touched, by the simulator's own state. The rules are read here
    /// anew, so that a guardrail that forgets one is found out.
    fn is_protected(&self, user: UserId) -> bool {
        let guardrails = &self.run.guardrails;
        let person = self.world.simulator.user(user);
        let email = person.as_ref().and_then(|person| person.email.clone());
        let email = email.unwrap_or_default().to_lowercase();
        let role = person.map(|person| person.role);
        let hits = |rule: &ProtectedRule| match rule {
            ProtectedRule::User(id) => *id == user,
            ProtectedRule::Role(protected) => Some(*protected) == role,
            ProtectedRule::Email(address) => address.to_lowercase() == email,
            ProtectedRule::Domain(domain) => {
                email.ends_with(&format!("@{}", domain.to_lowercase()))
            }
        };
        guardrails.own_user == Some(user)
            || guardrails.behind == PersonBehind::Is(user)
            || guardrails.pinned.has(user)
            || guardrails.protected.iter().any(hits)
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
