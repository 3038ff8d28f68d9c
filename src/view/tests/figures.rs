//! Figures that stand beside each other are about the same, and say what they count.

use super::titles::offboarding;
use super::world::{ME, World, session, setup, user};
use super::{scenes, text};
use crate::app::{Dialog, Event, Setup};
use crate::live::WalkProgress;
use crate::model::{DatedMoment, Role};
use crate::operation::{NotLookedAt, OutcomeKind, PersonVerdict, Verdict};

fn shows(world: &mut World, words: &str) {
    let screen = world.screen(120, 40);
    assert!(screen.contains(words), "{words:?} is missing in\n{screen}");
}

/// Sessions that were ended are no suspensions.
#[test]
fn a_run_of_several_operations_counts_each_under_its_own_word() {
    let mut world = offboarding();
    world.outcomes([const { OutcomeKind::Done }; 3].map(Into::into));
    shows(
        &mut world,
        "done: 1 person suspended, 1 token revoked, 1 session ended",
    );
}

#[test]
fn each_route_of_a_review_has_its_own_figures_whichever_is_chosen() {
    let mut world = scenes::live();
    world.press("down space space space shift-k");
    let proofs = |world: &World| {
        let Some(Dialog::Review(review)) = world.app.dialog() else {
            panic!("no review is open");
        };
        let offers = review.routes.iter();
        offers
            .map(|offer| (offer.requests, offer.known, offer.proof))
            .collect::<Vec<_>>()
    };
    let first = proofs(&world);
    assert!(first.len() > 2);
    for _ in 0..3 {
        world.press("f3");
        assert_eq!(proofs(&world), first, "{}", world.screen(120, 40));
    }
}

/// Whoever was refused is still signed in as far as anybody knows, and is in no other number.
#[test]
fn a_title_leaves_nobody_out() {
    let mut world = scenes::live();
    world.press("down space space space shift-k 3 enter");
    let done = OutcomeKind::Done.into();
    world.finish([done, OutcomeKind::Done.into(), OutcomeKind::Refused.into()]);
    let view = world.app.runs().report().unwrap();
    let (run, mut people) = (view.report.run.clone(), view.people.clone());
    let known = view.report.items[1].target.session();
    people[0].verdict = PersonVerdict::NoneListed {
        at: DatedMoment::of(world.now, None),
    };
    people[1].verdict = PersonVerdict::StillThere {
        known: known.into_iter().collect(),
        unknown: Vec::new(),
    };
    people[2].verdict = PersonVerdict::NotLookedAt(NotLookedAt::NothingDone);
    world.event(Event::Proved {
        run,
        verdicts: vec![Some(Verdict::Verified), Some(Verdict::StillListed), None],
        people,
        left: Vec::new(),
        is_over: true,
    });
    let words = "Signed 1 of 3 people out, 2 not";
    shows(&mut world, words);
    // Each number says what it counts, and each line is about all of it.
    shows(&mut world, "sessions: 1 ended, 1 still listed, 1 refused");
    shows(
        &mut world,
        "people: 1 has no session listed, 1 still signed in, nothing done for 1",
    );
}

/// No number of a report is cut, whatever there is room for, and each stands behind its unit.
#[test]
fn sums_that_do_not_fit_beside_each_other_stand_on_lines_of_their_own() {
    let mut world = offboarding();
    let items = world.app.runs().run().map_or(0, |run| run.items.len());
    let kinds = [
        OutcomeKind::Done,
        OutcomeKind::Refused,
        OutcomeKind::Unknown,
    ];
    let kinds = kinds.into_iter().cycle().take(items).map(Into::into);
    world.finish(kinds.collect::<Vec<_>>());
    for (width, height) in [(60, 50), (80, 24), (120, 40), (200, 60)] {
        let screen = world.screen(width, height);
        for unit in ["people: 1 ", "in all: 1 "] {
            assert!(screen.contains(unit), "{unit} at {width}\n{screen}");
        }
        let sums = screen.lines().filter(|line| line.contains("s: "));
        let sums: Vec<&str> = sums.take_while(|line| !line.contains("Over at ")).collect();
        assert!(!sums.concat().contains('…'), "{screen}");
    }
}

#[test]
fn nothing_is_said_of_leavers_whom_nobody_can_see() {
    let mut world = World::new(Setup {
        demo: true,
        ..setup()
    });
    let me = user(ME, "Amy", "amy@acme.example", Role::Agent);
    world.feed(WalkProgress::identified(me.clone(), world.now));
    world.walk(vec![session(ME, 4711, 4_000, 40)], vec![me]);
    world.resize(120, 40);
    world.press("4");
    shows(&mut world, "nothing is known of leavers");
    let screen = world.screen(120, 40);
    assert!(!screen.contains("0 people"), "{screen}");
}

#[test]
fn somebody_can_be_looked_for_while_the_first_walk_goes_on() {
    let mut world = scenes::named("loading");
    world.press("/ z z z enter");
    shows(&mut world, "looks for that person at Zendesk");
}

/// What must be typed and that the end must be shown first have lines of their own.
#[test]
fn what_must_be_typed_is_written_over_nothing() {
    let mut world = World::live(
        Setup {
            account: "127.0.0.1:8620-sandbox".to_owned(),
            ..setup()
        },
        312,
        90,
    );
    world.resize(60, 15);
    world.press("a shift-x");
    let screen = text(&world.frame(60, 15));
    let typed = screen.lines().find(|line| line.contains("type 127.0.0.1"));
    let typed = typed.unwrap_or_else(|| panic!("{screen}"));
    assert!(typed.contains("sandbox 312 and Enter  "), "{screen}");
    assert!(screen.contains("goes to the end"), "{screen}");
}
