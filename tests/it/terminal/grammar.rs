//! The few escape sequences that the program writes; any other comes from a stranger.

use zentop::model::SafeText;

/// Private and ECMA modes that are switched, by their parameters.
const MODES: [&str; 5] = ["?1049", "?2004", "?1004", "?25", "8"];

/// The questions to the terminal, and the keyboard protocol that one of the answers allows.
const QUESTIONS: [&str; 5] = [
    "\u{1b}]11;?\u{7}",
    "\u{1b}[?u",
    "\u{1b}[c",
    "\u{1b}[>29u",
    "\u{1b}[<u",
];

/// The modes of the mouse, which nobody asked for here.
const MOUSE: [&str; 2] = ["?1000", "?1006"];

/// The first thing in a stream of bytes that the program does not write.
pub(super) fn stranger(raw: &[u8]) -> Option<String> {
    let Ok(text) = std::str::from_utf8(raw) else {
        return Some("bytes that are no UTF-8".to_owned());
    };
    let mut rest = text;
    while let Some(sign) = rest.chars().next() {
        let length = match sign {
            '\u{1b}' => match sequence(rest) {
                Some(length) => length,
                None => return Some(rest.chars().take(20).collect::<String>()),
            },
            '\r' | '\n' => 1,
            sign if SafeText::is_forbidden(sign) => {
                return Some(rest.chars().take(20).collect::<String>());
            }
            sign => sign.len_utf8(),
        };
        rest = &rest[length..];
    }
    None
}

/// The length of a known sequence at the start of a text.
fn sequence(text: &str) -> Option<usize> {
    if let Some(question) = QUESTIONS.iter().find(|it| text.starts_with(**it)) {
        return Some(question.len());
    }
    let body = text.strip_prefix("\u{1b}[")?;
    let end = body.find(|sign: char| sign.is_ascii_alphabetic())?;
    let (parameters, last) = (&body[..end], body[end..].chars().next()?);
    let numbers = parameters
        .split(';')
        .all(|number| number.len() <= 3 && number.bytes().all(|digit| digit.is_ascii_digit()));
    let known = match last {
        'H' | 'm' | 'J' | 'K' => numbers,
        // Whoever leaves also ends listening to the mouse, whether or not it was begun.
        'l' if MOUSE.contains(&parameters) => true,
        'h' | 'l' => MODES.contains(&parameters),
        _ => false,
    };
    known.then_some(2 + end + 1)
}

#[test]
fn what_strangers_write_is_found() {
    for bytes in ["\u{1b}[?1049h\u{1b}[3;7H\u{1b}[38;5;1mé\u{1b}[0m\r\n", ""] {
        assert_eq!(stranger(bytes.as_bytes()), None);
    }
    for bytes in [
        "\u{1b}]0;pwned\u{7}",
        "\u{1b}[6n",
        "\u{1b}[?1000h",
        "\u{1b}c",
        "a\u{202e}b",
        "\u{9b}6n",
        "\u{7}",
        "\u{1b}[99999999bZ",
    ] {
        assert!(stranger(bytes.as_bytes()).is_some(), "{bytes:?}");
    }
}
