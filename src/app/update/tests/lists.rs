//! Lists of people that are given before the account was read.

use std::sync::Arc;

use super::*;
use crate::app::ListsWanted;
use crate::app::dialog::{GivenList, LeaversView, ListFile};
use crate::app::going::{Arrival, Destination, PeopleThere, WhatIsThere};
use crate::live::{CannotTell, Findings, FoundBy, Lookup, PersonFound, Sought};
use crate::model::{Role, SafeText, Sent, User, UserId};
use crate::operation::NotFoundBecause;

/// An app with the list of leavers open, over a walk that has come so far.
fn leavers(steps: Vec<WalkProgress>) -> App {
    let Screen { mut app, now, .. } = Screen::new();
    let mut store = Store::new();
    store.take(WalkProgress::Began, now);
    for step in steps {
        store.take(step, now);
    }
    app.update(Event::Snapshot(store.snapshot()), now);
    app.layers
        .open(Dialog::Leavers(LeaversView::of(app.snapshot())));
    app
}

fn pasted(app: &mut App) -> (Vec<Effect>, bool) {
    let text = "17\nann@one.example\n".to_owned();
    let effects = app.update(Event::Paste(text), NOW);
    let has_list = match &app.layers.top() {
        Some(Dialog::Leavers(view)) => view.list.is_some(),
        other => panic!("no list of leavers: {other:?}"),
    };
    (effects, has_list)
}

/// As long as nobody knows who is signed in, nobody is told to be signed out.
#[test]
fn a_list_of_leavers_is_taken_once_the_account_was_read() {
    let person = User::example(17, "Ann", Role::EndUser);
    let people = || WalkProgress::People {
        asked: vec![person.id],
        users: vec![person.clone()],
        asked_at: NOW,
    };
    let mut early = leavers(vec![people()]);
    let (effects, has_list) = pasted(&mut early);
    assert!(effects.is_empty() && !has_list);
    let said = |app: &App| {
        app.notices()
            .iter()
            .any(|it| it.text.contains("first walk"))
    };
    assert!(said(&early));
    let finished = WalkProgress::Finished { rest_until: NOW };
    let mut whole = leavers(vec![people(), finished]);
    let (effects, has_list) = pasted(&mut whole);
    assert!(has_list && !said(&whole));
    assert!(matches!(effects[..], [Effect::LookUpList { .. }]));
}

/// Their record has no address any more, and the list knows whom it meant.
#[test]
fn whoever_of_a_list_is_deleted_since_is_called_so() {
    let ann = User {
        email: Sent::Is(SafeText::new("ann@one.example")),
        ..User::example(17, "Ann", Role::EndUser)
    };
    let people = |user: User| WalkProgress::People {
        asked: vec![user.id],
        users: vec![user],
        asked_at: NOW,
    };
    let Screen { mut app, now, .. } = Screen::new();
    let mut store = Store::new();
    store.take(WalkProgress::Began, now);
    store.take(people(ann.clone()), now);
    store.take(WalkProgress::Finished { rest_until: NOW }, now);
    app.update(Event::Snapshot(store.snapshot()), now);
    let text = b"ann@one.example\n";
    let entries = crate::live::people_of(text, None).unwrap();
    let (mut list, unknown) = GivenList::of(1, entries, app.snapshot());
    assert!(unknown.is_empty() && list.missed.is_empty());
    let deleted = User {
        active: Some(false),
        email: Sent::Nothing,
        ..ann
    };
    store.take(people(deleted), now);
    list.look_at(&store.snapshot());
    let because: Vec<NotFoundBecause> = list.missed.iter().map(|(_, why)| *why).collect();
    assert_eq!(because, [NotFoundBecause::DeletedMeanwhile]);
}

/// Whoever knows the names of a few people need not wait for the walk: they are looked up, and their own
/// lists say who is signed in. The walk alone says it of more.
#[test]
fn a_short_list_to_end_is_taken_before_the_account_was_read() {
    let asked = |names: usize| {
        let mut screen = Screen::new();
        let mut store = Store::new();
        store.take(WalkProgress::Began, screen.now);
        screen.event(Event::Snapshot(store.snapshot()));
        screen.app.layers.close();
        screen.press(KeyCode::Char('E'));
        assert!(matches!(screen.app.layers.top(), Some(Dialog::Choose(_))));
        let list: Vec<String> = (0..names).map(|n| format!("p{n}@one.example")).collect();
        let effects = screen.event(Event::Paste(list.join("\n")));
        let wanted = effects.into_iter().find_map(|effect| match effect {
            Effect::LookUpList { entries, lists, .. } => Some((entries.len(), lists)),
            _ => None,
        });
        let is_refused = screen
            .app
            .notices()
            .iter()
            .any(|it| it.text.contains("first walk"));
        (wanted, is_refused)
    };
    assert_eq!(asked(12), (Some((12, ListsWanted::All)), false));
    assert_eq!(asked(101), (None, true));
}

/// The field for a file says that a list may be pasted, so a list that is pasted there is one.
#[test]
fn a_list_that_is_pasted_into_the_field_for_its_file_is_the_list() {
    let pasted = |text: &str| {
        let mut screen = Screen::new();
        let mut store = Store::new();
        store.take(WalkProgress::Began, screen.now);
        screen.event(Event::Snapshot(store.snapshot()));
        screen
            .app
            .layers
            .open(Dialog::ListFile(ListFile::default()));
        let effects = screen.event(Event::Paste(text.to_owned()));
        let sought = effects.into_iter().find_map(|effect| match effect {
            Effect::LookUpList { entries, .. } => Some(entries.len()),
            _ => None,
        });
        let field = match screen.app.layers.top() {
            Some(Dialog::ListFile(file)) => Some(file.input.value().to_owned()),
            _ => None,
        };
        (sought, field)
    };
    assert_eq!(
        pasted("ann@one.example\nbob@one.example\n"),
        (Some(2), None)
    );
    assert_eq!(pasted("ann@one.example"), (Some(1), None));
    assert_eq!(
        pasted("leavers.csv\n"),
        (None, Some("leavers.csv".to_owned()))
    );
}

/// The answer to a page is for the page: it does not come back over whatever is looked at since.
#[test]
fn a_page_that_was_closed_while_it_was_read_stays_closed() {
    let destination = Destination::Person(Sought::Id(UserId::new(17).unwrap()));
    let arrival = || {
        let mut findings = Findings::default();
        findings.people.push(PersonFound {
            id: UserId::new(17).unwrap(),
            known: Lookup::User(Arc::new(User::example(17, "Ann", Role::EndUser))),
            asked_at: Some(NOW),
            by: FoundBy::Id,
            sessions: Err(CannotTell::Skipped),
        });
        let there = WhatIsThere::People(PeopleThere::of(findings));
        Event::Arrived(Box::new(Arrival {
            destination: destination.clone(),
            answer: Ok(there),
        }))
    };
    let is_open = |screen: &Screen| matches!(screen.app.layers.top(), Some(Dialog::Person(_)));
    let mut screen = Screen::new();
    screen.app.layers.close();
    screen.app.open_page(UserId::new(17).unwrap(), NOW);
    assert!(is_open(&screen));
    screen.rest();
    screen.press(KeyCode::Esc);
    screen.event(arrival());
    assert!(!is_open(&screen), "it was closed");
    screen.app.seek(destination.clone(), NOW);
    screen.event(arrival());
    assert!(is_open(&screen), "it was asked for from the list");
}
