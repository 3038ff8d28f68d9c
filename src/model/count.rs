//! Numbers as they are written in sentences.

/// A number with its noun: `1 session`, `2 sessions`.
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
