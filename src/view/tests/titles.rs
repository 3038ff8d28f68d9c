//! The titles of reports say what was seen before what was answered, and their borders go with that.

use super::scenes;
use super::world::World;
use crate::app::{Dialog, Event, TokensRead};
use crate::model::{OAuthToken, TokenId, UserId};
use crate::operation::{OutcomeKind, PersonLeft, Verdict};
use crate::zendesk::{OAuthClients, TokenList};

const DONE: OutcomeKind = OutcomeKind::Done;
const UNKNOWN: OutcomeKind = OutcomeKind::Unknown;
const SEEN: Verdict = Verdict::Verified;
const STILL: Verdict = Verdict::StillListed;
const OPEN: Verdict = Verdict::NotKnown;

/// The first words of the title of the report on top, and whether its border warns.
fn title(world: &mut World) -> (String, bool) {
    let screen = world.screen(120, 40);
    let line = screen.lines().position(|line| line.contains("┌─"));
    let line = line.unwrap_or_else(|| panic!("no dialog is open\n{screen}"));
    let text = screen.lines().nth(line).unwrap();
    let title = text.split("─ ").nth(1).unwrap().split(" ─").next();
    let buffer = world.frame(120, 40);
    let warning = world.scene().theme.warning;
    let corner = (0..120).find(|x| buffer[(*x, u16::try_from(line).unwrap())].symbol() == "┌");
    let corner = &buffer[(corner.unwrap(), u16::try_from(line).unwrap())];
    (
        title.unwrap().trim().to_owned(),
        corner.style().fg == warning.fg,
    )
}

/// A report on what a review did, with these outcomes.
fn reported(keys: &str, outcomes: &[OutcomeKind]) -> World {
    let mut world = scenes::live();
    world.press(keys);
    if matches!(world.app.dialog(), Some(Dialog::Tokens(_))) {
        world.tokens("read");
        world.press("a shift-k");
    }
    let Some(Dialog::Review(review)) = world.app.dialog() else {
        panic!("{keys} opens no review\n{}", world.screen(120, 40));
    };
    let challenge = review.plan.challenge().expects();
    let typed: Vec<String> = challenge.chars().map(|sign| sign.to_string()).collect();
    world.press(&format!("{} enter", typed.join(" ")));
    world.finish(outcomes.iter().map(|kind| (*kind).into()));
    world
}

#[test]
fn what_was_seen_of_a_suspension_comes_before_what_was_answered() {
    let three = "down space space space space space shift-s";
    for (outcomes, verdicts, expected, warns) in [
        ([DONE; 3], [OPEN; 3], "Suspended 3 people", false),
        ([DONE; 3], [SEEN; 3], "Suspended 3 people", false),
        ([UNKNOWN; 3], [OPEN; 3], "Suspended nobody", true),
        ([UNKNOWN; 3], [SEEN; 3], "Suspended 3 people", false),
        ([DONE; 3], [STILL; 3], "Not suspended: 3 people", true),
        (
            [DONE; 3],
            [SEEN, SEEN, STILL],
            "2 of 3 people seen suspended, 1 not suspended",
            true,
        ),
        (
            [DONE, UNKNOWN, UNKNOWN],
            [OPEN, SEEN, OPEN],
            "Suspended 2 of 3 people",
            true,
        ),
    ] {
        let mut world = reported(three, &outcomes);
        world.proved(&verdicts, Vec::new());
        let shown = title(&mut world);
        assert_eq!(
            shown,
            (expected.to_owned(), warns),
            "{outcomes:?} {verdicts:?}"
        );
    }
}

#[test]
fn what_was_seen_of_tokens_comes_before_what_was_answered() {
    for (outcomes, verdicts, expected, warns) in [
        ([DONE; 3], [SEEN; 3], "Revoked 3 OAuth tokens of ", false),
        ([UNKNOWN; 3], [SEEN; 3], "Revoked 3 OAuth tokens of ", false),
        ([UNKNOWN; 3], [OPEN; 3], "Revoked no token of ", true),
        (
            [DONE; 3],
            [STILL; 3],
            "Still listed: 3 OAuth tokens of ",
            true,
        ),
        (
            [DONE; 3],
            [SEEN, STILL, SEEN],
            "2 of 3 OAuth tokens seen gone, 1 still listed",
            true,
        ),
    ] {
        let mut world = reported("down shift-o", &outcomes);
        world.proved(&verdicts, Vec::new());
        let (shown, is_warning) = title(&mut world);
        assert!(shown.starts_with(expected), "{shown}");
        assert_eq!(is_warning, warns, "{shown}");
    }
}

/// The report of an offboarding of somebody with a token, all of which was answered as done.
fn offboarded() -> World {
    let mut world = scenes::live();
    world.press("down shift-f");
    let Some(Dialog::Tokens(view)) = world.app.dialog() else {
        panic!("no tokens are asked for\n{}", world.screen(120, 40));
    };
    let people: Vec<UserId> = view.people.clone();
    let token = OAuthToken {
        id: TokenId::new(701).unwrap(),
        user: people[0],
        client: None,
        scopes: Vec::new(),
        created_at: None,
        used_at: None,
        expires_at: None.into(),
        prefix: None,
    };
    let list = TokenList {
        tokens: vec![token],
        unreadable: 0,
    };
    world.event(Event::Tokens(TokensRead {
        people,
        answer: Ok((list, None)),
        clients: OAuthClients::default(),
    }));
    world.press("o f f b o a r d enter");
    let items = world.app.run().map_or(0, |run| run.items.len());
    assert!(items > 2, "{}", world.screen(120, 40));
    world.finish(std::iter::repeat_n(DONE.into(), items));
    world
}

#[test]
fn what_was_seen_of_an_offboarding_comes_before_what_was_answered() {
    let mut world = offboarded();
    let (shown, warns) = title(&mut world);
    assert!(shown.starts_with("Offboarded ") && !warns, "{shown}");
    let report = &world.app.report().unwrap().report;
    let left = PersonLeft::not_looked_at(report, world.now);
    assert_eq!(left.len(), 1);
    let items = report.items.len();
    world.proved(&vec![OPEN; items], left);
    let (shown, warns) = title(&mut world);
    assert!(
        shown.starts_with("Not seen offboarded: ") && warns,
        "{shown}"
    );
    let mut world = offboarded();
    let mut verdicts = vec![SEEN; items];
    verdicts[0] = STILL;
    world.proved(&verdicts, Vec::new());
    let (shown, warns) = title(&mut world);
    assert!(
        shown.starts_with("Not seen offboarded: ") && warns,
        "{shown}"
    );
}

#[test]
fn sessions_and_tokens_of_a_report_stand_in_columns_of_their_own() {
    let mut world = offboarded();
    for (width, height) in [(120, 40), (200, 60)] {
        let screen = world.screen(width, height);
        let row = screen
            .lines()
            .find(|line| line.contains("▾ ") || line.contains("▸ "));
        let row = row.unwrap();
        assert!(row.contains(" sessions  1 token "), "{row}\n{screen}");
    }
}
