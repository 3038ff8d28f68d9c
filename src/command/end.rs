//! `zentop end`: shows a plan, and carries it out only if `--yes` and the right number are given.

use std::sync::Arc;

use super::carry_out::{RunRequest, carry_out, may_write, noted};
use super::choosing::{ChoiceReading, somebody};
use super::cli::{EndOptions, Global, Wanted};
use super::connect::{Connection, connect_once};
use super::exit::Failure;
use super::expecting::{Expectation, LeftIsTold, tell_left};
use super::guard::VerbGuard;
use super::mine;
use super::reading::reader_by_settings;
use super::refreshing::on_young_facts;
use super::report::{self, talk};
use crate::host::system_clock;
use crate::live::Snapshot;
use crate::model::Clock;
use crate::operation::{
    Basis, Choice, Expected, Guardrails, Operation, Plan, Refusal, Route, plan_ending,
    plan_ending_by_name,
};

/// The word where nobody who was named has a session.
const NOTHING_TO_END: &str = "nothing to end, and nothing was sent";

/// A plan, with what it was made from.
pub(super) struct Planned {
    /// The status that what could not be read, decided or found is worth, whatever else comes of the
    /// plan.
    pub(super) unread: u8,
    pub(super) guardrails: Guardrails,
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) plan: Plan,
}

pub(super) async fn run(global: &Global, options: EndOptions) -> Result<u8, Failure> {
    let clock = system_clock();
    options.mine.check()?;
    if options.mine.mine {
        return mine::run(global, options).await;
    }
    let aim = Aim::of(&options.wanted, options.consent.expected())?;
    options.consent.check()?;
    let connection = connect_once(global, clock()).await?;
    let Some(expected) = options.consent.confirmed() else {
        let how = EndingPlan::shown(LeftIsTold::with(options.output.format));
        let planned = planned(&connection, &aim, &clock, how).await?;
        let (plan, unread) = (&planned.plan, planned.unread);
        report::plan(plan, &planned.snapshot, options.output.format, clock())
            .map_err(Failure::system)?;
        if !plan.is_empty() {
            report::beyond(plan.operation());
            report::proof_cost(&planned.plan, &planned.snapshot, &connection.client);
        }
        aim.check(&planned, &clock)?;
        may_write(&connection)?;
        report::dry_run(plan, "end these", "");
        return Ok(unread);
    };
    let planned = planned(&connection, &aim, &clock, EndingPlan::CARRIED_OUT).await;
    let Planned {
        guardrails,
        snapshot,
        plan,
        unread,
    } = noted(planned, &connection, &clock).await?;
    let now = snapshot.server_time(clock());
    let confirmed = aim
        .expectation()
        .confirm(plan, expected, (&guardrails, now));
    let confirmed = noted(confirmed, &connection, &clock).await?;
    if confirmed.plan().is_empty() {
        report::plan(confirmed.plan(), &snapshot, options.output.format, clock())
            .map_err(Failure::system)?;
        talk(NOTHING_TO_END);
        return Ok(unread);
    }
    let job = RunRequest::of(
        confirmed,
        (options.wanted.reason(), guardrails),
        &options.output,
    )?;
    let status = carry_out(&connection, job, &snapshot, &clock).await?;
    Ok(status.max(unread))
}

/// How a plan is made.
#[derive(Clone, Copy)]
pub(super) struct EndingPlan {
    /// Whether nothing is sent, so that read-only is no reason not to make one.
    is_dry: bool,
    /// Whether whoever is named is meant also where nothing of theirs is listed. A plan file lists
    /// sessions, so nobody without one is in it.
    by_name: bool,
    /// Where it is told what it leaves out.
    left: LeftIsTold,
}

impl EndingPlan {
    /// One that is carried out.
    const CARRIED_OUT: Self = Self {
        is_dry: false,
        by_name: true,
        left: LeftIsTold::Beside,
    };

    /// One that is written to a file.
    pub(super) const WRITTEN: Self = Self {
        is_dry: true,
        by_name: false,
        left: LeftIsTold::Beside,
    };

    /// One that is shown.
    const fn shown(left: LeftIsTold) -> Self {
        Self {
            is_dry: true,
            by_name: true,
            left,
        }
    }
}

/// Makes the plan for what is wanted.
pub(super) async fn planned(
    connection: &Connection,
    aim: &Aim,
    clock: &Clock,
    how: EndingPlan,
) -> Result<Planned, Failure> {
    let mut reader = reader_by_settings(connection, clock);
    let mut guard = VerbGuard::of(connection, &mut reader, clock).await?;

    let operation = Operation::End(aim.route);
    let mut choice = aim.choice.clone();
    let reading = ChoiceReading::of(&mut reader, &mut choice, operation).await?;
    guard.see(&reading.snapshot).await;
    let guardrails = guard.guardrails;
    let asked = Guardrails {
        read_only: guardrails.read_only && !how.is_dry,
        ..guardrails.clone()
    };
    let make = |snapshot: &Snapshot| {
        let basis = Basis {
            account: connection.client.account().name(),
            snapshot,
            guardrails: &asked,
            now: clock(),
        };
        if how.by_name {
            plan_ending_by_name(&choice, aim.route, &basis)
        } else {
            plan_ending(&choice, aim.route, &basis)
        }
    };
    let read = Arc::clone(&reading.snapshot);
    let planned = on_young_facts((&mut reader, read), clock, make).await;
    let (snapshot, plan) = planned.map_err(|refusal| reading.no_plan(refusal))?;
    if plan.is_empty() && reading.unread != 0 {
        let operation = plan.operation();
        let left = plan.left();
        return Err(reading.no_plan(Refusal::Empty { operation, left }));
    }
    let left = tell_left(&plan, reading.nameless.as_deref(), how.left);
    let unread = reading.unread.max(left);
    let (items, excluded) = (plan.count(), plan.excluded().len());
    tracing::info!(items, excluded, "plan made");
    report::own_stay(&plan);
    Ok(Planned {
        unread,
        guardrails,
        snapshot,
        plan,
    })
}

/// What a plan is aimed at: whose sessions, by which way, and what is expected of it.
pub(super) struct Aim {
    choice: Choice,
    route: Route,
    expected: Option<Expected>,
    is_strict: bool,
}

impl Aim {
    /// Reads what is wanted.
    ///
    /// # Errors
    /// If nobody is meant, or a filter does not say whom it means.
    pub(super) fn of(wanted: &Wanted, expected: Option<Expected>) -> Result<Self, Failure> {
        Ok(Self {
            choice: somebody(&wanted.whom, &wanted.deciding)?,
            route: wanted.route,
            expected,
            is_strict: wanted.deciding.strict,
        })
    }

    /// Checks that a plan is as it was expected.
    ///
    /// # Errors
    /// If it is not; nothing must be sent then.
    pub(super) fn check(&self, planned: &Planned, clock: &Clock) -> Result<(), Failure> {
        let now = planned.snapshot.server_time(clock());
        self.expectation()
            .check(&planned.plan, (&planned.guardrails, now))
    }

    /// Checks that a plan may be written to a file.
    ///
    /// # Errors
    /// If anything is missing and nothing may be.
    pub(super) fn allows(&self, planned: &Planned) -> Result<(), Failure> {
        self.expectation()
            .allows(&planned.plan, &planned.guardrails)
    }

    fn expectation(&self) -> Expectation<'_> {
        Expectation {
            choice: &self.choice,
            expected: self.expected,
            is_strict: self.is_strict,
        }
    }
}
