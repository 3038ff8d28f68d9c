//! Whom past runs tell of, and how.

use super::*;

#[test]
fn people_who_signed_in_again_are_counted_and_the_key_acts_on_them() {
    let (user, session) = listed(&scenes::live());
    let five = item(RecordRoute::User, user, &[1, 2, 3, 4, 5], State::Ended);
    let person = PastPerson {
        back: [SessionId::new(session).unwrap()].into(),
        ..PastPerson::of(user, vec![0])
    };
    let mut world = shown(run(RecordRoute::User, vec![five], vec![person]));
    let screen = world.screen(200, 40);
    assert!(
        screen.contains("all done, 1 person signed in again"),
        "{screen}"
    );
    assert!(
        screen.contains("▾ 12:00Z Sign out"),
        "a blank between: {screen}"
    );
    world.press("shift-k");
    let Some(Dialog::Review(review)) = world.app.dialog() else {
        panic!("no review: {}", world.screen(200, 40));
    };
    let keys: Vec<u64> = (review.plan.targets())
        .filter_map(|target| Some(target.session()?.session.get()))
        .collect();
    assert_eq!(keys, [session]);
}

/// Whoever has a session that the run did not know is signed in, whatever became of the others, and can be
/// signed out again from there.
#[test]
fn whoever_is_still_signed_in_with_a_session_nobody_knew_is_not_done() {
    let (user, session) = listed(&scenes::live());
    let three = item(RecordRoute::User, user, &[1, 2, 3], State::Gone);
    let person = PastPerson {
        verdict: Some((
            "still signed in with 1 session, not known before".to_owned(),
            Timestamp::from_seconds(0),
        )),
        still_in: [SessionId::new(session).unwrap()].into(),
        ..PastPerson::of(user, vec![0])
    };
    let past = run(RecordRoute::User, vec![three], vec![person]);
    assert!(!past.is_done());
    let mut world = shown(past);
    let screen = world.screen(200, 40);
    assert!(
        screen.contains("3 ended, 1 person still signed in"),
        "{screen}"
    );
    assert!(!screen.contains("all done"), "{screen}");
    world.press("shift-k");
    let Some(Dialog::Review(review)) = world.app.dialog() else {
        panic!("no review: {}", world.screen(200, 40));
    };
    assert_eq!(review.people(), [user]);
}

#[test]
fn people_of_past_runs_who_are_on_no_list_are_asked_about_once() {
    let away = UserId::new(7_001_000_000_099).unwrap();
    let ended = item(RecordRoute::User, away, &[1], State::Ended);
    let run = run(
        RecordRoute::User,
        vec![ended],
        vec![PastPerson::of(away, vec![0])],
    );
    let past = || {
        Event::PastRunsRead(Ok(Arc::new(PastRuns {
            runs: vec![run.clone()],
            older: 0,
            damage: None,
        })))
    };
    let asks = |world: &World| {
        let effects = world.effects().iter();
        effects
            .filter(|effect| matches!(effect, Effect::AskAbout(people) if people[..] == [away]))
            .count()
    };
    let mut world = scenes::live();
    world.press("8");
    world.event(past());
    assert_eq!(asks(&world), 1);
    assert!(world.screen(120, 40).contains(&format!("user {away}")));
    world.event(past());
    assert_eq!(asks(&world), 1, "nobody is asked about again and again");
    let users = vec![user(
        away.get(),
        "Odette Away",
        "odette@staff.example",
        Role::Agent,
    )];
    world.feed(WalkProgress::People {
        asked: vec![away],
        users,
        asked_at: world.now,
    });
    assert!(world.screen(120, 40).contains("Sign out Odette Away"));
}

/// The record of whoever is deleted does not say any more who they were.
#[test]
fn whoever_is_deleted_since_is_called_as_they_were() {
    let mut world = scenes::reported();
    let view = world.app.runs().report().unwrap();
    let (user, name) = (view.report.items[0].target.user(), {
        let name = view.report.items[0].target.name().unwrap();
        name.as_str().to_owned()
    });
    let deleted = |id: UserId| User {
        active: Some(false),
        ..user_of(id.get(), "Permanently Deleted User", "", Role::Agent)
    };
    let away = UserId::new(7_001_000_000_099).unwrap();
    world.feed(WalkProgress::People {
        asked: vec![user, away],
        users: vec![deleted(user), deleted(away)],
        asked_at: world.now,
    });
    let still = PastPerson {
        verdict: Some((
            format!("1 session still there: {user}/41205773344301"),
            Timestamp::parse("2026-08-20T12:00:09Z").unwrap(),
        )),
        ..PastPerson::of(user, vec![0])
    };
    let items = [user, away].map(|id| item(RecordRoute::Exact, id, &[1], State::Ended));
    let people = vec![still, PastPerson::of(away, vec![1])];
    world.press("esc 8");
    world.event(Event::PastRunsRead(Ok(Arc::new(PastRuns {
        runs: vec![run(RecordRoute::Exact, items.into(), people)],
        older: 0,
        damage: None,
    }))));
    world.press("enter");
    let screen = world.screen(200, 40);
    assert!(!screen.contains("Permanently Deleted"), "{screen}");
    for words in [
        format!("{name} (deleted)"),
        format!("user {away} (deleted)"),
    ] {
        assert!(screen.contains(&words), "{words}\n{screen}");
    }
    // Whose session it is stands beside it.
    assert!(
        screen.contains("still signed in with 1 session"),
        "{screen}"
    );
    assert!(!screen.contains("41205773344301"), "{screen}");
}
