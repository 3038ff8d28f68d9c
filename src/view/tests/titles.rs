//! The titles of reports say what was seen before what was answered, and their borders go with that.
//!
//! - `offboarding_of_one` reports on one offboarded person

mod offboarding_of_one;

use super::scenes;
use super::world::{World, people, sessions};
use crate::app::{Dialog, Event, TokensRead};
use crate::model::{DatedMoment, OAuthToken, TokenId, UserId};
use crate::operation::{NotLookedAt, OutcomeKind, PersonLeft, PersonVerdict, Verdict};
use crate::zendesk::{OAuthClients, TokenList};

const DONE: OutcomeKind = OutcomeKind::Done;
const UNKNOWN: OutcomeKind = OutcomeKind::Unknown;
const SEEN: Verdict = Verdict::Verified;
const STILL: Verdict = Verdict::StillListed;
const OPEN: Verdict = Verdict::NotKnown;

/// The first words of the title of the report on top, and whether its border warns.
fn title(world: &mut World) -> (String, bool) {
    let screen = world.screen(120, 40);
    let line = screen.lines().position(|line| line.contains("┌─"));
    let line = line.unwrap_or_else(|| panic!("no dialog is open\n{screen}"));
    let text = screen.lines().nth(line).unwrap();
    let title = text.split("─ ").nth(1).unwrap().split(" ─").next();
    let buffer = world.frame(120, 40);
    let warning = world.scene().theme.warning;
    let corner = (0..120).find(|x| buffer[(*x, u16::try_from(line).unwrap())].symbol() == "┌");
    let corner = &buffer[(corner.unwrap(), u16::try_from(line).unwrap())];
    (
        title.unwrap().trim().to_owned(),
        corner.style().fg == warning.fg,
    )
}

/// A report on what a review did, with these outcomes.
fn reported(keys: &str, outcomes: &[OutcomeKind]) -> World {
    let mut world = scenes::live();
    world.press(keys);
    if matches!(world.app.dialog(), Some(Dialog::Tokens(_))) {
        world.tokens("read");
        world.press("a shift-k");
    }
    let Some(Dialog::Review(review)) = world.app.dialog() else {
        panic!("{keys} opens no review\n{}", world.screen(120, 40));
    };
    let challenge = review.plan.challenge().expects();
    let typed: Vec<String> = challenge.chars().map(|sign| sign.to_string()).collect();
    world.press(&format!("{} enter", typed.join(" ")));
    world.finish(outcomes.iter().map(|kind| (*kind).into()));
    world
}

#[test]
fn what_was_seen_of_a_suspension_comes_before_what_was_answered() {
    let three = "down space space space space space shift-s";
    for (outcomes, verdicts, expected, warns) in [
        ([DONE; 3], [OPEN; 3], "Suspended 3 people", false),
        ([DONE; 3], [SEEN; 3], "Suspended 3 people", false),
        ([UNKNOWN; 3], [OPEN; 3], "Suspended nobody", true),
        ([UNKNOWN; 3], [SEEN; 3], "Suspended 3 people", false),
        ([DONE; 3], [STILL; 3], "Not suspended: 3 people", true),
        (
            [DONE; 3],
            [SEEN, SEEN, STILL],
            "2 of 3 people seen suspended, 1 not suspended",
            true,
        ),
        (
            [DONE, UNKNOWN, UNKNOWN],
            [OPEN, SEEN, OPEN],
            "Suspended 2 of 3 people",
            true,
        ),
    ] {
        let mut world = reported(three, &outcomes);
        world.proved(&verdicts, Vec::new());
        let shown = title(&mut world);
        assert_eq!(
            shown,
            (expected.to_owned(), warns),
            "{outcomes:?} {verdicts:?}"
        );
    }
}

#[test]
fn what_was_seen_of_tokens_comes_before_what_was_answered() {
    for (outcomes, verdicts, expected, warns) in [
        ([DONE; 3], [SEEN; 3], "Revoked 3 OAuth tokens of ", false),
        ([UNKNOWN; 3], [SEEN; 3], "Revoked 3 OAuth tokens of ", false),
        ([UNKNOWN; 3], [OPEN; 3], "Revoked no token of ", true),
        (
            [DONE; 3],
            [STILL; 3],
            "Still listed: 3 OAuth tokens of ",
            true,
        ),
        (
            [DONE; 3],
            [SEEN, STILL, SEEN],
            "2 of 3 OAuth tokens no longer listed, 1 still listed",
            true,
        ),
    ] {
        let mut world = reported("down shift-o", &outcomes);
        world.proved(&verdicts, Vec::new());
        let (shown, is_warning) = title(&mut world);
        assert!(shown.starts_with(expected), "{shown}");
        assert_eq!(is_warning, warns, "{shown}");
    }
}

