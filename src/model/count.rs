//! Numbers as they are written in sentences.

/// A number with its noun: `1 session`, `2 sessions`.
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// A number with its thousands set apart.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The verb after so many: `1 is`, `2 are`.
pub(crate) const fn be(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}
