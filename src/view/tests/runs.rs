//! What past runs did, as the journal tells it: with verdicts, by name, and what is left to do.
//!
//! - `columns` where the parts of the lines stand; `people` whom they tell of

mod columns;
mod people;

use std::sync::Arc;

use super::scenes;
use super::world::{World, user, user as user_of};
use crate::app::{Dialog, Effect, Event};
use crate::journal::{
    OpenItem, PastItem, PastPerson, PastRun, PastRuns, RecordRoute, RunId, State,
};
use crate::live::WalkProgress;
use crate::model::{Role, SessionId, Timestamp, User, UserId};

pub(super) fn item(route: RecordRoute, user: UserId, sessions: &[u64], state: State) -> PastItem {
    let sessions = sessions.iter().map(|id| SessionId::new(*id).unwrap());
    PastItem {
        request: OpenItem {
            item: 1,
            of: 1,
            route,
            users: vec![user],
            sessions: sessions.collect(),
            token: None,
        },
        state: Some(state),
        ended_at: None,
        later: None,
        still_listed: std::collections::BTreeSet::new(),
        contradicted: std::collections::BTreeSet::new(),
        done_since: None,
    }
}

pub(super) fn run(route: RecordRoute, items: Vec<PastItem>, people: Vec<PastPerson>) -> PastRun {
    let at = Timestamp::parse("2026-08-20T12:00:00Z").unwrap();
    PastRun {
        run: RunId::new(at, [1, 2, 3]),
        at,
        os_user: "ada".to_owned(),
        host: "desk".to_owned(),
        route,
        of: 1,
        about: 1,
        reason: None,
        ticket: None,
        is_finished: true,
        items,
        people: people.into_iter().collect(),
        left: Vec::new(),
        left_owners: Vec::new(),
        left_people: Vec::new(),
        left_tokens: 0,
        left_unnamed: 0,
        left_done_since: 0,
    }
}

/// The runs on the screen, the first unfolded.
fn shown(run: PastRun) -> World {
    let mut world = scenes::live();
    show(&mut world, run);
    world
}

/// The same on this screen.
pub(super) fn show(world: &mut World, run: PastRun) {
    world.press("8");
    world.event(Event::PastRunsRead(Ok(Arc::new(PastRuns {
        runs: vec![run],
        older: 0,
        damage: None,
    }))));
    world.press("enter");
}

/// The owner and the number of a listed session.
fn listed(world: &World) -> (UserId, u64) {
    let snapshot = world.app.snapshot();
    let slot = snapshot.iter().next().unwrap();
    let key = snapshot.key(slot).unwrap();
    (key.user, key.session.get())
}

#[test]
fn whoever_is_not_suspended_is_told_of_first_whatever_lists_showed_later() {
    let (user, _) = listed(&scenes::live());
    let refused = || item(RecordRoute::Suspend, user, &[], State::Refused);
    let at = Timestamp::parse("2026-08-20T12:00:09Z").unwrap();
    // A record of an older version has no word on what was left.
    let person = PastPerson {
        verdict: Some(("no session listed at 12:00:09Z".to_owned(), at)),
        ..PastPerson::of(user, vec![0])
    };
    let mut world = shown(run(
        RecordRoute::Several,
        vec![refused()],
        vec![person.clone()],
    ));
    let screen = world.screen(200, 40);
    let said = "NOT SUSPENDED as far as is recorded; no session listed at 12:00:09Z";
    assert!(screen.contains(said), "{screen}");
    let left = "NOT SUSPENDED: they can sign in again; no session listed; no token left";
    let person = PastPerson {
        left: Some((left.to_owned(), at)),
        ..person
    };
    let mut world = shown(run(RecordRoute::Several, vec![refused()], vec![person]));
    let screen = world.screen(200, 40);
    assert!(screen.contains(left), "{screen}");
    // While people are masked it is shown as well, and so is how the whole run stands.
    world.app.mask_for_tests();
    let masked = world.screen(200, 40);
    assert!(
        masked.contains(left) && masked.contains(" refused "),
        "{masked}"
    );
}

