//! Numbers as they are written in sentences.

/// A number with its noun: `1 session`, `2 sessions`.
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// The verb after so many: `1 is`, `2 are`.
pub(crate) const fn be(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}
