//! What the screen says of data that age, and of what it costs to read them.

use std::sync::Arc;
use std::time::Duration;

use super::scenes;
use super::world::World;
use crate::app::{Dialog, Effect};
use crate::live::{Retry, WalkProgress};
use crate::zendesk::{ApiError, ApiErrorKind, ApiRequest};

/// The list as it is twelve seconds after a walk that is due once in thirty.
fn paced() -> World {
    let mut world = scenes::named("live");
    world.feed(WalkProgress::Paced(Duration::from_secs(30)));
    world
}

fn shows(world: &mut World, words: &str) {
    let screen = world.screen(140, 40);
    assert!(screen.contains(words), "{words:?} is missing in\n{screen}");
}

#[test]
fn a_list_fades_by_multiples_of_the_time_between_walks() {
    let mut world = paced();
    shows(&mut world, "LIVE 12s · next in 18s");
    shows(&mut world, "a walk takes 30s at this budget");
    world.later(25);
    shows(&mut world, "AGEING 37s");
    world.later(30);
    shows(&mut world, "STALE 1m07s");
}

#[test]
fn what_is_stale_is_read_again_before_it_can_be_confirmed() {
    let mut world = paced();
    world.press("shift-k");
    world.later(50);
    shows(&mut world, "stale: they are read again first");
    world.press("e n d enter");
    assert!(matches!(world.app.dialog(), Some(Dialog::Review(_))));
    let did = |world: &World, what: fn(&Effect) -> bool| world.effects().iter().any(what);
    assert!(did(&world, |effect| matches!(effect, Effect::WalkNow)));
    assert!(!did(&world, |effect| matches!(effect, Effect::Execute(_))));
    shows(&mut world, "not confirmed: the list is stale");
    world.feed(WalkProgress::Paced(Duration::from_secs(600)));
    world.press("e n d enter");
    assert!(did(&world, |effect| matches!(effect, Effect::Execute(_))));
}

#[test]
fn refused_credentials_open_no_review() {
    let mut world = paced();
    let asked = ApiRequest::to(http::Method::GET, "/api/v2/sessions");
    let error = Arc::new(ApiError::new(asked, ApiErrorKind::Unauthorized));
    let retry = Retry::WhenAsked;
    world.feed(WalkProgress::Broke { error, retry });
    world.press("shift-k");
    assert!(world.app.dialog().is_none());
    shows(&mut world, "nothing can be done");
}

#[test]
fn a_key_lets_the_list_use_more_of_the_budget_and_again_ends_that() {
    let mut world = paced();
    world.press("+");
    shows(&mut world, "MORE 10m");
    world.press("+");
    assert!(!world.screen(140, 40).contains("MORE 10m"));
    let times: Vec<Option<u64>> = (world.effects().iter())
        .filter_map(|effect| match effect {
            Effect::WatchMore(time) => Some(time.map(|time| time.as_secs())),
            _ => None,
        })
        .collect();
    assert_eq!(times, [Some(600), None]);
}

#[test]
fn a_search_that_finds_nothing_says_what_is_not_read_yet() {
    let mut world = scenes::named("loading");
    world.press("/ z z z enter");
    shows(&mut world, "the rest of the account is not read yet");
    world.feed(WalkProgress::Counted(240));
    shows(&mut world, "75 % not read yet");
}

#[test]
fn a_run_says_how_long_it_still_takes() {
    let mut world = scenes::named("run");
    world.later(9);
    shows(&mut world, " left");
}
