//! How it stands with what a run was to do, thing by thing, in the words of the screen. What was seen
//! afterwards comes before what was answered.

use crate::journal::{PastItem, State};
use crate::operation::{Operation, OutcomeKind, Verdict};

/// How it stands with one thing that a run was to do: what is done first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ItemStanding {
    /// Zendesk said that it did it.
    Done,
    /// What was read afterwards shows that it is done.
    Shown,
    /// Zendesk took it up, and nothing shows yet that it did it.
    Accepted,
    /// It was so before, and not by this run.
    GoneAlready,
    /// What was read afterwards shows it as it was.
    StillThere,
    /// One list shows it as it was, and another does not.
    Contradicted,
    /// Lists were read afterwards, and prove nothing.
    NotKnown,
    /// Zendesk refused it.
    Refused,
    /// It failed before it could have had an effect.
    Failed,
    /// The request was sent, and has no answer that can be trusted.
    Unknown,
    /// No request was sent for it.
    NotAttempted,
}

/// How good that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum StandingGrade {
    /// It was seen to be as it should be.
    Good,
    /// It is as it should be, as far as was answered.
    Answered,
    /// Nothing was done.
    Idle,
    /// Nobody knows.
    Unsure,
    /// It is not as it should be.
    Bad,
}

impl StandingGrade {
    /// How good an answer is.
    pub(crate) const fn of(kind: OutcomeKind) -> Self {
        ItemStanding::answered(kind).grade()
    }
}

impl ItemStanding {
    /// By an answer and what was seen since.
    pub(crate) const fn of(kind: OutcomeKind, verdict: Option<Verdict>) -> Self {
        match (kind, verdict) {
            (OutcomeKind::AlreadySo, Some(Verdict::Verified)) => Self::GoneAlready,
            (_, Some(Verdict::Verified)) => Self::Shown,
            (_, Some(Verdict::StillListed)) => Self::StillThere,
            (_, Some(Verdict::Contradicted)) => Self::Contradicted,
            (_, Some(Verdict::NotKnown)) => Self::NotKnown,
            (kind, Some(Verdict::Waiting | Verdict::CameBack) | None) => Self::answered(kind),
        }
    }

    /// By an answer alone.
    pub(crate) const fn answered(kind: OutcomeKind) -> Self {
        match kind {
            OutcomeKind::Done => Self::Done,
            OutcomeKind::Accepted => Self::Accepted,
            OutcomeKind::AlreadySo => Self::GoneAlready,
            OutcomeKind::Refused => Self::Refused,
            OutcomeKind::Failed => Self::Failed,
            OutcomeKind::Unknown => Self::Unknown,
            OutcomeKind::NotAttempted => Self::NotAttempted,
        }
    }

    /// By an answer, where nothing is read yet: that a session or a token is gone, only a list shows. Of
    /// somebody's record the answer shows it.
    pub(crate) const fn before_proof(kind: OutcomeKind, operation: Operation) -> Self {
        match kind {
            OutcomeKind::Done if !operation.changes_people() => Self::Accepted,
            kind => Self::answered(kind),
        }
    }

    /// By what is recorded of a request.
    pub(crate) fn of_past(item: &PastItem) -> Self {
        let shows = |state: Option<State>| item.request.route.shows(state?);
        match shows(item.shown_later()) {
            Some(true) => return Self::Shown,
            Some(false) if item.is_contradicted() => return Self::Contradicted,
            Some(false) => return Self::StillThere,
            None => {}
        }
        match item.state {
            Some(State::EndedByList) => Self::Shown,
            Some(State::Gone) => Self::GoneAlready,
            _ if item.is_done() => Self::Done,
            state if shows(state) == Some(false) => Self::StillThere,
            Some(State::Accepted) => Self::Accepted,
            Some(State::Refused) => Self::Refused,
            Some(State::Failed) => Self::Failed,
            Some(State::NotAttempted) => Self::NotAttempted,
            _ => Self::Unknown,
        }
    }

    /// The same in a count, in which something is done whether it was answered or seen, and what lists
    /// do not tell of is as it was answered.
    pub(super) const fn to_count(self, kind: OutcomeKind) -> Self {
        match self {
            Self::Shown => Self::Done,
            Self::NotKnown => Self::answered(kind),
            other => other,
        }
    }

