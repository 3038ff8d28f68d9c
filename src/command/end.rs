//! `zentop end`: a plan, and nothing else unless `--yes` and the right `--expect` are given.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::cli::{EndOptions, Global, PlanFormat};
use super::connect::{Connection, Manner, connect, guardrails};
use super::exit::{Failure, SOMETHING_TO_SEE};
use super::gather::Reader;
use super::output;
use crate::app::Verdicts;
use crate::live::Snapshot;
use crate::model::{Clock, SafeText, SessionKey, Timestamp, UserId};
use crate::query::Query;
use crate::runtime::{Ending, Known, jitter, salt, signals, system_clock};
use crate::terminate::journal::Mode;
use crate::terminate::{
    Choice, Guardrails, Kept, OutcomeKind, Plan, Reason, Refusal, Report, RunProgress, Stopped,
    Target, Verdict, plan, verify,
};

/// Most people whose own lists are read for proof; for more, one walk is cheaper.
const LISTS_FOR_PROOF: usize = 50;

/// Waits before each look for proof: Zendesk may lag behind its own answer.
const PROOF_AFTER: [Duration; 3] = [
    Duration::ZERO,
    Duration::from_secs(2),
    Duration::from_secs(5),
];

/// The longest pause of the account that proof is worth waiting for; the report is due.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

pub(super) async fn run(global: &Global, options: EndOptions) -> Result<u8, Failure> {
    let clock = system_clock();
    let connection = connect(global, Manner::Once, clock())?;
    if let Some(notice) = &connection.notice {
        talk(notice);
    }
    let mut rails = guardrails(&connection.settings);
    let mut reader = Reader::new(connection.client.clone(), clock.clone());
    let me = reader.identify().await?;
    rails.own_user = Some(me.id);

    let (choice, seen) = look(reader, &options).await?;
    let account = connection.client.account().name().to_owned();
    let plan = match plan(&choice, options.route, &account, &seen, &rails, clock()) {
        Err(Refusal::ReadOnly) if !(options.yes && options.expect.is_some()) => {
            // A dry run sends nothing, so read-only is no reason not to show the plan.
            let open = Guardrails {
                read_only: false,
                ..rails.clone()
            };
            plan(&choice, options.route, &account, &seen, &open, clock())
        }
        planned => planned,
    }?;
    match options.expect {
        Some(expected) if options.yes => {
            confirm_and_run(&connection, plan, expected, rails, &seen, &options, &clock).await
        }
        _ => {
            print_plan(&plan, &seen, &options, clock()).map_err(Failure::system)?;
            let count = plan.targets().len();
            talk(&format!(
                "dry run, nothing was sent; to end these: --yes --expect {count}"
            ));
            Ok(0)
        }
    }
}

/// Reads what the choice needs and no more: everything for a filter, else the people's lists.
async fn look(
    mut reader: Reader,
    options: &EndOptions,
) -> Result<(Choice, Arc<Snapshot>), Failure> {
    if let Some(filter) = &options.chosen.filter {
        let query = Query::parse(filter);
        if query.is_empty() {
            return Err(Failure::usage(
                "an empty --filter would mean everyone, so it is refused",
            ));
        }
        let reading = reader.walk().await?;
        if let Some(error) = reading.broke {
            return Err(Failure::from(crate::zendesk::ApiError::clone(&error)));
        }
        return Ok((Choice::Matching(query), reading.seen));
    }
    let choice = if options.chosen.user.is_empty() {
        Choice::Sessions(options.chosen.session.clone())
    } else {
        Choice::People(options.chosen.user.clone())
    };
    let mut people: Vec<UserId> = match &choice {
        Choice::Sessions(keys) => keys.iter().map(|key| key.user).collect(),
        _ => options.chosen.user.clone(),
    };
    people.sort_unstable();
    people.dedup();
    let seen = reader.people(&people).await?;
    Ok((choice, seen))
}

async fn confirm_and_run(
    connection: &Connection,
    plan: Plan,
    expected: usize,
    rails: Guardrails,
    seen: &Snapshot,
    options: &EndOptions,
    clock: &Clock,
) -> Result<u8, Failure> {
    let count = plan.targets().len();
    let kept: Vec<Kept> = plan.kept().to_vec();
    let confirmed = plan.confirm_count(expected).map_err(|_| {
        Failure::guardrail(format!(
            "--expect {expected}, but the plan has {count} sessions; nothing was sent"
        ))
    })?;
    let ending = Ending {
        client: connection.client.clone(),
        journal: connection.settings.journal_path.clone(),
        auth: connection.auth,
        email: connection.email.clone(),
        mode: Mode::Headless,
        clock: clock.clone(),
        salt,
        jitter,
        // A script has said --yes and --expect; there is nobody who could think twice.
        grace: Duration::ZERO,
    };
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
                let says = format!(
                    "paused until {}: {why}",
                    Timestamp::from_seconds(until.seconds())
                );
                if says != told {
                    talk(&says);
                }
                told = says;
            }
        }
    });
    let reason = Reason {
        text: options.reason.clone(),
        ticket: options.ticket.clone(),
    };
    let known = Known::of(seen);
    let report = ending
        .run(confirmed, reason, rails, &known, stop.clone(), send)
        .await;
    // The channel is closed by now, so this only drains it.
    let _ = follow.await;

    let verdicts = prove(connection, &report, clock, &stop).await;
    let recorded = ending.record(verdicts_of(&report, &verdicts), &known).await;
    recorded.map_err(|error| Failure::system(io::Error::other(error)))?;
    print_report(&report, &verdicts, &kept, options.format).map_err(Failure::system)?;
    status(&report, &verdicts)
}

