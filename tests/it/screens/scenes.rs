//! Every kind of screen there is.

use zentop::app::card::{Facts, chat_account, credentials};
use zentop::app::{Card, Event};
use zentop::live::{Retry, WalkProgress};
use zentop::model::Role;
use zentop::terminate::{Guardrails, Outcome, RunProgress};

use zentop::zendesk::{AuthKind, ChatAccount};

use super::words::Words;
use super::world::World;

/// A screen by the name of its files.
type Scene = (&'static str, fn(Words) -> World);

/// The screens.
pub(crate) const SCENES: [Scene; 18] = [
    ("connecting", |words| {
        World::new(words, Guardrails::default())
    }),
    ("loading", loading),
    ("live", live),
    ("stale", stale),
    ("refused", refused),
    ("own-only", |words| {
        World::live(words, Guardrails::default(), Role::Agent)
    }),
    ("read-only", read_only),
    ("filter", |words| with(words, "/ p e r s o n . 1")),
    ("confirm-one", |words| with(words, "K")),
    ("confirm-many", |words| {
        with(words, "space space space space space K 4")
    }),
    ("hidden", |words| {
        with(words, "space space / H o p p e r enter space K")
    }),
    ("progress", progress),
    ("report", report),
    ("help", |words| with(words, "?")),
    ("sort", |words| with(words, "s down")),
    ("palette", |words| with(words, ": e n d down")),
    ("card", card),
    ("chat", chat),
];

pub(crate) fn live(words: Words) -> World {
    World::live(words, Guardrails::default(), Role::Admin)
}

fn with(words: Words, keys: &str) -> World {
    let mut world = live(words);
    world.press(keys);
    world
}

fn loading(words: Words) -> World {
    let mut world = World::new(words, Guardrails::default());
    world.loads(100);
    world
}

fn stale(words: Words) -> World {
    let mut world = live(words);
    let retry = Retry::At {
        when: world.now().shifted(20_000),
        failures: 3,
    };
    let error = world.failure();
    world.feed(WalkProgress::Began);
    world.feed(WalkProgress::Broke { error, retry });
    world
}

fn refused(words: Words) -> World {
    let mut world = live(words);
    world.feed(WalkProgress::Began);
    world.feed(WalkProgress::Broke {
        error: World::no_entry(),
        retry: Retry::WhenAsked,
    });
    world
}

fn read_only(words: Words) -> World {
    let rails = Guardrails {
        read_only: true,
        ..Guardrails::default()
    };
    let mut world = World::live(words, rails, Role::Admin);
    world.press("K");
    world
}

/// Who the credentials are for.
fn card(words: Words) -> World {
    let mut world = with(words, ": c r e d e n t i a l s enter");
    let seen = world.snapshot();
    let told = Ok(credentials(&Facts {
        origin: "https://acme.zendesk.com",
        user: seen.identity().unwrap(),
        auth: AuthKind::OAuth,
        read_only: false,
        budget: seen.budget,
        seen: &seen,
    }));
    let card = Card::Credentials;
    world.event(Event::Card { card, told });
    world
}

/// The Chat account, with the words of strangers in its fields.
fn chat(words: Words) -> World {
    let mut billing = serde_json::Map::new();
    for (n, name) in words.names.iter().cycle().take(4).enumerate() {
        let field = if n % 2 == 0 { "address" } else { name };
        billing.insert(format!("{field}{n}"), name.as_str().into());
    }
    let account = serde_json::json!({
        "account_key": "zendesk-chat-account-key",
        "status": "active",
        "create_date": "2014-08-06T11:02:09Z",
        "plan": {"max_agents": 2, "max_concurrent_chats": "unlimited", "analytics": false},
        "billing": billing,
    });
    let account: ChatAccount = serde_json::from_value(account).unwrap();
    let mut world = with(words, ": c h a t enter");
    let (card, told) = (Card::ChatAccount, Ok(chat_account(&account)));
    world.event(Event::Card { card, told });
    world
}

fn progress(words: Words) -> World {
    let mut world = with(words, "space space space space space space K 6 enter");
    let error = world.failure();
    world.outcomes([Outcome::Ended, Outcome::Gone, Outcome::Unknown(error)]);
    let (why, until) = (world.error(), world.now().shifted(9_000));
    world.event(Event::Run(RunProgress::Paused { why, until }));
    world
}

fn report(words: Words) -> World {
    let mut world = progress(words);
    let error = world.failure();
    world.finish([
        Outcome::Ended,
        Outcome::Gone,
        Outcome::Unknown(error.clone()),
        Outcome::Refused(error),
    ]);
    world
}
