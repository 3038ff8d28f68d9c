//! What is said once, whole, and in the weight of what it is about.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::style::Color;

use super::scenes;
use super::world::{ME, World, people, session, sessions, setup, text, user, with_rules};
use crate::app::{Dialog, Event, Level};
use crate::journal::{PastPerson, PastRuns, RecordRoute, State};
use crate::live::{EnrichmentFound, WalkProgress};
use crate::model::{Organization, OrganizationId, Role, SafeText, Timestamp, User};
use crate::operation::OutcomeKind;
use crate::zendesk::BudgetReading;

fn line_of<'a>(screen: &'a str, words: &str) -> &'a str {
    let line = screen.lines().find(|line| line.contains(words));
    line.unwrap_or_else(|| panic!("{words:?} is missing in\n{screen}"))
}

/// The colour in which words stand that are on one line.
fn color_of(buffer: &Buffer, words: &str) -> Color {
    let screen = text(buffer);
    let line = screen.lines().position(|line| line.contains(words));
    let line = line.unwrap_or_else(|| panic!("{words:?} is missing in\n{screen}"));
    let before = screen.lines().nth(line).unwrap().split(words).next();
    let column = before.unwrap().chars().count();
    buffer[(u16::try_from(column).unwrap(), u16::try_from(line).unwrap())].fg
}

/// A list that holds nobody has its headings as one with people has them.
#[test]
fn the_headings_over_no_leaver_stand_apart() {
    let mut world = scenes::live();
    world.walk(Vec::new(), Vec::new());
    world.press("4");
    for (width, height) in [(60, 50), (80, 24), (120, 40), (200, 60)] {
        let screen = world.screen(width, height);
        let heading = line_of(&screen, "WHY");
        let at = |words: &str| heading.find(words).unwrap_or_else(|| panic!("{screen}"));
        assert!(at("WHY") >= at("NAME") + 14, "{screen}");
        assert!(at("×") >= at("WHY") + 9, "{screen}");
        assert!(at("SEEN") >= at("×") + 5, "{screen}");
    }
}

/// That there is another reason is never dropped without a sign, and of whoever is not signed in it is
/// said whether they can sign in.
#[test]
fn why_somebody_is_listed_is_cut_with_a_sign() {
    let mut world = scenes::live();
    world.press("4");
    let listed = "person.3@customer-3.example";
    world.event(Event::Paste(listed.to_owned()));
    assert!(matches!(world.app.dialog(), Some(Dialog::Leavers(_))));
    let broad = world.screen(200, 60);
    line_of(&broad, "suspended, on the list");
    let narrow = world.screen(60, 50);
    let dialog = narrow.split("WHY").nth(1).unwrap();
    let row = line_of(dialog, "Grace");
    assert!(row.contains("suspended + list"), "{narrow}");
}

/// Whether somebody may sign in can change at any time: a card says by how old a record it speaks.
#[test]
fn the_status_of_a_card_has_its_age() {
    let mut world = scenes::live();
    for (width, height) in [(120, 40), (200, 60)] {
        let screen = world.screen(width, height);
        assert!(line_of(&screen, "status ").contains("active, read 12s ago"));
    }
    world.press("enter");
    let screen = world.screen(80, 24);
    assert!(line_of(&screen, "status ").contains("active, read 12s ago"));
}

/// An address is whole where what stands beside it is blank.
#[test]
fn an_address_on_a_page_takes_the_blank_columns_beside_it() {
    let mut world = World::new(with_rules());
    let me = user(ME, "Mary", "mary@x.example", Role::Admin);
    let now = world.now;
    world.feed(WalkProgress::identified(me, now));
    let address = "joao.carvalhinha.1268@saffronrailways.example";
    let joao = user(7, "João Carvalhinha", address, Role::EndUser);
    world.walk(vec![session(7, 70, 400, 20)], vec![joao.clone()]);
    world.resize(120, 40);
    world.press("enter");
    // When a session ends is worth more than that an address is in one line.
    let screen = world.screen(120, 40);
    assert!(line_of(&screen, "since").contains("ends in"), "{screen}");
    world.walk(Vec::new(), vec![joao]);
    let screen = world.screen(120, 40);
    assert!(screen.contains(address), "{screen}");
}

