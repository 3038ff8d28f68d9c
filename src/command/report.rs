//! Plans and reports on standard output, and the messages beside them.
//!
//! - here plans, and what is left out of them; `after` what became of a run

mod after;

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde::Serialize;

pub(super) use self::after::{left_open, people_left, run, unprinted};
use super::cli::PlanFormat;
use super::exit::SOMETHING_TO_SEE;
use super::verb::nothing_to_do;
use super::{offboard, output};
use crate::host::stderr;
use crate::incident::command_for;
use crate::live::{Doubt, Reader, Snapshot, Unreadable};
use crate::model::{NOT_KNOWN, SafeText, Timestamp, UserId, counted};
use crate::operation::{
    Excluded, Expected, GoesBeyond, MissLine, NotFound, Operation, Plan, PlanDocument, ProofCost,
    Route, Target, TargetKind, TargetLine, Undecided,
};
use crate::zendesk::Client;

/// Prints a message, which is no data, to stderr.
pub(super) fn talk(text: &str) {
    // If stderr is closed, nobody can be informed.
    let _ = writeln!(stderr(), "zentop: {}", SafeText::written_out(text));
}

/// Prints what could not be read, and how many sessions came under several people. Returns the
/// status that this is worth: where a list proves nothing of what it lacks, there is something to
/// see.
#[must_use]
pub(super) fn unread(snapshot: &Snapshot) -> u8 {
    unread_but(snapshot, &BTreeSet::new())
}

/// As [`unread`], without a word about the lists of these people, of whom it is told otherwise.
#[must_use]
pub(super) fn unread_but(snapshot: &Snapshot, but: &BTreeSet<UserId>) -> u8 {
    let Unreadable { holes, fields } = snapshot.unreadable();
    if holes > 0 {
        let records = counted(holes, "record", "records");
        talk(&format!(
            "{records} could not be read, so what is missing here is not proved to be gone"
        ));
    }
    if fields > 0 {
        let sessions = counted(fields, "session", "sessions");
        talk(&format!("{sessions} with a field that could not be read"));
    }
    let mut doubts = snapshot.doubts();
    doubts.retain(|(user, _)| !but.contains(user));
    for (user, doubt) in &doubts {
        if !matches!(doubt, Doubt::Holes(_)) {
            talk(&format!("what user {user} has is not known: {doubt}"));
        }
    }
    if snapshot.conflicts > 0 {
        let sessions = counted(snapshot.conflicts, "session", "sessions");
        talk(&format!(
            "{sessions} came under more than one person; the first is believed"
        ));
    }
    if holes > 0 || !doubts.is_empty() {
        SOMETHING_TO_SEE
    } else {
        0
    }
}

/// Says what a reader was to read beside sessions and people, and could not.
pub(super) fn not_read(reader: &Reader) {
    for (what, why) in reader.not_read() {
        talk(&format!("{} could not be read: {why}", what.as_str()));
    }
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
    targets: Vec<TargetLine>,
    /// People without a listed session, whom a wide route signs out all the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unlisted: Vec<TargetLine>,
    #[serde(rename = "kept")]
    excluded: Vec<TargetLine>,
    undecided: Vec<TargetLine>,
    not_found: Vec<MissLine>,
}

/// The reason why ending sessions comes after suspending.
const SESSIONS_MAY_GO_ON: &str = "whether suspending ends live sessions is not \
    documented: suspend first, then end what is still listed";

/// The output of a dry run of containment.
#[derive(Serialize)]
struct ContainmentOut<'a> {
    #[serde(flatten)]
    plan: PlanDocument<'a>,
    dry_run: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    then: Option<String>,
}

/// Prints what a plan would do.
pub(super) fn any_plan(
    planned: &Plan,
    snapshot: &Snapshot,
    format: PlanFormat,
    now: Timestamp,
) -> io::Result<()> {
    if planned.is_of_several() {
        offboard::show(planned, format)
    } else if planned.operation().ends() {
        plan(planned, snapshot, format, now)
    } else {
        containment(planned, format)
    }
}

