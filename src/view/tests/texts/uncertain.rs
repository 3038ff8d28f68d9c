//! What is not certain of the list, wherever it shows.

use super::*;

/// A walk that lacks ten of thirty sessions, with a field and 112 records that cannot be read.
fn walk_with_holes(world: &mut World) {
    world.feed(WalkProgress::Began);
    let mut sessions = crate::view::tests::world::sessions(20, 10);
    sessions[1].last_seen_at = SentTime::Unreadable;
    world.feed(WalkProgress::Page {
        sessions,
        unreadable: 112,
    });
    let rest_until = world.now.shifted(30_000);
    world.feed(WalkProgress::Finished { rest_until });
}

/// Nobody who was not read is said to be signed out.
#[test]
fn a_list_with_holes_says_so_wherever_it_shows() {
    let mut world = World::live(setup(), 30, 10);
    world.resize(120, 60);
    walk_with_holes(&mut world);
    let screen = world.screen(120, 60);
    shows(
        &screen,
        &[
            "PARTIAL",
            "30 sessions",
            "113 unreadable",
            "10 unconfirmed",
            "? unconfirmed",
        ],
    );
    shows(&screen, &["? unread"]);

    let mut world = World::live(setup(), 0, 0);
    world.feed(WalkProgress::Began);
    let page = WalkProgress::Page {
        sessions: Vec::new(),
        unreadable: 9,
    };
    world.feed(page);
    let rest_until = world.now.shifted(30_000);
    world.feed(WalkProgress::Finished { rest_until });
    let screen = world.screen(80, 24);
    assert!(!screen.contains("no sessions in this account"), "{screen}");
    shows(
        &screen,
        &["no session could be read: 9 records unreadable", "PARTIAL"],
    );
}

/// A row of a person sums their sessions up, and what is not certain of any of them is told.
#[test]
fn a_person_with_a_session_that_no_list_confirmed_says_so() {
    let mut world = World::live(setup(), 30, 10);
    world.resize(120, 60);
    world.press("3");
    assert!(!world.screen(120, 60).contains("unconfirmed"));
    walk_with_holes(&mut world);
    let screen = world.screen(120, 60);
    let rows = screen.lines().filter(|line| line.contains("? unconf"));
    assert_eq!(rows.count(), 10, "{screen}");
}

#[test]
fn a_person_with_a_time_that_cannot_be_read_says_so() {
    let mut world = World::live(setup(), 30, 10);
    world.resize(120, 60);
    world.press("3");
    let mut sessions = crate::view::tests::world::sessions(30, 10);
    let last = sessions
        .iter_mut()
        .max_by_key(|session| session.key.session);
    last.unwrap().last_seen_at = SentTime::Unreadable;
    world.walk(sessions, Vec::new());
    let screen = world.screen(120, 60);
    let rows = screen.lines().filter(|line| line.contains("? unread"));
    assert_eq!(rows.count(), 1, "{screen}");
}

/// Somebody confirms what the list shows, and is told what that rests on.
#[test]
fn a_review_says_how_many_of_its_sessions_are_not_certain() {
    let mut world = World::live(setup(), 30, 10);
    world.resize(120, 60);
    world.press("a shift-k");
    assert!(!world.screen(120, 60).contains("unconfirmed"));
    world.press("esc");
    walk_with_holes(&mut world);
    world.answers = false;
    world.press("shift-k");
    let Some(Dialog::Review(review)) = world.app.dialog() else {
        panic!("no review is open");
    };
    assert_eq!((review.unconfirmed, review.unreadable), (10, 1));
    let screen = world.screen(120, 60);
    shows(
        &screen,
        &["10 unconfirmed, 1 with a field that could not be read"],
    );
}
