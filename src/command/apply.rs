//! `zentop apply`: carries out a plan file and nothing else.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::carry_out::{RunRequest, carry_out, here, noted};
use super::cli::{ApplyOptions, Global};
use super::connect::{Connection, connect_once, guardrails};
use super::exit::{Failure, SOMETHING_TO_SEE};
use super::expecting::{LISTED, LeftIsTold, some, tell_left};
use super::guard::VerbGuard;
use super::left_open::tell_left_open;
use super::may_act::{may_report, may_write};
use super::reading::{in_time, reader};
use super::refreshing::{young_facts, young_owners};
use super::report::{self, talk};
use super::report::{Survivors, beyond_its_file};
use super::token_reading;
use crate::files::read_bounded;
use crate::host::system_clock;
use crate::incident::PlanNote;
use crate::live::Snapshot;
use crate::model::{Clock, SafeText, UserId, counted};
use crate::operation::{
    FromFile, Guardrails, NotApplied, NotFoundBecause, OffboardRest, Plan, PlanFile, Refusal,
    RunRest, Target, check_last_door, not_borne_out,
};
use crate::zendesk::{OAuthClients, Purpose, TokenList};

/// The most that is read as a plan, in bytes: far more than any run needs, and little enough to
/// stop soon if a device is named by mistake.
const LARGEST_FILE: u64 = 64 << 20;

impl From<NotApplied> for Failure {
    fn from(not_applied: NotApplied) -> Self {
        Self::guardrail(not_applied)
    }
}

/// A file that may be applied, with what it was checked against.
struct Applied {
    guardrails: Guardrails,
    snapshot: Arc<Snapshot>,
    /// The status that what could not be read is worth.
    unread: u8,
    plan: Plan,
    gone: Vec<Target>,
    /// The number of sessions that the file lists, and that are left alone.
    left_alone: usize,
    /// The number of sessions that the file does not list, and that go all the same.
    others: usize,
    /// What survives an offboarding, if it is one.
    survivors: Option<Survivors>,
}

pub(super) async fn run(global: &Global, options: ApplyOptions) -> Result<u8, Failure> {
    options.output.check()?;
    let clock = system_clock();
    let file = read(&options.file)?;
    let (note, reason, lists) = (note(&file), file.reason(), file.lists());
    let only_ends = file.only_ends();
    let connection = connect_once(global, clock()).await?;
    if options.is_dry() {
        tell_left_open(&connection, &clock).await;
    }
    let applied = applied(file, &connection, &options, &clock).await;
    if options.is_dry() {
        let Applied {
            snapshot,
            plan,
            unread,
            survivors,
            gone,
            ..
        } = applied?;
        let unread = unread.max(tell_other_sign_ins(&plan, &gone, &snapshot));
        report::any_plan(&plan, &snapshot, options.output.format(), clock())
            .map_err(Failure::system)?;
        report::beyond(plan.operation());
        report::run_cost(&plan, &connection.client);
        match survivors {
            Some(survivors) => survivors.tell(),
            None => report::proof_cost(&plan, &snapshot, &connection.client),
        }
        if guardrails(&connection.settings).read_only {
            return Err(Refusal::ReadOnly(plan.operation()).into());
        }
        may_write(&connection).await?;
        may_report(&connection, &options.output).await?;
        talk(&format!(
            "dry run, nothing was sent; plan made by {}; to {}, drop --dry-run{}",
            SafeText::new(&note.made),
            if plan.operation().ends() {
                "end these"
            } else {
                "do this"
            },
            if options.at_most.is_some() {
                String::new()
            } else {
                format!("; --expect {lists} makes sure")
            }
        ));
        return Ok(unread);
    }
    let Applied {
        guardrails,
        snapshot,
        unread,
        plan,
        gone,
        left_alone,
        others,
        survivors,
    } = noted(applied, &connection, &clock).await?;
    let confirmed = if only_ends {
        // The plan must have as many items as the caller expects of the file, less those that are
        // gone, and those beside them that the caller allows.
        let of_sessions = gone.iter().filter(|target| target.session().is_some());
        let gone = of_sessions.count() + left_alone;
        let expected = options.expect.unwrap_or(lists).saturating_sub(gone) + others;
        let count = plan.count();
        plan.confirm_count(expected).map_err(|_| {
            Failure::guardrail(format!(
                "{} expected and {count} left; nothing was sent",
                counted(expected, "session is", "sessions are")
            ))
        })
    } else {
        // It was made of the file's people alone, whose number was checked.
        let count = plan.expected();
        plan.confirm_count(count)
            .map_err(|_| Failure::guardrail("the plan has no number"))
    };
    let confirmed = noted(confirmed, &connection, &clock).await?;
    let job = RunRequest {
        gone,
        plan_file: Some(note),
        survivors,
        ..RunRequest::of(confirmed, (reason, guardrails), &options.output)?
    };
    let status = carry_out(&connection, job, &snapshot, &clock).await?;
    Ok(status.max(unread))
}

