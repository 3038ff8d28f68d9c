//! Carrying out what was confirmed, without a screen: the run, the proof, the report.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::cli::PlanFormat;
use super::connect::Connection;
use super::exit::{Failure, SOMETHING_TO_SEE};
use super::gather::{LISTS_AT_MOST, Reader, whole};
use super::papers::Papers;
use super::report::{self, talk};
use crate::app::Verdicts;
use crate::live::Snapshot;
use crate::model::{Clock, SessionKey, Timestamp, UserId};
use crate::runtime::{Ending, Known, jitter, salt, signals};
use crate::terminate::journal::Mode;
use crate::terminate::{
    Confirmed, Counts, Guardrails, Incident, IncidentRun, Kept, Outcome, OutcomeKind, PlanNote,
    Reason, Report, ReportItem, RunProgress, Stopped, Target, Verdict, verify,
};

/// Waits before each look for proof: Zendesk may lag behind its own answer.
const PROOF_AFTER: [Duration; 3] = [
    Duration::ZERO,
    Duration::from_secs(2),
    Duration::from_secs(5),
];

/// The longest pause of the account that proof is worth waiting for; the report is due.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// What is to be carried out and told.
pub(super) struct Job {
    pub(super) confirmed: Confirmed,
    /// Chosen and kept.
    pub(super) kept: Vec<Kept>,
    /// Planned, and gone before the run.
    pub(super) gone: Vec<Target>,
    pub(super) plan_file: Option<PlanNote>,
    pub(super) reason: Reason,
    pub(super) rails: Guardrails,
    pub(super) format: PlanFormat,
    pub(super) papers: Papers,
}

/// The runs of this process.
pub(super) fn ending(connection: &Connection, clock: &Clock) -> Ending {
    Ending {
        client: connection.client.clone(),
        journal: connection.settings.journal_path.clone(),
        auth: connection.auth,
        email: connection.email.clone(),
        fingerprint: connection.fingerprint(),
        mode: Mode::Headless,
        clock: clock.clone(),
        salt,
        jitter,
        // A script has said --yes and --expect; there is nobody who could think twice.
        grace: Duration::ZERO,
    }
}

/// Tells what a crash left open, and closes it. A journal that fails here will fail the run
/// as well, which says so and sends nothing.
pub(super) async fn recover(connection: &Connection, known: &Known, clock: &Clock) {
    match ending(connection, clock).recover(known).await {
        Ok(recovered) => {
            for line in recovered
                .iter()
                .flat_map(crate::terminate::Recovered::lines)
            {
                talk(&line);
            }
        }
        Err(error) => talk(&format!("unfinished runs were not looked for: {error}")),
    }
}

pub(super) async fn carry_out(
    connection: &Connection,
    job: Job,
    seen: &Snapshot,
    clock: &Clock,
) -> Result<u8, Failure> {
    let ending = ending(connection, clock);
    let stop = CancellationToken::new();
    let mut asked_to_end = signals().map_err(Failure::system)?;
    let stopper = stop.clone();
    tokio::spawn(async move {
        if asked_to_end.recv().await.is_some() {
            stopper.cancel();
        }
    });
    let (send, mut progress) = Ending::channel();
    let follow = tokio::spawn(async move {
        let mut told = String::new();
        while let Some(step) = progress.recv().await {
            if let RunProgress::Paused { why, until } = step {
                // Requests that wait side by side have the same to say.
                let until = Timestamp::from_seconds(until.seconds());
                let says = format!("paused until {until}: {why}");
                if says != told {
                    talk(&says);
                }
                told = says;
            }
        }
    });
    let known = Known::of(seen);
    let report = ending
        .run(
            job.confirmed,
            job.reason,
            job.rails,
            &known,
            stop.clone(),
            send,
        )
        .await;
    // The channel is closed by now, so this only drains it.
    let _ = follow.await;

    let (mut verdicts, after) = prove(connection, &report, clock, &stop).await;
    let recorded = ending.record(verdicts_of(&report, &verdicts), &known).await;
    recorded.map_err(|error| Failure::system(io::Error::other(error)))?;

    let report = with_gone(&report, job.gone);
    verdicts.resize(report.items.len(), None);
    let people = report.people();
    let incident = Incident {
        who: ending.who(&known),
        written_at: clock(),
        before: Counts::of(seen, &people, Timestamp::from_millis(0), report.began_at),
        after: after.and_then(|seen| Counts::of(&seen, &people, report.ended_at, clock())),
        runs: vec![IncidentRun {
            report: Arc::clone(&report),
            verdicts: verdicts.clone(),
            kept: job.kept,
            plan_file: job.plan_file,
        }],
    };
    // The files come first: printing fails where nobody reads any more.
    let written = job.papers.write(&incident);
    for run in &incident.runs {
        report::run(run, job.format).map_err(Failure::system)?;
    }
    written?;
    status(&report, &verdicts)
}

