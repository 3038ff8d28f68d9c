//! What a run that offboarded people knows itself of what it did to them, by its answers and its proof.

use rustc_hash::FxHashMap;

use crate::model::UserId;
use crate::operation::offboard::OffboardPart;
use crate::operation::{OutcomeKind, PersonProof, Report, ReportItem, Verdict};

/// What a run itself knows of a suspension that it asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::operation::offboard) enum SuspensionAnswer {
    /// Nothing, or that it failed, or that they were shown otherwise since.
    #[default]
    None,
    /// Zendesk answered that they are suspended, and nobody looked.
    Answered,
    /// They were seen suspended after the answer.
    Seen,
}

impl SuspensionAnswer {
    /// What a run knows by how its item ended, and by what was seen of it.
    pub(super) const fn of(outcome: OutcomeKind, verdict: Option<Verdict>) -> Self {
        match (outcome.is_done(), verdict) {
            (true, None | Some(Verdict::Waiting | Verdict::NotKnown)) => Self::Answered,
            (_, Some(Verdict::Verified)) => Self::Seen,
            _ => Self::None,
        }
    }
}

/// What a run knows of the suspension of each of its people.
pub(super) fn suspension_answers(
    report: &Report,
    verdicts: &[Option<Verdict>],
) -> FxHashMap<UserId, SuspensionAnswer> {
    let verdicts = verdicts.iter().copied().chain(std::iter::repeat(None));
    let items = report.items.iter().zip(verdicts);
    let suspended = items.filter(|(item, _)| item.operation.is_part(OffboardPart::Suspend));
    let answer = |item: &ReportItem, verdict| SuspensionAnswer::of(item.outcome.kind, verdict);
    suspended
        .map(|(item, verdict)| (item.target.user(), answer(item, verdict)))
        .collect()
}

/// What the proof of a run does not bear out, for each person and part, in words.
#[derive(Debug, Default)]
pub(super) struct RunDoubts(pub(super) FxHashMap<(UserId, OffboardPart), String>);

impl RunDoubts {
    /// What the verdicts of a run leave open.
    pub(super) fn of(
        report: &Report,
        verdicts: &[Option<Verdict>],
        people: &[PersonProof],
    ) -> Self {
        let mut doubts = FxHashMap::default();
        for person in people.iter().filter(|one| !one.verdict.is_as_wished()) {
            doubts.insert((person.user, OffboardPart::Sessions), person.sentence());
        }
        for (item, verdict) in report.items.iter().zip(verdicts) {
            let is_of_list = item.operation.ends();
            let (Some(part), Some(verdict)) = (item.operation.part(), verdict) else {
                continue;
            };
            if !is_of_list && *verdict != Verdict::Verified {
                let words = verdict.words(item.operation).to_string();
                doubts.insert((item.target.user(), part), words);
            }
        }
        Self(doubts)
    }

    /// What is open of a part of what was done to somebody, if anything is.
    pub(super) fn about(&self, user: UserId, part: OffboardPart) -> Option<&String> {
        self.0.get(&(user, part))
    }
}
