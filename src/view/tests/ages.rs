//! What the screen says of data that age, and of what it costs to read them.

use std::sync::Arc;
use std::time::Duration;

use super::scenes;
use super::world::{World, failure, setup};
use crate::app::{Dialog, Effect, Event, FactsRequest};
use crate::live::{Retry, WalkProgress};
use crate::zendesk::{
    ApiError, ApiErrorKind, ApiRequest, BudgetReading, BudgetWait, PauseReason, PersonList,
};

/// The list as it is twelve seconds after a walk that is due once in thirty.
fn paced() -> World {
    let mut world = scenes::named("live");
    world.feed(WalkProgress::Paced(Duration::from_secs(30)));
    world
}

fn shows(world: &mut World, words: &str) {
    let screen = world.screen(180, 40);
    assert!(screen.contains(words), "{words:?} is missing in\n{screen}");
}

#[test]
fn a_list_fades_by_multiples_of_the_time_between_walks() {
    let mut world = paced();
    shows(&mut world, "LIVE 12s      next in 18s");
    shows(&mut world, "a walk takes 30s");
    world.later(25);
    shows(&mut world, "AGEING 37s");
    world.later(30);
    shows(&mut world, "STALE 1m07s");
}

fn wide(world: &mut World, words: &str) {
    let screen = world.screen(300, 60);
    assert!(screen.contains(words), "{words:?} is missing in\n{screen}");
}

/// The first walk says how long it takes once it is known how many sessions there are, how fast it goes before
/// that, and which key makes it faster.
#[test]
fn the_first_walk_says_how_long_it_takes_and_what_makes_it_faster() {
    let mut world = scenes::named("loading");
    let budget = |watching_allowance| {
        WalkProgress::Budget(BudgetReading {
            watching_allowance,
            ..BudgetReading::default()
        })
    };
    world.feed(budget(20));
    wide(
        &mut world,
        "reads 20 pages a minute at this budget; + reads faster",
    );
    world.feed(WalkProgress::Counted(20_000));
    wide(
        &mut world,
        "a walk takes about 10m at this budget; + reads faster",
    );
    let line = world.screen(200, 60);
    assert!(
        line.contains("a walk takes about 10m; + reads faster"),
        "{line}"
    );
    let narrow = world.screen(120, 40);
    assert!(narrow.contains("takes 10m; + faster"), "{narrow}");
    world.feed(budget(100));
    wide(&mut world, "a walk takes about 2m at this budget");
    world.press("+");
    let faster = world.screen(120, 40);
    assert!(
        !faster.contains("+ faster") && !faster.contains("+ reads"),
        "{faster}"
    );
    // A walk of a few seconds needs no words.
    world.feed(budget(1_000));
    assert!(!world.screen(300, 60).contains("a walk takes"));
}

/// A wait of our own share says how long it is and why, as one that Zendesk asks for does, and that one goes
/// first.
#[test]
fn a_wait_of_our_own_share_is_told_with_its_reason() {
    for mut world in [scenes::named("loading"), paced()] {
        let mut budget = BudgetReading {
            list_waits: Some(BudgetWait {
                left: Duration::from_secs(20),
                asked: Duration::from_secs(20),
                why: "our share of the minute",
                pause: None,
            }),
            ..BudgetReading::default()
        };
        world.feed(WalkProgress::Budget(budget));
        wide(&mut world, "waits 20s: our share of the minute");
        budget.paused_for = Some(PauseReason::RateLimited);
        budget.paused_until = Some(Duration::from_secs(9));
        world.feed(WalkProgress::Budget(budget));
        wide(&mut world, "RATE LIMITED");
        assert!(!world.screen(300, 60).contains("waits 20s"));
    }
}

/// Whether the app asked for something like this.
fn did(world: &World, what: fn(&Effect) -> bool) -> bool {
    world.effects().iter().any(what)
}

/// The newest request for the facts of a review.
fn request(world: &World) -> FactsRequest {
    let mut requests = (world.effects().iter()).filter_map(|effect| match effect {
        Effect::Refresh(request) => Some(request.clone()),
        _ => None,
    });
    requests.next_back().unwrap()
}

