//! Carrying out what was confirmed, without a screen: the run, the proof, the report.
//!
//! - here the one way of a run, from what was confirmed to its exit status
//! - `before` what comes before a run; `under_way` signals and pauses while it goes on
//! - `proving` looking for proof of what it did; `recorded` what was found, as the journal is told it
//! - `open` what is not as wished after it; `status` the exit status

mod before;
mod open;
mod proving;
mod recorded;
mod status;
mod under_way;

use std::io;
use std::sync::Arc;

pub(super) use self::before::noted;
use self::before::recover;
use self::open::what_is_open;
use self::proving::{not_looked_up, prove, tell_cost};
use self::recorded::{recorded, verdicts_of};
use self::status::status;
use self::under_way::{run_telling_pauses, stopped_by_signals};
use super::cli::{OutputOptions, PlanFormat};
use super::connect::Connection;
use super::exit::{Failure, SOMETHING_TO_SEE};
use super::may_act::may_write;
use super::report::Survivors;
use super::report::{self, talk};
use super::report_files::ReportFiles;
use crate::incident::{Counts, Incident, IncidentRun, PlanNote, ReadingGaps};
use crate::live::Snapshot;
use crate::model::{Clock, ClockOffset, Fault, Timestamp};
use crate::operation::{
    Confirmed, Guardrails, Here, OutcomeKind, PersonLeft, Proof, ProofBasis, ProofRequest, Proved,
    Reason, Report, ReportItem, RunContext, Target, Verdicts, look_again,
};
use crate::query::Why;

/// What is said where the credentials were refused after something was done.
const REFUSED_ON_THE_WAY: &str = "Zendesk refused the credentials on the way, so not everything is done \
    or proved\n  `zentop auth status` says what is wrong with them";

/// A confirmed plan with everything that carrying it out and reporting it needs.
pub(super) struct RunRequest {
    pub(super) confirmed: Confirmed,
    /// What was planned, and is gone or done before the run.
    pub(super) gone: Vec<Target>,
    pub(super) plan_file: Option<PlanNote>,
    pub(super) reason: Reason,
    pub(super) guardrails: Guardrails,
    pub(super) format: PlanFormat,
    pub(super) files: ReportFiles,
    /// What survives an offboarding, if it is one.
    pub(super) survivors: Option<Survivors>,
}

impl RunRequest {
    /// What was confirmed, to be carried out for this reason and reported as these options say.
    ///
    /// # Errors
    /// If a file for the report cannot be created.
    pub(super) fn of(
        confirmed: Confirmed,
        (reason, guardrails): (Reason, Guardrails),
        output: &OutputOptions,
    ) -> Result<Self, Failure> {
        Ok(Self {
            confirmed,
            gone: Vec::new(),
            plan_file: None,
            reason,
            guardrails,
            format: output.format(),
            files: ReportFiles::create(&output.report)?,
            survivors: None,
        })
    }
}

/// Carries out the plan, proves it, records the proof and prints the report; returns the exit
/// status.
pub(super) async fn carry_out(
    connection: &Connection,
    job: RunRequest,
    snapshot: &Snapshot,
    clock: &Clock,
) -> Result<u8, Failure> {
    let known = RunContext::of(snapshot);
    recover(connection, (&known, &job.guardrails), clock).await;
    may_write(connection).await?;
    let refusals = connection.client.refusals();
    let runner = connection.runner(clock);
    let (stop, _stopper) = stopped_by_signals()?;
    let plan = job.confirmed.plan();
    report::run_cost(plan, &connection.client);
    let ends_sessions = plan.operations().iter().any(|one| one.route().is_some());
    let is_suspended_and_ended = plan.operation().bars() && ends_sessions;
    let excluded = plan.excluded().to_vec();
    let (undecided, not_found) = (plan.undecided().to_vec(), plan.not_found().to_vec());
    let (own_user, guardrails) = (job.guardrails.own_user, job.guardrails.clone());
    let why = (job.reason, job.guardrails);
    let run = run_telling_pauses(&runner, job.confirmed, why, &known, &stop);
    let of_run = Box::pin(run).await;
    // Whoever was to have no session is looked at, also where each of the file's was gone before.
    let (sessions, people): (Vec<Target>, Vec<Target>) =
        (job.gone.into_iter()).partition(|target| target.session().is_some());
    let report = with_gone(&of_run, sessions);

    // Whoever stops the run, before or now, gets the report without waiting for proof.
    let basis = ProofBasis::of(snapshot, &report.people());
    let request = ProofRequest::new(Arc::clone(&report), basis);
    let mut proof = Proof::new(connection.client.clone(), clock.clone(), request);
    tell_cost(&proof);
    let unproved = prove(&mut proof, &stop).await.err();
    let open = what_is_open(&report, &proof);
    let Proved {
        mut verdicts,
        people: proofs,
        lists: after,
    } = proof.into_proved();
    let looking = look_again(&connection.client, clock, &report, (&verdicts, &proofs));
    let looked = stop.stopping().run_until_cancelled(Box::pin(looking)).await;
    let left = looked.unwrap_or_else(|| PersonLeft::not_looked_at(&report, clock()));
    let found = Verdicts {
        left: left.clone(),
        ..verdicts_of(&of_run, &verdicts, &proofs)
    };
    // The report comes first, and then the error that a part of it is not recorded.
    let recorded = recorded(&runner, found, &known).await;

    let time_in_doubt = time_in_doubt((snapshot, after.as_deref()), clock());
    let report = with_gone(&report, people);
    verdicts.resize(report.items.len(), None);
    let people = report.people();
    let incident = Incident {
        who: runner.who(&known),
        written_at: snapshot.server_time(clock()),
        before: Counts::of(
            snapshot,
            &people,
            Timestamp::from_millis(0),
            report.began_at,
        ),
        after: after.and_then(|snapshot| Counts::of(&snapshot, &people, report.ended_at, clock())),
        chat: Vec::new(),
        runs: vec![IncidentRun {
            report: Arc::clone(&report),
            verdicts: verdicts.clone(),
            people: proofs.clone(),
            left,
            excluded,
            undecided,
            not_found,
            plan_file: job.plan_file,
            time_in_doubt,
            gaps: ReadingGaps::of(snapshot),
        }],
    };
    // The files come first: printing fails where nobody reads any more.
    let is_written = job.files.write(&incident);
    let is_printed = print(&incident.runs, job.format);
    if !is_suspended_and_ended {
        report::left_open(&report, own_user);
    }
    incident
        .runs
        .iter()
        .for_each(|run| tell_beside(run, &open, unproved.as_ref()));
    if let Some(survivors) = job.survivors {
        survivors.tell_after(&report, left_of(&incident.runs));
    }
    let left: Vec<PersonLeft> = left_of(&incident.runs).cloned().collect();
    let who = (&connection.client, &guardrails);
    let found = (&verdicts[..], &left[..]);
    let rest = report.settle_rest(found, who, clock).await;
    report::go_on(&of_run, &left, rest.as_ref());
    let status = status(&report, (&verdicts, &left), &proofs)?;
    let is_clean = left.iter().all(PersonLeft::is_clean);
    let is_refused = connection.client.refusals() > refusals;
    if is_refused && (status != 0 || !is_clean) {
        return Err(refused_on_the_way(recorded));
    }
    recorded.map_err(Failure::system)?;
    let is_rest_known = rest.is_none_or(|rest| !rest.is_unwritten);
    let is_seen_to = unproved.is_none() && is_clean && is_printed && is_written && is_rest_known;
    Ok(if is_seen_to { status } else { SOMETHING_TO_SEE })
}

