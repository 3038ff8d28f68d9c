//! Every kind of screen there is.

use std::sync::Arc;

use zentop::app::card::{Facts, credentials};
use zentop::app::{App, Card, Equipment, Event, MaskOrWhyNot, Setup, Sheet, TokensRead};
use zentop::chat::{End, Report};
use zentop::journal::{
    OpenItem, PastItem, PastPeople, PastPerson, PastRun, PastRuns, RecordRoute, RunId, State,
};
use zentop::live::{Mask, Retry, WalkProgress};
use zentop::model::{
    OAuthClient, OAuthToken, Role, SafeText, Sent, SessionId, TokenId, TokenPrefix, User, UserId,
};
use zentop::operation::{Guardrails, Outcome, OutcomeKind, Reason, RunProgress, Verdict};
use zentop::settings::OfferedProfile;
use zentop::zendesk::{AuthKind, ChatAccount, OAuthClients, Standing, TokenList};

use super::words::Words;
use super::world::World;

/// A screen by the name of its files.
type Scene = (&'static str, fn(Words) -> World);

/// The screens.
pub(crate) const SCENES: [Scene; 46] = [
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
    ("columns", |words| with(words, "c down")),
    ("people", |words| with(words, "3 down right down")),
    ("flagged", |words| with(words, "6")),
    ("suspend", |words| {
        with(words, "space space space space space S 3")
    }),
    ("suspending", suspending),
    ("suspended", suspended),
    ("leavers", leavers),
    ("offboard", |words| {
        let mut world = leavers(words);
        world.press("F");
        world
    }),
    ("tokens", tokens),
    ("person", person),
    ("news", |words| {
        let mut world = came_and_went(words);
        world.press("9");
        world
    }),
    ("runs", runs),
    ("revoke", |words| {
        let mut world = tokens(words);
        world.press("K 2");
        world
    }),
    ("palette", |words| with(words, ": e n d down")),
    ("card", card),
    ("chat", chat),
    ("chat-edit", chat_edit),
    ("chat-review", |words| {
        let mut world = chat_edit(words);
        world.press("enter y e");
        world
    }),
    ("chat-changed", chat_changed),
    ("overdue", |words| with(words, "5")),
    ("new", |words| with(words, "7")),
    ("choose", |words| with(words, "space down space E down")),
    ("list-file", |words| with(words, "E l")),
    ("undecided", |words| {
        let mut world = loading(words);
        world.press("/ r o l e : a g e n t enter u");
        world
    }),
    ("copy", |words| with(words, "Y down")),
    ("save", |words| {
        with(words, "/ r o l e : a g e n t enter ctrl-s")
    }),
    ("profiles", |words| {
        let mut world = equipped(words);
        world.press("C");
        world
    }),
    ("masked", |words| {
        let mut world = equipped(words);
        world.press("P");
        world
    }),
    ("mine", mine),
    ("production", production),
    ("incident", incident),
];

/// An app with profiles, and with pseudonyms.
fn equipped(words: Words) -> World {
    let profile = |name: &str| OfferedProfile {
        name: name.to_owned(),
        address: Some(format!("{name}.zendesk.com")),
        is_production: name == "acme",
        is_read_only: false,
    };
    let equipment = Equipment {
        mask: MaskOrWhyNot::Mask(Mask::new(&[7; 32])),
        profiles: ["acme", "sandbox"].map(profile).to_vec(),
        profile: "acme".to_owned(),
    };
    let equip = |app: App| app.equipped(equipment);
    let world = World::made(words, Guardrails::default(), |setup| setup, equip);
    let mut world = world.walked(Role::Admin);
    world.press("0");
    world
}

/// The review of one's own sessions.
fn mine(words: Words) -> World {
    let mut world = by_last_seen(words);
    let (first, snapshot) = (world.first(), world.snapshot());
    let mut people = snapshot.directory().iter();
    let me = people.find(|person| person.id == first);
    let me = me.and_then(|person| person.user()).unwrap();
    let me = User {
        role: Role::Admin,
        ..me.clone()
    };
    let now = world.now();
    world.feed(WalkProgress::identified(me, now));
    world.feed(WalkProgress::Standing(Some(Standing {
        kind: AuthKind::OAuth,
        may_write: Some(true),
        may_return: false,
        ends_at: None,
    })));
    world.press(": m i n e enter");
    world
}

/// A review at an account in production.
fn production(words: Words) -> World {
    let setup = |setup| Setup {
        production: true,
        ..setup
    };
    let world = World::made(words, Guardrails::default(), setup, |app| app);
    let mut world = world.walked(Role::Admin);
    world.press("0 space space K");
    world
}

/// The same of a case, whose ticket and reason are known.
fn incident(words: Words) -> World {
    let case = Reason {
        ticket: Some("INC-9".to_owned()),
        text: Some("stolen laptop".to_owned()),
    };
    let of_case = |app: App| app.of_case(case);
    let world = World::made(words, Guardrails::default(), |setup| setup, of_case);
    let mut world = world.walked(Role::Admin);
    world.press("0 space space K");
    world
}

pub(crate) fn live(words: Words) -> World {
    World::live(words, Guardrails::default(), Role::Admin)
}

/// The list in the order of what was seen last, whoever it is.
fn by_last_seen(words: Words) -> World {
    let mut world = live(words);
    world.press("0");
    world
}

fn with(words: Words, keys: &str) -> World {
    let mut world = by_last_seen(words);
    world.press(keys);
    world
}

/// Some hours later some are gone, others came, and a run is over.
fn came_and_went(words: Words) -> World {
    let mut world = suspended(words);
    world.press("esc");
    world.moves_on();
    world
}

pub(crate) fn person(words: Words) -> World {
    let mut world = came_and_went(words);
    world.press("g enter");
    let user = world.first();
    world.event(Event::PastRunsRead(Ok(past(&world, user))));
    world
}

fn runs(words: Words) -> World {
    let mut world = came_and_went(words);
    world.press("8");
    let user = world.first();
    world.event(Event::PastRunsRead(Ok(past(&world, user))));
    world.press("enter down enter");
    world
}

/// A run that did one thing for somebody and not another.
fn past(world: &World, user: UserId) -> Arc<PastRuns> {
    let item = |number: u32, state| PastItem {
        request: OpenItem {
            item: number,
            of: 2,
            route: RecordRoute::Exact,
            users: vec![user],
            sessions: vec![SessionId::new(36_001_882_100 + u64::from(number)).unwrap()],
            token: None,
        },
        state: Some(state),
        ended_at: None,
        later: None,
        still_listed: std::collections::BTreeSet::new(),
        contradicted: std::collections::BTreeSet::new(),
        done_since: None,
    };
    let at = world.now().shifted(-3_600_000);
    let run = PastRun {
        run: RunId::new(at, [1, 2, 3]),
        at,
        os_user: "ada".to_owned(),
        host: "desk".to_owned(),
        route: RecordRoute::Exact,
        of: 2,
        about: 1,
        reason: Some("laptop stolen".to_owned()),
        ticket: Some("INC-123".to_owned()),
        is_finished: true,
        items: vec![item(1, State::Ended), item(2, State::Failed)],
        people: PastPeople::from_iter([PastPerson {
            verdict: Some(("1 session still there: 36001882102".to_owned(), at)),
            ..PastPerson::of(user, vec![0, 1])
        }]),
        left: Vec::new(),
        left_owners: Vec::new(),
        left_people: Vec::new(),
        left_tokens: 0,
        left_unnamed: 0,
        left_done_since: 0,
    };
    Arc::new(PastRuns {
        runs: vec![run],
        older: 0,
        damage: None,
    })
}

fn loading(words: Words) -> World {
    let mut world = World::new(words, Guardrails::default());
    world.loads(100);
    world
}

fn stale(words: Words) -> World {
    let mut world = by_last_seen(words);
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
    let mut world = by_last_seen(words);
    world.feed(WalkProgress::Began);
    world.feed(WalkProgress::Broke {
        error: World::no_entry(),
        retry: Retry::WhenAsked,
    });
    world
}

fn read_only(words: Words) -> World {
    let guardrails = Guardrails {
        read_only: true,
        ..Guardrails::default()
    };
    let mut world = World::live(words, guardrails, Role::Admin);
    world.press("K");
    world
}

/// The card of the credentials.
fn card(words: Words) -> World {
    let mut world = with(words, ": c r e d e n t i a l s enter");
    let snapshot = world.snapshot();
    let answer = Ok(credentials(&Facts {
        origin: "https://acme.zendesk.com",
        user: snapshot.identity().unwrap(),
        auth: AuthKind::OAuth,
        read_only: false,
        budget: snapshot.budget,
        snapshot: &snapshot,
    })
    .into());
    let card = Card::Credentials;
    world.event(Event::Card { card, answer });
    world
}

/// The Chat account, with the words of strangers in its fields.
fn chat(words: Words) -> World {
    let mut billing = serde_json::Map::new();
    for (n, name) in words.names.iter().cycle().take(4).enumerate() {
        let field = if n % 2 == 0 { "address" } else { name };
        billing.insert(format!("{field}{n}"), name.as_str().into());
    }
    billing.insert("city".to_owned(), "Delft".into());
    let account = serde_json::json!({
        "account_key": "zendesk-chat-account-key",
        "status": "active",
        "create_date": "2014-08-06T11:02:09Z",
        "plan": {"max_agents": 2, "max_concurrent_chats": "unlimited", "analytics": false},
        "billing": billing,
    });
    let account: ChatAccount = serde_json::from_value(account).unwrap();
    let mut world = with(words, ": c h a t enter");
    let (card, answer) = (Card::ChatAccount, Ok(Sheet::chat(account)));
    world.event(Event::Card { card, answer });
    world
}

/// The fields of the Chat account, one of them with another value.
fn chat_edit(words: Words) -> World {
    let mut world = chat(words);
    world.press("e");
    for _ in 0..world.place_of("billing.city") {
        world.press("tab");
    }
    world.press("space X");
    world
}

/// The card after a change of which Chat made something else.
fn chat_changed(words: Words) -> World {
    let mut world = chat_edit(words);
    world.press("enter");
    let changes = world.chat_changes();
    let now = serde_json::json!({ "billing": { "address0": world.error() } });
    world.press("y e s enter");
    let report = Report {
        changes,
        reason: Reason::default(),
        end: End::Otherwise,
        doubt: None,
        now: serde_json::from_value(now).ok(),
        unrecorded: None,
    };
    world.event(Event::ChatChanged(Arc::new(Ok(report))));
    world
}

fn suspending(words: Words) -> World {
    let mut world = with(words, "space space space space space S 3 enter");
    world.outcomes([OutcomeKind::Done.into()]);
    world
}

fn suspended(words: Words) -> World {
    let mut world = suspending(words);
    let error = world.failure();
    world.finish([
        OutcomeKind::Done.into(),
        Outcome::because(OutcomeKind::Unknown, error),
    ]);
    let run = world.run_of_report();
    let verdicts = vec![Some(Verdict::Verified), Some(Verdict::StillListed), None];
    world.event(Event::Proved {
        run,
        verdicts,
        people: Vec::new(),
        left: Vec::new(),
        is_over: true,
    });
    world
}

/// Three leavers, one of them marked, with the tokens of another; one person is not answered.
pub(crate) fn leavers(words: Words) -> World {
    let mut world = by_last_seen(words);
    world.suspend(3);
    world.press("4 space");
    let user = world.leavers()[1];
    let token = OAuthToken {
        id: TokenId::new(9_310_448_000_007).unwrap(),
        user,
        client: None.into(),
        client_name: None,
        scopes: None.into(),
        created_at: None.into(),
        used_at: None.into(),
        expires_at: None.into(),
        prefix: None,
    };
    let list = TokenList {
        tokens: vec![token],
        ..TokenList::default()
    };
    world.event(Event::Tokens(TokensRead {
        people: world.leavers(),
        answer: Ok((list, None)),
        clients: OAuthClients::default(),
    }));
    world
}

/// The tokens of two people, two of them marked.
fn tokens(words: Words) -> World {
    let scope = words.error.clone();
    let mut world = with(words, "space space O");
    let people = world.asked_tokens();
    let token = |n: u64, scopes: &[&str]| {
        let ago = |days: i64| Some(world.now().shifted(-days * 86_400_000));
        let days = i64::try_from(n).unwrap();
        OAuthToken {
            id: TokenId::new(9_310_448_000_007 + n * 37).unwrap(),
            user: people[usize::try_from(n).unwrap() % people.len()],
            client: (n != 2).then_some(9_310_447_112_233).into(),
            client_name: None,
            scopes: Some(scopes.iter().map(|scope| SafeText::new(scope)).collect()).into(),
            created_at: ago(400).into(),
            used_at: match n {
                1 => Sent::Nothing,
                3 => Sent::Unknown,
                _ => ago(days * 9).into(),
            },
            expires_at: (n == 0).then(|| ago(-30)).flatten().into(),
            prefix: Some(TokenPrefix::new("0123456789")),
        }
    };
    let list = TokenList {
        tokens: vec![
            token(0, &["read", "write"]),
            token(1, &["tickets:read", "users:read"]),
            token(2, &[&scope]),
            token(3, &[]),
        ],
        unreadable: 1,
        ..TokenList::default()
    };
    let answer = Ok((list, None));
    let client = |id, name: &str| OAuthClient {
        id,
        name: SafeText::new(name),
        made_by: None,
    };
    let clients = [client(9_310_447_112_233, "Ticket Exporter")];
    world.event(Event::Tokens(TokensRead {
        people,
        answer,
        clients: clients.into_iter().collect(),
    }));
    world.press("space space");
    world
}

fn progress(words: Words) -> World {
    let mut world = with(words, "space space space space space space K 6 enter");
    let error = world.failure();
    world.outcomes([
        OutcomeKind::Done.into(),
        OutcomeKind::AlreadySo.into(),
        Outcome::because(OutcomeKind::Unknown, error),
    ]);
    let (why, until) = (world.error(), world.now().shifted(9_000));
    world.event(Event::Run(RunProgress::Paused { why, until }));
    world
}

pub(crate) fn report(words: Words) -> World {
    let mut world = progress(words);
    let error = world.failure();
    world.finish([
        OutcomeKind::Done.into(),
        OutcomeKind::AlreadySo.into(),
        Outcome::because(OutcomeKind::Unknown, error.clone()),
        Outcome::because(OutcomeKind::Refused, error),
    ]);
    world
}