/// Tells of whom nothing in the file is listed any more, and something else is: the run will find it.
fn tell_other_sign_ins(plan: &Plan, gone: &[Target], snapshot: &Snapshot) -> u8 {
    let planned: FxHashSet<UserId> = plan.targets().map(Target::user).collect();
    let all_gone = gone.iter().map(Target::user);
    let all_gone: FxHashSet<UserId> = all_gone.filter(|user| !planned.contains(user)).collect();
    let listed = snapshot.sessions_of_people(&all_gone);
    let mut listed: Vec<_> = listed
        .iter()
        .filter(|(_, slots)| !slots.is_empty())
        .collect();
    listed.sort_unstable_by_key(|(user, _)| **user);
    for (user, slots) in &listed {
        let keys = slots.iter().filter_map(|slot| snapshot.key(*slot));
        let keys: Vec<String> = keys.map(|key| key.to_string()).collect();
        talk(&format!(
            "user {user}: no session of the file is listed any more, and they are signed in: {}",
            some(&keys)
        ));
    }
    if listed.is_empty() {
        0
    } else {
        SOMETHING_TO_SEE
    }
}

/// Tells whom the file shows otherwise than they are now, and returns the status that it is worth: the
/// file was read by its addresses and roles, and is carried out by its ids.
fn tell_changed(changed: &[String]) -> u8 {
    for line in changed.iter().take(LISTED) {
        talk(line);
    }
    if let Some(more) = changed.len().checked_sub(LISTED).filter(|more| *more > 0) {
        talk(&format!(
            "and {more} more are shown otherwise in the plan file"
        ));
    }
    if changed.is_empty() {
        0
    } else {
        SOMETHING_TO_SEE
    }
}

