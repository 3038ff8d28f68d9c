//! Keys that were meant for something else, and those that were not.

use super::typist::Typist;
use super::*;

fn sign(sign: char) -> KeyEvent {
    KeyEvent::new(KeyCode::Char(sign), KeyModifiers::NONE)
}

/// A review of ending one session.
fn reviewed() -> Typist {
    let mut typist = Typist::new();
    typist.type_in("K");
    assert_eq!(typist.expects().as_deref(), Some("end"));
    typist
}

#[test]
fn a_name_typed_into_the_wrong_window_confirms_nothing() {
    for text in ["Sorry", "Kelly", "Kyle, yes", "Koen", "See you, y\n"] {
        for gap in [15, 60, 120, 400] {
            let mut typist = Typist::new();
            typist.gap = gap;
            typist.type_in(text);
            assert_eq!(typist.confirmed, 0, "{text:?} at {gap} ms a key");
        }
    }
}

#[test]
fn a_stray_key_locks_for_a_second_and_the_third_one_closes() {
    let mut typist = reviewed();
    typist.type_in("enx");
    assert_eq!(typist.answer(), "", "what was typed is gone");
    typist.type_in("end\n");
    assert_eq!((typist.confirmed, typist.answer()), (0, ""), "it is locked");
    typist.wait(1_100);
    typist.type_in("end\n");
    assert_eq!(typist.confirmed, 1);

    let mut typist = reviewed();
    for stray in ['x', 'y', 'z'] {
        assert!(typist.expects().is_some(), "{stray}");
        typist.wait(1_100);
        typist.type_in(&stray.to_string());
    }
    assert_eq!(typist.expects(), None);
    assert!(typist.said("closed: three keys were not meant for it"));
}

/// A burst of what the answer does not have is not meant for a review either, however few keys of it
/// came one by one.
#[test]
fn keys_of_a_burst_that_no_answer_has_close_a_review_as_others_do() {
    let mut typist = reviewed();
    typist.wait(1_100);
    typist.gap = 0;
    typist.type_in("\n \n  ,A");
    assert_eq!(typist.expects(), None);
    let mut typist = reviewed();
    typist.wait(1_100);
    typist.gap = 0;
    typist.type_in("endendendend");
    assert_eq!(
        typist.expects().as_deref(),
        Some("end"),
        "the answer itself"
    );
}

/// Whatever closes a review under the hands of somebody who types, the rest of what they type is
/// not for the list below it.
#[test]
fn what_is_typed_on_after_a_review_closed_reaches_nothing_below_it() {
    for is_cancelled in [false, true] {
        let mut typist = reviewed();
        let rest = if is_cancelled {
            typist.wait(1_100);
            typist.type_in("e");
            typist.event(Event::FocusLost);
            "and a space q"
        } else {
            for stray in ['x', 'y', 'z'] {
                typist.wait(1_100);
                typist.type_in(&stray.to_string());
            }
            "ra and K q"
        };
        assert_eq!(typist.expects(), None);
        typist.type_in(rest);
        assert!(typist.app.marks().is_empty(), "{is_cancelled}");
        assert!(typist.app.dialog().is_none(), "{is_cancelled}");
        typist.wait(1_100);
        typist.type_in("a");
        assert!(!typist.app.marks().is_empty(), "{is_cancelled}");
    }
}

#[test]
fn every_key_that_means_something_else_is_stray() {
    let alt = |sign| KeyEvent::new(KeyCode::Char(sign), KeyModifiers::ALT);
    let control = |sign| KeyEvent::new(KeyCode::Char(sign), KeyModifiers::CONTROL);
    let code = |code| KeyEvent::new(code, KeyModifiers::NONE);
    for key in [
        code(KeyCode::F(9)),
        code(KeyCode::F(1)),
        code(KeyCode::Insert),
        alt('e'),
        control('t'),
        sign('?'),
        sign(':'),
        sign(' '),
        sign('é'),
    ] {
        let mut typist = reviewed();
        typist.type_in("en");
        typist.key(key);
        assert_eq!(typist.answer(), "", "{key:?}");
        typist.type_in("end\n");
        assert_eq!(typist.confirmed, 0, "{key:?}");
    }
}

