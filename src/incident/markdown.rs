//! The page of Markdown. Texts from outside stand in code spans, where `CommonMark` knows neither
//! links nor HTML and hosts know no mentions. The few signs that could end a span or a cell of a
//! table, and those that a careless reader would act on, are written `\u{…}`.

use std::fmt::Write as _;

use super::{ChatChangeNote, Counts, Incident, IncidentRun, SignedIn};
use crate::model::{ClockOffset, NOT_KNOWN, SafeText, Sent, Timestamp, counted};
use crate::operation::{Excluded, ItemStanding, NotFound, Report, Target, TargetKind};

/// Writes text from outside as a code span.
pub(crate) fn code_span(raw: &str) -> String {
    span(raw)
}

fn span(raw: &str) -> String {
    quoted(&SafeText::new(raw))
}

fn quoted(text: &SafeText) -> String {
    let mut span = String::from("`");
    for sign in text.as_str().chars() {
        match sign {
            '`' | '|' | '\\' | '<' | '>' | '[' | ']' | '&' => span.extend(sign.escape_unicode()),
            _ => span.push(sign),
        }
    }
    span.push('`');
    span
}

fn known(text: Option<&str>) -> String {
    text.map_or_else(|| "not given".to_owned(), span)
}

/// Writes the sections one after another. Writing to a `String` cannot fail, so results are
/// dropped.
pub(super) fn page(incident: &Incident) -> String {
    let mut page = String::new();
    let (place, credentials) = (&incident.who.place, &incident.who.credentials);
    let ends = |run: &IncidentRun| run.report.operation.ends();
    let title = match &incident.runs[..] {
        [] => "Changes",
        runs if runs.iter().all(ends) => "Sessions ended",
        _ => "Containment",
    };
    let _ = writeln!(page, "# {title} in {}\n", span(&credentials.account));
    let user = credentials
        .zd_user_id
        .map(|user| format!(", Zendesk user {user}"));
    let facts = [
        ("Origin", span(&credentials.origin)),
        (
            "Operator",
            format!(
                "{} on {}{}",
                span(&place.os_user),
                span(&place.host),
                user.unwrap_or_default()
            ),
        ),
        ("Written at", written_at(incident)),
    ];
    let counts = [
        ("Before", signed_in(incident.before.as_ref())),
        ("After", signed_in(incident.after.as_ref())),
    ];
    // Where no run was about people, there is nobody to count.
    let counts = counts.into_iter().filter(|_| !incident.runs.is_empty());
    for (name, fact) in facts.into_iter().chain(counts) {
        let _ = writeln!(page, "- {name}: {fact}");
    }
    for run in &incident.runs {
        page.push_str(&run_section(run));
    }
    for note in &incident.chat {
        page.push_str(&chat_section(note));
    }
    let _ = writeln!(page, "\n## Not covered\n");
    for sentence in incident.not_covered() {
        let _ = writeln!(page, "- {sentence}");
    }
    if incident.runs.is_empty() {
        return page;
    }
    let _ = writeln!(page, "\n## Journal\n");
    for run in &incident.runs {
        let head = run.report.journal_head.as_deref();
        let head = head.map_or_else(
            || "no record of its end".to_owned(),
            |head| format!("head `{head}`; check it with `zentop journal verify --anchor {head}`"),
        );
        let _ = writeln!(page, "- run `{}`: {head}", run.report.run);
    }
    page
}

/// When the report was written, and by whose clock that is and every other time in it.
fn written_at(incident: &Incident) -> String {
    let offset = incident.who.skew_ms.map(ClockOffset::of_millis);
    let by = match (offset, offset.and_then(ClockOffset::off_by)) {
        (None, _) => {
            "this machine's clock, as every time in this report; Zendesk does not tell what time it is"
                .to_owned()
        }
        (Some(_), None) => "Zendesk's clock, as every time in this report".to_owned(),
        (Some(_), Some(off)) => format!(
            "Zendesk's clock, as every time in this report; this machine's is {off}, and the journal is \
             by that"
        ),
    };
    format!("{} (by {by})", incident.written_at)
}

fn signed_in(counts: Option<&Counts>) -> String {
    let Some(counts) = counts else {
        return "not known".to_owned();
    };
    let words = |of: SignedIn| {
        let sessions = counted(of.sessions, "session", "sessions");
        format!("{sessions} of {}", counted(of.people, "person", "people"))
    };
    let account = counts
        .account
        .map(|all| format!("; {} in the whole account", words(all)));
    format!(
        "{} among the people concerned{} (as of {})",
        words(counts.concerned),
        account.unwrap_or_default(),
        counts.as_of
    )
}

