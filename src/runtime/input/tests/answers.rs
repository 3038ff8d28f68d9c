//! Answers of terminals to questions of ours or of somebody else, and reports of the mouse.

use super::*;
use crate::app::MouseAct;
use crate::runtime::input::Input;
use crate::runtime::input::decoder::Decoded;
use crate::runtime::input::questions::{TerminalAnswer, TerminalAnswers};
use crate::settings::Background;

/// Answers that mean nothing here.
const OTHERS: &[&str] = &[
    // Colours: of the text, of the palette.
    "\x1b]10;rgb:dcdc/dcdc/dcdc\x1b\\",
    "\x1b]4;1;rgb:cdcd/0000/0000\x07",
    // XTVERSION, XTGETTCAP, DECRQSS, DA3.
    "\x1bP>|XTerm(390)\x1b\\",
    "\x1bP1+r544e=787465726d2d6b69747479\x1b\\",
    "\x1bP1$r0;1m\x1b\\",
    "\x1bP!|7E565445\x1b\\",
    // DA2, DSR, the cursor's place, modes, sizes.
    "\x1b[>41;390;0c",
    "\x1b[0n",
    "\x1b[24;80R",
    "\x1b[?1;1R",
    "\x1b[?2026;2$y",
    "\x1b[4;2$y",
    "\x1b[8;24;80t",
    "\x1b[48;24;80;480;640t",
    "\x1b[?997;1n",
    // Titles, the clipboard, pictures.
    "\x1b]l a title\x1b\\",
    "\x1b]52;c;S2VsbHk=\x07",
    "\x1b_Gi=31;OK\x1b\\",
    // The focus came; the mouse in its three forms.
    "\x1b[I",
    "\x1b[M !!",
    "\x1b[<0;12;7m",
    "\x1b[<35;12;7M",
    "\x1b[32;12;7M",
    // In C1 controls.
    "\u{9d}10;rgb:0/0/0\x07",
    "\u{90}>|K\x1b\\",
];

#[test]
fn answers_are_never_keys() {
    for answer in OTHERS {
        assert_eq!(decoded(answer), [], "{answer:?}");
        for cut in 1..answer.len() {
            let bytes = answer.as_bytes();
            let split = Terminal::new().sends(&bytes[..cut]).waits(20);
            let split = split.sends(&bytes[cut..]).sends("j");
            assert_eq!(split.keys(), [sign('j')], "{answer:?} at {cut}");
        }
    }
}

#[test]
fn a_press_of_the_mouse_is_one_however_it_is_parted() {
    let report = "\x1b[<0;12;7M";
    assert_eq!(decoded(report), [click_at(11, 6)]);
    for cut in 1..report.len() {
        let bytes = report.as_bytes();
        let split = Terminal::new().sends(&bytes[..cut]).waits(20);
        let split = split.sends(&bytes[cut..]).sends("j");
        assert_eq!(split.decoded.len(), 2, "at {cut}");
        assert_eq!(split.decoded[0], click_at(11, 6), "at {cut}");
    }
}

fn click_at(x: u16, y: u16) -> Decoded {
    let act = MouseAct::Click;
    Decoded::Input(Input::Mouse { act, x, y })
}

#[test]
fn the_background_is_told_in_every_form() {
    for (words, background) in [
        ("11;rgb:0000/0000/0000", Background::Dark),
        ("11;rgb:1e1e/1e1e/2e2e", Background::Dark),
        ("11;rgb:ffff/ffff/ffff", Background::Light),
        ("11;rgb:fd/f6/e3", Background::Light),
        ("11;rgb:f/f/f", Background::Light),
        ("11;rgba:ffff/ffff/ffff/0000", Background::Light),
        ("11;#1e1e1e", Background::Dark),
        ("11;#fdf6e3", Background::Light),
        // Green is light and blue is dark.
        ("11;rgb:0000/ffff/0000", Background::Light),
        ("11;rgb:0000/0000/ffff", Background::Dark),
    ] {
        let found = [Decoded::Answer(TerminalAnswer::Background(background))];
        for end in ["\x07", "\x1b\\"] {
            assert_eq!(decoded(format!("\x1b]{words}{end}")), found, "{words}");
        }
    }
    for words in [
        "11;",
        "11;rgb:",
        "11;rgb:0/0",
        "11;#12é4",
        "11;rgb:x/y/z",
        "11;#",
        "11;rgb:///",
    ] {
        assert_eq!(decoded(format!("\x1b]{words}\x07")), [], "{words}");
    }
}

#[test]
fn the_answer_that_comes_last_is_known_and_so_is_the_protocol() {
    assert_eq!(
        decoded("\x1b[?62;4c"),
        [Decoded::Answer(TerminalAnswer::Fence)]
    );
    assert_eq!(
        decoded("\x1b[?0u"),
        [Decoded::Answer(TerminalAnswer::Layouts)]
    );
    let mut answers = TerminalAnswers::default();
    answers.take(TerminalAnswer::Background(Background::Light));
    answers.take(TerminalAnswer::Fence);
    assert_eq!(answers.background(), Some(Background::Light));
}

#[test]
fn an_answer_that_ends_with_esc_alone_is_an_answer() {
    let dark = Decoded::Answer(TerminalAnswer::Background(Background::Dark));
    let text = "\x1b]11;rgb:0000/0000/0000\x1b";
    assert_eq!(decoded(text), [dark]);
    let found = decoded(format!("{text}\x1b[?1;2c"));
    assert_eq!(found.last(), Some(&Decoded::Answer(TerminalAnswer::Fence)));
    assert_eq!(found.len(), 2);
}

#[test]
fn an_answer_without_an_end_is_over_after_a_pause_and_with_a_control_key() {
    let begun = || Terminal::new().sends("\x1b]11;rgb:00");
    assert_eq!(begun().waits(300).sends("j").keys(), [sign('j')]);
    assert_eq!(begun().sends("\r").keys(), [KeyCode::Enter.into()]);
    assert_eq!(
        begun().sends("\x03").keys(),
        [key(KeyCode::Char('c'), CONTROL)]
    );
    // Somebody types on, faster than the pause: after a second any pause will do.
    let mut terminal = begun();
    for _ in 0..20 {
        terminal = terminal.waits(100).sends("j");
    }
    assert!(terminal.keys().len() >= 8);
}

#[test]
fn an_endless_answer_takes_no_memory_and_no_key_of_it_is_heard() {
    let mut terminal = Terminal::new().sends("\x1bP1+r");
    for _ in 0..2_000 {
        terminal = terminal.sends("4b".repeat(256)).waits(1);
    }
    assert!(format!("{:?}", terminal.decoder).len() < 4_000);
    assert_eq!(terminal.waits(30).sends("j").keys(), [sign('j')]);
}

#[test]
fn the_focus_that_is_lost_is_told() {
    assert_eq!(decoded("\x1b[O"), [Decoded::Input(Input::FocusLost)]);
}
