//! How a file is written, and which text is none.

use ring::digest::{SHA256, digest};

use super::*;
use crate::model::hex;

#[test]
fn a_file_is_ascii_and_reads_back_as_the_same_plan() {
    let text = made().to_json().unwrap();
    assert!(
        text.bytes()
            .all(|byte| byte == b'\n' || (0x20..0x7f).contains(&byte))
    );
    let file = PlanFile::parse(text.as_bytes()).unwrap();
    assert_eq!(file.to_json().unwrap(), text);
    assert_eq!(file.reason().ticket.as_deref(), Some("INC-7"));
    let FromFile { plan, gone, .. } = Plan::from_file(
        checked(&text).unwrap(),
        &snapshot(&LISTED),
        &guardrails(),
        NOW,
    )
    .unwrap();
    assert!(gone.is_empty());
    assert_eq!(
        (plan.count(), plan.people(), plan.operation()),
        (3, 2, Operation::End(Route::Exact))
    );
    assert_eq!(plan.excluded()[0].because, ExcludedBecause::Yours);
    assert_eq!(plan.fingerprint(), file.hash());
}

#[test]
fn the_hash_is_that_of_the_canonical_content() {
    let text = made().to_json().unwrap();
    let (content, hash) = text.split_once(",\n  \"hash\": \"").unwrap();
    // In this file no text has a line end or two spaces, so layout is all that goes.
    let canonical = content
        .replace('\n', "")
        .replace("  ", "")
        .replace("\": ", "\":")
        + "}";
    let found = hex(digest(&SHA256, canonical.as_bytes()).as_ref());
    assert_eq!(hash.split('"').next(), Some(found.as_str()), "{canonical}");
}

#[test]
fn every_edit_is_noticed() {
    let text = made().to_json().unwrap();
    for (from, to) in [
        ("\"session_id\": 1,", "\"session_id\": 5,"),
        ("\"route\": \"exact\"", "\"route\": \"user\""),
        ("laptop", "phone"),
        ("\"expires_at\": \"2026", "\"expires_at\": \"2036"),
        ("\"count\": 3", "\"count\": 4"),
        ("\"made_by\": \"ada\"", "\"made_by\": \"eve\""),
        ("Jos\\u00e9", "Jose"),
        ("\"account\": \"acme\"", "\"account\": \"else\""),
    ] {
        assert!(text.contains(from), "{from}: {text}");
        let edited = text.replacen(from, to, 1);
        let refused = checked(&edited).unwrap_err();
        assert_eq!(refused, BadSeal::Edited.into(), "{to}");
    }
}

#[test]
fn bad_files_are_told_with_the_line() {
    let text = made().to_json().unwrap();
    let bad = |from: &str, to: &str| {
        let bad = text.replacen(from, to, 1);
        assert_ne!(bad, text);
        PlanFile::parse(bad.as_bytes()).unwrap_err().to_string()
    };
    assert!(bad("\"session_id\": 2", "\"session_id\": 0").contains("session_id 0 is not an id"));
    assert!(bad("\"session_id\": 2", "\"session_id\": 0").contains("at line 3"));
    assert!(bad("\"user_id\": 7", "\"user_id\": 0").contains("at line 3"));
    assert!(bad("\"user_id\": 8", "\"user_id\": 7").contains("user 7 is listed twice"));
    assert!(bad("\"operations\": [", "\"operations\": [\"suspend\",").contains("operations"));
    assert!(bad("\"facts_from\": \"2", "\"facts_from\": \"x").contains("facts_from"));
    assert!(bad("\"session_id\": 2", "\"session_id\": 1").contains("7/1 is listed twice at line"));
    assert!(bad("\"reason\"", "\"reazon\"").contains("line 10"));
    assert!(bad("\"version\": 2", "\"version\": 3").contains("version 3"));
    assert!(bad("\"because\"", "\"Because\"").contains("line"));
    assert!(bad("\"role\": \"end-user\"", "\"role\": \"boss\"").contains("role is none of"));
    assert!(bad("\"expires_at\": \"2", "\"expires_at\": \"x").contains("expires_at"));
    for text in ["", "[]", "{}", "nonsense", "{\"version\":1}", "\u{1b}[2J"] {
        let error = PlanFile::parse(text.as_bytes()).unwrap_err().to_string();
        assert!(!error.contains('\u{1b}'), "{error:?}");
    }
    let hostile = bad("\"reason\"", "\"\\u001b[2J\"");
    assert!(!hostile.contains('\u{1b}'), "{hostile:?}");
}
