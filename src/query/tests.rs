//! How queries are read, and what their mistakes say.
//!
//! - `judging` the answers of queries
//! - `completing` what can be typed next
//! - `printing` what is printed is read as the same

use proptest::prelude::*;

use self::printing::expression;
use super::fields::{FieldInfo, ValueKind};
use super::lexer::lexemes;
use super::*;
use crate::model::Role;

mod completing;
mod judging;
mod printing;

fn read(text: &str) -> Query {
    Query::parse(text, Zone::UTC).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn printed(text: &str) -> String {
    read(text)
        .expression()
        .map(ToString::to_string)
        .unwrap_or_default()
}

fn error(text: &str) -> String {
    Query::parse(text, Zone::UTC)
        .err()
        .unwrap_or_else(|| panic!("{text} is a query"))
        .to_string()
}

#[test]
fn terms_are_read_by_the_grammar() {
    for (text, expected) in [
        ("", ""),
        ("  ann  ", "ann"),
        ("a b", "a b"),
        ("a AND b Or c", "a b or c"),
        ("a (b or c)", "a (b or c)"),
        ("((a))", "a"),
        ("not a", "-a"),
        ("NOT (a b)", "-(a b)"),
        ("-role:admin -role:agent", "-role:admin -role:agent"),
        ("a-b - -", "a-b \"-\" \"-\""),
        ("-\"-a\"", "-\"-a\""),
        ("\"or\" or \"Not\"", "\"or\" or \"Not\""),
        // Of several positive terms of one field either, wherever they stand.
        ("role:admin x role:agent", "(role:admin or role:agent) x"),
        ("role:admin role=agent", "role:admin or role:agent"),
        ("(tag:a) (tag:b)", "(tag:a) (tag:b)"),
        ("age>1h age<2h", "age>1h age<2h"),
        ("signed_in:2026-11-20 age>1h", "age:2026-11-20 age>1h"),
        // Other names, other signs, other letter case.
        ("ID:5 organization=none", "user:5 org:none"),
        (
            "is_suspended:yes deleted=NO",
            "suspended:true deleted:false",
        ),
        ("Role:End-User role:STAFF", "role:end-user or role:staff"),
        ("role:\"Agents\"", "role:\"Agents\""),
        (
            "role:\"agent\" -role:\"Staff\"",
            "role:\"agent\" -role:\"Staff\"",
        ),
        ("name:\"Ann *\" name:none", "name:\"Ann *\" or name:none"),
        ("name:\"none\"", "name:\"none\""),
        ("name:a\\*b", "name:a\\*b"),
        ("DOMAIN\\user", "DOMAIN\\\\user"),
        ("org:7 or org:\"7\"", "org:7 or org:\"7\""),
        ("last_seen>=\"2026-11-29 14:00\"", "idle>=2026-11-29T14:00"),
        ("idle>90m ends<=1w", "idle>1h30m ends<=7d"),
        ("\"10:30\" a\\\\b", "\"10:30\" a\\\\b"),
        (
            "ann@x.example \"ann@x.example\"",
            "ann@x.example \"ann@x.example\"",
        ),
        ("state:Still-Listed", "state:still-listed"),
    ] {
        assert_eq!(printed(text), expected, "{text}");
        assert_eq!(read(expected), read(text), "{text}");
    }
}

#[test]
fn errors_say_where_what_was_meant_and_what_would_be_right() {
    for (text, expected) in [
        ("role:agnet", "column 6: role:agnet: did you mean agent?"),
        ("a rol:x", "column 3: rol is no field: did you mean role?"),
        (
            "http://x",
            "column 1: http is no field: the fields are name,",
        ),
        ("10:30", "put it in quotes"),
        (":x", "column 1: a field is missing before :"),
        ("a (b", "column 3: this ( has no )"),
        ("a b)", "column 4: this ) has no ("),
        ("()", "something to look for is missing"),
        ("a or", "column 5: something to look for is missing"),
        ("or a", "column 1: something to join is missing"),
        ("a and", "something to look for is missing"),
        ("not", "column 4: something to look for is missing"),
        ("x \"y", "column 3: this \" has no other"),
        ("\"\"", "nothing in these quotes"),
        (
            "role:",
            "column 6: a value is missing after role: admin, agent, end-user, staff",
        ),
        ("role: admin", "a value is missing after role"),
        ("age>", "a value is missing after age, such as age>8h"),
        (
            "age:8h",
            "has no exact age; compare it with < or >, such as age>8h",
        ),
        (
            "age>8",
            "is compared with an age (30m, 8h, 2d12h) or a moment",
        ),
        ("user:x", "user takes a number, such as user:12345"),
        ("user>5", "is not compared by size"),
        ("ends:5m", "is compared with a time, such as ends<30m"),
        ("suspended:maybe", "suspended takes true, false, yes, no"),
        ("state:unconfrmed", "did you mean unconfirmed?"),
        ("name:\u{202e}x\"", "column 8"),
    ] {
        let found = error(text);
        assert!(found.contains(expected), "{text}: {found}");
    }
    assert!(error(&"(".repeat(60)).contains("too deep"));
    assert!(error(&"-(".repeat(60)).contains("too deep"));
    assert!(error(&"a".repeat(100_001)).contains("at most 100000"));
    for (text, is_unfinished) in [("role:", true), ("a (", true), ("rol:x", false)] {
        let error = Query::parse(text, Zone::UTC).unwrap_err();
        assert_eq!(error.is_unfinished(), is_unfinished, "{text}");
    }
}

#[test]
fn a_rule_that_is_not_in_force_is_no_flag_and_is_told_what_was_meant() {
    let flags: FlagNames = ["night-shift", "overdue"].into_iter().collect();
    let parse = |text: &str| Query::parse_with(text, Zone::UTC, &flags);
    for text in [
        "flag:night-shift",
        "-flag:OVERDUE",
        "flag:overdue or flag:night-shift",
    ] {
        let query = parse(text).unwrap();
        assert!(query.uses(QueryField::Flag) && query.uses_now(), "{text}");
        let again = parse(&query.expression().unwrap().to_string()).unwrap();
        assert_eq!(again, query);
    }
    for (text, message) in [
        (
            "flag:nigth-shift",
            "column 6: flag:nigth-shift: did you mean night-shift?",
        ),
        (
            "x flag:zz",
            "column 8: flag:zz: the rules in force are night-shift, overdue",
        ),
        ("flag:", "column 6: a value is missing after flag"),
        ("flag>1", "column 6: flag is not compared by size"),
        (
            "flag:over*",
            "column 6: flag:*: the rules in force are night-shift, overdue",
        ),
        (
            "twin:maybe",
            "column 6: twin:maybe: twin takes true, false, yes, no, staff",
        ),
    ] {
        let error = parse(text).unwrap_err().to_string();
        assert!(error.starts_with(message), "{text}: {error}");
    }
    let none: FlagNames = std::iter::empty().collect();
    let error = Query::parse_with("flag:overdue", Zone::UTC, &none).unwrap_err();
    assert_eq!(error.message(), "flag:overdue: no rule is in force");
    // Before the settings are read any name will do, and is judged then.
    let query = Query::parse_with("a flag:nigth-shift", Zone::UTC, &FlagNames::ANY).unwrap();
    let message = query.unknown_flag(&flags).unwrap();
    assert_eq!(message, "flag:nigth-shift: did you mean night-shift?");
    assert_eq!(
        complete("flag:n", 6, &flags, &|_, _| Vec::new())
            .unwrap()
            .offers,
        ["night-shift"]
    );
}

#[test]
fn a_query_that_only_adds_narrows() {
    for (new, old, expected) in [
        ("a", "", true),
        ("", "a", false),
        ("ab", "a", true),
        ("ba", "a", true),
        ("a", "ab", false),
        ("a b", "a", true),
        ("ab role:admin", "a role:admin", true),
        ("role:admin", "role:admin or role:agent", true),
        ("role:admin or role:agent", "role:admin", false),
        ("-ab", "-a", false),
        ("ann@x.example", "ann@x", false),
        ("ann@x.example", "ann@", true),
        ("ann@x.example", "ANN", true),
        ("ann@b\u{fc}cher.example", "xn--", false),
        ("ann@xn--bcher-kva.example", "xn--", false),
        ("\"a*b\"", "a", false),
        ("age>2h", "age>1h", false),
    ] {
        assert_eq!(read(new).narrows(&read(old)), expected, "{new} of {old}");
    }
}

/// The table of fields as the page about the command line has it.
fn page() -> String {
    let values = |info: &FieldInfo| {
        let words = info.words.join(", ");
        match info.kind {
            ValueKind::Text | ValueKind::Address | ValueKind::Host => format!("text; {words}"),
            ValueKind::Organization => format!("name or number; {words}"),
            ValueKind::Role => format!("{words}, or a custom role's name"),
            ValueKind::Number | ValueKind::Count => "number".to_owned(),
            ValueKind::Time => "age or moment".to_owned(),
            ValueKind::Until => "time".to_owned(),
            ValueKind::Truth | ValueKind::State | ValueKind::Twin => words,
            ValueKind::Flag => "the name of a rule in force".to_owned(),
        }
    };
    let row = |info: &FieldInfo| {
        let also = match info.also {
            [] => String::new(),
            also => format!(" (`{}`)", also.join("`, `")),
        };
        let (name, from, example) = (info.name, info.known_from, info.example);
        let about = info.about;
        format!(
            "| `{name}`{also} | {} | {from} | `{example}`: {about} |",
            values(info)
        )
    };
    FIELDS.iter().map(row).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_page_about_the_command_line_has_the_table_of_fields() {
    let there = include_str!("../docs/cli.md");
    let expected = page();
    assert!(
        there.contains(&expected),
        "the page needs this:\n{expected}"
    );
}
