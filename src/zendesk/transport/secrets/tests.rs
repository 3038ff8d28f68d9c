use super::*;

const TOKEN: &str = "tok/SECRET+canary=99";

fn clean(status: u16, location: &str, body: &str) -> (String, String) {
    let mut secrets = SecretsInUse::default();
    secrets.add(TOKEN);
    let headers = [(http::header::LOCATION, location.parse().unwrap())];
    let reply = secrets.taken_out_of(Reply {
        status,
        headers: headers.into_iter().collect(),
        body: Bytes::copy_from_slice(body.as_bytes()),
    });
    let location = reply.headers["location"].to_str().unwrap().to_owned();
    (location, String::from_utf8(reply.body.to_vec()).unwrap())
}

#[test]
fn a_secret_comes_back_in_no_form() {
    let forms = [
        TOKEN.to_owned(),
        percent_encoded(TOKEN, |byte| format!("%{byte:02X}")),
        percent_encoded(TOKEN, |byte| format!("%{byte:02x}")),
        STANDARD.encode(TOKEN),
        URL_SAFE_NO_PAD.encode(TOKEN),
        STANDARD.encode(format!("Bearer {TOKEN}")),
        STANDARD.encode(format!("x{TOKEN}.")),
        URL_SAFE_NO_PAD.encode(format!("xy{TOKEN}")),
        each_byte(TOKEN, |byte| format!("{byte:02x}")),
        each_byte(TOKEN, |byte| format!("%{byte:02X}")),
        TOKEN.replace('/', r"\/"),
        TOKEN.replace('t', r"\u0074"),
        TOKEN.replace('c', "%63"),
        TOKEN.replace('c', "&#99;"),
        TOKEN.replace('c', "&#x63;"),
        // One escape inside another, and two kinds side by side.
        TOKEN.replace('c', "%2563"),
        TOKEN.replace('c', "&#37;63"),
        TOKEN.replace('c', r"\u002563"),
        TOKEN.replace('c', "%63").replace('n', "&#110;"),
    ];
    for form in forms {
        for status in [200, 302, 403, 422, 500] {
            for body in [
                format!("<p>no {form} here</p>"),
                format!(r#"{{"error":"no {form} here","{form}":[7]}}"#),
                format!(r#"{{"error":"no {form} here \ud800"}}"#),
            ] {
                let in_url = Some(&form).filter(|form| !form.contains('\\'));
                let location = format!("/?t={}", in_url.map_or(TOKEN, String::as_str));
                let (location, body) = clean(status, &location, &body);
                let plain = without_escapes(body.as_bytes());
                for text in [location.as_bytes(), body.as_bytes(), &plain] {
                    let text = String::from_utf8_lossy(text);
                    let is_there = text.contains("canary") && !text.contains(r"\u0074");
                    assert!(!is_there, "{status} {text}");
                    assert!(
                        !text.contains("63anary") && !text.contains(";anary"),
                        "{text}"
                    );
                    // At the edges of base64 something else may share a letter with it.
                    let inside = form.len() / 2 - 4..form.len() / 2 + 4;
                    let is_there = in_url.is_some() && text.contains(&form[inside]);
                    assert!(!is_there, "{status} {text}");
                }
            }
        }
    }
}

#[test]
fn the_rest_of_an_answer_stays() {
    let untouched = r#"{"users":[{"id":1,"name":"A \u00e9 \"b\""}]}"#;
    assert_eq!(clean(200, "/x", untouched), ("/x".into(), untouched.into()));
    let body = format!(r#"{{"error":"{TOKEN} may not","count":10000000000000001}}"#);
    let (location, body) = clean(403, &format!("https://e.example/?t={TOKEN}&x=1"), &body);
    assert_eq!(location, "https://e.example/?t=[secret]&x=1");
    let json: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(json["error"], "[secret] may not");
    assert_eq!(json["count"], 10_000_000_000_000_001_u64);
}

#[test]
fn a_short_secret_changes_no_facts() {
    let mut secrets = SecretsInUse::default();
    secrets.add("example");
    for (status, expected) in [(200, "a@example.com"), (403, "a@[secret].com")] {
        let reply = secrets.taken_out_of(Reply {
            status,
            headers: HeaderMap::new(),
            body: Bytes::from_static(b"a@example.com"),
        });
        assert_eq!(reply.body, expected);
    }
}

#[test]
fn what_a_header_proves_with_is_a_secret_in_each_part() {
    let pair = STANDARD.encode("ann@example.com/token:hunter2222");
    for (header, parts) in [
        ("Bearer abcdef12345".to_owned(), vec!["abcdef12345"]),
        (format!("Basic {pair}"), vec![&*pair, "hunter2222"]),
        ("_zendesk_session=BAh7C--5f".to_owned(), vec!["BAh7C--5f"]),
    ] {
        let mut secrets = SecretsInUse::default();
        secrets.add_proof(&header.parse().unwrap());
        for part in parts {
            let reply = secrets.taken_out_of(Reply {
                status: 500,
                headers: HeaderMap::new(),
                body: Bytes::from(format!("no {part}.")),
            });
            assert_eq!(reply.body, "no [secret].", "{header}");
        }
    }
}
