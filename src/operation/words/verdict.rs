//! The verdict on a person, in words.

use std::fmt;

use super::super::verdict::{NotLookedAt, OtherSessions, PersonProof, PersonVerdict};
use super::people::{CONTRADICTED, still_signed_in};
use crate::model::{SessionKey, counted};
use crate::query::Zone;

/// The most sessions that a sentence names.
const NAMED_AT_MOST: usize = 5;

impl fmt::Display for NotLookedAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotYet => f.write_str("it is still to be looked up"),
            Self::NothingDone => f.write_str("nothing done for them"),
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
    /// The verdict as it is recorded and as machine output has it, with the sessions that it is about.
    /// Times of day are UTC, and say so.
    pub(crate) fn sentence(&self) -> String {
        let zone = Zone::UTC;
        match &self.verdict {
            PersonVerdict::StillThere { known, unknown } => still_there(known, unknown),
            PersonVerdict::SignedInAgain { sessions, .. } => {
                format!("{}: {}", self.brief(zone), named(sessions))
            }
            PersonVerdict::Contradicted { sessions } => format!(
                "contradicted: one reading lacks {}, and another shows it",
                named(sessions)
            ),
            PersonVerdict::NoneListed { .. } | PersonVerdict::NotLookedAt(_) => self.brief(zone),
        }
    }

    /// The verdict as the screen says it of the person, with no session by its number. Times of day
    /// are those of this zone, and say so.
    pub(crate) fn brief(&self, zone: Zone) -> String {
        match &self.verdict {
            PersonVerdict::NoneListed { at } => {
                let at = zone.clock(at.said());
                format!("{} at {at}{}", self.word(), self.others)
            }
            PersonVerdict::StillThere { known, unknown } => {
                still_signed_in(known.len(), unknown.len())
            }
            PersonVerdict::SignedInAgain { at, .. } => {
                format!("signed in again at {}", zone.clock(*at))
            }
            PersonVerdict::Contradicted { .. } => CONTRADICTED.to_owned(),
            PersonVerdict::NotLookedAt(why @ NotLookedAt::NothingDone) => why.to_string(),
            PersonVerdict::NotLookedAt(NotLookedAt::NotYet) => "not looked at yet".to_owned(),
            PersonVerdict::NotLookedAt(why) => format!("not looked at: {why}"),
        }
    }
}

impl fmt::Display for OtherSessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.stay {
            0 => Ok(()),
            1 => f.write_str("; 1 other of theirs stays"),
            more => write!(f, "; {more} others of theirs stay"),
        }?;
        match self.lacking {
            0 => Ok(()),
            1 => f.write_str("; 1 other known before is not in the list, and was not asked for"),
            more => write!(
                f,
                "; {more} others known before are not in the list, and were not asked for"
            ),
        }
    }
}

/// How many sessions are still there, and which.
fn still_there(known: &[SessionKey], unknown: &[SessionKey]) -> String {
    let some = |keys: &[SessionKey], how: &str| {
        let count = counted(keys.len(), "session", "sessions");
        (!keys.is_empty()).then(|| format!("{count} still there{how}: {}", named(keys)))
    };
    let parts = [some(known, ""), some(unknown, ", not known before")];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
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
    use super::super::super::judged::JudgedBy;
    use super::super::super::verdict::counts;
    use super::super::recorded_in_words;
    use super::*;
    use crate::model::{DatedMoment, Timestamp, UserId};

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
            others: OtherSessions::default(),
        };
        for (verdict, sentence, is_as_wished) in [
            (
                PersonVerdict::NoneListed {
                    at: DatedMoment::of(at, None),
                },
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
                "contradicted: one reading lacks 12/34, and another shows it",
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
            // The screen says the same of what is recorded as of what it saw itself.
            let recorded =
                recorded_in_words(&proof.sentence(), [None; 2], |at| Zone::UTC.clock(at));
            assert_eq!(recorded, proof.brief(Zone::UTC));
            assert!(sentence.contains(proof.verdict.word()), "{sentence}");
            assert_eq!(proof.verdict.is_as_wished(), is_as_wished, "{sentence}");
        }
        let of_chosen = |stay, lacking| PersonProof {
            judged: JudgedBy::Session,
            others: OtherSessions { stay, lacking },
            ..person(PersonVerdict::NoneListed {
                at: DatedMoment::of(at, None),
            })
        };
        let chosen = |stay| of_chosen(stay, 0);
        assert_eq!(
            of_chosen(0, 1).sentence(),
            "no chosen session listed at 14:03:05Z; 1 other known before is not in the list, and was not \
             asked for"
        );
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
