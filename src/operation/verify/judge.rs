//! From what a run did to people, and what was read of them afterwards, to a verdict on each. Pure.

use rustc_hash::{FxHashMap, FxHashSet};

use super::again::{DoneAt, signed_in_again};
use super::person::{JudgedBy, NotLookedAt, PersonProof, PersonVerdict};
use crate::live::Doubt;
use crate::model::{ClockPair, SafeText, Session, SessionKey, Timestamp, UserId};
use crate::operation::Report;

/// What a run was to do to one person, and when that was known to be done.
#[derive(Debug, Clone)]
pub(crate) struct PersonDone {
    pub(crate) user: UserId,
    pub(crate) name: Option<SafeText>,
    pub(crate) judged: JudgedBy,
    /// The sessions that were to be ended.
    pub(crate) planned: Vec<SessionKey>,
    /// When the last answer for them was known; `None` if nothing was sent for them, or all of it
    /// was refused.
    pub(crate) done: Option<DoneAt>,
}

/// What was read of one person after that.
#[derive(Debug, Clone)]
pub(crate) struct PersonSeen {
    /// When the reading was begun, by the local clock.
    pub(crate) began_at: Timestamp,
    /// Whether sessions that it lacks are gone.
    pub(crate) absence: Result<(), Doubt>,
    /// The sessions of theirs that it shows.
    pub(crate) sessions: Vec<Session>,
    /// The sessions that it lacks, and that another reading shows.
    pub(crate) disputed: Vec<SessionKey>,
}

impl PersonDone {
    /// What a run did to the people whose sessions it was to end, in the order of its items.
    pub(crate) fn of_run(report: &Report) -> Vec<Self> {
        let mut people: Vec<Self> = Vec::new();
        let mut places: FxHashMap<UserId, usize> = FxHashMap::default();
        for item in &report.items {
            if !item.operation.ends() {
                continue;
            }
            let (user, name) = (item.target.user(), item.target.name());
            let place = *places.entry(user).or_insert(people.len());
            if place == people.len() {
                people.push(Self {
                    user,
                    name: name.cloned(),
                    judged: report.judged.of(user),
                    planned: Vec::new(),
                    done: None,
                });
            }
            let person = &mut people[place];
            person.planned.extend(item.target.session());
            if item.outcome.kind.wants_proof() {
                let (local, server) = (item.at, item.server_at);
                let before = person.done.unwrap_or(DoneAt { local, server });
                person.done = Some(DoneAt {
                    local: before.local.max(local),
                    server: before.server.max(server),
                });
            }
        }
        people
    }

    /// The verdict before anything was read.
    pub(crate) fn unproved(&self) -> PersonProof {
        let why = match self.done {
            Some(_) => NotLookedAt::NotYet,
            None => NotLookedAt::NothingDone,
        };
        self.proof(PersonVerdict::NotLookedAt(why), 0)
    }

    /// This verdict on the person.
    pub(crate) fn proof(&self, verdict: PersonVerdict, others: usize) -> PersonProof {
        PersonProof {
            user: self.user,
            name: self.name.clone(),
            judged: self.judged,
            verdict,
            others,
        }
    }

