//! `zentop end`: shows a plan, and carries it out only if `--yes` and the right `--expect` are
//! given.

use std::sync::Arc;

use super::carry_out::{RunRequest, carry_out, noted, recover};
use super::cli::{EndOptions, Global, Wanted};
use super::connect::{Connection, connect_once, guardrails};
use super::exit::Failure;
use super::reading::reader;
use super::report;
use super::report_files::ReportFiles;
use crate::host::system_clock;
use crate::live::{Reader, Snapshot};
use crate::model::{Clock, UserId};
use crate::operation::{Basis, Choice, Guardrails, Plan, RunContext, plan_ending};
use crate::query::Query;

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
    let connection = connect_once(global, clock()).await?;
    let Some(expected) = options.expect.filter(|_| options.yes) else {
        let Planned {
            snapshot,
            plan,
            unread,
            ..
        } = planned(&connection, &options.wanted, &clock, true).await?;
        report::plan(&plan, &snapshot, options.output.format, clock()).map_err(Failure::system)?;
        report::beyond(plan.operation());
        let count = plan.count();
        report::talk(&format!(
            "dry run, nothing was sent; to end these: --yes --expect {count}"
        ));
        return Ok(unread);
    };
    let planned = planned(&connection, &options.wanted, &clock, false).await;
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
    wanted: &Wanted,
    clock: &Clock,
    dry: bool,
) -> Result<Planned, Failure> {
    let mut guardrails = guardrails(&connection.settings);
    let mut reader = reader(&connection.client, clock);
    guardrails.own_user = Some(reader.identify().await?.id);

    let (choice, snapshot) = look(reader, wanted).await?;
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
    let plan = plan_ending(&choice, wanted.route, &basis);
    let plan = plan.map_err(|refusal| Failure::no_plan(refusal, unread))?;
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
async fn look(mut reader: Reader, wanted: &Wanted) -> Result<(Choice, Arc<Snapshot>), Failure> {
    if let Some(choice) = all_of(wanted)? {
        let by_words = matches!(choice, Choice::Matching(_));
        let mut reading = reader.with_organizations(by_words).walk().await?;
        if matches!(choice, Choice::Everyone) {
            // Everyone is chosen, so it does not matter that some have no name.
            reading.nameless = None;
        }
        return Ok((choice, reading.for_a_choice()?));
    }
    let choice = if wanted.chosen.user.is_empty() {
        Choice::Sessions(wanted.chosen.session.clone())
    } else {
        Choice::People(wanted.chosen.user.clone())
    };
    let mut people: Vec<UserId> = match &choice {
        Choice::Sessions(keys) => keys.iter().map(|key| key.user).collect(),
        _ => wanted.chosen.user.clone(),
    };
    people.sort_unstable();
    people.dedup();
    let snapshot = reader.people(&people).await?;
    Ok((choice, snapshot))
}

/// The choice that means "all" of something, if that is wanted.
fn all_of(wanted: &Wanted) -> Result<Option<Choice>, Failure> {
    if let Some(filter) = &wanted.chosen.filter {
        let query = Query::parse(filter);
        if query.is_empty() {
            let message = "an empty --filter would mean everyone, so it is refused";
            return Err(Failure::usage(message));
        }
        return Ok(Some(Choice::Matching(query)));
    }
    let everyone = wanted.chosen.everyone.then_some(Choice::Everyone);
    Ok(wanted.chosen.role.map(Choice::Role).or(everyone))
}
