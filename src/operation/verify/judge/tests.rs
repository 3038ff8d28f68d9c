//! Verdicts by what was read of people.

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
        done: Some(DatedMoment {
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
        lacking: Vec::new(),
    }
}

fn clocks() -> ClockPair {
    ClockPair {
        server: at(1_011),
        local: at(1_011),
    }
}

fn judged(person: &PersonDone, shown: &PersonSeen) -> (PersonVerdict, OtherSessions) {
    let known = FxHashSet::from_iter([key(1), key(2), key(3)]);
    let proof = person.judge(shown, &known, Some(clocks()));
    (proof.verdict, proof.others)
}

fn stay(stay: usize) -> OtherSessions {
    OtherSessions { stay, lacking: 0 }
}

/// A session that was known, was not chosen and is in no list now may be there: nobody asked for it.
#[test]
fn of_somebody_whose_other_session_is_lacking_it_is_not_said_that_none_is_listed() {
    let lacks = |numbers: &[u64]| PersonSeen {
        lacking: numbers.iter().copied().map(key).collect(),
        ..shown(Vec::new())
    };
    let (chosen, whole) = (person(JudgedBy::Session), person(JudgedBy::Person));
    let others = |person, numbers: &[u64]| judged(person, &lacks(numbers)).1;
    let one = OtherSessions {
        stay: 0,
        lacking: 1,
    };
    assert_eq!(others(&chosen, &[1, 2, 3]), one);
    assert_eq!(others(&chosen, &[1, 2]), stay(0));
    assert_eq!(others(&whole, &[1, 2, 3]), stay(0));
}

#[test]
fn a_person_is_judged_by_all_that_is_theirs_and_sessions_by_themselves() {
    let still = |known: &[u64], unknown: &[u64]| PersonVerdict::StillThere {
        known: known.iter().copied().map(key).collect(),
        unknown: unknown.iter().copied().map(key).collect(),
    };
    let none = PersonVerdict::NoneListed {
        at: DatedMoment::of(at(1_010), Some(clocks())),
    };
    let again = PersonVerdict::SignedInAgain {
        sessions: vec![key(9)],
        at: at(1_005),
    };
    for (listed, of_person, of_sessions) in [
        (vec![], none.clone(), (none.clone(), stay(0))),
        (vec![session(9, 1_005)], again, (none.clone(), stay(1))),
        // It was begun before, and nobody knew.
        (
            vec![session(9, 900)],
            still(&[], &[9]),
            (none.clone(), stay(1)),
        ),
        // It was known, and not chosen.
        (vec![session(3, 900)], still(&[3], &[]), (none, stay(1))),
        (
            vec![session(1, 900), session(9, 1_005)],
            still(&[1], &[9]),
            (still(&[1], &[]), stay(1)),
        ),
    ] {
        let shown = shown(listed.clone());
        let found = judged(&person(JudgedBy::Person), &shown);
        assert_eq!(found, (of_person, stay(0)), "{listed:?}");
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
    let (verdict, _) = judged(&nothing, &shown(Vec::new()));
    assert_eq!(
        verdict,
        PersonVerdict::NotLookedAt(NotLookedAt::NothingDone)
    );
    assert_eq!(
        verdict.word(),
        "nothing done",
        "they may have been looked at"
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
    assert_eq!(later(timeless.clone()), Some("still there"));
    assert_eq!(later(session(9, 1_010)), Some("signed in again"));
    assert_eq!(person.later(at(1_010), &[], &known, clocks), None);
    // What was to go, and what was known, is no sign-in whatever its time says.
    for number in [1, 2, 3] {
        let anew = session(number, 1_050);
        assert_eq!(later(anew), Some("contradicted"), "{number}");
        timeless.key = key(number);
        assert_eq!(later(timeless.clone()), Some("contradicted"), "{number}");
    }
    let mut other = session(1, 900);
    other.key = "8/1".parse().unwrap();
    assert_eq!(later(other), None);
    // Nothing was done to them, so nothing is contradicted.
    let nothing = PersonDone {
        done: None,
        ..person
    };
    assert_eq!(
        nothing.later(at(1_010), &[session(1, 900)], &known, clocks),
        None
    );
}

/// Of whom sessions were chosen, only these contradict their own list; others of theirs stay, known or
/// not.
#[test]
fn other_sessions_that_a_later_walk_shows_contradict_nothing_where_sessions_were_chosen() {
    let person = person(JudgedBy::Session);
    let known = FxHashSet::from_iter([key(1), key(2), key(3)]);
    let later = |sessions: &[Session]| person.later(at(1_010), sessions, &known, None);
    assert_eq!(later(&[session(3, 900), session(9, 900)]), None);
    let found = later(&[session(3, 900), session(2, 900)]).unwrap();
    let sessions = vec![key(2)];
    assert_eq!(found.verdict, PersonVerdict::Contradicted { sessions });
    assert_eq!(found.others, stay(1));
}

/// A reading has to be begun after the last answer that may have changed something. One that changed
/// nothing is no outcome to prove.
#[test]
fn people_are_judged_from_the_last_answer_that_may_have_changed_something() {
    use crate::operation::OutcomeKind;
    use crate::operation::report::tests::{person, report, session};

    let item = |number: &str, kind, local: i64, server: Option<i64>| {
        let mut item = session(number, kind);
        (item.at, item.server_at) = (at(local), server.map(at));
        item
    };
    let run = report(vec![
        item("7/1", OutcomeKind::Done, 1_000, Some(2_020)),
        item("7/2", OutcomeKind::Unknown, 1_020, Some(2_000)),
        item("7/3", OutcomeKind::Refused, 1_500, Some(2_500)),
        item("8/1", OutcomeKind::Refused, 1_000, Some(2_000)),
        item("8/2", OutcomeKind::NotAttempted, 1_000, None),
        person(9, OutcomeKind::Done),
    ]);
    let people = PersonDone::of_run(&run);
    let found: Vec<_> = people
        .iter()
        .map(|one| (one.user.get(), one.planned.len(), one.done))
        .collect();
    let done = DatedMoment {
        local: at(1_020),
        server: Some(at(2_020)),
    };
    assert_eq!(found, [(7, 3, Some(done)), (8, 2, None)]);
    let nothing = PersonVerdict::NotLookedAt(NotLookedAt::NothingDone);
    assert_eq!(people[1].unproved().verdict, nothing);
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
            done: Some(DatedMoment {
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
