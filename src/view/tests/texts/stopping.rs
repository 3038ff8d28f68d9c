//! The words on runs that were stopped, and that prove nothing.

use super::*;

/// What a list with holes lacks is not known, and what a later walk shows against the own list of its
/// person takes back that it is gone.
#[test]
fn a_report_says_when_the_lists_prove_nothing_or_contradict_each_other() {
    let mut world = scenes::reported();
    world.later(5);
    world.feed(WalkProgress::Began);
    world.feed(WalkProgress::Page {
        sessions: Vec::new(),
        unreadable: 112,
    });
    let rest_until = world.now.shifted(30_000);
    world.feed(WalkProgress::Finished { rest_until });
    world.prove();
    let screen = world.screen(80, 24);
    let why = "not looked at: 112 records";
    shows(&screen, &["3 not looked at", why]);
    world.press("g right");
    shows(&world.screen(80, 24), &["? not known"]);
    assert!(!screen.contains("no longer listed"), "{screen}");

    let everybody = super::super::world::people(90);
    world.later(5);
    for user in everybody.iter().map(|user| user.id) {
        let list = PersonList::of(user, Vec::new());
        let began_at = world.now;
        world.feed(WalkProgress::Listed {
            user,
            began_at,
            list,
        });
    }
    world.prove();
    shows(&world.screen(80, 24), &["3 have no session listed"]);
    world.later(5);
    world.walk(super::super::world::sessions(312, 90), everybody);
    let screen = world.screen(80, 24);
    shows(&screen, &["3 contradicted", "contradicted: one reading"]);
    assert!(!screen.contains("no longer listed"), "{screen}");
}

#[test]
fn a_run_that_was_stopped_says_what_to_do_about_it() {
    let mut world = scenes::running();
    let asked = ApiRequest::new(
        http::Method::DELETE,
        "/api/v2/users/{user}/sessions/{session}",
        "/api/v2/users/360001234567/sessions/6130907993114",
    );
    let error = ApiError::new(asked, ApiErrorKind::Unauthorized);
    let error = Arc::new(error.with_id(Some(SafeText::new("look-8"))));
    let stopped = Stopped::Refused(Arc::clone(&error));
    world.stop(
        [Outcome::because(OutcomeKind::Refused, error)],
        Some(stopped),
    );
    let screen = world.screen(80, 24);
    shows(
        &screen,
        &["stopped early", "`zentop auth login`", "not attempted"],
    );
}

/// What the report says is not said once more on its frame.
#[test]
fn a_run_that_was_stopped_by_hand_says_so_once() {
    let mut world = scenes::running();
    world.stop([OutcomeKind::Done.into()], Some(Stopped::ByHand));
    let screen = world.screen(120, 40);
    let dialog = screen.lines().skip_while(|line| !line.contains('┌'));
    let dialog: Vec<&str> = dialog
        .take_while(|line| !line.contains("Esc close"))
        .collect();
    assert_eq!(dialog.concat().matches("stopped").count(), 1, "{screen}");
    let frame = screen.lines().find(|line| line.contains('└')).unwrap();
    assert!(!frame.contains("ended"), "{frame}");
}

#[test]
fn what_to_do_after_a_stop_is_not_cut_by_a_long_path() {
    let mut world = scenes::running();
    let path = "a-long-folder/".repeat(20);
    let why = format!("could not write to /{path}journal.jsonl; make room there, then come back");
    let stopped = Some(Stopped::NoRecord(why));
    world.stop([OutcomeKind::Done.into()], stopped);
    shows(&world.screen(120, 40), &["then come back"]);
}

#[test]
fn quitting_offers_to_stop_only_what_still_runs() {
    let mut world = scenes::named("quitting during a run");
    shows(&world.screen(80, 24), &["stop and quit", "Esc go on"]);
    let mut world = scenes::named("run waiting and stopping");
    world.press("q");
    world.finish([]);
    let screen = world.screen(80, 24);
    shows(&screen, &["The run is over. Quit?", "s quit"]);
    assert!(!screen.contains("stop and quit"), "{screen}");
}
