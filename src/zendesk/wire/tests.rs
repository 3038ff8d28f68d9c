use super::cursor::{At, LONGEST_CURSOR};
use super::*;
use crate::model::{OrganizationId, Role, SentTime, Timestamp, UserId};

const GOOD: &str = r#"{"id":3432,"user_id":12345,"authenticated_at":"2014-11-18T17:24:29Z",
    "last_seen_at":"2014-11-18T17:30:52Z","url":"https://elsewhere.example/x"}"#;

fn page(body: &str) -> Result<SessionPage, &'static str> {
    sessions(body.as_bytes(), None).map_err(|error| error.what)
}

fn sent(url: &str) -> crate::model::SentUrl {
    let key = "12345/3432".parse().unwrap();
    crate::model::UrlPatterns::default().take(url, key)
}

/// What cannot be read of an address costs the address alone.
#[test]
fn an_address_is_kept_as_it_was_sent() {
    for (field, expected) in [
        (
            r#","url":"https://acme.zendesk.com/api/v2/users/12345/sessions/3432.json""#,
            Some("https://acme.zendesk.com/api/v2/users/12345/sessions/3432.json"),
        ),
        (
            r#","url":"https:\/\/acme.test\/b\u00fc""#,
            Some("https://acme.test/b\u{fc}"),
        ),
        (r#","url":"?""#, Some("?")),
        ("", None),
        (r#","url":null"#, None),
        (r#","url":"""#, None),
        (r#","url":5"#, None),
        (r#","url":{"a":[1]}"#, None),
        (r#","url":"a\u0000b""#, None),
        (r#","url":"x","url":"y""#, None),
    ] {
        for times in [r#""last_seen_at":null"#, r#""last_seen_at":7"#] {
            let record = format!(r#"{{"id":3432,"user_id":12345,{times}{field}}}"#);
            let page = page(&format!(r#"{{"sessions":[{record}]}}"#)).unwrap();
            assert_eq!(page.unreadable, 0, "{record}");
            let [session] = &page.sessions[..] else {
                panic!("{record}")
            };
            assert_eq!(
                session.url.text(session.key).as_deref(),
                expected,
                "{record}"
            );
            let one = format!(r#"{{"session":[{record}]}}"#);
            let one = super::session(one.as_bytes(), session.key).unwrap();
            assert_eq!(one.as_ref(), Some(session));
        }
    }
}

fn after(cursor: &str) -> Cursor {
    Cursor(At::After(cursor.to_owned()))
}

#[test]
fn a_page_as_documented() {
    let page = page(&format!(
        r#"{{"sessions":[{GOOD}],"meta":{{"has_more":true,"after_cursor":"abc==","before_cursor":"x"}},
            "links":{{"next":"https://acme.zendesk.com/api/v2/sessions?page%5Bafter%5D=abc","prev":null}}}}"#
    ))
    .unwrap();
    assert_eq!(page.unreadable, 0);
    assert_eq!(page.next, Some(after("abc==")));
    assert_eq!(
        page.sessions,
        [Session {
            key: "12345/3432".parse().unwrap(),
            authenticated_at: Timestamp::parse("2014-11-18T17:24:29Z").ok().into(),
            last_seen_at: Timestamp::parse("2014-11-18T17:30:52Z").ok().into(),
            url: sent("https://elsewhere.example/x"),
        }]
    );
}

/// Nobody knows which session a record without its ids is, so it is a hole in the list.
#[test]
fn a_record_without_readable_ids_is_a_hole_and_costs_itself_alone() {
    for broken in [
        r#"{"id":-1,"user_id":1}"#,
        r#"{"id":0,"user_id":1}"#,
        r#"{"id":18446744073709551616,"user_id":1}"#,
        r#"{"id":9223372036854775808,"user_id":1}"#,
        r#"{"user_id":1}"#,
        r#"{"id":7}"#,
        r#"{"id":7,"id":8,"user_id":1}"#,
        "null",
        "7",
        "[]",
        "{}",
        r#""""#,
    ] {
        let page = page(&format!(r#"{{"sessions":[{GOOD},{broken},{GOOD}]}}"#)).expect(broken);
        assert_eq!((page.sessions.len(), page.unreadable), (2, 1), "{broken}");
    }
    for id in [
        "null",
        "true",
        "1.5",
        "-7",
        "-7.0",
        "1e400",
        "9007199254740994.0",
        "{}",
        "[7]",
        r#""""#,
        r#""x""#,
        r#""-7""#,
        r#""+7""#,
        r#"" 7""#,
        r#""7.0""#,
        r#""0""#,
        r#""99999999999999999999""#,
        r#""\ud800""#,
    ] {
        for record in [
            format!(r#"{{"id":{id},"user_id":1}}"#),
            format!(r#"{{"id":1,"user_id":{id}}}"#),
        ] {
            let page = page(&format!(r#"{{"sessions":[{GOOD},{record}]}}"#)).expect(&record);
            assert_eq!((page.sessions.len(), page.unreadable), (1, 1), "{record}");
        }
    }
}

#[test]
fn ids_are_numbers_in_whatever_form_they_come() {
    for id in ["7", "7.0", "0.7e1", r#""7""#, r#""007""#] {
        let record = format!(r#"{{"id":{id},"user_id":{id},"last_seen_at":""}}"#);
        let page = page(&format!(r#"{{"sessions":[{record}]}}"#)).expect(&record);
        assert_eq!(page.unreadable, 0, "{record}");
        assert_eq!(page.sessions[0].key, "7/7".parse().unwrap(), "{record}");
    }
    let large = r#"{"id":"9223372036854775807","user_id":9007199254740992.0}"#;
    let page = page(&format!(r#"{{"sessions":[{large}]}}"#)).unwrap();
    assert_eq!(page.sessions[0].key.user.get(), 1 << 53);
}

/// A record is never dropped for a field: its absence would look as if the session were gone.
#[test]
fn a_field_that_cannot_be_read_is_unreadable_and_the_record_stays() {
    let moment = Timestamp::parse("2014-11-18T17:30:52Z").unwrap();
    let sent = |value: &str| match value {
        "null" => SentTime::Absent,
        r#""2014-11-18T17:30:52Z""# | r#""2014-11-18T18:30:52+01:00""# => SentTime::At(moment),
        _ => SentTime::Unreadable,
    };
    for value in [
        "null",
        r#""2014-11-18T17:30:52Z""#,
        r#""2014-11-18T18:30:52+01:00""#,
        r#""""#,
        r#""yesterday""#,
        r#""2014-11-18""#,
        r#""2014-11-18T17:30:52""#,
        r#""2014-11-18 17:30:52 UTC""#,
        r#""2014-02-30T00:00:00Z""#,
        r#""1416331852""#,
        "1416331852",
        "1416331852000",
        "1416331852.5",
        "-7",
        r#""1969-12-31T23:59:59Z""#,
        r#""1970-01-01T00:00:00Z""#,
        r#""2107-01-01T00:00:00Z""#,
        r#""99999-01-01T00:00:00Z""#,
        r#""\ud800""#,
        "{}",
        r#"{"at":"2014-11-18T17:30:52Z"}"#,
        "[]",
        r#"["2014-11-18T17:30:52Z"]"#,
        "true",
        "false",
    ] {
        for (name, other) in [
            ("authenticated_at", "last_seen_at"),
            ("last_seen_at", "authenticated_at"),
        ] {
            let record = format!(r#"{{"id":7,"user_id":1,"{name}":{value}}}"#);
            let page = page(&format!(r#"{{"sessions":[{GOOD},{record},{GOOD}]}}"#)).expect(&record);
            assert_eq!((page.sessions.len(), page.unreadable), (3, 0), "{record}");
            let read = &page.sessions[1];
            let (time, absent) = match other {
                "last_seen_at" => (read.authenticated_at, read.last_seen_at),
                _ => (read.last_seen_at, read.authenticated_at),
            };
            assert_eq!((time, absent), (sent(value), SentTime::Absent), "{record}");
            assert_eq!(
                read.has_unreadable(),
                time == SentTime::Unreadable,
                "{record}"
            );
        }
    }
    let twice = r#"{"id":7,"user_id":1,"last_seen_at":"2014-11-18T17:30:52Z","last_seen_at":null,
        "\ud800":1}"#;
    let page = page(&format!(r#"{{"sessions":[{twice}]}}"#)).unwrap();
    assert_eq!(page.sessions[0].last_seen_at, SentTime::Unreadable);
}

#[test]
fn what_is_unknown_or_null_is_no_harm() {
    for fine in [
        r#"{"id":7,"user_id":1}"#,
        r#"{"id":"7","user_id":1.0}"#,
        r#"{"id":7,"user_id":1,"last_seen_at":null,"authenticated_at":null,"url":null}"#,
        r#"{"id":7,"user_id":1,"device":{"deep":[1,{"x":"\ud800"}]}}"#,
        r#"{"id":9223372036854775807,"user_id":9223372036854775807}"#,
        r#"{"id":7,"user_id":1,"last_seen_at":"2014-11-18T18:30:52.5+01:00"}"#,
        r#"{"id":7,"user_id":1,"last_seen_at":"2014\u002d11-18T17:30:52Z"}"#,
    ] {
        let page = page(&format!(
            r#"{{"sessions":[{fine}],"count":"many","new":1}}"#
        ))
        .expect(fine);
        assert_eq!((page.sessions.len(), page.unreadable), (1, 0), "{fine}");
        assert_eq!(page.count, None);
    }
    let bad_utf8 = [
        br#"{"sessions":[{"id":7,"user_id":1,"url":""#,
        &b"\xff\xfe"[..],
        br#""}]}"#,
    ]
    .concat();
    let page = sessions(&bad_utf8, None).unwrap();
    assert_eq!((page.sessions.len(), page.unreadable), (1, 0));
}

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
    let silent = sessions(br#"{"sessions":[]}"#, Some(&after("abc")));
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
    let page = sessions(body, Some(&at)).unwrap();
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

#[test]
fn people_as_recorded() {
    let body = r#"{"users":[
        {"id":6130907993114,"name":"Zoë","email":null,"role":"end-user","suspended":true,
         "active":false,"organization_id":22,"custom_role_id":null,"time_zone":"Berlin","photo":{}},
        {"id":7,"name":"\ud800","role":"agent"},
        {"id":8,"name":null,"email":"a@b.c","role":"owner"},
        {"id":"9","name":"x","role":"admin"},
        {"id":10,"name":["x"]},
        {"id":"x","name":"x"}
    ],"count":6,"next_page":null,"previous_page":null}"#;
    let people = people(body.as_bytes()).unwrap();
    assert_eq!(people.unreadable, 3);
    let ids: Vec<u64> = people.unreadable_ids.iter().map(|id| id.get()).collect();
    assert_eq!(ids, [7, 10]);
    let [first, second, third] = &people.users[..] else {
        panic!("{people:?}")
    };
    assert_eq!(first.id.get(), 6_130_907_993_114);
    assert_eq!(
        (first.name.shown().unwrap().as_str(), first.role),
        ("Zoë", Role::EndUser)
    );
    assert!(first.is_suspended() && first.is_deleted() && first.email.known() == Some(None));
    assert_eq!(first.organization.shown().copied(), OrganizationId::new(22));
    assert_eq!((second.role, second.active), (Role::Other, None));
    assert_eq!(second.suspended, None);
    assert_eq!((third.id.get(), third.role), (9, Role::Admin));
    let asked = [6_130_907_993_114, 7, 10, 11].map(|id| UserId::new(id).unwrap());
    // The record without an id may be that of whoever is missing.
    let not_known: Vec<u64> = people.not_known(&asked).iter().map(|id| id.get()).collect();
    assert_eq!(not_known, [7, 10, 11]);
    assert_eq!(
        super::people(b"{}").unwrap_err().what,
        "not a list of users"
    );
}

#[test]
fn nobody_is_told_from_somebody() {
    for body in [
        r#"{"user":{"name":"Anonymous user"}}"#,
        r#"{"user":{"id":null,"name":"Anonymous user"}}"#,
        r#"{"user":{"id":0}}"#,
        r#"{"user":{"id":-1,"name":"Anonymous user"}}"#,
    ] {
        assert_eq!(me(body.as_bytes()), Ok(None), "{body}");
    }
    let me_of = |body: &str| {
        let me = me(body.as_bytes()).map_err(|error| error.what);
        me.map(|me| me.map(|me| me.user.id.get()))
    };
    assert_eq!(
        me_of(r#"{"user":{"id":7,"name":"Ada","role":"admin","authenticity_token":"x"}}"#),
        Ok(Some(7))
    );
    assert_eq!(me_of(r#"{"user":{"id":"7"}}"#), Ok(Some(7)));
    for body in [
        "{}",
        "[]",
        r#"{"user":null}"#,
        r#"{"user":{"id":"x"}}"#,
        r#"{"user":7}"#,
    ] {
        assert_eq!(me_of(body), Err("not a user"), "{body}");
    }
    assert_eq!(
        me_of(r#"{"user":{"id":7,"name":"\ud800"}}"#),
        Err("a user that cannot be read")
    );
}

#[test]
fn one_session_comes_in_any_wrapping() {
    let key: SessionKey = "12345/3432".parse().unwrap();
    let shown = |inner: &str| {
        session(format!(r#"{{"session":{inner}}}"#).as_bytes(), key)
            .map(|found| found.map(|session| session.key))
            .map_err(|error| error.what)
    };
    assert_eq!(shown(GOOD), Ok(Some(key)));
    assert_eq!(shown(&format!(" [ {GOOD} ]")), Ok(Some(key)));
    assert_eq!(shown("[]"), Ok(None));
    assert_eq!(shown("null"), Ok(None));
    assert_eq!(session(b"{}", key).unwrap_err().what, "not a session");
    assert_eq!(
        shown(r#"{"id":1,"user_id":12345}"#),
        Err("another session than asked for")
    );
    assert_eq!(shown("{}"), Err("a session that cannot be read"));
    assert_eq!(shown("7"), Err("a session that cannot be read"));
    assert_eq!(session(b"<html>", key).unwrap_err().what, "a page of HTML");
}

/// Two records of one person that differ, or of which one cannot be read, say nothing of that person:
/// either may be the true one.
#[test]
fn records_of_one_person_that_contradict_each_other_are_not_known() {
    let record = |role: &str, more: &str| {
        format!(
            r#"{{"id":7,"name":"A","email":"a@b.example","role":"{role}","active":true{more}}}"#
        )
    };
    let other = r#"{"id":8,"name":"B","email":"b@b.example","role":"agent","active":true}"#;
    let broken = r#"{"id":7,"name":5,"role":"agent"}"#.to_owned();
    for (first, second, is_known) in [
        (record("agent", ""), record("agent", ""), true),
        (record("admin", ""), record("agent", ""), false),
        (
            record("agent", ""),
            record("agent", r#","suspended":true"#),
            false,
        ),
        (record("agent", ""), broken, false),
    ] {
        let body = format!(r#"{{"users":[{first},{other},{second}]}}"#);
        let people = people(body.as_bytes()).unwrap();
        let ids = |id| UserId::new(id).unwrap();
        let known = people.users.iter().any(|user| user.id == ids(7));
        assert_eq!(known, is_known, "{body}");
        assert!(people.users.iter().any(|user| user.id == ids(8)));
        let asked = [ids(7), ids(8)];
        let doubted: &[UserId] = if is_known { &[] } else { &asked[..1] };
        assert_eq!(people.not_known(&asked), doubted, "{body}");
    }
}