/// A suspension that did not take is no session that is still listed, and one that was not lifted is
/// not done.
#[test]
fn each_operation_has_its_own_words_for_what_was_seen_otherwise() {
    let (user, _) = listed(&scenes::live());
    let at = Timestamp::parse("2026-08-20T12:00:09Z").unwrap();
    for (route, answered, later, words) in [
        (
            RecordRoute::Suspend,
            State::Suspended,
            State::NotSuspended,
            " not suspended ",
        ),
        (
            RecordRoute::Lift,
            State::Lifted,
            State::Suspended,
            " still suspended ",
        ),
        (
            RecordRoute::Exact,
            State::Ended,
            State::StillListed,
            " still listed ",
        ),
    ] {
        let item = PastItem {
            later: Some((later, at)),
            ..item(route, user, &[], answered)
        };
        let person = PastPerson::of(user, vec![0]);
        let mut world = shown(run(route, vec![item], vec![person]));
        let screen = world.screen(200, 40);
        assert!(screen.contains(words), "{screen}");
    }
}

/// One request may be about several sessions, of which later lists show some.
#[test]
fn of_one_request_those_are_counted_that_are_still_listed() {
    let (user, _) = listed(&scenes::live());
    let at = Timestamp::parse("2026-08-20T12:01:00Z").unwrap();
    let part = PastItem {
        // What was said last is about another of them.
        later: Some((State::EndedByList, at)),
        still_listed: [2, 3].map(|id| SessionId::new(id).unwrap()).into(),
        ..item(RecordRoute::User, user, &[1, 2, 3, 4], State::Ended)
    };
    let person = PastPerson::of(user, vec![0]);
    let mut world = shown(run(RecordRoute::User, vec![part], vec![person]));
    let screen = world.screen(200, 40);
    assert!(screen.contains("2 of 4 ended, 2 still listed"), "{screen}");
    world.press("down enter");
    let screen = world.screen(200, 40);
    assert!(screen.contains("2 of 4 still listed"), "{screen}");
}

/// Where one list lacks what another shows, nothing is called still listed.
#[test]
fn what_lists_contradict_is_called_so_in_a_past_run() {
    let (user, _) = listed(&scenes::live());
    let at = Timestamp::parse("2026-08-20T12:01:00Z").unwrap();
    let ids = |ids: &[u64]| {
        let ids = ids.iter().map(|id| SessionId::new(*id).unwrap());
        ids.collect::<std::collections::BTreeSet<SessionId>>()
    };
    let shown_with = |contradicted: &[u64]| {
        let item = PastItem {
            later: Some((State::StillListed, at)),
            still_listed: ids(&[1, 2, 3]),
            contradicted: ids(contradicted).into_iter().map(Some).collect(),
            ..item(RecordRoute::User, user, &[1, 2, 3], State::Ended)
        };
        let person = PastPerson::of(user, vec![0]);
        shown(run(RecordRoute::User, vec![item], vec![person])).screen(200, 40)
    };
    let screen = shown_with(&[1, 2, 3]);
    assert!(screen.contains("0 of 3 ended, 3 contradicted"), "{screen}");
    let screen = shown_with(&[2]);
    let words = "0 of 3 ended, 2 still listed, 1 contradicted";
    assert!(screen.contains(words), "{screen}");
}

/// An answer is no proof: until a list is read, nothing is called done but by the answer.
#[test]
fn what_nobody_looked_at_is_not_called_done() {
    let (user, _) = listed(&scenes::live());
    let answered = || item(RecordRoute::Exact, user, &[1], State::Ended);
    let at = Timestamp::parse("2026-08-20T12:01:00Z").unwrap();
    let looked_at = PastItem {
        later: Some((State::EndedByList, at)),
        ..answered()
    };
    let person = || PastPerson::of(user, vec![0]);
    let mut world = shown(run(RecordRoute::Exact, vec![answered()], vec![person()]));
    let screen = world.screen(200, 40);
    assert!(
        screen.contains("done as answered, not looked at yet"),
        "{screen}"
    );
    assert!(!screen.contains("all done"), "{screen}");
    let mut world = shown(run(RecordRoute::Exact, vec![looked_at], vec![person()]));
    let screen = world.screen(200, 40);
    assert!(screen.contains("all done"), "{screen}");
}