/// The failure that credentials were refused on the way, with what could not be recorded.
fn refused_on_the_way(recorded: io::Result<()>) -> Failure {
    let refused = Failure::credentials(REFUSED_ON_THE_WAY);
    match recorded {
        Ok(()) => refused,
        Err(error) => refused.and(&error.to_string()),
    }
}

/// The account of a connection, as files name it.
pub(super) fn here(connection: &Connection) -> Here<'_> {
    let account = connection.client.account();
    Here {
        account: account.name(),
        origin: account.origin(),
    }
}

/// Why it is not certain what time it was at Zendesk, by what was read before a run and after it. Another day
/// than ours that sessions bore out before the run is certain, although it ended them.
fn time_in_doubt(
    (before, after): (&Snapshot, Option<&Snapshot>),
    now: Timestamp,
) -> Option<&'static str> {
    let doubt = before.clock_doubt(now);
    let is_of_another_day = before
        .clock_offset
        .is_some_and(ClockOffset::is_of_another_day);
    let is_borne_out = doubt.is_none() && is_of_another_day;
    let after = after.and_then(|after| after.clock_doubt(now));
    let after = after.filter(|why| !(is_borne_out && *why == Why::ClockOfAnotherDay));
    doubt.or(after).map(Why::words)
}

/// Tells what is open after a run, or not certain, beside its report.
fn tell_beside(run: &IncidentRun, open: &[String], unproved: Option<&Fault>) {
    if let Some(fault) = unproved {
        talk(&not_looked_up(fault));
    }
    for line in open {
        talk(line);
    }
    if let Some(unread) = &run.report.not_read_again {
        talk(&unread.to_string());
    }
    if let Some(doubt) = run.time_in_doubt {
        talk(&format!("no time of this run is certain: {doubt}"));
    }
    report::people_left(&run.people);
}

/// What was left of people after these runs.
fn left_of(runs: &[IncidentRun]) -> impl Iterator<Item = &PersonLeft> {
    runs.iter().flat_map(|run| &run.left)
}

/// Prints what became of these runs. Where standard output cannot be written, that is told in short;
/// returns whether it could be.
fn print(runs: &[IncidentRun], format: PlanFormat) -> bool {
    let mut is_printed = true;
    for run in runs {
        if let Err(error) = report::run(run, format) {
            report::unprinted(run, &error);
            is_printed = false;
        }
    }
    is_printed
}

/// The report, with what was planned and is gone or done without a request.
fn with_gone(report: &Arc<Report>, gone: Vec<Target>) -> Arc<Report> {
    if gone.is_empty() {
        return Arc::clone(report);
    }
    let mut whole = Report::clone(report);
    whole
        .items
        .extend(gone.into_iter().map(|target| ReportItem {
            operation: report.operation,
            target,
            outcome: OutcomeKind::AlreadySo.into(),
            at: report.began_at,
            server_at: None,
            request_id: None,
        }));
    Arc::new(whole)
}

#[cfg(test)]
pub(super) mod tests;
