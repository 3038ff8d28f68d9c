//! `zentop offboard`: suspends people, revokes their tokens and ends their sessions, as one plan.
//!
//! - `show` what would be done, what is left afterwards, and what survives in any case

mod show;

use std::path::Path;

use self::show::Survivors;
use super::choosing::{ChoiceReading, somebody};
use super::cli::{Global, OffboardOptions, PlanFormat};
use super::connect::{Connection, connect_once};
use super::exit::{Failure, SOMETHING_TO_SEE};
use super::expecting::Expectation;
use super::guard::VerbGuard;
use super::naming::too_many_not_asked;
use super::reading::reader;
use super::report::talk;
use super::suspend::{PlannedRun, noted_if, plan_for, run_plan};
use crate::files::read_bounded;
use crate::host::system_clock;
use crate::live::Snapshot;
use crate::model::{Clock, OAuthToken, Role, SafeText, User, UserId, counted};
use crate::operation::{
    Basis, Guardrails, NotOffboarding, OffboardFile, OffboardPart, OffboardWanted, Operation,
    PersonLeft, Plan, Route, look_at_the_left, offboard, people_of, token_in_use,
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
    let parts = wanted.parts();
    let looked = look(&connection, &mut wanted, &clock).await;
    let looked = noted_if(&options.consent, looked, &connection, &clock).await?;
    let lifted = tell_lifted(&looked.reading.snapshot, &before);
    let make = |basis: &Basis<'_>| offboard(&wanted, &looked.tokens, basis);
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
    let people = people_of(&plan);
    let facts = (looked.reading, looked.guardrails);
    let ended = run_plan(
        &connection,
        (&options.consent, expectation),
        facts,
        (plan, expected),
        &clock,
    )
    .await?;
    let left = look_again(&connection, &clock, (&people, &before), parts).await;
    let left = left.into_iter().map(|one| one.doubted_by(&ended.doubts));
    let left: Vec<PersonLeft> = left.collect();
    show::left(&left, format == PlanFormat::Table).map_err(Failure::system)?;
    survivors.tell();
    let is_clean = left.iter().all(PersonLeft::is_clean);
    let left = if is_clean { 0 } else { SOMETHING_TO_SEE };
    Ok(ended.status.max(status).max(left).max(lifted))
}

/// Tells whose suspension by an earlier run was lifted since, and returns the status that this is
/// worth.
fn tell_lifted(snapshot: &Snapshot, before: &[UserId]) -> u8 {
    let mut status = 0;
    for person in snapshot.directory().iter() {
        let is_active = |user: &User| user.suspended == Some(false) && !user.is_deleted();
        let is_lifted = person.known.record().is_ok_and(is_active);
        if is_lifted && before.contains(&person.id) {
            talk(&format!(
                "user {}: NOT SUSPENDED: the run that this is the rest of suspended them, and \
                 somebody lifted it since; they are not suspended again",
                person.id
            ));
            status = SOMETHING_TO_SEE;
        }
    }
    status
}

/// Looks at what is left of people, and at the suspension of those whom an earlier run suspended.
async fn look_again(
    connection: &Connection,
    clock: &Clock,
    (people, before): (&[(UserId, Option<SafeText>)], &[UserId]),
    mut parts: Vec<OffboardPart>,
) -> Vec<PersonLeft> {
    let suspends = parts.contains(&OffboardPart::Suspend);
    if !suspends && !before.is_empty() {
        parts.push(OffboardPart::Suspend);
    }
    let left = look_at_the_left(&connection.client, clock, people, &parts).await;
    let only_asked = |one: PersonLeft| {
        if suspends || before.contains(&one.user) {
            one
        } else {
            one.without_suspension()
        }
    };
    left.into_iter().map(only_asked).collect()
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
}

async fn look(
    connection: &Connection,
    wanted: &mut OffboardWanted,
    clock: &Clock,
) -> Result<OffboardFacts, Failure> {
    let mut reader = reader(&connection.client, clock);
    let mut guard = VerbGuard::of(connection, &mut reader, clock).await?;
    guard.guardrails.own_token = token_in_use(&connection.client, connection.auth).await;
    let mut unread = 0;
    let tokens = if wanted.parts().contains(&OffboardPart::Tokens) {
        let list = TokenList::read(&connection.client, Purpose::Asked).await?;
        if list.unreadable > 0 {
            let tokens = counted(list.unreadable, "token", "tokens");
            talk(&format!("{tokens} could not be read"));
            unread = SOMETHING_TO_SEE;
        }
        list.tokens
    } else {
        Vec::new()
    };
    let operation = Operation::End(Route::User);
    let mut choice = wanted.choice();
    let mut reading = ChoiceReading::of(&mut reader, &mut choice, operation).await?;
    too_many_not_asked(&choice)?;
    wanted.resolve(&choice);
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