    /// The verdict by what was read. `known` are the sessions that were known before the run, and
    /// `clocks` those of the reading.
    pub(crate) fn judge(
        &self,
        shown: &PersonSeen,
        known: &FxHashSet<SessionKey>,
        clocks: Option<ClockPair>,
    ) -> PersonProof {
        let Some(done) = self.done else {
            return self.unproved();
        };
        let is_chosen = |key: &SessionKey| self.planned.contains(key);
        let is_theirs = |session: &&Session| session.key.user == self.user;
        let in_question =
            |session: &&Session| self.judged == JudgedBy::Person || is_chosen(&session.key);
        let theirs: Vec<&Session> = shown.sessions.iter().filter(is_theirs).collect();
        let listed: Vec<&Session> = theirs
            .iter()
            .copied()
            .filter(|one| in_question(one))
            .collect();
        let others = theirs.len() - listed.len();
        if !shown.disputed.is_empty() {
            let sessions = shown.disputed.clone();
            return self.proof(PersonVerdict::Contradicted { sessions }, others);
        }
        let (mut before, mut unknown, mut again) = (Vec::new(), Vec::new(), Vec::new());
        let mut latest = None;
        for session in listed {
            if known.contains(&session.key) || is_chosen(&session.key) {
                before.push(session.key);
            } else if let Some(at) = signed_in_again(session, done, clocks) {
                again.push(session.key);
                latest = latest.max(Some(at));
            } else {
                unknown.push(session.key);
            }
        }
        let verdict = if !before.is_empty() || !unknown.is_empty() {
            // New sign-ins are told beside what is still there, since nobody has to tell them apart.
            unknown.extend(again);
            PersonVerdict::StillThere {
                known: before,
                unknown,
            }
        } else {
            match (shown.absence, latest) {
                (Err(Doubt::NotRead), _) => PersonVerdict::NotLookedAt(NotLookedAt::NotYet),
                (Err(doubt), _) => PersonVerdict::NotLookedAt(NotLookedAt::Doubt(doubt)),
                (Ok(()), Some(at)) => PersonVerdict::SignedInAgain {
                    sessions: again,
                    at,
                },
                (Ok(()), None) => PersonVerdict::NoneListed { at: shown.began_at },
            }
        };
        self.proof(verdict, others)
    }

    /// What a walk that was begun after `none_at` shows of somebody of whom no session was listed
    /// then; `None` if it bears that out.
    pub(crate) fn later(
        &self,
        none_at: Timestamp,
        walked: &[Session],
        known: &FxHashSet<SessionKey>,
        clocks: Option<ClockPair>,
    ) -> Option<PersonProof> {
        self.done?;
        let (mut disputed, mut others, mut news) = (Vec::new(), 0, Vec::new());
        for session in walked
            .iter()
            .filter(|session| session.key.user == self.user)
        {
            if self.planned.contains(&session.key) {
                disputed.push(session.key);
            } else if self.judged == JudgedBy::Session {
                others += 1;
            } else if known.contains(&session.key) || was_missed(session, none_at, clocks) {
                disputed.push(session.key);
            } else {
                news.push(session.clone());
            }
        }
        if !disputed.is_empty() {
            let verdict = PersonVerdict::Contradicted { sessions: disputed };
            return Some(self.proof(verdict, others));
        }
        (!news.is_empty()).then(|| {
            let shown = PersonSeen {
                began_at: none_at,
                absence: Ok(()),
                sessions: news,
                disputed: Vec::new(),
            };
            self.judge(&shown, known, clocks)
        })
    }
}

