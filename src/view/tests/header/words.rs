//! What the first line says, and when.

use super::*;

/// Whether all is well is said, and only where it is known.
#[test]
fn that_nothing_is_flagged_is_said_only_of_a_whole_and_current_list() {
    let mut world = World::live(watched(), 1, 1);
    let line = first_line(&world, (80, 24));
    assert!(line.contains("nothing flagged"), "{line}");
    happen(&mut world, Happening::Breaks(1));
    assert!(!first_line(&world, (80, 24)).contains("nothing flagged"));
}

#[test]
fn those_who_signed_in_are_bars_in_the_first_line_wherever_there_is_room() {
    let mut world = World::live(watched(), 312, 90);
    for (width, bars) in [(60, 0), (80, 4), (120, 4), (200, 12)] {
        world.theme = super::super::theme(ThemeChoice::Dark, Borders::Unicode);
        let line = first_line(&world, (width, 40));
        let is_bar = |sign: &char| ('▁'..='█').contains(sign);
        assert_eq!(line.chars().filter(is_bar).count(), bars, "{line}");
        world.theme = super::super::theme(ThemeChoice::Mono, Borders::Ascii);
        let line = first_line(&world, (width, 40));
        assert!(line.is_ascii(), "{line}");
    }
    let alone = World::new(watched());
    let line = first_line(&alone, (120, 40));
    assert!(!line.contains('▁'), "nothing is known yet: {line}");
}

#[test]
fn what_a_person_must_know_stays_on_the_screen_until_they_read_it() {
    let notice = "how the list looked is not known: the file is now acme.toml.aside";
    for reads in ["e", "esc"] {
        let mut world = World::live(
            Setup {
                notices: vec![notice.to_owned()],
                ..watched()
            },
            312,
            90,
        );
        world.later(60);
        for size in SIZES {
            let screen = world.screen(size.0, size.1);
            assert!(screen.contains("1 notice!"), "{screen}");
        }
        let screen = world.screen(80, 24);
        assert!(
            screen.contains("how the list looked is not known"),
            "{screen}"
        );
        world.press(reads);
        let screen = world.screen(80, 24);
        assert!(!screen.contains("notice!"), "{screen}");
        if reads == "e" {
            assert!(
                screen.contains("how the list looked"),
                "the news have it\n{screen}"
            );
        }
    }
}

#[test]
fn why_requests_wait_is_told_on_a_small_screen_too() {
    let mut world = World::live(setup(), 312, 90);
    happen(
        &mut world,
        Happening::Budget(Some(700), Some(PauseReason::RateLimited)),
    );
    let line = first_line(&world, (80, 24));
    assert!(line.contains("LIMITED "), "{line}");
}

/// Every word of the line, in whatever state, is found in the help.
#[test]
fn the_help_explains_every_word_of_the_first_line() {
    let mut worlds: Vec<World> = scenes::all().into_iter().map(|(_, world)| world).collect();
    for reason in [
        PauseReason::RateLimited,
        PauseReason::Overloaded,
        PauseReason::UsedUp,
        PauseReason::EndpointUsedUp,
        PauseReason::Reserve,
    ] {
        let mut world = scenes::verified();
        happen(&mut world, Happening::Budget(Some(700), Some(reason)));
        worlds.push(world);
    }
    for happening in [
        Happening::Refused,
        Happening::Page,
        Happening::Clock(-93_000),
        Happening::Keys("shift-p"),
        Happening::Keys("+"),
        Happening::Keys("p"),
        Happening::Seconds(40),
        Happening::Seconds(4_000),
        Happening::Walk(1, 1),
    ] {
        let mut world = World::live(
            Setup {
                notices: vec!["a notice".to_owned()],
                production: true,
                ..watched()
            },
            312,
            90,
        );
        happen(&mut world, happening);
        worlds.push(world);
    }
    let mut found = std::collections::BTreeSet::new();
    for world in &worlds {
        for width in [80, 120, 300] {
            let line = first_line(world, (width, 40));
            let signs = |sign: char| !sign.is_alphabetic();
            // The account, addresses and names stand between them.
            let words = line.split_whitespace().skip(1);
            let words = words.filter(|word| !word.contains(['@', '…']));
            let words = words.flat_map(|word| word.split(signs));
            found.extend(words.filter(|word| word.len() > 2).map(str::to_owned));
        }
    }
    assert!(found.len() > 30, "{found:?}");
    let mut help = scenes::named("help");
    for word in &found {
        let letters: Vec<String> = word.to_lowercase().chars().map(String::from).collect();
        help.press(&format!(
            "/ esc / s a y s space {} enter",
            letters.join(" ")
        ));
        let screen = help.screen(120, 40);
        assert!(
            screen.contains("WHAT THE FIRST LINE SAYS"),
            "{word}\n{screen}"
        );
    }
}
