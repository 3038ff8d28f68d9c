//! The exit status of a run, or the failure that it ended in.

use crate::command::exit::{Failure, SOMETHING_TO_SEE};
use crate::command::report::talk;
use crate::operation::{OutcomeKind, PersonLeft, PersonProof, Refusal, Report, Stopped, Verdict};

/// The status that a run is worth. What stopped it is told, or is the failure where nothing was sent.
pub(super) fn status(
    report: &Report,
    (verdicts, left): (&[Option<Verdict>], &[PersonLeft]),
    people: &[PersonProof],
) -> Result<u8, Failure> {
    let nothing_sent = report
        .items
        .iter()
        .all(|item| item.outcome.kind == OutcomeKind::NotAttempted);
    match &report.stopped {
        Some(Stopped::NoRecord(why)) if nothing_sent => Err(Failure::guardrail(format!(
            "nothing was sent, because it could not be recorded: {why}"
        ))),
        Some(Stopped::Refused(error)) if error.refuses_credentials() => Err(Failure::credentials(
            format!("stopped: {error}; {}", error.advice()),
        )),
        Some(Stopped::OtherHands(refusal)) if nothing_sent => Err(refusal.clone().into()),
        Some(Stopped::LastDoor(why)) if nothing_sent => Err(Refusal::LastDoor(why.clone()).into()),
        Some(stopped) => {
            talk(&stopped.words());
            Ok(SOMETHING_TO_SEE)
        }
        None if !report.is_clean(verdicts, left)
            || people.iter().any(|one| !one.verdict.is_as_wished()) =>
        {
            Ok(SOMETHING_TO_SEE)
        }
        None => Ok(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::system_clock;
    use crate::journal::RunId;
    use crate::model::Timestamp;
    use crate::operation::{JudgedBy, Operation, Reason, ReportItem, Route, SessionTarget, Target};

    /// Everything that a proof may come to, with its words and the exit status that it is worth.
    #[test]
    fn whatever_is_not_proved_is_something_to_see() {
        let ending = Operation::End(Route::Exact);
        let item = |kind: OutcomeKind| ReportItem {
            operation: ending,
            target: Target::Session(SessionTarget::of("7/1".parse().unwrap())),
            outcome: kind.into(),
            at: Timestamp::from_seconds(0),
            server_at: None,
            request_id: None,
        };
        let report = |kind: OutcomeKind| Report {
            run: RunId::new(system_clock()(), [7; 3]),
            account: "acme".to_owned(),
            operation: ending,
            judged: JudgedBy::Session.into(),
            reason: Reason::default(),
            clock_offset: None,
            began_at: Timestamp::from_seconds(0),
            ended_at: Timestamp::from_seconds(0),
            items: vec![item(kind)],
            stopped: None,
            offboarding: None,
            not_read_again: None,
            journal_head: None,
            left_to_do: crate::operation::LeftToDo::default(),
        };
        for (verdict, words, expected) in [
            (Verdict::Verified, "verified gone", 0),
            (Verdict::Waiting, "not verified yet", 1),
            (Verdict::StillListed, "still listed", 1),
            (Verdict::NotKnown, "not known", 1),
            (Verdict::Contradicted, "contradicted", 1),
            (Verdict::CameBack, "came back", 1),
        ] {
            assert_eq!(verdict.words(ending), words);
            let report = report(OutcomeKind::Done);
            let found = status(&report, (&[Some(verdict)], &[]), &[]).unwrap();
            assert_eq!(found, expected, "{words}");
        }
        // What was not done is something to see, whatever a list says later.
        for kind in [
            OutcomeKind::Unknown,
            OutcomeKind::Failed,
            OutcomeKind::Refused,
        ] {
            let found = status(&report(kind), (&[Some(Verdict::Verified)], &[]), &[]).unwrap();
            assert_eq!(found, SOMETHING_TO_SEE, "{kind:?}");
        }
    }
}