/// A session that was refused is no alarm in its number and its times.
#[test]
fn how_a_session_is_doing_has_its_weight_alone() {
    let mut world = scenes::live();
    world.press("down shift-k e n d enter");
    let key = world.app.runs().run().unwrap().items[0]
        .target
        .session()
        .unwrap();
    world.finish([OutcomeKind::Refused.into()]);
    world.press("esc home down enter");
    world.resize(120, 40);
    let frame = world.frame(120, 40);
    let danger = world.scene().theme.danger.fg.unwrap();
    let screen = text(&frame);
    let row = line_of(&screen, &format!("{} ", key.session));
    assert!(row.contains(" refused"), "{screen}");
    assert_eq!(color_of(&frame, "refused "), danger, "{screen}");
    assert_ne!(
        color_of(&frame, &key.session.to_string()),
        danger,
        "{screen}"
    );
}

/// What a run left of somebody is as heavy as how it stands with the run, and what it saw of their tokens is
/// not forgotten beside it.
#[test]
fn what_is_left_of_somebody_is_on_their_page_with_its_weight() {
    let mut world = scenes::live();
    let listed = {
        let snapshot = world.app.snapshot();
        let slot = snapshot.iter().next().unwrap();
        snapshot.key(slot).unwrap()
    };
    let at = Timestamp::parse("2026-08-20T12:00:09Z").unwrap();
    let left = "suspended; 2 sessions still listed at 12:00:09Z; no token left";
    let person = PastPerson {
        left: Some((left.to_owned(), at)),
        sessions_left: Some(2),
        ..PastPerson::of(listed.user, vec![0])
    };
    let items = vec![super::runs::item(
        RecordRoute::User,
        listed.user,
        &[listed.session.get()],
        State::Refused,
    )];
    let runs = PastRuns {
        runs: vec![super::runs::run(RecordRoute::Several, items, vec![person])],
        older: 0,
        damage: None,
    };
    world.press("enter");
    world.event(Event::PastRunsRead(Ok(Arc::new(runs))));
    world.resize(120, 40);
    let frame = world.frame(120, 40);
    let danger = world.scene().theme.danger.fg.unwrap();
    assert_eq!(color_of(&frame, "2 sessions still listed"), danger);
    let screen = text(&frame);
    assert!(screen.contains("OAuth tokens: none at "), "{screen}");
}

/// A key that is answered after something happened stands above it.
#[test]
fn news_are_in_the_order_of_their_times() {
    let mut world = World::new(with_rules());
    let me = user(ME, "Mary", "mary@x.example", Role::Admin);
    let now = world.now;
    world.feed(WalkProgress::identified(me, now));
    world.walk(Vec::new(), Vec::new());
    let lea = User {
        suspended: Some(true),
        ..user(4, "Lea", "lea@x.example", Role::EndUser)
    };
    // Keys have their own times, which are later than the list's here.
    world.press("shift-z");
    world.walk(vec![session(4, 41, 4_000, 2_000)], vec![lea.clone()]);
    let times: Vec<Timestamp> = world.app.news().newest().map(|(_, it)| it.at).collect();
    assert!(
        times.is_sorted_by(|newer, older| newer >= older),
        "{times:?}"
    );
    // Whoever goes is told once.
    world.later(30);
    world.walk(Vec::new(), vec![lea]);
    world.press("9");
    let screen = world.screen(120, 40);
    assert!(screen.contains("Lea"), "{screen}");
    assert!(!screen.contains("no longer"), "{screen}");
}

