//! Turns a true answer into a faulty one.

use http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use super::call::Call;
use super::fault::Then;
use super::limit::Standing;
use super::reply::{Ending, Reply};

const WEB_PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Please wait…</title></head>\
    <body><h1>We’ll be back soon</h1><p>The help desk is being looked after.</p></body></html>\n";

/// The answer that `then` makes of the true one. What the request ended stays recorded.
pub(super) fn apply(then: &Then, call: &Call, mut truth: Reply) -> Reply {
    match then {
        Then::Truth | Then::NoRateHeaders | Then::Date(_) => truth,
        Then::Status {
            code,
            body,
            content_type,
            headers,
        } => {
            let mut reply = Reply::empty(status(*code));
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
        Then::Html { code } => {
            let reply = Reply::text(status(*code), "text/html; charset=utf-8", WEB_PAGE);
            instead(truth, reply)
        }
        Then::Redirect { code, location } => {
            let mut reply = Reply::empty(status(*code));
            reply.set(header::LOCATION, location);
            instead(truth, reply)
        }
        Then::Close => {
            truth.ending = Ending::Closed;
            truth
        }
        Then::Cut { after } => {
            truth.ending = Ending::Cut(*after);
            truth
        }
        Then::TooLarge { bytes } => {
            truth.ending = Ending::Padded(*bytes);
            truth
        }
        Then::Malformed { records } => {
            insert(&mut truth.body, records);
            truth
        }
        Then::CursorLoop => rewrite(truth, |body| repeat_cursor(body, call)),
        Then::EmptyPage => rewrite(truth, |body| {
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
        Then::ForeignLinks { origin } => rewrite(truth, |body| redirect_links(body, call, origin)),
    }
}

/// The faults that concern headers written after the answer itself.
pub(super) fn apply_to_headers(then: &Then, reply: &mut Reply) {
    match then {
        Then::NoRateHeaders => {
            for name in Standing::HEADERS {
                reply.headers.remove(name);
            }
        }
        Then::Date(date) => reply.set(header::DATE, date),
        _ => {}
    }
}

fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn instead(truth: Reply, mut reply: Reply) -> Reply {
    reply.ended = truth.ended;
    reply
}

fn rewrite(mut reply: Reply, change: impl FnOnce(&mut Value)) -> Reply {
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
}
