//! `zentop plan`: writes what a verb would do to a file, for a second person to read.

use std::io::Write as _;
use std::time::Duration;

use super::choosing::somebody;
use super::cli::{FileOrStream, Global, PlanOptions, PlannedWork};
use super::connect::connect_once;
use super::exit::Failure;
use super::expecting::Expectation;
use super::left_open::tell_left_open;
use super::output;
use super::planning::{PlanUse, Planned, VerbAim, planned};
use super::report::count_in_words;
use super::report::talk;
use crate::files::path_word;
use crate::host::{local_zone, system_clock};
use crate::journal::Place;
use crate::model::counted;
use crate::operation::{
    Excluded, OffboardPart, OffboardWanted, Plan, PlanFile, PlanMade, Refusal, Route, TargetKind,
    Tokens,
};
use crate::query::Why;

pub(super) async fn run(global: &Global, options: PlanOptions) -> Result<u8, Failure> {
    let clock = system_clock();
    let aim = aim(&options)?;
    let connection = connect_once(global, clock()).await?;
    tell_left_open(&connection, &clock).await;
    let planned = planned(&connection, &aim, PlanUse::Written, &clock).await?;
    let Planned { plan, unread, .. } = planned;
    let choice = aim.choice();
    let expectation = Expectation {
        choice: &choice,
        expected: None,
        is_strict: options.wanted.deciding.strict,
        is_of_file: false,
    };
    expectation.allows(&plan, &planned.guardrails)?;
    if plan.is_empty() && is_as_wished(&plan) {
        for one in plan.excluded() {
            talk(&format!("{}: {}", one.target.named(), one.because.as_str()));
        }
        talk("nothing is to be done, so there is no plan file");
        return Ok(unread);
    }
    if plan.is_empty() {
        let (operation, left) = (plan.operation(), plan.left());
        return Err(Refusal::Empty { operation, left }.into());
    }
    // Whoever carries out a file that ends nothing reads no sessions, which the time may contradict.
    let ends = plan.operations().iter().any(|one| one.route().is_some());
    let doubt = planned.snapshot.clock_doubt(clock());
    if let Some(doubt) = doubt.filter(|doubt| ends || *doubt == Why::ClockNotTold) {
        return Err(Failure::guardrail(format!(
            "no plan file was written, since nobody could tell whether it is in time, and apply would not \
             take it: {}\n  do it at once instead, with the verb itself",
            doubt.words()
        )));
    }
    let reason = options.wanted.reason();
    let zone = local_zone().name_at(clock());
    let made = PlanMade {
        origin: connection.client.account().origin(),
        reason: &reason,
        by: &Place::here().os_user,
        zone: Some(&zone),
        lifetime: Duration::from_secs(options.expires * 60),
    };
    let file = PlanFile::of(&plan, &made);
    let text = file
        .to_json()
        .map_err(|error| Failure::system(error.into()))?;
    let Some(FileOrStream::File(path)) = &options.out else {
        let mut out = output::stdout();
        out.write_all(text.as_bytes())
            .and_then(|()| out.flush())
            .map_err(Failure::system)?;
        return Ok(unread);
    };
    output::write_new(path, text.as_bytes())?;
    talk(&format!(
        "{} of {}, until {}; hash {}\n  to carry it out: zentop apply {} --yes --expect {}",
        count_in_words(&plan),
        counted(plan.people(), "person", "people"),
        file.expires_at(),
        file.hash(),
        path_word(path),
        plan.expected()
    ));
    Ok(unread)
}

/// Whether everybody who was named is as the plan would make them, so that it has nothing to do.
fn is_as_wished(plan: &Plan) -> bool {
    let excluded = plan.excluded();
    let is_so = |one: &Excluded| one.because.is_as_wished(plan.operation());
    !excluded.is_empty()
        && excluded.iter().all(is_so)
        && plan.undecided().is_empty()
        && (plan.not_found().iter()).all(|miss| miss.because.is_as_wished())
}

/// What the file is for, and whom it is about.
fn aim(options: &PlanOptions) -> Result<VerbAim, Failure> {
    let wanted = &options.wanted;
    let choice = somebody(&wanted.whom, &wanted.deciding)?;
    if !options.operation.ends() && wanted.route != Route::Exact {
        return Err(Failure::usage(
            "--route says how sessions end; leave it out where something else is planned (an \
             offboarding takes everything of theirs)",
        ));
    }
    Ok(match options.operation {
        PlannedWork::One(operation) => match operation.target_kind() {
            TargetKind::Sessions => VerbAim::End(choice, wanted.route),
            TargetKind::People => VerbAim::Change(choice, operation),
            TargetKind::Tokens => VerbAim::Revoke(Tokens::of(choice)),
        },
        PlannedWork::Offboard => {
            VerbAim::Offboard(OffboardWanted::all_of(&choice, &OffboardPart::ALL))
        }
    })
}
