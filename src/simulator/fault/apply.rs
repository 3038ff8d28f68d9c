//! Turns a true answer into a faulty one.

use http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use super::rows::{self, Without};
use super::{FaultEffect, Whom};
use crate::model::{Timestamp, UserId};
use crate::simulator::call::Call;
use crate::simulator::limit::LimitStanding;
use crate::simulator::people::Population;
use crate::simulator::reply::{ReplyEnding, ServedReply};

const WEB_PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Please wait…</title></head>\
    <body><h1>We’ll be back soon</h1><p>The help desk is being looked after.</p></body></html>\n";

/// The answer that `then` makes of the true one. The sessions that the request ended stay recorded.
pub(in crate::simulator) fn apply(
    then: &FaultEffect,
    call: &Call,
    people: &Population,
    mut truth: ServedReply,
) -> ServedReply {
    match then {
        FaultEffect::Truth
        | FaultEffect::NoRateHeaders
        | FaultEffect::Date(_)
        | FaultEffect::DateSkew { .. }
        | FaultEffect::AnswerFor { .. } => truth,
        FaultEffect::Status {
            code,
            body,
            content_type,
            headers,
        } => {
            let mut reply = ServedReply::empty(status(*code));
            reply.body = body.clone().into_bytes();
            if let Some(content_type) = content_type {
                reply.set(header::CONTENT_TYPE, content_type);
            }
            for (name, value) in headers {
                let name = name.parse::<HeaderName>();
                if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(value.as_bytes())) {
                    reply.headers.append(name, value);
                }
            }
            instead(truth, reply)
        }
        FaultEffect::Refuse(refusal) => instead(truth, refusal.reply()),
        FaultEffect::Html { code } => {
            let reply = ServedReply::text(status(*code), "text/html; charset=utf-8", WEB_PAGE);
            instead(truth, reply)
        }
        FaultEffect::Redirect { code, location } => {
            let mut reply = ServedReply::empty(status(*code));
            reply.set(header::LOCATION, location);
            instead(truth, reply)
        }
        FaultEffect::Close => {
            truth.ending = ReplyEnding::Closed;
            truth
        }
        FaultEffect::Cut { after } => {
            truth.ending = ReplyEnding::Cut(*after);
            truth
        }
        FaultEffect::TooLarge { bytes } => {
            truth.ending = ReplyEnding::Padded(*bytes);
            truth
        }
        FaultEffect::Malformed { records } => {
            insert(&mut truth.body, records);
            truth
        }
        FaultEffect::CursorLoop => rewrite(truth, |body| repeat_cursor(body, call)),
        FaultEffect::EmptyPage => rewrite(truth, |body| {
            for list in body
                .as_object_mut()
                .into_iter()
                .flat_map(|map| map.values_mut())
            {
                if let Value::Array(records) = list {
                    records.clear();
                }
            }
        }),
        FaultEffect::LeaveOut {
            people: left_out,
            first,
            every,
        } => {
            let ids = |whom: &Whom| whom.find(call, people);
            let left_out: Vec<UserId> = left_out.iter().filter_map(ids).collect();
            let without = Without {
                people: &left_out,
                first: *first,
                every: *every,
            };
            rewrite(truth, |body| rows::leave_out(body, without))
        }
        FaultEffect::Set { at, value } => rewrite(truth, |body| rows::set(body, at, value)),
        FaultEffect::Drop { at } => rewrite(truth, |body| rows::drop_field(body, at)),
        FaultEffect::ForeignLinks { origin } => {
            rewrite(truth, |body| redirect_links(body, call, origin))
        }
    }
}

/// The true answer with the records of another answer behind its own.
pub(in crate::simulator) fn join(truth: ServedReply, other: &ServedReply) -> ServedReply {
    match serde_json::from_slice(&other.body) {
        Ok(other) => rewrite(truth, |body| rows::add_records(body, other)),
        Err(_) => truth,
    }
}

