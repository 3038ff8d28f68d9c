//! How it stands with somebody after a run, in the words of the screen.

use std::collections::BTreeMap;

use super::super::verdict::{NotLookedAt, PersonProof, PersonVerdict};
use crate::model::{Timestamp, counted, grouped};

/// How it stands with somebody after a run: what is as it should be first, then the gravest first. Nobody
/// is in two of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PersonStanding {
    /// All that was to be done to them is seen to be done.
    AsItShouldBe,
    /// No session of theirs is listed.
    NoneListed,
    /// None of those that were chosen is listed.
    NoneOfChosen,
    /// They were to be suspended, and are not, as far as is known: they can sign in again.
    NotSuspended,
    /// Sessions of theirs that were to end are listed.
    StillSignedIn,
    /// One list shows sessions that another lacks.
    Contradicted,
    /// They signed in again since.
    SignedInAgain,
    /// Something else is not as it should be.
    NotAsItShouldBe,
    /// What was read of them proves nothing.
    NotKnown,
    /// Nobody looked yet, and they are being looked up.
    Open,
    /// They are being looked up, and a list that was begun after the run lacks what was to be ended.
    Unlisted,
    /// Nobody looked.
    NotLookedAt,
    /// No request was sent for them.
    NothingDone,
}

/// The words of somebody who is not listed any more, which is not proved yet.
pub(crate) const UNLISTED: &str = "not listed since, not proved yet";

impl PersonStanding {
    /// By the verdict on their sessions.
    pub(crate) const fn of(proof: &PersonProof) -> Self {
        match proof.verdict {
            PersonVerdict::NoneListed { .. } if !proof.others.is_none() => Self::NoneOfChosen,
            PersonVerdict::NoneListed { .. } => Self::NoneListed,
            PersonVerdict::SignedInAgain { .. } => Self::SignedInAgain,
            PersonVerdict::StillThere { .. } => Self::StillSignedIn,
            PersonVerdict::Contradicted { .. } => Self::Contradicted,
            PersonVerdict::NotLookedAt(NotLookedAt::NothingDone) => Self::NothingDone,
            PersonVerdict::NotLookedAt(_) => Self::NotLookedAt,
        }
    }

    /// Whether they are as they must not be, which is surely known: reports, runs and news have one weight
    /// for it.
    pub(crate) const fn is_grave(self) -> bool {
        matches!(
            self,
            Self::StillSignedIn | Self::Contradicted | Self::NotSuspended | Self::NotAsItShouldBe
        )
    }

    /// So many of whom that holds, with what they are where that is not said before.
    pub(crate) fn counted(self, count: usize, with_noun: bool) -> String {
        let number = if with_noun {
            format!(
                "{} {}",
                grouped(count),
                if count == 1 { "person" } else { "people" }
            )
        } else {
            grouped(count)
        };
        let have = if count == 1 { "has" } else { "have" };
        match self {
            Self::AsItShouldBe => format!("{number} as it should be"),
            Self::NoneListed => format!("{number} {have} no session listed"),
            Self::NoneOfChosen => format!("{number} {have} no chosen session listed"),
            Self::SignedInAgain => format!("{number} signed in again"),
            Self::StillSignedIn => format!("{number} still signed in"),
            Self::Contradicted => format!("{number} contradicted"),
            Self::NotSuspended => format!("{number} NOT SUSPENDED"),
            Self::NotAsItShouldBe => format!("{number} not as it should be"),
            Self::NotKnown => format!("{number} not known"),
            Self::Open => format!("{number} not looked at yet"),
            Self::Unlisted => format!("{number} {UNLISTED}"),
            Self::NotLookedAt => format!("{number} not looked at"),
            Self::NothingDone => format!("nothing done for {number}"),
        }
    }
}

/// How many people stand how, by the verdicts on their sessions.
pub(crate) fn people_by_standing(people: &[PersonProof]) -> Vec<(PersonStanding, usize)> {
    let mut counts: BTreeMap<PersonStanding, usize> = BTreeMap::new();
    for person in people {
        *counts.entry(PersonStanding::of(person)).or_default() += 1;
    }
    counts.into_iter().collect()
}