/// Checks the file against this account, the guardrails, and lists that are read now.
async fn applied(
    file: PlanFile,
    connection: &Connection,
    options: &ApplyOptions,
    clock: &Clock,
) -> Result<Applied, Failure> {
    let mut guardrails = guardrails(&connection.settings);
    if options.is_dry() {
        // A dry run sends nothing, so read-only is no reason not to show the plan.
        guardrails.read_only = false;
    }
    let (only_ends, revokes, left_out) = (file.only_ends(), file.revokes(), file.left_out());
    let (ends, operation) = (file.ends(), file.operation());
    let checked = file.check(here(connection), options.expect, &guardrails)?;
    // What a run left to do may have somebody who is protected by now.
    let is_rest = RunRest::is_at(&options.file, &connection.settings.journal_path);
    let checked = checked.at_most(options.at_most).leaving_out(is_rest);
    let people = checked.people();
    let began_at = clock();

    let mut reader = reader(&connection.client, clock);
    let mut guard = VerbGuard::of(connection, &mut reader, clock).await?;
    guard.may_act_on_others(operation, &reader.snapshot())?;
    let mut listed = TokenList::default();
    if revokes {
        guard.guardrails.own_token = connection.own_token().await.map(|token| token.id);
        listed = token_reading::read(connection, &checked.tokens()).await?;
    }
    let snapshot = if ends {
        reader.lists_of(&people).await?
    } else {
        reader.names(&people).await?
    };
    let facts = if ends {
        young_facts(&mut reader, (snapshot, began_at), &people, clock).await
    } else {
        young_owners(&mut reader, (snapshot, (began_at, &people)), clock).await
    };
    if let Some(old) = facts.age_before() {
        talk(&format!("read again, since it was {old}"));
        if revokes {
            listed = token_reading::read(connection, &checked.tokens()).await?;
        }
    }
    let clients = token_reading::clients_of(connection, &listed.tokens).await?;
    clients.name_in(&mut listed.tokens);
    let snapshot = facts.snapshot;
    in_time(checked.times(), &reader).map_err(NotApplied::from)?;
    guard.see(&snapshot).await;
    let guardrails = Guardrails {
        read_only: guardrails.read_only,
        ..guard.guardrails
    };
    let unread = if ends { report::unread(&snapshot) } else { 0 };
    let unread = unread.max(token_reading::unread_status(listed.unreadable));
    let unread = unread.max(tell_changed(&checked.changed(&snapshot)));
    // What a list lacks is only gone where nothing shows it: a row may be left out.
    let lacking = checked.lacking(&snapshot);
    let checked = checked.doubting(not_borne_out(&connection.client, lacking).await);
    let made = if only_ends {
        Plan::from_file(checked, &snapshot, &guardrails, clock())
    } else {
        let facts = (&*snapshot, clock());
        Plan::from_file_of_people(checked, &listed, facts, &guardrails)
    };
    let FromFile {
        plan,
        gone,
        left_alone,
        others,
    } = made?;
    let plan = plan.leaving_out(left_out);
    if let Some(beyond) =
        beyond_its_file(&plan).filter(|_| plan.is_of_several() && !options.is_dry())
    {
        talk(&beyond);
    }
    let is_done = plan.is_empty() && plan.undecided().is_empty();
    let unread = if is_done && !plan.is_of_several() && !only_ends {
        // The run has nothing to do, and its report says so as that of any other.
        let words = as_wished(&plan).join("\n  ");
        talk(&format!(
            "nothing is left to do, and nothing was sent:\n  {words}"
        ));
        unread
    } else {
        let place = if options.is_dry() {
            LeftIsTold::with(options.output.format())
        } else {
            LeftIsTold::Beside
        };
        unread.max(tell_left(&plan, place))
    };
    let survivors = survivors(connection, &plan).await?;
    let door = check_last_door(&connection.client, &plan, &guardrails).await;
    door.map_err(|why| Failure::from(Refusal::LastDoor(why)))?;
    Ok(Applied {
        guardrails,
        snapshot,
        unread,
        plan,
        gone,
        left_alone,
        others,
        survivors,
    })
}

/// What survives the plan, if it is of an offboarding.
async fn survivors(connection: &Connection, plan: &Plan) -> Result<Option<Survivors>, Failure> {
    if !plan.is_of_several() {
        return Ok(None);
    }
    let client = connection.client.for_enrichment();
    let clients = OAuthClients::read(&client, Purpose::Asked).await?;
    Ok(Some(Survivors::of(plan, &clients)))
}

/// Why each of a plan without items is left alone.
fn as_wished(plan: &Plan) -> Vec<String> {
    let excluded = plan.excluded().iter();
    let excluded = excluded.map(|one| format!("{} is {}", one.target, one.because.as_str()));
    let gone = plan.not_found().iter().map(|one| match one.because {
        NotFoundBecause::GoneBefore => format!("token {one}"),
        _ => one.to_string(),
    });
    excluded.chain(gone).collect()
}

fn note(file: &PlanFile) -> PlanNote {
    PlanNote {
        hash: file.hash().to_owned(),
        made: file.made().as_str().to_owned(),
    }
}

fn read(path: &Path) -> Result<PlanFile, Failure> {
    let failed = |why: &dyn std::fmt::Display| {
        let path = SafeText::new(&path.display().to_string());
        Failure::usage(format!("{path}: {why}"))
    };
    let file = File::open(path).map_err(|error| failed(&error))?;
    let text = read_bounded(file, LARGEST_FILE).map_err(|error| failed(&error))?;
    let text = text.ok_or_else(|| failed(&"it is too large for a plan; name another file"))?;
    PlanFile::parse(&text).map_err(|error| {
        if OffboardRest::parse(&text).is_ok() {
            return failed(&"the rest of an offboarding is carried out by zentop offboard --from");
        }
        failed(&error)
    })
}