#[test]
fn what_is_stale_and_cannot_be_read_again_is_not_confirmed() {
    let mut world = paced();
    world.answers = false;
    world.press("shift-k");
    shows(&mut world, "reading 1 person…");
    world.later(50);
    shows(&mut world, "stale: it is read again first");
    let first = request(&world);
    world.read_again(first.clone(), Err("no answer within 30s".to_owned()));
    shows(
        &mut world,
        "not read again, 1m02s old: no answer within 30s",
    );
    world.press("a c m e space 1 enter");
    assert!(matches!(world.app.dialog(), Some(Dialog::Review(_))));
    assert!(did(&world, |effect| matches!(effect, Effect::WalkNow)));
    assert!(!did(&world, |effect| matches!(effect, Effect::Execute(..))));
    shows(&mut world, "not confirmed: the list is stale");
    let second = request(&world);
    assert_ne!(first.id, second.id);
    world.read_again(second, Ok(()));
    world.press("e n d enter");
    assert!(did(&world, |effect| matches!(effect, Effect::Execute(..))));
}

#[test]
fn a_stale_list_of_people_who_were_read_again_is_confirmed_when_their_facts_are_young() {
    let mut world = paced();
    world.press("shift-k");
    world.later(50);
    shows(
        &mut world,
        "these facts are 50s old: they are read again first",
    );
    let before = request(&world);
    world.press("e n d enter");
    assert_ne!(
        request(&world).id,
        before.id,
        "read once more before the run"
    );
    assert!(did(&world, |effect| matches!(effect, Effect::Execute(..))));
}

/// An own list that is empty takes nothing out: what stays is as old as the walk that has it, which is told
/// with the time of either. Reading it again makes it no younger, so that keeps nobody waiting.
#[test]
fn what_a_walk_alone_shows_is_as_old_as_the_walk() {
    let mut world = paced();
    world.answers = false;
    world.later(43);
    world.press("shift-k");
    let request = request(&world);
    for user in request.people {
        world.feed(WalkProgress::ReadAgain {
            user,
            began_at: world.now,
            list: PersonList::of(user, Vec::new()),
        });
    }
    world.event(Event::Refreshed {
        id: request.id,
        answer: Ok(()),
        admins: None,
        tokens: None,
    });
    world.later(3);
    shows(&mut world, "read 58s ago");
    shows(
        &mut world,
        "1 person has no session by their own list of 3s ago; ",
    );
    shows(
        &mut world,
        " by the list of everybody, begun 58s ago, stay in",
    );
    assert!(!world.screen(180, 40).contains("they are read again first"));
    world.later(30);
    shows(
        &mut world,
        "these facts are 1m28s old: they are read again first",
    );
}

/// The ceiling follows from the budget, and is no fixed number.
#[test]
fn more_people_than_can_be_read_in_time_are_confirmed_by_name_and_number() {
    for (allowance, most) in [(100, 50), (350, 175), (1_250, 625)] {
        let budget = || {
            WalkProgress::Budget(BudgetReading {
                ending_allowance: allowance,
                ..BudgetReading::default()
            })
        };
        let mut world = World::live(setup(), most + 10, most + 1);
        world.answers = false;
        world.resize(140, 40);
        world.feed(budget());
        world.press("a shift-k");
        let words = format!("these facts are 12s old: {most} people can be read again within 30s");
        shows(&mut world, &words);
        shows(&mut world, &format!("type acme {} and Enter", most + 10));
        assert!(!did(&world, |effect| matches!(effect, Effect::Refresh(_))));

        let mut world = World::live(setup(), 12, 6);
        world.answers = false;
        world.resize(140, 40);
        world.feed(budget());
        world.press("a shift-k");
        shows(&mut world, "reading 6 people…");
        assert_eq!(request(&world).people.len(), 6);
    }
}

#[test]
fn what_a_walk_brought_before_it_broke_off_is_not_called_no_data() {
    let broken = |world: &mut World| {
        let retry = Retry::At {
            when: world.now.shifted(5_000),
            failures: 1,
        };
        let error = failure();
        world.feed(WalkProgress::Broke { error, retry });
    };
    let mut world = World::new(setup());
    broken(&mut world);
    shows(&mut world, "NO DATA");
    let mut world = scenes::named("loading");
    broken(&mut world);
    shows(&mut world, "BROKEN OFF");
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
    shows(&mut world, "faster for 10m");
    world.press("+");
    assert!(!world.screen(180, 40).contains("faster"));
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
