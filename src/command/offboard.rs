//! `zentop offboard`: suspends people, revokes their tokens and ends their sessions, as one plan.
//!
//! - `show` what would be done, and what survives in any case

mod show;

use std::path::Path;

pub(super) use self::show::{Survivors, beyond_its_file, plan as show};
use super::choosing::somebody;
use super::cli::{Global, OffboardOptions};
use super::connect::connect_once;
use super::exit::Failure;
use super::planning::VerbAim;
use super::verb::VerbRequest;
use crate::files::read_bounded;
use crate::host::system_clock;
use crate::model::{Role, SafeText, UserId};
use crate::operation::{NotOffboarding, OffboardFile, OffboardWanted, Operation, Plan, Reason};

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
    options.consent.check()?;
    let connection = connect_once(global, clock()).await?;
    let consent = &options.consent;
    let reason = consent.reason().or(asked.reason());
    let request = VerbRequest {
        aim: VerbAim::Offboard(asked.at(connection.client.account().name())?),
        is_strict: options.deciding.strict,
        consent: &consent.consent,
        reason,
        output: &consent.output,
        own_name: None,
    };
    request.run(&connection, &clock).await
}

/// Who is to be offboarded, by options or by a file, which is of one account.
enum AskedFor {
    Chosen(OffboardWanted),
    File(OffboardFile),
}

impl AskedFor {
    /// The reason that a file has: what goes on with a run is done for the reason of that run.
    fn reason(&self) -> Reason {
        match self {
            Self::Chosen(_) => Reason::default(),
            Self::File(file) => file.reason(),
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

/// Those who are staff and are suspended by a plan, by number and name.
fn staff(plan: &Plan) -> Vec<(UserId, String)> {
    let mut staff: Vec<(UserId, String)> = Vec::new();
    let suspended = (plan.items().iter()).filter(|item| item.operation == Operation::Suspend);
    for target in suspended.map(|item| &item.target) {
        let is_staff = matches!(target.role(), Some(Role::Admin | Role::Agent));
        let name = target.name().map_or_else(
            || format!("user {}", target.user()),
            |name| name.as_str().to_owned(),
        );
        let one = (target.user(), name);
        if is_staff && !staff.contains(&one) {
            staff.push(one);
        }
    }
    staff
}