/// What later lists say of each item, asked a few times while some are still listed. Whoever
/// stops the run, before or now, gets the report without waiting for proof.
async fn prove(
    connection: &Connection,
    report: &Report,
    clock: &Clock,
    stop: &CancellationToken,
) -> Vec<Option<Verdict>> {
    let mut verdicts: Vec<Option<Verdict>> = Vec::new();
    for wait in PROOF_AFTER {
        let open: Vec<SessionKey> = report
            .items
            .iter()
            .enumerate()
            .filter(|(index, item)| {
                item.outcome.kind().wants_proof()
                    && verdicts.get(*index) != Some(&Some(Verdict::Verified))
            })
            .map(|(_, item)| item.target.key)
            .collect();
        if open.is_empty() {
            break;
        }
        let pause = connection.client.budget().reading().paused_until;
        if pause.is_some_and(|pause| pause > LONGEST_PAUSE) {
            break;
        }
        let looked = stop.run_until_cancelled(async {
            tokio::time::sleep(wait).await;
            look_again(connection, &open, clock).await
        });
        let seen = looked.await.flatten();
        let Some(seen) = seen else { break };
        let newer = verify(&report.items, &seen);
        if verdicts.is_empty() {
            verdicts = newer;
        } else {
            for (known, newer) in verdicts.iter_mut().zip(newer) {
                if *known != Some(Verdict::Verified) {
                    *known = newer;
                }
            }
        }
    }
    if verdicts.is_empty() {
        let waiting = |item: &crate::terminate::ReportItem| {
            item.outcome
                .kind()
                .wants_proof()
                .then_some(Verdict::Waiting)
        };
        verdicts = report.items.iter().map(waiting).collect();
    }
    verdicts
}

/// The lists that tell whether these sessions are still there; `None` if they cannot be had.
async fn look_again(
    connection: &Connection,
    open: &[SessionKey],
    clock: &Clock,
) -> Option<Arc<Snapshot>> {
    let mut people: Vec<UserId> = open.iter().map(|key| key.user).collect();
    people.sort_unstable();
    people.dedup();
    let mut reader = Reader::new(connection.client.clone(), clock.clone());
    if people.len() <= LISTS_FOR_PROOF {
        return reader.people(&people).await.ok();
    }
    reader.identify().await.ok()?;
    let reading = reader.walk().await.ok()?;
    reading.broke.is_none().then_some(reading.seen)
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

fn talk(text: &str) {
    // Where stderr is closed there is nobody to tell.
    let _ = writeln!(io::stderr(), "zentop: {text}");
}

#[derive(Serialize)]
struct PlanOut<'a> {
    account: &'a str,
    route: &'static str,
    made_at: String,
    dry_run: bool,
    count: usize,
    people: usize,
    plan_hash: String,
    already_gone: usize,
    targets: Vec<TargetOut<'a>>,
    kept: Vec<KeptOut<'a>>,
}

#[derive(Serialize)]
struct TargetOut<'a> {
    user_id: u64,
    session_id: u64,
    authenticated_at: Option<String>,
    last_seen_at: Option<String>,
    role: Option<&'static str>,
    email: Option<&'a str>,
    name: Option<&'a str>,
}

#[derive(Serialize)]
struct KeptOut<'a> {
    #[serde(flatten)]
    target: TargetOut<'a>,
    because: &'static str,
}

fn target_out(target: &Target) -> TargetOut<'_> {
    TargetOut {
        user_id: target.key.user.get(),
        session_id: target.key.session.get(),
        authenticated_at: target.authenticated_at.as_ref().map(Timestamp::to_string),
        last_seen_at: target.last_seen_at.as_ref().map(Timestamp::to_string),
        role: target.role.map(crate::model::Role::as_str),
        email: target.email.as_ref().map(SafeText::original),
        name: target.name.as_ref().map(SafeText::original),
    }
}

fn kept_out(kept: &[Kept]) -> Vec<KeptOut<'_>> {
    kept.iter()
        .map(|kept| KeptOut {
            target: target_out(&kept.target),
            because: kept.because.as_str(),
        })
        .collect()
}

