//! One condition: what it is about, and what it asks.
//!
//! - `reading` a condition read from a field and a value

mod reading;

pub(crate) use self::reading::UnknownRole;
use self::reading::{no_flag, no_role};
use super::error::{QueryError, quoted};
use super::fields::{QueryField, STAFF, SessionState, TimeField};
use super::flag_names::FlagNames;
use super::lexer::{TypedWord, is_special};
use super::line::Digits;
use super::pattern::Pattern;
use super::value::{Comparison, TimeValue};
use crate::model::Role;

/// One condition on a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Condition {
    /// Text without a field.
    Bare(BareText),
    /// Text of one of the fields of a person.
    Text(QueryField, TextMatch),
    /// The organisation.
    Organization(OrganizationMatch),
    /// The role.
    Role(RoleMatch),
    /// The number of the person or the session.
    Number(QueryField, u64),
    /// Something that is so or not.
    Truth(QueryField, bool),
    /// How many sessions the person has.
    Sessions(Comparison, u64),
    /// When it began or was seen.
    Time(TimeField, Comparison, TimeValue),
    /// The time until a limit ends it, in seconds.
    Ends(Comparison, u64),
    /// A state of the session.
    State(SessionState),
    /// A rule that hits it, by its name.
    Flag(Box<str>),
    /// Somebody of the staff is called like the person, or looks alike.
    TwinOfStaff,
}

/// Text that is looked for wherever a person could expect it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BareText {
    pub(super) pattern: Pattern,
    /// Whether it is a whole address.
    pub(super) is_address: bool,
    pub(super) digits: Option<Digits>,
}

/// What a text should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TextMatch {
    None,
    Like(Pattern),
}

/// Which organisation it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum OrganizationMatch {
    None,
    Number(u64),
    Named(Pattern),
}

/// Which role it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RoleMatch {
    Is(Role),
    Staff,
    /// A custom role's name.
    Named(Pattern),
}

/// What a condition is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum About {
    Person,
    Session,
    /// Both: the person, or else the session.
    Either,
}

impl Condition {
    /// Text without a field, at `place`.
    pub(super) fn bare(word: &TypedWord, place: usize) -> Result<Self, QueryError> {
        if word.is_empty() {
            return Err(QueryError::at(place, "there is nothing in these quotes"));
        }
        let is_address = word.plain().is_some_and(is_address);
        let pattern = if is_address {
            Pattern::of_address(&word.parts)
        } else {
            Pattern::of_text(&word.parts)
        };
        let digits = word.literal().and_then(Digits::new);
        Ok(Self::Bare(BareText {
            pattern,
            is_address,
            digits,
        }))
    }

    /// The field that it is about; `None` for text without one.
    pub(super) const fn field(&self) -> Option<QueryField> {
        Some(match self {
            Self::Bare(_) => return None,
            Self::Text(field, _) | Self::Number(field, _) | Self::Truth(field, _) => *field,
            Self::Organization(_) => QueryField::Org,
            Self::Role(_) => QueryField::Role,
            Self::Sessions(..) => QueryField::Sessions,
            Self::Time(TimeField::SignedIn, ..) => QueryField::Age,
            Self::Time(TimeField::LastSeen, ..) => QueryField::Idle,
            Self::Ends(..) => QueryField::Ends,
            Self::State(_) => QueryField::State,
            Self::Flag(_) => QueryField::Flag,
            Self::TwinOfStaff => QueryField::Twin,
        })
    }

    /// What it is about.
    pub(crate) const fn subject(&self) -> About {
        match self {
            Self::Bare(bare) if bare.digits.is_some() => About::Either,
            Self::Number(QueryField::Session, _)
            | Self::Truth(QueryField::Overdue | QueryField::Marked, _)
            | Self::Time(..)
            | Self::Ends(..)
            | Self::State(_)
            | Self::Flag(_) => About::Session,
            _ => About::Person,
        }
    }

    /// Whether the answer changes as time passes.
    pub(crate) const fn uses_now(&self) -> bool {
        matches!(
            self,
            Self::Time(_, _, TimeValue::Age(_))
                | Self::Ends(..)
                | Self::Truth(QueryField::Overdue, _)
                | Self::State(SessionState::New)
                | Self::Flag(_)
        )
    }