/// What a later run did, the older one tells as that, beside what happened in it; and there is nothing left
/// to review.
#[test]
fn what_a_later_run_did_is_told_in_the_older_one() {
    let (user, session) = listed(&scenes::live());
    let at = Timestamp::parse("2026-08-20T12:09:00Z").unwrap();
    let failed = PastItem {
        done_since: Some(at),
        ..item(RecordRoute::Exact, user, &[2], State::Failed)
    };
    let ended = item(RecordRoute::Exact, user, &[1], State::Gone);
    let person = PastPerson {
        verdict: Some((
            "still signed in with 1 session, not known before".to_owned(),
            Timestamp::from_seconds(0),
        )),
        still_in: [SessionId::new(session).unwrap()].into(),
        signed_out_since: Some(at),
        ..PastPerson::of(user, vec![0, 1])
    };
    let past = PastRun {
        left: vec![SessionId::new(7).unwrap()],
        left_done_since: 1,
        ..run(RecordRoute::Exact, vec![ended, failed], vec![person])
    };
    let mut world = shown(past);
    world.press("down enter");
    let screen = world.screen(200, 40);
    for words in [
        "1 of 3 ended, 2 by a later run, 1 person signed out by a later run",
        "signed out by a later run, 12:09:00Z; before that: still signed in with 1 session",
        "failed; done by a later run",
        "no request was sent for 1 session; a later run did it",
    ] {
        assert!(screen.contains(words), "{words}\n{screen}");
    }
    world.press("up shift-k");
    let screen = world.screen(200, 40);
    assert!(
        screen.contains("this run and later ones did everything that was confirmed"),
        "{screen}"
    );
}

/// Whose list could not be read is told in the line of the run, by name with the reason, and whole where
/// the line is too short.
#[test]
fn a_list_that_could_not_be_read_is_told_of_its_person_and_of_the_run() {
    let (user, session) = listed(&scenes::live());
    let at = Timestamp::parse("2026-08-20T12:00:09Z").unwrap();
    let why = "not looked at: Zendesk is failing: 500 Internal (GET /api/v2/users/7/sessions, request \
               57e0a7a44b6c8879)";
    let person = PastPerson {
        verdict: Some((why.to_owned(), at)),
        ..PastPerson::of(user, vec![0])
    };
    let done = item(RecordRoute::Exact, user, &[session], State::Ended);
    let mut world = shown(run(RecordRoute::Exact, vec![done], vec![person]));
    let screen = world.screen(80, 24);
    assert!(
        screen.contains("done as answered, 1 person not looked at"),
        "{screen}"
    );
    world.press("down");
    let screen = world.screen(80, 24);
    let below: Vec<&str> = screen.lines().skip(20).collect();
    let below = below.join(" ");
    assert!(
        below.contains("not looked at: Zendesk is failing: 500"),
        "{screen}"
    );
    assert!(below.contains("57e0a7a44b6c8879"), "{screen}");
}

/// What a run was to do that was refused, and that is listed still, is counted as the report counts it; and
/// whoever is not as they were to be comes first, who can sign in before all.
#[test]
fn an_offboarding_counts_as_its_report_does_and_has_the_gravest_first() {
    let world = scenes::live();
    let snapshot = world.app.snapshot();
    let users = snapshot.iter().filter_map(|slot| snapshot.key(slot));
    let mut users: Vec<UserId> = users.map(|key| key.user).collect();
    users.dedup();
    let [clean, listed, active] = users[..3] else {
        panic!("three people");
    };
    let at = Timestamp::parse("2026-08-20T12:00:09Z").unwrap();
    let left = |user, items: &[usize], words: &str, sessions| PastPerson {
        left: Some((words.to_owned(), at)),
        sessions_left: Some(sessions),
        ..PastPerson::of(user, items.to_vec())
    };
    let items = vec![
        item(RecordRoute::User, clean, &[1, 2], State::Ended),
        item(RecordRoute::User, listed, &[3], State::Refused),
        item(RecordRoute::Suspend, active, &[], State::Refused),
    ];
    let people = vec![
        left(clean, &[0], "suspended; no session listed", 0),
        left(listed, &[1], "suspended; 1 session still listed", 1),
        left(active, &[2], "NOT SUSPENDED: they can sign in again", 0),
    ];
    let mut world = shown(run(RecordRoute::Several, items, people));
    let screen = world.screen(120, 40);
    assert!(
        screen.contains("2 of 4 done, 1 refused, 1 still listed")
            || screen.contains("2 of 4 done, 1 still listed, 1 refused"),
        "{screen}"
    );
    let places = [
        "NOT SUSPENDED",
        "1 session still listed",
        "no session listed",
    ];
    let places = places.map(|words| screen.find(words).unwrap_or_else(|| panic!("{screen}")));
    assert!(places.is_sorted(), "{screen}");
}
