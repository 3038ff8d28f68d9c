//! The query language: what a person types to say which sessions are meant, spelled as Zendesk's own
//! search is. Text → lexemes → expression → one of three answers about each session.
//!
//! Nothing but `model` is named here, and nothing here knows where sessions are stored: whoever asks
//! gives the facts (`facts`). What is not known never becomes a yes or a no.
//!
//! - here the query as it was typed and read
//! - `fields` the one table of fields, which everything else is made from; `flag_names` the rules
//!   that can be asked for
//! - `lexer`, `parser` reading; `error` what is wrong, where, and what was meant
//! - `expression`, `condition` what was read; `print` the same as text again
//! - `clock` times of day as they are written for people
//! - `value` ages and moments, `zone` where dates are local; `pattern`, `fold` how text is compared;
//!   `line` how it is looked for
//! - `ternary` the three answers; `facts` what conditions are judged by
//! - `narrow` whether one query finds no more than another
//! - `complete` what can be typed next

mod clock;
mod complete;
mod condition;
mod error;
mod expression;
mod facts;
mod fields;
mod flag_names;
mod fold;
mod lexer;
mod line;
mod narrow;
mod parser;
mod pattern;
mod print;
mod ternary;
#[cfg(test)]
mod tests;
mod value;
mod zone;

use std::sync::Arc;

use crate::model::Role;

pub(crate) use complete::{Completion, KnownValues, complete};
pub(crate) use condition::{About, BareText, Condition, UnknownRole};
pub use error::QueryError;
pub(crate) use expression::{Expression, MeantByText};
pub(crate) use facts::{PersonFacts, SessionFacts};
pub(crate) use fields::{FIELDS, FieldInfo, QueryField, SHIPPED_FLAGS, SessionState, TimeField};
pub use flag_names::FlagNames;
pub(crate) use fold::fold;
pub(crate) use line::push_line;
pub(crate) use ternary::{NumberedThing, Ternary, Why};
pub(crate) use value::Comparison;
pub use zone::Zone;

/// A query that was read. The empty query matches everything.
#[derive(Debug, Clone, Default)]
pub struct Query {
    text: String,
    expression: Option<Arc<Expression>>,
}

impl Query {
    /// Reads the text that was typed. Dates are days of `zone`.
    ///
    /// # Errors
    /// If the text is no query; the error says where, and what would be right.
    pub fn parse(text: &str, zone: Zone) -> Result<Self, QueryError> {
        Self::parse_with(text, zone, &FlagNames::shipped())
    }

    /// Reads the text that was typed, where these rules are in force.
    ///
    /// # Errors
    /// If the text is no query; the error says where, and what would be right.
    pub(crate) fn parse_with(
        text: &str,
        zone: Zone,
        flags: &FlagNames,
    ) -> Result<Self, QueryError> {
        let text = text.trim_end();
        let expression = parser::parse(text, zone, flags)?.map(Arc::new);
        let text = text.trim_start().to_owned();
        Ok(Self { text, expression })
    }

    /// The query for a role that somebody typed, read as the value of `role`.
    pub(crate) fn of_role(typed: &str) -> Result<Self, QueryError> {
        let typed = typed.trim();
        let in_quotes = typed
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        let parts = in_quotes.unwrap_or(typed).split('*');
        let word = lexer::TypedWord {
            parts: parts.map(str::to_owned).collect(),
            is_quoted: in_quotes.is_some(),
        };
        let info = fields::FieldInfo::of(QueryField::Role);
        let vocabulary = (Zone::UTC, &FlagNames::shipped());
        let condition = Condition::read(info, value::Comparison::Is, &word, 0, vocabulary)?;
        Ok(Self::of(condition))
    }

    /// The query for one of Zendesk's roles.
    pub(crate) fn of_known_role(role: Role) -> Self {
        Self::of(Condition::Role(condition::RoleMatch::Is(role)))
    }

    /// The query with one condition.
    fn of(condition: Condition) -> Self {
        Self {
            text: condition.to_string(),
            expression: Some(Arc::new(Expression::Is(condition))),
        }
    }

    /// The text that was typed, trimmed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the query asks nothing, so that everything matches.
    pub fn is_empty(&self) -> bool {
        self.expression.is_none()
    }

    /// What the query asks; `None` if it asks nothing.
    pub(crate) fn expression(&self) -> Option<&Expression> {
        self.expression.as_deref()
    }

    /// Whether any condition is about this field.
    pub(crate) fn uses(&self, field: QueryField) -> bool {
        self.conditions()
            .any(|condition| condition.field() == Some(field))
    }

    /// Whether it tells sessions of one person apart. Bare text is looked for in what people are
    /// called, so it is about them.
    pub(crate) fn is_about_sessions(&self) -> bool {
        self.conditions()
            .any(|condition| condition.subject() == About::Session)
    }

