//! The menus over the list: whom to end, which columns, which order.

use super::*;

/// Whoever mistyped a filter and presses the usual keys is never asked to sign everyone out.
#[test]
fn the_menu_of_whom_to_end_never_begins_on_everyone() {
    let mut world = four();
    world.press("/ z e p h y r enter shift-e");
    let menu = |world: &World| match world.app.dialog() {
        Some(Dialog::Choose(menu)) => {
            let words = menu.offers.iter().map(|offer| offer.words.clone());
            (words.collect::<Vec<String>>(), menu.off)
        }
        other => panic!("no menu: {other:?}"),
    };
    let (words, off) = menu(&world);
    assert_eq!(off, Some("nothing matches the filter"));
    assert!(words[0].starts_with("everybody on a list"), "{words:?}");
    assert!(words[1].starts_with("everyone except"), "{words:?}");
    shows(&world.screen(80, 24), &["nothing matches the filter"]);
    world.press("enter");
    assert!(matches!(world.app.dialog(), Some(Dialog::ListFile(_))));
    let mut world = four();
    world.press("shift-e");
    let (words, off) = menu(&world);
    assert_eq!(off, None);
    assert!(words.last().unwrap().starts_with("everyone except"));
}

/// Fingers learn a letter, whatever else the menu offers and in whatever view.
#[test]
fn an_offer_of_the_menu_has_its_letter_in_every_view() {
    for view in ["1", "3"] {
        let mut world = four();
        world.press(&format!("{view} / a n n enter shift-e"));
        shows(
            &world.screen(120, 40),
            &["f everything that matches the filter"],
        );
        world.press("f");
        let review = match world.app.dialog() {
            Some(Dialog::Review(review)) => review,
            other => panic!("no review: {other:?}"),
        };
        assert_eq!(review.plan.count(), 3, "{view}");
    }
    let mut world = four();
    let roles = EnrichmentFound::CustomRoles(Vec::new());
    world.feed(WalkProgress::Enriched(roles));
    world.press("down shift-e");
    shows(&world.screen(120, 40), &["r everyone whose role is user"]);
    world.press("r");
    let screen = world.screen(120, 40);
    shows(&screen, &["Sign 2 users out of 2 sessions?"]);
    assert!(!screen.contains("does nothing here"), "{screen}");
}

/// One order, one arrow: what deserves a look comes first, whichever way it is asked for.
#[test]
fn the_order_by_flags_is_not_said_to_be_turned_round() {
    let mut world = four();
    let before = rows(&mut world);
    world.press("shift-i");
    let screen = world.screen(120, 40);
    shows(&screen, &["FLAG▼", "this order has no other way"]);
    assert_eq!(rows(&mut world), before);
    let sort = world.app.list().sort;
    assert_eq!(sort.chosen(sort.column), sort);
}

#[test]
fn columns_can_be_chosen_and_carried() {
    let mut world = four();
    world.press("c");
    shows(
        &world.screen(120, 40),
        &["Columns", "● ORGANISATION", "◐ SESSION"],
    );
    world.press("down space down space");
    let chosen = world.app.table().look.columns().to_vec();
    assert!(!chosen.contains(&ListColumn::Role) && !chosen.contains(&ListColumn::Organization));
    world.press("g up up up left esc");
    let screen = world.screen(120, 40);
    let heading = screen.lines().nth(1).unwrap();
    assert!(
        !heading.contains("ROLE") && heading.contains("SESSION"),
        "{heading}"
    );
    world.press("c 0 esc");
    assert!(world.app.table().look.columns().is_empty());
}

/// Which of the columns that are chosen is not on the screen, and why, is told where they are chosen.
#[test]
fn the_menu_of_columns_tells_what_has_no_room_here() {
    let mut world = four();
    world.resize(80, 24);
    world.press("c");
    let screen = world.screen(80, 24);
    shows(
        &screen,
        &[
            "◐ ORGANISATION  no room for it",
            "● E-MAIL        the address",
        ],
    );
    world.resize(240, 60);
    let screen = world.screen(240, 60);
    assert!(!screen.contains("no room"), "{screen}");
    world.press("esc 3 c");
    shows(
        &world.screen(240, 60),
        &["◐ SESSION       not in a view of people"],
    );
}
