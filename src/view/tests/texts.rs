//! The words that must not be missing on the screens.
//!
//! - `stopping` runs that were stopped, or prove nothing; `uncertain` a list of which not all is certain

mod stopping;
mod uncertain;

use std::sync::Arc;

use super::scenes;
use super::world::{World, session, setup, shows};
use crate::app::{Dialog, Event};
use crate::live::WalkProgress;
use crate::model::{SafeText, SentTime};
use crate::operation::{Outcome, OutcomeKind, Stopped};
use crate::zendesk::{ApiError, ApiErrorKind, ApiRequest, AuthKind, PersonList, Standing};

#[test]
fn the_first_line_says_how_good_the_data_are() {
    for (name, words) in [
        (
            "live",
            &["acme", "LIVE 12s", "312 sessions    90 people     2 admins"][..],
        ),
        ("loading", &["60 sessions", "LOADING p.1", "2 unreadable"]),
        ("stale", &["retry in 12s (3) STALE 1m34s"]),
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
        ("came back", &["1 CAME BACK", "came back"]),
        (
            "marked, filtered and ranging",
            &["HELD", "marked", "hidden", "RANGE v ends it"],
        ),
        ("absolute times, by e-mail", &["SEEN AT", "by e-mail ▲"]),
        (
            "review with kept ones in production",
            &["PROD", " · 8 kept"],
        ),
    ] {
        shows(&scenes::named(name).screen(80, 24), words);
    }
}

#[test]
fn the_filter_line_says_what_matches_what_cannot_be_told_and_what_is_wrong() {
    let mut world = World::live(setup(), 30, 10);
    world.press("/");
    world.event(Event::Paste("role:staff or tag:vip".to_owned()));
    let screen = world.screen(120, 40);
    shows(&screen, &["of 30 match · ", " cannot be told"]);
    world.event(Event::Paste(" rol:x".to_owned()));
    let screen = world.screen(120, 40);
    shows(&screen, &["column 23: rol is no field: did you mean role?"]);
    // Enter keeps no filter that is not the one that is seen.
    world.press("enter");
    let screen = world.screen(120, 40);
    shows(&screen, &["column 23: rol is no field: did you mean role?"]);
    world.press("backspace backspace backspace backspace backspace backspace enter");
    shows(
        &world.screen(120, 40),
        &["/role:staff or tag:vip", " cannot be told"],
    );
    let mut world = World::live(setup(), 30, 10);
    world.press("/");
    world.event(Event::Paste("tag:vip".to_owned()));
    let words = ["0 of 30 match /tag:vip", "of 30 it cannot be told"];
    shows(&world.screen(120, 40), &words);
    world.press("enter shift-e");
    shows(
        &world.screen(120, 40),
        &["that, and the 30 of which it cannot be told"],
    );
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
        let line = first(world.screen(180, 24));
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
    world.resize(120, 40);
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
                "out of 1 session?",
                "type end and Enter",
                "Esc cancels",
                "6130907993100",
            ][..],
        ),
        (
            "review of many",
            &[
                "out of 5 sessions?",
                "2 agent · 3 user",
                "newer ones stay",
                "type 5 and Enter",
                "That was not 5. Nothing was sent.",
                "cancels itself in 60s",
                "36001882117",
            ],
        ),
        (
            "review with an admin",
            &["1 admin · 2 user", "type acme and Enter: acm"],
        ),
        (
            "review with kept ones in production",
            &["That was not acme-production 304.", "read 0s ago · 8 kept"],
        ),
        (
            "review by person",
            &[
                "● everything of theirs",
                "  only these 3 sessions",
                "known, newer too",
            ],
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
            &["Ending 6 sessions", "3 of 6", "1 unknown", "waiting"],
        ),
        (
            "run waiting and stopping",
            &["stopping: nothing further is sent"],
        ),
        (
            "report",
            &[
                "Over at 14:02:30Z, only these sessions, run 20260820T140230Z-7f3a9c,",
                "3 not looked at yet",
                "proof: 7 requests",
                "1 refused",
            ],
        ),
        (
            "report verified",
            &[
                "people: 2 have no session listed, 1 still signed in",
                "still signed in with 1 session",
            ],
        ),
        ("help", &["MOVE", "PageDown Ctrl-f Ctrl-d", "1-"]),
        ("sort menu", &["● last seen ▼", "session id"]),
    ] {
        shows(&scenes::named(name).screen(80, 24), words);
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
            &["Help Center session", "asking", "r ask again"],
        ),
        (
            "card that was refused",
            &[
                "Chat account",
                "as of 2026-08-20 14:02:30Z",
                "Zendesk is failing: 503",
                "again later",
            ],
        ),
        (
            "palette without a match",
            &[":xyzzy", "nothing is called that"],
        ),
    ] {
        shows(&scenes::named(name).screen(80, 24), words);
    }
}

#[test]
fn what_must_be_typed_is_read_in_full_on_the_smallest_screen() {
    let screen = scenes::named("review with kept ones in production").screen(60, 15);
    shows(&screen, &["type acme-production 304 and Enter", "> "]);
}

#[test]
fn a_small_screen_says_what_it_needs() {
    let mut world = scenes::stopping();
    shows(
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
    shows(&world.screen(80, 24), &["RO: ending is off"]);
}

/// "Is all well?" is not answered with yes while it is not known who people are.
#[test]
fn people_whom_nobody_knows_are_in_the_first_line_and_their_card_says_why() {
    let mut world = World::live(setup(), 20, 10);
    let newcomer = session(77, 900, 40, 0);
    let listed: Vec<_> = super::world::sessions(20, 10)
        .into_iter()
        .chain([newcomer])
        .collect();
    world.walk(listed, Vec::new());
    let error = super::account::failure();
    let again_at = world.now.shifted(40_000);
    world.feed(WalkProgress::NamesUnread { error, again_at });
    for (width, height) in [(200, 60), (120, 40), (80, 24), (60, 50)] {
        let screen = world.screen(width, height);
        let line = screen.lines().next().unwrap().to_owned() + " ";
        let is_long = line.contains(" 1 not known ");
        assert!(is_long || width < 200 && line.contains(" 1 ? "), "{screen}");
    }
    world.press("/ u s e r : 7 7 enter enter");
    shows(
        &world.screen(200, 60),
        &["could not be read: ", "asked again in 40s"],
    );
}
