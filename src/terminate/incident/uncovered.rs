//! What runs did not do, whatever became of them: the words that keep an ended session from
//! being taken for access removed.

use std::collections::BTreeSet;

use super::{Incident, IncidentRun};
use crate::model::UserId;
use crate::terminate::{OutcomeKind, Verdict, Work};

/// A command for more people than this is not printed out.
const NAMED_AT_MOST: usize = 20;

/// How `verb` is called for these people.
pub fn command_for(verb: &str, people: impl IntoIterator<Item = UserId>) -> String {
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
    /// What these runs did not do, in whole sentences.
    pub fn not_covered(&self) -> Vec<String> {
        let some = self.some().into_iter().filter(|(count, _)| *count > 0);
        (self.never().into_iter())
            .chain(some.map(|(count, what)| format!("{count} {what}")))
            .collect()
    }

    /// What is true of every run, unless a run was for just that.
    fn never(&self) -> [String; 3] {
        let command = |verb| {
            let people = self.runs.iter().flat_map(|run| run.report.people());
            command_for(verb, people)
        };
        let suspended = self.count(|kind| kind == OutcomeKind::Suspended);
        let tokens = match self.count(|kind| kind == OutcomeKind::Revoked) {
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
            format!(
                "{suspended} people were suspended and no password was changed. Whether that \
                 ends their sessions is not documented (`{}`).",
                command("end")
            ),
            "Whoever is not suspended can sign in again, and may have done so since.".to_owned(),
        ]
    }

    /// What happened to so many.
    fn some(&self) -> [(usize, String); 6] {
        let verdict = |of: Verdict| {
            let verdicts = self.runs.iter().flat_map(|run| &run.verdicts);
            verdicts.filter(|verdict| **verdict == Some(of)).count()
        };
        let ends = |run: &IncidentRun| matches!(run.report.work, Work::End(_));
        let (what, as_before) = if self.runs.iter().all(ends) {
            ("sessions", "still listed")
        } else {
            ("items", "still as before")
        };
        [
            (
                self.runs.iter().map(|run| run.kept.len()).sum(),
                format!("chosen {what} were kept, for the reason beside each."),
            ),
            (
                self.count(|kind| kind == OutcomeKind::NotAttempted),
                format!("{what} were not attempted."),
            ),
            (
                self.count(|kind| matches!(kind, OutcomeKind::Refused | OutcomeKind::Failed)),
                format!("{what} stayed as they were: the request was refused or failed."),
            ),
            (
                self.count(|kind| kind == OutcomeKind::Unknown),
                "requests were sent and no answer came; only a later look can tell.".to_owned(),
            ),
            (
                verdict(Verdict::StillListed),
                format!("{what} were {as_before} when they were looked up."),
            ),
            (
                verdict(Verdict::Waiting),
                format!("{what} were not looked up after the run."),
            ),
        ]
    }

    fn count(&self, is: impl Fn(OutcomeKind) -> bool) -> usize {
        let items = self.runs.iter().flat_map(|run| &run.report.items);
        items.filter(|item| is(item.outcome.kind())).count()
    }
}
