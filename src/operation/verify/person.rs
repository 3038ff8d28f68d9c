//! The verdict on a person: what a reading after a run shows of their sessions.

use std::collections::BTreeSet;
use std::fmt;

use crate::live::Doubt;
use crate::model::{SafeText, SessionKey, Timestamp, UserId, counted};
use crate::query::Zone;

/// The most sessions that a sentence names.
const NAMED_AT_MOST: usize = 5;

/// The word where no session that was chosen is listed, and others are.
const NO_CHOSEN: &str = "no chosen session listed";

/// What somebody is judged by after a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum JudgedBy {
    /// The sessions that were chosen by name or by what they are; others of the same person stay.
    #[default]
    Session,
    /// The person, who should have no session at all.
    Person,
}

/// What each of the people of a run is judged by after it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JudgedPeople {
    /// What everybody is judged by who is not named here.
    rest: JudgedBy,
    /// Those who are judged by person where the others are judged by session.
    by_person: BTreeSet<UserId>,
}

impl JudgedPeople {
    /// These are judged by person, the others by session.
    pub(crate) const fn by_person(by_person: BTreeSet<UserId>) -> Self {
        let rest = JudgedBy::Session;
        Self { rest, by_person }
    }

    /// What this person is judged by.
    pub fn of(&self, user: UserId) -> JudgedBy {
        match self.rest {
            JudgedBy::Session if self.by_person.contains(&user) => JudgedBy::Person,
            rest => rest,
        }
    }
}

impl From<JudgedBy> for JudgedPeople {
    fn from(rest: JudgedBy) -> Self {
        let by_person = BTreeSet::new();
        Self { rest, by_person }
    }
}

/// What a reading after a run shows of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonVerdict {
    /// None of the sessions in question is listed.
    NoneListed {
        /// When the list was begun, by the local clock.
        at: Timestamp,
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
    /// The number of other sessions of theirs that stay, where sessions were chosen.
    pub others: usize,
}

impl PersonVerdict {
    /// The words of the verdicts, best first.
    pub const WORDS: [&'static str; 6] = [
        "no session listed",
        NO_CHOSEN,
        "signed in again",
        "still there",
        "contradicted",
        "not looked at",
    ];

    /// The verdict's word, where nothing else of the person stays.
    pub(crate) const fn word(&self) -> &'static str {
        match self {
            Self::NoneListed { .. } => "no session listed",
            Self::SignedInAgain { .. } => "signed in again",
            Self::StillThere { .. } => "still there",
            Self::Contradicted { .. } => "contradicted",
            Self::NotLookedAt(_) => "not looked at",
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

    /// When it was so, where the verdict has a time.
    pub const fn at(&self) -> Option<Timestamp> {
        match self {
            Self::NoneListed { at } | Self::SignedInAgain { at, .. } => Some(*at),
            _ => None,
        }
    }

    /// Whether what was asked for is as it should be. Somebody who signed in again did so
    /// afterwards, which is told and is no failure of the run.
    pub const fn is_as_wished(&self) -> bool {
        matches!(self, Self::NoneListed { .. } | Self::SignedInAgain { .. })
    }
}

impl fmt::Display for NotLookedAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotYet => f.write_str("it is still to be looked up"),
            Self::NothingDone => f.write_str("nothing was done for them"),
            Self::OutOfTime => f.write_str("there was no more time"),
            Self::NotSingly => f.write_str(
                "a list lacks their sessions, and of so many not each was asked for by itself, nor did a \
                 second list show it",
            ),
            Self::Doubt(doubt) => doubt.fmt(f),
            Self::Failed(why) => f.write_str(why.as_str()),
        }
    }
}