    /// Whether whoever signs up can bring it about, by the name or the address that they choose.
    pub(super) const fn follows_chosen_names(&self) -> bool {
        matches!(
            self,
            Self::Bare(_)
                | Self::TwinOfStaff
                | Self::Truth(QueryField::Twin, _)
                | Self::Text(QueryField::Name | QueryField::Email | QueryField::Domain, _)
        )
    }

    /// Whether the answer follows from the record of the person alone.
    pub(super) const fn follows_from_record(&self) -> bool {
        matches!(
            self,
            Self::Text(..)
                | Self::Number(QueryField::User, _)
                | Self::Role(RoleMatch::Is(_) | RoleMatch::Staff)
                | Self::Truth(QueryField::Suspended | QueryField::Deleted, _)
        )
    }

    /// Whether the answer follows from how the record of the person compares with all others.
    pub(super) const fn compares_people(&self) -> bool {
        matches!(self, Self::TwinOfStaff | Self::Truth(QueryField::Twin, _))
    }

    /// What is wrong with the rule that it asks for, if that is none of these.
    pub(super) fn unknown_flag(&self, flags: &FlagNames) -> Option<String> {
        match self {
            Self::Flag(name) => no_flag(name, flags),
            _ => None,
        }
    }

    /// The custom role that it names.
    pub(super) fn custom_role(&self) -> Option<String> {
        match self {
            Self::Role(RoleMatch::Named(pattern)) => Some(pattern.typed.join("*")),
            _ => None,
        }
    }

    /// What is wrong with the custom role that it names, if that is none of these.
    pub(super) fn unknown_role(&self, names: &[&str]) -> Option<UnknownRole> {
        match self {
            Self::Role(RoleMatch::Named(pattern)) => no_role(pattern, names),
            _ => None,
        }
    }

    /// Whether it names an organisation.
    pub(super) const fn names_an_organization(&self) -> bool {
        matches!(self, Self::Organization(OrganizationMatch::Named(_)))
    }

    /// Whether it names a custom role.
    pub(super) const fn names_a_custom_role(&self) -> bool {
        matches!(self, Self::Role(RoleMatch::Named(_)))
    }

    /// The word for one of Zendesk's own roles, if it is about one, with what means the same without
    /// it.
    pub(super) const fn role_word(&self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Role(RoleMatch::Staff) => Some((STAFF, "-role:end-user")),
            Self::Role(RoleMatch::Is(role)) => match role {
                Role::Admin => Some((role.as_str(), "-role:agent -role:end-user")),
                Role::Agent => Some((role.as_str(), "-role:admin -role:end-user")),
                Role::EndUser => Some((role.as_str(), "-role:admin -role:agent")),
                Role::Other => None,
            },
            _ => None,
        }
    }

    /// Whether only the screen can judge it.
    pub(super) const fn is_for_the_screen(&self) -> bool {
        match self {
            Self::Truth(QueryField::Marked, _) => true,
            Self::State(state) => state.is_of_runs(),
            _ => false,
        }
    }
}

impl BareText {
    /// The condition that was probably meant, with its field; none where any text will do.
    pub(super) fn with_a_field(&self) -> Option<String> {
        let text = self.pattern.typed.join("*");
        let text = quoted(&text);
        let text = text.trim_matches('*');
        (!text.is_empty()).then(|| self.about(text))
    }

    fn about(&self, text: &str) -> String {
        if let Some(domain) = text.strip_prefix('@') {
            format!("domain:{domain}")
        } else if self.is_address || self.is_quoted_address() {
            format!("email:{text}")
        } else if self.digits.is_some() {
            format!("user:{text} or session:{text}")
        } else if ["admin", "agent", "end-user", STAFF].contains(&text) {
            format!("role:{text}")
        } else if text.contains(char::is_whitespace) {
            format!("name:\"*{text}*\" or org:\"*{text}*\"")
        } else {
            format!("name:*{text}* or email:*{text}* or org:*{text}*")
        }
    }
}

impl BareText {
    /// Whether it is a whole address in quotes, which is looked for like any other text.
    fn is_quoted_address(&self) -> bool {
        let literal = self
            .pattern
            .typed
            .first()
            .filter(|_| self.pattern.typed.len() == 1);
        literal.is_some_and(|text| is_address(text))
    }
}

/// Whether a word is a whole address.
fn is_address(word: &str) -> bool {
    let parts = word.rsplit_once('@');
    parts.is_some_and(|(person, host)| !person.is_empty() && !host.is_empty())
        && !word.starts_with('-')
        && !word.contains(is_special)
}
