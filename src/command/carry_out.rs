//! Carrying out what was confirmed, without a screen: the run, the proof, the report.

use std::io;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::chat;
use super::cli::{OutputOptions, PlanFormat};
use super::connect::Connection;
use super::exit::{Failure, SOMETHING_TO_SEE};
use super::expecting::some;
use super::offboard::Survivors;
use super::report::{self, talk};
use super::report_files::ReportFiles;
use crate::host::{Insistence, signals};
use crate::incident::{Counts, Incident, IncidentRun, PlanNote};
use crate::live::Snapshot;
use crate::model::{Clock, Fault, Timestamp};
use crate::operation::{
    Confirmed, Guardrails, ItemVerdict, Operation, OutcomeKind, PersonLeft, PersonProof, Proof,
    ProofBasis, ProofRequest, Proved, Reason, Refusal, Report, ReportItem, RunContext, RunProgress,
    Runner, StopSwitch, Stopped, Target, TargetKind, Verdict, Verdicts, look_again,
};

/// The time of a proof from which on it is told.
const WORTH_A_WORD: Duration = Duration::from_secs(3);

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
            format: output.format,
            files: ReportFiles::create(&output.report)?,
            survivors: None,
        })
    }
}

/// Returns `tried` as it is. If it failed in a way that hinders a run, that is in the journal
/// first.
pub(super) async fn noted<T>(
    tried: Result<T, Failure>,
    connection: &Connection,
    clock: &Clock,
) -> Result<T, Failure> {
    if let Err(failure) = &tried
        && let Some(by) = failure.hindrance()
    {
        let what = failure.to_string();
        connection.runner(clock).hindered(by, what).await;
    }
    tried
}

/// Closes what a crash left open, and prints it. A journal that fails here will fail the run as
/// well, which then reports it and sends nothing.
async fn recover(connection: &Connection, known: &RunContext, clock: &Clock) {
    let chat = chat::beside(connection);
    let runner = connection.runner(clock);
    match runner.recover(known, chat.as_ref()).await {
        Ok(recovery) => {
            for line in recovery.lines() {
                talk(&line);
            }
        }
        Err(error) => talk(&format!("unfinished runs were not looked for: {error}")),
    }
}

/// Refuses to change anything with a sign-in that may only read: every request would be refused.
///
/// # Errors
/// If it may only read.
pub(super) fn may_write(connection: &Connection) -> Result<(), Failure> {
    let standing = connection.client.standing();
    if standing.is_some_and(|known| known.may_write == Some(false)) {
        return Err(Failure::credentials(
            "this sign-in may only read, so nothing was sent\n  sign in with `zentop auth login \
             --scope \"read write\"`",
        ));
    }
    Ok(())
}

