//! Whatever is typed into whatever is open, at any speed and in any pieces: it opens what it opens,
//! and confirms nothing. The one exception is a text that holds the key that opens a review, the
//! whole answer, and Enter in succession, typed as a person types.

use proptest::prelude::*;

use super::typist::Typist;

/// The states of the screen that a text can be typed into.
const STATES: [fn(&mut Typist); 24] = [
    |_| {},
    |typist| typist.type_in("/"),
    |typist| typist.type_in("/kelly\n"),
    |typist| typist.type_in("  "),
    |typist| typist.type_in("  v"),
    |typist| typist.type_in("K"),
    |typist| typist.type_in("   K"),
    |typist| typist.type_in("aK"),
    |typist| typist.type_in("X\t"),
    |typist| typist.type_in("S"),
    |typist| typist.type_in("GL"),
    |typist| {
        typist.type_in("O");
        typist.tokens();
    },
    |typist| {
        typist.type_in("O");
        typist.tokens();
        typist.type_in("K");
    },
    |typist| typist.type_in("  /103\nK"),
    |typist| typist.type_in("E"),
    |typist| typist.type_in(":"),
    |typist| typist.type_in("aKacme\n"),
    |typist| {
        typist.type_in("  K2\n");
        typist.finish();
    },
    |typist| typist.type_in("?"),
    |typist| typist.type_in("s"),
    |typist| typist.chat(),
    |typist| {
        typist.chat();
        typist.type_in("e");
    },
    |typist| {
        typist.chat();
        typist.type_in("ex\n");
    },
    |typist| typist.type_in("gK"),
];

/// A piece of text, the time between its keys and before it, and whether it is drawn.
#[derive(Debug, Clone)]
struct Piece {
    text: String,
    gap: i64,
    pause: i64,
    draws: bool,
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z ,.!\n]{0,24}",
        "[KSXOELBR: \n]{0,3}",
        Just("Sorry, ".to_owned()),
        Just("Kelly ".to_owned()),
        Just("Dear Kelly,\n\nSorry to end this here. I suspend it; yes.\n\nOscar\n".to_owned()),
        Just("at the end\nof the day\n".to_owned()),
        prop_oneof![
            "end",
            "suspend",
            "unsuspend",
            "revoke",
            "acme",
            "yes",
            "2",
            "3",
            "y"
        ],
        prop_oneof!["end\n", "suspend\n", "revoke\n", "acme\n", "yes\n", "2\n"],
    ]
}

fn piece() -> impl Strategy<Value = Piece> {
    let gap = prop_oneof![Just(0_i64), 1_i64..15, 15_i64..200, 200_i64..1_500];
    let pause = prop_oneof![Just(0_i64), 0_i64..400, 400_i64..4_000];
    let pieces = (text(), gap, pause, any::<bool>());
    pieces.prop_map(|(text, gap, pause, draws)| Piece {
        text,
        gap,
        pause,
        draws,
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 600,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn prose_confirms_nothing(
        state in 0..STATES.len(),
        pieces in proptest::collection::vec(piece(), 1..8),
    ) {
        let mut typist = Typist::new();
        STATES[state](&mut typist);
        typist.confirmed = 0;
        for Piece { text, gap, pause, draws } in pieces {
            typist.wait(pause);
            (typist.gap, typist.draws) = (gap, draws);
            // `Typist::judge` looks at everything that is confirmed.
            typist.type_in(&text);
            typist.tokens();
            typist.drawn(typist.app.revision());
        }
    }
}

#[test]
fn the_states_are_what_they_are_meant_to_be() {
    let dialogs: Vec<Option<String>> = STATES
        .iter()
        .map(|state| {
            let mut typist = Typist::new();
            state(&mut typist);
            typist.expects()
        })
        .collect();
    let asked: Vec<&str> = dialogs.iter().flatten().map(String::as_str).collect();
    assert_eq!(
        asked,
        [
            "end",
            "3",
            "5",
            "end",
            "suspend",
            "unsuspend",
            "revoke",
            "yes"
        ]
    );
}

#[test]
fn the_key_the_answer_and_enter_in_succession_confirm() {
    for text in ["Kend\n", "Ssuspend\n", "  K2\n"] {
        let mut typist = Typist::new();
        typist.type_in(text);
        assert_eq!(typist.confirmed, 1, "{text:?}");
    }
}
