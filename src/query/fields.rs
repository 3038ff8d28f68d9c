//! The fields of the language. The parser, completion, help and the pages are made from one table of them.
//!
//! - here what a line of the table says
//! - `table` the fields, and their table
//! - `state` the states of a session that can be asked for

mod state;
mod table;

pub(crate) use self::state::SessionState;
pub(crate) use self::table::{FIELDS, QueryField};

/// The kind of values that a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueKind {
    /// Text that is folded.
    Text,
    /// An address, of which ASCII letter case and the spelling of the host make no difference.
    Address,
    /// The host of an address, as letters or as punycode.
    Host,
    /// The name or the number of an organisation.
    Organization,
    /// A role's word, or the name of a custom role.
    Role,
    /// A number that names something.
    Number,
    /// How many.
    Count,
    /// True or false.
    Truth,
    /// An age or a moment.
    Time,
    /// The time until something.
    Until,
    /// One of a few words.
    State,
    /// The name of a rule.
    Flag,
    /// True or false, or that staff is among those alike.
    Twin,
}

/// One line of the table.
#[derive(Debug)]
pub(crate) struct FieldInfo {
    pub(crate) field: QueryField,
    /// The name in the language.
    pub(crate) name: &'static str,
    /// Other names that are taken for it.
    pub(crate) also: &'static [&'static str],
    pub(crate) kind: ValueKind,
    /// The words that it takes, if they are few; with others where `kind` says so.
    pub(crate) words: &'static [&'static str],
    /// Where the fact is known from.
    pub(crate) known_from: &'static str,
    /// What it means, with an example.
    pub(crate) about: &'static str,
    /// One condition as it is typed.
    pub(crate) example: &'static str,
}

/// The word for "there is none".
pub(super) const NONE: &str = "none";
/// The word for admins and agents.
pub(super) const STAFF: &str = "staff";
/// The words for true and false.
pub(super) const TRUTHS: [(&str, bool); 4] = [
    ("true", true),
    ("false", false),
    ("yes", true),
    ("no", false),
];

const TRUTH: &[&str] = &["true", "false", "yes", "no"];

/// The names of the rules that come with the program, which settings can switch off and add to.
pub(crate) const SHIPPED_FLAGS: [&str; 7] = [
    "staff-over-12h",
    "leaver-signed-in",
    "admin-many-sessions",
    "overdue",
    "new-admin-at-night",
    "sign-in-burst",
    "namesake-of-staff",
];

/// One of the two times of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimeField {
    SignedIn,
    LastSeen,
}

impl FieldInfo {
    /// The line of the table for a name, in any ASCII letter case.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        FIELDS
            .iter()
            .find(|info| info.names().any(|known| known.eq_ignore_ascii_case(name)))
    }

    /// The line of a field.
    pub(super) fn of(field: QueryField) -> &'static Self {
        // The table has a line for every field, which a test holds.
        FIELDS
            .iter()
            .find(|info| info.field == field)
            .unwrap_or(&FIELDS[0])
    }

    /// The name and the others that are taken for it.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.also.iter().copied())
    }

    /// Whether "there is none" can be asked for.
    pub(super) fn has_none(&self) -> bool {
        self.words.contains(&NONE)
    }

    /// What is typed after the name where a value is to follow.
    pub(crate) const fn usual_sign(&self) -> &'static str {
        match self.kind {
            ValueKind::Time | ValueKind::Count => ">",
            ValueKind::Until => "<",
            _ => ":",
        }
    }
}
