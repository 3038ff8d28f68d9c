//! `zentop suspend`: suspends people, or lifts their suspension with `--undo`.

use super::carry_out::{RunRequest, carry_out, may_write, noted};
use super::choosing::{ChoiceReading, somebody};
use super::cli::{ConsentOptions, Global, SuspendOptions};
use super::connect::{Connection, connect_once};
use super::exit::Failure;
use super::expecting::{Expectation, LeftIsTold, tell_left};
use super::guard::VerbGuard;
use super::reading::reader_by_settings;
use super::refreshing::bring_up_to_date;
use super::report;
use crate::host::system_clock;
use crate::model::{Clock, UserId};
use crate::operation::{
    Basis, Choice, Expected, Guardrails, Operation, Plan, Refusal, Selection, Target,
    check_last_door, plan, select,
};

pub(super) async fn run(global: &Global, options: SuspendOptions) -> Result<u8, Failure> {
    let clock = system_clock();
    let mut choice = somebody(&options.whom, &options.deciding)?;
    options.consent.consent.check()?;
    let connection = connect_once(global, clock()).await?;
    let operation = if options.undo {
        Operation::Unsuspend
    } else {
        Operation::Suspend
    };
    let looked = look(&connection, &mut choice, operation, &clock).await;
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
    match consent.consent.confirmed() {
        Some(_) => noted(tried, connection, clock).await,
        None => tried,
    }
}

/// What options make of a plan, with the status that what was left out is worth.
pub(super) enum PlannedRun {
    /// It is only shown.
    DryRun(Plan, u8),
    /// It is carried out if it has this number.
    Run(Plan, Expected, u8),
}

/// Makes a plan and shows it, or carries it out if that was confirmed by options.
pub(super) async fn contain_or_show(
    connection: &Connection,
    (consent, expectation): (&ConsentOptions, Expectation<'_>),
    (reading, guardrails): (ChoiceReading, Guardrails),
    choose: impl FnOnce(&Basis<'_>) -> Result<Selection, Refusal>,
    clock: &Clock,
) -> Result<u8, Failure> {
    let make = |basis: &Basis<'_>| plan(vec![choose(basis)?], basis);
    let facts = (&reading, &guardrails);
    match plan_for(connection, consent, facts, make, clock).await? {
        PlannedRun::DryRun(plan, status) => {
            report::containment(&plan, consent.output.format).map_err(Failure::system)?;
            report::proof_cost(&plan, &reading.snapshot, &connection.client);
            let now = reading.snapshot.server_time(clock());
            expectation.check(&plan, (&guardrails, now))?;
            may_write(connection)?;
            report::dry_run(&plan, "do this", "");
            Ok(status)
        }
        PlannedRun::Run(plan, expected, status) => {
            let facts = (reading, guardrails);
            let asked = (consent, expectation);
            let ended = run_plan(connection, asked, facts, (plan, expected), clock).await?;
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
) -> Result<PlannedRun, Failure> {
    let expected = consent.consent.confirmed();
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
    let nameless = reading.nameless.as_deref();
    let place = match expected {
        Some(_) => LeftIsTold::Beside,
        None => LeftIsTold::with(consent.output.format),
    };
    let left = (plan.as_ref()).map_or(0, |plan| tell_left(plan, nameless, place));
    let unread = reading.unread.max(left);
    let Some(expected) = expected else {
        return Ok(PlannedRun::DryRun(plan?, unread));
    };
    let plan = noted(plan, connection, clock).await?;
    Ok(PlannedRun::Run(plan, expected, unread))
}

/// Carries a plan out, if it has the number that was expected.
pub(super) async fn run_plan(
    connection: &Connection,
    (consent, expectation): (&ConsentOptions, Expectation<'_>),
    (reading, guardrails): (ChoiceReading, Guardrails),
    (plan, expected): (Plan, Expected),
    clock: &Clock,
) -> Result<u8, Failure> {
    let now = reading.snapshot.server_time(clock());
    let confirmed = expectation.confirm(plan, expected, (&guardrails, now));
    let confirmed = noted(confirmed, connection, clock).await?;
    let job = RunRequest::of(confirmed, (consent.reason(), guardrails), &consent.output)?;
    let snapshot = &reading.snapshot;
    carry_out(connection, job, snapshot, clock).await
}

/// Reads who is meant, and what must be known of them: their own lists if they are few, for the
/// number of sessions that suspending may leave.
async fn look(
    connection: &Connection,
    choice: &mut Choice,
    operation: Operation,
    clock: &Clock,
) -> Result<(Guardrails, ChoiceReading), Failure> {
    let mut reader = reader_by_settings(connection, clock);
    let mut guard = VerbGuard::of(connection, &mut reader, clock).await?;
    let mut reading = ChoiceReading::of(&mut reader, choice, operation).await?;
    guard.see(&reading.snapshot).await;
    let basis = Basis {
        account: connection.client.account().name(),
        snapshot: &reading.snapshot,
        guardrails: &guard.guardrails,
        now: clock(),
    };
    let meant = select::people(choice, operation, &basis);
    let meant = meant.map_or_else(|_| Vec::new(), |found| found.chosen);
    let meant: Vec<UserId> = meant.iter().map(Target::user).collect();
    bring_up_to_date(&mut reader, (&mut guard, &mut reading), &meant, clock).await;
    Ok((guard.guardrails, reading))
}
