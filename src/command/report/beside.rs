//! The messages beside plans and reports, which are no data and go to stderr.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use crate::command::exit::SOMETHING_TO_SEE;
use crate::command::output::{self, Ids};
use serde::Serialize;

use crate::host::stderr;
use crate::live::{Doubt, Reader, Snapshot, Unreadable};
use crate::model::{Age, ClockOffset, SafeText, Timestamp, UserId, counted};
use crate::operation::{Expected, Operation, Plan, ProofCost, Route};
use crate::query::Why;
use crate::zendesk::{ApiError, Client, Enrichment};

/// The time of a run from which on it is told before.
const WORTH_A_WORD: Duration = Duration::from_secs(10);

/// Prints a message, which is no data, to stderr.
pub(in crate::command) fn talk(text: &str) {
    // If stderr is closed, nobody can be informed.
    let _ = writeln!(stderr(), "zentop: {}", SafeText::written_out(text));
}

/// Prints what could not be read, and how many sessions came under several people. Returns the
/// status that this is worth: where a list proves nothing of what it lacks, there is something to
/// see.
#[must_use]
pub(in crate::command) fn unread(snapshot: &Snapshot) -> u8 {
    unread_but(snapshot, &BTreeSet::new())
}

/// As [`unread`], without a word about the lists of these people, of whom it is told otherwise.
#[must_use]
pub(in crate::command) fn unread_but(snapshot: &Snapshot, but: &BTreeSet<UserId>) -> u8 {
    let Unreadable { holes, fields } = snapshot.unreadable_in_any_list();
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
    let not_listed: Vec<_> = snapshot.not_listed().collect();
    for (user, why) in &not_listed {
        talk(&format!("what user {user} has is not known: {why}"));
    }
    let unsearched = snapshot.addresses_not_searched();
    if unsearched > 0 {
        let addresses = counted(unsearched, "address was", "addresses were");
        talk(&format!(
            "{addresses} not searched for, since somebody who is signed in has each: whether anybody else \
             has one, as a second address too, is not known"
        ));
    }
    if snapshot.conflicts() > 0 {
        let sessions = counted(snapshot.conflicts(), "session", "sessions");
        talk(&format!(
            "{sessions} came under more than one person, so whose they are is not known; each is shown \
             under all of them"
        ));
    }
    if holes > 0 || snapshot.conflicts() > 0 || !doubts.is_empty() || !not_listed.is_empty() {
        SOMETHING_TO_SEE
    } else {
        0
    }
}

/// Says that ages are not by the server's clock, where it contradicts itself or its records; and where it
/// does not, that this machine's is to be set, if it is off: one answer alone does not tell which is wrong.
pub(in crate::command) fn clock_in_doubt(snapshot: &Snapshot, now: Timestamp) {
    match snapshot.clock_doubt(now) {
        Some(Why::ClockInDoubt) => talk(&format!(
            "{}: ages are by this machine's clock; do not set it by Zendesk's",
            Why::ClockInDoubt.words()
        )),
        None if snapshot
            .clock_offset
            .and_then(ClockOffset::off_by)
            .is_some() =>
        {
            talk(
                "every time and age that is told is by Zendesk's: set this machine's clock, since all that \
                 was read agrees on Zendesk's time",
            );
        }
        Some(Why::ClockOfAnotherDay) => talk(
            "every time and age that is told is by Zendesk's, although no session that is listed bears it \
             out: look which of the two clocks is wrong before one of them is set",
        ),
        Some(_) | None => {}
    }
}

/// Says what a reader was to read beside sessions and people, and could not.
pub(in crate::command) fn not_read(reader: &Reader) {
    for line in not_read_words(reader.not_read()) {
        talk(&line);
    }
}

/// What was wanted beside sessions and people and could not be read, each in a line.
pub(in crate::command) fn not_read_words(
    not_read: &[(Enrichment, Arc<ApiError>)],
) -> impl Iterator<Item = String> {
    let words = |(what, why): &(Enrichment, Arc<ApiError>)| {
        format!("{} could not be read: {why}", what.as_str())
    };
    not_read.iter().map(words)
}

/// Says that nothing was sent, and which options do `what`.
pub(in crate::command) fn dry_run(
    plan: &Plan,
    what: &str,
    (expected, more): (Option<Expected>, &str),
) {
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

/// Prints how long a plan takes, where that is worth a word.
pub(in crate::command) fn run_cost(plan: &Plan, client: &Client) {
    let requests = plan.steps().len();
    let time = ProofCost::time_of_run(requests, &client.budget().reading());
    if time >= WORTH_A_WORD {
        let requests = counted(requests, "request", "requests");
        talk(&format!("run: {requests}, about {}", Age::from(time)));
    }
}

/// Prints what it costs to see afterwards what became of a plan.
pub(in crate::command) fn proof_cost(plan: &Plan, snapshot: &Snapshot, client: &Client) {
    let cost = ProofCost::of_plan(plan, snapshot, &client.budget().reading());
    talk(&cost.to_string());
}

/// Prints what a route ends beside the sessions that a plan lists.
pub(in crate::command) fn beyond(operation: Operation) {
    match operation.route() {
        None | Some(Route::Exact) => {}
        Some(Route::User) => talk("route user also ends what these people have signed in to since"),
        Some(Route::Many) => talk(
            "route many also ends what these people have signed in to since, some time after it \
             is asked for",
        ),
    }
}

/// Says that one's own sessions stay, if some were chosen with others.
pub(in crate::command) fn own_stay(plan: &Plan) {
    let own = plan.own_sessions_that_stay();
    if own > 0 {
        let stay = if own == 1 { "stays" } else { "stay" };
        talk(&format!("{own} of your own {stay}; --mine ends those"));
    }
}

/// So many of what a plan counts, in words.
pub(in crate::command) fn count_in_words(plan: &Plan) -> String {
    plan.counts_in().counted(plan.expected())
}

/// That a plan has nothing to do, in the word for what it does.
pub(in crate::command) fn nothing_to_do(plan: &Plan) -> &'static str {
    if plan.operation().ends() && !plan.is_of_several() {
        "nothing to end"
    } else {
        "nothing to do"
    }
}

/// As [`output::document`], of a change that was sent. Where it cannot be printed, that is told with what became of
/// the change, which is not to be asked for again. Returns whether it could be.
pub(in crate::command) fn print_sent(value: &impl Serialize, ids: Ids, became: &str) -> bool {
    let mut out = output::stdout();
    let printed = output::json_with(&mut out, ids, value).and_then(|()| out.flush());
    if let Err(error) = &printed {
        talk(&format!(
            "what became of the change could not be printed to standard output ({}), and it was sent; do not \
             repeat it\n  {became}\n  its request and its answer: zentop journal show --last 2",
            error.kind()
        ));
    }
    printed.is_ok()
}
