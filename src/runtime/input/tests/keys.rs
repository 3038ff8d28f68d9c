//! The forms in which terminals send keys.

use super::*;

fn meaning(forms: &[&str], code: KeyCode, held: KeyModifiers) {
    for form in forms {
        assert_eq!(keys(form), [key(code, held)], "{form:?}");
    }
}

#[test]
fn arrows_and_their_neighbours_of_every_terminal() {
    // xterm, application mode, rxvt, the Linux console, old forms of xterm.
    meaning(
        &["\x1b[A", "\x1bOA", "\x1b[1;1A", "\u{9b}A"],
        KeyCode::Up,
        NONE,
    );
    meaning(
        &["\x1b[H", "\x1bOH", "\x1b[1~", "\x1b[7~"],
        KeyCode::Home,
        NONE,
    );
    meaning(
        &["\x1b[F", "\x1bOF", "\x1b[4~", "\x1b[8~"],
        KeyCode::End,
        NONE,
    );
    meaning(
        &["\x1b[1;5A", "\x1bO5A", "\x1bO1;5A", "\x1bOa"],
        KeyCode::Up,
        CONTROL,
    );
    meaning(&["\x1b[1;2D", "\x1b[d"], KeyCode::Left, SHIFT);
    meaning(&["\x1b[1;3C"], KeyCode::Right, ALT);
    meaning(&["\x1b[3~"], KeyCode::Delete, NONE);
    meaning(&["\x1b[3;5~", "\x1b[3^"], KeyCode::Delete, CONTROL);
    meaning(&["\x1b[7;2~", "\x1b[7$"], KeyCode::Home, SHIFT);
    meaning(
        &["\x1b[6;6~", "\x1b[6@"],
        KeyCode::PageDown,
        CONTROL | SHIFT,
    );
    meaning(&["\x1b[Z"], KeyCode::BackTab, SHIFT);
}

#[test]
fn function_keys_of_every_terminal() {
    for (number, forms) in [
        (1, ["\x1bOP", "\x1b[11~", "\x1b[[A"]),
        (3, ["\x1bOR", "\x1b[13~", "\x1b[[C"]),
        (5, ["\x1b[15~", "\x1b[15;1~", "\x1b[[E"]),
        (9, ["\x1b[20~", "\x1b[20;1~", "\x1b[20;1:1~"]),
        (12, ["\x1b[24~", "\x1b[24;1~", "\x1b[24;1:1~"]),
        (13, ["\x1b[25~", "\x1b[57376u", "\x1b[57376;1u"]),
    ] {
        meaning(&forms, KeyCode::F(number), NONE);
    }
    meaning(&["\x1b[1;2P", "\x1bO2P"], KeyCode::F(1), SHIFT);
    meaning(&["\x1b[R"], KeyCode::F(3), NONE);
}

#[test]
fn the_keypad_in_application_mode_types_what_is_on_it() {
    for (form, sign) in "*+,-./0123456789"
        .chars()
        .zip('j'..='y')
        .map(|(sign, letter)| (format!("\x1bO{letter}"), sign))
    {
        meaning(&[&form], KeyCode::Char(sign), NONE);
    }
    meaning(&["\x1bOX"], KeyCode::Char('='), NONE);
    meaning(&["\x1bOM", "\x1b[57414u"], KeyCode::Enter, NONE);
    meaning(&["\x1b[57406u"], KeyCode::Char('7'), NONE);
    meaning(&["\x1b[57424u"], KeyCode::End, NONE);
    meaning(&["\x1b[E", "\x1bOE"], KeyCode::KeypadBegin, NONE);
}

#[test]
fn control_characters_are_the_keys_that_send_them() {
    meaning(&["\r"], KeyCode::Enter, NONE);
    meaning(&["\t"], KeyCode::Tab, NONE);
    meaning(&["\x7f", "\x08"], KeyCode::Backspace, NONE);
    meaning(&["\x03"], KeyCode::Char('c'), CONTROL);
    meaning(&["\x1a"], KeyCode::Char('z'), CONTROL);
    meaning(&["\x1c"], KeyCode::Char('4'), CONTROL);
    meaning(&["\0"], KeyCode::Char(' '), CONTROL);
}

#[test]
fn keys_as_numbers_are_the_keys_of_bytes() {
    // kitty's protocol, and the other keys of xterm.
    meaning(
        &["\x1b[27u", "\x1b[27;1u", "\x1b[27;1;27~"],
        KeyCode::Esc,
        NONE,
    );
    meaning(&["\x1b[13u", "\x1b[13;1:1u"], KeyCode::Enter, NONE);
    meaning(&["\x1b[127u", "\x1b[8u"], KeyCode::Backspace, NONE);
    meaning(&["\x1b[9u"], KeyCode::Tab, NONE);
    meaning(&["\x1b[9;2u", "\x1b[27;2;9~"], KeyCode::BackTab, SHIFT);
    meaning(
        &["\x1b[99;5u", "\x1b[27;5;99~"],
        KeyCode::Char('c'),
        CONTROL,
    );
    meaning(&["\x1b[106;3u", "\x1b[27;3;106~"], KeyCode::Char('j'), ALT);
    meaning(
        &["\x1b[107;2u", "\x1b[107:75;2u", "\x1b[107:75;2;75u"],
        KeyCode::Char('K'),
        SHIFT,
    );
    meaning(
        &["\x1b[47:63;2;63u", "\x1b[47:63;2:1;63u"],
        KeyCode::Char('?'),
        NONE,
    );
    // Option and a key on a Mac, which types, and Alt and a key with its own text.
    meaning(&["\x1b[108;3;64u"], KeyCode::Char('@'), NONE);
    meaning(&["\x1b[108;3;108u"], KeyCode::Char('l'), ALT);
    // Caps Lock, with and without the text.
    meaning(
        &["\x1b[107;65u", "\x1b[107;65;75u"],
        KeyCode::Char('K'),
        SHIFT,
    );
    meaning(&["\x1b[107;66u"], KeyCode::Char('k'), NONE);
}

#[test]
fn keys_that_are_let_go_or_are_no_keys_of_a_program_mean_nothing() {
    for form in [
        "\x1b[107;1:3u",
        "\x1b[1;1:3A",
        "\x1b[57441;2u",
        "\x1b[57358u",
        "\x1b[57430u",
        // Super-K and Hyper-K.
        "\x1b[107;9u",
        "\x1b[107;17u",
        "\x1b[0u",
        "\x1b[99~",
        "\x1b[1;5q",
        "\x1bOz",
    ] {
        assert_eq!(decoded(form), [], "{form:?}");
    }
}

#[test]
fn what_a_method_of_input_composed_is_typed_sign_by_sign() {
    assert_eq!(keys("\x1b[0;;23383:97u"), [sign('字'), sign('a')]);
    assert_eq!(keys("字é"), [sign('字'), sign('é')]);
}
