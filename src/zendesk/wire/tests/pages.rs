//! Pages: whether there is more, and where it begins.

use super::*;

#[test]
fn what_is_no_page_is_said_to_be_what_it_is() {
    let deep = "[".repeat(100_000);
    for (body, expected) in [
        ("", "an empty body"),
        (" <!DOCTYPE html><html>", "a page of HTML"),
        ("{}", "not a page of sessions"),
        ("null", "not a page of sessions"),
        (r#"{"sessions":null}"#, "not a page of sessions"),
        (r#"{"sessions":{}}"#, "not a page of sessions"),
        (r#"{"sessions":[]"#, "not a page of sessions"),
        (r#"{"sessions":[],"sessions":[]}"#, "not a page of sessions"),
        (
            r#"{"sessions":[],"meta":{"has_more":"yes"}}"#,
            "not a page of sessions",
        ),
        (r#"{"sessions":[],"meta":{}}"#, "not a page of sessions"),
        (
            r#"{"sessions":[],"meta":{"has_more":true,"has_more":false}}"#,
            "not a page of sessions",
        ),
        (&format!(r#"{{"sessions":{deep}"#), "not a page of sessions"),
        (
            &format!(r#"{{"sessions":[],"x":{deep}"#),
            "not a page of sessions",
        ),
    ] {
        assert_eq!(page(body), Err(expected), "{body:.60}");
    }
}

#[test]
fn has_more_alone_says_whether_there_is_more() {
    let own = "https://acme.zendesk.com/api/v2/sessions?page%5Bafter%5D=x";
    let long = "x".repeat(LONGEST_CURSOR + 1);
    for (tail, expected) in [
        (r#""meta":{"has_more":false,"after_cursor":"abc"}"#.to_owned(), Ok(None)),
        (
            format!(r#""meta":{{"has_more":false,"after_cursor":"abc"}},"links":{{"next":"{own}"}}"#),
            Ok(None),
        ),
        (r#""meta":{"has_more":true,"after_cursor":"abc"},"links":{}"#.to_owned(), Ok(Some(after("abc")))),
        (
            r#""meta":{"has_more":true,"after_cursor":null}"#.to_owned(),
            Err("more pages, but no cursor to them"),
        ),
        (
            r#""meta":{"has_more":true,"after_cursor":""}"#.to_owned(),
            Err("more pages, but no cursor to them"),
        ),
        (
            format!(r#""meta":{{"has_more":true,"after_cursor":"{long}"}}"#),
            Err("a cursor that cannot be one"),
        ),
        (
            r#""meta":{"has_more":true,"after_cursor":"abc"},"links":{"next":"https://evil.example/"}"#.to_owned(),
            Ok(Some(after("abc"))),
        ),
        (
            r#""next_page":"http://acme.zendesk.com/api/v2/sessions?page=2""#.to_owned(),
            Ok(Some(Cursor(At::Page(1)))),
        ),
        (
            r#""meta":{"has_more":true,"after_cursor":"abc"},"links":{"next":"https://acme-two.zendesk.com/"}"#.to_owned(),
            Ok(Some(after("abc"))),
        ),
        (
            format!(r#""links":{{"next":"{own}"}}"#),
            Err("more pages, but no cursor to them"),
        ),
        (r#""next_page":null,"count":1"#.to_owned(), Ok(None)),
        (r#""count":1"#.to_owned(), Ok(None)),
        (
            r#""next_page":"https://acme.zendesk.com/api/v2/sessions?page=2","count":101"#.to_owned(),
            Ok(Some(Cursor(At::Page(1)))),
        ),
    ] {
        let found = page(&format!(r#"{{"sessions":[],{tail}}}"#)).map(|page| page.next);
        assert_eq!(found, expected, "{tail:.90}");
    }
    let silent = sessions(br#"{"sessions":[]}"#, Some(&after("abc")), None);
    assert_eq!(silent.unwrap_err().what, "no word about further pages");
}

#[test]
fn offset_pages_of_another_size_are_begun_again() {
    let first = |rows: u64| {
        let rows: Vec<String> = (1..=rows)
            .map(|id| format!(r#"{{"id":{id},"user_id":1}}"#))
            .collect();
        let rows = rows.join(",");
        let body = format!(r#"{{"sessions":[{rows}],"next_page":"/x?page=2","count":250}}"#);
        page(&body).unwrap().next
    };
    // A second page of 100 would begin at the 101st, and nobody would have read the 31st.
    assert_eq!(first(30), Some(Cursor(At::Page(1))));
    assert_eq!(first(100), Some(Cursor(At::Page(2))));
}

/// A page of a log is as long as its rows, whatever of them says something about sign-ins.
#[test]
fn offset_pages_of_a_log_count_rows_that_say_nothing() {
    let row = r#"{"actor_id":7,"created_at":"2026-11-22T00:00:00Z","ip_address":"1.2.3.4","action":"update"}"#;
    let rows = vec![row; 99].join(",");
    let body = format!(r#"{{"audit_logs":[{rows},{{"broken":1}}],"next_page":"/x?page=2"}}"#);
    let page = enrichment::logins(body.as_bytes(), None).unwrap();
    assert!(page.sightings.is_empty());
    assert_eq!(page.next, Some(Cursor(At::Page(2))));
}

#[test]
fn offset_pages_are_counted_up() {
    let body = br#"{"sessions":[],"next_page":"/api/v2/sessions?page=9","count":12345}"#;
    let at = Cursor(At::Page(100));
    let page = sessions(body, Some(&at), None).unwrap();
    assert_eq!(page.count, Some(12_345));
    assert_eq!(page.next, Some(Cursor(At::Page(101))));
    assert!(page.next.unwrap().is_beyond_offsets());
    assert!(!at.is_beyond_offsets());
}

#[test]
fn a_cursor_is_asked_for_with_nothing_left_unencoded() {
    assert_eq!(Cursor::query(None), "page%5Bsize%5D=100");
    assert_eq!(
        Cursor::query(Some(&after("eyJ+/=&#ä x~.-_"))),
        "page%5Bsize%5D=100&page%5Bafter%5D=eyJ%2B%2F%3D%26%23%C3%A4%20x~.-_"
    );
    let second = Cursor(At::Page(2));
    assert_eq!(Cursor::query(Some(&second)), "page=2&per_page=100");
}
