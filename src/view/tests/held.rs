//! While somebody chooses, the order of the rows stands still and nothing else does.

use super::world::{ME, World, session, setup, user};
use crate::app::{Effect, Setup};
use crate::live::WalkProgress;
use crate::model::{Role, Session};
use crate::operation::Guardrails;
use crate::query::{Query, Zone};
use crate::settings::{Rule, RuleLevel, RuleSet};
use crate::zendesk::BudgetReading;

const HOUR: i64 = 3_600;

/// Two agents, nobody of whom deserves a look, and an end user, with rules in force.
fn calm() -> World {
    let mut world = World::new(Setup {
        guardrails: Guardrails {
            rules: RuleSet::shipped(),
            ..Guardrails::default()
        },
        ..setup()
    });
    world.now = world.now.shifted(-12_000);
    let me = user(ME, "Mary Admin", "mary@acme.example", Role::Admin);
    world.feed(WalkProgress::identified(me, world.now));
    world.feed(WalkProgress::Budget(BudgetReading {
        limit: Some(700),
        ending_allowance: 350,
        ..BudgetReading::default()
    }));
    world.walk(sessions_of(2 * HOUR), known());
    world.press("0");
    world.later(12);
    world.resize(120, 40);
    world
}

fn known() -> Vec<crate::model::User> {
    vec![
        user(1, "Ann Agent", "ann@acme.example", Role::Agent),
        user(2, "Bob Builder", "bob@acme.example", Role::Agent),
        user(3, "Cid Caller", "cid@other.example", Role::EndUser),
    ]
}

/// The sessions, of which Bob's began that long ago and is then the one that was seen last.
fn sessions_of(signed_in: i64) -> Vec<Session> {
    let last_seen = if signed_in > 12 * HOUR { 1 } else { 900 };
    vec![
        session(1, 11, HOUR, 60),
        session(2, 21, signed_in, last_seen),
        session(3, 31, HOUR, 120),
    ]
}

fn rings(world: &World) -> usize {
    let is_bell = |effect: &&Effect| matches!(effect, Effect::Bell);
    world.effects().iter().filter(is_bell).count()
}

/// The lines of the table that name these, in the order of the screen.
fn order(world: &mut World) -> Vec<&'static str> {
    let screen = world.screen(120, 40);
    let table = screen.split("details").next().unwrap_or_default();
    let mut found: Vec<(usize, &str)> = ["Ann Agent", "Bob Builder", "Cid Caller"]
        .into_iter()
        .filter_map(|name| Some((table.find(name)?, name)))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, name)| name).collect()
}

#[test]
fn what_the_rules_hit_is_known_of_now_while_rows_are_held() {
    // What is marked, a pause, and a review that is open.
    for keys in ["space", "p", "down shift-k"] {
        let mut world = calm();
        world.press(keys);
        assert!(world.app.is_held(), "{keys}");
        let before = order(&mut world);
        assert!(!world.screen(120, 40).contains("alarm!"), "{keys}");
        world.walk(sessions_of(13 * HOUR), known());
        let screen = world.screen(120, 40);
        assert!(screen.contains("1 alarm!"), "{keys}\n{screen}");
        assert_eq!(rings(&world), 1, "{keys}");
        assert!(
            screen.contains("alarm staff-over-12h: Bob Builder"),
            "the news\n{screen}"
        );
        if keys != "down shift-k" {
            let row = screen.lines().find(|line| line.contains("Bob Builder"));
            assert!(row.is_some_and(|row| row.contains(">12h")), "{screen}");
            assert_eq!(order(&mut world), before, "{keys}");
        }
        // The rows that waited come when nothing holds them.
        world.press("esc");
        if keys == "p" {
            world.press("p");
        }
        assert_eq!(order(&mut world)[0], "Bob Builder", "{keys}");
        assert_eq!(rings(&world), 1, "{keys}: it rings once");
    }
}

#[test]
fn what_time_alone_ends_is_noticed_while_rows_are_held() {
    let fresh = Rule {
        name: "fresh".into(),
        query: Query::parse("age<2m", Zone::UTC).unwrap(),
        more_than: None,
        between: None,
        level: RuleLevel::Warn,
    };
    let mut world = World::new(Setup {
        guardrails: Guardrails {
            rules: RuleSet::of([fresh]),
            ..Guardrails::default()
        },
        ..setup()
    });
    world.walk(vec![session(1, 11, 90, 5)], known());
    world.resize(120, 40);
    world.press("space");
    let screen = world.screen(120, 40);
    assert!(screen.contains("1 flagged!"), "{screen}");
    world.later(40);
    let screen = world.screen(120, 40);
    assert!(!screen.contains("flagged!"), "{screen}");
}

/// Another order, filter or view is a question of its own, which is answered at once.
#[test]
fn another_question_is_answered_while_rows_are_held() {
    let mut world = calm();
    world.press("p");
    let before = order(&mut world);
    world.press("shift-i");
    let turned = order(&mut world);
    assert!(before.iter().rev().eq(turned.iter()), "{turned:?}");
    world.press("/ c i d enter");
    assert_eq!(order(&mut world), ["Cid Caller"]);
}