impl PersonProof {
    /// The verdict's word in machine output and in counts. Of somebody who has other sessions it
    /// never says that none is listed.
    pub const fn word(&self) -> &'static str {
        match self.verdict {
            PersonVerdict::NoneListed { .. } if self.others > 0 => NO_CHOSEN,
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

    /// The verdict as it is said of the person, with the sessions that it is about. Times of day are
    /// UTC, and say so.
    pub fn sentence(&self) -> String {
        self.sentence_in(Zone::UTC)
    }

    /// The same, with the times of day of this zone, which say so.
    pub(crate) fn sentence_in(&self, zone: Zone) -> String {
        match &self.verdict {
            PersonVerdict::StillThere { known, unknown } => {
                let named = |keys: &[SessionKey]| format!(": {}", named(keys));
                still_there(known, unknown, named)
            }
            PersonVerdict::SignedInAgain { sessions, .. } => {
                format!("{}: {}", self.brief(zone), named(sessions))
            }
            PersonVerdict::Contradicted { sessions } => format!(
                "contradicted: their own list lacks {}, and another reading shows it",
                named(sessions)
            ),
            PersonVerdict::NoneListed { .. } | PersonVerdict::NotLookedAt(_) => self.brief(zone),
        }
    }

    /// The verdict as it is said of the person, with no session by its number. Times of day are those
    /// of this zone, and say so.
    pub(crate) fn brief(&self, zone: Zone) -> String {
        match &self.verdict {
            PersonVerdict::NoneListed { at } => {
                let stay = match self.others {
                    0 => String::new(),
                    1 => "; 1 other of theirs stays".to_owned(),
                    more => format!("; {more} others of theirs stay"),
                };
                format!("{} at {}{stay}", self.word(), zone.clock(*at))
            }
            PersonVerdict::StillThere { known, unknown } => {
                still_there(known, unknown, |_| String::new())
            }
            PersonVerdict::SignedInAgain { at, .. } => {
                format!("signed in again at {}", zone.clock(*at))
            }
            PersonVerdict::Contradicted { .. } => {
                "contradicted: another reading shows what their own list lacks".to_owned()
            }
            PersonVerdict::NotLookedAt(NotLookedAt::NotYet) => "not looked at yet".to_owned(),
            PersonVerdict::NotLookedAt(why) => format!("not looked at: {why}"),
        }
    }
}

/// How many sessions are still there, with more words on each kind of them.
fn still_there(
    known: &[SessionKey],
    unknown: &[SessionKey],
    more: impl Fn(&[SessionKey]) -> String,
) -> String {
    let some = |keys: &[SessionKey], how: &str| {
        let count = counted(keys.len(), "session", "sessions");
        (!keys.is_empty()).then(|| format!("{count} still there{how}{}", more(keys)))
    };
    let parts = [some(known, ""), some(unknown, ", not known before")];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
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

fn named(keys: &[SessionKey]) -> String {
    let some = keys.iter().take(NAMED_AT_MOST).map(ToString::to_string);
    let some = some.collect::<Vec<_>>().join(", ");
    match keys.len().saturating_sub(NAMED_AT_MOST) {
        0 => some,
        more => format!("{some} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(numbers: std::ops::Range<u64>) -> Vec<SessionKey> {
        let key = |n| format!("12/{n}").parse().unwrap();
        numbers.map(key).collect()
    }

    /// Whatever is said of a person says what was seen and when, and claims no more.
    #[test]
    fn a_verdict_says_what_was_seen() {
        let at = Timestamp::parse("2026-11-29T14:03:05Z").unwrap();
        let person = |verdict| PersonProof {
            user: UserId::new(12).unwrap(),
            name: None,
            judged: JudgedBy::Person,
            verdict,
            others: 0,
        };
        for (verdict, sentence, is_as_wished) in [
            (
                PersonVerdict::NoneListed { at },
                "no session listed at 14:03:05Z",
                true,
            ),
            (
                PersonVerdict::StillThere {
                    known: keys(34..36),
                    unknown: keys(40..41),
                },
                "2 sessions still there: 12/34, 12/35; 1 session still there, not known before: \
                 12/40",
                false,
            ),
            (
                PersonVerdict::SignedInAgain {
                    sessions: keys(1..8),
                    at,
                },
                "signed in again at 14:03:05Z: 12/1, 12/2, 12/3, 12/4, 12/5 and 2 more",
                true,
            ),
            (
                PersonVerdict::Contradicted {
                    sessions: keys(34..35),
                },
                "contradicted: their own list lacks 12/34, and another reading shows it",
                false,
            ),
            (
                PersonVerdict::NotLookedAt(NotLookedAt::OutOfTime),
                "not looked at: there was no more time",
                false,
            ),
        ] {
            let proof = person(verdict);
            assert_eq!(proof.sentence(), sentence);
            assert!(sentence.contains(proof.verdict.word()), "{sentence}");
            assert_eq!(proof.verdict.is_as_wished(), is_as_wished, "{sentence}");
        }
        let chosen = |others| PersonProof {
            judged: JudgedBy::Session,
            others,
            ..person(PersonVerdict::NoneListed { at })
        };
        assert_eq!(
            chosen(2).sentence(),
            "no chosen session listed at 14:03:05Z; 2 others of theirs stay"
        );
        assert_eq!(chosen(0).sentence(), "no session listed at 14:03:05Z");
        assert_eq!(chosen(1).word(), "no chosen session listed");
        // The count says of nobody what their line does not.
        let people = [chosen(2), chosen(0)];
        let words = [("no session listed", 1), ("no chosen session listed", 1)];
        assert_eq!(counts(&people), words);
    }
}
