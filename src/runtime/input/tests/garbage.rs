//! Bytes that no terminal should send.

use proptest::prelude::*;

use super::*;

#[test]
fn a_sign_that_is_split_is_whole() {
    for cut in 1..4 {
        let bytes = "🦀".as_bytes();
        let terminal = Terminal::new().sends(&bytes[..cut]).waits(200);
        assert_eq!(terminal.sends(&bytes[cut..]).keys(), [sign('🦀')]);
    }
}

#[test]
fn bytes_that_are_no_text_are_dropped_and_the_next_key_is_heard() {
    for bytes in [
        &b"\xffj"[..],
        b"\xc3j",
        b"\xe2\x82j",
        b"\xf0\x9f\x98j",
        b"\xc0\xafj",
        b"\xed\xa0\x80j",
        b"\xf4\x90\x80\x80j",
        b"\x80\x81\x9aj",
    ] {
        assert_eq!(keys(bytes), [sign('j')], "{bytes:?}");
    }
    // An introducer of C1 waits for its sequence, and is no key if none comes.
    let lone = Terminal::new().sends(b"\x9b").waits(300).sends("j");
    assert_eq!(lone.keys(), [sign('j')]);
    let unfinished = Terminal::new().sends(b"\xe2\x82").waits(300);
    assert_eq!(unfinished.sends("j").keys(), [sign('j')]);
}

#[test]
fn a_sequence_that_is_broken_off_or_too_long_is_dropped() {
    assert_eq!(keys("\x1b[1;5\x1b[B"), [KeyCode::Down.into()]);
    assert_eq!(keys("\x1b[1;5\x03"), [key(KeyCode::Char('c'), CONTROL)]);
    assert_eq!(keys("\x1b[1;5é"), [sign('é')]);
    assert_eq!(
        keys(format!("\x1b[{}Aj", "1;".repeat(100_000))),
        [sign('j')]
    );
    assert_eq!(
        keys("\x1b[99999999999999999999Aj"),
        [KeyCode::Up.into(), sign('j')]
    );
    let unfinished = Terminal::new().sends("\x1b[1;5").waits(300);
    assert_eq!(unfinished.sends("j").keys(), [sign('j')]);
}

/// Bytes that are rich in what means something.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        any::<u8>().prop_map(|byte| vec![byte]),
        "[\\x1b\\[\\]OPM;:?<0-9~uc\\\\\\$a-dA-Z]{1,6}".prop_map(String::into_bytes),
        prop::sample::select(vec![
            "\x1b[200~",
            "\x1b[201~",
            "\x1b]11;rgb:0/0/0",
            "\x1b\\",
            "\x07",
            "\x1b[M",
            "é",
            "🦀",
            "\x03",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_split_without_a_pause_decodes_to_the_same(
        bytes in bytes(),
        cuts in prop::collection::vec(1_usize..9, 1..200),
    ) {
        let mut terminal = Terminal::new();
        let mut rest = bytes.as_slice();
        for cut in cuts.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (head, tail) = rest.split_at((*cut).min(rest.len()));
            terminal = terminal.sends(head);
            rest = tail;
        }
        prop_assert_eq!(terminal.inputs(), decoded(&bytes));
    }
}

#[test]
fn a_megabyte_of_garbage_does_no_harm_and_takes_no_memory() {
    let mut random = fastrand::Rng::with_seed(7);
    let mut terminal = Terminal::new();
    for _ in 0..256 {
        let bytes: Vec<u8> = (0..4096).map(|_| random.u8(..)).collect();
        terminal = terminal.sends(bytes).waits(1);
        terminal.decoded.clear();
    }
    assert!(format!("{:?}", terminal.decoder).len() < 4_000);
    let after = terminal.waits(2_000);
    assert_eq!(after.sends("j").inputs().last(), Some(&pressed(sign('j'))));
}
