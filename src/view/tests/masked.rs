//! While people are masked, nothing of them is on any screen but in reviews.

use super::scenes;
use super::world::{ME, World};
use crate::app::{Card, Destination, Dialog, Event, Mode};
use crate::live::{ShownNames, Sought};
use crate::model::{SafeText, UserId};
use crate::operation::OutcomeKind;

/// What says who somebody is: names, addresses, numbers of people and sessions.
fn telltales(world: &World) -> Vec<String> {
    let snapshot = world.app.snapshot();
    let mut all = Vec::new();
    for slot in snapshot.iter() {
        let key = snapshot.key(slot).unwrap();
        all.push(key.user.to_string());
        all.push(key.session.to_string());
        let person = snapshot
            .row(slot)
            .and_then(|row| snapshot.person(row.person));
        if let Some(user) = person.and_then(|person| person.user()) {
            all.extend(
                user.name
                    .shown()
                    .unwrap()
                    .as_str()
                    .split(' ')
                    .map(str::to_owned),
            );
            all.extend(
                user.email
                    .shown()
                    .into_iter()
                    .map(|email| email.as_str().to_owned()),
            );
        }
    }
    all.push(ME.to_string());
    all.push("mary@acme.example".to_owned());
    // Parts of names that are words of the program, and what stands for no name.
    let is_word = |text: &String| text.len() < 4 || ["(no", "name)"].contains(&text.as_str());
    all.retain(|text| !is_word(text));
    all.sort_unstable();
    all.dedup();
    all
}

fn assert_masked(name: &str, world: &mut World) {
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
        let screen = world.screen(width, height);
        if world.app.mode() == Mode::Review {
            assert!(screen.contains("Real names"), "{name}\n{screen}");
            continue;
        }
        for telltale in telltales(world) {
            let is_told = screen.contains(&telltale);
            assert!(!is_told, "{name} tells {telltale:?}\n{screen}");
        }
    }
}

#[test]
fn nothing_of_a_person_is_in_any_frame_but_in_reviews() {
    for (name, mut world) in scenes::all() {
        if name.starts_with("typing a filter") || name == "no match" {
            // What somebody types stays as they type it.
            continue;
        }
        world.app.mask_for_tests();
        assert_masked(name, &mut world);
    }
}

#[test]
fn dialogs_about_people_are_masked_too() {
    for keys in [
        "shift-p shift-e",
        "shift-p shift-y",
        "shift-p ctrl-s",
        "shift-p 4",
        "shift-p tab",
        "shift-p 3 right",
        "shift-p enter",
        "shift-p i",
        "space shift-p space shift-o",
        "shift-p / a n n a enter u",
        "shift-p : m e enter",
    ] {
        let mut world = scenes::live();
        world.press(keys);
        assert_masked(keys, &mut world);
        world.event(Event::Card {
            card: Card::ALL[0],
            answer: Err("Ada Lovelace, person.0@customer-0.example".to_owned()),
        });
        assert_masked(keys, &mut world);
    }
}

#[test]
fn messages_that_may_name_somebody_are_not_shown() {
    let mut world = scenes::live();
    world.press("shift-p");
    for event in [
        Event::Told("Ada Lovelace: 3 sessions".to_owned()),
        Event::Warned(vec!["person.0@customer-0.example is not found".to_owned()]),
    ] {
        world.event(event);
        assert_masked("a message", &mut world);
        let screen = world.screen(120, 40);
        assert!(
            screen.contains("may name somebody is not shown"),
            "{screen}"
        );
    }
    world.press("shift-p");
    assert!(world.screen(120, 40).contains("Ada Lovelace: 3 sessions"));
}

#[test]
fn a_person_has_the_same_pseudonym_everywhere_and_reviews_have_the_name() {
    let mut world = scenes::live();
    let snapshot = world.app.snapshot();
    let slot = world.app.list().slots()[0];
    let person = snapshot.person(snapshot.row(slot).unwrap().person).unwrap();
    let user = person.user().unwrap().clone();
    world.press("shift-p");
    assert!(world.screen(120, 40).contains("MASKED"));
    let masked = world.app.names().user(&user).into_owned();
    assert_ne!(masked.name, ShownNames::REAL.user(&user).name);
    let screen = world.screen(200, 60);
    let count = screen
        .matches(masked.name.shown().unwrap().as_str())
        .count();
    assert!(count >= 2, "in the list and in the details: {screen}");
    world.press("shift-k");
    let review = world.screen(200, 60);
    assert!(
        review.contains(user.name.shown().unwrap().as_str()),
        "{review}"
    );
}

