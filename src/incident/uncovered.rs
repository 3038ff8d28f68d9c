//! What runs did not do, whatever became of them. These words keep an ended session from being
//! mistaken for access that was removed.

use std::collections::BTreeSet;

use super::{Incident, IncidentRun};
use crate::model::{UserId, counted};
use crate::operation::{OffboardPart, Operation, OutcomeKind, TargetKind, Verdict};

/// The most people that a printed command names.
const NAMED_AT_MOST: usize = 20;

/// All that is not covered where no run was about people.
const NOBODY: &str = "Nothing was done to anybody: no session was ended, nobody was suspended, and no token was \
                      revoked.";

/// The command line that calls `verb` for these people.
pub(crate) fn command_for(verb: &str, people: impl IntoIterator<Item = UserId>) -> String {
    let people: BTreeSet<UserId> = people.into_iter().collect();
    let ids: Vec<String> = people.iter().map(UserId::to_string).collect();
    let named = if ids.len() > NAMED_AT_MOST {
        "USER_ID …".to_owned()
    } else {
        ids.join(" ")
    };
    format!("zentop {verb} --user {named}")
}

impl Incident {
    /// The sentences about what these runs did not do.
    pub(crate) fn not_covered(&self) -> Vec<String> {
        if self.runs.is_empty() {
            return vec![NOBODY.to_owned()];
        }
        let some = self.some().into_iter().filter(|(count, _)| *count > 0);
        (self.never().into_iter())
            .chain(some.map(|(_, message)| message))
            .collect()
    }

    /// What is true of every run, unless a run did just that.
    fn never(&self) -> [String; 3] {
        let command = |verb| {
            let people = self.runs.iter().flat_map(|run| run.report.people());
            command_for(verb, people)
        };
        let suspended = self.done(Operation::bars);
        let tokens = match self.done(|it| it.target_kind() == TargetKind::Tokens) {
            _ if self.offboards(OffboardPart::Tokens) => {
                "API tokens were not revoked; which OAuth \
                 tokens are left stands beside each person who was offboarded."
                    .to_owned()
            }
            0 => format!(
                "API and OAuth tokens were not revoked: whoever holds one still has access \
                 (`{}`).",
                command("tokens list")
            ),
            revoked => format!(
                "API tokens were not revoked, nor other OAuth tokens than {revoked} of those \
                 named here (`{}`).",
                command("tokens list")
            ),
        };
        if suspended == 0 {
            return [
                tokens,
                format!(
                    "Nobody was suspended and no password was changed (`{}`).",
                    command("suspend")
                ),
                "Everybody named here can sign in again, and may have done so since.".to_owned(),
            ];
        }
        [
            tokens,
            self.suspended_in_words(suspended, &command("end")),
            "Whoever is not suspended can sign in again, and may have done so since.".to_owned(),
        ]
    }

    /// The number of items that something happened to, with the sentence about it.
    fn some(&self) -> [(usize, String); 6] {
        let verdict = |of: Verdict| {
            let verdicts = self.runs.iter().flat_map(|run| &run.verdicts);
            verdicts.filter(|verdict| **verdict == Some(of)).count()
        };
        let ends = |run: &IncidentRun| run.report.operation.ends();
        let (one, many, as_before) = if self.runs.iter().all(ends) {
            ("session", "sessions", "listed")
        } else {
            ("item", "items", "as before")
        };
        let items =
            |count, what: String| (count, format!("{what}: {}.", counted(count, one, many)));
        let unanswered = self.count(|kind| kind == OutcomeKind::Unknown);
        let requests = counted(unanswered, "request", "requests");
        [
            items(
                self.runs.iter().map(|run| run.spared().count()).sum(),
                "Chosen and kept, for the reason beside each".to_owned(),
            ),
            items(
                self.count(|kind| kind == OutcomeKind::NotAttempted),
                "Not attempted".to_owned(),
            ),
            items(
                self.count(|kind| matches!(kind, OutcomeKind::Refused | OutcomeKind::Failed)),
                "As before, because the request was refused or failed".to_owned(),
            ),
            (
                unanswered,
                format!(
                    "Sent, and no answer came, so that only a later look can tell: {requests}."
                ),
            ),
            items(
                verdict(Verdict::StillListed),
                format!("Still {as_before} when they were looked up"),
            ),
            items(
                verdict(Verdict::Waiting),
                "Not looked up after the run".to_owned(),
            ),
        ]
    }

    fn suspended_in_words(&self, suspended: usize, end: &str) -> String {
        let people = counted(suspended, "person", "people");
        let text = format!("Suspended: {people}; no password was changed.");
        if self.offboards(OffboardPart::Sessions) {
            return text;
        }
        format!("{text} Whether that ends their sessions is not documented (`{end}`).")
    }

    /// Whether all of these runs did this to people who were offboarded.
    fn offboards(&self, part: OffboardPart) -> bool {
        let offboarding = self.runs.iter().map(|run| run.report.offboarding.as_ref());
        let mut offboarding = offboarding.peekable();
        offboarding.peek().is_some() && offboarding.all(|one| one.is_some_and(|it| it.has(part)))
    }

    /// The number of items to which such an operation was done.
    fn done(&self, is: impl Fn(Operation) -> bool) -> usize {
        let items = self.runs.iter().flat_map(|run| &run.report.items);
        let done = items.filter(|item| item.outcome.kind == OutcomeKind::Done);
        done.filter(|item| is(item.operation)).count()
    }

    fn count(&self, is: impl Fn(OutcomeKind) -> bool) -> usize {
        let items = self.runs.iter().flat_map(|run| &run.report.items);
        items.filter(|item| is(item.outcome.kind)).count()
    }
}