    /// The word for it, where this was to be done.
    pub(crate) const fn word(self, operation: Operation) -> &'static str {
        match (self, operation) {
            (Self::Done, _) => OutcomeKind::Done.word(operation),
            (Self::Accepted, _) => OutcomeKind::Accepted.word(operation),
            (Self::Refused, _) => OutcomeKind::Refused.word(operation),
            (Self::Failed, _) => OutcomeKind::Failed.word(operation),
            (Self::Unknown, _) => OutcomeKind::Unknown.word(operation),
            (Self::NotAttempted, _) => OutcomeKind::NotAttempted.word(operation),
            (Self::GoneAlready, _) => "gone already",
            (Self::Shown, _) if !operation.changes_people() => "no longer listed",
            (Self::Shown, _) => Verdict::Verified.words(operation),
            (Self::StillThere, _) => Verdict::StillListed.words(operation),
            (Self::Contradicted, _) => Verdict::Contradicted.words(operation),
            (Self::NotKnown, _) => Verdict::NotKnown.words(operation),
        }
    }

    /// The same in at most nine letters, as far as the word can be told from others.
    pub(crate) const fn short(self, operation: Operation) -> &'static str {
        match (self, operation) {
            (Self::GoneAlready, _) => "gone",
            (Self::Shown, _) if !operation.changes_people() => "gone",
            (Self::NotAttempted, _) => "not sent",
            (Self::Contradicted, _) => "contrad.",
            (Self::Shown, _) => OutcomeKind::Done.word(operation),
            (Self::StillThere, _) => operation.still_in_short(),
            _ => self.word(operation),
        }
    }

    /// How good it is.
    pub(crate) const fn grade(self) -> StandingGrade {
        match self {
            Self::Shown => StandingGrade::Good,
            Self::Done | Self::Accepted | Self::GoneAlready => StandingGrade::Answered,
            Self::NotAttempted => StandingGrade::Idle,
            Self::NotKnown | Self::Unknown => StandingGrade::Unsure,
            Self::StillThere | Self::Contradicted | Self::Refused | Self::Failed => {
                StandingGrade::Bad
            }
        }
    }

    /// Whether a list shows it as it was, with another against it or not.
    pub(super) const fn is_listed(self) -> bool {
        matches!(self, Self::StillThere | Self::Contradicted)
    }

    /// Whether it is done, or was so before.
    pub(super) const fn is_done(self) -> bool {
        matches!(self, Self::Done | Self::Shown | Self::GoneAlready)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    const VERDICTS: [Option<Verdict>; 7] = [
        None,
        Some(Verdict::Waiting),
        Some(Verdict::Verified),
        Some(Verdict::StillListed),
        Some(Verdict::CameBack),
        Some(Verdict::NotKnown),
        Some(Verdict::Contradicted),
    ];

    /// Two standings have two words, so that one word never stands for two things.
    #[test]
    fn each_standing_has_a_word_of_its_own_long_and_short() {
        for operation in Operation::ALL {
            let mut words = BTreeMap::new();
            let mut shorts = BTreeMap::new();
            for kind in OutcomeKind::ALL {
                for verdict in VERDICTS {
                    let standing = ItemStanding::of(kind, verdict);
                    let known = words.insert(standing.word(operation), standing);
                    assert!(known.is_none_or(|it| it == standing), "{standing:?}");
                    shorts.insert(standing.short(operation), standing);
                    assert!(standing.short(operation).len() <= 10, "{standing:?}");
                }
            }
            assert_eq!(words.len(), 11, "{operation:?}");
            for (short, standing) in shorts {
                let is_other = words.get(short).is_some_and(|it| *it != standing);
                // What is seen so and what was answered so are the same to a narrow screen.
                let is_shown = standing == ItemStanding::Shown;
                assert!(!is_other || is_shown, "{short} of {standing:?}");
            }
        }
    }

    /// A healthy session is listed: no flag after a run is called that.
    #[test]
    fn what_is_still_listed_is_never_just_called_listed() {
        let still = ItemStanding::StillThere;
        for operation in Operation::ALL {
            assert!(!["listed", "gone"].contains(&still.short(operation)));
        }
    }
}
