//! Lexemes → expression, by the grammar
//!
//! ```text
//! query = or ;  or = and { "or" and } ;  and = term { [ "and" ] term }
//! term = [ "-" | "not" ] ( "(" or ")" | field | text )
//! ```

use super::condition::Condition;
use super::error::{QueryError, meant, quoted};
use super::expression::Expression;
use super::fields::{FIELDS, FieldInfo, QueryField};
use super::flag_names::FlagNames;
use super::lexer::{Lexeme, TypedWord, lexemes};
use super::value::Comparison;
use super::zone::Zone;

/// How deep parentheses and negations may stand in each other.
const DEEPEST: usize = 50;

/// Reads a query; `None` if it asks nothing.
pub(super) fn parse(
    text: &str,
    zone: Zone,
    flags: &FlagNames,
) -> Result<Option<Expression>, QueryError> {
    let lexemes = lexemes(text)?;
    if lexemes.is_empty() {
        return Ok(None);
    }
    let mut parser = Parser {
        lexemes,
        at: 0,
        depth: 0,
        end: text.chars().count(),
        zone,
        flags,
    };
    let found = parser.or()?;
    match parser.peek() {
        None => Ok(Some(found)),
        Some(_) => Err(parser.error("this ) has no ( before it; put it in quotes to look for it")),
    }
}

struct Parser<'a> {
    lexemes: Vec<(usize, Lexeme)>,
    at: usize,
    depth: usize,
    end: usize,
    zone: Zone,
    flags: &'a FlagNames,
}

/// A term, and the field by which it may join its siblings.
type Term = (Expression, Option<QueryField>);

impl Parser<'_> {
    fn peek(&self) -> Option<&Lexeme> {
        self.lexemes.get(self.at).map(|(_, lexeme)| lexeme)
    }

    fn place(&self) -> usize {
        self.lexemes.get(self.at).map_or(self.end, |(at, _)| *at)
    }

    fn error(&self, message: &str) -> QueryError {
        QueryError::at(self.place(), message)
    }

    /// Whether the word `word` comes next, which joins.
    fn is_next(&self, word: &str) -> bool {
        let Some(Lexeme::Word(next)) = self.peek() else {
            return false;
        };
        next.plain()
            .is_some_and(|next| next.eq_ignore_ascii_case(word))
    }

    fn take(&mut self, word: &str) -> bool {
        let is_next = self.is_next(word);
        self.at += usize::from(is_next);
        is_next
    }

    fn or(&mut self) -> Result<Expression, QueryError> {
        let mut members = vec![self.and()?];
        while self.take("or") {
            members.push(self.and()?);
        }
        Ok(joined(members, Expression::Or))
    }

    fn and(&mut self) -> Result<Expression, QueryError> {
        let mut terms = vec![self.term()?];
        loop {
            let is_joined = self.take("and");
            let is_over = matches!(self.peek(), None | Some(Lexeme::Close)) || self.is_next("or");
            if is_over && !is_joined {
                break;
            }
            terms.push(self.term()?);
        }
        Ok(siblings(terms))
    }

    fn term(&mut self) -> Result<Term, QueryError> {
        if self.depth >= DEEPEST {
            return Err(self.error("this stands too deep in parentheses"));
        }
        if self.is_next("and") || self.is_next("or") {
            let message = "something to join is missing before this; in quotes it is text";
            return Err(self.error(message));
        }
        let is_minus = self.peek() == Some(&Lexeme::Minus);
        if is_minus || self.is_next("not") {
            self.at += 1;
            self.depth += 1;
            let (inner, _) = self.term()?;
            self.depth -= 1;
            return Ok((Expression::Not(Box::new(inner)), None));
        }
        let place = self.place();
        let Some((_, lexeme)) = self.lexemes.get(self.at).cloned() else {
            return Err(QueryError::unfinished(
                place,
                "something to look for is missing",
            ));
        };
        self.at += 1;
        match lexeme {
            Lexeme::Open => self.parentheses(place).map(|inner| (inner, None)),
            Lexeme::Word(word) => Ok((Expression::Is(Condition::bare(&word, place)?), None)),
            Lexeme::Field(name, comparison, value, value_at) => {
                let condition = self.field(place, &name, comparison, (&value, value_at))?;
                let joins = (comparison == Comparison::Is).then(|| condition.field());
                Ok((Expression::Is(condition), joins.flatten()))
            }
            Lexeme::Minus | Lexeme::Close => Err(QueryError::at(
                place,
                "something to look for is missing before this",
            )),
        }
    }

    fn parentheses(&mut self, place: usize) -> Result<Expression, QueryError> {
        self.depth += 1;
        let inner = self.or()?;
        self.depth -= 1;
        if self.peek() != Some(&Lexeme::Close) {
            return Err(QueryError::unfinished(place, "this ( has no ) to close it"));
        }
        self.at += 1;
        Ok(inner)
    }

    fn field(
        &self,
        place: usize,
        name: &str,
        comparison: Comparison,
        (value, value_at): (&TypedWord, usize),
    ) -> Result<Condition, QueryError> {
        let Some(info) = FieldInfo::named(name) else {
            return Err(no_field(place, name, comparison));
        };
        Condition::read(info, comparison, value, value_at, (self.zone, self.flags))
    }
}

fn no_field(place: usize, name: &str, comparison: Comparison) -> QueryError {
    let sign = comparison.sign();
    if name.is_empty() {
        let message = format!("a field is missing before {sign}; in quotes it is text");
        return QueryError::at(place, message);
    }
    let names = FIELDS.iter().flat_map(FieldInfo::names);
    let hint = match meant(name, names) {
        Some(meant) => format!("did you mean {meant}?"),
        None => format!(
            "the fields are {};",
            FIELDS.map(|info| info.name).join(", ")
        ),
    };
    let name = quoted(name);
    let message = format!("{name} is no field: {hint} to look for the text, put it in quotes");
    QueryError::at(place, message)
}

/// Members joined, or the only one.
fn joined(mut members: Vec<Expression>, join: fn(Vec<Expression>) -> Expression) -> Expression {
    match members.len() {
        1 => members.remove(0),
        _ => join(members),
    }
}

/// Terms side by side: all must hold, but of several of one field either.
fn siblings(terms: Vec<Term>) -> Expression {
    let mut groups: Vec<(Option<QueryField>, Vec<Expression>)> = Vec::new();
    for (term, field) in terms {
        let group = groups
            .iter_mut()
            .find(|(of, _)| field.is_some() && *of == field);
        match group {
            Some((_, members)) => members.push(term),
            None => groups.push((field, vec![term])),
        }
    }
    let groups = groups
        .into_iter()
        .map(|(_, members)| joined(members, Expression::Or));
    joined(groups.collect(), Expression::And)
}
