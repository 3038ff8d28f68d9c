//! Whole screens: what they say, that nothing panics, and that no text of a stranger gets out
//! of its place.

mod world;

use self::world::{World, failure, setup};
use crate::terminate::Outcome;

/// Prints screens to look at: `cargo test --lib view::tests::look -- --ignored --nocapture`.
#[test]
#[ignore = "for the eye"]
#[expect(clippy::print_stdout, reason = "it is there to be looked at")]
fn look() {
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
        for (name, mut world) in scenes() {
            println!("=== {name} {width}x{height}");
            println!("{}", world.screen(width, height));
        }
    }
}

/// Every kind of screen there is, by name.
fn scenes() -> Vec<(&'static str, World)> {
    let live = || {
        let mut world = World::live(setup(), 312, 90);
        world.resize(80, 24);
        world
    };
    let with = |keys: &str| {
        let mut world = live();
        world.press(keys);
        world
    };
    let running = || {
        let mut world = with("space space space space space space shift-k 6 enter");
        world.outcomes([Outcome::Ended, Outcome::Gone, Outcome::Unknown(failure())]);
        world
    };
    let mut report = running();
    report.finish([
        Outcome::Ended,
        Outcome::Gone,
        Outcome::Unknown(failure()),
        Outcome::Refused(failure()),
    ]);
    vec![
        ("live", live()),
        ("waiting", World::new(setup())),
        ("review one", with("shift-k")),
        (
            "review many",
            with("space space space space space shift-k 4"),
        ),
        ("run", running()),
        ("report", report),
        ("help", with("?")),
        ("sort", with("s")),
        ("filter", with("/ a n n a")),
    ]
}
