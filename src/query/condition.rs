//! One condition, and how it is read from a field and a value.

use super::error::{QueryError, meant, quoted};
use super::fields::{
    FieldInfo, NONE, QueryField, STAFF, SessionState, TRUTHS, TimeField, ValueKind,
};
use super::flag_names::FlagNames;
use super::lexer::TypedWord;
use super::line::Digits;
use super::pattern::Pattern;
use super::value::{Comparison, TimeValue, Zone, age};
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

    /// Reads a condition on a field, whose value stands at `place`.
    pub(super) fn read(
        info: &'static FieldInfo,
        comparison: Comparison,
        value: &TypedWord,
        place: usize,
        (zone, flags): (Zone, &FlagNames),
    ) -> Result<Self, QueryError> {
        let reading = FieldReading {
            info,
            comparison,
            value,
            place,
        };
        if value.is_empty() {
            return Err(reading.empty());
        }
        let compares = matches!(
            info.kind,
            ValueKind::Time | ValueKind::Until | ValueKind::Count
        );
        if !compares && comparison != Comparison::Is {
            return Err(reading.error("is not compared by size"));
        }
        match info.kind {
            ValueKind::Text => Ok(Self::Text(info.field, reading.text(Pattern::of_text))),
            ValueKind::Address => Ok(Self::Text(info.field, reading.text(Pattern::of_address))),
            ValueKind::Host => Ok(Self::Text(info.field, reading.text(Pattern::of_host))),
            ValueKind::Organization => Ok(Self::Organization(reading.organization())),
            ValueKind::Role => reading.role().map(Self::Role),
            ValueKind::Number => reading.number().map(|id| Self::Number(info.field, id)),
            ValueKind::Count => reading
                .number()
                .map(|count| Self::Sessions(comparison, count)),
            ValueKind::Truth => reading.truth().map(|so| Self::Truth(info.field, so)),
            ValueKind::Time => reading.time(zone),
            ValueKind::Until => {
                let until = value.literal().and_then(age);
                let until = until.filter(|_| comparison != Comparison::Is);
                let until = until.ok_or_else(|| reading.error("is compared with a time"))?;
                Ok(Self::Ends(comparison, until))
            }
            ValueKind::State => reading.state().map(Self::State),
            ValueKind::Flag => reading.flag(flags).map(Self::Flag),
            ValueKind::Twin if reading.is_staff() => Ok(Self::TwinOfStaff),
            ValueKind::Twin => reading.truth().map(|so| Self::Truth(info.field, so)),
        }
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
    pub(super) const fn uses_now(&self) -> bool {
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

    /// What is wrong with the rule that it asks for, if that is none of these.
    pub(super) fn unknown_flag(&self, flags: &FlagNames) -> Option<String> {
        match self {
            Self::Flag(name) => no_flag(name, flags),
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
    /// The condition that was probably meant, with its field.
    pub(crate) fn with_a_field(&self) -> String {
        let text = self.pattern.typed.join("*");
        let text = quoted(&text);
        let text = text.trim_matches('*');
        if let Some(domain) = text.strip_prefix('@') {
            format!("domain:{domain}")
        } else if self.is_address {
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

/// Whether a word is a whole address.
fn is_address(word: &str) -> bool {
    let parts = word.rsplit_once('@');
    parts.is_some_and(|(person, host)| !person.is_empty() && !host.is_empty())
        && !word.starts_with('-')
}

/// What is wrong with the name of a rule that is none of these.
fn no_flag(name: &str, flags: &FlagNames) -> Option<String> {
    if flags.has(name) {
        return None;
    }
    let hint = match meant(name, flags.iter()) {
        Some(meant) => format!("did you mean {meant}?"),
        None if flags.iter().next().is_none() => "no rule is in force".to_owned(),
        None => {
            let names: Vec<&str> = flags.iter().collect();
            format!("the rules in force are {}", names.join(", "))
        }
    };
    Some(format!("flag:{}: {hint}", quoted(name)))
}

/// A field with its value, while it is read.
struct FieldReading<'a> {
    info: &'static FieldInfo,
    comparison: Comparison,
    value: &'a TypedWord,
    place: usize,
}

impl FieldReading<'_> {
    /// What is wrong, and what would be right.
    fn error(&self, what: &str) -> QueryError {
        let (name, example) = (self.info.name, self.info.example);
        QueryError::at(self.place, format!("{name} {what}, such as {example}"))
    }

    fn empty(&self) -> QueryError {
        let name = self.info.name;
        let message = if self.info.words.is_empty() {
            format!(
                "a value is missing after {name}, such as {}",
                self.info.example
            )
        } else {
            let others = match self.info.kind {
                ValueKind::Truth | ValueKind::State | ValueKind::Flag | ValueKind::Twin => "",
                _ => ", or text",
            };
            format!(
                "a value is missing after {name}: {}{others}",
                self.info.words.join(", ")
            )
        };
        QueryError::unfinished(self.place, message)
    }

    /// What is wrong with a word that is none of those that are taken.
    fn none_of(&self, typed: &str) -> QueryError {
        let (name, words) = (self.info.name, self.info.words);
        let hint = match meant(typed, words.iter().copied()) {
            Some(meant) => format!("did you mean {meant}?"),
            None => format!("{name} takes {}", words.join(", ")),
        };
        let typed = quoted(typed);
        QueryError::at(self.place, format!("{name}:{typed}: {hint}"))
    }

    fn is_none(&self) -> bool {
        let plain = self.value.plain();
        self.info.has_none() && plain.is_some_and(|word| word.eq_ignore_ascii_case(NONE))
    }

    fn text(&self, pattern: fn(&[String]) -> Pattern) -> TextMatch {
        if self.is_none() {
            TextMatch::None
        } else {
            TextMatch::Like(pattern(&self.value.parts))
        }
    }

    fn organization(&self) -> OrganizationMatch {
        let number = self.value.plain().and_then(number);
        match number {
            _ if self.is_none() => OrganizationMatch::None,
            Some(number) => OrganizationMatch::Number(number),
            None => OrganizationMatch::Named(Pattern::of_text(&self.value.parts)),
        }
    }

    fn role(&self) -> Result<RoleMatch, QueryError> {
        let named = || RoleMatch::Named(Pattern::of_text(&self.value.parts));
        let Some(word) = self.value.literal() else {
            return Ok(named());
        };
        let lower = word.to_ascii_lowercase();
        match Role::from_api(&lower) {
            Role::Other if lower == STAFF => Ok(RoleMatch::Staff),
            Role::Other => {
                // In quotes it is the name of a custom role, however alike it is.
                let is_mistyped =
                    !self.value.is_quoted && meant(word, self.info.words.iter().copied()).is_some();
                if is_mistyped {
                    return Err(self.none_of(word));
                }
                Ok(named())
            }
            role => Ok(RoleMatch::Is(role)),
        }
    }

    fn number(&self) -> Result<u64, QueryError> {
        let number = self.value.literal().and_then(number);
        number.ok_or_else(|| self.error("takes a number"))
    }

    fn truth(&self) -> Result<bool, QueryError> {
        let typed = self.value.literal().unwrap_or("*");
        let found = TRUTHS
            .iter()
            .find(|(word, _)| word.eq_ignore_ascii_case(typed));
        found.map(|(_, so)| *so).ok_or_else(|| self.none_of(typed))
    }

    fn time(&self, zone: Zone) -> Result<Condition, QueryError> {
        let field = if self.info.field == QueryField::Age {
            TimeField::SignedIn
        } else {
            TimeField::LastSeen
        };
        let value = self.value.literal();
        let value = value.and_then(|text| TimeValue::read(text, zone));
        let what = "is compared with an age (30m, 8h, 2d12h) or a moment (2026-11-20, \
                    \"2026-11-20 14:00\", in universal time with Z)";
        match value {
            Some(TimeValue::Age(_)) if self.comparison == Comparison::Is => {
                Err(self.error("has no exact age; compare it with < or >"))
            }
            Some(value) => Ok(Condition::Time(field, self.comparison, value)),
            None => Err(self.error(what)),
        }
    }

    fn is_staff(&self) -> bool {
        let word = self.value.literal();
        word.is_some_and(|word| word.eq_ignore_ascii_case(STAFF))
    }

    /// The name of a rule, in the letter case in which the rule has it.
    fn flag(&self, flags: &FlagNames) -> Result<Box<str>, QueryError> {
        let typed = self.value.literal().unwrap_or("*").to_ascii_lowercase();
        match no_flag(&typed, flags) {
            Some(message) => Err(QueryError::at(self.place, message)),
            None => Ok(typed.into()),
        }
    }

    fn state(&self) -> Result<SessionState, QueryError> {
        let typed = self.value.literal().unwrap_or("*");
        let mut states = SessionState::ALL.into_iter();
        let found = states.find(|state| state.word().eq_ignore_ascii_case(typed));
        found.ok_or_else(|| self.none_of(typed))
    }
}

/// A decimal number without a sign.
fn number(text: &str) -> Option<u64> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}
