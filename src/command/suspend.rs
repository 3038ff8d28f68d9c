//! `zentop suspend`: people who can no longer sign in, or can again with `--undo`.

use std::sync::Arc;

use super::carry_out::{Job, carry_out, recover};
use super::cli::{Consent, Global, SuspendOptions};
use super::connect::{Connection, Manner, connect, guardrails};
use super::exit::Failure;
use super::gather::{LISTS_AT_MOST, Reader};
use super::papers::Papers;
use super::report::{self, talk};
use crate::live::{Snapshot, matching};
use crate::model::{Clock, UserId};
use crate::query::Query;
use crate::runtime::{Known, system_clock};
use crate::terminate::Guardrails;
use crate::terminate::contain::{self, Basis, Plan, Refusal};
use crate::zendesk::ApiError;

pub(super) async fn run(global: &Global, options: SuspendOptions) -> Result<u8, Failure> {
    let clock = system_clock();
    let connection = connect(global, Manner::Once, clock()).await?;
    if let Some(notice) = &connection.notice {
        talk(notice);
    }
    let mut rails = guardrails(&connection.settings);
    let mut reader = Reader::new(connection.client.clone(), clock.clone());
    rails.own_user = Some(reader.identify().await?.id);
    let (people, seen) = look(reader, &options).await?;
    let make = |basis: &Basis<'_>| {
        if options.undo {
            contain::lift(&people, basis)
        } else {
            contain::suspend(&people, basis)
        }
    };
    contain_or_show(&connection, &options.consent, (&seen, rails), make, &clock).await
}

/// Makes a plan and shows it, or carries it out if it was consented to. With a dry run,
/// read-only is no reason not to make a plan, since nothing is sent.
pub(super) async fn contain_or_show(
    connection: &Connection,
    consent: &Consent,
    (seen, rails): (&Snapshot, Guardrails),
    make: impl FnOnce(&Basis<'_>) -> Result<Plan, Refusal>,
    clock: &Clock,
) -> Result<u8, Failure> {
    let expected = consent.expected();
    let asked = Guardrails {
        read_only: rails.read_only && expected.is_some(),
        ..rails.clone()
    };
    let plan = make(&Basis {
        account: connection.client.account().name(),
        seen,
        rails: &asked,
        now: clock(),
    })?;
    let count = plan.subjects().len();
    let Some(expected) = expected else {
        report::containment(&plan, consent.told.format).map_err(Failure::system)?;
        talk(&format!(
            "dry run, nothing was sent; to do this: --yes --expect {count}"
        ));
        return Ok(0);
    };
    let confirmed = plan.confirm_count(expected).map_err(|_| {
        Failure::guardrail(format!(
            "--expect {expected}, but the plan has {count}; nothing was sent"
        ))
    })?;
    let job = Job {
        confirmed: confirmed.into(),
        gone: Vec::new(),
        plan_file: None,
        reason: consent.reason(),
        rails,
        format: consent.told.format,
        papers: Papers::create(&consent.told.report)?,
    };
    recover(connection, &Known::of(seen), clock).await;
    carry_out(connection, job, seen, clock).await
}

/// Who is meant, and what must be known of them: their own lists if they are few, for the
/// number of sessions that suspending may leave.
async fn look(
    mut reader: Reader,
    options: &SuspendOptions,
) -> Result<(Vec<UserId>, Arc<Snapshot>), Failure> {
    let Some(filter) = &options.people.filter else {
        let mut people = options.people.user.clone();
        people.sort_unstable();
        people.dedup();
        let seen = if people.len() <= LISTS_AT_MOST {
            reader.people(&people).await?
        } else {
            reader.names(&people).await?
        };
        return Ok((people, seen));
    };
    let query = Query::parse(filter);
    if query.is_empty() {
        let says = "an empty --filter would mean everyone, so it is refused";
        return Err(Failure::usage(says));
    }
    let reading = reader.walk().await?;
    if let Some(error) = reading.broke {
        return Err(Failure::from(ApiError::clone(&error)));
    }
    let seen = reading.seen;
    let slots = matching(&seen, &query).into_iter();
    let mut people: Vec<UserId> = slots
        .filter_map(|slot| Some(seen.key(slot)?.user))
        .collect();
    people.sort_unstable();
    people.dedup();
    Ok((people, seen))
}