/// Prints what would be ended.
fn plan(plan: &Plan, snapshot: &Snapshot, format: PlanFormat, now: Timestamp) -> io::Result<()> {
    let mut out = output::stdout();
    let operation = plan.operation();
    if let Some(ids) = format.json() {
        output::json_with(
            &mut out,
            ids,
            &PlanOut {
                account: plan.account(),
                route: operation.as_str(),
                made_at: plan.made_at().to_string(),
                dry_run: true,
                count: plan.count(),
                people: plan.people(),
                plan_hash: plan.fingerprint(),
                already_gone: plan.missing(),
                targets: (plan.targets())
                    .filter(|target| target.session().is_some())
                    .map(TargetLine::from)
                    .collect(),
                unlisted: plan.unlisted().map(TargetLine::from).collect(),
                excluded: plan.excluded().iter().map(TargetLine::from).collect(),
                undecided: plan.undecided().iter().map(TargetLine::from).collect(),
                not_found: plan.not_found().iter().map(MissLine::from).collect(),
            },
        )?;
        return out.flush();
    }
    writeln!(
        out,
        "{}: {} of {}, route {}",
        SafeText::new(plan.account()),
        counted(plan.count(), "session", "sessions"),
        counted(plan.people(), "person", "people"),
        operation.as_str()
    )?;
    let server_now = snapshot.server_time(now);
    let signed_in = |target: &Target| {
        let at = target.as_session()?.authenticated_at?;
        Some(at.age(server_now).to_string())
    };
    let row = |target: &Target| {
        let mut cells = cells(target, &signed_in(target).unwrap_or_else(|| "-".to_owned()));
        if let Some(aside) = target.aside()
            && let Some(name) = cells.last_mut()
        {
            *name = SafeText::new(&format!("{aside}: {}", name.as_str()));
        }
        cells
    };
    let sessions = plan.targets().filter(|target| target.session().is_some());
    let rows: Vec<Vec<SafeText>> = sessions.map(row).collect();
    output::table(&mut out, &header(operation, "SIGNED IN"), &rows, &CAPS)?;
    let unlisted: Vec<Vec<SafeText>> = (plan.unlisted())
        .map(|target| cells(target, "none listed"))
        .collect();
    if !unlisted.is_empty() {
        writeln!(
            out,
            "{} without a listed session, whom route {} signs out all the same:",
            counted(unlisted.len(), "person", "people"),
            operation.as_str()
        )?;
        output::table(&mut out, &header(operation, "SIGNED IN"), &unlisted, &CAPS)?;
    }
    for beyond in [GoesBeyond::Choice, GoesBeyond::File] {
        let sessions = plan.sessions().filter(|one| one.beyond == beyond).count();
        if let (Some(words), true) = (beyond.words(), sessions > 0) {
            let more = counted(sessions, "session", "sessions");
            let route = operation.as_str();
            writeln!(
                out,
                "{more} {words}: route {route} takes all of these people's"
            )?;
        }
    }
    let left = (plan.excluded(), plan.undecided(), plan.not_found());
    print_left(&mut out, left)?;
    if plan.missing() > 0 && plan.not_found().is_empty() {
        let be = if plan.missing() == 1 { "is" } else { "are" };
        writeln!(
            out,
            "{} of the chosen sessions {be} gone already",
            plan.missing()
        )?;
    }
    out.flush()
}

/// Says that nothing was sent, and which options do `what`.
pub(super) fn dry_run(plan: &Plan, what: &str, (expected, more): (Option<Expected>, &str)) {
    if plan.is_empty() {
        let nothing = nothing_to_do(plan);
        return talk(&format!("dry run: {nothing}, and nothing was sent"));
    }
    let expected = match expected {
        Some(most @ Expected::AtMost(_)) => most,
        Some(Expected::Exactly(_)) | None => Expected::Exactly(plan.expected()),
    };
    talk(&format!(
        "dry run, nothing was sent; to {what}: --yes {expected}{more}"
    ));
}

/// Prints what it costs to see afterwards what became of a plan.
pub(super) fn proof_cost(plan: &Plan, snapshot: &Snapshot, client: &Client) {
    let cost = ProofCost::of_plan(plan, snapshot, &client.budget().reading());
    talk(&cost.to_string());
}

/// Prints what a route ends beside the sessions that a plan lists.
pub(super) fn beyond(operation: Operation) {
    match operation.route() {
        None | Some(Route::Exact) => {}
        Some(Route::User) => talk("route user also ends what these people have signed in to since"),
        Some(Route::Many) => talk(
            "route many also ends what these people have signed in to since, some time after it \
             is asked for",
        ),
    }
}

