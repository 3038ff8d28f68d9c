//! `zentop suspend`: suspends people, or lifts their suspension with `--undo`.

use std::sync::Arc;

use super::carry_out::{RunRequest, carry_out, noted, recover};
use super::cli::{ConsentOptions, Global, SuspendOptions};
use super::connect::{Connection, connect_once, guardrails};
use super::exit::Failure;
use super::reading::reader;
use super::report::{self, talk};
use super::report_files::ReportFiles;
use crate::host::system_clock;
use crate::live::{LISTS_AT_MOST, Snapshot, matching};
use crate::model::{Clock, UserId};
use crate::operation::{
    Basis, Guardrails, Operation, Refusal, RunContext, Selection, plan, select,
};
use crate::query::Query;

pub(super) async fn run(global: &Global, options: SuspendOptions) -> Result<u8, Failure> {
    let clock = system_clock();
    let connection = connect_once(global, clock()).await?;
    let looked = look(&connection, &options, &clock).await;
    let (guardrails, people, snapshot) =
        noted_if(&options.consent, looked, &connection, &clock).await?;
    let operation = if options.undo {
        Operation::Unsuspend
    } else {
        Operation::Suspend
    };
    let choose = |basis: &Basis<'_>| select::people(&people, operation, basis);
    contain_or_show(
        &connection,
        &options.consent,
        (&snapshot, guardrails),
        0,
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

/// Reads who is meant and what must be known of them: their own lists if they are few, for the
/// number of sessions that suspending may leave.
async fn look(
    connection: &Connection,
    options: &SuspendOptions,
    clock: &Clock,
) -> Result<(Guardrails, Vec<UserId>, Arc<Snapshot>), Failure> {
    let mut guardrails = guardrails(&connection.settings);
    let mut reader = reader(&connection.client, clock);
    guardrails.own_user = Some(reader.identify().await?.id);
    let Some(filter) = &options.people.filter else {
        let mut people = options.people.user.clone();
        people.sort_unstable();
        people.dedup();
        let snapshot = if people.len() <= LISTS_AT_MOST {
            reader.people(&people).await?
        } else {
            reader.names(&people).await?
        };
        return Ok((guardrails, people, snapshot));
    };
    let query = Query::parse(filter);
    if query.is_empty() {
        let message = "an empty --filter would mean everyone, so it is refused";
        return Err(Failure::usage(message));
    }
    let reading = reader.with_organizations(true).walk().await?;
    let snapshot = reading.for_a_choice()?;
    let slots = matching(&snapshot, &query).into_iter();
    let mut people: Vec<UserId> = slots
        .filter_map(|slot| Some(snapshot.key(slot)?.user))
        .collect();
    people.sort_unstable();
    people.dedup();
    Ok((guardrails, people, snapshot))
}
