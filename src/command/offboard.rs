//! `zentop offboard`: suspends people, revokes their tokens and ends their sessions, as one plan.

use std::path::Path;

use super::choosing::somebody;
use super::cli::{Global, OffboardOptions};
use super::connect::connect_once;
use super::exit::Failure;
use super::planning::VerbAim;
use super::verb::VerbRequest;
use crate::files::read_bounded;
use crate::host::system_clock;
use crate::model::SafeText;
use crate::operation::{BadSeal, Here, NotOffboarding, OffboardRest, OffboardWanted, Reason};
use crate::zendesk::Account;

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
        aim: VerbAim::Offboard(asked.at(connection.client.account())?),
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
    File(OffboardRest),
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
    fn at(self, account: &Account) -> Result<OffboardWanted, Failure> {
        let file = match self {
            Self::Chosen(wanted) => return Ok(wanted),
            Self::File(file) => file,
        };
        let here = Here {
            account: account.name(),
            origin: account.origin(),
        };
        file.check(here).map_err(|bad| not_taken(&bad, &file))?;
        file.wanted().map_err(Failure::guardrail)
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

/// The failure of a file that is not taken, with the way to go on without it. Whom an edited one names
/// is what somebody wrote into it.
fn not_taken(bad: &BadSeal, file: &OffboardRest) -> Failure {
    let instead = if matches!(bad, BadSeal::Edited) {
        "name the people anew, as the records of the run have them (zentop journal show): zentop offboard \
         --user ID …"
            .to_owned()
    } else {
        format!(
            "name its people anew: zentop offboard {}",
            file.as_options()
        )
    };
    Failure::guardrail(format!(
        "the file of what is left {bad}; nothing was sent\n  {instead}"
    ))
}

/// Reads the file of what an unfinished run left to do.
fn from_file(path: &Path) -> Result<OffboardRest, Failure> {
    let shown = SafeText::new(&path.display().to_string());
    let file = std::fs::File::open(path);
    let read = file.and_then(|file| read_bounded(file, LARGEST_FILE));
    let bytes = read.map_err(|error| Failure::usage(format!("{shown} cannot be read: {error}")))?;
    let bytes = bytes.ok_or_else(|| Failure::usage(format!("{shown} is larger than any plan")))?;
    OffboardRest::parse(&bytes).map_err(|error| match error {
        NotOffboarding::NoHash => Failure::guardrail(format!(
            "{shown} is not taken: {error}\n  name its people anew: zentop offboard --user ID …"
        )),
        error => Failure::usage(format!("{shown} cannot be taken: {error}")),
    })
}