/// The faults that concern headers written after the answer itself, at `now`.
pub(in crate::simulator) fn apply_to_headers(
    then: &FaultEffect,
    now: Timestamp,
    reply: &mut ServedReply,
) {
    match then {
        FaultEffect::NoRateHeaders => {
            for name in LimitStanding::HEADERS {
                reply.headers.remove(name);
            }
        }
        FaultEffect::Date(date) => reply.set(header::DATE, date),
        FaultEffect::DateSkew { seconds } => {
            reply.date(now.shifted(seconds.saturating_mul(1_000)));
        }
        _ => {}
    }
}

fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn instead(truth: ServedReply, mut reply: ServedReply) -> ServedReply {
    reply.ended = truth.ended;
    reply
}

fn rewrite(mut reply: ServedReply, change: impl FnOnce(&mut Value)) -> ServedReply {
    if let Ok(mut body) = serde_json::from_slice(&reply.body) {
        change(&mut body);
        reply.body = body.to_string().into_bytes();
    }
    reply
}

/// Puts raw texts before the first record of the first list. They need not be JSON.
fn insert(body: &mut Vec<u8>, records: &[String]) {
    let Some(start) = body.iter().position(|byte| *byte == b'[') else {
        return;
    };
    let is_empty = body.get(start + 1) == Some(&b']');
    let mut raw = records.join(",");
    if !is_empty && !records.is_empty() {
        raw.push(',');
    }
    body.splice(start + 1..=start, raw.into_bytes());
}

fn repeat_cursor(body: &mut Value, call: &Call) {
    if let Some(Value::Object(meta)) = body.get_mut("meta") {
        meta.insert("has_more".to_owned(), json!(true));
        if let Some(cursor) = call.parameter("page[after]") {
            meta.insert("after_cursor".to_owned(), json!(cursor));
        }
    }
}

