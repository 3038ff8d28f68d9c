//! The card of the Chat account, from its keys and pastes to the request.

use super::*;
use crate::chat::Refusal;
use crate::operation::Reason;

/// Whether one of the effects sends a request.
fn sends(effects: &[Effect]) -> bool {
    let is = |effect: &Effect| matches!(effect, Effect::ChangeChat(_) | Effect::Execute(..));
    effects.iter().any(is)
}

#[test]
fn letters_are_text_and_fields_are_walked_through() {
    let mut screen = Screen::new();
    screen.press(KeyCode::Char('e'));
    assert_eq!(screen.values(), ["Delft", "1", "a@b.example"]);
    screen.type_in("qK?: e");
    screen.press(KeyCode::Tab);
    screen.press(KeyCode::Backspace);
    screen.type_in("12");
    screen.press(KeyCode::Up);
    screen.press(KeyCode::BackTab);
    assert_eq!(screen.edit().at, 2, "from the first to the last");
    screen.press(KeyCode::Down);
    screen.press(KeyCode::Backspace);
    assert_eq!(screen.values(), ["DelftqK?: ", "12", "a@b.example"]);
    let changed = screen.edit().fields.iter().map(EditField::is_changed);
    assert_eq!(changed.collect::<Vec<_>>(), [true, true, false]);
    screen.press(KeyCode::Esc);
    assert!(matches!(screen.app.layers.top(), Some(Dialog::Card(_))));
    screen.press(KeyCode::Char('e'));
    assert_eq!(screen.values()[0], "Delft", "what was typed is gone");
}

/// In an incident the change carries what every run carries.
#[test]
fn a_change_carries_the_case_of_the_program() {
    let mut screen = Screen::new();
    let case = Reason {
        text: Some("laptop".to_owned()),
        ticket: Some("INC-7".to_owned()),
    };
    screen.app = screen.app.of_case(case.clone());
    screen.press(KeyCode::Char('e'));
    screen.type_in(" aan Zee");
    screen.press(KeyCode::Enter);
    assert_eq!(screen.review().given.reason(), case);
}

/// The ticket and the reason are typed as in every other review, and go with the request; a paste belongs to
/// the field that is typed into.
#[test]
fn a_ticket_and_a_reason_are_typed_in_the_review() {
    let mut screen = Screen::new();
    screen.press(KeyCode::Char('e'));
    screen.type_in(" aan Zee");
    screen.press(KeyCode::Enter);
    screen.press(KeyCode::Tab);
    screen.type_in("INC-7");
    screen.press(KeyCode::Tab);
    screen.event(Event::Paste("moved house".to_owned()));
    assert_eq!(screen.review().consent.answer.value(), "");
    screen.press(KeyCode::Enter);
    screen.now = screen.now.shifted(2_000);
    screen.type_in("yes");
    let effects = screen.press(KeyCode::Enter);
    let sent = effects.iter().find_map(|effect| match effect {
        Effect::ChangeChat(change) => Some(change.reason().clone()),
        _ => None,
    });
    let given = Reason {
        text: Some("moved house".to_owned()),
        ticket: Some("INC-7".to_owned()),
    };
    assert_eq!(sent, Some(given));
}

#[test]
fn a_paste_is_text_in_a_field_and_nothing_in_the_review() {
    let mut screen = Screen::new();
    screen.press(KeyCode::Char('e'));
    screen.event(Event::Paste(" aan\r\nZee\u{1b}".to_owned()));
    assert_eq!(screen.values()[0], "Delft aan Zee");
    // A part of it would be something else.
    screen.event(Event::Paste("x".repeat(1_000)));
    assert_eq!(screen.values()[0], "Delft aan Zee");
    let refused = screen.last_notice();
    assert!(refused.contains("nothing was pasted: it has 1,000 characters"));
    let rest = LONGEST_VALUE - "Delft aan Zee".len();
    screen.event(Event::Paste("x".repeat(rest)));
    assert_eq!(screen.values()[0].chars().count(), LONGEST_VALUE);
    screen.type_in("yz");
    assert_eq!(screen.values()[0].chars().count(), LONGEST_VALUE);
    let full = screen.last_notice();
    assert!(full.contains("the field is full: it takes 255 characters"));
    screen.press(KeyCode::Enter);
    assert!(!sends(&screen.event(Event::Paste("yes\n".to_owned()))));
    assert_eq!(screen.review().consent.answer.value(), "");
    assert!(screen.last_notice().contains("paste ignored"));
    assert!(!sends(&screen.press(KeyCode::Enter)));
    let problem = screen.review().consent.problem;
    assert_eq!(problem, Some(AnswerProblem::Pasted));
}

