//! What can be typed next.

use super::fields::{FIELDS, FieldInfo, ValueKind};
use super::flag_names::FlagNames;

/// What can stand in the place of what was typed last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Completion {
    /// The place in characters where it begins; it goes on to the cursor.
    pub(crate) from: usize,
    /// What can stand there, at least one.
    pub(crate) offers: Vec<String>,
}

/// What can stand before the cursor, which is a place in characters: names of fields, or the words
/// that a field takes. `None` if nothing is known to.
pub(crate) fn complete(text: &str, cursor: usize, flags: &FlagNames) -> Option<Completion> {
    let signs: Vec<char> = text.chars().take(cursor).collect();
    // Inside quotes stands text.
    if signs.iter().filter(|sign| **sign == '"').count() % 2 == 1 {
        return None;
    }
    let is_before = |sign: &char| sign.is_whitespace() || *sign == '(';
    let start = signs.iter().rposition(is_before).map_or(0, |at| at + 1);
    let start = start + usize::from(signs.get(start) == Some(&'-'));
    let term = &signs[start..];
    let sign = term.iter().position(|sign| matches!(sign, ':' | '='));
    let (from, typed) = match sign {
        Some(at) => (start + at + 1, &term[at + 1..]),
        None => (start, term),
    };
    let typed: String = typed.iter().collect::<String>().to_ascii_lowercase();
    let offers = match sign {
        Some(at) => {
            let name: String = term[..at].iter().collect();
            let info = FieldInfo::named(&name)?;
            let words: Vec<&str> = match info.kind {
                ValueKind::Flag => flags.iter().collect(),
                _ => info.words.to_vec(),
            };
            let words = words.into_iter().filter(|word| word.starts_with(&typed));
            words.map(str::to_owned).collect()
        }
        None if typed.is_empty() => Vec::new(),
        None => names(&typed),
    };
    (!offers.is_empty()).then_some(Completion { from, offers })
}

/// The names that begin so, each with what is typed after it.
fn names(typed: &str) -> Vec<String> {
    let named = |info: &'static FieldInfo| {
        let name = info.names().find(|name| name.starts_with(typed))?;
        Some(format!("{name}{}", info.usual_sign()))
    };
    FIELDS.iter().filter_map(named).collect()
}

impl Completion {
    /// The text with as much completed as all offers have in common, and the cursor after it.
    pub(crate) fn apply(&self, text: &str, cursor: usize) -> (String, usize) {
        let common = self.common();
        let before: String = text.chars().take(self.from).collect();
        let after: String = text.chars().skip(cursor).collect();
        let at = self.from + common.chars().count();
        (format!("{before}{common}{after}"), at)
    }

    fn common(&self) -> &str {
        let first = self.offers.first().map_or("", String::as_str);
        let is_common = |length: &usize| {
            let start = first.get(..*length);
            start.is_some_and(|start| self.offers.iter().all(|offer| offer.starts_with(start)))
        };
        let length = (0..=first.len()).rev().find(is_common).unwrap_or(0);
        &first[..length]
    }
}
