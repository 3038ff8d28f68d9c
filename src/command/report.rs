//! Plans and reports on standard output, and what is said beside them.

use std::io::{self, Write};

use serde::Serialize;

use super::cli::PlanFormat;
use super::output;
use crate::live::Snapshot;
use crate::model::{SafeText, Timestamp};
use crate::terminate::{IncidentRun, Kept, Plan, RunDocument, SessionLine, Target};

/// Says something that is no data.
pub(super) fn talk(text: &str) {
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
    targets: Vec<SessionLine>,
    kept: Vec<SessionLine>,
}

/// Prints what would be ended.
pub(super) fn plan(
    plan: &Plan,
    seen: &Snapshot,
    format: PlanFormat,
    now: Timestamp,
) -> io::Result<()> {
    let mut out = output::stdout();
    if format == PlanFormat::Json {
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
                targets: plan.targets().iter().map(SessionLine::from).collect(),
                kept: plan.kept().iter().map(SessionLine::from).collect(),
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

/// Prints what became of a run.
pub(super) fn run(run: &IncidentRun, format: PlanFormat) -> io::Result<()> {
    let mut out = output::stdout();
    if format == PlanFormat::Json {
        output::json(&mut out, &RunDocument::of(run))?;
        return out.flush();
    }
    let IncidentRun {
        report,
        verdicts,
        kept,
        ..
    } = run;
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