#[test]
fn navigation_and_editing_are_no_stray_keys() {
    let mut typist = reviewed();
    typist.judges = false;
    for code in [
        KeyCode::Down,
        KeyCode::Up,
        KeyCode::PageDown,
        KeyCode::PageUp,
        KeyCode::Home,
        KeyCode::End,
        KeyCode::Left,
        KeyCode::Right,
        KeyCode::Delete,
        KeyCode::Backspace,
        KeyCode::CapsLock,
        KeyCode::F(3),
        KeyCode::Tab,
        KeyCode::Tab,
        KeyCode::Tab,
    ] {
        typist.key(KeyEvent::new(code, KeyModifiers::NONE));
    }
    typist.wait(1_000);
    typist.type_in("en");
    typist.key(KeyEvent::new(KeyCode::Backspace, KeyModifiers::NONE));
    assert_eq!(typist.answer(), "e");
    typist.key(KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL));
    typist.type_in("end\n");
    assert_eq!(typist.confirmed, 1);
}

#[test]
fn a_slip_in_a_long_answer_costs_a_second_and_not_the_dialog() {
    let mut typist = Typist::with(30);
    typist.type_in("aK");
    assert_eq!(typist.expects().as_deref(), Some("acme"));
    // Whoever slips types on before they see it.
    typist.type_in("acne\n");
    assert_eq!((typist.confirmed, typist.answer()), (0, ""));
    assert!(typist.expects().is_some(), "one slip is one slip");
    typist.wait(1_100);
    typist.type_in("acme\n");
    assert_eq!(typist.confirmed, 1);
}

#[test]
fn enter_before_the_answer_is_whole_is_a_stray_key_too() {
    let mut typist = reviewed();
    typist.type_in("\nend\n");
    assert_eq!(typist.confirmed, 0);
    typist.wait(1_100);
    typist.type_in("en\n");
    typist.wait(1_100);
    typist.type_in("end\n");
    assert_eq!(typist.confirmed, 1);
}

#[test]
fn keys_typed_before_the_dialog_was_on_the_screen_do_nothing() {
    let mut typist = Typist::new();
    typist.draws = false;
    typist.type_in("Kend\n");
    assert_eq!((typist.confirmed, typist.answer()), (0, ""));
    // Frames of an older state do not show it, whenever the terminal takes them.
    let older = typist.app.revision() - 5;
    typist.drawn(older);
    typist.type_in("end\n");
    assert_eq!((typist.confirmed, typist.answer()), (0, ""));
    typist.drawn(typist.app.revision());
    assert_eq!(typist.confirmed, 0, "they were typed before it");
    typist.wait(1_000);
    typist.type_in("end\n");
    assert_eq!(typist.confirmed, 1);
}

#[test]
fn keys_typed_after_the_frame_are_not_lost_if_the_news_of_it_comes_late() {
    let mut typist = Typist::new();
    typist.draws = false;
    typist.type_in("K");
    let (revision, at) = (typist.app.revision(), typist.now.shifted(10));
    typist.type_in("end\n");
    assert_eq!(typist.confirmed, 0);
    typist.drawn_at(revision, at);
    assert_eq!(typist.confirmed, 1);
}

#[test]
fn another_route_must_be_seen_before_it_is_confirmed() {
    let mut typist = reviewed();
    typist.draws = false;
    typist.key(KeyEvent::new(KeyCode::F(3), KeyModifiers::NONE));
    typist.type_in("end\n");
    typist.drawn(typist.app.revision());
    assert_eq!((typist.confirmed, typist.answer()), (0, ""));
    typist.draws = true;
    typist.wait(1_000);
    typist.type_in("end\n");
    assert_eq!(typist.confirmed, 1);
}

#[test]
fn what_comes_faster_than_anybody_types_answers_and_opens_nothing() {
    for text in [
        "suspend\nsuspend\n",
        "end of the day\nend\n",
        "xxxxxxxend\n",
    ] {
        let mut typist = Typist::new();
        typist.type_in(if text.starts_with('s') { "S" } else { "K" });
        typist.wait(500);
        typist.gap = 3;
        typist.type_in(text);
        assert_eq!((typist.confirmed, typist.answer()), (0, ""), "{text:?}");
    }
    // A burst that opens a review closes it again.
    let mut typist = Typist::new();
    typist.gap = 3;
    typist.type_in("jjKend\nend\n");
    assert_eq!((typist.confirmed, typist.expects()), (0, None));
    assert!(typist.said("faster than anybody types"));
    // What opens one after a handful opens nothing.
    let mut typist = Typist::new();
    typist.gap = 3;
    typist.type_in("jjjjjjjK");
    assert_eq!(typist.expects(), None);
    // By name neither: a burst is text in the palette, and its Enter is none.
    typist.wait(500);
    typist.type_in(":end\nend\n");
    assert_eq!((typist.confirmed, typist.expects()), (0, None));
}

