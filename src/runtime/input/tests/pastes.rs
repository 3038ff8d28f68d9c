//! Pastes, and those without an end.

use super::*;

const BEGIN: &str = "\x1b[200~";
const END: &str = "\x1b[201~";

fn pasted(text: &str) -> Decoded {
    Decoded::Input(Input::Paste(text.to_owned()))
}

#[test]
fn a_paste_is_one_event_and_nothing_in_it_is_a_key() {
    let text = "Kelly\ry\x1b[A\x1b]11;?\x07é\x1b\x1b[2000~";
    let all = decoded(format!("{BEGIN}{text}{END}j"));
    assert_eq!(all, [pasted(text), pressed(sign('j'))]);
    assert_eq!(decoded(format!("{BEGIN}{END}")), [pasted("")]);
    assert_eq!(decoded(END), []);
    let split = Terminal::new().sends(BEGIN).sends("ab\x1b[20").waits(900);
    assert_eq!(split.sends("1~").inputs(), [pasted("ab")]);
}

#[test]
fn a_paste_without_an_end_is_over_after_a_second_of_silence() {
    let mut terminal = Terminal::new().sends(BEGIN);
    for _ in 0..5 {
        terminal = terminal.sends("x").waits(900);
    }
    assert_eq!(terminal.decoded, []);
    let terminal = terminal.waits(200);
    assert_eq!(terminal.decoded, [pasted("xxxxx")]);
    assert_eq!(
        terminal.sends("j").inputs(),
        [pasted("xxxxx"), pressed(sign('j'))]
    );
}

#[test]
fn control_c_ends_a_paste_and_is_heard_and_the_rest_is_no_keys() {
    let interrupt = pressed(key(KeyCode::Char('c'), CONTROL));
    for keys in ["\x03", "\x1b[99;5u", "\x1b[1089::99;5u"] {
        let terminal = Terminal::new().sends(format!("{BEGIN}ab{keys}Ky\x03"));
        let inputs = terminal.waits(300).sends("j").inputs();
        assert_eq!(
            inputs,
            [
                pasted("ab"),
                interrupt_like(&inputs, &interrupt),
                pressed(sign('j'))
            ]
        );
    }
    let all = decoded(format!("{BEGIN}ab\x03Ky{END}j"));
    assert_eq!(all, [pasted("ab"), interrupt, pressed(sign('j'))]);
}

/// The interrupt, as it has to be in the second place.
fn interrupt_like(inputs: &[Decoded], interrupt: &Decoded) -> Decoded {
    assert_eq!(inputs.get(1), Some(interrupt));
    pressed(key(KeyCode::Char('c'), CONTROL))
}

#[test]
fn a_very_long_paste_is_cut_and_its_rest_is_dropped() {
    let mut terminal = Terminal::new().sends(BEGIN);
    for _ in 0..1_000 {
        terminal = terminal.sends("é".repeat(1_000)).waits(1);
    }
    let inputs = terminal.sends(END).sends("j").inputs();
    let [Decoded::Input(Input::Paste(text)), last] = inputs.as_slice() else {
        panic!("{} inputs", inputs.len());
    };
    assert_eq!(text.len(), 256 * 1024);
    assert!(text.chars().all(|sign| sign == 'é'));
    assert_eq!(*last, pressed(sign('j')));
}
