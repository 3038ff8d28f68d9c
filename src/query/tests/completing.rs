//! What can be typed next.

use super::*;

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
        (
            "suspended:",
            10,
            &["true", "false", "yes", "no"],
            "suspended:",
        ),
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
        (
            "-smith",
            "not (name:*smith* or email:*smith* or org:*smith*)",
        ),
        ("role:agent not (ann@x.example)", "-email:ann@x.example"),
        ("not (role:agent -@x.example)", "domain:x.example"),
    ] {
        let query = read(text);
        let meant = MeantByText::Condition(expected.to_owned());
        assert_eq!(query.meant_by_text(), Some(meant));
        read(expected);
    }
    assert_eq!(read("role:agent").meant_by_text(), None);
    assert_eq!(read("-*").meant_by_text(), Some(MeantByText::Anybody));
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
