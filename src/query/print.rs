//! An expression as text that is read as the same expression.

use std::fmt;

use super::condition::{Condition, OrganizationMatch, RoleMatch, TextMatch};
use super::expression::Expression;
use super::fields::{FieldInfo, NONE, QueryField};
use super::lexer::is_special;
use super::pattern::Pattern;
use super::value::{Comparison, TimeValue, write_age};

/// Where an expression stands, which decides whether it needs parentheses.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PrintPlace {
    Alone,
    InOr,
    InAnd,
    Negated,
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.print(f, PrintPlace::Alone)
    }
}

impl Expression {
    fn print(&self, f: &mut fmt::Formatter<'_>, place: PrintPlace) -> fmt::Result {
        let needs_parentheses = match self {
            Self::Is(_) => false,
            Self::Not(_) => place == PrintPlace::Negated,
            Self::And(_) => matches!(place, PrintPlace::InAnd | PrintPlace::Negated),
            Self::Or(_) => place != PrintPlace::Alone,
        };
        if needs_parentheses {
            f.write_str("(")?;
            self.print(f, PrintPlace::Alone)?;
            return f.write_str(")");
        }
        match self {
            Self::Is(condition) => write!(f, "{condition}"),
            Self::Not(inner) => {
                f.write_str("-")?;
                inner.print(f, PrintPlace::Negated)
            }
            Self::Or(list) => {
                for (n, member) in list.iter().enumerate() {
                    f.write_str(if n == 0 { "" } else { " or " })?;
                    member.print(f, PrintPlace::InOr)?;
                }
                Ok(())
            }
            Self::And(list) => {
                for (n, member) in list.iter().enumerate() {
                    f.write_str(if n == 0 { "" } else { " " })?;
                    // Of several terms of one field side by side either would do.
                    if member.joins().is_some_and(|field| {
                        list.iter()
                            .filter(|other| other.joins() == Some(field))
                            .count()
                            > 1
                    }) {
                        write!(f, "({member})")?;
                    } else {
                        member.print(f, PrintPlace::InAnd)?;
                    }
                }
                Ok(())
            }
        }
    }

    /// The field by which a term would join its siblings.
    fn joins(&self) -> Option<QueryField> {
        match self {
            Self::Is(condition) if condition.comparison() == Comparison::Is => condition.field(),
            _ => None,
        }
    }
}

impl Condition {
    const fn comparison(&self) -> Comparison {
        match self {
            Self::Time(_, comparison, _)
            | Self::Ends(comparison, _)
            | Self::Sessions(comparison, _) => *comparison,
            _ => Comparison::Is,
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(field) = self.field() {
            f.write_str(FieldInfo::of(field).name)?;
            f.write_str(self.comparison().sign())?;
        }
        match self {
            Self::Bare(bare) if bare.is_address => pattern(f, &bare.pattern, false),
            // An address in quotes is text.
            Self::Bare(bare) => {
                let is_like_address = bare.pattern.typed.iter().any(|part| part.contains('@'));
                pattern(f, &bare.pattern, is_like_address)
            }
            Self::Text(_, TextMatch::None) | Self::Organization(OrganizationMatch::None) => {
                f.write_str(NONE)
            }
            Self::Text(_, TextMatch::Like(like)) => pattern(f, like, false),
            Self::Organization(OrganizationMatch::Number(number))
            | Self::Number(_, number)
            | Self::Sessions(_, number) => write!(f, "{number}"),
            Self::Organization(OrganizationMatch::Named(name)) => {
                let only = name.typed.first().filter(|_| name.typed.len() == 1);
                let is_number = only.is_some_and(|only| only.bytes().all(|it| it.is_ascii_digit()));
                pattern(f, name, is_number)
            }
            Self::Role(RoleMatch::Is(role)) => f.write_str(role.as_str()),
            Self::Role(RoleMatch::Staff) | Self::TwinOfStaff => f.write_str(super::fields::STAFF),
            Self::Role(RoleMatch::Named(name)) => pattern(f, name, true),
            Self::Truth(_, so) => write!(f, "{so}"),
            Self::Time(_, _, TimeValue::Age(age)) | Self::Ends(_, age) => write_age(f, *age),
            Self::Time(_, _, TimeValue::Point(point)) => write!(f, "{point}"),
            Self::State(state) => f.write_str(state.word()),
            Self::Flag(name) => f.write_str(name),
        }
    }
}

/// Writes text, in quotes where it could be read as something else or `always`.
fn pattern(f: &mut fmt::Formatter<'_>, pattern: &Pattern, always: bool) -> fmt::Result {
    let is_word = |word: &&str| {
        let only = pattern.typed.first().filter(|_| pattern.typed.len() == 1);
        only.is_some_and(|only| only.eq_ignore_ascii_case(word))
    };
    let quotes = always
        || pattern.typed.iter().any(|part| part.contains(is_special))
        || pattern
            .typed
            .first()
            .is_some_and(|first| first.starts_with('-'))
        || ["and", "or", "not", NONE].iter().any(is_word);
    let quote = if quotes { "\"" } else { "" };
    f.write_str(quote)?;
    for (n, part) in pattern.typed.iter().enumerate() {
        f.write_str(if n == 0 { "" } else { "*" })?;
        for sign in part.chars() {
            if matches!(sign, '*' | '"' | '\\') {
                f.write_str("\\")?;
            }
            write!(f, "{sign}")?;
        }
    }
    f.write_str(quote)
}