/// Whether a session was begun before the list that lacks it.
fn was_missed(session: &Session, list: Timestamp, clocks: Option<ClockPair>) -> bool {
    let (Some(signed_in), Some(clocks)) = (session.authenticated_at.readable(), clocks) else {
        return false;
    };
    let since = list.millis().saturating_sub(clocks.local.millis());
    signed_in.seconds() < clocks.server.shifted(since).seconds()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{SentTime, SentUrl};

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds)
    }

    fn user() -> UserId {
        UserId::new(7).unwrap()
    }

    fn key(number: u64) -> SessionKey {
        format!("7/{number}").parse().unwrap()
    }

    fn session(number: u64, signed_in: i64) -> Session {
        Session {
            key: key(number),
            authenticated_at: SentTime::At(at(signed_in)),
            last_seen_at: SentTime::Absent,
            url: SentUrl::default(),
        }
    }

    /// Sessions 1 and 2 were to be ended, which was done at 1,000 by both clocks.
    fn person(judged: JudgedBy) -> PersonDone {
        PersonDone {
            user: user(),
            name: None,
            judged,
            planned: vec![key(1), key(2)],
            done: Some(DoneAt {
                local: at(1_000),
                server: Some(at(1_000)),
            }),
        }
    }

    fn shown(sessions: Vec<Session>) -> PersonSeen {
        PersonSeen {
            began_at: at(1_010),
            absence: Ok(()),
            sessions,
            disputed: Vec::new(),
        }
    }

    fn judged(person: &PersonDone, shown: &PersonSeen) -> (PersonVerdict, usize) {
        let known = FxHashSet::from_iter([key(1), key(2), key(3)]);
        let clocks = ClockPair {
            server: at(1_011),
            local: at(1_011),
        };
        let proof = person.judge(shown, &known, Some(clocks));
        (proof.verdict, proof.others)
    }

    #[test]
    fn a_person_is_judged_by_all_that_is_theirs_and_sessions_by_themselves() {
        let still = |known: &[u64], unknown: &[u64]| PersonVerdict::StillThere {
            known: known.iter().copied().map(key).collect(),
            unknown: unknown.iter().copied().map(key).collect(),
        };
        let none = PersonVerdict::NoneListed { at: at(1_010) };
        let again = PersonVerdict::SignedInAgain {
            sessions: vec![key(9)],
            at: at(1_005),
        };
        for (listed, of_person, of_sessions) in [
            (vec![], none.clone(), (none.clone(), 0)),
            (vec![session(9, 1_005)], again, (none.clone(), 1)),
            // It was begun before, and nobody knew.
            (vec![session(9, 900)], still(&[], &[9]), (none.clone(), 1)),
            // It was known, and not chosen.
            (vec![session(3, 900)], still(&[3], &[]), (none, 1)),
            (
                vec![session(1, 900), session(9, 1_005)],
                still(&[1], &[9]),
                (still(&[1], &[]), 1),
            ),
        ] {
            let shown = shown(listed.clone());
            let found = judged(&person(JudgedBy::Person), &shown);
            assert_eq!(found, (of_person, 0), "{listed:?}");
            let found = judged(&person(JudgedBy::Session), &shown);
            assert_eq!(found, of_sessions, "{listed:?}");
        }
    }

    /// Rows of other people are nobody's proof, and a reading with anything wrong only shows what it
    /// has.
    #[test]
    fn what_is_missing_counts_only_where_the_reading_proves_it() {
        let person = person(JudgedBy::Person);
        let mut other = session(1, 900);
        other.key = "8/1".parse().unwrap();
        for doubt in [Doubt::Holes(1), Doubt::OthersRows(1), Doubt::OtherAdmin] {
            let reading = |sessions| PersonSeen {
                absence: Err(doubt),
                ..shown(sessions)
            };
            let not_known = PersonVerdict::NotLookedAt(NotLookedAt::Doubt(doubt));
            for sessions in [vec![], vec![other.clone()], vec![session(9, 1_005)]] {
                assert_eq!(judged(&person, &reading(sessions)).0, not_known);
            }
            let still = judged(&person, &reading(vec![session(2, 900)])).0;
            assert_eq!(still.word(), "still there");
        }
        let disputed = PersonSeen {
            disputed: vec![key(2)],
            ..shown(Vec::new())
        };
        assert_eq!(judged(&person, &disputed).0.word(), "contradicted");
        let nothing = PersonDone {
            done: None,
            ..person
        };
        assert_eq!(
            judged(&nothing, &shown(Vec::new())).0,
            PersonVerdict::NotLookedAt(NotLookedAt::NothingDone)
        );
    }

    #[test]
    fn what_a_later_walk_shows_is_contradicted_unless_it_is_new() {
        let person = person(JudgedBy::Person);
        let known = FxHashSet::from_iter([key(1), key(3)]);
        let clocks = Some(ClockPair {
            server: at(1_100),
            local: at(1_100),
        });
        let later = |session: Session| {
            let proof = person.later(at(1_010), &[session], &known, clocks);
            proof.map(|proof| proof.verdict.word())
        };
        // What was ended, what was known, and what was begun before the list.
        assert_eq!(later(session(1, 900)), Some("contradicted"));
        assert_eq!(later(session(3, 900)), Some("contradicted"));
        assert_eq!(later(session(9, 1_005)), Some("contradicted"));
        assert_eq!(later(session(9, 1_050)), Some("signed in again"));
        let mut timeless = session(9, 0);
        timeless.authenticated_at = SentTime::Unreadable;
        assert_eq!(later(timeless), Some("still there"));
        assert_eq!(person.later(at(1_010), &[], &known, clocks), None);
    }

    /// What a person has and does at random, and what a server makes of it.
    struct Life {
        /// Each session with the seconds between which it lives.
        sessions: Vec<(u64, i64, i64)>,
        /// The second in which everything known is ended.
        ended: i64,
        /// The second in which the list is read.
        read: i64,
        /// Seconds by which each answer's date is wrong: that of the outcome, and that of the list.
        wrong: [i64; 2],
        /// Seconds by which our own clock is wrong.
        skew: i64,
    }

    impl Life {
        fn draw(dice: &mut fastrand::Rng) -> Self {
            let ended = 10_000 + dice.i64(0..50);
            let mut wrong = [0, 0];
            if dice.u8(0..3) == 0 {
                let by = [-86_400, -600, -30, -3, 30, 600, 86_400];
                wrong = [by[dice.usize(0..7)], by[dice.usize(0..7)]];
                wrong[dice.usize(0..2)] = 0;
            }
            let born = |dice: &mut fastrand::Rng| 9_900 + dice.i64(0..200);
            let sessions = (1..=dice.u64(0..6)).map(|number| {
                let begins = born(dice);
                (number, begins, begins + dice.i64(1..300))
            });
            Self {
                sessions: sessions.collect(),
                ended,
                read: ended + dice.i64(1..60),
                wrong,
                skew: [0, -7_200, 5, 7_200][dice.usize(0..4)],
            }
        }

        /// The sessions that live in this second, unless they were known and ended before.
        fn alive(&self, second: i64, known: &FxHashSet<SessionKey>) -> Vec<Session> {
            let lives = |(number, begins, ends): &&(u64, i64, i64)| {
                let is_ended = second >= self.ended && known.contains(&key(*number));
                *begins <= second && second < *ends && !is_ended
            };
            let living = self.sessions.iter().filter(lives);
            living
                .map(|(number, begins, _)| session(*number, *begins))
                .collect()
        }
    }

    /// Sign-ins at any moment between the walk, the end and the reading, and dates that are wrong:
    /// nobody is said to have no session who has one, nor to have come back who never left.
    #[test]
    fn on_no_walk_is_anything_claimed_that_is_not_so() {
        let mut words = FxHashMap::<&str, usize>::default();
        for seed in 0..20_000 {
            let life = Life::draw(&mut fastrand::Rng::with_seed(seed));
            let nothing = FxHashSet::default();
            let walked = life.alive(9_950, &nothing);
            let known: FxHashSet<SessionKey> = walked.iter().map(|one| one.key).collect();
            let local = |second: i64| at(second + life.skew);
            let person = PersonDone {
                planned: known.iter().copied().collect(),
                done: Some(DoneAt {
                    local: local(life.ended),
                    server: Some(at(life.ended + life.wrong[0])),
                }),
                ..person(JudgedBy::Person)
            };
            let shown = PersonSeen {
                began_at: local(life.read),
                ..shown(life.alive(life.read, &known))
            };
            let clocks = ClockPair {
                server: at(life.read + life.wrong[1]),
                local: local(life.read),
            };
            let proof = person.judge(&shown, &known, Some(clocks));
            *words.entry(proof.verdict.word()).or_default() += 1;
            let mut signed_in = shown
                .sessions
                .iter()
                .filter_map(|one| one.authenticated_at.readable());
            match proof.verdict {
                PersonVerdict::NoneListed { .. } => assert!(shown.sessions.is_empty(), "{seed}"),
                PersonVerdict::SignedInAgain { .. } => {
                    assert!(signed_in.all(|begun| begun > at(life.ended)), "{seed}");
                }
                _ => assert!(!shown.sessions.is_empty(), "{seed}"),
            }
        }
        for word in ["no session listed", "signed in again", "still there"] {
            assert!(
                words.get(word).is_some_and(|count| *count > 500),
                "{words:?}"
            );
        }
    }
}
