//! Paths and texts as a shell takes them, to be copied from a message.

use std::path::Path;

use crate::model::SafeText;

/// The path in quotes.
pub(crate) fn quoted(path: &Path) -> String {
    in_quotes(&shown(path))
}

/// The path with each of its names made safe by itself: a text is cut at some length, and a path that
/// is cut names nothing.
fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    let names = text.split('/').map(safe);
    names.collect::<Vec<_>>().join("/")
}

/// The text with nothing that a terminal would take for more; nothing stays nothing.
fn safe(text: &str) -> String {
    match text {
        "" => String::new(),
        text => SafeText::new(text).to_string(),
    }
}

/// The path as one word of a command, in quotes where it needs them. It is never taken for an option.
pub(crate) fn path_word(path: &Path) -> String {
    let text = shown(path);
    if text.starts_with('-') {
        word(format!("./{text}"))
    } else {
        word(text)
    }
}

/// A text as one word of a command, in quotes where it needs them.
pub(crate) fn shell_word(text: &str) -> String {
    word(safe(text))
}

/// A text that is safe as one word.
fn word(text: String) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@%:,=".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        text
    } else {
        in_quotes(&text)
    }
}

fn in_quotes(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_quotes_where_a_shell_would_take_it_apart() {
        for (path, word) in [
            ("plan.json", "plan.json"),
            ("/tmp/a-b_c/plan.json", "/tmp/a-b_c/plan.json"),
            ("my plan.json", "'my plan.json'"),
            ("it's", r"'it'\''s'"),
            ("$(id)", "'$(id)'"),
            ("~ann", "'~ann'"),
            ("-x", "./-x"),
            ("plän", "'plän'"),
        ] {
            assert_eq!(path_word(Path::new(path)), word);
        }
        assert_eq!(shell_word(""), "''");
        let deep = format!(
            "/{}/plan.json",
            ["x".repeat(200), "y".repeat(200)].join("/")
        );
        assert_eq!(path_word(Path::new(&deep)), deep);
        assert_eq!(shell_word("o'brien@x.example"), r"'o'\''brien@x.example'");
    }
}
