//! `zentop suspend`: suspends people, or lifts their suspension with `--undo`.

use super::carry_out::{RunRequest, carry_out, noted, recover};
use super::choosing::ChoiceReading;
use super::cli::{ConsentOptions, Global, SuspendOptions};
use super::connect::{Connection, connect_once};
use super::exit::Failure;
use super::filter::{filter_for_a_change, policy, tell_left};
use super::guard::VerbGuard;
use super::reading::reader;
use super::report::{self, talk};
use super::report_files::ReportFiles;
use crate::host::system_clock;
use crate::model::Clock;
use crate::operation::{
    Basis, Choice, ChoicePart, Guardrails, Operation, Plan, Refusal, RunContext, Selection,
    check_last_door, plan, select,
};

pub(super) async fn run(global: &Global, options: SuspendOptions) -> Result<u8, Failure> {
    let clock = system_clock();
    let filter = options.people.filter.as_deref();
    let query = filter.map(filter_for_a_change).transpose()?;
    let policy = policy(options.undecided, query.is_some())?;
    let connection = connect_once(global, clock()).await?;
    let mut choice = Choice::new(policy);
    match query {
        Some(query) => choice.parts.push(ChoicePart::Matching(query)),
        None => choice
            .parts
            .push(ChoicePart::People(options.people.user.clone())),
    }
    let operation = if options.undo {
        Operation::Unsuspend
    } else {
        Operation::Suspend
    };
    let looked = look(&connection, &choice, operation, &clock).await;
    let (guardrails, reading) = noted_if(&options.consent, looked, &connection, &clock).await?;
    let choose = |basis: &Basis<'_>| select::people(&choice, operation, basis);
    contain_or_show(
        &connection,
        &options.consent,
        (reading, guardrails),
        choose,
        &clock,
    )
    .await
}

/// Returns `tried` as it is. If it failed, and more than a dry run was asked for, that is recorded.
pub(super) async fn noted_if<T>(
    consent: &ConsentOptions,
    tried: Result<T, Failure>,
    connection: &Connection,
    clock: &Clock,
) -> Result<T, Failure> {
    match consent.expected() {
        Some(_) => noted(tried, connection, clock).await,
        None => tried,
    }
}

/// What options make of a plan, with the status that what was left out is worth.
pub(super) enum Planned {
    /// It is only shown.
    DryRun(Plan, u8),
    /// It is carried out if it has this number.
    Run(Plan, usize, u8),
}

/// Makes a plan and shows it, or carries it out if that was confirmed by options.
pub(super) async fn contain_or_show(
    connection: &Connection,
    consent: &ConsentOptions,
    (reading, guardrails): (ChoiceReading, Guardrails),
    choose: impl FnOnce(&Basis<'_>) -> Result<Selection, Refusal>,
    clock: &Clock,
) -> Result<u8, Failure> {
    let make = |basis: &Basis<'_>| plan(vec![choose(basis)?], basis);
    let facts = (&reading, &guardrails);
    match plan_for(connection, consent, facts, make, clock).await? {
        Planned::DryRun(plan, status) => {
            let count = plan.count();
            report::containment(&plan, consent.output.format).map_err(Failure::system)?;
            report::proof_cost(&plan, &reading.snapshot, &connection.client);
            talk(&format!(
                "dry run, nothing was sent; to do this: --yes --expect {count}"
            ));
            Ok(status)
        }
        Planned::Run(plan, expected, status) => {
            let facts = (reading, guardrails);
            let ended = run_plan(connection, consent, facts, (plan, expected), clock).await?;
            Ok(ended.max(status))
        }
    }
}

/// Makes a plan. In a dry run read-only is no reason not to make one, since nothing is sent.
pub(super) async fn plan_for(
    connection: &Connection,
    consent: &ConsentOptions,
    (reading, guardrails): (&ChoiceReading, &Guardrails),
    make: impl FnOnce(&Basis<'_>) -> Result<Plan, Refusal>,
    clock: &Clock,
) -> Result<Planned, Failure> {
    let expected = consent.expected();
    let asked = Guardrails {
        read_only: guardrails.read_only && expected.is_some(),
        ..guardrails.clone()
    };
    let basis = Basis {
        account: connection.client.account().name(),
        snapshot: &reading.snapshot,
        guardrails: &asked,
        now: clock(),
    };
    let plan = make(&basis).inspect(|plan| {
        let (items, excluded) = (plan.count(), plan.excluded().len());
        tracing::info!(items, excluded, "plan made");
    });
    let plan = match plan {
        Ok(plan) => match check_last_door(&connection.client, &plan, guardrails).await {
            Ok(()) => Ok(plan),
            Err(why) => Err(Refusal::LastDoor(why)),
        },
        refused => refused,
    };
    let plan = plan.map_err(|refusal| reading.no_plan(refusal));
    let left = plan.as_ref().map_or(0, tell_left);
    let unread = reading.unread.max(left);
    let Some(expected) = expected else {
        return Ok(Planned::DryRun(plan?, unread));
    };
    let plan = noted(plan, connection, clock).await?;
    Ok(Planned::Run(plan, expected, unread))
}

/// Carries a plan out, if it has the number that was expected.
pub(super) async fn run_plan(
    connection: &Connection,
    consent: &ConsentOptions,
    (reading, guardrails): (ChoiceReading, Guardrails),
    (plan, expected): (Plan, usize),
    clock: &Clock,
) -> Result<u8, Failure> {
    let count = plan.expected();
    let confirmed = plan.confirm_count(expected).map_err(|_| {
        Failure::guardrail(format!(
            "--expect {expected}, but the plan has {count}; nothing was sent"
        ))
    });
    let confirmed = noted(confirmed, connection, clock).await?;
    let job = RunRequest {
        confirmed,
        gone: Vec::new(),
        plan_file: None,
        reason: consent.reason(),
        guardrails,
        format: consent.output.format,
        files: ReportFiles::create(&consent.output.report)?,
    };
    let snapshot = &reading.snapshot;
    recover(connection, &RunContext::of(snapshot), clock).await;
    carry_out(connection, job, snapshot, clock).await
}

/// Reads who is meant, and what must be known of them: their own lists if they are few, for the
/// number of sessions that suspending may leave.
async fn look(
    connection: &Connection,
    choice: &Choice,
    operation: Operation,
    clock: &Clock,
) -> Result<(Guardrails, ChoiceReading), Failure> {
    let mut reader = reader(&connection.client, clock);
    let mut guard = VerbGuard::of(connection, &mut reader, clock).await?;
    let reading = ChoiceReading::of(&mut reader, choice, operation).await?;
    guard.see(&reading.snapshot).await;
    Ok((guard.guardrails, reading))
}
