//! What was found after a run, as the journal is told it.

use std::io;

use crate::operation::{ItemVerdict, PersonProof, Report, RunContext, Runner, Verdict, Verdicts};

/// What a proof found of the items and the people of a run. Of what was proved beside it nothing is
/// recorded, since the run did nothing to it.
pub(super) fn verdicts_of(
    report: &Report,
    verdicts: &[Option<Verdict>],
    people: &[PersonProof],
) -> Verdicts {
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
    let of_run = report.people();
    let people = people.iter().filter(|one| of_run.contains(&one.user));
    Verdicts {
        run: report.run.clone(),
        of,
        people: people.cloned().collect(),
        left: Vec::new(),
    }
}

/// Records what was found.
pub(super) async fn recorded(
    runner: &Runner,
    found: Verdicts,
    known: &RunContext,
) -> io::Result<()> {
    let recorded = runner.record(found, known).await;
    recorded
        .map_err(io::Error::other)?
        .map_err(io::Error::other)
}