/// Records what was found.
async fn recorded(runner: &Runner, found: Verdicts, known: &RunContext) -> io::Result<()> {
    let recorded = runner.record(found, known).await;
    let recorded = recorded.map_err(Fault::from).map_err(io::Error::other)?;
    recorded.map_err(io::Error::other)
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
    recover(connection, &known, clock).await;
    may_write(connection)?;
    let refusals = connection.client.refusals();
    let runner = connection.runner(clock);
    let (stop, _stopper) = stopped_by_signals()?;
    let (send, progress) = Runner::channel();
    let follow = tokio::spawn(tell_pauses(progress));
    let plan = job.confirmed.plan();
    let ends_sessions = plan.operations().iter().any(|one| one.route().is_some());
    let is_suspended_and_ended = plan.operation() == Operation::Suspend && ends_sessions;
    let excluded = plan.excluded().to_vec();
    let (undecided, not_found) = (plan.undecided().to_vec(), plan.not_found().to_vec());
    let report = runner
        .run(
            job.confirmed,
            job.reason,
            job.guardrails,
            &known,
            stop.clone(),
            send,
        )
        .await;
    // The channel is closed by now, so this only drains it.
    let _ = follow.await;

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
        ..verdicts_of(&report, &verdicts, &proofs)
    };
    // The report comes first, and then the error that a part of it is not recorded.
    let recorded = recorded(&runner, found, &known).await;

    let report = with_gone(&report, job.gone);
    verdicts.resize(report.items.len(), None);
    let people = report.people();
    let incident = Incident {
        who: runner.who(&known),
        written_at: clock(),
        before: Counts::of(
            snapshot,
            &people,
            Timestamp::from_millis(0),
            report.began_at,
        ),
        after: after.and_then(|snapshot| Counts::of(&snapshot, &people, report.ended_at, clock())),
        runs: vec![IncidentRun {
            report: Arc::clone(&report),
            verdicts: verdicts.clone(),
            people: proofs.clone(),
            left,
            excluded,
            undecided,
            not_found,
            plan_file: job.plan_file,
        }],
    };
    // The files come first: printing fails where nobody reads any more.
    let written = job.files.write(&incident);
    let is_printed = print(&incident.runs, job.format);
    written?;
    if !is_suspended_and_ended {
        report::left_open(&report);
    }
    if let Some(fault) = &unproved {
        talk(&not_looked_up(fault));
    }
    tell_all(&open);
    report::people_left(&proofs);
    if let Some(survivors) = job.survivors {
        survivors.tell_after(&report, incident.runs.iter().flat_map(|run| &run.left));
    }
    let is_clean = incident
        .runs
        .iter()
        .flat_map(|run| &run.left)
        .all(PersonLeft::is_clean);
    let status = status(&report, &verdicts, &proofs)?;
    recorded.map_err(Failure::system)?;
    let is_refused = connection.client.refusals() > refusals;
    if is_refused && (status != 0 || !is_clean) {
        return Err(Failure::credentials(REFUSED_ON_THE_WAY));
    }
    Ok(if unproved.is_some() || !is_clean || !is_printed {
        SOMETHING_TO_SEE
    } else {
        status
    })
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

/// Prints what a proof costs that takes a while.
fn tell_cost(proof: &Proof) {
    let cost = proof.cost();
    if cost.time >= WORTH_A_WORD {
        talk(&cost.to_string());
    }
}

/// Looks for proof until there is no more to see or somebody stops it. A panic leaves what was
/// seen before, because the report is due all the same.
async fn prove(proof: &mut Proof, stop: &StopSwitch) -> Result<(), Fault> {
    let stop = stop.stopping();
    let looks = async { while let Some(Some(_)) = stop.run_until_cancelled(proof.look()).await {} };
    let looked = AssertUnwindSafe(looks).catch_unwind().await;
    looked.map_err(|panic| Fault::of(&*panic))
}

/// What of people or tokens is not as wished after a run, and why, where that is so. What is left of
/// people who were offboarded has its own reasons, and sessions are told person by person.
fn what_is_open(report: &Report, proof: &Proof) -> Vec<String> {
    let kind = report.operation.target_kind();
    if report.is_of_several() || kind == TargetKind::Sessions {
        return Vec::new();
    }
    let verdicts = report.items.iter().zip(proof.verdicts());
    let of = |wanted: &[Verdict]| {
        let found = verdicts
            .clone()
            .filter(|(_, verdict)| verdict.is_some_and(|verdict| wanted.contains(&verdict)));
        let found: Vec<String> = found.map(|(item, _)| item.target.to_string()).collect();
        (!found.is_empty()).then(|| (kind.counted(found.len()), some(&found)))
    };
    let mut lines = Vec::new();
    if let Some((count, which)) = of(&[Verdict::Contradicted]) {
        let by_what = match kind {
            TargetKind::Tokens => "the list lacks it, and asked for by its number it is there",
            TargetKind::People | TargetKind::Sessions => "two readings do not agree",
        };
        lines.push(format!("{count} contradicted ({by_what}): {which}"));
    }
    if let Some((count, which)) = of(&[Verdict::StillListed, Verdict::CameBack]) {
        let word = Verdict::StillListed.words(report.operation);
        lines.push(format!("{count} {word}: {which}"));
    }
    if let Some((count, which)) = of(&[Verdict::Waiting, Verdict::NotKnown]) {
        let why = proof.unread().of(kind).map(ToString::to_string);
        let why = why.unwrap_or_else(|| match kind {
            TargetKind::Tokens => "no clear answer about them".to_owned(),
            TargetKind::People | TargetKind::Sessions => "Zendesk does not tell".to_owned(),
        });
        lines.push(format!(
            "{count} not known, since they were not looked at or nothing was proved: {why}: {which}"
        ));
    }
    lines
}