fn print_plan(
    plan: &Plan,
    seen: &Snapshot,
    options: &EndOptions,
    now: Timestamp,
) -> io::Result<()> {
    let mut out = output::stdout();
    if options.format == PlanFormat::Json {
        output::json(
            &mut out,
            &PlanOut {
                account: &plan.account,
                route: plan.route.as_str(),
                made_at: plan.made_at.to_string(),
                dry_run: true,
                count: plan.targets().len(),
                people: plan.people(),
                plan_hash: plan.fingerprint(),
                already_gone: plan.missing(),
                targets: plan.targets().iter().map(target_out).collect(),
                kept: kept_out(plan.kept()),
            },
        )?;
        return out.flush();
    }
    writeln!(
        out,
        "{}: {} sessions of {} people, route {}",
        SafeText::new(&plan.account),
        plan.targets().len(),
        plan.people(),
        plan.route.as_str()
    )?;
    let server_now = seen.server_time(now);
    let rows: Vec<Vec<SafeText>> = plan
        .targets()
        .iter()
        .map(|target| {
            let age = target
                .authenticated_at
                .map(|at| at.age(server_now).to_string());
            cells(target, &age.unwrap_or_else(|| "-".to_owned()))
        })
        .collect();
    let header = ["USER", "SESSION", "ROLE", "SIGNED IN", "E-MAIL", "NAME"];
    output::table(&mut out, &header, &rows, &[20, 20, 8, 10, 48, 40])?;
    print_kept(&mut out, plan.kept())?;
    if plan.missing() > 0 {
        writeln!(
            out,
            "{} of the chosen sessions are gone already",
            plan.missing()
        )?;
    }
    out.flush()
}

fn print_kept(out: &mut impl Write, kept: &[Kept]) -> io::Result<()> {
    if kept.is_empty() {
        return Ok(());
    }
    writeln!(out, "{} kept:", kept.len())?;
    let rows: Vec<Vec<SafeText>> = kept
        .iter()
        .map(|kept| cells(&kept.target, kept.because.as_str()))
        .collect();
    let header = ["USER", "SESSION", "ROLE", "BECAUSE", "E-MAIL", "NAME"];
    output::table(out, &header, &rows, &[20, 20, 8, 10, 48, 40])
}

fn cells(target: &Target, word: &str) -> Vec<SafeText> {
    let dash = || SafeText::new("-");
    vec![
        SafeText::new(&target.key.user.to_string()),
        SafeText::new(&target.key.session.to_string()),
        SafeText::new(target.role.map_or("-", crate::model::Role::as_str)),
        SafeText::new(word),
        target.email.clone().unwrap_or_else(dash),
        target.name.clone().unwrap_or_else(dash),
    ]
}

#[derive(Serialize)]
struct ReportOut<'a> {
    run: &'a str,
    account: &'a str,
    route: &'static str,
    reason: Option<&'a str>,
    ticket: Option<&'a str>,
    began_at: String,
    ended_at: String,
    counts: std::collections::BTreeMap<&'static str, usize>,
    stopped: Option<String>,
    journal_head: Option<&'a str>,
    items: Vec<ItemOut<'a>>,
    kept: Vec<KeptOut<'a>>,
}

#[derive(Serialize)]
struct ItemOut<'a> {
    #[serde(flatten)]
    target: TargetOut<'a>,
    outcome: &'static str,
    at: String,
    verdict: Option<&'static str>,
    cause: Option<String>,
    request_id: Option<String>,
}

fn print_report(
    report: &Report,
    verdicts: &[Option<Verdict>],
    kept: &[Kept],
    format: PlanFormat,
) -> io::Result<()> {
    let mut out = output::stdout();
    if format == PlanFormat::Json {
        let items = report
            .items
            .iter()
            .zip(verdicts)
            .map(|(item, verdict)| ItemOut {
                target: target_out(&item.target),
                outcome: item.outcome.kind().as_str(),
                at: item.at.to_string(),
                verdict: verdict.map(Verdict::as_str),
                cause: item.outcome.cause().map(ToString::to_string),
                request_id: (item.outcome.cause())
                    .and_then(|error| error.request_id())
                    .map(|id| id.as_str().to_owned()),
            });
        let counts = report
            .counts()
            .into_iter()
            .map(|(kind, count)| (kind.as_str(), count));
        output::json(
            &mut out,
            &ReportOut {
                run: report.run.as_str(),
                account: &report.account,
                route: report.route.as_str(),
                reason: report.reason.text.as_deref(),
                ticket: report.reason.ticket.as_deref(),
                began_at: report.began_at.to_string(),
                ended_at: report.ended_at.to_string(),
                counts: counts.collect(),
                stopped: report.stopped.as_ref().map(Stopped::words),
                journal_head: report.journal_head.as_deref(),
                items: items.collect(),
                kept: kept_out(kept),
            },
        )?;
        return out.flush();
    }
    for (item, verdict) in report.items.iter().zip(verdicts) {
        let verdict = verdict.map_or(String::new(), |verdict| format!(", {}", verdict.as_str()));
        let cause = item
            .outcome
            .cause()
            .map_or(String::new(), |error| format!(": {error}"));
        let outcome = item.outcome.kind().as_str();
        writeln!(out, "{} {outcome}{verdict}{cause}", item.target.key)?;
    }
    print_kept(&mut out, kept)?;
    let counts: Vec<String> = report
        .counts()
        .iter()
        .map(|(kind, count)| format!("{} {count}", kind.as_str()))
        .collect();
    writeln!(out, "run {}: {}", report.run, counts.join(", "))?;
    out.flush()
}
