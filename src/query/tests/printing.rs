//! What is printed is read as the same, and no text is too strange.

use super::*;

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
