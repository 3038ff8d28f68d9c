//! The address of a session as the server wrote it, in a form that many sessions share.

use std::fmt::Write as _;
use std::sync::Arc;

use memchr::memchr2;

use super::SessionKey;

/// The longest address that is kept, in bytes; an honest one has fewer than a hundred.
const LONGEST: usize = 2_048;

/// What stands for the number of the owner, and of the session, in a pattern. No address that is
/// kept has a control character, so neither is mistaken for a part of one.
const USER: char = '\u{1}';
const SESSION: char = '\u{2}';

/// The `url` of a session as it was sent, or none where none came that can be read. Nothing is ever
/// asked of it: it names a server of the sender's choice.
///
/// Both numbers of the session are left out of what is stored, so all sessions of an account share
/// one text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SentUrl(Option<Arc<str>>);

impl SentUrl {
    /// The address of this session as it was sent.
    pub fn text(&self, key: SessionKey) -> Option<String> {
        let pattern = self.0.as_deref()?;
        let mut text = String::with_capacity(pattern.len() + 40);
        for letter in pattern.chars() {
            // Writing to a `String` cannot fail.
            let _ = match letter {
                USER => write!(text, "{}", key.user),
                SESSION => write!(text, "{}", key.session),
                letter => text.write_char(letter),
            };
        }
        Some(text)
    }

    /// Whether `text` is the address of this session, without writing it.
    fn is_of(&self, key: SessionKey, text: &str) -> bool {
        let Some(mut pattern) = self.0.as_deref().map(str::as_bytes) else {
            return false;
        };
        let mut rest = text.as_bytes();
        while let Some(at) = memchr2(USER as u8, SESSION as u8, pattern) {
            let number = match char::from(pattern[at]) {
                USER => key.user.get(),
                _ => key.session.get(),
            };
            let after = rest.strip_prefix(&pattern[..at]);
            let Some(after) = after.and_then(|rest| after_number(rest, number)) else {
                return false;
            };
            (rest, pattern) = (after, &pattern[at + 1..]);
        }
        rest == pattern
    }
}

/// What follows this number, where the text begins with it as it is written: no zeros before it, and no
/// digit after it.
fn after_number(text: &[u8], number: u64) -> Option<&[u8]> {
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    let (digits, rest) = text.split_at(text.iter().take_while(|byte| is_digit(byte)).count());
    let is_plain = digits.len() == 1 || digits.first() != Some(&b'0');
    let is_it = is_plain && std::str::from_utf8(digits).ok()?.parse() == Ok(number);
    is_it.then_some(rest)
}

/// Takes in addresses one after another. Those that differ from the one before in the numbers of
/// their session alone cost no memory.
#[derive(Default)]
pub(crate) struct UrlPatterns {
    last: SentUrl,
    pattern: String,
    digits: String,
}

impl UrlPatterns {
    /// The address of this session; none if `text` is empty, endless, or no text for a line.
    pub(crate) fn take(&mut self, text: &str, key: SessionKey) -> SentUrl {
        // An account writes its addresses alike, and to look for the numbers takes longer than the rest
        // of a record.
        if self.last.is_of(key, text) {
            return self.last.clone();
        }
        if text.is_empty() || text.len() > LONGEST || text.chars().any(char::is_control) {
            return SentUrl::default();
        }
        self.pattern.clear();
        let (before, after) = self.split(text, key.session.get());
        let (start, between) = self.split(before, key.user.get());
        match (after, between) {
            (Some(after), Some(between)) => {
                self.pattern
                    .extend([start, "\u{1}", between, "\u{2}", after]);
            }
            (Some(after), None) => self.pattern.extend([before, "\u{2}", after]),
            (None, _) => self.pattern.push_str(text),
        }
        if self.last.0.as_deref() != Some(self.pattern.as_str()) {
            self.last = SentUrl(Some(self.pattern.as_str().into()));
        }
        self.last.clone()
    }

    /// Cuts `text` around the last place that has this number and no more digits.
    fn split<'a>(&mut self, text: &'a str, number: u64) -> (&'a str, Option<&'a str>) {
        self.digits.clear();
        let _ = write!(self.digits, "{number}");
        let is_whole = |at: usize| {
            let end = at + self.digits.len();
            let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
            !digit(text.as_bytes().get(end)) && !digit(text.as_bytes()[..at].last())
        };
        let mut places = text.rmatch_indices(self.digits.as_str());
        match places.find(|(at, _)| is_whole(*at)) {
            Some((at, found)) => (&text[..at], text.get(at + found.len()..)),
            None => (text, None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(key: &str) -> SessionKey {
        key.parse().unwrap()
    }

    #[test]
    fn an_address_reads_back_as_it_was_sent() {
        let mut patterns = UrlPatterns::default();
        for text in [
            "https://acme.zendesk.com/api/v2/users/12345/sessions/3432.json",
            "https://acme.zendesk.com/api/v2/users/12345/sessions/3432",
            "https://help.acme.test:8443/12345/x?of=3432&again=3432",
            "https://3432.test/12345",
            "https://acme.zendesk.com/sessions/34321",
            "n/a",
            "https://b\u{fc}cher.test/\u{202e}3432",
        ] {
            let url = patterns.take(text, key("12345/3432"));
            assert_eq!(url.text(key("12345/3432")).as_deref(), Some(text));
        }
        for key in ["7/7", "1/2", "2/1", "12/34", "1/34"].map(key) {
            let text = format!("https://a.test/users/{}/sessions/{}", key.user, key.session);
            // Those after the first are near to what is usual by then, and are not it.
            for text in [
                text.clone(),
                text.replace("users/", "users/0"),
                text.replace("/sessions", "2/sessions"),
                format!("{text}/"),
                format!("{text}5"),
                text[..text.len() - 1].to_owned(),
                text.replace("a.test", "b.test"),
            ] {
                assert_eq!(patterns.take(&text, key).text(key), Some(text));
            }
        }
    }

    #[test]
    fn what_is_no_address_is_none() {
        let mut patterns = UrlPatterns::default();
        let long = "x".repeat(LONGEST + 1);
        for text in ["", "a\u{1}b", "a\nb", long.as_str()] {
            let url = patterns.take(text, key("1/2"));
            assert_eq!((url.text(key("1/2")), url), (None, SentUrl::default()));
        }
    }

    #[test]
    fn a_million_usual_addresses_are_one_text() {
        let mut patterns = UrlPatterns::default();
        let mut take = |user: u64, session: u64| {
            let text = format!("https://a.test/api/v2/users/{user}/sessions/{session}.json");
            patterns
                .take(&text, key(&format!("{user}/{session}")))
                .0
                .unwrap()
        };
        let first = take(12, 345);
        for number in 1..1_000 {
            assert!(Arc::ptr_eq(&first, &take(number * 7, number * 131)));
        }
    }
}
