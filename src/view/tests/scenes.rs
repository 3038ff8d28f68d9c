//! Every kind of screen there is.

use super::world::{ME, World, failure, people, session, sessions, setup, user};
use crate::app::{Card, Event, Setup};
use crate::live::{Retry, WalkProgress};
use crate::model::Role;
use crate::operation::{Guardrails, Outcome, OutcomeKind};
use crate::settings::ProtectedRule;
use crate::zendesk::{ApiError, ApiErrorKind, ApiRequest};

pub(super) fn live() -> World {
    let mut world = World::live(setup(), 312, 90);
    world.resize(80, 24);
    world
}

fn after(keys: &str) -> World {
    let mut world = live();
    world.press(keys);
    world
}

fn production() -> Setup {
    let setup = setup();
    Setup {
        production: true,
        account: "acme-production".to_owned(),
        guardrails: Guardrails {
            protected: vec![ProtectedRule::Role(Role::Admin)],
            ..setup.guardrails
        },
        ..setup
    }
}

fn loading() -> World {
    let mut world = World::new(setup());
    world.resize(80, 24);
    world.feed(WalkProgress::identified(
        user(ME, "Mary", "mary@acme.example", Role::Admin),
        world.now,
    ));
    world.feed(WalkProgress::Began);
    world.feed(WalkProgress::Page {
        sessions: sessions(60, 40),
        unreadable: 2,
    });
    // Some people are known, one is missing, the others were not asked for yet.
    let users = people(12);
    let users = users.into_iter().skip(1).collect();
    world.feed(WalkProgress::found(users, world.now));
    world
}

pub(super) fn stale() -> World {
    let mut world = live();
    world.feed(WalkProgress::Began);
    world.later(82);
    let retry = Retry::At {
        when: world.now.shifted(12_000),
        failures: 3,
    };
    let error = failure();
    world.feed(WalkProgress::Broke { error, retry });
    world
}

/// The answer to credentials that are not accepted.
pub(super) fn anonymous() -> std::sync::Arc<ApiError> {
    let asked = ApiRequest::to(http::Method::GET, "/api/v2/users/me");
    std::sync::Arc::new(ApiError::new(asked, ApiErrorKind::Anonymous))
}

pub(super) fn refused() -> World {
    let mut world = World::new(setup());
    world.resize(80, 24);
    let error = anonymous();
    let retry = Retry::WhenAsked;
    world.feed(WalkProgress::Broke { error, retry });
    world
}

pub(super) fn own() -> World {
    let mut world = World::new(Setup {
        demo: true,
        guardrails: Guardrails {
            read_only: true,
            ..setup().guardrails
        },
        ..setup()
    });
    world.resize(80, 24);
    let me = user(ME, "Amy", "amy@acme.example", Role::Agent);
    world.feed(WalkProgress::identified(me.clone(), world.now));
    world.feed(WalkProgress::ServerTime(world.now.shifted(-93_000)));
    world.walk(vec![session(ME, 4711, 4_000, 40)], vec![me]);
    world
}

/// A run of six items, three of which are over: ended, gone before, and unknown.
pub(super) fn running() -> World {
    let mut world = after("space space space space space space shift-k end a c m e enter");
    world.outcomes([
        OutcomeKind::Done.into(),
        OutcomeKind::AlreadySo.into(),
        Outcome::because(OutcomeKind::Unknown, failure()),
    ]);
    world
}

pub(super) fn reported() -> World {
    let mut world = running();
    world.finish([
        OutcomeKind::Done.into(),
        OutcomeKind::AlreadySo.into(),
        Outcome::because(OutcomeKind::Unknown, failure()),
        Outcome::because(OutcomeKind::Refused, failure()),
    ]);
    world
}

/// A run after which a later walk lacks all that was ended but one session.
pub(super) fn verified() -> World {
    let mut world = reported();
    world.later(5);
    let gone = [0, 6];
    let left = (0_u64..).zip(sessions(312, 90));
    let left = left
        .filter(|(n, _)| !gone.contains(n))
        .map(|(_, session)| session);
    world.walk(left.collect(), people(90));
    world.prove();
    world
}

pub(super) fn hidden() -> World {
    let mut world = after("space space down down down space / a n n a");
    world.press("enter shift-k");
    world
}

fn excluded() -> World {
    let mut world = World::live(production(), 312, 90);
    world.resize(80, 24);
    world.press("a shift-k a c enter");
    world
}

pub(super) fn stopping() -> World {
    let mut world = running();
    world.pause("rate limited, 429 of the account", 42);
    world.press("pagedown");
    world.press("esc");
    world
}

fn quitting() -> World {
    let mut world = running();
    world.press("q");
    world
}

/// A run after which one of its people signed in again.
fn came_back() -> World {
    let mut world = reported();
    world.press("esc");
    world.later(30);
    let mut sessions = sessions(312, 90);
    sessions.push(session(sessions[0].key.user.get(), 36_009_999_999, -25, 0));
    world.feed(WalkProgress::ServerTime(world.now));
    world.walk(sessions, people(90));
    world.press("shift-u");
    world
}

fn nobody() -> World {
    let mut world = World::live(setup(), 0, 0);
    world.resize(80, 24);
    world
}

fn refused_card() -> World {
    let mut world = after(": c h a t enter");
    let answer = Err(format!("{}; try again later", failure()));
    let card = Card::ChatAccount;
    world.event(Event::Card { card, answer });
    world
}

/// Every scene with its name.
pub(super) fn all() -> Vec<(&'static str, World)> {
    vec![
        ("live", live()),
        ("connecting", World::new(setup())),
        ("loading", loading()),
        ("stale", stale()),
        ("refused", refused()),
        ("own only, read-only, demo", own()),
        ("nobody", nobody()),
        ("no match", after("/ a g n e t")),
        ("typing a filter", after("/ a n n a left left")),
        (
            "marked, filtered and ranging",
            after("space down space / a n n a enter v down"),
        ),
        ("absolute times, by e-mail", after("shift-t s up enter")),
        ("paused", after("p G down")),
        ("details closed", after("d")),
        ("review of one", after("shift-k")),
        (
            "review of many",
            after("down space space space space space shift-k enter"),
        ),
        (
            "review with an admin",
            after("space space space shift-k a c m"),
        ),
        ("review with kept ones in production", excluded()),
        (
            "review by person",
            after("down space space space shift-k ctrl-r"),
        ),
        ("whom to end", after("/ a n n a enter shift-e down")),
        ("quitting during a run", quitting()),
        ("came back", came_back()),
        ("hidden marks", hidden()),
        ("run", running()),
        ("run waiting and stopping", stopping()),
        ("report", reported()),
        ("report verified", verified()),
        ("help", after("?")),
        (
            "help, scrolled",
            after("? pagedown pagedown pagedown pagedown"),
        ),
        ("sort menu", after("s down")),
        ("palette", after(": e n d down")),
        ("card being asked for", after(": h e l p minus enter")),
        ("card that was refused", refused_card()),
        ("palette without a match", after(": x y z z y")),
    ]
}

pub(super) fn named(name: &str) -> World {
    let mut all = all().into_iter();
    all.find(|(known, _)| *known == name).unwrap().1
}
