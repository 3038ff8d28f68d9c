//! `zentop offboard`: suspends people, revokes their tokens and ends their sessions, as one plan.
//!
//! - `show` what would be done, and what survives in any case

mod show;

use std::path::Path;

use self::show::Survivors;
use super::choosing::{ChoiceReading, somebody};
use super::cli::{Global, OffboardOptions};
use super::connect::{Connection, connect_once};
use super::exit::{Failure, SOMETHING_TO_SEE};
use super::expecting::Expectation;
use super::guard::VerbGuard;
use super::naming::too_many_not_asked;
use super::reading::reader_by_settings;
use super::refreshing::bring_up_to_date;
use super::report::talk;
use super::suspend::{PlannedRun, noted_if, plan_for, run_plan};
use crate::files::read_bounded;
use crate::host::system_clock;
use crate::live::Snapshot;
use crate::model::{Clock, OAuthToken, Role, SafeText, UserId, counted};
use crate::operation::{
    Basis, Guardrails, NotOffboarding, OffboardFile, OffboardPart, OffboardWanted, Operation, Plan,
    Refusal, Route, offboard, token_in_use,
};
use crate::zendesk::{OAuthClients, Purpose, TokenList};

/// The most that is read as a plan, in bytes.
const LARGEST_FILE: u64 = 64 << 20;

pub(super) async fn run(global: &Global, options: OffboardOptions) -> Result<u8, Failure> {
    if options.parts().is_empty() {
        return Err(Failure::usage(
            "nothing is left to do; leave one --without out",
        ));
    }
    let clock = system_clock();
    let asked = asked(&options)?;
    options.consent.consent.check()?;
    let connection = connect_once(global, clock()).await?;
    let before = asked.suspended_before();
    let mut wanted = asked.at(connection.client.account().name())?;
    let looked = look(&connection, &mut wanted, &clock).await;
    let looked = noted_if(&options.consent, looked, &connection, &clock).await?;
    let lifted = tell_lifted(&looked.reading.snapshot, &before);
    let make = |basis: &Basis<'_>| looked.plan(&wanted, basis);
    let facts = (&looked.reading, &looked.guardrails);
    let planned = plan_for(&connection, &options.consent, facts, make, &clock).await?;
    let choice = wanted.choice();
    let expectation = Expectation {
        choice: &choice,
        expected: options.consent.consent.expected(),
        is_strict: options.deciding.strict,
    };
    let format = options.consent.output.format;
    let (plan, expected, status) = match planned {
        PlannedRun::DryRun(plan, status) => {
            show::plan(&plan, format).map_err(Failure::system)?;
            let survivors = Survivors::of(&plan, &looked.clients);
            survivors.tell();
            let now = looked.reading.snapshot.server_time(clock());
            expectation.check(&plan, (&looked.guardrails, now))?;
            let people = plan.expected();
            talk(&format!(
                "dry run, nothing was sent; to do this: --yes --expect {people}"
            ));
            return Ok(status.max(lifted));
        }
        PlannedRun::Run(plan, expected, status) => (plan, expected, status),
    };
    let survivors = Survivors::of(&plan, &looked.clients);
    let facts = (looked.reading, looked.guardrails);
    let asked = (&options.consent, expectation);
    let ended = run_plan(&connection, asked, facts, (plan, expected), &clock).await?;
    survivors.tell();
    Ok(ended.max(status).max(lifted))
}

/// Tells whose suspension by an earlier run was lifted since, or is not known, and returns the status
/// that this is worth.
fn tell_lifted(snapshot: &Snapshot, before: &[UserId]) -> u8 {
    let mut status = 0;
    for id in before {
        let mut people = snapshot.directory().iter();
        let known = people.find(|person| person.id == *id);
        let record = known.and_then(|person| person.known.record().ok());
        let words = match record.map(|user| (user.is_deleted(), user.suspended)) {
            Some((true, _) | (_, Some(true))) => continue,
            Some((_, Some(false))) => {
                "NOT SUSPENDED: the run that this is the rest of suspended them, and somebody lifted \
                 it since; they are not suspended again"
            }
            Some((_, None)) | None => {
                "NOT SUSPENDED as far as is known: the run that this is the rest of suspended them, \
                 and Zendesk does not tell whether they still are; they are not suspended again"
            }
        };
        talk(&format!("user {id}: {words}"));
        status = SOMETHING_TO_SEE;
    }
    status
}

/// Who is to be offboarded, by options or by a file, which is of one account.
enum AskedFor {
    Chosen(OffboardWanted),
    File(OffboardFile),
}

impl AskedFor {
    /// The people whom an earlier run suspended, of which a file is the rest.
    fn suspended_before(&self) -> Vec<UserId> {
        match self {
            Self::Chosen(_) => Vec::new(),
            Self::File(file) => file.suspended_before(),
        }
    }

