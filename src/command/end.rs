//! `zentop end`: shows a plan, and carries it out only if `--yes` and the right `--expect` are
//! given.

use std::sync::Arc;

use super::carry_out::{RunRequest, carry_out, noted, recover};
use super::cli::{EndOptions, Global, Wanted};
use super::connect::{Connection, connect_once};
use super::exit::Failure;
use super::filter::{filter_for_a_change, for_a_query, policy, tell_left};
use super::guard::Guard;
use super::reading::reader;
use super::report;
use super::report_files::ReportFiles;
use crate::host::system_clock;
use crate::live::{Reader, Snapshot};
use crate::model::{Clock, UserId};
use crate::operation::{Basis, Choice, Guardrails, Plan, Route, RunContext, plan_ending};

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
    let mut guard = Guard::of(connection, &mut reader, clock).await?;

    let snapshot = look(reader, &aim.choice, (&guard.guardrails, clock)).await?;
    guard.see(&snapshot).await;
    let guardrails = guard.guardrails;
    let unread = report::unread(&snapshot);
    let asked = Guardrails {
        read_only: guardrails.read_only && !dry,
        ..guardrails.clone()
    };
    let basis = Basis {
        account: connection.client.account().name(),
        snapshot: &snapshot,
        guardrails: &asked,
        now: clock(),
    };
    let plan = plan_ending(&aim.choice, aim.route, &basis);
    let plan = plan.map_err(|refusal| Failure::no_plan(refusal, unread))?;
    let unread = unread.max(tell_left(plan.undecided(), ("session is", "sessions are")));
    let (items, excluded) = (plan.count(), plan.excluded().len());
    tracing::info!(items, excluded, "plan made");
    Ok(Planned {
        unread,
        guardrails,
        snapshot,
        plan,
    })
}

/// Reads what the choice needs and no more: everything for a choice of "all", else the people's
/// lists.
async fn look(
    mut reader: Reader,
    choice: &Choice,
    (guardrails, clock): (&Guardrails, &Clock),
) -> Result<Arc<Snapshot>, Failure> {
    let mut people: Vec<UserId> = match choice {
        Choice::Matching(query, policy) => {
            let reading = reader.for_query(query).walk().await?;
            return for_a_query(reading, query, *policy, (guardrails, clock()));
        }
        Choice::Role(_) => return Ok(reader.walk().await?.for_a_choice()?),
        Choice::Everyone => {
            let mut reading = reader.walk().await?;
            // Everyone is chosen, so it does not matter that some have no name.
            reading.nameless = None;
            return Ok(reading.for_a_choice()?);
        }
        Choice::Sessions(keys) => keys.iter().map(|key| key.user).collect(),
        Choice::People(people) => people.clone(),
    };
    people.sort_unstable();
    people.dedup();
    Ok(reader.people(&people).await?)
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
        let choice = if let Some(filter) = &chosen.filter {
            Choice::Matching(filter_for_a_change(filter)?, policy)
        } else if chosen.everyone {
            Choice::Everyone
        } else if let Some(role) = chosen.role {
            Choice::Role(role)
        } else if chosen.user.is_empty() {
            Choice::Sessions(chosen.session.clone())
        } else {
            Choice::People(chosen.user.clone())
        };
        let route = wanted.route;
        Ok(Self { choice, route })
    }
}