#[test]
fn a_paste_answers_nothing_and_takes_away_what_was_typed() {
    let mut typist = reviewed();
    typist.type_in("en");
    typist.event(Event::Paste("d\n".to_owned()));
    assert_eq!(typist.answer(), "");
    typist.type_in("end\n");
    assert_eq!(typist.confirmed, 0, "what follows at once belongs to it");
    typist.wait(1_100);
    typist.type_in("end\n");
    assert_eq!(typist.confirmed, 1);
}

#[test]
fn a_dialog_past_its_limit_closes_before_a_key_is_looked_at() {
    let mut typist = reviewed();
    typist.type_in("en");
    for _ in 0..14 {
        typist.wait(4_000);
        typist.event(Event::Snapshot(Arc::new(typist.app.snapshot().clone())));
    }
    typist.wait(4_000);
    typist.type_in("d\n");
    assert_eq!((typist.confirmed, typist.expects()), (0, None));
    assert!(typist.said("not confirmed within a minute"));
}

#[test]
fn a_program_that_was_stopped_forgets_what_was_open_and_what_was_typed() {
    // It is told so, or sees it from the time.
    for is_told in [true, false] {
        let mut typist = reviewed();
        typist.type_in("end");
        typist.wait(if is_told { 100 } else { 6_000 });
        if is_told {
            typist.event(Event::Resumed);
        }
        typist.gap = 20;
        typist.type_in("\nKend\n");
        assert_eq!((typist.confirmed, typist.expects()), (0, None), "{is_told}");
        assert!(typist.said("the program was stopped"));
        typist.wait(1_000);
        typist.type_in("Kend\n");
        assert_eq!(typist.confirmed, 1, "{is_told}");
    }
}

#[test]
fn leaving_is_never_refused_whatever_the_clock_says() {
    for step in [-3_600_000, 3_600_000, -1, 0] {
        for code in [KeyCode::Esc, KeyCode::Char('c')] {
            let mut typist = reviewed();
            typist.type_in("x");
            typist.now = typist.now.shifted(step);
            let modifiers = match code {
                KeyCode::Esc => KeyModifiers::NONE,
                _ => KeyModifiers::CONTROL,
            };
            typist.key(KeyEvent::new(code, modifiers));
            assert_eq!(typist.expects(), None, "{step} {code:?}");
        }
    }
    // Before the first frame as well.
    let mut typist = Typist::new();
    typist.draws = false;
    typist.type_in("K");
    typist.key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE));
    assert_eq!(typist.expects(), None);
}

#[test]
fn a_key_without_a_meaning_is_told_once() {
    let mut typist = Typist::new();
    typist.type_in("zzz");
    assert!(typist.said("z does nothing here; ? is help"));
    typist.key(KeyEvent::new(KeyCode::F(7), KeyModifiers::NONE));
    typist.key(KeyEvent::new(KeyCode::CapsLock, KeyModifiers::NONE));
    let notices = typist.app.notices().iter();
    let notices = notices.filter(|it| it.text.contains("does nothing here"));
    assert_eq!(notices.count(), 1, "the newest in place of the one before");
    assert!(typist.said("F7 does nothing here"));
    // In the filter it is text, and in a dialog the last line has the keys.
    typist.type_in("/z");
    assert_eq!(typist.app.filter().query().text(), "z");
    for _ in 0..2 {
        typist.key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE));
    }
    typist.type_in("Ez");
    assert!(
        typist.said("z does nothing here; Enter: review"),
        "{:?}",
        typist.app.notices()
    );
}

#[test]
fn quitting_before_a_run_begins_stops_it_and_then_asks() {
    for key in [
        sign('q'),
        KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL),
    ] {
        let mut typist = Typist::new();
        typist.type_in("  K2\n");
        assert_eq!(typist.confirmed, 1);
        let effects = typist.key(key);
        assert!(matches!(effects[..], [Effect::StopRun]), "{effects:?}");
        assert!(matches!(typist.app.layers.top(), Some(Dialog::Quit)));
        typist.finish();
        assert!(
            matches!(typist.app.layers.top(), Some(Dialog::Quit)),
            "still asked"
        );
        let again = KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE);
        typist.key(again);
        assert!(matches!(typist.app.layers.top(), Some(Dialog::Report(_))));
    }
    // Once something was begun, it is a question first.
    let mut typist = Typist::new();
    typist.type_in("  K2\n");
    typist.begin_first();
    assert!(typist.key(sign('q')).is_empty());
}