/// Brings in what a look after the last run shows of its sessions and, one by one, of its people, each
/// with as many others as stay.
fn looked_at(world: &mut World, verdicts: &[Verdict], of: &[(PersonVerdict, usize)]) {
    look_at(world, verdicts, of, true);
}

/// The same; `is_over` if no further look follows by itself.
fn look_at(world: &mut World, verdicts: &[Verdict], of: &[(PersonVerdict, usize)], is_over: bool) {
    let view = world.app.runs().report().unwrap();
    let run = view.report.run.clone();
    let mut people = view.people.clone();
    assert_eq!(people.len(), of.len());
    for (proof, (verdict, others)) in people.iter_mut().zip(of) {
        (proof.verdict, proof.others.stay) = (verdict.clone(), *others);
    }
    world.event(Event::Proved {
        run,
        verdicts: verdicts.iter().map(|verdict| Some(*verdict)).collect(),
        people,
        left: Vec::new(),
        is_over,
    });
}

/// Somebody is signed out only where a list shows no session of theirs, and it is told as soon as one
/// does.
#[test]
fn nobody_is_called_signed_out_of_whom_no_list_shows_it() {
    const ACCEPTED: OutcomeKind = OutcomeKind::Accepted;
    let out = || PersonVerdict::NoneListed {
        at: DatedMoment::of(super::world::now(), None),
    };
    let again = || PersonVerdict::SignedInAgain {
        sessions: Vec::new(),
        at: super::world::now(),
    };
    let not_yet = || PersonVerdict::NotLookedAt(NotLookedAt::OutOfTime);
    for (outcomes, verdicts, people, expected) in [
        (
            [DONE; 3],
            [OPEN; 3],
            [(not_yet(), 0), (not_yet(), 0), (not_yet(), 0)],
            "Ended 3 sessions of 3 people",
        ),
        (
            [DONE; 3],
            [SEEN; 3],
            [(out(), 0), (out(), 0), (out(), 0)],
            "Signed 3 people out of 3 sessions",
        ),
        (
            [DONE; 3],
            [SEEN; 3],
            [(out(), 4), (out(), 1), (out(), 1)],
            "Ended 3 sessions of 3 people",
        ),
        (
            [DONE; 3],
            [SEEN; 3],
            [(out(), 0), (out(), 1), (again(), 0)],
            "Signed 1 person out, ended 2 sessions of 2 others",
        ),
        (
            [ACCEPTED; 3],
            [OPEN; 3],
            [(not_yet(), 0), (not_yet(), 0), (not_yet(), 0)],
            "Zendesk is to sign 3 people out of 3 sessions",
        ),
        (
            [ACCEPTED; 3],
            [SEEN; 3],
            [(out(), 0), (out(), 0), (out(), 0)],
            "Signed 3 people out of 3 sessions",
        ),
        (
            [ACCEPTED, UNKNOWN, DONE],
            [OPEN, OPEN, SEEN],
            [(not_yet(), 0), (not_yet(), 0), (out(), 0)],
            "Signed 1 of 3 people out, 2 not",
        ),
    ] {
        let mut world = reported("space space space shift-k", &outcomes);
        looked_at(&mut world, &verdicts, &people);
        assert_eq!(title(&mut world).0, expected, "{outcomes:?} {people:?}");
    }
    let mut world = reported("space shift-k", &[DONE]);
    looked_at(&mut world, &[SEEN], &[(out(), 4)]);
    let (shown, _) = title(&mut world);
    assert!(shown.starts_with("Ended 1 session of "), "{shown}");
}

/// The report of an offboarding of somebody with a token, all of which was answered as done.
fn offboarded() -> World {
    offboarded_with(DONE)
}

/// The same, where the suspension ended so.
fn offboarded_with(suspension: OutcomeKind) -> World {
    offboarded_as(suspension, DONE)
}

/// The same, where the suspension and everything else ended so.
fn offboarded_as(suspension: OutcomeKind, others: OutcomeKind) -> World {
    let mut world = offboarding();
    let items = world.app.runs().run().map_or(0, |run| run.items.len());
    let others = std::iter::repeat_n(others.into(), items - 1);
    world.finish(std::iter::once(suspension.into()).chain(others));
    world
}

/// The run that offboards somebody with a token, before anything of it is done.
pub(super) fn offboarding() -> World {
    let mut world = scenes::live();
    world.press("down shift-f");
    let Some(Dialog::Tokens(view)) = world.app.dialog() else {
        panic!("no tokens are asked for\n{}", world.screen(120, 40));
    };
    let people: Vec<UserId> = view.people.clone();
    let token = OAuthToken::of(TokenId::new(701).unwrap(), people[0]);
    let list = TokenList {
        tokens: vec![token],
        ..TokenList::default()
    };
    world.event(Event::Tokens(TokensRead {
        people,
        answer: Ok((list, None)),
        clients: OAuthClients::default(),
    }));
    world.press("o f f b o a r d enter");
    let items = world.app.runs().run().map_or(0, |run| run.items.len());
    assert!(items > 2, "{}", world.screen(120, 40));
    world
}

