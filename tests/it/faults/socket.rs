//! Answers that no HTTP library would send: a raw TCP server answers the DELETE, the account behind
//! it everything else.

use serde_json::Value;
use zentop::model::SessionKey;

use crate::support::{
    Program, Proxy, ProxyAnswer, Server, keys_as_arguments, no_secret, oracle_of,
};

/// Answers every DELETE with `bytes`, ends two sessions, holds the oracle, and returns the report.
/// `ends` says whether the sessions are gone all the same.
fn answered_with(bytes: &[u8], close: bool, ends: bool, status: i32) -> Value {
    let server = Server::new();
    let keys = server.sign_in(2);
    let bytes = bytes.to_vec();
    let (simulator, doomed) = (server.simulator.clone(), keys.clone());
    let proxy = Proxy::new(&server, move |method, target| {
        if method != "DELETE" {
            return ProxyAnswer::Forward(target.to_owned());
        }
        if ends {
            for key in doomed
                .iter()
                .filter(|key| target.ends_with(&key.session.to_string()))
            {
                simulator.sign_out(*key);
            }
        }
        ProxyAnswer::Answer {
            bytes: bytes.clone(),
            close,
        }
    });
    let program = Program::at(&proxy.url(), &server.credentials().oauth_token);
    let mut arguments = vec!["end".to_owned(), "-vvv".to_owned()];
    arguments.extend(keys_as_arguments(&keys));
    arguments.extend(["--yes", "--expect", "2", "--format", "json"].map(str::to_owned));
    let output = program.run(&arguments).expect(status);
    let report = output.json();
    let sent = proxy.sent();
    for key in &keys {
        assert_eq!(times(&sent, *key), 1, "nothing of this may be sent again");
    }
    oracle_of(&program, &keys, &sent, &report);
    no_secret(&program, &output, &[&server.credentials().oauth_token]);
    report
}

fn times(sent: &[crate::support::Sent], key: SessionKey) -> usize {
    let path = format!("/api/v2/users/{}/sessions/{}", key.user, key.session);
    sent.iter().filter(|sent| sent.target == path).count()
}

/// Checks outcome and verdict of both items, and that the cause says `part`.
#[track_caller]
fn both(report: &Value, outcome: &str, verdict: &str, part: &str) {
    for item in report["items"].as_array().unwrap() {
        assert_eq!(item["outcome"], outcome, "{report}");
        assert_eq!(item["verdict"], verdict, "{report}");
        let cause = item["cause"].as_str().unwrap_or_default();
        assert!(cause.contains(part), "no {part:?}: {report}");
    }
}

/// The bytes are not a whole answer, so only a list shows that both sessions are gone.
#[track_caller]
fn is_no_whole_answer(bytes: &[u8]) {
    let report = answered_with(bytes, true, true, 1);
    both(&report, "unknown", "verified gone", "no whole answer");
}

#[track_caller]
fn is_a_204(bytes: &[u8]) {
    let report = answered_with(bytes, false, true, 0);
    both(&report, "ended", "verified gone", "");
}

#[test]
fn row_21_statuses_from_nowhere_are_unknown() {
    for status in ["206 Partial Content", "299 Strange", "999 What"] {
        let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
        let report = answered_with(answer.as_bytes(), false, true, 1);
        both(&report, "unknown", "verified gone", &status[..3]);
    }
}

#[test]
fn row_21_a_teapot_refuses() {
    let answer = b"HTTP/1.1 418 I'm a teapot\r\nContent-Length: 5\r\n\r\nshort";
    let report = answered_with(answer, false, false, 1);
    for item in report["items"].as_array().unwrap() {
        assert_eq!(item["outcome"], "refused");
        assert_eq!(item["verdict"], Value::Null);
        assert!(item["cause"].as_str().unwrap().contains("418 short"));
    }
}

#[test]
fn row_21_what_comes_before_the_status_does_not_count() {
    let answer = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n";
    is_a_204(answer);
    // A provisional status alone is not an answer.
    let answer = b"HTTP/1.1 102 Processing\r\n\r\n";
    is_no_whole_answer(answer);
}

#[test]
fn row_21_a_204_with_a_body_is_a_204_and_its_body_is_nobodys_answer() {
    // The surplus is an answer that would end the other item, if it were taken for one.
    let answer =
        b"HTTP/1.1 204 No Content\r\nContent-Length: 27\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n\n";
    is_a_204(answer);
}

#[test]
fn row_25_closed_without_a_byte_is_unknown_until_a_list_tells() {
    is_no_whole_answer(b"");
}

#[test]
fn row_25_and_if_it_had_no_effect_the_list_tells_that_too() {
    both(
        &answered_with(b"", true, false, 1),
        "unknown",
        "still listed",
        "no whole answer",
    );
}

#[test]
fn row_28_a_body_cut_short_is_no_answer() {
    let answer = b"HTTP/1.1 500 Oh\r\nContent-Length: 100\r\n\r\nonly this";
    is_no_whole_answer(answer);
    let answer = b"HTTP/1.1 204 No Con";
    is_no_whole_answer(answer);
}

#[test]
fn row_29_contradictory_lengths_and_nonsense_are_no_answer() {
    for answer in [
        &b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 9\r\n\r\n{}"[..],
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"\x15\x03\x01\x00\x02\x02\x16",
    ] {
        both(
            &answered_with(answer, true, true, 1),
            "unknown",
            "verified gone",
            "",
        );
    }
}
