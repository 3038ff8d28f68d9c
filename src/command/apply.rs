//! `zentop apply`: carries out a plan file and nothing else.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::carry_out::{Job, carry_out, recover};
use super::cli::{ApplyOptions, Global};
use super::connect::{Manner, connect, guardrails};
use super::exit::Failure;
use super::gather::{LISTS_AT_MOST, Reader, whole};
use super::papers::Papers;
use super::report::{self, talk};
use crate::model::SafeText;
use crate::runtime::{Known, system_clock};
use crate::terminate::{FromFile, Here, NotApplied, Plan, PlanFile, PlanNote};

/// The most that is read as a plan, in bytes: far more than a run may end, and little enough
/// that naming a device by mistake ends.
const LARGEST_FILE: u64 = 64 << 20;

impl From<NotApplied> for Failure {
    fn from(not_applied: NotApplied) -> Self {
        Self::guardrail(not_applied.to_string())
    }
}

pub(super) async fn run(global: &Global, options: ApplyOptions) -> Result<u8, Failure> {
    let clock = system_clock();
    let file = read(&options.file)?;
    let connection = connect(global, Manner::Once, clock()).await?;
    if let Some(notice) = &connection.notice {
        talk(notice);
    }
    let mut rails = guardrails(&connection.settings);
    if options.is_dry() {
        // A dry run sends nothing, so read-only is no reason not to show the plan.
        rails.read_only = false;
    }
    let account = connection.client.account();
    let here = Here {
        account: account.name(),
        origin: account.origin(),
        now: clock(),
    };
    let checked = file.check(here, options.expect, &rails)?;
    let (note, reason) = (note(checked.file()), checked.file().reason());
    let (lists, people) = (checked.file().targets().len(), checked.people());

    let mut reader = Reader::new(connection.client.clone(), clock.clone());
    let me = reader.identify().await?;
    rails.own_user = Some(me.id);
    let seen = if people.len() <= LISTS_AT_MOST {
        reader.people(&people).await?
    } else {
        whole(&connection.client, &clock).await?
    };
    let FromFile { plan, gone } = Plan::from_file(checked, &seen, &rails, clock())?;
    let count = plan.targets().len();
    if options.is_dry() {
        report::plan(&plan, &seen, options.told.format, clock()).map_err(Failure::system)?;
        talk(&format!(
            "dry run, nothing was sent; plan made by {}; to end these, drop --dry-run; --expect {lists} makes sure",
            SafeText::new(&note.made)
        ));
        return Ok(0);
    }
    // What the caller expects of the file, less what is gone, is what the plan must hold.
    let expected = options.expect.unwrap_or(lists).saturating_sub(gone.len());
    let confirmed = plan.confirm_count(expected).map_err(|_| {
        Failure::guardrail(format!(
            "{expected} sessions are expected and {count} are left; nothing was sent"
        ))
    })?;
    let job = Job {
        confirmed: confirmed.into(),
        gone,
        plan_file: Some(note),
        reason,
        rails,
        format: options.told.format,
        papers: Papers::create(&options.told.report)?,
    };
    recover(&connection, &Known::of(&seen), &clock).await;
    carry_out(&connection, job, &seen, &clock).await
}

fn note(file: &PlanFile) -> PlanNote {
    PlanNote {
        hash: file.hash().to_owned(),
        made: file.made().as_str().to_owned(),
    }
}

fn read(path: &Path) -> Result<PlanFile, Failure> {
    let told = |why: &dyn std::fmt::Display| {
        let path = SafeText::new(&path.display().to_string());
        Failure::usage(format!("{path}: {why}"))
    };
    let file = File::open(path).map_err(|error| told(&error))?;
    let mut text = Vec::new();
    file.take(LARGEST_FILE)
        .read_to_end(&mut text)
        .map_err(|error| told(&error))?;
    PlanFile::parse(&text).map_err(|error| told(&error))
}