/// How many people stand how, in one sentence: `5 people have no session listed, 2 still signed in`.
pub(crate) fn people_in_words(counts: &[(PersonStanding, usize)]) -> String {
    let counts = counts.iter().filter(|(_, count)| *count > 0).enumerate();
    let parts: Vec<String> = counts
        .map(|(n, (standing, count))| standing.counted(*count, n == 0))
        .collect();
    parts.join(", ")
}

/// How many sessions somebody is still signed in with.
pub(crate) fn still_signed_in(known: usize, unknown: usize) -> String {
    let sessions = counted(known + unknown, "session", "sessions");
    match (known, unknown) {
        (_, 0) => format!("still signed in with {sessions}"),
        (0, _) => format!("still signed in with {sessions}, not known before"),
        (_, unknown) => format!("still signed in with {sessions}, {unknown} not known before"),
    }
}

pub(in crate::operation) const CONTRADICTED: &str =
    "contradicted: one reading lacks what another shows";

/// What the journal has in words of somebody's tokens, where somebody looked at them: `no token`.
pub(crate) fn recorded_tokens(recorded: &str) -> Option<&str> {
    let (known, _) = recorded.split_once(" (").unwrap_or((recorded, ""));
    let left = known
        .split("; ")
        .filter_map(|part| part.strip_suffix(" left"));
    left.into_iter()
        .find(|part| part.ends_with("token") || part.ends_with("tokens"))
}

/// What the journal has in words of somebody, in those of the screen: what is not as it should be first,
/// times in words of `time`, and without the numbers of sessions, whose are said beside it. A time of day
/// is of the day on which it was said, which goes by `said_at`: that of the first words, and of the later.
pub(crate) fn recorded_in_words(
    recorded: &str,
    said_at: [Option<Timestamp>; 2],
    time: impl Fn(Timestamp) -> String,
) -> String {
    let [mut said, said_later] = said_at;
    let (mut known, mut unknown, mut place) = (0, 0, None);
    let mut parts: Vec<String> = Vec::new();
    for part in recorded.split("; ") {
        let (before, part) = match part.strip_prefix("later: ") {
            Some(rest) => {
                said = said_later;
                ("later: ", rest)
            }
            None => ("", part),
        };
        if let Some((of, is_unknown)) = sessions_still_there(part) {
            *(if is_unknown { &mut unknown } else { &mut known }) += of;
            place.get_or_insert_with(|| {
                parts.push(before.to_owned());
                parts.len() - 1
            });
            continue;
        }
        let words = if part.starts_with("contradicted: ") {
            CONTRADICTED
        } else if part.starts_with("signed in again at ") {
            part.split_once(": ").map_or(part, |(words, _)| words)
        } else {
            part
        };
        parts.push(format!("{before}{}", in_times(words, said, &time)));
    }
    if let Some(part) = place.and_then(|place| parts.get_mut(place)) {
        part.push_str(&still_signed_in(known, unknown));
    }
    // A reason in brackets may have parts of its own.
    if !recorded.contains('(') {
        parts.sort_by_key(|part| is_well(part));
    }
    parts.join("; ")
}

/// Whether a part of a record says that something is as it should be.
fn is_well(part: &str) -> bool {
    const WELL: [&str; 4] = ["suspended", "deleted", "no session listed", "no token left"];
    WELL.iter().any(|words| part.starts_with(words))
        || part.ends_with(" of theirs stays")
        || part.ends_with(" of theirs stay")
}