/// Prints what would be suspended, lifted or revoked.
fn containment(plan: &Plan, format: PlanFormat) -> io::Result<()> {
    let mut out = output::stdout();
    let then = follow_up(plan);
    if let Some(ids) = format.json() {
        let document = ContainmentOut {
            plan: PlanDocument::from(plan),
            dry_run: true,
            note: then.as_ref().map(|_| SESSIONS_MAY_GO_ON),
            then,
        };
        output::json_with(&mut out, ids, &document)?;
        return out.flush();
    }
    let account = SafeText::new(plan.account());
    let operation = plan.operation();
    let people = counted(plan.people(), "person", "people");
    let what = match operation.target_kind() {
        TargetKind::Sessions => counted(plan.count(), "session", "sessions") + " of " + &people,
        TargetKind::People => people,
        TargetKind::Tokens => {
            counted(plan.count(), "OAuth token", "OAuth tokens") + " of " + &people
        }
    };
    writeln!(out, "{account}: {what} {}", operation.to_do())?;
    let server_now = plan.made_at();
    let word = |target: &Target| match target {
        Target::Token(target) => {
            let used = target
                .token
                .used_at
                .map(|at| at.age(server_now).to_string());
            used.unwrap_or_else(|| "-".to_owned())
        }
        Target::Person(target) => match target.user.as_ref().and_then(|user| user.suspended) {
            Some(true) => "suspended".to_owned(),
            Some(false) => "-".to_owned(),
            None => NOT_KNOWN.to_owned(),
        },
        Target::Session(_) => "-".to_owned(),
    };
    let beside = match plan.operation().target_kind() {
        TargetKind::Tokens => "LAST USED",
        TargetKind::Sessions | TargetKind::People => "NOW",
    };
    let rows: Vec<Vec<SafeText>> = plan
        .targets()
        .map(|target| cells(target, &word(target)))
        .collect();
    output::table(&mut out, &header(operation, beside), &rows, &CAPS)?;
    let left = (plan.excluded(), plan.undecided(), plan.not_found());
    print_left(&mut out, left)?;
    if let Some(then) = then {
        writeln!(out, "{SESSIONS_MAY_GO_ON}:\n  {then}")?;
    }
    out.flush()
}

/// The advice on what to do after suspending people.
fn follow_up(plan: &Plan) -> Option<String> {
    let people = plan.targets().map(Target::user);
    (plan.operation() == Operation::Suspend).then(|| command_for("end", people))
}

/// The widest that each column of plans and of excluded targets is printed.
const CAPS: [usize; 6] = [20, 20, 9, 17, 48, 40];

/// The same for what is left, whose reasons are sentences.
const LEFT_CAPS: [usize; 6] = [20, 20, 9, 60, 48, 40];

/// The headings for items of this operation, and for the word beside each.
fn header(operation: Operation, word: &'static str) -> [&'static str; 6] {
    header_of(Some(operation.target_kind()), word)
}

/// The headings for targets of this kind, or of several.
const fn header_of(kind: Option<TargetKind>, word: &'static str) -> [&'static str; 6] {
    let what = match kind {
        Some(TargetKind::Sessions) => "SESSION",
        Some(TargetKind::Tokens) => "TOKEN",
        Some(TargetKind::People) => "SESSIONS",
        None => "WHAT",
    };
    ["USER", what, "ROLE", word, "E-MAIL", "NAME"]
}

/// Says that one's own sessions stay, if some were chosen with others.
pub(super) fn own_stay(plan: &Plan) {
    let own = plan.own_sessions_that_stay();
    if own > 0 {
        let stay = if own == 1 { "stays" } else { "stay" };
        talk(&format!("{own} of your own {stay}; --mine ends those"));
    }
}

/// Prints what is kept, what is undecided and what was not found, each with its reason.
pub(super) fn print_left(
    out: &mut impl Write,
    (excluded, undecided, not_found): (&[Excluded], &[Undecided], &[NotFound]),
) -> io::Result<()> {
    let stay = excluded
        .iter()
        .map(|one| (&one.target, one.because.as_str().to_owned()));
    left_section(out, "kept", &stay.collect::<Vec<_>>())?;
    let open = undecided.iter().map(|one| (&one.target, one.words()));
    let open: Vec<(&Target, String)> = open.collect();
    left_section(out, "undecided, and left alone", &open)?;
    for (title, misses) in NotFound::by_kind(not_found) {
        writeln!(out, "{} {title}:", misses.len())?;
        for miss in misses {
            writeln!(out, "  {miss}")?;
        }
    }
    Ok(())
}

/// Prints targets that are left, each with its reason. What is of several kinds says of which it is,
/// since one heading is not true of all, and people are counted as people.
fn left_section(out: &mut impl Write, title: &str, left: &[(&Target, String)]) -> io::Result<()> {
    let Some(first) = left.first().map(|(target, _)| target.kind()) else {
        return Ok(());
    };
    let is_mixed = left.iter().any(|(target, _)| target.kind() != first);
    writeln!(out, "{} {title}:", left_in_words(left))?;
    let rows = left.iter().map(|(target, because)| {
        let mut cells = cells(target, because);
        if is_mixed && let Some(what) = cells.get_mut(1) {
            *what = SafeText::new(&what_of(target));
        }
        cells
    });
    let rows: Vec<Vec<SafeText>> = rows.collect();
    let kind = Some(first).filter(|_| !is_mixed);
    output::table(out, &header_of(kind, "BECAUSE"), &rows, &LEFT_CAPS)
}