fn redirect_links(body: &mut Value, call: &Call, origin: &str) {
    match body {
        Value::String(text) => {
            if let Some(rest) = text.strip_prefix(&call.origin()) {
                *text = format!("{origin}{rest}");
            }
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| redirect_links(item, call, origin)),
        Value::Object(map) => map
            .values_mut()
            .for_each(|item| redirect_links(item, call, origin)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::fault::ServerFault;
    use crate::simulator::probe::{Probe, ProbeAnswer};

    #[test]
    fn raw_records_go_in_front_even_of_nothing() {
        for (body, expected) in [
            (r#"{"sessions":[1]}"#, r#"{"sessions":[x,"\ud800",1]}"#),
            (r#"{"sessions":[]}"#, r#"{"sessions":[x,"\ud800"]}"#),
            ("{}", "{}"),
        ] {
            let mut body = body.as_bytes().to_vec();
            insert(&mut body, &["x".to_owned(), r#""\ud800""#.to_owned()]);
            assert_eq!(String::from_utf8(body).unwrap(), expected);
        }
    }

    const LIST: &str = "/api/v2/sessions?page[size]=10";

    async fn list_with(then: FaultEffect) -> ProbeAnswer {
        let probe = Probe::new(|options| options.faults = vec![ServerFault::on("GET", "**", then)]);
        probe.get(LIST).await
    }

    #[tokio::test]
    async fn other_answers_take_the_place_of_the_true_one() {
        let headers = ["1", "soon"].map(|value| ("Retry-After".to_owned(), value.to_owned()));
        let answer = list_with(FaultEffect::Status {
            code: 503,
            body: "busy".to_owned(),
            content_type: Some("text/plain".to_owned()),
            headers: headers.to_vec(),
        })
        .await;
        assert_eq!(
            (answer.status.as_u16(), answer.text().as_str()),
            (503, "busy")
        );
        assert_eq!(answer.headers.get_all("retry-after").iter().count(), 2);
        let answer = list_with(FaultEffect::Html { code: 200 }).await;
        assert!(answer.text().starts_with("<!DOCTYPE html>"));
        let location = "http://127.0.0.1:9/elsewhere".to_owned();
        let answer = list_with(FaultEffect::Redirect {
            code: 302,
            location,
        })
        .await;
        assert_eq!(answer.status, 302);
        assert_eq!(answer.headers["location"], "http://127.0.0.1:9/elsewhere");
    }

    #[tokio::test]
    async fn the_true_list_is_spoilt() {
        let truth = list_with(FaultEffect::Truth).await;
        let records = vec![r#"{"id":"\ud800"}"#.to_owned()];
        let answer = list_with(FaultEffect::Malformed { records }).await;
        assert!(
            answer
                .text()
                .starts_with(r#"{"sessions":[{"id":"\ud800"},{"id":4"#)
        );
        let answer = list_with(FaultEffect::EmptyPage).await;
        assert_eq!(answer.json()["sessions"], json!([]));
        assert_eq!(answer.json()["meta"], truth.json()["meta"]);
        let origin = "https://evil.example".to_owned();
        let answer = list_with(FaultEffect::ForeignLinks { origin }).await;
        let next = answer.json()["links"]["next"].to_string();
        assert!(
            next.starts_with(r#""https://evil.example/api/v2/sessions?"#),
            "{next}"
        );
        let answer = list_with(FaultEffect::TooLarge { bytes: 200_000 }).await;
        assert_eq!(answer.json(), truth.json());
        assert_eq!(answer.text().len(), truth.text().len() + 200_000);
        let answer = list_with(FaultEffect::NoRateHeaders).await;
        assert!(!answer.headers.contains_key("x-rate-limit"));
        let answer = list_with(FaultEffect::Date("yesterday".to_owned())).await;
        assert_eq!(answer.headers["date"], "yesterday");
    }

    #[tokio::test]
    async fn a_cursor_leads_back_to_itself() {
        let probe = Probe::new(|options| {
            options.faults = vec![ServerFault::on("GET", "**", FaultEffect::CursorLoop)];
        });
        let first = probe.get(LIST).await.json();
        let cursor = first["meta"]["after_cursor"].as_str().unwrap();
        for _ in 0..3 {
            let body = probe
                .get(&format!("{LIST}&page[after]={cursor}"))
                .await
                .json();
            assert_eq!(body["meta"]["after_cursor"], cursor);
            assert_eq!(body["meta"]["has_more"], true);
        }
    }

    #[tokio::test]
    async fn an_answer_breaks_off() {
        assert!(
            list_with(FaultEffect::Cut { after: 20 })
                .await
                .body
                .is_none()
        );
        assert!(list_with(FaultEffect::Close).await.body.is_none());
    }

    #[tokio::test]
    async fn a_request_takes_effect_or_not_whatever_the_answer() {
        let error = || FaultEffect::Html { code: 502 };
        for (then, takes_effect, effect) in [
            (error(), None, false),
            (error(), Some(true), true),
            (FaultEffect::Close, Some(true), true),
            (FaultEffect::Close, None, false),
            (FaultEffect::Truth, None, true),
            (FaultEffect::Truth, Some(false), false),
        ] {
            let fault = ServerFault {
                take_effect: takes_effect,
                ..ServerFault::on("DELETE", "**", then)
            };
            let probe = Probe::new(|options| options.faults = vec![fault.clone()]);
            let key = probe.simulator.sessions()[0].key;
            let path = format!("/api/v2/users/{}/sessions/{}", key.user, key.session);
            probe.delete(&path).await;
            let gone = probe.simulator.sessions()[0].key != key;
            assert_eq!(gone, effect, "{fault:?}");
            let entry = &probe.simulator.ledger()[0];
            assert_eq!(entry.ended.contains(&key), effect, "{fault:?}");
            assert_eq!(entry.status.is_none(), fault.then == FaultEffect::Close);
            assert!(entry.fault.is_some());
        }
    }

    #[tokio::test]
    async fn an_answer_is_late() {
        let fault = ServerFault {
            delay_ms: 40,
            ..ServerFault::default()
        };
        let probe = Probe::new(|options| options.faults = vec![fault]);
        let start = tokio::time::Instant::now();
        assert_eq!(probe.get(LIST).await.status, 200);
        assert!(start.elapsed().as_millis() >= 40);
    }
}
