//! A condition read from a field and a value, and what is wrong where it cannot be.

use super::{Condition, OrganizationMatch, RoleMatch, TextMatch};
use crate::model::Role;
use crate::query::error::{QueryError, meant, quoted};
use crate::query::fields::{
    FieldInfo, NONE, QueryField, STAFF, SessionState, TRUTHS, TimeField, ValueKind,
};
use crate::query::flag_names::FlagNames;
use crate::query::fold::fold;
use crate::query::lexer::TypedWord;
use crate::query::pattern::Pattern;
use crate::query::value::{Comparison, TimeValue, age};
use crate::query::zone::Zone;

/// The most names of custom roles that are told beside one that is none of them.
const NAMES_SHOWN: usize = 8;

impl Condition {
    /// Reads a condition on a field, whose value stands at `place`.
    pub(in crate::query) fn read(
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
}

/// What is wrong with the name of a rule that is none of these.
pub(super) fn no_flag(name: &str, flags: &FlagNames) -> Option<String> {
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

/// A custom role that is named and is none of some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnknownRole {
    /// The condition that names it.
    pub(crate) condition: String,
    /// What may have been meant.
    pub(crate) hint: String,
}

impl UnknownRole {
    /// That there is none, in words.
    pub(crate) fn words(&self) -> String {
        let Self { condition, hint } = self;
        format!("{condition}: no custom role has this name; {hint}")
    }
}

/// What is wrong with the name of a custom role that is none of these.
pub(super) fn no_role(pattern: &Pattern, names: &[&str]) -> Option<UnknownRole> {
    if names.iter().any(|name| pattern.is_whole(&fold(name))) {
        return None;
    }
    let typed = pattern.typed.join("*");
    let is_own = Role::from_api(&typed.to_ascii_lowercase()) != Role::Other
        || typed.eq_ignore_ascii_case(STAFF);
    let hint = match meant(&typed, names.iter().copied()) {
        _ if is_own => "without quotes it is Zendesk's own role".to_owned(),
        Some(meant) => format!("did you mean \"{}\"?", quoted(meant)),
        None if names.is_empty() => "the account has none".to_owned(),
        None => {
            let shown = names.iter().take(NAMES_SHOWN).map(|name| quoted(name));
            let shown: Vec<String> = shown.collect();
            let more = if names.len() > NAMES_SHOWN {
                ", …"
            } else {
                ""
            };
            format!("they are called {}{more}", shown.join(", "))
        }
    };
    let condition = format!("role:\"{}\"", quoted(&typed));
    Some(UnknownRole { condition, hint })
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
        // In quotes it is the name of a custom role, however alike it is.
        let Some(word) = self.value.plain() else {
            return Ok(named());
        };
        let lower = word.to_ascii_lowercase();
        match Role::from_api(&lower) {
            Role::Other if lower == STAFF => Ok(RoleMatch::Staff),
            Role::Other if meant(word, self.info.words.iter().copied()).is_some() => {
                Err(self.none_of(word))
            }
            Role::Other => Ok(named()),
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