#[test]
fn a_number_is_said_once_in_a_row_of_a_report() {
    let mut world = offboarded();
    let screen = world.screen(200, 60);
    let row = screen.lines().find(|line| line.contains("▾ ")).unwrap();
    for number in ["1 token", "4 sessions"] {
        assert_eq!(row.matches(number).count(), 1, "{row}\n{screen}");
    }
}

/// Whoever was refused is signed in still: nobody is left out of the counts.
#[test]
fn whoever_was_refused_is_counted_among_those_who_are_not_signed_out() {
    let out = || PersonVerdict::NoneListed {
        at: DatedMoment::of(super::world::now(), None),
    };
    let nothing = || PersonVerdict::NotLookedAt(NotLookedAt::NothingDone);
    let mut world = reported(
        "space space space shift-k",
        &[DONE, DONE, OutcomeKind::Refused],
    );
    let people: Vec<PersonVerdict> = (world.app.runs().report().unwrap().people.iter())
        .map(|proof| {
            if proof.verdict == nothing() {
                nothing()
            } else {
                out()
            }
        })
        .collect();
    let people: Vec<(PersonVerdict, usize)> = people.into_iter().map(|one| (one, 0)).collect();
    looked_at(&mut world, &[SEEN, SEEN, OPEN], &people);
    let (shown, warns) = title(&mut world);
    assert_eq!(shown, "Signed 2 of 3 people out, 1 not");
    assert!(warns);
    let screen = world.screen(120, 40);
    assert!(screen.contains("nothing done for 1"), "{screen}");
    // What is not done comes first.
    let first = screen.lines().find(|line| line.contains("▸ ")).unwrap();
    assert!(first.contains("✗"), "{screen}");
    let news = world
        .app
        .notices()
        .iter()
        .any(|it| it.text.contains("nothing done for 1"));
    assert!(news, "{screen}");
}

/// Once everybody has a verdict nobody waits for anything.
#[test]
fn what_a_proof_costs_is_gone_with_the_last_verdict() {
    let out = || PersonVerdict::NoneListed {
        at: DatedMoment::of(super::world::now(), None),
    };
    let mut world = reported("space space shift-k", &[DONE, DONE]);
    assert!(world.screen(120, 40).contains("proof: "));
    let not_yet = || PersonVerdict::NotLookedAt(NotLookedAt::NotYet);
    look_at(
        &mut world,
        &[SEEN, OPEN],
        &[(out(), 0), (not_yet(), 0)],
        false,
    );
    assert!(world.screen(120, 40).contains("proof: "));
    look_at(&mut world, &[SEEN, SEEN], &[(out(), 0), (out(), 0)], false);
    let screen = world.screen(120, 40);
    assert!(!screen.contains("proof: "), "{screen}");
}

/// Another reading may show other sessions of somebody; what is told of them is told once.
#[test]
fn the_same_words_of_somebody_are_told_once() {
    let mut world = reported("down shift-x", &[DONE; 4]);
    let keys: Vec<_> = (world.app.runs().report().unwrap().report.items.iter())
        .filter_map(|item| item.target.session())
        .collect();
    for shown in [&keys[..1], &keys[..]] {
        let verdict = PersonVerdict::Contradicted {
            sessions: shown.to_vec(),
        };
        let verdicts = vec![OPEN; keys.len()];
        look_at(&mut world, &verdicts, &[(verdict, 0)], false);
        world.later(3);
    }
    let notices = world.app.notices().iter();
    let alike = notices.filter(|notice| notice.text.contains(": contradicted: "));
    assert_eq!(alike.count(), 1);
}

/// Whoever is suspended and signed in all the same is not out, and the report says so.
#[test]
fn a_suspension_that_ended_no_session_is_no_sign_out() {
    let mut world = reported("down shift-s", &[DONE]);
    world.proved(&[SEEN], Vec::new());
    let user = world.app.runs().report().unwrap().report.items[0]
        .target
        .user();
    // The list is older than the suspension, and says nothing of the time after it.
    assert!(!title(&mut world).0.contains("still signed in"));
    world.later(5);
    let mut users = people(90);
    for one in users.iter_mut().filter(|one| one.id == user) {
        one.suspended = Some(true);
    }
    world.walk(sessions(312, 90), users);
    let (title, _) = title(&mut world);
    assert!(title.ends_with(", still signed in"), "{title}");
    for (width, height) in [(60, 50), (80, 24), (120, 40), (200, 60)] {
        let screen = world.screen(width, height);
        assert!(
            screen.contains("1 seen suspended, 1 still signed in"),
            "{screen}"
        );
        assert!(
            screen.contains("still signed in with 4 sessions"),
            "{screen}"
        );
        assert!(screen.contains("sessions listed since."), "{screen}");
    }
}
