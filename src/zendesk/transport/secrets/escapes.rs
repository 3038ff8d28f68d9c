//! Escapes in what a server sends, read back into the text that they stand for, so that a secret of
//! which some letters are escaped is still found.

use memchr::memchr;

/// The text with each `%41` replaced by the byte that it stands for (RFC 3986 §2.1).
pub(super) fn percent_decoded(text: &[u8]) -> Vec<u8> {
    decoded(text, b'%', |rest| {
        let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
        Some((u8::from_str_radix(digits, 16).ok()?, 2))
    })
}

/// The text with each `&#65;` and `&#x41;` replaced by the letter that it stands for, where that is ASCII.
pub(super) fn without_entities(text: &[u8]) -> Vec<u8> {
    decoded(text, b'&', |rest| {
        let number = rest.strip_prefix(b"#")?;
        let end = memchr(b';', number.get(..8.min(number.len()))?)?;
        let digits = std::str::from_utf8(&number[..end]).ok()?;
        let code = match digits.strip_prefix(['x', 'X']) {
            Some(digits) => u8::from_str_radix(digits, 16).ok()?,
            None => digits.parse().ok()?,
        };
        Some((code, end + 2))
    })
}

/// The text with each escape that begins with this sign replaced by the byte that it stands for. What
/// follows the sign says which that is, and how long the escape is.
fn decoded(text: &[u8], sign: u8, read: impl Fn(&[u8]) -> Option<(u8, usize)>) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr(sign, rest) {
        plain.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        let (byte, length) = read(rest).unwrap_or((sign, 0));
        plain.push(byte);
        rest = &rest[length..];
    }
    plain.extend_from_slice(rest);
    plain
}

/// The text with the escapes of JSON replaced by what they stand for, as far as that is ASCII, which
/// every secret in a header is.
pub(super) fn without_escapes(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr(b'\\', rest) {
        plain.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        let code = rest.strip_prefix(b"u").and_then(|rest| rest.get(..4));
        let code = code.and_then(|code| std::str::from_utf8(code).ok());
        let code = code.and_then(|code| u32::from_str_radix(code, 16).ok());
        let taken = if let Some(code) = code {
            let letter = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
            plain.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
            5
        } else {
            plain.extend(rest.first());
            1
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    plain.extend_from_slice(rest);
    plain
}
