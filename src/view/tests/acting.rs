//! Reviews, runs and reports as a person meets them: people by name at every size, a ticket and a
//! reason on the way, and where the cursor is afterwards.
//!
//! - `review` people first, and a ticket and a reason; `own` what is done to oneself
//! - `running` a run while it goes on, and the list after it
//! - `report` what it says of whom; `from_report` what is done next from it

mod from_report;
mod own;
mod report;
mod review;
mod running;

use super::scenes;
use super::world::{World, failure};
use crate::operation::{Outcome, OutcomeKind};

const SIZES: [(u16, u16); 4] = [(60, 50), (80, 24), (120, 40), (200, 60)];

/// The list with some sessions marked.
fn marked(count: usize) -> World {
    let mut world = scenes::live();
    world.press(&format!("down {}", "space ".repeat(count)));
    world
}

/// The line of a review with a text.
fn line<'a>(screen: &'a str, text: &str) -> &'a str {
    let found = screen.lines().find(|line| line.contains(text));
    found.unwrap_or_else(|| panic!("{text:?} is missing in\n{screen}"))
}

/// A report on three people, of whom one was not signed out.
fn reported() -> World {
    let mut world = marked(3);
    world.press("shift-k 3 enter");
    let failed = Outcome::because(OutcomeKind::Failed, failure());
    world.finish([OutcomeKind::Done.into(), OutcomeKind::Done.into(), failed]);
    world
}