    /// What is wanted at this account.
    fn at(self, account: &str) -> Result<OffboardWanted, Failure> {
        match self {
            Self::Chosen(wanted) => Ok(wanted),
            Self::File(file) if file.account == account => Ok(file.wanted()),
            Self::File(file) => {
                let of = SafeText::new(&file.account);
                Err(Failure::guardrail(format!(
                    "the file is of {of}, and this is {account}; nothing was sent"
                )))
            }
        }
    }
}

fn asked(options: &OffboardOptions) -> Result<AskedFor, Failure> {
    match &options.from {
        Some(_) if !options.whom.is_empty() => Err(Failure::usage(
            "--from says whom it is about; leave the other choices out",
        )),
        Some(path) => Ok(AskedFor::File(from_file(path)?)),
        None => {
            let choice = somebody(&options.whom, &options.deciding)?;
            let wanted = OffboardWanted::all_of(&choice, &options.parts());
            Ok(AskedFor::Chosen(wanted))
        }
    }
}

/// Reads the file of what an unfinished run left to do.
fn from_file(path: &Path) -> Result<OffboardFile, Failure> {
    let shown = SafeText::new(&path.display().to_string());
    let file = std::fs::File::open(path);
    let read = file.and_then(|file| read_bounded(file, LARGEST_FILE));
    let bytes = read.map_err(|error| Failure::usage(format!("{shown} cannot be read: {error}")))?;
    let bytes = bytes.ok_or_else(|| Failure::usage(format!("{shown} is larger than any plan")))?;
    OffboardFile::parse(&bytes).map_err(|error: NotOffboarding| {
        Failure::usage(format!("{shown} cannot be taken: {error}"))
    })
}

/// What must be known before anybody is offboarded.
struct OffboardFacts {
    guardrails: Guardrails,
    reading: ChoiceReading,
    tokens: Vec<OAuthToken>,
    clients: OAuthClients,
    /// Whether who they are and what they have is known from too long ago.
    are_old: bool,
}

impl OffboardFacts {
    fn plan(&self, wanted: &OffboardWanted, basis: &Basis<'_>) -> Result<Plan, Refusal> {
        let plan = offboard(wanted, &self.tokens, basis)?;
        Ok(if self.are_old {
            plan.on_old_facts()
        } else {
            plan
        })
    }
}

async fn look(
    connection: &Connection,
    wanted: &mut OffboardWanted,
    clock: &Clock,
) -> Result<OffboardFacts, Failure> {
    let mut reader = reader_by_settings(connection, clock);
    let mut guard = VerbGuard::of(connection, &mut reader, clock).await?;
    guard.guardrails.own_token = token_in_use(&connection.client, connection.auth).await;
    let operation = Operation::End(Route::User);
    let mut choice = wanted.choice();
    let mut reading = ChoiceReading::of(&mut reader, &mut choice, operation).await?;
    too_many_not_asked(&choice)?;
    wanted.resolve(&choice);
    let tokens = if wanted.parts().contains(&OffboardPart::Tokens) {
        let (tokens, unread) = tokens(connection).await?;
        reading.unread = reading.unread.max(unread);
        tokens
    } else {
        Vec::new()
    };
    let client = connection.client.for_enrichment();
    let clients = OAuthClients::read(&client, Purpose::Asked).await?;
    guard.see(&reading.snapshot).await;
    // What was read before a long walk is read again last.
    let basis = Basis {
        account: connection.client.account().name(),
        snapshot: &reading.snapshot,
        guardrails: &guard.guardrails,
        now: clock(),
    };
    let meant = offboard(wanted, &tokens, &basis).map(|plan| plan.people_of_items());
    let meant: Vec<UserId> = meant.unwrap_or_default().into_iter().collect();
    let read = (&mut guard, &mut reading);
    let are_old = bring_up_to_date(&mut reader, read, &meant, clock).await;
    Ok(OffboardFacts {
        guardrails: guard.guardrails,
        are_old,
        clients,
        reading,
        tokens,
    })
}

/// The tokens of the account, and the status that those are worth which could not be read.
async fn tokens(connection: &Connection) -> Result<(Vec<OAuthToken>, u8), Failure> {
    let list = TokenList::read(&connection.client, Purpose::Asked).await;
    let list = list.map_err(|error| {
        Failure::from(error).and(
            "the OAuth tokens of these people are not known; to suspend them and end their sessions \
             all the same: --without tokens",
        )
    })?;
    if list.unreadable == 0 {
        return Ok((list.tokens, 0));
    }
    let tokens = counted(list.unreadable, "token", "tokens");
    talk(&format!("{tokens} could not be read"));
    Ok((list.tokens, SOMETHING_TO_SEE))
}

/// The names of those who are staff and are suspended by a plan.
fn staff(plan: &Plan) -> Vec<String> {
    let mut staff: Vec<String> = Vec::new();
    let suspended = (plan.items().iter()).filter(|item| item.operation == Operation::Suspend);
    for target in suspended.map(|item| &item.target) {
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

#[cfg(test)]
mod tests;