/// The foot of a report does not say again what its sums say.
#[test]
fn what_a_report_says_is_not_said_below_it() {
    let mut world = scenes::live();
    world.press("down space space space shift-k 3 enter");
    world.finish([const { OutcomeKind::Done }; 3].map(Into::into));
    world.later(5);
    world.walk(sessions(312, 90), people(90));
    world.prove();
    let screen = world.screen(80, 24);
    assert!(screen.contains("3 still signed in"), "{screen}");
    let foot = line_of(&screen, "└─");
    assert!(!foot.contains("after the last run"), "{screen}");
    let notices = world.app.notices().iter();
    let notices = notices.filter(|it| it.text.contains("after the last run"));
    let levels: Vec<Level> = notices.map(|it| it.level).collect();
    assert_eq!(levels, [Level::Alarm]);
}

/// Where credentials see nobody else, no key is offered that is refused.
#[test]
fn keys_that_are_refused_are_not_offered() {
    let mut world = World::new(setup());
    world.resize(80, 24);
    let me = user(ME, "Amy", "amy@acme.example", Role::Agent);
    let now = world.now;
    world.feed(WalkProgress::identified(me.clone(), now));
    world.walk(vec![session(ME, 4711, 4_000, 40)], vec![me]);
    let screen = world.screen(80, 24);
    let keys = screen.lines().last().unwrap();
    for key in ["K end", "X end", "S suspend", "O tokens"] {
        assert!(!keys.contains(key), "{keys}");
    }
    assert!(keys.contains("/ filter"), "{keys}");
    line_of(&screen, "which :mine ends");
}

/// People of one organisation, whose name is known.
fn of_organization(name: &str) -> World {
    let mut world = World::new(setup());
    let me = user(ME, "Mary", "mary@x.example", Role::Admin);
    let now = world.now;
    world.feed(WalkProgress::identified(me, now));
    world.feed(WalkProgress::Budget(BudgetReading {
        limit: Some(700),
        ending_allowance: 350,
        ..BudgetReading::default()
    }));
    let id = OrganizationId::new(9_000).unwrap();
    let of = |n: u64| User {
        organization: Some(id).into(),
        ..user(
            n,
            &format!("Ada {n}"),
            &format!("a{n}@x.example"),
            Role::EndUser,
        )
    };
    let sessions = (1..4).map(|n| session(n, n + 10, 400, 20)).collect();
    world.walk(sessions, (1..4).map(of).collect());
    world.feed(WalkProgress::Enriched(EnrichmentFound::Organizations {
        asked: vec![id],
        found: vec![Organization {
            id,
            name: SafeText::new(name),
        }],
    }));
    world.resize(80, 24);
    world
}

/// A number is no name: the filter says which organisation it asks for.
#[test]
fn a_filter_by_the_number_of_an_organisation_says_its_name() {
    let mut world = of_organization("Zephyr Gardens");
    world.press("/ o r g : 9 0 0 0 enter");
    for (width, height) in [(60, 50), (80, 24), (120, 40)] {
        let screen = world.screen(width, height);
        line_of(&screen, "/org:9000 Zephyr Gardens ");
    }
}

/// How many are not out is never cut from a title; what they belong to gives way.
#[test]
fn a_title_leaves_out_the_organisation_before_a_number() {
    let mut world = of_organization("Zephyr Gardens of the Northern Islands");
    world.press("a shift-k end");
    let Some(Dialog::Review(review)) = world.app.dialog() else {
        panic!("no review is open");
    };
    let challenge = review.plan.challenge().expects();
    let typed: Vec<String> = challenge.chars().map(|sign| sign.to_string()).collect();
    world.press(&format!("{} enter", typed.join(" ")));
    world.finish([const { OutcomeKind::Done }; 3].map(Into::into));
    world.later(5);
    world.prove();
    let title = |world: &mut World, width, height| {
        let screen = world.screen(width, height);
        line_of(&screen, "┌─ ").to_owned()
    };
    assert!(title(&mut world, 120, 40).contains("3 people of Zephyr"));
    let narrow = title(&mut world, 60, 50);
    assert!(
        narrow.contains("─ Ended 3 sessions of 3 people ─"),
        "{narrow}"
    );
}
