//! What a line of the log may hold: nothing that Zendesk said, and nothing that somebody typed.

use super::code::code_of;
use super::hold;
use super::source::{all, every_file};

/// The beginning of what writes a line.
const LOG: &str = "tracing::";

/// Names of what went wrong. Their words quote names, addresses and what was typed.
const WORDY: [&str; 9] = [
    "error", "failure", "refusal", "why", "fault", "cause", "reason", "stopped", "words",
];

/// Forms of a text that a person reads.
const FOR_PEOPLE: [&str; 4] = [".words()", ".sentence()", ".advice()", ".to_string()"];

/// What makes a line of them.
const MADE_FOR_THE_LOG: [&str; 2] = ["logged(", "for_log("];

/// Lines that may, with the reason.
const EXCEPTIONS: [(&str, &str); 2] = [
    (
        "src/journal/write.rs",
        "the system's error, in a layer that knows nothing of Zendesk",
    ),
    (
        "src/zendesk/wire/decode.rs",
        "a reason that was made of serde's words without any value",
    ),
];

/// Every macro of the log in a text, with its line.
fn macros(text: &str) -> Vec<(usize, &str)> {
    if !text.contains(LOG) {
        return Vec::new();
    }
    let code = code_of(text);
    // Letters of more than a byte are one blank in the code, so places are those of letters.
    let places = text.char_indices().map(|(place, _)| place);
    let letters: Vec<usize> = places.chain([text.len()]).collect();
    let code: Vec<char> = code.chars().collect();
    let name: Vec<char> = LOG.chars().collect();
    let mut found = Vec::new();
    for at in 0..code.len().saturating_sub(name.len()) {
        if code[at..at + name.len()] != name[..] {
            continue;
        }
        let head: String = code[at..]
            .iter()
            .take_while(|letter| **letter != '(')
            .collect();
        if !head.ends_with('!') || head.contains(char::is_whitespace) {
            continue;
        }
        let (mut end, mut depth) = (at + head.chars().count(), 0_usize);
        loop {
            match code[end] {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            end += 1;
            if depth == 0 {
                break;
            }
        }
        let text = &text[letters[at]..letters[end]];
        let line = code[..at].iter().filter(|letter| **letter == '\n').count() + 1;
        found.push((line, text));
    }
    found
}

/// What of a macro is formatted by its own words, if anything is.
fn wordy(text: &str) -> Option<String> {
    // What stands before is the level.
    let mut text = text.split_once('(').unwrap_or_default().1.to_owned();
    for made in MADE_FOR_THE_LOG {
        while let Some(start) = text.find(made) {
            let end = text[start..]
                .find(')')
                .map_or(text.len(), |end| start + end + 1);
            // Whose method it is goes with it.
            let of = text[..start].trim_end_matches(|sign: char| {
                sign.is_alphanumeric() || sign == '_' || sign == '.'
            });
            let of = of.len();
            text.replace_range(of..end, "");
        }
    }
    if let Some(form) = FOR_PEOPLE.iter().find(|form| text.contains(**form)) {
        return Some((*form).to_owned());
    }
    let is_sign = |sign: char| !sign.is_alphanumeric() && sign != '_';
    // What stands in braces within a string is formatted, and what stands outside of one.
    let in_braces = text
        .split('{')
        .skip(1)
        .map(|part| part.split(['}', ':']).next());
    let in_braces = in_braces.flatten().map(str::to_owned);
    let code = code_of(&text);
    let outside = code.split(is_sign).map(str::to_owned);
    let mut words = in_braces.chain(outside);
    words.find(|word| WORDY.contains(&word.as_str()))
}

#[test]
fn no_line_formats_what_went_wrong_by_words_that_are_for_people() {
    let programs: Vec<String> = all().iter().map(|one| one.place(0)).collect();
    let (mut lines, mut violations) = (0, Vec::new());
    for file in every_file() {
        if !programs.contains(&format!("{}:0", file.path())) {
            continue;
        }
        let is_exception = EXCEPTIONS.iter().any(|(path, _)| *path == file.path());
        for (line, text) in macros(file.text()) {
            lines += 1;
            if let Some(what) = wordy(text).filter(|_| !is_exception) {
                violations.push((file.place(line), format!("{what} in {text}")));
            }
        }
    }
    assert!(lines > 30, "the lines were not found: {lines}");
    hold(
        "a line of the log has words that may quote somebody: `logged`, `for_log`",
        &violations,
    );
}

#[test]
fn a_line_that_quotes_is_told_from_one_that_does_not() {
    for (text, is_wordy) in [
        (r#"tracing::warn!("not known: {error}")"#, true),
        (r#"tracing::warn!(%error, "not known")"#, true),
        (r#"tracing::info!("no plan: {refusal}")"#, true),
        (r#"tracing::info!("ü no plan: {}", refusal)"#, true),
        (r#"tracing::warn!(run, "ends early: {}", it.words())"#, true),
        (r#"tracing::warn!("not known: {}", logged(&error))"#, false),
        (
            r#"tracing::warn!(run, "no error: {}", logged(error))"#,
            false,
        ),
        (r#"tracing::info!("no plan: {}", refusal.for_log())"#, false),
        (r#"tracing::info!(items, excluded, "why not")"#, false),
        (r#"tracing::error!("no record: {}", logged(&error))"#, false),
    ] {
        let found = macros(text);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(wordy(found[0].1).is_some(), is_wordy, "{text}");
    }
}
