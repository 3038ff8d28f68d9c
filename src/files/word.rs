//! Paths and texts as a shell takes them, to be copied from a message.

use std::path::Path;

use crate::model::SafeText;

/// The path in quotes.
pub(crate) fn quoted(path: &Path) -> String {
    in_quotes(&SafeText::new(&path.to_string_lossy()).to_string())
}

/// The path as one word of a command, in quotes where it needs them. It is never taken for an option.
pub(crate) fn path_word(path: &Path) -> String {
    let text = path.to_string_lossy();
    if text.starts_with('-') {
        shell_word(&format!("./{text}"))
    } else {
        shell_word(&text)
    }
}

/// A text as one word of a command, in quotes where it needs them.
pub(crate) fn shell_word(text: &str) -> String {
    if text.is_empty() {
        return in_quotes(text);
    }
    let text = SafeText::new(text).to_string();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@%:,=".contains(c);
    if text.chars().all(is_plain) {
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
        assert_eq!(shell_word("o'brien@x.example"), r"'o'\''brien@x.example'");
    }
}
