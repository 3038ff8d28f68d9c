//! The one table of fields. The parser, completion, help and the pages are made from it.

/// A field of the query language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum QueryField {
    Name,
    Email,
    Domain,
    User,
    Session,
    Role,
    Org,
    Tag,
    Suspended,
    Deleted,
    Age,
    Idle,
    Sessions,
    Ends,
    Overdue,
    State,
    Protected,
    Mine,
    Marked,
    Flag,
    Twin,
}

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

const TRUTH: &[&str] = &["true", "false"];

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

/// A state of a session beside being listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SessionState {
    /// It began within the last minute.
    New,
    /// Somebody whose sessions were ended came back with it.
    Back,
    /// A run ended it.
    Ended,
    /// A run ended it, and a later list has it.
    StillListed,
    /// The last walk lacks it and proves nothing.
    Unconfirmed,
    /// A field of it could not be read.
    Unreadable,
}

impl SessionState {
    /// Every state, in the order of the table.
    pub(super) const ALL: [Self; 6] = [
        Self::New,
        Self::Back,
        Self::Ended,
        Self::StillListed,
        Self::Unconfirmed,
        Self::Unreadable,
    ];

    /// The word in the language.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Back => "back",
            Self::Ended => "ended",
            Self::StillListed => "still-listed",
            Self::Unconfirmed => "unconfirmed",
            Self::Unreadable => "unreadable",
        }
    }

    /// Whether only the screen knows it, which knows the runs.
    pub(super) const fn is_of_runs(self) -> bool {
        matches!(self, Self::Back | Self::Ended | Self::StillListed)
    }
}

/// One of the two times of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimeField {
    SignedIn,
    LastSeen,
}

const fn line(
    (field, name, also): (QueryField, &'static str, &'static [&'static str]),
    kind: ValueKind,
    words: &'static [&'static str],
    known_from: &'static str,
    (example, about): (&'static str, &'static str),
) -> FieldInfo {
    FieldInfo {
        field,
        name,
        also,
        kind,
        words,
        known_from,
        about,
        example,
    }
}

/// Every field, in the order in which help lists them.
pub(crate) const FIELDS: [FieldInfo; 21] = [
    line(
        (QueryField::Name, "name", &[]),
        ValueKind::Text,
        &[NONE],
        "person",
        ("name:ann*", "the whole name; * stands for any text"),
    ),
    line(
        (QueryField::Email, "email", &[]),
        ValueKind::Address,
        &[NONE],
        "person",
        ("email:ann@example.com", "the primary address"),
    ),
    line(
        (QueryField::Domain, "domain", &[]),
        ValueKind::Host,
        &[NONE],
        "person",
        ("domain:vendor.example", "what follows the @ of the address"),
    ),
    line(
        (QueryField::User, "user", &["id"]),
        ValueKind::Number,
        &[],
        "session",
        ("user:12345", "the person's number"),
    ),
    line(
        (QueryField::Session, "session", &[]),
        ValueKind::Number,
        &[],
        "session",
        ("session:987", "the session's number"),
    ),
    line(
        (QueryField::Role, "role", &[]),
        ValueKind::Role,
        &["admin", "agent", "end-user", STAFF],
        "person",
        (
            "role:staff",
            "or admin, agent, end-user, or a custom role's name",
        ),
    ),
    line(
        (QueryField::Org, "org", &["organization"]),
        ValueKind::Organization,
        &[NONE],
        "person, organisation",
        ("org:\"Acme Ltd\"", "the organisation's name or number"),
    ),
    line(
        (QueryField::Tag, "tag", &["tags"]),
        ValueKind::Text,
        &[NONE],
        "person",
        ("tag:vendor", "a tag of the person"),
    ),
    line(
        (QueryField::Suspended, "suspended", &["is_suspended"]),
        ValueKind::Truth,
        TRUTH,
        "person",
        ("suspended:true", "whether the person is suspended"),
    ),
    line(
        (QueryField::Deleted, "deleted", &[]),
        ValueKind::Truth,
        TRUTH,
        "person",
        ("deleted:true", "whether the person is deleted"),
    ),
    line(
        (QueryField::Age, "age", &["signed_in"]),
        ValueKind::Time,
        &[],
        "session",
        ("age>8h", "since signing in; or a moment: age<2026-11-20"),
    ),
    line(
        (QueryField::Idle, "idle", &["last_seen"]),
        ValueKind::Time,
        &[],
        "session",
        ("idle>30m", "not seen for; or a moment: idle<2026-11-20"),
    ),
    line(
        (QueryField::Sessions, "sessions", &[]),
        ValueKind::Count,
        &[],
        "list",
        ("sessions>3", "how many sessions the person has"),
    ),
    line(
        (QueryField::Ends, "ends", &[]),
        ValueKind::Until,
        &[],
        "limits",
        ("ends<30m", "the time until a limit ends it"),
    ),
    line(
        (QueryField::Overdue, "overdue", &[]),
        ValueKind::Truth,
        TRUTH,
        "limits",
        (
            "overdue:true",
            "listed although a limit should have ended it",
        ),
    ),
    line(
        (QueryField::State, "state", &[]),
        ValueKind::State,
        &[
            "new",
            "back",
            "ended",
            "still-listed",
            "unconfirmed",
            "unreadable",
        ],
        "run, walk",
        (
            "state:new",
            "back, ended and still-listed on the screen alone",
        ),
    ),
    line(
        (QueryField::Protected, "protected", &[]),
        ValueKind::Truth,
        TRUTH,
        "settings",
        ("protected:true", "whether a rule protects the person"),
    ),
    line(
        (QueryField::Mine, "mine", &[]),
        ValueKind::Truth,
        TRUTH,
        "credentials",
        ("mine:false", "whether the session is one's own"),
    ),
    line(
        (QueryField::Marked, "marked", &[]),
        ValueKind::Truth,
        TRUTH,
        "screen",
        ("marked:true", "whether it is marked; on the screen alone"),
    ),
    line(
        (QueryField::Flag, "flag", &[]),
        ValueKind::Flag,
        &SHIPPED_FLAGS,
        "rules",
        ("flag:overdue", "whether this rule hits; not inside rules"),
    ),
    line(
        (QueryField::Twin, "twin", &[]),
        ValueKind::Twin,
        &["true", "false", STAFF],
        "people",
        ("twin:true", "somebody else is called or looks alike; staff"),
    ),
];

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