#[test]
fn runs_and_reports_are_masked() {
    for scene in [scenes::running, scenes::reported, scenes::verified] {
        let mut world = scene();
        world.app.mask_for_tests();
        assert_masked("a run or its report", &mut world);
        if world.app.runs().run().is_some() {
            world.outcomes([OutcomeKind::Done.into()]);
            assert_masked("a run", &mut world);
        }
    }
}

/// A card is shown with pseudonyms, and only what cannot be given any is left out.
#[test]
fn a_card_has_pseudonyms_in_place_of_names() {
    let mut world = scenes::live();
    let session = crate::model::Session {
        key: format!("{ME}/36001882101").parse().unwrap(),
        ..super::world::session(ME, 36_001_882_101, 600, 5)
    };
    let sheet = crate::app::card::current_session(Some(&session), crate::zendesk::AuthKind::Cookie);
    world.press("shift-p : c u r r e n t minus s e s s i o n enter");
    world.event(Event::Card {
        card: Card::CurrentSession,
        answer: Ok(sheet.into()),
    });
    let shown = world.screen(120, 40);
    let masked = world.app.names().key(session.key);
    for words in [
        masked.user.to_string(),
        masked.session.to_string(),
        "2026-08-20 13:52:30Z".to_owned(),
        "the session of the cookie".to_owned(),
    ] {
        assert!(shown.contains(&words), "{words}\n{shown}");
    }
    assert_masked("a card", &mut world);
    assert!(!shown.contains("left out"), "{shown}");

    let chat = serde_json::from_str(
        r#"{"status":"active","plan":{"name":"Team"},"billing":{"first_name":"Annabel"}}"#,
    );
    let mut world = scenes::live();
    world.press("shift-p : c h a t enter");
    world.event(Event::Card {
        card: Card::ChatAccount,
        answer: Ok(crate::app::Sheet::chat(chat.unwrap())),
    });
    let shown = world.screen(120, 40);
    for words in [
        "active",
        "Team",
        "billing.first_name",
        "(masked)",
        "left out",
    ] {
        assert!(shown.contains(words), "{words}\n{shown}");
    }
    assert!(!shown.contains("Annabel"), "{shown}");
    assert_eq!(shown.matches("left out").count(), 1, "in one line");
}

#[test]
fn people_who_may_be_meant_are_told_apart_by_their_pseudonyms() {
    let mut world = scenes::live();
    world.press(": p e r s o n space l o v e l a c e enter");
    let Some(Dialog::Found(menu)) = world.app.dialog() else {
        panic!("nobody is found\n{}", world.screen(120, 40));
    };
    let people = menu
        .lines
        .iter()
        .filter_map(|line| match &line.destination {
            Destination::Person(Sought::Id(id)) => Some(*id),
            _ => None,
        });
    let people: Vec<UserId> = people.take(5).collect();
    assert!(people.len() > 1);
    world.app.mask_for_tests();
    let names = world.app.names();
    let real = SafeText::new("Ada Lovelace");
    let shown = people.iter().map(|id| {
        let name = names.name(*id, &real);
        (name.as_str().to_owned(), names.user_id(*id).to_string())
    });
    let shown: Vec<(String, String)> = shown.collect();
    for (width, height) in [(60, 50), (80, 24), (120, 40)] {
        let screen = world.screen(width, height);
        for (name, number) in &shown {
            let is_there =
                |line: &str| line.contains(name.as_str()) && line.contains(number.as_str());
            assert!(screen.lines().any(is_there), "{name} {number}\n{screen}");
        }
        assert!(!screen.contains("(masked)"), "{screen}");
    }
    assert_masked("who is meant", &mut world);
}
