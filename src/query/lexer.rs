//! Text → lexemes, each with its place in characters.

use super::error::QueryError;
use super::value::Comparison;

/// The longest query, in characters.
const LONGEST: usize = 100_000;

/// A piece of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lexeme {
    Open,
    Close,
    /// A `-` at the beginning of a term.
    Minus,
    Word(TypedWord),
    /// A name, how it is compared, and a value with its place.
    Field(String, Comparison, TypedWord, usize),
}

/// Text with stars between its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TypedWord {
    pub(super) parts: Vec<String>,
    /// Whether any of it stands in quotes.
    pub(super) is_quoted: bool,
}

impl TypedWord {
    /// The word, if it has neither quotes nor stars.
    pub(super) fn plain(&self) -> Option<&str> {
        self.literal().filter(|_| !self.is_quoted)
    }

    /// The word, if it has no stars.
    pub(super) fn literal(&self) -> Option<&str> {
        match &self.parts[..] {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Whether there is nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        self.literal().is_some_and(str::is_empty)
    }
}

/// The lexemes of a text, each with its place.
pub(super) fn lexemes(text: &str) -> Result<Vec<(usize, Lexeme)>, QueryError> {
    let mut lexer = Lexer {
        signs: text.chars().collect(),
        at: 0,
    };
    if lexer.signs.len() > LONGEST {
        return Err(QueryError::at(
            LONGEST,
            format!("a query has at most {LONGEST} characters"),
        ));
    }
    let mut found = Vec::new();
    while let Some(lexeme) = lexer.next()? {
        found.push(lexeme);
    }
    Ok(found)
}

struct Lexer {
    signs: Vec<char>,
    at: usize,
}

/// Whether the sign ends a word.
fn ends_word(sign: char) -> bool {
    sign.is_whitespace() || sign == '(' || sign == ')'
}

/// Whether text with this sign stands in quotes.
pub(super) fn is_special(sign: char) -> bool {
    sign.is_whitespace() || "()\":=<>".contains(sign)
}

impl Lexer {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.signs.get(self.at + ahead).copied()
    }

    fn next(&mut self) -> Result<Option<(usize, Lexeme)>, QueryError> {
        while self.peek(0).is_some_and(char::is_whitespace) {
            self.at += 1;
        }
        let place = self.at;
        let Some(sign) = self.peek(0) else {
            return Ok(None);
        };
        let lexeme = match sign {
            '(' => Lexeme::Open,
            ')' => Lexeme::Close,
            '-' if self.begins_term() => Lexeme::Minus,
            _ => return self.term().map(|lexeme| Some((place, lexeme))),
        };
        self.at += 1;
        Ok(Some((place, lexeme)))
    }

    /// Whether the `-` here is at the beginning of a term.
    fn begins_term(&self) -> bool {
        let before = self.at.checked_sub(1).map(|before| self.signs[before]);
        before.is_none_or(ends_word)
            && self
                .peek(1)
                .is_some_and(|next| !next.is_whitespace() && next != ')')
    }

    /// A word, or a field with its value.
    fn term(&mut self) -> Result<Lexeme, QueryError> {
        let word = self.word(true)?;
        let Some(comparison) = self.comparison() else {
            return Ok(Lexeme::Word(word));
        };
        let place = self.at;
        let value = self.word(false)?;
        let name = word.parts.join("*");
        Ok(Lexeme::Field(name, comparison, value, place))
    }

    fn comparison(&mut self) -> Option<Comparison> {
        let is_or_equal = self.peek(1) == Some('=');
        let (comparison, length) = match self.peek(0)? {
            ':' | '=' => (Comparison::Is, 1),
            '<' if is_or_equal => (Comparison::AtMost, 2),
            '<' => (Comparison::Less, 1),
            '>' if is_or_equal => (Comparison::AtLeast, 2),
            '>' => (Comparison::More, 1),
            _ => return None,
        };
        self.at += length;
        Some(comparison)
    }

    /// Reads to the end of a word, or to what compares where that `ends` it.
    fn word(&mut self, ends: bool) -> Result<TypedWord, QueryError> {
        let mut parts = vec![String::new()];
        let mut push = |sign: Option<char>| match (sign, parts.last_mut()) {
            (Some(sign), Some(last)) => last.push(sign),
            _ => parts.push(String::new()),
        };
        let (mut is_quoted, mut opened) = (false, None);
        while let Some(sign) = self.peek(0) {
            let is_end = ends_word(sign) || (ends && matches!(sign, ':' | '=' | '<' | '>'));
            match sign {
                '"' => {
                    is_quoted = true;
                    opened = if opened.is_some() {
                        None
                    } else {
                        Some(self.at)
                    };
                }
                _ if is_end && opened.is_none() => break,
                '*' => push(None),
                '\\' if matches!(self.peek(1), Some('*' | '"' | '\\')) => {
                    self.at += 1;
                    push(self.peek(0));
                }
                sign => push(Some(sign)),
            }
            self.at += 1;
        }
        match opened {
            Some(place) => Err(QueryError::unfinished(
                place,
                "this \" has no other to close it",
            )),
            None => Ok(TypedWord { parts, is_quoted }),
        }
    }
}
