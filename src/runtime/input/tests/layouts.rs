//! Keys on layouts without Latin letters.

use super::*;

fn on_layout(form: &str) -> (KeyEvent, KeyEvent) {
    match decoded(form).as_slice() {
        [Decoded::Input(Input::LayoutKey { key, latin, .. })] => (*key, *latin),
        other => panic!("{form:?} is {other:?}"),
    }
}

#[test]
fn a_letter_of_another_script_brings_the_key_of_its_place() {
    let latin = |letter, held| key(KeyCode::Char(letter), held);
    for form in [
        "\x1b[1086::106u",
        "\x1b[1086::106;;1086u",
        "\x1b[1086::106;1:1;1086u",
    ] {
        assert_eq!(on_layout(form), (sign('о'), latin('j', NONE)), "{form:?}");
    }
    for form in ["\x1b[1083:1051:107;2u", "\x1b[1083:1051:107;2;1051u"] {
        assert_eq!(on_layout(form), (sign('Л'), latin('K', SHIFT)), "{form:?}");
    }
    let control_c = on_layout("\x1b[1089::99;5u");
    assert_eq!(control_c, (latin('с', CONTROL), latin('c', CONTROL)));
}

#[test]
fn a_latin_letter_stands_for_itself_whatever_its_place() {
    // AZERTY's a lies on q, Dvorak's o on s, and German's ö on a semicolon.
    assert_eq!(keys("\x1b[97::113u"), [sign('a')]);
    assert_eq!(keys("\x1b[111::115;;111u"), [sign('o')]);
    assert_eq!(keys("\x1b[246::59;;246u"), [sign('ö')]);
}
