//! `zentop offboard`: suspends people, revokes their tokens and ends their sessions, as one plan.
//!
//! - `show` what would be done, what is left afterwards, and what survives in any case

mod show;

use self::show::Survivors;
use super::choosing::ChoiceReading;
use super::cli::{Global, OffboardOptions, PlanFormat};
use super::connect::{Connection, connect_once};
use super::exit::{Failure, SOMETHING_TO_SEE};
use super::filter::{filter_for_a_change, policy};
use super::guard::VerbGuard;
use super::reading::reader;
use super::report::talk;
use super::suspend::{Planned, noted_if, plan_for, run_plan};
use crate::host::system_clock;
use crate::model::{Clock, OAuthToken};
use crate::operation::{
    Basis, Choice, ChoicePart, Guardrails, OffboardPart, Operation, Plan, Route, look_at_the_left,
    offboard, people_of, token_in_use,
};
use crate::zendesk::{OAuthClients, Purpose, TokenList};

pub(super) async fn run(global: &Global, options: OffboardOptions) -> Result<u8, Failure> {
    let parts = options.parts();
    if parts.is_empty() {
        return Err(Failure::usage(
            "nothing is left to do; leave one --without out",
        ));
    }
    let clock = system_clock();
    let choice = chosen(&options)?;
    let connection = connect_once(global, clock()).await?;
    let looked = look(&connection, &choice, &parts, &clock).await;
    let looked = noted_if(&options.consent, looked, &connection, &clock).await?;
    let make = |basis: &Basis<'_>| offboard(&choice, &parts, &looked.tokens, basis);
    let facts = (&looked.reading, &looked.guardrails);
    let planned = plan_for(&connection, &options.consent, facts, make, &clock).await?;
    let format = options.consent.output.format;
    let (plan, expected, status) = match planned {
        Planned::DryRun(plan, status) => {
            show::plan(&plan, format).map_err(Failure::system)?;
            let survivors = Survivors::of(&plan, &looked.clients);
            survivors.tell();
            let people = plan.people();
            talk(&format!(
                "dry run, nothing was sent; to do this: --yes --expect {people}"
            ));
            return Ok(status);
        }
        Planned::Run(plan, expected, status) => (plan, expected, status),
    };
    let survivors = Survivors::of(&plan, &looked.clients);
    let people = people_of(&plan);
    let facts = (looked.reading, looked.guardrails);
    let run = run_plan(
        &connection,
        &options.consent,
        facts,
        (plan, expected),
        &clock,
    )
    .await;
    // Whatever stopped the run, what is left of everybody is what matters.
    let left = look_at_the_left(&connection.client, &clock, &people, &parts).await;
    show::left(&left, format == PlanFormat::Table).map_err(Failure::system)?;
    survivors.tell();
    let is_clean = left.iter().all(|person| person.is_clean());
    let left = if is_clean { 0 } else { SOMETHING_TO_SEE };
    Ok(run?.max(status).max(left))
}

/// The choice that the options make.
fn chosen(options: &OffboardOptions) -> Result<Choice, Failure> {
    let filter = options.people.filter.as_deref();
    let query = filter.map(filter_for_a_change).transpose()?;
    let mut choice = Choice::new(policy(options.undecided, query.is_some())?);
    choice.parts.push(match query {
        Some(query) => ChoicePart::Matching(query),
        None => ChoicePart::People(options.people.user.clone()),
    });
    Ok(choice)
}

/// What must be known before anybody is offboarded.
struct OffboardFacts {
    guardrails: Guardrails,
    reading: ChoiceReading,
    tokens: Vec<OAuthToken>,
    clients: OAuthClients,
}

async fn look(
    connection: &Connection,
    choice: &Choice,
    parts: &[OffboardPart],
    clock: &Clock,
) -> Result<OffboardFacts, Failure> {
    let mut reader = reader(&connection.client, clock);
    let mut guard = VerbGuard::of(connection, &mut reader, clock).await?;
    guard.guardrails.own_token = token_in_use(&connection.client, connection.auth).await;
    let mut unread = 0;
    let tokens = if parts.contains(&OffboardPart::Tokens) {
        let list = TokenList::read(&connection.client, Purpose::Asked).await?;
        if list.unreadable > 0 {
            talk(&format!("{} tokens could not be read", list.unreadable));
            unread = SOMETHING_TO_SEE;
        }
        list.tokens
    } else {
        Vec::new()
    };
    let operation = Operation::End(Route::User);
    let mut reading = ChoiceReading::of(&mut reader, choice, operation).await?;
    reading.unread = reading.unread.max(unread);
    guard.see(&reading.snapshot).await;
    let client = connection.client.for_enrichment();
    Ok(OffboardFacts {
        guardrails: guard.guardrails,
        clients: OAuthClients::read(&client, Purpose::Asked).await?,
        reading,
        tokens,
    })
}

/// The names of a plan's people who are staff.
fn staff(plan: &Plan) -> Vec<String> {
    use crate::model::Role;
    let mut staff: Vec<String> = Vec::new();
    for target in plan.targets() {
        let is_staff = matches!(target.role(), Some(Role::Admin | Role::Agent));
        let name = target.name().map_or_else(
            || format!("user {}", target.user()),
            |name| name.as_str().to_owned(),
        );
        if is_staff && !staff.contains(&name) {
            staff.push(name);
        }
    }
    staff
}
