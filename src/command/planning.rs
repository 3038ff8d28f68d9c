//! From what a verb does, and to whom, to its plan: whom it means is looked up, what is known of them
//! is read, and read again where that is too old; the plan is made of it, and what it leaves out is
//! told. Every verb that changes people, sessions or tokens makes its plan here.
//!
//! - here from the first question to the plan
//! - `aim` what a verb does, and to whom, and what becomes of its plan
//! - `making` a plan while it is being made
//! - `lifted` those whose suspension by an earlier run was lifted since

mod aim;
mod lifted;
mod making;

use std::sync::Arc;

pub(super) use self::aim::{PlanUse, VerbAim};
use self::lifted::tell_lifted;
use self::making::Planning;
use super::away::AwayFrom;
use super::connect::Connection;
use super::exit::Failure;
use super::expecting::tell_left;
use super::refreshing::on_young_facts;
use super::report;
use crate::live::Snapshot;
use crate::model::Clock;
use crate::operation::{Guardrails, Plan, Refusal, check_last_door};
use crate::zendesk::OAuthClients;

/// A plan, with what it was made from.
pub(super) struct Planned {
    /// The status that what could not be read, decided or found is worth, whatever else comes of the
    /// plan.
    pub(super) unread: u8,
    pub(super) guardrails: Guardrails,
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) plan: Plan,
    /// The programs of the account, where what survives an offboarding is told.
    pub(super) clients: OAuthClients,
}

/// Tells whose suspension was lifted since the run that this is the rest of, and returns the status that
/// this is worth.
fn lifted_of(aim: &VerbAim, snapshot: &Snapshot) -> u8 {
    match aim {
        VerbAim::Offboard(wanted) => tell_lifted(snapshot, &wanted.suspended_before),
        _ => 0,
    }
}

/// Makes the plan of what a verb does.
///
/// # Errors
/// If something that is needed cannot be read, or there is no plan.
pub(super) async fn planned(
    connection: &Connection,
    aim: &VerbAim,
    used: PlanUse,
    clock: &Clock,
) -> Result<Planned, Failure> {
    let mut planning = Planning::begin(connection, aim.clone(), used, clock).await?;
    let mut reading = planning.read().await?;
    let first = planning.plan(&reading.snapshot);
    let first = match first {
        Ok(plan) => plan,
        Err(refusal) => {
            lifted_of(&planning.aim, &reading.snapshot);
            return Err(reading.no_plan(refusal));
        }
    };
    let facts = planning.young(&mut reading, &first).await?;
    reading.snapshot = Arc::clone(&facts.snapshot);
    planning.guard.see(&reading.snapshot).await;
    let lifted = lifted_of(&planning.aim, &reading.snapshot);
    let tokens = matches!(planning.aim, VerbAim::Revoke(_)).then_some(planning.tokens.as_slice());
    let made = on_young_facts(first, (&facts, tokens), |snapshot| planning.plan(snapshot));
    let plan = made.map_err(|refusal| reading.no_plan(refusal))?;
    let guardrails = planning.guard.guardrails.clone();
    if let Err(why) = check_last_door(&connection.client, &plan, &guardrails).await {
        return Err(reading.no_plan(Refusal::LastDoor(why)));
    }
    if plan.is_empty() && (reading.unread != 0 || is_of_nobody(&plan)) {
        let (operation, left) = (plan.operation(), plan.left());
        return Err(reading.no_plan(Refusal::Empty { operation, left }));
    }
    if !plan.undecided().is_empty() || !reading.not_read.is_empty() {
        reading.tell_missing();
    }
    let left = tell_left(&plan, used.left());
    let left = left.max(match &planning.aim {
        VerbAim::Change(..) | VerbAim::Offboard(_) => {
            let away = AwayFrom {
                choice: &planning.aim.choice(),
                plan: &plan,
                snapshot: &reading.snapshot,
                tokens: &planning.tokens,
            };
            away.tell(connection, clock).await
        }
        VerbAim::End(..) | VerbAim::Mine(_) | VerbAim::Revoke(_) => 0,
    });
    let (items, excluded) = (plan.count(), plan.excluded().len());
    tracing::info!(items, excluded, "plan made");
    if plan.operation().ends() {
        report::own_stay(&plan);
    }
    Ok(Planned {
        unread: reading.unread.max(left).max(lifted),
        guardrails,
        snapshot: reading.snapshot,
        plan,
        clients: planning.clients,
    })
}

/// Whether every name that was given comes to nobody.
fn is_of_nobody(plan: &Plan) -> bool {
    let misses = plan.not_found();
    plan.excluded().is_empty()
        && plan.undecided().is_empty()
        && !misses.is_empty()
        && misses.iter().all(|miss| miss.because.is_nobody())
}

#[cfg(test)]
mod tests;