fn tell_all(lines: &[String]) {
    for line in lines {
        talk(line);
    }
}

fn not_looked_up(fault: &Fault) -> String {
    format!(
        "what became of the run is not looked up: {fault}; {}",
        Fault::ADVICE
    )
}

/// A switch that signals turn as long as the task is held. A second one waits for no answers.
fn stopped_by_signals() -> Result<(StopSwitch, JoinSet<()>), Failure> {
    let stop = StopSwitch::default();
    let mut asked_to_end = signals().map_err(Failure::system)?;
    let stopper = stop.clone();
    let mut task = JoinSet::new();
    task.spawn(async move {
        let mut insistence = Insistence::default();
        while let Some(signal) = asked_to_end.recv().await {
            stopper.stop();
            if insistence.hears(signal, Instant::now()) {
                stopper.abandon();
            }
        }
    });
    Ok((stop, task))
}

/// Prints why a run waits, until it is over. Requests that wait side by side have the same reason,
/// which is printed once.
async fn tell_pauses(mut progress: mpsc::Receiver<RunProgress>) {
    let mut last = String::new();
    while let Some(step) = progress.recv().await {
        if let RunProgress::Paused { why, until } = step {
            let until = Timestamp::from_seconds(until.seconds());
            let message = format!("paused until {until}: {why}");
            if message != last {
                talk(&message);
            }
            last = message;
        }
    }
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

fn verdicts_of(report: &Report, verdicts: &[Option<Verdict>], people: &[PersonProof]) -> Verdicts {
    let items = report.items.iter().zip(verdicts).enumerate();
    let of = items
        .filter_map(|(index, (item, verdict))| {
            Some(ItemVerdict {
                place: index + 1,
                operation: item.operation,
                named: item.target.named(),
                verdict: (*verdict)?,
            })
        })
        .collect();
    Verdicts {
        run: report.run.clone(),
        of,
        people: people.to_vec(),
        left: Vec::new(),
    }
}

fn status(
    report: &Report,
    verdicts: &[Option<Verdict>],
    people: &[PersonProof],
) -> Result<u8, Failure> {
    let nothing_sent = report
        .items
        .iter()
        .all(|item| item.outcome.kind == OutcomeKind::NotAttempted);
    match &report.stopped {
        Some(Stopped::NoRecord(why)) if nothing_sent => Err(Failure::guardrail(format!(
            "nothing was sent, because it could not be recorded: {why}"
        ))),
        Some(Stopped::Refused(error)) if error.refuses_credentials() => Err(Failure::credentials(
            format!("stopped: {error}; {}", error.advice()),
        )),
        Some(Stopped::OtherHands(refusal)) if nothing_sent => Err(refusal.clone().into()),
        Some(Stopped::LastDoor(why)) if nothing_sent => Err(Refusal::LastDoor(why.clone()).into()),
        Some(stopped) => {
            talk(&stopped.words());
            Ok(SOMETHING_TO_SEE)
        }
        None if !report.is_clean()
            || verdicts.iter().flatten().copied().any(is_open)
            || people.iter().any(|one| !one.verdict.is_as_wished()) =>
        {
            Ok(SOMETHING_TO_SEE)
        }
        None => Ok(0),
    }
}

/// Whether an item is not proved to be as it should be.
fn is_open(verdict: Verdict) -> bool {
    verdict != Verdict::Verified
}

#[cfg(test)]
pub(super) mod tests;
