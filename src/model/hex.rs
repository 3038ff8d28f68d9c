//! Bytes written as text.

use std::fmt::Write as _;

/// The bytes in lower-case hex, two letters for each.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let empty = String::with_capacity(bytes.len() * 2);
    bytes.iter().fold(empty, |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_is_two_letters() {
        assert_eq!(hex(&[0, 0x0f, 0xff]), "000fff");
        assert_eq!(hex(&[]), "");
    }
}
