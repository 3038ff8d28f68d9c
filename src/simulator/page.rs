//! Pages of a list, by cursor and by offset, with Zendesk's quirks.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use super::call::Call;
use super::list::Listable;
use super::reply::ServedReply;

const LARGEST_PAGE: usize = 100;
/// The number of records after which offset paging ends since 2024, whatever the page size.
const DEEPEST_RECORD: usize = 10_000;
const DEEPEST_PAGE: usize = 100;

/// The fields beside the records.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum PageFrame {
    Cursor {
        meta: CursorMeta,
        links: CursorLinks,
    },
    Offset {
        count: usize,
        next_page: Option<String>,
        previous_page: Option<String>,
    },
}

#[derive(Serialize)]
pub(super) struct CursorMeta {
    has_more: bool,
    after_cursor: Option<String>,
    before_cursor: Option<String>,
}

#[derive(Serialize)]
pub(super) struct CursorLinks {
    prev: Option<String>,
    next: Option<String>,
}

/// The part of the list that the request asks for.
pub(super) fn page<L: Listable>(
    call: &Call,
    list: &L,
) -> Result<(Vec<L::Record>, PageFrame), ServedReply> {
    let by_cursor = ["page[size]", "page[after]", "page[before]"];
    if by_cursor.iter().any(|name| call.parameter(name).is_some()) {
        by_cursor_page(call, list)
    } else {
        by_offset_page(call, list)
    }
}

/// The part of a list that knows pages by number alone. `path` names the list in the refusal.
pub(super) fn numbered_page<L: Listable>(
    call: &Call,
    list: &L,
    path: &str,
) -> Result<(Vec<L::Record>, PageFrame), ServedReply> {
    if call
        .query()
        .pairs()
        .any(|(name, _)| name.starts_with("page["))
    {
        return Err(ServedReply::page_is_a_number(path));
    }
    by_offset_page(call, list)
}

fn by_cursor_page<L: Listable>(
    call: &Call,
    list: &L,
) -> Result<(Vec<L::Record>, PageFrame), ServedReply> {
    let invalid = |detail: &str| {
        ServedReply::invalid_paging("InvalidPaginationParameter", "Invalid parameter", detail)
    };
    let sort = call.parameter("sort");
    if sort.is_some_and(|sort| !list.sorts().contains(&sort)) {
        return Err(invalid("this list cannot be sorted like that"));
    }
    let size = match call.parameter("page[size]") {
        None => LARGEST_PAGE,
        Some(size) => size
            .parse()
            .ok()
            .filter(|size| (1..=LARGEST_PAGE).contains(size))
            .ok_or_else(|| invalid("page[size] must be a number between 1 and 100"))?,
    };
    let cursor = |name| match call.parameter(name) {
        None => Ok(None),
        Some(text) => parse_cursor(text)
            .map(Some)
            .ok_or_else(|| invalid(&format!("{name} is not a valid cursor"))),
    };
    let (mut found, more) = match (cursor("page[after]")?, cursor("page[before]")?) {
        (Some(_), Some(_)) => {
            return Err(invalid("page[before] and page[after] cannot be combined"));
        }
        (after, None) => {
            let mut found = list.after(after, size + 1);
            let more = found.len() > size;
            found.truncate(size);
            (found, more)
        }
        (None, Some(before)) => {
            let found = list.before(before, size + 1);
            let extra = found.len().saturating_sub(size);
            (found, extra > 0)
        }
    };
    let surplus = found.len().saturating_sub(size);
    found.drain(..surplus);
    let edge = |record: Option<&L::Record>| record.map(|record| cursor_of(list.rank(record)));
    let (first, last) = (edge(found.first()), edge(found.last()));
    let size = size.to_string();
    let link = |name: &str, cursor: &Option<String>| {
        let cursor = cursor.as_deref()?;
        Some(call.link(&[(name, cursor), ("page[size]", &size)]))
    };
    // There are links even when nothing follows, as recorded from the real API.
    let links = CursorLinks {
        prev: link("page[before]", &first),
        next: link("page[after]", &last),
    };
    let meta = CursorMeta {
        has_more: more,
        after_cursor: last,
        before_cursor: first,
    };
    Ok((found, PageFrame::Cursor { meta, links }))
}

fn by_offset_page<L: Listable>(
    call: &Call,
    list: &L,
) -> Result<(Vec<L::Record>, PageFrame), ServedReply> {
    let number = |name: &str, otherwise: usize| match call.parameter(name) {
        None => Ok(otherwise),
        Some(text) => text
            .parse()
            .ok()
            .filter(|number| *number > 0)
            .ok_or_else(|| ServedReply::invalid_attribute(name)),
    };
    let page = number("page", 1)?;
    let size = number("per_page", LARGEST_PAGE)?.min(LARGEST_PAGE);
    if page > DEEPEST_PAGE || page * size > DEEPEST_RECORD {
        return Err(ServedReply::invalid_paging(
            "InvalidPaginationDepth",
            "Pagination requests using Offset Pagination are limited to page 100 or up to 10000 \
             records (page * per_page)",
            "There are limits to the page depth in Offset Pagination. Use Cursor Pagination.",
        ));
    }
    let count = list.count();
    let link =
        |page: usize| call.link(&[("page", &page.to_string()), ("per_page", &size.to_string())]);
    let frame = PageFrame::Offset {
        count,
        next_page: (page * size < count).then(|| link(page + 1)),
        previous_page: (page > 1).then(|| link(page - 1)),
    };
    Ok((list.skip((page - 1) * size, size), frame))
}

