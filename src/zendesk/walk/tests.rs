use super::*;
use crate::zendesk::ApiErrorKind;
use crate::zendesk::script::{Script, reply};

fn page(id: u64, tail: &str) -> String {
    format!(r#"{{"sessions":[{{"id":{id},"user_id":1}}],{tail}}}"#)
}

fn more(id: u64, cursor: &str) -> String {
    page(
        id,
        &format!(r#""meta":{{"has_more":true,"after_cursor":"{cursor}"}}"#),
    )
}

fn last(id: u64) -> String {
    page(id, r#""meta":{"has_more":false,"after_cursor":null}"#)
}

/// The ids that a walk over these answers finds, and how it ends.
async fn walked(script: &std::sync::Arc<Script>) -> (Vec<u64>, Option<WalkError>) {
    let mut walk = Walk::over(script.client(), Purpose::Walk);
    let mut found = Vec::new();
    while let Some(page) = walk.next().await {
        match page {
            Ok(page) => found.extend(page.value.sessions.iter().map(|s| s.key.session.get())),
            Err(error) => {
                assert!(walk.next().await.is_none());
                return (found, Some(error));
            }
        }
    }
    assert!(walk.next().await.is_none());
    (found, None)
}

#[tokio::test]
async fn a_whole_walk_follows_the_cursors_to_the_end() {
    let script = Script::of([
        reply(200, &[], &more(1, "a+b")),
        reply(200, &[], &more(2, "c")),
        reply(200, &[], &last(3)),
    ]);
    let (found, error) = walked(&script).await;
    assert_eq!(found, [1, 2, 3]);
    assert!(error.is_none());
    assert_eq!(
        script.asked(),
        [
            "GET /api/v2/sessions?page%5Bsize%5D=100",
            "GET /api/v2/sessions?page%5Bsize%5D=100&page%5Bafter%5D=a%2Bb",
            "GET /api/v2/sessions?page%5Bsize%5D=100&page%5Bafter%5D=c",
        ]
    );
}

#[tokio::test]
async fn a_circle_ends_the_walk_as_incomplete() {
    for circle in [&["a", "a"][..], &["a", "b", "a"]] {
        let answers = circle
            .iter()
            .zip(1..)
            .map(|(cursor, id)| reply(200, &[], &more(id, cursor)));
        let script = Script::of(answers);
        let (found, error) = walked(&script).await;
        assert_eq!(found.len(), circle.len());
        let error = error.unwrap();
        assert!(matches!(error.source, WalkFailure::Loop));
        assert_eq!(error.page, circle.len() + 1);
        assert_eq!(script.asked().len(), circle.len());
    }
}

#[tokio::test]
async fn offset_pages_end_at_the_hundredth() {
    let onward = |id| page(id, r#""next_page":"/api/v2/sessions?page=x","count":20000"#);
    let script = Script::of((1..=200).map(|id| reply(200, &[], &onward(id))));
    let (found, error) = walked(&script).await;
    // One page came by cursor and a hundred by number.
    assert_eq!(found.len(), 101);
    assert!(matches!(
        error.unwrap().source,
        WalkFailure::TooManyPages(101)
    ));
    assert_eq!(
        script.asked()[100],
        "GET /api/v2/sessions?page=100&per_page=100"
    );
}

fn full_page(first: u64, tail: &str) -> String {
    let rows = (first..first + 100).map(|id| format!(r#"{{"id":{id},"user_id":1}}"#));
    let rows: Vec<String> = rows.collect();
    format!(r#"{{"sessions":[{}]{tail}}}"#, rows.join(","))
}

/// A page as long as what was asked for is not the end where nothing says so: pages are tried by
/// number, and where that does not help, the walk is not whole.
#[tokio::test]
async fn a_full_page_without_a_word_about_further_ones_is_not_the_end() {
    let short = r#"{"sessions":[{"id":900,"user_id":1}]}"#;
    let empty = r#"{"sessions":[]}"#;
    let null = r#","next_page":null"#;
    let counted = |count: u32| format!(r#","count":{count}"#);
    let none = String::new;
    for (name, answers, rows, is_whole) in [
        (
            "a short second page",
            vec![(200, full_page(1, "")), (200, short.to_owned())],
            101,
            true,
        ),
        (
            "an empty second page",
            vec![(200, full_page(1, "")), (200, empty.to_owned())],
            100,
            true,
        ),
        (
            "a third page",
            vec![
                (200, full_page(1, "")),
                (200, full_page(101, "")),
                (200, empty.to_owned()),
            ],
            200,
            true,
        ),
        (
            "the first page again",
            vec![(200, full_page(1, "")), (200, full_page(1, ""))],
            200,
            false,
        ),
        (
            "a refused number",
            vec![(200, full_page(1, "")), (400, none())],
            100,
            false,
        ),
        (
            "no such page",
            vec![(200, full_page(1, "")), (404, none())],
            100,
            false,
        ),
        (
            "a count that is reached",
            vec![(200, full_page(1, &counted(100)))],
            100,
            true,
        ),
        (
            "a count beyond",
            vec![(200, full_page(1, &counted(101))), (200, short.to_owned())],
            101,
            true,
        ),
        (
            "a count beyond, and the first page again",
            vec![
                (200, full_page(1, &counted(101))),
                (200, full_page(1, &counted(101))),
            ],
            200,
            false,
        ),
        (
            "a last page that says so",
            vec![(200, full_page(1, null))],
            100,
            true,
        ),
        ("a short page", vec![(200, short.to_owned())], 1, true),
    ] {
        let asked = answers.len();
        let replies = answers
            .iter()
            .map(|(status, body)| reply(*status, &[], body));
        let script = Script::of(replies);
        let (found, error) = walked(&script).await;
        assert_eq!((found.len(), error.is_none()), (rows, is_whole), "{name}");
        let no_word = error.is_none_or(|error| matches!(error.source, WalkFailure::NoWord));
        assert!(no_word, "{name}");
        assert_eq!(script.asked().len(), asked, "{name}");
        if asked > 1 {
            let second = "GET /api/v2/sessions?page=2&per_page=100";
            assert_eq!(script.asked()[1], second, "{name}");
        }
    }
}

#[tokio::test]
async fn cursors_that_never_end_and_bring_nothing_new_end_the_walk() {
    let again = (1..=100).map(|n| reply(200, &[], &more(1, &format!("c{n}"))));
    let empty = (1..=100).map(|n| {
        let meta = format!(r#""meta":{{"has_more":true,"after_cursor":"c{n}"}}"#);
        reply(200, &[], &format!(r#"{{"sessions":[],{meta}}}"#))
    });
    for (script, rows, asked) in [(Script::of(again), 6, 6), (Script::of(empty), 0, 5)] {
        let (found, error) = walked(&script).await;
        assert_eq!((found.len(), script.asked().len()), (rows, asked));
        let error = error.unwrap();
        assert!(
            matches!(error.source, WalkFailure::NothingNew(5)),
            "{error}"
        );
        assert!(error.to_string().contains("nothing new"));
    }
}

/// A page that repeats what was there is no harm among pages that do not.
#[tokio::test]
async fn a_few_pages_without_news_are_no_end() {
    let ids = [1, 1, 1, 1, 2, 2, 2, 2, 3];
    let pages = (1..)
        .zip(ids)
        .map(|(n, id)| reply(200, &[], &more(id, &format!("c{n}"))));
    let script = Script::of(pages.chain([reply(200, &[], &last(4))]));
    let (found, error) = walked(&script).await;
    assert_eq!((found.len(), error.is_none()), (10, true));
}

#[tokio::test(start_paused = true)]
async fn a_page_that_fails_is_asked_for_again_a_few_times() {
    let script = Script::of([
        reply(200, &[], &more(1, "a")),
        reply(503, &[], "<html>"),
        reply(429, &[("retry-after", "3")], ""),
        reply(200, &[], &last(2)),
    ]);
    let (found, error) = walked(&script).await;
    assert_eq!((found.len(), error.is_none()), (2, true));
    assert_eq!(script.asked()[1], script.asked()[3]);

    let script = Script::of((0..9).map(|_| reply(500, &[], "")));
    let (found, error) = walked(&script).await;
    assert!(found.is_empty());
    let error = error.unwrap();
    assert_eq!(error.page, 1);
    assert!(matches!(
        error.source,
        WalkFailure::Api(ApiError {
            kind: ApiErrorKind::Failing { .. },
            ..
        })
    ));
    assert_eq!(script.asked().len(), 3);
}

#[tokio::test]
async fn a_refusal_ends_the_walk_at_once() {
    for status in [401, 403, 404, 302] {
        let script = Script::of([reply(200, &[], &more(1, "a")), reply(status, &[], "")]);
        let (found, error) = walked(&script).await;
        assert_eq!((found.len(), error.unwrap().page), (1, 2), "{status}");
        assert_eq!(script.asked().len(), 2);
    }
}

/// A server that gives far less than it counts has not given the whole list. What comes and goes
/// meanwhile is no contradiction, nor is what was counted at the end alone.
#[tokio::test]
async fn a_list_that_is_far_shorter_than_its_count_is_incomplete() {
    let counted = |rows: &str, count: u64| {
        format!(r#"{{"sessions":[{rows}],"count":{count},"next_page":null}}"#)
    };
    let one = r#"{"id":1,"user_id":1}"#;
    for (rows, count, is_whole) in [
        (one, 1, true),
        (one, 100, true),
        (one, 101, false),
        ("", 0, true),
        ("", 1, true),
        ("", 100, false),
        (r#"{"id":"x","user_id":1}"#, 1, true),
    ] {
        let script = Script::of([reply(200, &[], &counted(rows, count))]);
        let (_, error) = walked(&script).await;
        let is_short = |error: &WalkError| matches!(error.source, WalkFailure::Short { count: it, .. } if it == count);
        assert_eq!(error.is_none(), is_whole, "{rows} of {count}: {error:?}");
        assert!(error.as_ref().is_none_or(is_short), "{error:?}");
        let page = error.map_or(1, |error| error.page);
        assert_eq!(page, 1, "one page was read");
    }
}

/// Of a long list more may come and go while it is read than of a short one.
#[tokio::test]
async fn whoever_comes_and_goes_while_a_list_is_read_makes_it_no_shorter() {
    let page = |number: u64, count: u64, next: &str| {
        let id = |at: u64| number * 100 + at + 1;
        let rows = (0..100).map(|at| format!(r#"{{"id":{},"user_id":1}}"#, id(at)));
        let rows = rows.collect::<Vec<_>>().join(",");
        format!(r#"{{"sessions":[{rows}],"count":{count},"next_page":{next}}}"#)
    };
    for (first, last, is_whole) in [
        (1_000, 1_000, true),
        (1_110, 1_110, true),
        (1_200, 1_200, false),
        (1_000, 5_000, true),
        (5_000, 1_000, true),
    ] {
        let pages = (0..10).map(|number| match number {
            0 => page(number, first, "\"/api/v2/sessions?page=2\""),
            9 => page(number, last, "null"),
            _ => page(number, last.max(first), "\"/api/v2/sessions?page=3\""),
        });
        let script = Script::of(pages.map(|body| reply(200, &[], &body)));
        let (found, error) = walked(&script).await;
        assert_eq!(found.len(), 1_000);
        assert_eq!(error.is_none(), is_whole, "{first} {last}: {error:?}");
    }
}

/// A server that does not take the place that it gave itself may take it at another time.
#[tokio::test]
async fn a_place_that_is_refused_is_worth_another_try_later() {
    let first =
        r#"{"sessions":[{"id":1,"user_id":1}],"meta":{"has_more":true,"after_cursor":"a"}}"#;
    let script = Script::of([reply(200, &[], first), reply(400, &[], "{}")]);
    let (_, error) = walked(&script).await;
    let error = crate::zendesk::ApiError::from(error.unwrap());
    assert!(error.refuses_place(), "{error}");
    let advice = error.advice();
    assert!(
        advice.contains("the place of a page that it gave itself") && advice.contains("later"),
        "{advice}"
    );
    let script = Script::of([reply(400, &[], "{}")]);
    let (_, error) = walked(&script).await;
    let error = crate::zendesk::ApiError::from(error.unwrap());
    assert!(
        !error.advice().contains("place"),
        "the list itself is refused"
    );
}
