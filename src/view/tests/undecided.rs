//! Whoever cannot be told when a filter marks the others is not forgotten on the way to a run.

use super::scenes;
use super::world::{ME, World, people, session, sessions, setup, user};
use crate::app::{Dialog, Effect, Event, Review, Setup};
use crate::live::{EnrichmentFound, WalkProgress};
use crate::model::Role;
use crate::zendesk::BudgetReading;

/// Forty people of whom twelve have been read, who match a filter or may.
fn half_read(query: &str) -> World {
    half_read_with(setup(), query)
}

/// The same of another setup.
pub(super) fn half_read_with(setup: Setup, query: &str) -> World {
    let mut world = World::new(setup);
    world.resize(120, 40);
    let me = user(ME, "Mary Admin", "mary@acme.example", Role::Admin);
    world.feed(WalkProgress::identified(me, world.now));
    world.feed(WalkProgress::Budget(BudgetReading {
        ending_allowance: 350,
        ..BudgetReading::default()
    }));
    let roles = EnrichmentFound::CustomRoles(Vec::new());
    world.feed(WalkProgress::Enriched(roles));
    world.walk(sessions(60, 40), people(12));
    world.press("/");
    world.event(Event::Paste(query.to_owned()));
    world.press("enter");
    world
}

fn review(world: &World) -> &Review {
    match world.app.dialog() {
        Some(Dialog::Review(review)) => review,
        other => panic!("no review: {other:?}"),
    }
}

fn counts(world: &World) -> (usize, usize) {
    let plan = &review(world).plan;
    (plan.expected(), plan.undecided().len())
}

#[test]
fn marking_all_that_match_takes_whoever_cannot_be_told_into_the_review() {
    let mut world = half_read("role:agent");
    world.press("a");
    let screen = world.screen(120, 40);
    assert!(screen.contains("4 rows marked; of 36 others"), "{screen}");
    for keys in ["shift-k", "shift-x", "shift-s"] {
        world.press(keys);
        let (chosen, open) = counts(&world);
        assert!(open > 20, "{keys}: {open} of {chosen}");
        let screen = world.screen(120, 40);
        let words = format!("{open} cannot be told, and stay: 28 people are still being read, ");
        assert!(screen.contains(&words), "{keys}\n{screen}");
        world.press("ctrl-t");
        // Who is taken, and why that is not known of them, is said then.
        if keys != "shift-s" {
            let screen = world.screen(120, 40);
            let words = format!("taken are {open} only because of what is not known: not read yet");
            assert!(screen.contains(&words), "{keys}\n{screen}");
        }
        // Whoever is suspended must be known, so that nobody else is taken then.
        let taken = if keys == "shift-s" { 0 } else { open };
        assert!(
            counts(&world).0 >= chosen + taken,
            "{keys}: {:?}",
            counts(&world)
        );
        world.press("ctrl-t");
        assert_eq!(counts(&world), (chosen, open), "{keys}");
        world.press("esc");
    }
    // The menu of whom to end says the same of the marks.
    world.press("shift-e down enter");
    assert!(counts(&world).1 > 20);
}

#[test]
fn whoever_could_not_be_told_is_in_the_report() {
    let mut world = half_read("role:agent");
    world.press("a shift-k");
    let (_, open) = counts(&world);
    let answer = review(&world).plan.challenge().expects();
    world.press("end");
    let typed: Vec<String> = answer.chars().map(|sign| sign.to_string()).collect();
    world.press(&format!("{} enter", typed.join(" ")));
    world.finish([]);
    let screen = world.screen(120, 40);
    let words = format!("{open} cannot be told");
    assert!(screen.contains(&words), "{screen}");
}

#[test]
fn marks_by_hand_are_exact_and_marks_that_go_take_the_rest_along() {
    let mut world = half_read("role:agent");
    world.press("space shift-k");
    assert_eq!(counts(&world), (1, 0));
    world.press("esc");
    // Unmarking one of them forgets nobody; unmarking all does.
    world.press("a 0 space shift-k");
    let (_, open) = counts(&world);
    assert!(open > 20);
    world.press("esc a");
    world.press("a esc esc");
    world.press("space shift-k");
    assert_eq!(counts(&world).1, 0);
}

/// What has come meanwhile decides: whoever matches by now is chosen, and whoever does not is not.
#[test]
fn whoever_is_read_meanwhile_is_judged_by_that() {
    let mut world = half_read("role:agent");
    world.press("a");
    world.feed(WalkProgress::People {
        asked: vec![],
        users: people(40),
        asked_at: world.now,
    });
    world.press("shift-k");
    let (chosen, open) = counts(&world);
    assert_eq!(open, 0);
    assert!(chosen > 10, "{chosen}");
}

/// A filter that only the screen can judge tells nobody of the others less.
#[test]
fn a_filter_of_the_screen_alone_forgets_nobody() {
    let mut world = half_read("state:new or role:agent");
    world.press("shift-e");
    let screen = world.screen(120, 40);
    assert!(screen.contains("of which it cannot be told"), "{screen}");
    world.press("esc a shift-k");
    assert!(counts(&world).1 > 20, "{:?}", counts(&world));
}

/// Nobody new comes in by the way: what is signed in since is not marked.
#[test]
fn what_signs_in_after_the_marks_is_not_in_them() {
    let mut world = half_read("role:agent");
    world.press("a shift-k");
    let before = counts(&world);
    world.press("esc");
    let mut all = sessions(60, 40);
    let (person, number) = (people(12)[3].id.get(), 77_000_000);
    all.push(session(person, number, 5, 5));
    world.walk(all, people(12));
    world.press("shift-k");
    assert_eq!(counts(&world), before);
}

#[test]
fn custom_roles_are_asked_for_at_once_where_a_review_needs_them() {
    let mut world = scenes::live();
    world.press("shift-e down down enter");
    let mut effects = world.effects().iter();
    assert!(effects.any(|effect| matches!(effect, Effect::AskRoles)));
    let mut said = world.app.notices().iter();
    assert!(said.any(|it| {
        it.text
            .contains("they are asked for now, so try again in a moment")
    }));
}
