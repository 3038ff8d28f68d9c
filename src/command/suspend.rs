//! `zentop suspend`: suspends people, or lifts their suspension with `--undo`.

use std::sync::Arc;

use super::carry_out::{RunRequest, carry_out, noted, recover};
use super::cli::{ConsentOptions, Global, SuspendOptions};
use super::connect::{Connection, connect_once};
use super::exit::Failure;
use super::filter::{filter_for_a_change, for_a_query, policy, tell_left};
use super::guard::Guard;
use super::reading::reader;
use super::report::{self, talk};
use super::report_files::ReportFiles;
use crate::host::system_clock;
use crate::live::{LISTS_AT_MOST, Snapshot};
use crate::model::{Clock, UserId};
use crate::operation::{
    Basis, Guardrails, Operation, Refusal, RunContext, Selection, UndecidedPolicy, check_last_door,
    plan, select,
};
use crate::query::Query;

pub(super) async fn run(global: &Global, options: SuspendOptions) -> Result<u8, Failure> {
    let clock = system_clock();
    let filter = options.people.filter.as_deref();
    let query = filter.map(filter_for_a_change).transpose()?;
    let policy = policy(options.undecided, query.is_some())?;
    let connection = connect_once(global, clock()).await?;
    let looked = look(&connection, &options, (query, policy), &clock).await;
    let (guardrails, (people, left), snapshot) =
        noted_if(&options.consent, looked, &connection, &clock).await?;
    let operation = if options.undo {
        Operation::Unsuspend
    } else {
        Operation::Suspend
    };
    let choose = |basis: &Basis<'_>| select::people(&people, operation, basis);
    let status = contain_or_show(
        &connection,
        &options.consent,
        (&snapshot, guardrails),
        0,
        choose,
        &clock,
    )
    .await?;
    Ok(status.max(tell_left(left, ("person is", "people are"))))
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

/// Makes a plan and shows it, or carries it out if that was confirmed by options. In a dry run
/// read-only is no reason not to make a plan, since nothing is sent. `unread` is the status that what
/// could not be read beside the snapshot is worth.
pub(super) async fn contain_or_show(
    connection: &Connection,
    consent: &ConsentOptions,
    (snapshot, guardrails): (&Snapshot, Guardrails),
    unread: u8,
    choose: impl FnOnce(&Basis<'_>) -> Result<Selection, Refusal>,
    clock: &Clock,
) -> Result<u8, Failure> {
    let unread = report::unread(snapshot).max(unread);
    let expected = consent.expected();
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
    let plan = plan.map_err(|refusal| Failure::no_plan(refusal, unread));
    let Some(expected) = expected else {
        let plan = plan?;
        let count = plan.count();
        report::containment(&plan, consent.output.format).map_err(Failure::system)?;
        talk(&format!(
            "dry run, nothing was sent; to do this: --yes --expect {count}"
        ));
        return Ok(unread);
    };
    let plan = noted(plan, connection, clock).await?;
    let count = plan.count();
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
    recover(connection, &RunContext::of(snapshot), clock).await;
    let status = carry_out(connection, job, snapshot, clock).await?;
    Ok(status.max(unread))
}

/// Reads who is meant, with the number of people of whom that cannot be known, and what must be known
/// of them: their own lists if they are few, for the number of sessions that suspending may leave.
async fn look(
    connection: &Connection,
    options: &SuspendOptions,
    (query, policy): (Option<Query>, UndecidedPolicy),
    clock: &Clock,
) -> Result<(Guardrails, (Vec<UserId>, usize), Arc<Snapshot>), Failure> {
    let mut reader = reader(&connection.client, clock);
    let mut guard = Guard::of(connection, &mut reader, clock).await?;
    let Some(query) = query else {
        let mut people = options.people.user.clone();
        people.sort_unstable();
        people.dedup();
        let snapshot = if people.len() <= LISTS_AT_MOST {
            reader.people(&people).await?
        } else {
            reader.names(&people).await?
        };
        guard.see(&snapshot).await;
        return Ok((guard.guardrails, (people, 0), snapshot));
    };
    let reading = reader.for_query(&query).walk().await?;
    let snapshot = for_a_query(reading, &query, policy, (&guard.guardrails, clock()))?;
    guard.see(&snapshot).await;
    let guardrails = guard.guardrails;
    let basis = Basis {
        account: connection.client.account().name(),
        snapshot: &snapshot,
        guardrails: &guardrails,
        now: clock(),
    };
    let people = select::people_matching(&query, policy, &basis)?;
    Ok((guardrails, people, snapshot))
}
