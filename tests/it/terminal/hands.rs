//! What a real terminal sends to the real program.

use super::demo;

/// The answer that every terminal gives.
const FENCE: &str = "\u{1b}[?62;4c";

/// Answers to questions that nobody here asked, or that came too late.
const ANSWERS: &str = "\u{1b}]11;rgb:1e1e/1e1e/2e2e\u{1b}\\\u{1b}]10;rgb:dcdc/dcdc/dcdc\u{7}\
    \u{1b}P>|XTerm(390)\u{1b}\\\u{1b}P1+r544e=787465726d\u{1b}\\\u{1b}[?62;4c\u{1b}[>41;390;0c\
    \u{1b}[24;80R\u{1b}[?1u\u{1b}[0n\u{1b}[I\u{1b}[<0;12;7M\u{1b}_Gi=31;OK\u{1b}\\";

#[test]
fn esc_and_a_key_in_one_write_are_both_heard() {
    let mut program = demo((120, 40));
    program.sees("LIVE");
    program.keys("s");
    program.sees("Sort by");
    program.keys("\u{1b}?");
    program.sees_that("the help", |screen| {
        screen.contains("Help") && !screen.contains("Sort by")
    });
    program.keys("\u{1b}");
    program.sees_that("the list", |screen| !screen.contains("Help"));
    program.keys("q");
    let left = program.left();
    assert_eq!(left.status, 0, "{}", left.text());
    left.assert_restored();
}

#[test]
fn answers_of_the_terminal_open_nothing() {
    let mut program = demo((120, 40));
    program.sees("LIVE");
    program.keys(ANSWERS);
    program.keys("s");
    program.sees("Sort by");
    program.keys("\u{1b}");
    program.sees_that("the list", |screen| !screen.contains("Sort by"));
    program.keys(ANSWERS);
    program.keys("q");
    let left = program.left();
    assert_eq!(left.status, 0, "{}", left.text());
    left.assert_restored();
}

#[test]
fn a_paste_without_an_end_leaves_the_keyboard_alive() {
    let mut program = demo((80, 24));
    program.sees("LIVE");
    program.keys("\u{1b}[200~Kelly");
    program.sees("paste ignored");
    program.keys("s");
    program.sees("Sort by");
    program.keys("\u{1b}[200~Kelly\u{3}");
    program.sees_that("the list", |screen| !screen.contains("Sort by"));
    program.keys("\u{1b}[201~\u{1b}[200~Kelly\u{3}");
    let left = program.left();
    assert_eq!(left.status, 0, "{}", left.text());
    left.assert_restored();
}

/// What the program drew on a terminal that gave this answer.
fn drawn(answer: &str) -> String {
    let mut program = demo((80, 24));
    // The program is only started: the answer waits for the question.
    program.keys(&format!("{answer}{FENCE}"));
    program.sees("LIVE");
    program.keys("q");
    let left = program.left();
    left.assert_restored();
    let raw = String::from_utf8_lossy(&left.raw).into_owned();
    assert!(raw.contains("\u{1b}]11;?\u{7}"), "the terminal was asked");
    raw
}

#[test]
fn the_theme_follows_the_background_that_the_terminal_tells() {
    // Keys are cyan on a dark background and blue on a light one.
    let (cyan, blue) = ("38;5;6;", "38;5;4;");
    let dark = drawn("\u{1b}]11;rgb:1e1e/1e1e/2e2e\u{1b}\\");
    assert!(dark.contains(cyan) && !dark.contains(blue));
    let light = drawn("\u{1b}]11;rgb:fdfd/f6f6/e3e3\u{7}");
    assert!(light.contains(blue) && !light.contains(cyan));
}

#[test]
fn a_background_that_is_told_late_is_taken_all_the_same() {
    let mut program = demo((80, 24));
    program.sees("LIVE");
    program.keys("\u{1b}]11;rgb:0000/0000/0000\u{7}");
    program.keys("s");
    program.sees("Sort by");
    program.keys("\u{1b}");
    program.sees_that("no menu", |screen| !screen.contains("Sort by"));
    program.keys("\u{3}");
    let left = program.left();
    let raw = String::from_utf8_lossy(&left.raw).into_owned();
    let cyan = raw
        .find("38;5;6;")
        .expect("keys in the colour of dark themes");
    assert!(raw.find("LIVE").expect("a list") < cyan);
}

