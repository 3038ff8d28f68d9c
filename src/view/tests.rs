//! Whole screens: nothing panics, whatever their size, and cells have their styles.
//!
//! - `acting` reviews, runs and reports, from the review to where the cursor is afterwards
//! - `titles` what reports are called, and their borders
//! - `texts` the words on each of them; `views` what the list can be turned to, `remembered` what of
//!   that stays
//! - `header` the first line, which does not jump
//! - `held` what is known of now while rows stand still
//! - `panes` panes that are scrolled; `page` the page of a person
//! - `ages` what they say of data that age
//! - `undecided` whoever cannot be told when a filter marks the others
//! - `hostile` no text of a stranger gets out of its place
//! - `masked` nothing of people is shown while they are masked
//! - `hands` help, palette and the dialogs of what is taken; `pressed` no key of the list does nothing
//! - `figures` what stands beside each other is about the same
//! - `scrolling` every row of a dialog can be shown
//! - `room` what gives way where there is little room, and what is whole all the same
//! - `space` where blank columns and free rows go, and what is bright
//! - `steady` columns stand still while somebody looks
//! - `since` what is no longer as a run left it, and what is waited for
//! - `returning` what lists show of the people of a run while it is proved
//! - `offboarded` reviews, runs and reports of an offboarding of several people
//! - `shown` what is shown is what is saved, and says of whom it is
//! - `runs` what past runs did, and how that stands with each person
//! - `scenes`, `world` every kind of screen there is; `account` the account behind it

mod account;
mod acting;
mod ages;
mod figures;
mod hands;
mod header;
mod held;
mod hostile;
mod masked;
mod offboarded;
mod once;
mod page;
mod panes;
mod pressed;
mod remembered;
mod returning;
mod room;
mod runs;
mod scenes;
mod scrolling;
mod shown;
mod since;
mod space;
mod steady;
mod texts;
mod titles;
mod undecided;
mod views;
mod world;

use ratatui::style::{Color, Modifier};

use self::world::{text, theme};
use crate::settings::{Borders, ThemeChoice};

/// Prints screens to look at: `cargo test --lib view::tests::look -- --ignored --nocapture`.
#[test]
#[ignore = "for the eye"]
#[expect(clippy::print_stdout, reason = "it is there to be looked at")]
fn look() {
    for (width, height) in [(80, 24), (120, 40), (200, 60), (60, 15), (80, 50)] {
        for (name, mut world) in scenes::all() {
            println!("=== {name} {width}x{height}");
            println!("{}", world.screen(width, height));
        }
    }
}

#[test]
fn no_size_makes_a_screen_panic() {
    for (name, mut world) in scenes::all() {
        for (width, height) in [
            (0, 0),
            (1, 1),
            (20, 5),
            (59, 14),
            (60, 15),
            (80, 24),
            (120, 40),
            (200, 60),
            (300, 100),
            (300, 15),
            (60, 100),
            (84, 46),
            (180, 34),
        ] {
            // The app's idea of the size and the terminal's may differ for a frame.
            world.frame(width, height);
            if width < 60 || height < 15 {
                // Telling the app this size would close its dialog.
                continue;
            }
            let screen = world.screen(width, height);
            assert!(!screen.contains("zentop needs"), "{name}");
        }
    }
}

#[test]
fn every_width_and_every_height_can_be_drawn() {
    for (from, (_, world)) in scenes::all().iter().enumerate() {
        for n in (0..110).skip(from % 5).step_by(5) {
            world.frame(n * 2, 24);
            world.frame(70, n);
        }
    }
}

#[test]
fn a_frame_goes_through_the_terminal() {
    let world = scenes::live();
    let backend = ratatui::backend::TestBackend::new(80, 24);
    let mut terminal = ratatui::Terminal::new(backend).unwrap();
    terminal
        .draw(|frame| super::draw(frame, &world.app, world.now, &world.theme))
        .unwrap();
    assert_eq!(*terminal.backend().buffer(), world.frame(80, 24));
}

#[test]
fn the_cursor_of_the_terminal_stands_in_the_field() {
    let at = |world: &world::World| world.draw(80, 24).1.map(|at| (at.x, at.y));
    let world = scenes::live();
    assert_eq!(at(&world), None);
    let mut world = scenes::live();
    world.press("/ a b left");
    assert_eq!(at(&world), Some((10, 21)));
    world.press("esc esc space space shift-k 1 2");
    assert!(at(&world).is_some());
}

#[test]
fn the_cursor_row_is_reversed_to_its_end_and_marks_are_bold() {
    let mut world = scenes::live();
    world.press("space");
    world.resize(80, 24);
    let buffer = world.frame(80, 24);
    let has = |x, y, modifier| buffer[(x, y)].modifier.contains(modifier);
    assert!((0..79).all(|x| has(x, 3, Modifier::REVERSED)));
    assert!((0..79).all(|x| !has(x, 2, Modifier::REVERSED)));
    assert_eq!(buffer[(0, 2)].symbol(), "●");
    assert!(has(4, 2, Modifier::BOLD) && !has(4, 3, Modifier::BOLD));
    // While something is marked the line of the keys looks different.
    assert!((0..80).all(|x| has(x, 23, Modifier::REVERSED)));
}

#[test]
fn mono_has_no_colour_and_ascii_no_other_sign() {
    for (name, mut world) in scenes::all() {
        world.theme = theme(ThemeChoice::Mono, Borders::Ascii);
        world.resize(200, 60);
        let buffer = world.frame(200, 60);
        for cell in buffer.content() {
            assert_eq!((cell.fg, cell.bg), (Color::Reset, Color::Reset), "{name}");
        }
        let signs = |sign: char| "─│┌┐└┘●◐≥≤▲▼▸▾≈▁▅·✓✗█░—".contains(sign);
        assert!(!text(&buffer).contains(signs), "{name}\n{}", text(&buffer));
    }
}

#[test]
fn a_stale_list_is_dimmed() {
    let dim = |world: &world::World| {
        let cell = &world.frame(80, 24)[(14, 3)];
        cell.modifier.contains(Modifier::DIM)
    };
    assert!(dim(&scenes::stale()) && !dim(&scenes::live()));
}

/// Prints how long a frame takes; the promise is one millisecond in a release build.
#[test]
#[ignore = "a measurement"]
#[expect(clippy::print_stdout, reason = "the result is the output")]
fn how_long_a_frame_takes() {
    for (name, mut world) in scenes::all() {
        world.resize(200, 60);
        let (mut buffer, _) = world.draw(200, 60);
        let area = buffer.area;
        let start = std::time::Instant::now();
        for _ in 0..100 {
            buffer.reset();
            world.scene().draw(&mut buffer, area);
        }
        println!("{name}: {:?}", start.elapsed() / 100);
    }
}
