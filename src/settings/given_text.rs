//! Text as it is given: one line, without what was copied along.

use super::error::SettingsError;

/// The text without the blanks around it; `None` if nothing is left. Control characters are
/// refused, since a line break in a token or an address would end a header early.
pub(super) fn clean(name: &str, text: &str) -> Result<Option<String>, SettingsError> {
    // Some editors put a byte order mark before what they save.
    let text = text.trim().trim_start_matches('\u{feff}').trim();
    if text.chars().any(char::is_control) {
        return Err(SettingsError::bad(
            name,
            "holds a control character, such as a line break: it must be one line of plain text",
        ));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// The token behind the word of a header that was copied along; `None` if there is no such word.
pub(super) fn without_bearer(text: &str) -> Option<&str> {
    let (word, token) = text.split_at_checked("Bearer ".len())?;
    (word.eq_ignore_ascii_case("Bearer ") && !token.trim().is_empty()).then(|| token.trim())
}
