//! Whole screens: what they say, that nothing panics, and that no text of a stranger gets out
//! of its place.

mod hostile;
mod scenes;
mod world;

use ratatui::style::{Color, Modifier};

use self::world::{World, session, setup, text, theme};
use crate::live::WalkProgress;
use crate::settings::{Borders, ThemeChoice};
use crate::zendesk::{AuthKind, Standing};

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
            // What the app knows of the size and what the terminal has may differ for a frame.
            world.frame(width, height);
            if width < 60 || height < 15 {
                // To tell the app would close its dialog.
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

fn says(screen: &str, words: &[&str]) {
    for word in words {
        assert!(screen.contains(word), "{word:?} is missing in\n{screen}");
    }
}

#[test]
fn the_first_line_says_how_good_the_data_are() {
    for (name, words) in [
        (
            "live",
            &["acme", "LIVE 12s", "312 sessions 90 people", "rate 12%"][..],
        ),
        ("loading", &["LOADING p.1 · 60", "2 unreadable"]),
        ("stale", &["STALE 1m34s · retry in 12s (3)"]),
        (
            "refused",
            &["REFUSED", "no data from Zendesk", "credentials"],
        ),
        (
            "own only, read-only, demo",
            &["DEMO", "RO", "OWN ONLY", "clock +93s"],
        ),
        ("nobody", &["no sessions in this account", "0 sessions"]),
        (
            "no match",
            &["0 of 312 match /agnet · Esc clears", "FILTER /agnet"],
        ),
        ("connecting", &["CONNECTING", "waiting for the first page…"]),
        ("paused", &["PAUSED 0s"]),
        ("came back", &["1 CAME BACK", "! came back"]),
        (
            "marked, filtered and ranging",
            &["HOLD", "marked", "hidden", "RANGE v ends it"],
        ),
        ("absolute times, by e-mail", &["SEEN UTC", "by e-mail ▲"]),
        (
            "review with kept ones in production",
            &["PROD", "protected ("],
        ),
    ] {
        says(&scenes::named(name).screen(80, 24), words);
    }
}

#[test]
fn the_first_line_says_what_will_stop_the_credentials() {
    let day = 86_400;
    for (kind, may_write, ends_in, wide, narrow) in [
        (
            AuthKind::OAuth,
            Some(true),
            Some(30 * day),
            "OAuth for 30d",
            "",
        ),
        (AuthKind::OAuth, None, None, "OAuth", ""),
        (
            AuthKind::OAuth,
            Some(false),
            None,
            "SCOPE read OAuth",
            "SCOPE read",
        ),
        (
            AuthKind::OAuth,
            None,
            Some(day),
            "OAuth ends in 1d",
            "OAuth ends in 1d",
        ),
        (
            AuthKind::ApiToken,
            None,
            Some(-1),
            "API token ENDED",
            "API token ENDED",
        ),
    ] {
        let mut world = scenes::live();
        let standing = Standing {
            kind,
            may_write,
            may_return: false,
            ends_at: ends_in.map(|seconds| world.now.shifted(seconds * 1000)),
        };
        world.feed(WalkProgress::Standing(Some(standing)));
        let first = |screen: String| screen.lines().next().unwrap_or_default().to_owned();
        let line = first(world.screen(160, 24));
        assert!(line.contains(wide), "{line}");
        let line = first(world.screen(90, 24));
        assert!(
            line.contains(narrow) && line.contains("312 sessions"),
            "{line}"
        );
    }
}

#[test]
fn ids_are_whole_in_dialogs_however_long_they_are() {
    let (user, number) = (9_007_199_254_740_991, 9_223_372_036_854_775_806);
    let mut world = World::live(setup(), 0, 0);
    let two = [number, number - 1].map(|number| session(user, number, 500, 20));
    world.walk(two.to_vec(), Vec::new());
    world.press("a shift-k");
    for size in [(60, 20), (80, 24), (120, 40)] {
        world.resize(size.0, size.1);
        let screen = world.screen(size.0, size.1);
        for part in [user, number, number - 1].map(|id| id.to_string()) {
            assert!(
                screen.split_whitespace().any(|word| word == part),
                "{part} at {size:?}\n{screen}"
            );
        }
    }
}

#[test]
fn dialogs_say_what_they_do() {
    for (name, words) in [
        (
            "review of one",
            &[
                "End 1 session of 1 person?",
                "y ends it",
                "Esc cancels",
                "6130907993100",
            ][..],
        ),
        (
            "review of many",
            &[
                "End 5 sessions of 5 people?",
                "2 agent · 3 end-user",
                "only those listed here",
                "type 5 and Enter",
                "That was not 5. Nothing was sent.",
                "cancels itself in 60s",
                "36001882117",
            ],
        ),
        (
            "review with an admin",
            &["1 admin · 2 end-user", "type acme and Enter: acm"],
        ),
        (
            "review with kept ones in production",
            &[
                "That was not acme-production 304.",
                "kept: protected (8): user 6130907993100 6130907993109",
            ],
        ),
        (
            "review by person",
            &["● user", "  exact", "others", "also newer ones of theirs"],
        ),
        ("whom to end", &["End which sessions?", "Enter review"]),
        (
            "quitting during a run",
            &[
                "A run is under way",
                "3 sessions are not done yet",
                "is recorded as not attempted.",
                "Esc go on",
            ],
        ),
        (
            "hidden marks",
            &["marked sessions are hidden by the filter", "/anna"],
        ),
        (
            "run",
            &[
                "Ending 6 sessions",
                "3 of 6",
                "? unknown 1",
                "3 to go",
                "waiting",
            ],
        ),
        (
            "run waiting and stopping",
            &["stopping: nothing further is sent"],
        ),
        (
            "report",
            &[
                "Run 20260820T140230Z-7f3a9c",
                "not verified yet 3",
                "refused 1",
                "9f86d081884c",
            ],
        ),
        (
            "report verified",
            &["verified gone 2", "still listed 1", "! still listed"],
        ),
        ("help", &["MOVE", "PageDown Ctrl-f Ctrl-d", "1-"]),
        ("sort menu", &["● last seen ▼", "session id"]),
    ] {
        says(&scenes::named(name).screen(80, 24), words);
    }
}

#[test]
fn the_palette_and_cards_say_what_there_is() {
    for (name, words) in [
        (
            "palette",
            &[
                ":end",
                "end-person        review ending all sessions of this person",
                "Enter do it",
            ][..],
        ),
        (
            "card being asked for",
            &[
                "Help Center session",
                "asking, within the budget",
                "r ask again",
            ],
        ),
        (
            "card that was refused",
            &[
                "Chat account",
                "as of 2026-08-20T14:02:30Z",
                "Zendesk is failing: 503",
                "again later",
            ],
        ),
        (
            "palette without a match",
            &[":xyzzy", "nothing is called that"],
        ),
    ] {
        says(&scenes::named(name).screen(80, 24), words);
    }
}

#[test]
fn what_must_be_typed_is_read_in_full_on_the_smallest_screen() {
    let screen = scenes::named("review with kept ones in production").screen(60, 15);
    says(&screen, &["type acme-production 304 and Enter", "> 42"]);
}

#[test]
fn a_small_screen_says_what_it_needs() {
    let mut world = scenes::stopping();
    says(
        &world.screen(40, 10),
        &[
            "too small",
            "zentop needs 60x15",
            "this is 40x10",
            "a run goes on: 3 of 6",
        ],
    );
}

#[test]
fn read_only_is_explained_in_help() {
    let mut world = scenes::own();
    world.press("?");
    says(&world.screen(80, 24), &["RO: ending is off"]);
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
    assert!(has(14, 2, Modifier::BOLD) && !has(14, 3, Modifier::BOLD));
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
        let signs = |sign: char| "─│┌┐└┘●≥≤▲▼·✓✗█░—".contains(sign);
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