/// The report with what was planned and is gone without a request.
fn with_gone(report: &Arc<Report>, gone: Vec<Target>) -> Arc<Report> {
    if gone.is_empty() {
        return Arc::clone(report);
    }
    let mut whole = Report::clone(report);
    whole
        .items
        .extend(gone.into_iter().map(|target| ReportItem {
            target,
            outcome: Outcome::Gone,
            at: report.began_at,
            request_id: None,
        }));
    Arc::new(whole)
}

/// What later lists say of each item, asked a few times while some are still listed, and the
/// last of these lists. Whoever stops the run, before or now, gets the report without waiting
/// for proof.
async fn prove(
    connection: &Connection,
    report: &Report,
    clock: &Clock,
    stop: &CancellationToken,
) -> (Vec<Option<Verdict>>, Option<Arc<Snapshot>>) {
    let mut verdicts = report.unproved();
    let mut last = None;
    let mut reader = Reader::new(connection.client.clone(), clock.clone());
    for wait in PROOF_AFTER {
        let items = report.items.iter().zip(&verdicts);
        let open: Vec<SessionKey> = items
            .filter(|(_, verdict)| verdict.is_some_and(|verdict| verdict != Verdict::Verified))
            .map(|(item, _)| item.target.key)
            .collect();
        if open.is_empty() {
            break;
        }
        let pause = connection.client.budget().reading().paused_until;
        if pause.is_some_and(|pause| pause > LONGEST_PAUSE) {
            break;
        }
        let mut people: Vec<UserId> = open.iter().map(|key| key.user).collect();
        people.sort_unstable();
        people.dedup();
        let looked = stop.run_until_cancelled(async {
            tokio::time::sleep(wait).await;
            if people.len() <= LISTS_AT_MOST {
                reader.people(&people).await.ok()
            } else {
                whole(&connection.client, clock).await.ok()
            }
        });
        let Some(seen) = looked.await.flatten() else {
            break;
        };
        for (known, newer) in verdicts.iter_mut().zip(verify(&report.items, &seen)) {
            if *known != Some(Verdict::Verified) {
                *known = newer;
            }
        }
        last = Some(seen);
    }
    (verdicts, last)
}

fn verdicts_of(report: &Report, verdicts: &[Option<Verdict>]) -> Verdicts {
    let items = report.items.iter().zip(verdicts).enumerate();
    let of = items
        .filter_map(|(index, (item, verdict))| Some((index + 1, item.target.key, (*verdict)?)))
        .collect();
    Verdicts {
        run: report.run.clone(),
        of,
    }
}

fn status(report: &Report, verdicts: &[Option<Verdict>]) -> Result<u8, Failure> {
    let nothing_sent = report
        .items
        .iter()
        .all(|item| item.outcome.kind() == OutcomeKind::NotAttempted);
    match &report.stopped {
        Some(Stopped::NoRecord(why)) if nothing_sent => Err(Failure::guardrail(format!(
            "nothing was ended, because it could not be recorded: {why}"
        ))),
        Some(Stopped::Refused(error)) if error.refuses_credentials() => Err(Failure::credentials(
            format!("stopped: {error}; {}", error.advice()),
        )),
        Some(stopped) => {
            talk(&stopped.words());
            Ok(SOMETHING_TO_SEE)
        }
        None if !report.is_clean() || verdicts.contains(&Some(Verdict::StillListed)) => {
            Ok(SOMETHING_TO_SEE)
        }
        None => Ok(0),
    }
}