    /// Whether the answers change as time passes.
    pub(crate) fn uses_now(&self) -> bool {
        self.conditions().any(Condition::uses_now)
    }

    /// Whether names of organisations decide anything.
    pub(crate) fn uses_organizations(&self) -> bool {
        self.conditions().any(|condition| {
            matches!(condition, Condition::Bare(_)) || condition.field() == Some(QueryField::Org)
        })
    }

    /// Whether names of custom roles decide anything.
    pub(crate) fn uses_custom_roles(&self) -> bool {
        self.conditions().any(Condition::names_a_custom_role)
    }

    /// The words for Zendesk's own roles that decide anything, each with what means the same without
    /// it. A custom role may have such a word as its name.
    pub(crate) fn role_words(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.conditions().filter_map(Condition::role_word)
    }

    /// Whether whoever signs up can bring a match about, by the name or the address that they choose.
    pub(crate) fn follows_chosen_names(&self) -> bool {
        self.conditions().any(Condition::follows_chosen_names)
    }

    /// Whether it is about people alone, so that a person's sessions have one answer.
    pub(crate) fn is_of_person(&self) -> bool {
        self.expression().is_none_or(Expression::is_of_person)
    }

    /// Whether the limits of sessions decide anything.
    pub(crate) fn uses_lifetimes(&self) -> bool {
        self.uses(QueryField::Ends) || self.uses(QueryField::Overdue)
    }

    /// Reads it again where these rules are in force.
    ///
    /// # Errors
    /// If it asks for another one; the error says where, and what may have been meant.
    pub(crate) fn allows(&self, flags: &FlagNames) -> Result<(), QueryError> {
        Self::parse_with(&self.text, Zone::UTC, flags).map(drop)
    }

    /// The first rule that is asked for and is none of these, in words with what was meant.
    pub(crate) fn unknown_flag(&self, flags: &FlagNames) -> Option<String> {
        self.conditions()
            .find_map(|condition| condition.unknown_flag(flags))
    }

    /// The name of the first custom role that is asked for.
    pub(crate) fn custom_role(&self) -> Option<String> {
        self.conditions().find_map(Condition::custom_role)
    }

    /// The first custom role that is named and is none of these, in words with what was meant.
    pub(crate) fn unknown_role(&self, names: &[&str]) -> Option<UnknownRole> {
        self.conditions()
            .find_map(|condition| condition.unknown_role(names))
    }

    /// The first condition that only the screen can judge, as it would be typed.
    pub(crate) fn for_the_screen_alone(&self) -> Option<String> {
        self.conditions()
            .find(|condition| condition.is_for_the_screen())
            .map(ToString::to_string)
    }

    /// The first condition that names an organisation, or else a custom role, where the names of
    /// these can never be known, as it would be typed.
    pub(crate) fn never_known(&self, organizations: bool, custom_roles: bool) -> Option<String> {
        let is_never_known = |condition: &&Condition| {
            (organizations && condition.names_an_organization())
                || (custom_roles && condition.names_a_custom_role())
        };
        self.conditions()
            .find(is_never_known)
            .map(ToString::to_string)
    }

    /// What was probably meant by the first text without a field, if there is any.
    pub(crate) fn meant_by_text(&self) -> Option<MeantByText> {
        self.expression()?.meant_by_text(false)
    }

    /// Whether it only says who is left out, so that it finds everybody else, however many.
    pub(crate) fn only_leaves_out(&self) -> bool {
        self.expression().is_none_or(Expression::only_leaves_out)
    }

    /// Whether this query finds no more than `older` does, whatever the facts are.
    pub(crate) fn narrows(&self, older: &Self) -> bool {
        match (self.expression(), older.expression()) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(new), Some(old)) => narrow::narrows(new, old),
        }
    }

    /// Whether each answer follows from the record of the person alone.
    pub(crate) fn follows_from_records(all: &[&Expression]) -> bool {
        conditions_of(all).all(Condition::follows_from_record)
    }

    /// Whether each answer follows from the records of all people alone.
    pub(crate) fn follows_from_directory(all: &[&Expression]) -> bool {
        let follows = |it: &Condition| it.follows_from_record() || it.compares_people();
        conditions_of(all).all(follows)
    }

    fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let mut conditions = Vec::new();
        if let Some(expression) = self.expression() {
            expression.conditions(&mut conditions);
        }
        conditions.into_iter()
    }
}

fn conditions_of<'a>(all: &[&'a Expression]) -> impl Iterator<Item = &'a Condition> {
    let mut conditions = Vec::new();
    for expression in all {
        expression.conditions(&mut conditions);
    }
    conditions.into_iter()
}

impl PartialEq for Query {
    fn eq(&self, other: &Self) -> bool {
        self.expression == other.expression
    }
}

impl Eq for Query {}