#[test]
fn a_theme_that_is_chosen_by_name_is_drawn_at_once() {
    let mut program = demo((80, 24));
    program.keys(&format!("\u{1b}]11;rgb:0000/0000/0000\u{7}{FENCE}"));
    program.sees("LIVE");
    program.keys(":");
    program.sees("What to do");
    for typed in 1..="theme l".len() {
        program.keys(&"theme l"[typed - 1..typed]);
        program.sees(&format!(":{}", &"theme l"[..typed]));
    }
    program.sees("theme light");
    program.keys("\r");
    program.sees("in the settings keeps it");
    // An answer that comes late is no text, wherever the person is.
    program.keys("/");
    program.keys("\u{1b}]11;rgb:ffff/ffff/ffff\u{1b}\\");
    program.keys("z");
    program.sees_that("the filter", |screen| {
        screen.contains("/z") && !screen.contains("rgb:")
    });
    program.keys("\u{3}");
    let left = program.left();
    let raw = String::from_utf8_lossy(&left.raw).into_owned();
    // A theme that is asked for by name has colours of its own.
    let (cyan, blue) = ("38;5;6;", "38;5;25;");
    let (before, after) = raw.split_at(raw.rfind(cyan).unwrap());
    assert!(!before.contains(blue) && after.contains(blue));
}

#[test]
fn a_terminal_that_tells_the_place_of_keys_is_asked_to_and_is_given_back_as_it_was() {
    let mut program = demo((80, 24));
    program.keys(&format!("\u{1b}[?0u{FENCE}"));
    program.sees("LIVE");
    // The key of the Russian letter is the one of s.
    program.keys("\u{1b}[1099::115;;1099u");
    program.sees("Sort by");
    program.keys("\u{1b}[27u");
    program.sees_that("the list", |screen| !screen.contains("Sort by"));
    program.keys("\u{1b}[113;;113u");
    let left = program.left();
    assert_eq!(left.status, 0, "{}", left.text());
    left.assert_restored();
    let raw = String::from_utf8_lossy(&left.raw);
    let at = |text: &str| raw.rfind(text).unwrap_or_else(|| panic!("no {text:?}"));
    assert!(at("\u{1b}[?1049h") < at("\u{1b}[>29u"));
    assert!(at("\u{1b}[>29u") < at("\u{1b}[<u"));
    assert!(at("\u{1b}[<u") < at("\u{1b}[?1049l"));
}

#[test]
fn a_terminal_that_does_not_know_the_protocol_is_not_told_of_it() {
    let mut program = demo((80, 24));
    program.sees("LIVE");
    program.keys("q");
    let left = program.left();
    left.assert_restored();
    let raw = String::from_utf8_lossy(&left.raw);
    assert!(!raw.contains("\u{1b}[>") && !raw.contains("\u{1b}[<"));
}

/// Presses the first button at a column and a row, counted from 1.
fn click(column: u16, row: u16) -> String {
    format!("\u{1b}[<0;{column};{row}M\u{1b}[<0;{column};{row}m")
}

#[test]
fn the_mouse_moves_and_sorts_once_it_is_asked_for_and_is_given_back() {
    let mut program = demo((120, 40));
    program.sees("whole walk");
    program.keys(&click(8, 2));
    program.keys("m");
    program.sees("never acts");
    program.keys(&click(8, 2));
    program.sees("NAME▲");
    // Whoever acts is known.
    program.sees("@ Bram");
    program.keys("g");
    program.keys("K");
    program.sees("cancels itself in");
    for row in 1..40 {
        program.keys(&click(60, row));
    }
    program.keys("\u{1b}");
    program.sees_that("the list", |screen| {
        screen.contains("NAME▲") && !screen.contains("cancels itself in")
    });
    program.keys("q");
    let left = program.left();
    assert_eq!(left.status, 0, "{}", left.text());
    left.assert_restored();
}
