//! The verdict on a person: what a reading after a run shows of their sessions.

use crate::journal::NOT_LOOKED_AT;
use crate::live::Doubt;
use crate::model::{DatedMoment, SafeText, SessionKey, Timestamp, UserId};
use crate::operation::judged::JudgedBy;

/// The word where no session that was chosen is listed, and others are.
const NO_CHOSEN: &str = "no chosen session listed";

/// The word of somebody for whom no request was sent, so that there was nothing to look at.
pub(crate) const NOTHING_DONE: &str = "nothing done";

/// What a reading after a run shows of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonVerdict {
    /// None of the sessions in question is listed.
    NoneListed {
        /// When the list was begun.
        at: DatedMoment,
    },
    /// Sessions of theirs are still listed.
    StillThere {
        /// The sessions that were known before the run.
        known: Vec<SessionKey>,
        /// The sessions that nobody knew of, and of which it is not certain that they are new.
        unknown: Vec<SessionKey>,
    },
    /// All that is listed was begun after the run: they signed in again.
    SignedInAgain {
        /// The new sessions.
        sessions: Vec<SessionKey>,
        /// When the last of them was begun, by the server's clock.
        at: Timestamp,
    },
    /// One reading lacks sessions that another shows.
    Contradicted {
        /// The sessions in dispute.
        sessions: Vec<SessionKey>,
    },
    /// Nothing is known of them.
    NotLookedAt(NotLookedAt),
}

/// Why nothing is known of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotLookedAt {
    /// It is still to be looked up.
    NotYet,
    /// No request was sent for them, so there is nothing to look up.
    NothingDone,
    /// The time for it was over.
    OutOfTime,
    /// A list lacks what was to go, and of so much of it not each was asked for by itself.
    NotSingly,
    /// What was read proves nothing.
    Doubt(Doubt),
    /// Their list could not be read.
    Failed(SafeText),
}

/// The verdict on one person of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonProof {
    /// The person.
    pub user: UserId,
    /// Their name, where it is known.
    pub name: Option<SafeText>,
    /// What they are judged by.
    pub judged: JudgedBy,
    /// The verdict.
    pub verdict: PersonVerdict,
    /// Their other sessions, where sessions were chosen.
    pub others: OtherSessions,
}

/// The sessions of somebody beside those that were chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OtherSessions {
    /// How many of them are listed, and stay.
    pub stay: usize,
    /// How many were known before, and are not listed. Nobody asked for them, so they may be there.
    pub lacking: usize,
}

impl OtherSessions {
    /// Whether they have no other session, as far as anybody knows.
    pub const fn is_none(self) -> bool {
        self.stay == 0 && self.lacking == 0
    }
}

impl PersonVerdict {
    /// The words of the verdicts, best first.
    pub const WORDS: [&'static str; 7] = [
        "no session listed",
        NO_CHOSEN,
        "signed in again",
        "still there",
        "contradicted",
        NOTHING_DONE,
        NOT_LOOKED_AT,
    ];

    /// The verdict's word, where nothing else of the person stays.
    pub(crate) const fn word(&self) -> &'static str {
        match self {
            Self::NoneListed { .. } => "no session listed",
            Self::SignedInAgain { .. } => "signed in again",
            Self::StillThere { .. } => "still there",
            Self::Contradicted { .. } => "contradicted",
            Self::NotLookedAt(NotLookedAt::NothingDone) => NOTHING_DONE,
            Self::NotLookedAt(_) => NOT_LOOKED_AT,
        }
    }

    /// The sessions that it is about.
    pub fn sessions(&self) -> Vec<SessionKey> {
        match self {
            Self::StillThere { known, unknown } => known.iter().chain(unknown).copied().collect(),
            Self::SignedInAgain { sessions, .. } | Self::Contradicted { sessions } => {
                sessions.clone()
            }
            Self::NoneListed { .. } | Self::NotLookedAt(_) => Vec::new(),
        }
    }

    /// When it was so, as it is said, where the verdict has a time.
    pub fn at(&self) -> Option<Timestamp> {
        match self {
            Self::NoneListed { at } => Some(at.said()),
            Self::SignedInAgain { at, .. } => Some(*at),
            _ => None,
        }
    }

    /// Whether what was asked for is as it should be. Somebody who signed in again did so
    /// afterwards, which is told and is no failure of the run.
    pub(crate) const fn is_as_wished(&self) -> bool {
        matches!(self, Self::NoneListed { .. } | Self::SignedInAgain { .. })
    }
}

impl PersonProof {
    /// The verdict's word in machine output and in counts. Of somebody who has other sessions it
    /// never says that none is listed.
    pub const fn word(&self) -> &'static str {
        match self.verdict {
            PersonVerdict::NoneListed { .. } if !self.others.is_none() => NO_CHOSEN,
            _ => self.verdict.word(),
        }
    }

    /// Whether another look may change the verdict.
    pub(crate) const fn is_open(&self) -> bool {
        !self.verdict.is_as_wished()
            && !matches!(
                self.verdict,
                PersonVerdict::NotLookedAt(NotLookedAt::NothingDone)
            )
    }
}

/// The number of people for each word of a verdict, best first; words that nobody has are left out.
pub(crate) fn counts(people: &[PersonProof]) -> Vec<(&'static str, usize)> {
    let count = |word| (people.iter()).filter(|one| one.word() == word).count();
    let words = PersonVerdict::WORDS.into_iter();
    words
        .map(|word| (word, count(word)))
        .filter(|(_, count)| *count > 0)
        .collect()
}
