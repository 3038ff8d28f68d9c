//! The fields, and the one table of them.

use super::{FieldInfo, NONE, SHIPPED_FLAGS, STAFF, TRUTH, ValueKind};

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
        &["true", "false", "yes", "no", STAFF],
        "people",
        ("twin:true", "somebody else is called or looks alike; staff"),
    ),
];