fn cursor_of(id: u64) -> String {
    STANDARD.encode(format!(r#"{{"o":"id","v":{id}}}"#))
}

fn parse_cursor(text: &str) -> Option<u64> {
    let decoded = String::from_utf8(STANDARD.decode(text).ok()?).ok()?;
    let id = decoded
        .strip_prefix(r#"{"o":"id","v":"#)?
        .strip_suffix('}')?;
    id.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::probe::Probe;

    #[test]
    fn a_cursor_reads_back_and_nonsense_does_not() {
        assert_eq!(
            parse_cursor(&cursor_of(41_205_773_000_001)),
            Some(41_205_773_000_001)
        );
        for text in ["", "x", "7", "eyJvIjoibmFtZSJ9"] {
            assert_eq!(parse_cursor(text), None, "{text}");
        }
    }

    fn ids(body: &serde_json::Value) -> Vec<u64> {
        let sessions = body["sessions"].as_array().unwrap().iter();
        sessions
            .map(|session| session["id"].as_u64().unwrap())
            .collect()
    }

    #[tokio::test]
    async fn a_walk_by_cursor_sees_each_session_once() {
        let probe = Probe::new(|_| {});
        let all: Vec<u64> = probe
            .simulator
            .sessions()
            .iter()
            .map(|each| each.key.session.get())
            .collect();
        let (mut collected, mut path, mut pages) = (Vec::new(), String::new(), 0);
        loop {
            let body = probe
                .get(&format!("/api/v2/sessions?page%5Bsize%5D=40{path}"))
                .await
                .json();
            collected.extend(ids(&body));
            pages += 1;
            // Even the last page has links, which lead nowhere.
            assert!(body["links"]["next"].is_string() && body["links"]["prev"].is_string());
            assert!(body.get("count").is_none());
            if body["meta"]["has_more"] == false {
                let next = body["links"]["next"].as_str().unwrap();
                let beyond = probe
                    .get(next.strip_prefix("http://127.0.0.1:8080").unwrap())
                    .await;
                let beyond = beyond.json();
                assert!(ids(&beyond).is_empty());
                assert_eq!(beyond["meta"]["has_more"], false);
                assert!(beyond["links"]["next"].is_null());
                assert!(beyond["meta"]["after_cursor"].is_null());
                break;
            }
            path = format!(
                "&page[after]={}",
                body["meta"]["after_cursor"].as_str().unwrap()
            );
        }
        assert_eq!((collected, pages), (all, 7));
    }

    #[tokio::test]
    async fn a_walk_goes_backwards_too() {
        let probe = Probe::new(|_| {});
        let first = probe.get("/api/v2/sessions?page[size]=30").await.json();
        let after = first["meta"]["after_cursor"].as_str().unwrap();
        let second = probe
            .get(&format!(
                "/api/v2/sessions?page[size]=30&page[after]={after}"
            ))
            .await
            .json();
        let before = second["meta"]["before_cursor"].as_str().unwrap();
        let back = probe
            .get(&format!(
                "/api/v2/sessions?page[size]=20&page[before]={before}"
            ))
            .await
            .json();
        assert_eq!(ids(&back), ids(&first)[10..]);
        assert_eq!(back["meta"]["has_more"], true);
    }

    #[tokio::test]
    async fn offset_pages_count_and_end_at_page_100() {
        let probe = Probe::new(|_| {});
        let first = probe.get("/api/v2/sessions.json").await.json();
        assert_eq!(
            (first["count"].as_u64(), ids(&first).len()),
            (Some(250), 100)
        );
        assert!(first["previous_page"].is_null());
        assert_eq!(
            first["next_page"],
            "http://127.0.0.1:8080/api/v2/sessions.json?page=2&per_page=100"
        );
        let last = probe.get("/api/v2/sessions?page=3").await.json();
        assert_eq!(ids(&last).len(), 50);
        assert!(last["next_page"].is_null());
        let deep = probe.get("/api/v2/sessions?page=101&per_page=1").await;
        assert_eq!(deep.status, 400);
        assert_eq!(deep.json()["errors"][0]["code"], "InvalidPaginationDepth");
    }

    #[tokio::test]
    async fn what_cannot_be_a_page_is_refused() {
        let probe = Probe::new(|_| {});
        for query in [
            "page[size]=0",
            "page[size]=101",
            "page[size]=x",
            "page[after]=x",
            "page[size]=5&sort=-id",
            "page[after]=eyJvIjoiaWQiLCJ2Ijo3fQ==&page[before]=eyJvIjoiaWQiLCJ2Ijo3fQ==",
            "page=0",
        ] {
            let answer = probe.get(&format!("/api/v2/sessions?{query}")).await;
            assert_eq!(answer.status, 400, "{query}");
        }
    }
}
