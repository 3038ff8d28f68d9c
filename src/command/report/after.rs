//! What became of a run: each item, each person, and what to do next.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::{SESSIONS_MAY_GO_ON, print_left, spared, talk};
use crate::command::cli::PlanFormat;
use crate::command::output;
use crate::incident::{IncidentRun, RunDocument, command_for};
use crate::model::{SafeText, UserId, counted};
use crate::operation::{
    self, NOTHING_DONE, OffboardPart, OutcomeKind, PersonLeft, PersonProof, PersonVerdict, Report,
    RunRest, Stopped,
};

/// Prints what a run left as it was, and the commands for it; nothing of the owner of the credentials,
/// whom they cannot suspend.
pub(in crate::command) fn left_open(report: &Report, own_user: Option<UserId>) {
    let done = report
        .items
        .iter()
        .filter(|item| item.outcome.kind.is_done());
    let people = done.map(|item| item.target.user());
    let people: BTreeSet<UserId> = people.filter(|user| own_user != Some(*user)).collect();
    if people.is_empty() {
        return;
    }
    let command = |verb| command_for(verb, people.iter().copied());
    if report.operation.ends() {
        talk(&format!(
            "they can sign in again, and their tokens go on:\n  {}\n  {}",
            command("suspend"),
            command("tokens list")
        ));
    } else if report.operation.bars() {
        talk(&format!("{SESSIONS_MAY_GO_ON}:\n  {}", command("end")));
    }
}

/// Tells how to go on with what is left of a run: by its file, and without one by those whom an offboarding
/// did not leave as it should have.
pub(in crate::command) fn go_on(report: &Report, left: &[PersonLeft], rest: Option<&RunRest>) {
    if let Some(rest) = rest {
        talk(rest.lines.join("\n").trim_start());
    }
    if rest.is_some_and(|rest| !rest.is_unwritten) {
        return;
    }
    let Some(offboarding) = &report.offboarding else {
        return;
    };
    // The same would be refused again.
    if matches!(report.stopped, Some(Stopped::LastDoor(_))) {
        return;
    }
    let open = left.iter().filter(|one| !one.is_clean());
    let open: BTreeSet<UserId> = open.map(|one| one.user).collect();
    if open.is_empty() {
        return;
    }
    let without = OffboardPart::ALL.into_iter();
    let without = without.filter(|part| !offboarding.has(*part));
    let without = without.map(|part| format!(" --without {}", part.as_str()));
    let without = without.collect::<Vec<_>>().concat();
    talk(&format!(
        "to go on with what is left of it:\n  {}{without}",
        command_for("offboard", open)
    ));
}

/// Prints what became of a run.
pub(in crate::command) fn run(run: &IncidentRun, format: PlanFormat) -> io::Result<()> {
    let mut out = output::stdout();
    if let Some(ids) = format.json() {
        output::json_with(&mut out, ids, &RunDocument::of(run))?;
        for person in &run.left {
            talk(&offboarded(person));
        }
        return out.flush();
    }
    let IncidentRun {
        report,
        verdicts,
        people,
        left,
        excluded,
        undecided,
        not_found,
        ..
    } = run;
    for (item, verdict) in report.items.iter().zip(verdicts) {
        // A session that went without us is not claimed.
        let by_whom = match item.outcome.kind {
            OutcomeKind::AlreadySo => ", not by this run",
            _ => "",
        };
        let verdict = verdict.map_or(String::new(), |verdict| {
            format!(", {}", item.verdict_words(verdict))
        });
        let cause = item
            .outcome
            .cause()
            .map_or(String::new(), |error| format!(": {error}"));
        let outcome = item.word();
        let beyond = item.target.aside();
        let beyond = beyond.map_or_else(String::new, |aside| format!(", {aside}"));
        let item = &item.target;
        writeln!(out, "{item} {outcome}{by_whom}{verdict}{beyond}{cause}")?;
    }
    // The verdicts of an offboarding have those on sessions in them.
    let said = if left.is_empty() { &people[..] } else { &[] };
    for person in said {
        let (who, sentence) = (named(person), SafeText::new(&person.sentence()));
        writeln!(out, "{who}: {sentence}")?;
    }
    if let Some(note) = report.not_listed(verdicts, people) {
        writeln!(out, "{note}")?;
    }
    for person in left {
        writeln!(out, "{}", SafeText::new(&offboarded(person)))?;
    }
    let spared = spared(&mut out, excluded, report.is_of_several())?;
    print_left(&mut out, (&spared, undecided, not_found))?;
    let counts: Vec<String> = report
        .counts()
        .iter()
        .map(|(_, word, count)| format!("{word} {count}"))
        .collect();
    writeln!(out, "run {}: {}", report.run, counts.join(", "))?;
    if !said.is_empty() {
        let counts = operation::counts(said).into_iter();
        let counts: Vec<String> = counts.map(|(word, n)| format!("{word} {n}")).collect();
        writeln!(out, "people: {}", counts.join(", "))?;
    }
    out.flush()
}

/// Tells in short what became of a run whose report could not be printed, for this reason: the counts
/// and verdicts, and where all of it is. A run that is over is not to be asked for again.
pub(in crate::command) fn unprinted(run: &IncidentRun, why: &io::Error) {
    let report = &run.report;
    let counts = report.counts();
    let counts = counts
        .iter()
        .map(|(_, word, count)| format!("{word} {count}"));
    let mut lines = vec![
        format!(
            "the report of the run could not be printed to standard output ({}), and the run is over; \
             do not repeat it",
            why.kind()
        ),
        format!("run {}: {}", report.run, joined(counts)),
    ];
    let mut verdicts: BTreeMap<&str, usize> = BTreeMap::new();
    for (item, verdict) in report.items.iter().zip(&run.verdicts) {
        if let Some(verdict) = verdict {
            *verdicts.entry(item.verdict_words(*verdict)).or_default() += 1;
        }
    }
    let verdicts = joined((verdicts.iter()).map(|(words, n)| format!("{words} {n}")));
    if !verdicts.is_empty() {
        lines.push(verdicts);
    }
    if run.left.is_empty() && !run.people.is_empty() {
        let counts = operation::counts(&run.people).into_iter();
        lines.push(format!(
            "people: {}",
            joined(counts.map(|(word, n)| format!("{word} {n}")))
        ));
    }
    lines.extend(run.left.iter().map(offboarded));
    lines.push(format!(
        "each of its requests and answers: zentop journal show --run {}",
        report.run
    ));
    talk(&lines.join("\n  "));
}

fn joined(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

/// The verdict on a person who was offboarded.
fn offboarded(person: &PersonLeft) -> String {
    let name = person.name.as_ref().map_or("", SafeText::as_str);
    let gap = if name.is_empty() { "" } else { " " };
    let words = person.words_in_short();
    format!("user {}{gap}{name}: {words}", person.user)
}

/// A person by id, and by name where it is known.
fn named(person: &PersonProof) -> String {
    match &person.name {
        Some(name) => format!("user {} ({name})", person.user),
        None => format!("user {}", person.user),
    }
}

/// Prints how many people are not as they should be after a run, and who signed in again.
pub(in crate::command) fn people_left(people: &[PersonProof]) {
    let counts = operation::counts(people).into_iter();
    let open = counts.filter(|(word, _)| !PersonVerdict::WORDS[..2].contains(word));
    let open: Vec<String> = open
        .map(|(word, count)| {
            let people = counted(count, "person", "people");
            if word == NOTHING_DONE {
                format!("{word} for {people}")
            } else {
                format!("{people} {word}")
            }
        })
        .collect();
    if !open.is_empty() {
        talk(&open.join(", "));
    }
}
