//! `zentop suspend`: suspends people, or lifts their suspension with `--undo`.

use super::carry_out::{RunRequest, carry_out, noted, recover};
use super::choosing::{ChoiceReading, somebody};
use super::cli::{ConsentOptions, Global, SuspendOptions};
use super::connect::{Connection, connect_once};
use super::exit::Failure;
use super::expecting::{Expectation, tell_left};
use super::guard::VerbGuard;
use super::reading::reader;
use super::report::{self, talk};
use super::report_files::ReportFiles;
use crate::host::system_clock;
use crate::model::Clock;
use crate::operation::{
    Basis, Choice, Guardrails, Operation, Refusal, RunContext, Selection, check_last_door, plan,
    select,
};

pub(super) async fn run(global: &Global, options: SuspendOptions) -> Result<u8, Failure> {
    let clock = system_clock();
    let choice = somebody(&options.whom, &options.deciding)?;
    let connection = connect_once(global, clock()).await?;
    let operation = if options.undo {
        Operation::Unsuspend
    } else {
        Operation::Suspend
    };
    let looked = look(&connection, &choice, operation, &clock).await;
    let (guardrails, reading) = noted_if(&options.consent, looked, &connection, &clock).await?;
    let choose = |basis: &Basis<'_>| select::people(&choice, operation, basis);
    let expectation = Expectation {
        choice: &choice,
        expected: options.consent.consent.expected(),
        is_strict: options.deciding.strict,
    };
    contain_or_show(
        &connection,
        (&options.consent, expectation),
        (&reading, guardrails),
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
    match consent.consent.confirmed() {
        Some(_) => noted(tried, connection, clock).await,
        None => tried,
    }
}

/// Makes a plan and shows it, or carries it out if that was confirmed by options. In a dry run
/// read-only is no reason not to make a plan, since nothing is sent.
pub(super) async fn contain_or_show(
    connection: &Connection,
    (consent, expectation): (&ConsentOptions, Expectation<'_>),
    (reading, guardrails): (&ChoiceReading, Guardrails),
    choose: impl FnOnce(&Basis<'_>) -> Result<Selection, Refusal>,
    clock: &Clock,
) -> Result<u8, Failure> {
    let snapshot = &*reading.snapshot;
    let expected = consent.consent.confirmed();
    let asked = Guardrails {
        read_only: guardrails.read_only && expected.is_some(),
        ..guardrails.clone()
    };
    let basis = Basis {
        account: connection.client.account().name(),
        snapshot,
        guardrails: &asked,
        now: clock(),
    };
    let selection = choose(&basis);
    let plan = selection.and_then(|selection| plan(vec![selection], &basis));
    let plan = plan.inspect(|plan| {
        let (items, excluded) = (plan.count(), plan.excluded().len());
        tracing::info!(items, excluded, "plan made");
    });
    let plan = match plan {
        Ok(plan) => match check_last_door(&connection.client, &plan, &guardrails).await {
            Ok(()) => Ok(plan),
            Err(why) => Err(Refusal::LastDoor(why)),
        },
        refused => refused,
    };
    let plan = plan.map_err(|refusal| reading.no_plan(refusal));
    let nameless = reading.nameless.as_deref();
    let left = plan.as_ref().map_or(0, |plan| tell_left(plan, nameless));
    let unread = reading.unread.max(left);
    let now = snapshot.server_time(clock());
    let Some(expected) = expected else {
        let plan = plan?;
        let count = plan.count();
        report::containment(&plan, consent.output.format).map_err(Failure::system)?;
        expectation.check(&plan, (&guardrails, now))?;
        talk(&format!(
            "dry run, nothing was sent; to do this: --yes --expect {count}"
        ));
        return Ok(unread);
    };
    let plan = noted(plan, connection, clock).await?;
    let confirmed = expectation.confirm(plan, expected, (&guardrails, now));
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
    recover(connection, &RunContext::of(snapshot), clock).await;
    let status = carry_out(connection, job, snapshot, clock).await?;
    Ok(status.max(unread))
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
    let reading = ChoiceReading::of(reader, choice, operation).await?;
    guard.see(&reading.snapshot).await;
    Ok((guard.guardrails, reading))
}