#[test]
fn only_the_word_typed_after_the_review_was_seen_sends_what_differs() {
    let mut screen = Screen::new();
    screen.press(KeyCode::Char('e'));
    screen.press(KeyCode::Enter);
    let problem = screen.edit().problem.clone().unwrap();
    assert!(problem.contains("nothing to change"), "{problem}");
    screen.press(KeyCode::Down);
    screen.type_in("x");
    screen.press(KeyCode::Enter);
    let problem = screen.edit().problem.clone().unwrap();
    assert!(problem.contains("billing.cycle is 1 now"), "{problem}");
    screen.press(KeyCode::Backspace);
    screen.type_in("2");
    assert_eq!(screen.edit().problem, None);
    screen.press(KeyCode::Enter);
    let changes = screen.review().plan.changes();
    assert_eq!(
        (changes.len(), changes[0].field().as_str()),
        (1, "billing.cycle")
    );

    // A key that was typed before this was drawn.
    let early = NOW.shifted(-1);
    for code in [
        KeyCode::Char('y'),
        KeyCode::Char('e'),
        KeyCode::Char('s'),
        KeyCode::Enter,
    ] {
        let key = KeyEvent::new(code, KeyModifiers::NONE);
        assert!(!sends(&screen.event(Event::Key { key, at: early })));
    }
    for near in ["", "y", "YE", "yess"] {
        screen.type_in(near);
        assert!(!sends(&screen.press(KeyCode::Enter)), "{near}");
        assert_eq!(screen.review().consent.answer.value(), "", "{near}");
        screen.press(KeyCode::Esc);
        screen.press(KeyCode::Enter);
    }
    screen.type_in("yes");
    let effects = screen.press(KeyCode::Enter);
    assert!(matches!(effects[..], [Effect::ChangeChat(_)]));
    assert!(screen.app.runs().is_changing());
    // There is one change at a time, and the program ends when it is recorded.
    screen.press(KeyCode::Char('e'));
    assert!(screen.last_notice().contains("under way"));
    assert!(screen.event(Event::Terminate).is_empty());
    assert!(screen.app.runs().is_kept_from_quitting());
    let done = Arc::new(Err(NotDone::NoToken));
    let effects = screen.event(Event::ChatChanged(done));
    assert!(matches!(effects[..], [Effect::Quit]));
}

#[test]
fn a_review_that_is_left_keeps_what_was_typed() {
    let mut screen = Screen::new();
    screen.press(KeyCode::Char('e'));
    screen.type_in("x");
    let leave: [fn(&mut Screen); 4] = [
        |screen| drop(screen.press(KeyCode::Esc)),
        |screen| drop(screen.event(Event::FocusLost)),
        |screen| {
            screen.now = screen.now.shifted(61_000);
            screen.event(Event::Second);
        },
        |screen| {
            let small = Viewport::default();
            screen.event(Event::Resized(small));
        },
    ];
    for leave in leave {
        screen.press(KeyCode::Enter);
        screen.type_in("ye");
        assert_eq!(screen.review().plan.changes().len(), 1);
        leave(&mut screen);
        assert_eq!(screen.values()[0], "Delftx");
        screen.rest();
    }
    assert!(screen.last_notice().contains("too small"));
    screen.press(KeyCode::Enter);
    assert_eq!(
        screen.values()[0],
        "Delftx",
        "what cannot be seen is not reviewed"
    );
}