/// A text that was said then with its moments in these words.
fn in_times(text: &str, said_at: Option<Timestamp>, time: impl Fn(Timestamp) -> String) -> String {
    let words = text.split(' ').map(|word| {
        let at = word.trim_end_matches([';', ',', ')']);
        match moment(at, said_at) {
            Some(moment) => format!("{}{}", time(moment), &word[at.len()..]),
            None => word.to_owned(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The columns of a time of day in universal time: `14:03:05Z`.
const CLOCK: usize = 9;
/// Half a day, and a whole one, in milliseconds.
const HALF_A_DAY: i64 = 12 * 3_600_000;
const DAY: i64 = 2 * HALF_A_DAY;

/// The moment that a word of a record names: a whole one, or the time of day that was nearest when it was
/// said.
fn moment(word: &str, said_at: Option<Timestamp>) -> Option<Timestamp> {
    if word.contains('T') {
        return Timestamp::parse(word).ok();
    }
    let said_at = said_at.filter(|_| word.len() == CLOCK && word.ends_with('Z'))?;
    let said = said_at.to_string();
    let (day, _) = said.split_once('T')?;
    let at = Timestamp::parse(&format!("{day}T{word}")).ok()?;
    let days = match at.millis() - said_at.millis() {
        later if later > HALF_A_DAY => -DAY,
        earlier if earlier < -HALF_A_DAY => DAY,
        _ => 0,
    };
    Some(Timestamp::from_millis(at.millis() + days))
}

/// The number of sessions that are still there by this part of a record, and whether nobody knew of
/// them before.
fn sessions_still_there(part: &str) -> Option<(usize, bool)> {
    let (words, _) = part.split_once(": ").unwrap_or((part, ""));
    let (number, rest) = words.split_once(' ')?;
    let number = number.parse().ok()?;
    match rest {
        "session still there" | "sessions still there" => Some((number, false)),
        "session still there, not known before" | "sessions still there, not known before" => {
            Some((number, true))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_counted_with_their_number_first_and_the_noun_once() {
        let counts = [
            (PersonStanding::NoneListed, 5),
            (PersonStanding::SignedInAgain, 0),
            (PersonStanding::StillSignedIn, 1_002),
            (PersonStanding::NothingDone, 2),
        ];
        assert_eq!(
            people_in_words(&counts),
            "5 people have no session listed, 1,002 still signed in, nothing done for 2"
        );
        assert_eq!(
            people_in_words(&[(PersonStanding::NoneListed, 1)]),
            "1 person has no session listed"
        );
    }

    #[test]
    fn what_is_recorded_of_somebody_is_said_without_numbers_in_the_words_of_the_screen() {
        for (recorded, words) in [
            (
                "1 session still there: 6130908790324/41205773344301",
                "still signed in with 1 session",
            ),
            (
                "2 sessions still there: 12/34, 12/35; 1 session still there, not known before: 12/40",
                "still signed in with 3 sessions, 1 not known before",
            ),
            (
                "suspended; no token left; later: 1 session still there, not known before: 12/40",
                "later: still signed in with 1 session, not known before; suspended; no token left",
            ),
            (
                "suspended; 1 session still listed at 2026-11-30T13:02:19Z; no token left",
                "1 session still listed at 13:02:19Z; suspended; no token left",
            ),
            (
                "signed in again at 14:03:05Z: 12/1, 12/2 and 2 more",
                "signed in again at 14:03:05Z",
            ),
            (
                "contradicted: one reading lacks 12/34, and another shows it",
                CONTRADICTED,
            ),
            (
                "no session listed at 14:03:05Z; 1 other of theirs stays",
                "no session listed at 14:03:05Z; 1 other of theirs stays",
            ),
            (
                "not looked at: Zendesk is failing: 500",
                "not looked at: Zendesk is failing: 500",
            ),
            ("", ""),
        ] {
            let time = |at| crate::query::Zone::UTC.clock(at);
            assert_eq!(recorded_in_words(recorded, [None; 2], time), words);
        }
    }

    /// A record has times of day in universal time; its day is that on which it was said, also about
    /// midnight, and what was said later has a day of its own.
    #[test]
    fn a_time_of_day_in_a_record_is_a_moment() {
        let at = |text| Timestamp::parse(text).ok();
        let whole = |at: Timestamp| at.to_string();
        for (recorded, said, words) in [
            (
                "no session listed at 23:59:58Z",
                [at("2026-11-30T00:00:01Z"); 2],
                "no session listed at 2026-11-29T23:59:58Z",
            ),
            (
                "no session listed at 14:03:05Z; later: signed in again at 00:00:02Z: 12/1",
                [at("2026-11-28T14:03:06Z"), at("2026-11-29T23:59:59Z")],
                "no session listed at 2026-11-28T14:03:05Z; later: signed in again at \
                 2026-11-30T00:00:02Z",
            ),
        ] {
            let mut found: Vec<String> = recorded_in_words(recorded, said, whole)
                .split("; ")
                .map(str::to_owned)
                .collect();
            found.sort();
            let mut words: Vec<&str> = words.split("; ").collect();
            words.sort_unstable();
            assert_eq!(found, words);
        }
    }
}
