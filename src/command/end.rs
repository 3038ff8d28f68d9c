//! `zentop end`: shows a plan, and carries it out only if `--yes` and the right `--expect` are
//! given.

use std::sync::Arc;

use super::carry_out::{RunRequest, carry_out, noted, recover};
use super::choosing::ChoiceReading;
use super::cli::{EndOptions, Global, Wanted};
use super::connect::{Connection, connect_once};
use super::exit::Failure;
use super::filter::{filter_for_a_change, policy, tell_left};
use super::guard::VerbGuard;
use super::mine;
use super::reading::reader;
use super::refreshing::on_young_facts;
use super::report;
use super::report_files::ReportFiles;
use crate::host::system_clock;
use crate::live::Snapshot;
use crate::model::Clock;
use crate::operation::{
    Basis, Choice, ChoicePart, Guardrails, Operation, Plan, Route, RunContext, plan_ending,
};

/// A plan, with what it was made from.
pub(super) struct Planned {
    /// The status that what could not be read is worth, whatever else comes of the plan.
    pub(super) unread: u8,
    pub(super) guardrails: Guardrails,
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) plan: Plan,
}

pub(super) async fn run(global: &Global, options: EndOptions) -> Result<u8, Failure> {
    let clock = system_clock();
    options.mine.check()?;
    if options.mine.mine {
        let expected = options.expect.filter(|_| options.yes);
        return mine::run(global, options, expected).await;
    }
    let aim = Aim::of(&options.wanted)?;
    let connection = connect_once(global, clock()).await?;
    let Some(expected) = options.expect.filter(|_| options.yes) else {
        let Planned {
            snapshot,
            plan,
            unread,
            ..
        } = planned(&connection, &aim, &clock, true).await?;
        report::plan(&plan, &snapshot, options.output.format, clock()).map_err(Failure::system)?;
        report::beyond(plan.operation());
        report::proof_cost(&plan, &snapshot, &connection.client);
        let count = plan.count();
        report::talk(&format!(
            "dry run, nothing was sent; to end these: --yes --expect {count}"
        ));
        return Ok(unread);
    };
    let planned = planned(&connection, &aim, &clock, false).await;
    let Planned {
        guardrails,
        snapshot,
        plan,
        unread,
    } = noted(planned, &connection, &clock).await?;
    let count = plan.count();
    let confirmed = plan.confirm_count(expected).map_err(|_| {
        Failure::guardrail(format!(
            "--expect {expected}, but the plan has {count} sessions; nothing was sent"
        ))
    });
    let confirmed = noted(confirmed, &connection, &clock).await?;
    let job = RunRequest {
        confirmed,
        gone: Vec::new(),
        plan_file: None,
        reason: options.wanted.reason(),
        guardrails,
        format: options.output.format,
        files: ReportFiles::create(&options.output.report)?,
    };
    recover(&connection, &RunContext::of(&snapshot), &clock).await;
    let status = carry_out(&connection, job, &snapshot, &clock).await?;
    Ok(status.max(unread))
}

/// Makes the plan for what is wanted. With `dry`, read-only is no reason not to make one, since
/// nothing is sent.
pub(super) async fn planned(
    connection: &Connection,
    aim: &Aim,
    clock: &Clock,
    dry: bool,
) -> Result<Planned, Failure> {
    let mut reader = reader(&connection.client, clock);
    let mut guard = VerbGuard::of(connection, &mut reader, clock).await?;

    let operation = Operation::End(aim.route);
    let reading = ChoiceReading::of(&mut reader, &aim.choice, operation).await?;
    guard.see(&reading.snapshot).await;
    let guardrails = guard.guardrails;
    let asked = Guardrails {
        read_only: guardrails.read_only && !dry,
        ..guardrails.clone()
    };
    let make = |snapshot: &Snapshot| {
        let basis = Basis {
            account: connection.client.account().name(),
            snapshot,
            guardrails: &asked,
            now: clock(),
        };
        plan_ending(&aim.choice, aim.route, &basis)
    };
    let read = Arc::clone(&reading.snapshot);
    let planned = on_young_facts((&mut reader, read), clock, make).await;
    let (snapshot, plan) = planned.map_err(|refusal| reading.no_plan(refusal))?;
    let unread = reading.unread.max(tell_left(&plan));
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

/// What a plan is aimed at: whose sessions, and by which way.
pub(super) struct Aim {
    choice: Choice,
    route: Route,
}

impl Aim {
    /// Reads what is wanted.
    ///
    /// # Errors
    /// If the filter is no query, or does not say whom it means.
    pub(super) fn of(wanted: &Wanted) -> Result<Self, Failure> {
        let chosen = &wanted.chosen;
        let policy = policy(wanted.undecided, chosen.filter.is_some())?;
        let mut choice = Choice::new(policy);
        if let Some(filter) = &chosen.filter {
            let query = filter_for_a_change(filter)?;
            choice.parts.push(ChoicePart::Matching(query));
        } else if chosen.everyone {
            choice.parts.push(ChoicePart::Everyone);
        } else if let Some(role) = chosen.role {
            choice.parts.push(ChoicePart::Role(role.into()));
        } else if chosen.user.is_empty() {
            let keys = chosen.session.clone();
            choice.parts.push(ChoicePart::Sessions(keys));
        } else {
            choice.parts.push(ChoicePart::People(chosen.user.clone()));
        }
        let route = wanted.route;
        Ok(Self { choice, route })
    }
}