/// How many of each kind these are, and of how many people.
fn left_in_words(left: &[(&Target, String)]) -> String {
    let people: BTreeSet<UserId> = left.iter().map(|(target, _)| target.user()).collect();
    let people = TargetKind::People.counted(people.len());
    let parts = [TargetKind::Sessions, TargetKind::Tokens]
        .into_iter()
        .filter_map(|kind| {
            let count = left.iter().filter(|(target, _)| target.kind() == kind);
            let count = count.count();
            (count > 0).then(|| kind.counted(count))
        });
    let parts: Vec<String> = parts.collect();
    let is_of_people = left
        .iter()
        .any(|(target, _)| target.kind() == TargetKind::People);
    match (parts.is_empty(), is_of_people) {
        (true, _) => people,
        (false, true) => format!("{people}, with {} of theirs,", parts.join(" and ")),
        (false, false) => format!("{} of {people}", parts.join(" and ")),
    }
}

/// What a target is, beside whose it is.
fn what_of(target: &Target) -> String {
    match target {
        Target::Session(target) => format!("session {}", target.key.session),
        Target::Token(target) => format!("token {}", target.token.id),
        Target::Person(target) => target.sessions.map_or_else(
            || "person".to_owned(),
            |sessions| counted(sessions, "session", "sessions"),
        ),
    }
}

fn cells(target: &Target, word: &str) -> Vec<SafeText> {
    let what = match target {
        Target::Session(target) => target.key.session.to_string(),
        Target::Person(target) => target
            .sessions
            .map_or_else(|| NOT_KNOWN.to_owned(), |sessions| sessions.to_string()),
        Target::Token(target) => target.token.id.to_string(),
    };
    let text = |sent: Result<&SafeText, &str>| sent.map_or_else(SafeText::new, SafeText::clone);
    vec![
        SafeText::new(&target.user().to_string()),
        SafeText::new(&what),
        SafeText::new(target.role_in_words()),
        SafeText::new(word),
        text(target.sent_email().or_words().copied()),
        text(target.sent_name().or_words().copied()),
    ]
}

/// Prints who is not suspended again, of those who are offboarded, and returns what is spared: the
/// others lose everything all the same.
pub(super) fn spared(
    out: &mut impl Write,
    excluded: &[Excluded],
    offboards: bool,
) -> io::Result<Vec<Excluded>> {
    if offboards && let Some(words) = Excluded::not_again(excluded) {
        writeln!(out, "{words}")?;
    }
    let is_spared = |one: &&Excluded| !offboards || !one.because.is_idle();
    Ok(excluded.iter().filter(is_spared).cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{OAuthToken, Role, TokenId, User};
    use crate::operation::{ExcludedBecause, PersonTarget, SessionTarget, TokenTarget};

    fn person(number: u64) -> Target {
        let user = User::example(number, "Ada", Role::Agent);
        Target::Person(PersonTarget {
            id: user.id,
            user: Some(user),
            sessions: Some(3),
        })
    }

    fn session(key: &str) -> Target {
        SessionTarget::of(key.parse().unwrap()).into()
    }

    fn token(number: u64) -> Target {
        let user = UserId::new(7).unwrap();
        Target::Token(TokenTarget {
            token: OAuthToken::of(TokenId::new(number).unwrap(), user),
            owner: None,
            beyond: GoesBeyond::No,
        })
    }

    /// What a table of what is kept says first, and its headings.
    fn excluded_table(targets: Vec<Target>) -> (String, String) {
        let excluded = targets.into_iter().map(|target| Excluded {
            target,
            because: ExcludedBecause::Yours,
            is_named: false,
        });
        let mut out = Vec::new();
        let excluded: Vec<Excluded> = excluded.collect();
        print_left(&mut out, (&excluded, &[], &[])).unwrap();
        let out = String::from_utf8(out).unwrap();
        let mut lines = out.lines().map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            words.join(" ")
        });
        (
            lines.next().unwrap_or_default(),
            lines.next().unwrap_or_default(),
        )
    }

    /// A heading is true of every row below it, and people are counted as people.
    #[test]
    fn what_is_kept_is_labelled_by_what_it_is() {
        for (targets, title, heading) in [
            (
                vec![person(7), person(8)],
                "2 people kept:",
                "USER SESSIONS",
            ),
            (
                vec![session("7/1"), session("7/2"), session("8/3")],
                "3 sessions of 2 people kept:",
                "USER SESSION",
            ),
            (vec![token(5)], "1 token of 1 person kept:", "USER TOKEN"),
            (
                vec![
                    person(7),
                    session("7/1"),
                    session("7/2"),
                    token(5),
                    person(8),
                ],
                "2 people, with 2 sessions and 1 token of theirs, kept:",
                "USER WHAT",
            ),
        ] {
            let (first, second) = excluded_table(targets);
            assert_eq!(first, title);
            assert!(second.starts_with(&format!("{heading} ROLE")), "{second}");
        }
        assert_eq!(excluded_table(Vec::new()), (String::new(), String::new()));
    }
}
