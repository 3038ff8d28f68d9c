//! What can be typed next.

use super::fields::{FIELDS, FieldInfo, QueryField, ValueKind};
use super::flag_names::FlagNames;

/// What can stand in the place of what was typed last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Completion {
    /// The place in characters where it begins; it goes on to the cursor.
    pub(crate) from: usize,
    /// What can stand there, at least one.
    pub(crate) offers: Vec<String>,
}

/// What is known to stand in a field, such as the names of people: whatever begins with a text, a
/// few at most.
pub(crate) type KnownValues<'a> = &'a dyn Fn(QueryField, &str) -> Vec<String>;

/// What can stand before the cursor, which is a place in characters: names of fields, the words that
/// a field takes, or values that are `known`. `None` if nothing is known to.
pub(crate) fn complete(
    text: &str,
    cursor: usize,
    flags: &FlagNames,
    known: KnownValues<'_>,
) -> Option<Completion> {
    let signs: Vec<char> = text.chars().take(cursor).collect();
    let is_in_quotes = signs.iter().filter(|sign| **sign == '"').count() % 2 == 1;
    // Inside quotes stands text, which is completed where it is all of a value.
    let end = match signs.iter().rposition(|sign| *sign == '"') {
        Some(quote) if is_in_quotes => quote,
        _ => signs.len(),
    };
    let is_before = |sign: &char| sign.is_whitespace() || *sign == '(';
    let start = signs[..end]
        .iter()
        .rposition(is_before)
        .map_or(0, |at| at + 1);
    let start = start + usize::from(signs.get(start) == Some(&'-'));
    let term = &signs[start..];
    let sign = term.iter().position(|sign| matches!(sign, ':' | '='));
    let (from, typed) = match sign {
        Some(at) => (start + at + 1, &term[at + 1..]),
        None => (start, term),
    };
    let typed: String = typed.iter().collect();
    if is_in_quotes && (sign.is_none() || !typed.starts_with('"')) {
        return None;
    }
    let bare = typed.strip_prefix('"').unwrap_or(&typed);
    let offers = match sign {
        Some(at) => {
            let name: String = term[..at].iter().collect();
            let info = FieldInfo::named(&name)?;
            let lower = typed.to_ascii_lowercase();
            let words: Vec<&str> = match info.kind {
                ValueKind::Flag => flags.iter().collect(),
                _ => info.words.to_vec(),
            };
            let words = words.into_iter().filter(|word| word.starts_with(&lower));
            let words = words.map(str::to_owned);
            let values = if bare.trim().is_empty() {
                Vec::new()
            } else {
                known(info.field, bare)
            };
            words.chain(alike(values, is_in_quotes)).collect()
        }
        None if typed.is_empty() => Vec::new(),
        None => names(&typed.to_ascii_lowercase()),
    };
    (!offers.is_empty()).then_some(Completion { from, offers })
}

/// Values as they are typed: all in quotes if any needs them, so that they begin alike. What would
/// mean something else there is left out.
fn alike(values: Vec<String>, is_in_quotes: bool) -> Vec<String> {
    let is_plain = |value: &String| !value.contains(['"', '*', '\\']);
    let needs_quotes = |value: &String| {
        value.contains(|sign: char| sign.is_whitespace() || matches!(sign, '(' | ')'))
    };
    let values: Vec<String> = values.into_iter().filter(is_plain).collect();
    if is_in_quotes || values.iter().any(needs_quotes) {
        values.iter().map(|value| format!("\"{value}\"")).collect()
    } else {
        values
    }
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
        let typed: String = text.chars().take(cursor).skip(self.from).collect();
        let length = |text: &str| text.trim_start_matches('"').chars().count();
        if length(common) < length(&typed) {
            // The offers differ before what was typed ends, in letter case or accents.
            return (text.to_owned(), cursor);
        }
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
