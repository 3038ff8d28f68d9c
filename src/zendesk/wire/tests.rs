//! Records as they are sent: addresses, sessions, and what of them cannot be read.
//!
//! - `pages` whether there is more, and where it begins
//! - `people` people, and who somebody is

mod pages;
mod people;

use super::cursor::{At, LONGEST_CURSOR};
use super::*;
use crate::model::{OrganizationId, Role, Sent, SentTime, Timestamp, UserId};

const GOOD: &str = r#"{"id":3432,"user_id":12345,"authenticated_at":"2014-11-18T17:24:29Z",
    "last_seen_at":"2014-11-18T17:30:52Z","url":"https://elsewhere.example/x"}"#;

fn page(body: &str) -> Result<SessionPage, &'static str> {
    sessions(body.as_bytes(), None, None).map_err(|error| error.what)
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
    let page = sessions(&bad_utf8, None, None).unwrap();
    assert_eq!((page.sessions.len(), page.unreadable), (1, 0));
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

/// `user_id` may be null, and then the path of a person's own list, or of one session, says whose it is.
/// A row that names somebody else, or an owner that cannot be read, is not taken for theirs.
#[test]
fn a_row_without_an_owner_is_of_the_person_whom_the_path_names() {
    let owner = UserId::new(7);
    let key = crate::model::SessionKey {
        user: owner.unwrap(),
        session: crate::model::SessionId::new(3).unwrap(),
    };
    for (user, is_theirs) in [
        ("", true),
        (r#","user_id":null"#, true),
        (r#","user_id":7"#, true),
        (r#","user_id":8"#, false),
        (r#","user_id":"?""#, false),
        (r#","user_id":null,"user_id":7"#, false),
    ] {
        let record = format!(r#"{{"id":3{user}}}"#);
        let list = format!(r#"{{"sessions":[{record}]}}"#);
        let page = sessions(list.as_bytes(), None, owner).unwrap();
        let keys: Vec<_> = page.sessions.iter().map(|row| row.key).collect();
        assert_eq!(keys.contains(&key), is_theirs, "{record}");
        let one = format!(r#"{{"session":{record}}}"#);
        let one = super::session(one.as_bytes(), key).ok().flatten();
        assert_eq!(one.is_some(), is_theirs, "{record}");
        // The list of everybody says of no such row whose it is.
        let all = sessions(list.as_bytes(), None, None).unwrap();
        let is_named = user.ends_with('7') && !user.contains("null");
        assert_eq!(all.sessions.iter().any(|row| row.key == key), is_named);
    }
}