/// A change of the Chat account: which fields, and never what is in them.
fn chat_section(note: &ChatChangeNote) -> String {
    let fields: Vec<String> = note.fields.iter().map(|field| span(field)).collect();
    let facts = [
        ("Ticket", known(note.ticket.as_deref())),
        ("Reason", known(note.reason.as_deref())),
        ("Fields", fields.join(", ")),
        ("Outcome", span(&note.outcome)),
    ];
    let mut page = format!("\n## Chat account changed at {}\n\n", note.at);
    for (name, fact) in facts {
        let _ = writeln!(page, "- {name}: {fact}");
    }
    page
}

fn run_section(run: &IncidentRun) -> String {
    let mut page = format!("\n## Run `{}`\n\n", run.report.run);
    facts(&mut page, run);
    timeline(&mut page, &run.report);
    offboarded(&mut page, run);
    if run.left.is_empty() {
        people(&mut page, run);
    }
    items(&mut page, run);
    let counts = columns(&run.report).1 == SESSIONS;
    let excluded = run
        .spared()
        .map(|one| row(&one.target, (counts, one.because.as_str())));
    left(&mut page, run, "Kept", excluded.collect());
    let undecided = run.undecided.iter();
    let undecided = undecided.map(|one| row(&one.target, (counts, &one.words())));
    left(
        &mut page,
        run,
        "Undecided, and left alone",
        undecided.collect(),
    );
    for (what, misses) in NotFound::by_kind(&run.not_found) {
        let (first, rest) = what.split_at(1);
        let _ = writeln!(page, "\n### {}{rest}\n", first.to_uppercase());
        for miss in misses {
            let line = miss.line;
            let line = line.map_or(String::new(), |line| format!(" (line {line})"));
            let _ = writeln!(page, "- {}{line}: {}", quoted(&miss.named), miss.because);
        }
    }
    page
}

/// Writes the reason, the route and the outcome of a run.
fn facts(page: &mut String, run: &IncidentRun) {
    let report = &run.report;
    let _ = writeln!(page, "- Ticket: {}", known(report.reason.ticket.as_deref()));
    let _ = writeln!(page, "- Reason: {}", known(report.reason.text.as_deref()));
    let _ = match report.operation.route() {
        Some(route) => writeln!(
            page,
            "- Route: {} (`{}`)",
            route.takes("theirs"),
            route.as_str()
        ),
        _ if report.offboarding.is_some() => writeln!(page, "- Measure: {}", offboards(report)),
        None => writeln!(page, "- Measure: {}", report.operation.as_str()),
    };
    if let Some(note) = report.not_listed(&run.verdicts, &run.people) {
        let _ = writeln!(page, "- {note}");
    }
    let again = report.offboarding.as_ref();
    if let Some(words) = again.and_then(|_| Excluded::not_again(&run.excluded)) {
        let _ = writeln!(page, "- {words}");
    }
    let _ = writeln!(page, "- Outcome: {}", report.in_words_by(&run.verdicts));
    if let Some(doubt) = run.time_in_doubt {
        let _ = writeln!(page, "- Times: not certain, since {doubt}");
    }
    if let Some(unread) = &report.not_read_again {
        let _ = writeln!(page, "- Not noticed: {}", span(&unread.to_string()));
    }
    if let Some(file) = &run.plan_file {
        let _ = writeln!(
            page,
            "- Plan file: made by {}, hash `{}`",
            span(&file.made),
            file.hash
        );
    }
}

/// The parts of an offboarding.
fn offboards(report: &Report) -> String {
    let parts = report.offboarding.iter().flat_map(|it| &it.parts);
    let parts: Vec<&str> = parts.map(|part| part.as_str()).collect();
    format!("offboard ({})", parts.join(", "))
}

fn timeline(page: &mut String, report: &Report) {
    let _ = writeln!(page, "\n### Timeline\n");
    let said = |at: Timestamp| report.said(at);
    let _ = writeln!(page, "- {}: the run began", said(report.began_at));
    // Items that were gone before the run have no place in its timeline.
    let answers = report.items.iter().map(|item| item.at);
    let mut answers: Vec<Timestamp> = answers.filter(|at| *at > report.began_at).collect();
    answers.sort_unstable();
    if let (Some(first), Some(last)) = (answers.first(), answers.last()) {
        let (first, last) = (said(*first), said(*last));
        let _ = writeln!(page, "- {first}: first answer\n- {last}: last answer");
    }
    let how = report
        .stopped
        .as_ref()
        .map(|why| format!(" early: {}", span(&why.words())));
    let _ = writeln!(
        page,
        "- {}: the run ended{}",
        said(report.ended_at),
        how.unwrap_or_default()
    );
}

