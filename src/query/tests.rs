use proptest::prelude::*;

use super::fields::{FieldInfo, ValueKind};
use super::lexer::lexemes;
use super::*;
use crate::model::Role;

mod judging;

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
        ("suspended:maybe", "suspended takes true, false"),
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
fn what_can_be_typed_next_is_completed() {
    for (text, cursor, offers, completed) in [
        ("ro", 2, &["role:"][..], "role:"),
        (
            "s",
            1,
            &[
                "session:",
                "suspended:",
                "signed_in>",
                "sessions>",
                "state:",
            ],
            "s",
        ),
        ("x -rol", 6, &["role:"], "x -role:"),
        ("(role:a", 7, &["admin", "agent"], "(role:a"),
        ("role:ag x", 7, &["agent"], "role:agent x"),
        ("suspended:", 10, &["true", "false"], "suspended:"),
        ("state:st", 8, &["still-listed"], "state:still-listed"),
        ("la", 2, &["last_seen>"], "last_seen>"),
        ("RO", 2, &["role:"], "role:"),
        ("é ro", 4, &["role:"], "é role:"),
    ] {
        let found = complete(text, cursor, &FlagNames::default(), &|_, _| Vec::new()).unwrap();
        assert_eq!(found.offers, offers, "{text}");
        assert_eq!(found.apply(text, cursor).0, completed, "{text}");
    }
    for (text, cursor) in [
        ("", 0),
        ("zz", 2),
        ("\"ro", 3),
        ("user:", 5),
        ("zz:a", 4),
        ("ro ", 3),
    ] {
        assert_eq!(
            complete(text, cursor, &FlagNames::default(), &|_, _| Vec::new()),
            None,
            "{text}"
        );
    }
}

#[test]
fn everything_that_is_offered_is_taken() {
    for info in &FIELDS {
        assert_eq!(FieldInfo::of(info.field).name, info.name);
        read(info.example);
        assert!(read(info.example).uses(info.field), "{}", info.example);
        for name in info.names() {
            for word in info.words {
                read(&format!("{name}:{word}"));
            }
        }
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
            "column 6: twin:maybe: twin takes true, false, staff",
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
            ValueKind::Truth => format!("{words}, yes, no"),
            ValueKind::Time => "age or moment".to_owned(),
            ValueKind::Until => "time".to_owned(),
            ValueKind::State | ValueKind::Twin => words,
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

/// Text with everything in it that could be read as something else.
fn text() -> impl Strategy<Value = String> {
    "[-a-zA-Zé0-9 *\\\\\"():=<>@_.]{1,8}|and|or|NOT|none|42|staff|agent|ann@x\\.example"
}

/// The text in quotes, stars and all.
fn in_quotes(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn leaf() -> impl Strategy<Value = Expression> {
    let quoted = text().prop_map(|text| in_quotes(&text)).boxed();
    let value = prop_oneof![
        quoted.clone(),
        Just("none".to_owned()),
        Just("a*".to_owned())
    ];
    let field = prop::sample::select(vec!["name", "email", "domain", "org", "tag", "role"]);
    let others = prop::sample::select(vec![
        "user:5",
        "session:42",
        "role:staff",
        "role:end-user",
        "org:7",
        "suspended:true",
        "deleted:false",
        "age>8h",
        "signed_in:2026-11-20Z",
        "idle<=2026-11-20T14:00:05",
        "idle<3d4h5m6s",
        "sessions>=3",
        "sessions:3",
        "ends<0s",
        "overdue:false",
        "state:new",
        "protected:true",
        "mine:false",
        "marked:true",
        "ann",
        "ann@x.example",
    ]);
    let typed = prop_oneof![
        quoted,
        (field, value).prop_map(|(field, value)| format!("{field}:{value}")),
        others.prop_map(str::to_owned),
    ];
    typed.prop_map(|typed| read(&typed).expression().unwrap().clone())
}

/// Any expression.
pub(super) fn expression(
    leaf: impl Strategy<Value = Expression> + 'static,
) -> BoxedStrategy<Expression> {
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expression::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expression::Or),
            inner.prop_map(|inner| Expression::Not(Box::new(inner))),
        ]
    })
    .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_is_read_as_the_same(expression in expression(leaf())) {
        let text = expression.to_string();
        let again = Query::parse(&text, Zone::UTC);
        prop_assert_eq!(again.as_ref().map(Query::expression), Ok(Some(&expression)), "{}", text);
    }

    #[test]
    fn no_text_is_too_strange(text in "\\PC{0,40}|[-a-z:=<>()\"*\\\\ ]{0,40}|(role|age|or|not|-|\\(|\\)|:|>|\"| ){0,12}") {
        if let Ok(query) = Query::parse(&text, Zone::UTC)
            && let Some(expression) = query.expression()
        {
            let again = read(&expression.to_string());
            prop_assert_eq!(again.expression(), Some(expression), "{}", text);
        }
        let _ = lexemes(&text);
        for cursor in 0..=text.chars().count() {
            if let Some(completion) = complete(&text, cursor, &FlagNames::default(), &|_, _| Vec::new()) {
                completion.apply(&text, cursor);
            }
        }
    }
}

#[test]
fn a_text_without_a_field_has_fields_that_were_probably_meant() {
    for (text, expected) in [
        ("smith", "name:*smith* or email:*smith* or org:*smith*"),
        ("ann@x.example", "email:ann@x.example"),
        ("@x.example", "domain:x.example"),
        ("123", "user:123 or session:123"),
        ("agent", "role:agent"),
        (
            "\"Ann Smith\"",
            "name:\"*Ann Smith*\" or org:\"*Ann Smith*\"",
        ),
    ] {
        let query = read(text);
        let meant = query.bare_text().unwrap().with_a_field();
        assert_eq!(meant, expected);
        read(&meant);
    }
    assert!(read("role:agent").bare_text().is_none());
    assert_eq!(Role::from_api("staff"), Role::Other);
}

/// Names with blanks are completed in quotes, and only where nothing of what was typed is lost.
#[test]
fn values_that_are_known_are_completed_in_quotes_where_they_need_them() {
    let known = |field: QueryField, typed: &str| {
        let names: &[&str] = match field {
            QueryField::Org => &["Zephyr Bakery", "Zephyr Gardens"],
            QueryField::Name => &["José García", "Joseph"],
            QueryField::Email => &["ann@example.com"],
            _ => &[],
        };
        let names = names
            .iter()
            .filter(|name| fold(name).starts_with(&fold(typed)));
        names.map(|name| (*name).to_owned()).collect()
    };
    for (text, completed) in [
        ("org:zep", "org:\"Zephyr "),
        ("org:\"zephyr g", "org:\"Zephyr Gardens\""),
        ("-org:\"Zephyr B", "-org:\"Zephyr Bakery\""),
        ("email:an", "email:ann@example.com"),
        // The two begin alike only as long as nobody looks at accents.
        ("name:jose", "name:jose"),
        ("name:josep", "name:Joseph"),
    ] {
        let cursor = text.chars().count();
        let completion = complete(text, cursor, &FlagNames::default(), &known).unwrap();
        assert_eq!(completion.apply(text, cursor).0, completed, "{text}");
    }
    for text in ["org:nobody", "\"zeph", "tag:zeph"] {
        assert_eq!(
            complete(text, text.chars().count(), &FlagNames::default(), &known),
            None,
            "{text}"
        );
    }
}
