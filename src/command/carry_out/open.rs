//! What of people or tokens is not as wished after a run.

use crate::command::expecting::some;
use crate::operation::{Proof, Report, TargetKind, Verdict, is_open};

/// What of people or tokens is not as wished after a run, and why, where that is so. What is left of
/// people who were offboarded has its own reasons, and sessions are told person by person.
pub(super) fn what_is_open(report: &Report, proof: &Proof) -> Vec<String> {
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
    let gone = report.items.iter().zip(proof.verdicts());
    let gone = gone.filter(|(item, verdict)| {
        item.is_of_a_person_gone() && !item.is_as_wished(**verdict) && !is_open(**verdict)
    });
    let gone: Vec<String> = gone.map(|(item, _)| item.target.to_string()).collect();
    if !gone.is_empty() {
        lines.push(format!(
            "{} gone meanwhile, and nobody who is deleted can be lifted: {}",
            kind.counted(gone.len()),
            some(&gone)
        ));
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