#[test]
fn whoever_may_not_change_it_gets_no_fields() {
    let own = r#"{"billing":{"city":"Delft"}}"#;
    for (account, read_only, words) in [
        (own, true, "read-only"),
        (
            r#"{"status":"active","billing":null}"#,
            false,
            "owner alone",
        ),
    ] {
        let mut screen = Screen::with(account, read_only);
        let refusal = may_change(&screen.app).unwrap().unwrap_err();
        assert!(refusal.to_string().contains(words));
        screen.press(KeyCode::Char('e'));
        assert!(matches!(screen.app.layers.top(), Some(Dialog::Card(_))));
        assert!(screen.last_notice().contains(words));
    }
    // A sign-in that only reads forbids changes, whatever Chat's token may do.
    let mut screen = Screen::new();
    let standing = Standing {
        kind: AuthKind::OAuth,
        may_write: Some(false),
        may_return: false,
        ends_at: None,
    };
    let answer = WalkProgress::Standing(Some(standing));
    let snapshot = Store::new().absorb(answer, screen.now);
    screen.event(Event::Snapshot(snapshot));
    screen.press(KeyCode::Char('e'));
    assert!(matches!(screen.app.layers.top(), Some(Dialog::Card(_))));
    assert!(screen.last_notice().contains("may only read"));

    let mut screen = Screen::new();
    screen.open_card();
    screen.press(KeyCode::Char('e'));
    assert!(matches!(screen.app.layers.top(), Some(Dialog::Card(_))));
    let (card, answer) = (Card::ChatAccount, Err("no token".to_owned()));
    screen.event(Event::Card { card, answer });
    assert_eq!(may_change(&screen.app), None);
    screen.press(KeyCode::Char('e'));
    assert!(matches!(screen.app.layers.top(), Some(Dialog::Card(_))));
}

#[test]
fn what_chat_makes_of_it_is_on_the_card_and_what_differs_is_said() {
    let mut screen = Screen::new();
    screen.press(KeyCode::Char('e'));
    screen.type_in(" aan Zee");
    screen.press(KeyCode::Enter);
    let changes = screen.review().plan.changes().to_vec();
    screen.type_in("yes");
    screen.press(KeyCode::Enter);
    let now = r#"{"billing":{"city":"DELFT","cycle":1,"email":"a@b.example"}}"#;
    let report = Report {
        changes,
        reason: Reason::default(),
        end: End::Otherwise,
        doubt: None,
        now: serde_json::from_str(now).ok(),
        unrecorded: None,
    };
    screen.event(Event::ChatChanged(Arc::new(Ok(report))));
    let Some(Dialog::Card(view)) = screen.app.layers.top() else {
        panic!("the card is gone");
    };
    let news = view.news.as_ref().unwrap();
    assert_eq!(news.level, Level::Warning);
    let lines = format!("{:?}", news.lines);
    assert!(
        lines.contains("DELFT now; asked for was Delft aan Zee"),
        "{lines}"
    );
    assert!(
        view.chat()
            .is_some_and(|chat| chat.billing.field("city").is_some())
    );
    assert!(
        screen
            .last_notice()
            .contains("does not say what was asked for")
    );
    screen.press(KeyCode::Char('e'));
    assert_eq!(screen.values()[0], "DELFT");
}

#[test]
fn a_value_too_long_to_be_read_or_with_what_is_not_shown_is_left_out() {
    let long = "x".repeat(LONGEST_VALUE + 1);
    let account =
        format!(r#"{{"billing":{{"a":"{long}","b":" y  z ","c":{{"d":1}},"d":"x\u202ey"}}}}"#);
    let mut screen = Screen::with(&account, false);
    screen.press(KeyCode::Char('e'));
    assert_eq!(
        (screen.values(), screen.edit().left_out),
        (vec![" y  z "], 2)
    );
}

/// Whether the Chat account may be changed from its card; `None` where no card shows it.
fn may_change(app: &App) -> Option<Result<(), Refusal>> {
    match app.dialog() {
        Some(Dialog::Card(view)) => view.may_change(app.setup(), app.snapshot()),
        _ => None,
    }
}