/// The heading above the numbers of people's sessions.
const SESSIONS: &str = "sessions";

/// The heading of the items, and that of the second column.
fn columns(report: &Report) -> (&'static str, &'static str) {
    match report.operation.target_kind() {
        _ if report.offboarding.is_some() => ("Steps", "session or token"),
        TargetKind::Sessions => ("Sessions", "session"),
        TargetKind::Tokens => ("Tokens", "token"),
        TargetKind::People => ("People", SESSIONS),
    }
}

/// Writes the verdict on each person who was offboarded.
fn offboarded(page: &mut String, run: &IncidentRun) {
    if run.left.is_empty() {
        return;
    }
    let _ = writeln!(page, "\n### Offboarded\n");
    let _ = writeln!(page, "| user | verdict | name |");
    let _ = writeln!(page, "| --- | --- | --- |");
    for left in &run.left {
        let name = left
            .name
            .as_ref()
            .map_or_else(|| NOT_KNOWN.to_owned(), quoted);
        let _ = writeln!(page, "| {} | {} | {name} |", left.user, span(&left.words()));
    }
}

/// Writes what was seen of each person after the run.
fn people(page: &mut String, run: &IncidentRun) {
    if run.people.is_empty() {
        return;
    }
    let _ = writeln!(page, "\n### People afterwards\n");
    let _ = writeln!(page, "| user | seen afterwards | name |");
    let _ = writeln!(page, "| --- | --- | --- |");
    for person in &run.people {
        let name = (person.name.as_ref()).map_or_else(|| NOT_KNOWN.to_owned(), quoted);
        let sentence = span(&person.sentence());
        let _ = writeln!(page, "| {} | {sentence} | {name} |", person.user);
    }
}

fn items(page: &mut String, run: &IncidentRun) {
    let report = &run.report;
    let (heading, what) = columns(report);
    let _ = writeln!(page, "\n### {heading}\n");
    let _ = writeln!(
        page,
        "| user | {what} | role | outcome | at | later list | e-mail | name |"
    );
    let _ = writeln!(page, "| --- | --- | --- | --- | --- | --- | --- | --- |");
    for (place, item) in report.items.iter().enumerate() {
        let verdict = run.verdicts.get(place).copied().flatten();
        let outcome = item.word();
        let cause = item
            .outcome
            .cause()
            .map(|cause| format!(": {}", span(&cause.to_string())));
        let words = format!(
            "{outcome}{} | {} | {}",
            cause.unwrap_or_default(),
            report.said(item.at),
            verdict.map_or("-", |verdict| {
                ItemStanding::of(item.outcome.kind, Some(verdict)).word(item.operation)
            })
        );
        let words = match item.target.aside() {
            Some(aside) => words.replacen(outcome, &format!("{outcome} ({aside})"), 1),
            None => words,
        };
        page.push_str(&row(&item.target, (what == SESSIONS, &words)));
    }
}

/// Writes targets that were left as they are, each with its reason.
fn left(page: &mut String, run: &IncidentRun, title: &str, rows: Vec<String>) {
    if rows.is_empty() {
        return;
    }
    let (_, what) = columns(&run.report);
    let _ = writeln!(page, "\n### {title}\n");
    let _ = writeln!(page, "| user | {what} | role | because | e-mail | name |");
    let _ = writeln!(page, "| --- | --- | --- | --- | --- | --- |");
    page.extend(rows);
}

fn row(target: &Target, (counts_sessions, words): (bool, &str)) -> String {
    let text = |sent: Sent<&SafeText>| sent.or_words().copied().map_or_else(str::to_owned, quoted);
    let what = match target {
        Target::Session(target) => target.key.session.to_string(),
        // Under the heading of ids a count would be read as one.
        Target::Person(_) if !counts_sessions => "-".to_owned(),
        Target::Person(target) => {
            (target.sessions).map_or_else(|| NOT_KNOWN.to_owned(), |sessions| sessions.to_string())
        }
        Target::Token(target) => quoted(&SafeText::new(&target.token.named())),
    };
    format!(
        "| {} | {what} | {} | {words} | {} | {} |\n",
        target.user(),
        target.role_in_words(),
        text(target.sent_email()),
        text(target.sent_name())
    )
}
